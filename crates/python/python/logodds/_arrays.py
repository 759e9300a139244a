"""scikit-learn's arrays as the engine takes them: features that it borrows, classes as codes, weights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.utils.class_weight import compute_class_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, validate_data

from . import _engine
from ._rules import shown
from .exceptions import DataError, DataTypeError, LogoddsError, SpecificationError

# Labels are kept as bytes.
_MOST_CLASSES = 256

_FLOATS = frozenset({np.dtype(np.float64), np.dtype(np.float32)})
_PLACES = frozenset({np.dtype(np.int32), np.dtype(np.int64)})


@contextmanager
def ours(what: str = "") -> Iterator[None]:
    """scikit-learn's complaints of data as ours, in its words."""
    try:
        yield
    except LogoddsError:
        raise
    except (ValueError, OverflowError) as error:
        raise DataError(f"{what}{error}") from error
    except TypeError as error:
        raise DataTypeError(f"{what}{error}") from error


def validated(estimator: Any, X: Any, *y: Any) -> Any:
    """``X``, and ``y`` if given, checked and converted as scikit-learn does it; without ``y`` as in the fit."""
    if sparse.issparse(X) and X.ndim == 2:
        _engine.refuse_wide(X.shape[1])
    with ours():
        # The engine looks for NaN and infinity where it reads the data anyway.
        return validate_data(
            estimator, X, *y, accept_sparse="csr", dtype=[np.float64, np.float32], reset=bool(y), ensure_all_finite=False
        )


def is_borrowable(X: Any) -> bool:
    """Whether an array needs nothing done."""
    return (
        type(X) is np.ndarray
        and X.dtype in _FLOATS
        and X.ndim == 2
        and X.flags.aligned
        and (X.flags.c_contiguous or X.flags.f_contiguous)
    )


def borrowable(X: Any) -> Any:
    """``X`` as the engine borrows it: copied only where it must be."""
    if not sparse.issparse(X):
        if X.flags.f_contiguous and X.flags.aligned and X.dtype.isnative:
            return X
        return _plain(X)
    parts = (_plain(X.data), _plain(X.indices), _plain(X.indptr))
    given = (X.data, X.indices, X.indptr)
    others = {values.dtype for values in parts[1:]} - _PLACES
    if others or any(part is not as_given for part, as_given in zip(parts, given, strict=True)):
        X = sparse.csr_matrix(parts, shape=X.shape, copy=False)
    # Where rows begin is copied, the least of the three arrays, and looked at: whatever another thread writes to the matrix from now on,
    # rows are then within it, for scipy and for the engine.
    theirs, X = X, copy(X)
    X.indptr = X.indptr.copy()
    _check_pointers(X)
    if not (X.has_canonical_format and X.has_sorted_indices):
        X = X.copy()
        X.sum_duplicates()
    else:
        theirs.has_canonical_format = True  # and need not be looked for again
    # There may be room for more entries.
    stored = int(X.indptr[-1])
    return X.indptr, X.indices[:stored], X.data[:stored], X.shape[1]


def _check_pointers(X: Any) -> None:
    """Whether the rows of a CSR matrix are where its arrays are, before scipy relies on it; some rows at a time, for the
    temporaries."""
    indptr, room = X.indptr, min(len(X.indices), len(X.data))
    rising = all(np.all(np.diff(indptr[first : first + 2**16 + 1]) >= 0) for first in range(0, len(indptr) - 1, 2**16))
    if len(indptr) != X.shape[0] + 1 or indptr[0] != 0 or indptr[-1] > room or not rising:
        raise DataError("indptr of the sparse matrix must rise from 0 to the number of entries; X.check_format() tells more")


def _plain(values: np.ndarray) -> np.ndarray:
    """The same numbers in one piece, in the machine's byte order; the array itself if it is."""
    if values.dtype.isnative and values.flags.aligned and values.flags.c_contiguous:
        return values
    return np.require(values, values.dtype.newbyteorder("="), ["C_CONTIGUOUS", "ALIGNED"])


class Labelled(NamedTuple):
    """The classes of rows, and their weights."""

    #: Sorted.
    classes: np.ndarray
    #: Of every row, its place among the classes.
    codes: np.ndarray
    #: Of every row, or None if all are 1.
    weight: np.ndarray | None
    #: What the weights are made of, by name.
    weighted_by: str

    def refuse_empty_classes(self) -> None:
        """Raise if weights leave no row of some class."""
        if self.weight is None:
            return
        left = np.unique(self.codes[self.weight > 0])
        if left.size == 0:
            raise DataError(f"With {self.weighted_by}, all weights are zero, so there is nothing to fit")
        if left.size == 1:
            raise DataError(f"With {self.weighted_by}, {_one_class(self.classes[left[0]])}")
        if left.size < len(self.classes):
            lost = np.setdiff1d(np.arange(len(self.classes)), left)[0]
            raise DataError(
                f"With {self.weighted_by}, no row of positive weight is of class {self.classes[lost]}; leave its rows out, or give them weight"
            )


def labelled(y: np.ndarray, class_weight: Any, sample_weight: Any, X: Any) -> Labelled:
    """The classes of ``y``, and the rows' weights."""
    try:
        classes, codes = _coded(y)
    except TypeError as error:
        raise DataTypeError(f"y holds values of several types ({error}); make them one, all numbers or all texts") from error
    if len(classes) < 2:
        only = _one_class(classes[0])
        raise DataError(only[0].upper() + only[1:])
    weight = checked_weight(sample_weight, X)
    by = [] if weight is None else ["sample_weight"]
    if class_weight is not None:
        of_classes = _of_classes(class_weight, classes, y, weight)
        weight = of_classes[codes] if weight is None else of_classes[codes] * weight
        by.append("class_weight")
    return Labelled(classes, codes, weight, " and ".join(by))


def checked_weight(sample_weight: Any, X: Any) -> np.ndarray | None:
    """The rows' weights, if there are any."""
    if sample_weight is None:
        return None
    with ours("sample_weight: "):
        return _plain(_check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True))


def _of_classes(class_weight: Any, classes: np.ndarray, y: np.ndarray, weight: np.ndarray | None) -> np.ndarray:
    try:
        with np.errstate(divide="ignore", invalid="ignore"):
            found = compute_class_weight(class_weight, classes=classes, y=y, sample_weight=weight)
    except ValueError as error:
        raise SpecificationError(f"class_weight={shown(class_weight)}; {error}; y has {shown(classes.tolist())}") from error
    # The balance of a class without any weight: what is wrong is the weights.
    found[~np.isfinite(found)] = 1.0
    left = classes[found > 0]
    if left.size < 2:
        told = "all weights are zero, so there is nothing to fit" if left.size == 0 else _one_class(left[0])
        raise SpecificationError(f"class_weight={shown(class_weight)}; with it {told}")
    return np.asarray(found, dtype=np.float64)


def _one_class(label: Any) -> str:
    return f"the data contains only one class: {label}. A classifier needs samples of at least 2 classes"


def _coded(y):
    """The sorted classes, and the place of every row's among them, looked at some rows at a time: beside an array of a
    million rows the temporaries of ``np.unique`` would be what takes memory."""
    pieces = [y[first : first + 2**16] for first in range(0, len(y), 2**16)]
    classes = np.unique(pieces[0])
    codes = np.empty(len(y), dtype=np.uint8)
    while True:
        found, known = 0, len(classes)
        if known > _MOST_CLASSES:
            with ours():
                check_classification_targets(classes)
            raise DataError(f"y has more than {_MOST_CLASSES} classes, which are the most. Is it a number to be predicted?")
        for piece in pieces:
            if known == 2:  # most often, and quickest
                places = piece == classes[1]
                all_known = np.all(places | (piece == classes[0]))
            else:
                places = np.minimum(np.searchsorted(classes, piece), known - 1)
                all_known = np.all(classes[places] == piece)
            if not all_known:
                classes = np.union1d(classes, piece)
                break
            codes[found : found + len(piece)] = places
            found += len(piece)
        else:
            with ours():
                check_classification_targets(classes)
            return classes, codes


def distinct(names: list[str], stem: str, count: int | None = None) -> list[str]:
    """Names as they are if each is there once, else made from ``stem``."""
    count = len(names) if count is None else count
    if len(names) == count and len(set(names)) == count and all(name.strip() for name in names):
        return names
    return [f"{stem}{k}" for k in range(count)]

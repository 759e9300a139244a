"""scikit-learn's arrays as the engine takes them: features that it borrows, classes as codes, weights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, validate_data

from .. import _engine
from .._rules import shown
from ..exceptions import DataError, DataTypeError, LogoddsError, SpecificationError

# Up to it doubles tell all integers apart.
_EXACT = 2**53
# Labels are kept as bytes.
_MOST_CLASSES = 256

# Kinds of types of which every value may be a class: booleans, integers and texts.
_CLASSES = "biuU"
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
        # What pandas says of NA does not say so.
        told = "there are missing values (NA); leave these rows out" if "of NA is ambiguous" in str(error) else error
        raise DataTypeError(f"{what}{told}") from error


def validated(estimator: Any, X: Any, *y: Any) -> Any:
    """``X``, and ``y`` if given, checked and converted as scikit-learn does it; without ``y`` as in the fit."""
    if y and is_borrowable(X) and X.size and _are_classes(y[0], len(X)):
        # scikit-learn would return them as they are, and takes up to 0.2 ms to find that out: a fit to a few hundred rows takes twice that.
        estimator.n_features_in_ = X.shape[1]
        estimator.__dict__.pop("feature_names_in_", None)
        return X, y[0]
    if sparse.issparse(X) and X.ndim == 2:
        _engine.refuse_wide(X.shape[1])
    with ours():
        refuse_masked("X", X)
        _refuse_rounded(X)
        for labels in y:
            refuse_masked("y", labels)
        # The engine looks for NaN and infinity where it reads the data anyway.
        return validate_data(
            estimator, X, *y, accept_sparse="csr", dtype=[np.float64, np.float32], reset=bool(y), ensure_all_finite=False
        )


def _refuse_rounded(X: Any) -> None:
    """Raise if integers are features that doubles would round, which scikit-learn's conversion does in silence: identifiers, mostly."""
    if hasattr(X, "iloc") and hasattr(X, "dtypes"):
        columns = [(str(name), X.iloc[:, k]) for k, (name, kind) in enumerate(X.dtypes.items()) if _is_long(kind)]
    else:
        values = getattr(X, "data", None) if sparse.issparse(X) else X
        columns = [("", values)] if isinstance(values, np.ndarray) and _is_long(values.dtype) else []
    for name, column in columns:
        values = np.asarray(column.dropna() if hasattr(column, "dropna") else column)
        if not values.size or -_EXACT <= values.min() <= values.max() <= _EXACT:
            continue
        doubles = values.astype(np.float64)
        # 2**63 is beyond the integers, and the double of some of them.
        beyond = doubles >= 2.0 ** (63 if values.dtype.kind == "i" else 64)
        rounded = beyond | (np.where(beyond, 0.0, doubles).astype(values.dtype) != values)
        if rounded.any():
            where = f"column {name!r} of X" if name else "X"
            raise DataError(
                f"{where}: {values[rounded].flat[0]} is an integer that no double is ({int(rounded.sum())} such cells), and a fit would be "
                "to another number; leave an identifier out, encode a category, or convert to float64 where rounding is meant"
            )


def _is_long(kind: Any) -> bool:
    """Whether a type has integers of 8 bytes."""
    return getattr(kind, "kind", "") in ("i", "u") and getattr(kind, "itemsize", 0) == 8


def refuse_masked(what: str, values: Any) -> None:
    """Raise if a masked array hides values, which numpy would look through the mask for."""
    parts = [values]
    if isinstance(values, list | tuple):
        parts = list(values)
    elif sparse.issparse(values):
        parts = [getattr(values, "data", None)]
    for part in parts:
        if isinstance(part, np.ma.MaskedArray) and np.ma.is_masked(part):
            rows = np.ma.getmaskarray(part).reshape(len(part), -1).any(axis=1) if part.ndim else np.array([True])
            raise DataError(
                f"{what} is masked: {int(np.ma.count_masked(part))} of its cells have no value, the first in row {int(rows.argmax())}; "
                "leave these rows out, or fill them (numpy.ma.filled)"
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


def _are_classes(y: Any, rows: int) -> bool:
    """Whether labels need nothing done: an array, as long as there are rows, of what may be classes."""
    if type(y) is not np.ndarray or y.shape != (rows,):
        return False
    return y.dtype.kind in _CLASSES or (y.dtype.kind == "f" and bool(np.isfinite(y).all()))


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

    def kept(self) -> np.ndarray | None:
        """Places of the classes that have weight; None if all have.

        Raises
        ------
        DataError
            If none has.
        """
        left = np.unique(self.codes if self.weight is None else self.codes[self.weight > 0])
        if left.size == 0:
            raise DataError(f"With {self.weighted_by}, all weights are zero, so there is nothing to fit")
        return left if left.size < len(self.classes) else None

    def refuse_one_class(self, kept: np.ndarray) -> None:
        """Raise, as one class is left."""
        raise DataError(f"With {self.weighted_by}, {_one_class(self.classes[kept[0]])}")

    def only(self, kept: np.ndarray) -> Labelled:
        """Of some classes; rows of the others have no weight, and any class."""
        places = np.zeros(len(self.classes), dtype=np.uint8)
        places[kept] = np.arange(len(kept))
        return self._replace(classes=self.classes[kept], codes=places[self.codes])


def labelled(y: np.ndarray, class_weight: Any, sample_weight: Any, X: Any) -> Labelled:
    """The classes of ``y``, and the rows' weights."""
    try:
        classes, codes = _coded(y)
    except LogoddsError:
        raise
    except TypeError as error:
        what = "missing values" if "NA" in str(error) or "NoneType" in str(error) else "values of several types"
        remedy = "leave these rows out" if what == "missing values" else "make them one, all numbers or all texts"
        raise DataTypeError(f"y holds {what} ({error}); {remedy}") from error
    if len(classes) < 2:
        only = _one_class(classes[0])
        raise DataError(only[0].upper() + only[1:])
    weight = checked_weight(sample_weight, X)
    by = [] if weight is None else ["sample_weight"]
    if class_weight is not None:
        of_classes = _of_classes(class_weight, classes, codes, weight)
        weight = of_classes[codes] if weight is None else of_classes[codes] * weight
        by.append("class_weight")
    return Labelled(classes, codes, weight, " and ".join(by))


def checked_weight(sample_weight: Any, X: Any) -> np.ndarray | None:
    """The rows' weights, if there are any."""
    if sample_weight is None:
        return None
    with ours("sample_weight: "):
        refuse_masked("sample_weight", sample_weight)
        return _plain(_check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True))


def _of_classes(class_weight: Any, classes: np.ndarray, codes: np.ndarray, weight: np.ndarray | None) -> np.ndarray:
    """A weight for each class."""
    if isinstance(class_weight, str):  # "balanced"
        of_classes = np.bincount(codes, weight, len(classes))
        with np.errstate(divide="ignore", invalid="ignore"):
            found = of_classes.sum() / (len(classes) * of_classes)
        # The balance of a class without any weight: what is wrong is the weights.
        found[~np.isfinite(found)] = 1.0
        return found
    asked = f"class_weight={shown(class_weight)}; "
    known = {label: place for place, label in enumerate(classes.tolist())}
    others = [label for label in class_weight if label not in known]
    # That of a class which these rows happen not to have is to be expected, if all that they have are named.
    if others and len(class_weight) - len(others) < len(classes):
        raise SpecificationError(f"{asked}{shown(others[0])} is no class; y has {shown(classes.tolist())}")
    found = np.array([float(class_weight.get(label, 1.0)) for label in classes.tolist()])
    left = classes[found > 0]
    if left.size < 2:
        told = "all weights are zero, so there is nothing to fit" if left.size == 0 else _one_class(left[0])
        raise SpecificationError(f"{asked}with it {told}")
    return found


def _one_class(label: Any) -> str:
    return f"the data contains only one class: {label}. A classifier needs samples of at least 2 classes"


def _coded(y):
    """The sorted classes, and the place of every row's among them, looked at some rows at a time: beside an array of a
    million rows the temporaries of ``np.unique`` would be what takes memory."""
    pieces = [y[first : first + 2**16] for first in range(0, len(y), 2**16)]
    classes = _some_classes(pieces[0])
    codes = np.empty(len(y), dtype=np.uint8)
    while True:
        found, known = 0, len(classes)
        if known > _MOST_CLASSES:
            _refuse_numbers(classes)
            raise DataError(f"y has more than {_MOST_CLASSES} classes, which are the most. Is it a number to be predicted?")
        for piece in pieces:
            if known == 2:  # most often, and quickest
                places = piece == classes[1]
                all_known = (places | (piece == classes[0])).all()
            else:
                places = np.minimum(np.searchsorted(classes, piece), known - 1)
                all_known = np.all(classes[places] == piece)
            if not all_known:
                classes = np.union1d(classes, piece).astype(y.dtype, copy=False)
                break
            codes[found : found + len(piece)] = places
            found += len(piece)
        else:
            _refuse_numbers(classes)
            return classes, codes


def _some_classes(y: np.ndarray) -> np.ndarray:
    """Some classes of labels, sorted: the smallest and the largest number, which most often are all, and need no sorting. All of texts."""
    if y.dtype.kind not in "biuf":
        return np.unique(y)
    ends = np.array([y.min(), y.max()], dtype=y.dtype)
    return ends if ends[0] < ends[1] else ends[:1]


def _refuse_numbers(classes: np.ndarray) -> None:
    """Raise if these are no classes, but numbers to be predicted, or something else."""
    if classes.dtype.kind in _CLASSES:
        return
    with ours():
        # As of some rows of each: scikit-learn warns of data in which every row has a class of its own.
        check_classification_targets(np.repeat(classes, 3))


def distinct(names: list[str], stem: str, count: int | None = None) -> list[str]:
    """Names as they are if each is there once, else made from ``stem``."""
    count = len(names) if count is None else count
    if len(names) == count and len(set(names)) == count and all(name.strip() for name in names):
        return names
    return [f"{stem}{k}" for k in range(count)]

"""Whether the terms of a formula are made row by row.

A term f(x) can be predicted from if f(x)ᵢ depends on row i alone, or on what f kept of the fit, as ``center`` and ``bs`` do. One such as
``x - np.mean(x)`` is worked out anew from the rows of every prediction, and the same row gets another probability among others.

This is found at the fit: the term is made again of a few rows, alone and together, last first, and compared with what the fit has there.
The rows are those where the term, or a number that it is made of, is largest or smallest, which is where a rank, a limit or a share of the
whole shows, and some between. A term of random numbers differs, too.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from . import code as python
from ..exceptions import SpecificationError
from .bounds import shown

_ALONE = 4
_BETWEEN = 3
# Rounding of another order of operations, relative to the largest value.
_TOLERANCE = 1e-9
_REMEDY = (
    "Use center(x), scale(x), bs(x, df=5), poly(x, 2) and the like, which keep what they took from the rows of the fit, "
    "or make it a column of the data first"
)


def refuse_others(formula: str, terms: Mapping[str, Any], data: Any, made: Any) -> None:
    """Refuse terms that look at other rows. ``terms`` are codes and their values over all rows of ``data``; ``made(code, rows)`` makes one of
    some of them."""
    rows = len(data)
    refuse_single(formula, terms, terms, rows)
    for term, value in terms.items():
        whole = [_Whole(column) for column in as_columns(value, rows) or []]
        chosen = _chosen(whole, data[[name for name in python.names(term) if name in data.columns]], rows)
        if not len(chosen):
            continue
        for some in [chosen[::-1], *([row] for row in chosen[:_ALONE])]:
            _compare(formula, term, whole, np.array(some), lambda some=some, term=term: made(term, data.iloc[list(some)]))


def refuse_single(formula: str, values: Mapping[str, Any], terms: Iterable[str], rows: int) -> None:
    """Refuse terms that are not a value for each row, as ``max(x)`` is none."""
    for term in terms:
        if term in values and as_columns(values[term], rows) is None:
            raise SpecificationError(f"{shown(formula)}: the term {term} is not one value for each row. {_REMEDY}")


class _Whole:
    """A column of the fit, and what is rounding in it."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values
        self.rounding = 0.0
        if values.dtype.kind == "f" and len(values):
            with np.errstate(invalid="ignore"):
                size = np.abs(values)
            self.rounding = _TOLERANCE * float(size.max(where=np.isfinite(size), initial=0.0))


def _compare(formula: str, term: str, whole: list[_Whole], some: np.ndarray, make: Any) -> None:
    alone = "a row alone" if len(some) == 1 else f"{len(some)} rows alone"
    try:
        found = as_columns(make(), len(some))
    except Exception as error:
        raise SpecificationError(
            f"{shown(formula)}: the term {term} cannot be made of {alone} ({type(error).__name__}: {error}), so that it looks at "
            f"other rows, and a prediction would depend on which come together. {_REMEDY}"
        ) from None
    if found is None or len(found) != len(whole):
        raise SpecificationError(f"{shown(formula)}: the term {term} is not one value for each row, if it is made of {alone}. {_REMEDY}")
    for of_all, of_some in zip(whole, found, strict=True):
        differ = _differ(of_all, some, of_some)
        if differ.any():
            k = int(np.flatnonzero(differ)[0])
            raise SpecificationError(
                f"{shown(formula)}: the term {term} looks at other rows, or at chance: row {some[k]} is {_shown(of_all.values[some[k]])} among the rows of "
                f"the fit, and {_shown(of_some[k])} {'alone' if len(some) == 1 else 'among others'}, so that a prediction would depend on which rows come "
                f"together. {_REMEDY}"
            )


def _differ(whole: _Whole, some: np.ndarray, found: np.ndarray) -> np.ndarray:
    expected = whole.values[some]
    if expected.dtype.kind == "f" and found.dtype.kind == "f":
        with np.errstate(invalid="ignore", over="ignore"):
            same = (expected == found) | (np.isnan(expected) & np.isnan(found)) | (np.abs(expected - found) <= whole.rounding)
        return ~same
    return expected.astype(str) != found.astype(str)


def _chosen(whole: list[_Whole], data: Any, rows: int) -> list[int]:
    numbers = [column.values for column in whole if column.values.dtype.kind == "f"]
    # Of a basis of many columns the first and the last will do.
    numbers = numbers if len(numbers) <= 2 else [numbers[0], numbers[-1]]
    numbers += [data[name].to_numpy() for name in data.columns if getattr(data[name].dtype, "kind", "") == "f"]
    found = []
    for column in numbers:
        known = np.where(np.isnan(column), 0.0, column)
        found += [int(known.argmax()), int(known.argmin())]
    found += [(k + 1) * rows // (_BETWEEN + 1) for k in range(_BETWEEN)]
    return list(dict.fromkeys(row for row in found if row < rows))


def as_columns(value: Any, rows: int) -> list[np.ndarray] | None:
    """Values of a term: what formulaic makes columns of, a column after the other; ``None`` if it has not as many rows."""
    value = getattr(value, "__wrapped__", value)
    if isinstance(value, dict):
        parts = [as_columns(part, rows) for name, part in value.items() if not str(name).startswith("__")]
        return None if any(part is None for part in parts) else [column for part in parts for column in part or []]
    if hasattr(value, "toarray"):
        value = value.toarray()
    elif hasattr(value, "iloc") and getattr(value, "ndim", 1) == 2:
        return as_columns({str(k): value.iloc[:, k] for k in range(value.shape[1])}, rows)
    try:
        array = np.asarray(value)
    except ValueError:  # of lists of several lengths, or within more lists than numpy has dimensions
        return None
    if array.ndim == 0 or len(array) != rows:
        return None
    if array.dtype.kind in "biuf":
        array = array.astype(np.float64)
    return [array] if array.ndim == 1 else [array[:, k] for k in range(array.shape[1])] if array.ndim == 2 else None


def _shown(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def maker(context: Mapping[str, Any], spec: Any) -> Callable[[str, Any], Any]:
    """A function that makes a term, by its code, of some rows, by what the fit kept."""
    from formulaic.utils.layered_mapping import LayeredMapping
    from formulaic.utils.stateful_transforms import stateful_eval
    from formulaic.transforms import TRANSFORMS

    state = copy.deepcopy(spec.transform_state)

    def made(code: str, rows: Any) -> Any:
        data = LayeredMapping(rows.reset_index(drop=True), name="data")
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return stateful_eval(code, LayeredMapping(data, dict(context), TRANSFORMS), {}, state, spec)

    return made

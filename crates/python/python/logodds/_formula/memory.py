"""What the columns of a formula were at the fit, so that a prediction makes of them what the fit made.

| at the fit | as formulaic sees it | a prediction takes |
|---|---|---|
| numbers | float64, in which integers do not overflow | numbers and booleans |
| booleans | booleans | booleans, 0 and 1, and texts and categories of these |
| texts or categories that are terms, and all in ``C(...)`` | categories of the fit's levels, in order | what reads as one of the levels: 2.0 is "2" |
| texts in other code, such as ``{s.str.len()}`` | texts | texts |
| dates and others, of which code makes something | as they stand | the same type |

Everything else is refused by the column's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from .. import _columns
from ..exceptions import DataError

# What the engine takes for blanks around a text.
_BLANKS = " \t\n\r\f"
_TRUTHS = {"False": False, "false": False, "FALSE": False, "True": True, "true": True, "TRUE": True}
# Integers up to here are float64.
_EXACT = 2**53

_NUMBERS, _BOOLEANS, _TEXTS, _CATEGORIES, _OTHERS = "numbers", "booleans", "texts", "categories", "others"


class Column(NamedTuple):
    """A column of the fit."""

    kind: str
    #: Of categories.
    levels: list[Any] | None = None
    #: Of others.
    type: Any = None

    def words(self) -> str:
        """What it was, in words."""
        if self.levels is None:
            return self.kind if self.kind != _OTHERS else f"{self.type}"
        shown = ", ".join(repr(level) if isinstance(level, str) else str(level) for level in self.levels[:6])
        return f"categories {shown}{', ...' if len(self.levels) > 6 else ''}"


Memory = dict[str, Column]


def of_fit(data: Any, categories: set[str], in_code: set[str], declared: Iterable[str]) -> Memory:
    """What the columns of a pandas frame are, without missing cells; ``categories`` are those that ``C(...)`` makes categories in all places,
    ``in_code`` those that are in no other place than code, and ``declared`` those whose categories have an order that means something."""
    declared = set(declared)
    return {name: _of_fit(data[name], name in categories, name in in_code, name in declared) for name in map(str, data.columns)}


def _of_fit(column: Any, is_category: bool, is_in_code: bool, is_declared: bool) -> Column:
    kind, column = _kind(column)
    if kind == _TEXTS and is_in_code:
        return Column(_TEXTS)
    if kind in (_CATEGORIES, _TEXTS):
        return Column(_CATEGORIES, _levels(column, is_declared))
    if is_category and kind in (_NUMBERS, _BOOLEANS):
        return Column(_CATEGORIES, np.unique(column.to_numpy()).tolist())
    return Column(kind, type=column.dtype if kind == _OTHERS else None)


def _levels(column: Any, is_declared: bool) -> list[Any]:
    """Levels in the engine's order, or in the one that they declare, texts without blanks around."""
    if hasattr(column, "cat"):
        found = column.cat.remove_unused_categories().cat.categories
    else:
        found = column.unique()
    levels = list(dict.fromkeys(level.strip(_BLANKS) if isinstance(level, str) else level for level in found))
    return levels if is_declared else _columns.in_order(levels)


def as_at_fit(data: Any, memory: Memory) -> Any:
    """The columns of a pandas frame, without missing cells, as formulaic saw or is to see them at the fit.

    Raises
    ------
    DataError
        If a column holds what it did not hold at the fit.
    """
    columns = {name: _as_at_fit(name, data[name], column) for name, column in memory.items() if name in data.columns}
    import pandas

    # Rows are told by their place: an index would be seen by code.
    return pandas.DataFrame(columns, index=pandas.RangeIndex(len(data)))


def _as_at_fit(name: str, column: Any, was: Column) -> Any:
    kind, column = _kind(column)
    column = column.reset_index(drop=True)
    if was.kind == _NUMBERS:
        if kind in (_NUMBERS, _BOOLEANS):
            return _numbers(name, column)
    elif was.kind == _BOOLEANS:
        return _truths(name, column, kind, was)
    elif was.kind == _TEXTS:
        found = column.astype(object) if kind == _CATEGORIES else column
        if kind == _TEXTS or (kind == _CATEGORIES and all(isinstance(value, str) for value in found)):
            return found.astype(object)
    elif was.kind == _CATEGORIES:
        if kind != _OTHERS or column.dtype.kind in "mM":
            return _codes(name, column, was)
    elif kind == _OTHERS:
        return _others(name, column, was)
    raise _another(name, was, f"{column.dtype}" if kind == _OTHERS else kind)


def _kind(column: Any) -> tuple[str, Any]:
    """What a column holds, and the column as one that numpy or pandas knows itself."""
    import pandas

    kind = column.dtype
    if isinstance(kind, pandas.CategoricalDtype):
        return _CATEGORIES, column
    if kind == object:
        column = _columns.of_objects(column)
        kind = column.dtype
        if kind == object:
            of = pandas.api.types.infer_dtype(column, skipna=True)
            return (_TEXTS if of in ("string", "empty") else _OTHERS), column
    if pandas.api.types.is_bool_dtype(kind):
        return _BOOLEANS, column.astype(bool)
    if pandas.api.types.is_numeric_dtype(kind):
        return (_OTHERS if getattr(kind, "kind", "f") == "c" else _NUMBERS), column
    if isinstance(kind, pandas.StringDtype) or (isinstance(kind, pandas.ArrowDtype) and kind.type is str):
        return _TEXTS, column.astype(object)
    return _OTHERS, column


def numbers(name: str, column: Any) -> np.ndarray:
    """Numbers of a column such as an offset, without missing cells.

    Raises
    ------
    DataError
        If it holds others.
    """
    kind, column = _kind(column)
    if kind not in (_NUMBERS, _BOOLEANS):
        raise _another(name, Column(_NUMBERS), kind if kind != _OTHERS else f"{column.dtype}")
    found = column.to_numpy(dtype=np.float64)
    if not np.isfinite(found).all():
        row = int(np.flatnonzero(~np.isfinite(found))[0])
        raise DataError(f"column {name!r} is {found[row]} in row {row}; correct it, or leave the row out")
    return found


def _numbers(name: str, column: Any) -> Any:
    found = column.astype(np.float64)
    # Rounding is looked for where it can be.
    if getattr(column.dtype, "kind", "") in "iu" and len(column):
        largest = max(abs(int(column.min())), abs(int(column.max())))
        if largest > _EXACT and (found.to_numpy() != column.to_numpy(dtype=object)).any():
            raise DataError(
                f"column {name!r} holds integers such as {largest}, beyond 2**53, which float64 rounds; subtract a constant, "
                f"or make categories of them: C({name})"
            )
    return found


def _truths(name: str, column: Any, kind: str, was: Column) -> Any:
    if kind == _BOOLEANS:
        return column
    codes, values = _distinct(column)
    truths = [_truth(value) for value in values]
    if None in truths:
        raise _another(name, was, f"{values[truths.index(None)]!r}, which is neither true nor false")
    import pandas

    return pandas.Series(np.array(truths, dtype=bool)[codes] if len(codes) else np.empty(0, dtype=bool))


def _truth(value: Any) -> bool | None:
    if isinstance(value, str):
        return _TRUTHS.get(value.strip(_BLANKS), {"0": False, "1": True}.get(value.strip(_BLANKS)))
    try:
        return bool(value) if value in (0, 1) else None
    except (TypeError, ValueError):
        return None


def _codes(name: str, column: Any, was: Column) -> Any:
    """The column as categories of the fit's levels."""
    import pandas

    levels = was.levels or []
    place = {_spelled(level): k for k, level in enumerate(levels)}
    codes, values = _distinct(column)
    found = [_place(value, place) for value in values]
    if None in found:
        unseen = [value for value, k in zip(values, found, strict=True) if k is None]
        shown = ", ".join(repr(value) if isinstance(value, str) else str(value) for value in unseen[:3])
        raise DataError(
            f"column {name!r}: level{'s' * (len(unseen) > 1)} {shown}{', ...' if len(unseen) > 3 else ''} "
            f"{'were' if len(unseen) > 1 else 'was'} never seen by the fit, which knows {was.words()}; "
            "correct the cells, or leave the rows out"
        )
    places = np.array(found, dtype=np.int64)[codes] if len(codes) else np.empty(0, dtype=np.int64)
    return pandas.Series(pandas.Categorical.from_codes(places, categories=levels))


def _distinct(column: Any) -> tuple[np.ndarray, list[Any]]:
    """Codes, and the values that they stand for, of those that there are."""
    if hasattr(column, "cat"):
        column = column.cat.remove_unused_categories()
        return column.cat.codes.to_numpy(), list(column.cat.categories)
    import pandas

    codes, values = pandas.factorize(column)
    return codes, list(values)


def _place(value: Any, place: dict[str, int]) -> int | None:
    """Where a value is among the levels; false and true are 0 and 1, if the levels are these."""
    text = _spelled(value)
    if text in place:
        return place[text]
    truth = _truth(value)
    if truth is not None and len(place) <= 2 and all(level in _TRUTHS or level in ("0", "1") for level in place):
        same = [k for level, k in place.items() if _truth(level) is truth]
        return same[0] if len(same) == 1 else None
    return None


def _spelled(value: Any) -> str:
    """A value as the engine spells it: 2.0 is 2."""
    if isinstance(value, str):
        return value.strip(_BLANKS)
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, float | np.floating):
        # Of single precision, too: its 0.1 is 0.10000000149011612.
        value = float(value)
        return str(int(value)) if value.is_integer() else str(value)
    return str(value)


def _others(name: str, column: Any, was: Column) -> Any:
    if column.dtype == was.type:
        return column
    zones = [str(getattr(kind, "tz", None)) for kind in (column.dtype, was.type)]
    kinds = [getattr(kind, "kind", "O") for kind in (column.dtype, was.type)]
    # Dates of another unit are the same dates; those of another time zone, or of none, are not.
    if zones[0] == zones[1] and kinds in (["M", "M"], ["m", "m"]):
        try:
            found = column.astype(was.type)
            if (found == column).all():
                return found
        except (TypeError, ValueError, OverflowError):
            pass
    raise _another(name, was, str(column.dtype))


def _another(name: str, was: Column, now: str) -> DataError:
    return DataError(f"column {name!r} held {was.words()} at the fit, and holds {now} here; give it as it was")

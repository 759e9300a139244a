"""Columns of pandas that Arrow or formulaic do not take as they are: converted, or refused by name.

| type | taken as |
|---|---|
| sparse, of another byte order, of half or more than double precision | numbers |
| categories of booleans, false before true | booleans |
| categories of intervals, dates, several types, or booleans in another order | categories, by their texts |
| complex numbers, periods, intervals | refused |
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np

from .exceptions import DataError

#: What the kinds of objects that pandas tells apart are called, and what to do about them.
_OBJECTS = {
    "bytes": ("bytes", "decode them to texts"),
    "complex": ("complex numbers", "take their real parts, or their sizes"),
    "date": ("dates", "make a number or a category of them"),
    "datetime": ("dates", "make a number or a category of them"),
    "datetime64": ("dates", "make a number or a category of them"),
    "decimal": ("decimals", "convert them to float64"),
    "interval": ("intervals", "make categories of them"),
    "period": ("periods", "make a number or a category of them"),
    "time": ("times of day", "make a number or a category of them"),
    "timedelta": ("durations", "make a number of them, such as days"),
    "timedelta64": ("durations", "make a number of them, such as days"),
}
_OF_SEVERAL = ("values of several types, or objects", "make them one, all numbers or all texts")


#: Texts that are numbers and could be no codes, as the engine tells them: no zero before other digits, no exponent without a sign.
_NUMBER = re.compile(r"-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-][0-9]+)?")


def in_order(levels: Iterable[Any]) -> list[Any]:
    """Levels in the engine's order: numbers by value where all are numbers, else texts by their bytes.

    >>> in_order(["20", "0", "5", "10"]), in_order(["20", "5", "x"]), in_order(["1E2", "100"])
    (['0', '5', '10', '20'], ['20', '5', 'x'], ['100', '1E2'])
    """
    levels = list(levels)
    if all(_NUMBER.fullmatch(str(level)) for level in levels):
        return sorted(levels, key=lambda level: (float(str(level)), str(level).encode()))
    return sorted(levels, key=lambda level: str(level).encode())


def usable(data: Any) -> Any:
    """A pandas frame whose columns Arrow takes; the frame itself if all are."""
    changed = [(k, _usable(data.columns[k], data.iloc[:, k])) for k, kind in enumerate(data.dtypes) if _is_odd(kind)]
    if changed:
        data = data.copy(deep=False)
        for k, column in changed:
            data.isetitem(k, column)
    return data


def of_values(name: str, values: Any) -> Any:
    """A column of any kind that Arrow takes."""
    if type(values).__module__.partition(".")[0] == "pandas":
        import pandas

        values = pandas.Series(values)
    kind = getattr(values, "dtype", None)
    return _usable(name, values) if _is_odd(kind) else values


def distinct(column: Any) -> Any:
    """A dictionary column of Arrow whose values are neither null nor there twice, which pandas does not take."""
    import pyarrow

    if column.type.ordered:
        # What declares an order keeps it, unless its values are of no use to pandas.
        column = column.unify_dictionaries() if isinstance(column, pyarrow.ChunkedArray) else column
        pool = column.chunk(0).dictionary if isinstance(column, pyarrow.ChunkedArray) and column.num_chunks else None
        pool = getattr(column, "dictionary", pool)
        if pool is not None and pool.null_count == 0 and len(pool.unique()) == len(pool):
            return column
    try:
        return column.cast(column.type.value_type).dictionary_encode()
    except pyarrow.ArrowNotImplementedError:  # of views of texts, which Arrow does not look up
        return column


def of_dictionaries(data: Any) -> Any:
    """A pandas frame whose dictionary columns of Arrow are categoricals, in which a null among the values is a missing
    cell; the frame itself if it has none."""
    import pandas

    arrow = [k for k, kind in enumerate(data.dtypes) if isinstance(kind, pandas.ArrowDtype)]
    if not arrow:
        return data
    import pyarrow

    arrow = [k for k in arrow if pyarrow.types.is_dictionary(data.dtypes.iloc[k].pyarrow_dtype)]
    data = data.copy(deep=False)
    for k in arrow:
        data.isetitem(k, distinct(pyarrow.array(data.iloc[:, k])).to_pandas().array)
    return data


def of_objects(column: Any) -> Any:
    """Python's objects as numbers, if they are."""
    from pandas.api.types import infer_dtype

    kind = infer_dtype(column, skipna=True)
    if kind == "integer":
        try:
            return column.astype(np.int64)
        except OverflowError:
            pass
    if kind in ("floating", "integer", "mixed-integer-float"):
        return column.astype(np.float64)
    return column.astype(bool) if kind == "boolean" else column


def refuse_objects(column: Any) -> None:
    """Refuse dates, times, and objects that are no texts."""
    from pandas.api.types import infer_dtype

    kind = column.dtype
    if kind == object or getattr(kind, "kind", "") in ("M", "m"):
        found = infer_dtype(column, skipna=True)
        if found not in ("string", "empty"):
            refuse(column.name, found)


def refuse(name: Any, kind: str) -> None:
    """Refuse a column of a kind, as :func:`pandas.api.types.infer_dtype` calls it."""
    what, remedy = _OBJECTS.get(kind, _OF_SEVERAL)
    raise DataError(f"column {str(name)!r} holds {what}; {remedy}, or leave the column out")


def _is_odd(kind: Any) -> bool:
    if isinstance(kind, np.dtype):
        return kind.kind in "fiuc" and not (kind.isnative and kind.char in "dfbhilqBHILQp")
    return type(kind).__name__ in ("SparseDtype", "PeriodDtype", "IntervalDtype", "CategoricalDtype")


def _usable(name: Any, column: Any) -> Any:
    kind = column.dtype
    if isinstance(kind, np.dtype):
        if kind.kind == "c":
            refuse(name, "complex")
        return column.astype(np.float64 if kind.kind == "f" else kind.newbyteorder("="))
    if hasattr(kind, "categories"):
        return _of_categories(name, column)
    if hasattr(column, "sparse"):
        dense = column.sparse.to_dense()
        return _usable(name, dense) if _is_odd(dense.dtype) else dense
    refuse(name, "period" if hasattr(kind, "freq") else "interval")
    return column


def _of_categories(name: Any, column: Any) -> Any:
    from pandas.api.types import infer_dtype

    levels = column.cat.categories
    kind = infer_dtype(levels)
    if kind == "boolean" and list(levels) == sorted(levels):
        return column.astype("boolean" if column.isna().any() else bool)
    if kind in ("string", "integer", "floating", "empty"):
        return column
    texts = [str(level) for level in levels]
    if len(set(texts)) < len(texts):
        twice = next(text for k, text in enumerate(texts) if text in texts[:k])
        raise DataError(f"column {str(name)!r} has two categories that read {twice!r}; rename one")
    return column.cat.rename_categories(texts)

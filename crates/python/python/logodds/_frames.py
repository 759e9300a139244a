"""Data frames of any library, as Arrow streams."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from . import _columns, _sources
from .exceptions import DataError

_INSTEAD = (
    "give a data frame of pandas, polars or pyarrow, a dict of columns, or a list of dicts; "
    "for arrays there is logodds.LogisticRegression"
)


def is_pandas(data: Any) -> bool:
    """Whether it is a pandas data frame."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(data, pandas.DataFrame)


def is_polars(data: Any) -> bool:
    """Whether it is a polars data frame."""
    polars = sys.modules.get("polars")
    return polars is not None and isinstance(data, polars.DataFrame)


def frame(data: Any) -> Any:
    """A data frame of ``data``: itself, or one of pyarrow (or polars) of a dict of columns or a list of dicts."""
    if is_pandas(data):
        names = [str(name) for name in data.columns]
        twice = next((name for k, name in enumerate(names) if name in names[:k]), None)
        if twice is not None:
            raise DataError(f"two columns are called {twice!r}, and a model could not tell them apart; rename one")
        return data
    if is_polars(data):
        return _of_arrow(data)
    polars = sys.modules.get("polars")
    if polars is not None and isinstance(data, polars.LazyFrame):
        raise DataError("the data are a polars.LazyFrame; collect() it first")
    if isinstance(data, Mapping):
        return _of_columns(dict(data))
    if isinstance(data, list | tuple) and all(isinstance(row, Mapping) for row in data):
        known = dict.fromkeys(name for row in data for name in row)
        return _of_columns({name: [row.get(name) for row in data] for name in known})
    found = _sources.source(data)
    if found is None:
        raise DataError(f"data is {_a(data)}, which has no named columns: {_INSTEAD}")
    return found


def names(data: Any) -> list[str] | None:
    """The names of the columns of a frame, if they can be known without reading it."""
    return _sources.names(data)


def select(data: Any, wanted: Iterable[str]) -> Any:
    """The columns ``wanted`` of a frame, as far as it has them, so that others need not be looked at."""
    known = names(data)
    if known is None:
        return data
    wanted = set(wanted)
    if is_pandas(data):
        return _native(data).loc[:, [str(name) in wanted for name in data.columns]]
    return _sources.select(data, [name for name in known if name in wanted])


def stream(data: Any) -> Any:
    """What hands over the columns of a frame, without an index."""
    return _Stream(data)


def booleans(data: Any) -> tuple[str, str]:
    """How the frame's library spells false and true in a file."""
    return ("False", "True") if is_pandas(data) else ("false", "true")


def declared(data: Any) -> list[str]:
    """Columns of categories whose order means something. One of pandas that is not called ordered, and lists texts by
    their bytes, is as pandas makes it of any texts, and declares nothing."""
    if is_pandas(data):
        kinds = [(str(name), kind) for name, kind in zip(data.columns, data.dtypes, strict=True)]
        return [name for name, kind in kinds if _declares(kind)]
    polars = sys.modules.get("polars")
    if polars is not None and isinstance(data, polars.DataFrame):
        return [name for name, kind in data.schema.items() if isinstance(kind, polars.Enum)]
    return _sources.declared(data)


def _declares(kind: Any) -> bool:
    """Whether a type of pandas has an order of categories that means something."""
    if hasattr(kind, "categories"):
        return kind.ordered or not _is_by_bytes([str(level) for level in kind.categories])
    return bool(getattr(getattr(kind, "pyarrow_dtype", None), "ordered", False))


def _is_by_bytes(levels: list[str]) -> bool:
    return levels == sorted(levels, key=str.encode)


def is_of_times(data: Any, column: str) -> bool:
    """Whether a column is known to hold dates or times."""
    if is_pandas(data):
        found = [kind for name, kind in zip(data.columns, data.dtypes, strict=True) if str(name) == column]
        return any(getattr(kind, "kind", "") in ("M", "m") for kind in found)
    if is_polars(data):
        return column in data.columns and data.schema[column].is_temporal()
    return _sources.is_of_times(data, column)


def spelled(label: Any, data: Any, column: str) -> str | None:
    """A label as the engine spells those of the column: a boolean as the frame's library does, if booleans it is."""
    if label is None or not isinstance(label, bool) or _is_of_others(data, column):
        return None if label is None else str(label)
    return booleans(data)[label]


def _is_of_others(data: Any, column: str) -> bool:
    """Whether a column is known to hold other things than booleans: texts such as "True"."""
    if is_polars(data):
        return column in data.columns and str(data.schema[column]) != "Boolean"
    return any(field.name == column and str(field.type) != "bool" for field in _sources.fields(data))


def to_pandas(data: Any) -> Any:
    """The frame as one of pandas, for formulas, without dictionaries of Arrow, which pandas knows only in part."""
    if is_pandas(data):
        return _columns.of_dictionaries(_native(data))
    import pandas
    import pyarrow

    del pandas
    # Integers beside nulls would be rounded to doubles, though they can be the numbers of clusters.
    options = {"integer_object_nulls": True}
    try:
        if is_polars(data):
            return data.to_pandas(**options)
        table = _sources.table(data, stream(data))
        for k, field in enumerate(table.schema):
            if pyarrow.types.is_dictionary(field.type):
                table = table.set_column(k, field.name, _columns.distinct(table.column(k)))
        # What pandas noted of a frame of its own would make an index of columns, which formulas do not see.
        return table.to_pandas(ignore_metadata=True, **options)
    except DataError:
        raise
    except (pyarrow.ArrowException, TypeError, ValueError) as error:
        raise DataError(f"the data frame cannot be made one of pandas, which formulas need: {error}") from error


def _native(data: Any) -> Any:
    """A pandas frame with numbers in the machine's byte order: pandas 2.0 cannot pick rows or columns of others."""
    foreign = [k for k, kind in enumerate(data.dtypes) if isinstance(kind, np.dtype) and not kind.isnative]
    if foreign:
        data = data.copy(deep=False)
        for k in foreign:
            column = data.iloc[:, k]
            data.isetitem(k, column.astype(column.dtype.newbyteorder("=")))
    return data


def _of_arrow(data: Any) -> Any:
    """A polars frame without types that Arrow does not know, or that polars hands over in a way of its own."""
    import polars

    kinds = {name: str(kind) for name, kind in data.schema.items()}
    changed: dict[str, Any] = {name: polars.Utf8 for name, kind in kinds.items() if kind == "Null"}
    for name in (name for name, kind in kinds.items() if kind in ("Int128", "UInt128")):
        # Of 8 bytes, if they are; longer ones no model takes.
        of_8 = (polars.Int64, polars.UInt64)
        fits = (kind for kind in of_8 if data[name].cast(kind, strict=False).null_count() == data[name].null_count())
        changed[name] = next(fits, data.schema[name])
    return data.cast(changed) if changed else data


class _Stream:
    """The Arrow stream of a frame; what its library cannot hand over is told by column."""

    def __init__(self, data: Any) -> None:
        self._data = data
        #: Whether it can be read once: then no rows are none that are left.
        self.is_once = _sources.is_once(data)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        data = self._data
        if is_pandas(data):
            data = _columns.usable(data.reset_index(drop=True))
            data.columns = [str(name) for name in data.columns]
        try:
            if is_pandas(data) and not hasattr(data, "__arrow_c_stream__"):  # before pandas 2.2
                import pyarrow

                return pyarrow.Table.from_pandas(data, preserve_index=False).__arrow_c_stream__()
            if is_polars(data) and not hasattr(data, "__arrow_c_stream__"):  # before polars 1.3
                return data.to_arrow().__arrow_c_stream__()
            return data.__arrow_c_stream__(requested_schema)
        except ImportError as error:
            raise ImportError(f"pandas hands its data over by pyarrow: pip install pyarrow ({error})") from error
        except DataError:
            raise
        except Exception as error:
            raise DataError(_unfit(data, error)) from error


def _of_columns(columns: dict[Any, Any]) -> Any:
    columns = {str(name): _columns.of_values(str(name), values) for name, values in columns.items()}
    lengths = {name: len(values) for name, values in columns.items() if _is_column(values)}
    if len(lengths) < len(columns):
        alone = next(name for name in columns if name not in lengths)
        raise DataError(f"column {alone!r} is {_a(columns[alone])}, and must be a list of as many values as there are rows")
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name!r} has {length}" for name, length in list(lengths.items())[:5])
        raise DataError(f"the columns differ in length: {told}")
    try:
        import pyarrow
    except ImportError:
        try:
            import polars
        except ImportError:
            raise ImportError("a dict of columns or a list of dicts needs pyarrow: pip install pyarrow") from None
        return polars.DataFrame(columns)
    arrays = {}
    for name, values in columns.items():
        try:
            arrays[name] = pyarrow.array(values)
        except (pyarrow.ArrowException, OverflowError, TypeError, ValueError) as error:
            raise DataError(_mixed(name, error)) from error
    return pyarrow.table(arrays)


def _is_column(values: Any) -> bool:
    return hasattr(values, "__len__") and not isinstance(values, str | bytes | Mapping) and getattr(values, "ndim", 1) == 1


def _unfit(data: Any, error: Exception) -> str:
    """What is wrong with a frame that cannot hand over its columns: with which of them, if that is known."""
    for note in (str(arg) for arg in error.args):
        _, found, rest = note.partition("Conversion failed for column ")
        if found:
            return _mixed(rest.rpartition(" with type ")[0], error)
    for name in data.columns if is_pandas(data) else ():
        try:
            data[[name]].__arrow_c_stream__()
        except Exception as of_column:
            return _mixed(str(name), of_column)
    return f"the data frame could not hand over its columns: {error}"


def _mixed(name: str, error: Exception) -> str:
    reason = str(error.args[0]) if error.args else str(error)
    return f"column {name!r} holds values of several types, or objects ({reason}); make them one, all numbers or all texts"


def _a(data: Any) -> str:
    kind = type(data)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    shape = getattr(data, "shape", None)
    named = f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
    return named if shape is None else f"{named} of shape {shape}"

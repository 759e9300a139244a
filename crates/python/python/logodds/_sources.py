"""What hands its columns over by Arrow and is no frame of pandas or polars.

| given | taken |
|---|---|
| table or batch of pyarrow, or of any library that speaks Arrow | as it lies |
| relation of duckdb | by a query of the columns in use |
| data set or scanner of pyarrow | as the table that it reads |
| reader of batches, stream of any make | once: a second look at it is an error, never a frame without rows |
| a column, or an array without columns | refused |
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from . import _engine

#: What tells how many rows there are, and can therefore be read again.
_HAVE_ROWS = ("__len__", "num_rows", "shape")


def source(data: Any) -> Any:
    """What can be read by :func:`logodds._frames.stream` of it; ``None`` if it has no columns."""
    kind = type(data)
    if kind.__name__ in ("Series", "ChunkedArray", "Array", "StructArray"):
        return None
    if kind.__module__ == "pyarrow._dataset":
        return data.to_table() if hasattr(data, "to_table") else None
    if hasattr(kind, "__arrow_c_stream__"):
        return data
    if _is_of_duckdb(data):  # before duckdb 1.1
        return data.fetch_arrow_table()
    pyarrow = sys.modules.get("pyarrow")
    if pyarrow is not None and isinstance(data, pyarrow.RecordBatch):  # before pyarrow 15
        return pyarrow.Table.from_batches([data])
    if hasattr(kind, "__arrow_c_array__"):
        return _batch(data)
    return None


def is_once(data: Any) -> bool:
    """Whether it can be read once."""
    data = data.data if isinstance(data, _Selection) else data
    return not any(hasattr(type(data), name) for name in _HAVE_ROWS)


def names(data: Any) -> list[str] | None:
    """The names of the columns, if they can be known without reading them."""
    for name in ("column_names", "columns"):
        found = getattr(data, name, None) if hasattr(type(data), name) or isinstance(data, _Selection) else None
        if found is not None and not callable(found) and isinstance(found, Iterable):
            return [str(name) for name in found]
    known = [field.name for field in fields(data)]
    return known or None


def fields(data: Any) -> Iterable[Any]:
    """The fields of an Arrow schema, with name and type; nothing if there is none."""
    try:
        schema = data.schema if hasattr(type(data), "schema") else None
    except Exception:  # of a stream that has been read: told when it is read again
        return ()
    if schema is None or not hasattr(schema, "field") or not isinstance(schema, Iterable):
        return ()
    return schema


def declared(data: Any) -> list[str]:
    """Columns of categories whose order means something: enumerations of duckdb, ordered dictionaries."""
    if _is_of_duckdb(data):
        return [name for name, kind in zip(data.columns, data.types, strict=True) if kind.id == "enum"]
    return [field.name for field in fields(data) if getattr(field.type, "ordered", False)]


def is_of_times(data: Any, column: str) -> bool:
    """Whether a column is known to hold dates or times."""
    if _is_of_duckdb(data):
        kinds = {name: str(kind).lower() for name, kind in zip(data.columns, data.types, strict=True)}
    else:
        kinds = {field.name: str(field.type).lower() for field in fields(data)}
    return kinds.get(column, "").startswith(("date", "time", "duration", "interval"))


def select(data: Any, columns: list[str]) -> Any:
    """These columns alone, if it can be asked for them."""
    if not columns:
        return data
    if _is_of_duckdb(data):
        quoted = ('"' + name.replace('"', '""') + '"' for name in columns)
        return data.project(", ".join(quoted))
    return data.select(columns) if hasattr(type(data), "select") else _Selection(data, columns)


def table(data: Any, stream: Any) -> Any:
    """A table of pyarrow, whose cells have been looked at: pyarrow believes what it is handed. ``stream`` is that of the data."""
    import pyarrow

    if isinstance(data, pyarrow.Table):
        data.validate(full=True)
        return data
    return pyarrow.table(_Vetted(stream, data.columns if isinstance(data, _Selection) else None))


class _Selection:
    """Columns of what cannot be asked for some of them."""

    def __init__(self, data: Any, columns: list[str]) -> None:
        self.data, self.columns = data, columns

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.data.__arrow_c_stream__(requested_schema)


class _Vetted:
    """A stream that has been looked at."""

    def __init__(self, stream: Any, columns: list[str] | None) -> None:
        self._stream, self._columns = stream, columns

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return _engine.vetted(self._stream, self._columns)


def _is_of_duckdb(data: Any) -> bool:
    return type(data).__name__ == "DuckDBPyRelation"


def _batch(data: Any) -> Any:
    try:
        import pyarrow
    except ImportError:
        return None
    try:
        return pyarrow.Table.from_batches([pyarrow.record_batch(data)])
    except (pyarrow.ArrowException, TypeError, ValueError):
        return None

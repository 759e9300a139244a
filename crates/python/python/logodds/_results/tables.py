"""Tables of terms and rows: of pandas, polars, or dictionaries, as the user has them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from .. import _engine, _frames

#: A table of columns of numbers, one number a row.
OfRows = Callable[[dict[str, np.ndarray]], Any]


def pandas_or_none() -> Any:
    """pandas, if it is there."""
    try:
        import pandas
    except ImportError:
        return None
    return pandas


def rows_like(data: Any) -> OfRows:
    """How columns become a table like a data frame: of pandas with its index, of polars, else a dictionary. The data are not kept."""
    if _frames.is_pandas(data):
        import pandas

        index = data.index
        return lambda columns: pandas.DataFrame(columns, index=index)
    if _frames.is_polars(data):
        import polars

        return lambda columns: polars.DataFrame(columns)
    return dict


def named(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """These items of a row."""
    return {name: row[name] for name in names}


def table(key: str, rows: list[dict[str, Any]]) -> Any:
    """A table of rows by their ``key``; without pandas a list of dictionaries."""
    pandas = pandas_or_none()
    if pandas is None:
        return [dict(row) for row in rows]
    return pandas.DataFrame(rows).set_index(key) if rows else pandas.DataFrame()


class Tables:
    """Columns of the coefficients' table, and tables of what belongs to them."""

    #: The engine's model.
    model: Any

    @cached_property
    def _record(self) -> dict[str, Any]:
        """The command's document of the model, but its coefficients."""
        return _engine.record(self.model)

    @cached_property
    def _terms(self) -> list[dict[str, Any]]:
        """Coefficients of the document, a dictionary each, with ``held`` (why at 0) and ``limit`` (if that is no number)."""
        return _engine.coefficients(self.model)

    def _column(self, name: str) -> np.ndarray:
        return np.array([term[name] for term in self._terms], dtype=np.float64)

    def _keys(self) -> list[Any]:
        several = any(term["class"] is not None for term in self._terms)
        return [(term["class"], term["term"]) if several else term["term"] for term in self._terms]

    def _index(self, pandas: Any) -> Any:
        keys = self._keys()
        several = bool(keys) and isinstance(keys[0], tuple)
        return pandas.MultiIndex.from_tuples(keys, names=["label", "term"]) if several else pandas.Index(keys)

    def _series(self, name: str) -> Any:
        values, pandas = self._column(name), pandas_or_none()
        if pandas is None:
            return dict(zip(self._keys(), values.tolist(), strict=True))
        return pandas.Series(values, index=self._index(pandas), name=name)

    def _frame(self, columns: dict[str, np.ndarray]) -> Any:
        pandas = pandas_or_none()
        if pandas is None:
            rows = zip(*(values.tolist() for values in columns.values()), strict=True)
            return {key: dict(zip(columns, row, strict=True)) for key, row in zip(self._keys(), rows, strict=True)}
        return pandas.DataFrame(columns, index=self._index(pandas))

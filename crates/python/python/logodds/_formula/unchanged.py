"""Whether functions of the surroundings give at a prediction what they gave at the fit.

A formula keeps functions by reference, as a pickle does, and a function can use what changes: a variable of its module, another version of it.
So a few made-up rows, of the columns' smallest, middle and largest values, are kept with the values of the terms that call such functions,
and a prediction makes these again first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from . import code as python, memory
from ..exceptions import DataError
from .bounds import shown
from .rowwise import as_columns

_ROWS = 3
_TEXTS = np.array(["a", "b", "1"], dtype=object)
# Modules whose functions are what they are.
_STABLE = ("numpy", "pandas", "scipy", "math")

Made = Callable[[str, Any], Any]


class Unchanged:
    """Terms of the fit over made-up rows."""

    def __init__(self, data: Any, columns: memory.Memory, codes: Iterable[str], context: Mapping[str, Any], made: Made) -> None:
        changeable = {name for name, value in context.items() if _is_changeable(value)}
        import pandas

        # Texts of the data are not kept.
        rows = {name: _TEXTS if column.kind == "texts" else _made_up(data[name]) for name, column in columns.items()}

        self._rows = pandas.DataFrame(rows, index=pandas.RangeIndex(_ROWS))
        self._values: dict[str, list[np.ndarray]] = {}
        for code in codes:
            if python.names(code) & changeable:
                try:
                    found = as_columns(made(code, self._rows), _ROWS)
                except Exception:  # of a function that knows the values of the data alone
                    found = None
                if found is not None:
                    self._values[code] = found

    def refuse_others(self, formula: str, made: Made) -> None:
        """Refuse terms that are not what they were."""
        for code, was in self._values.items():
            try:
                now = as_columns(made(code, self._rows), _ROWS)
            except Exception as error:
                raise DataError(f"{shown(formula)}: the term {code}: {error}") from error
            same = now is not None and len(now) == len(was) and all(_same(a, b) for a, b in zip(was, now, strict=True))
            if not same:
                raise DataError(
                    f"{shown(formula)}: the term {code} gives other values than at the fit: a function that it calls, or something that "
                    "the function uses, has been changed; put it back as it was, or fit again"
                )


def _is_changeable(value: Any) -> bool:
    module = value.__name__ if isinstance(value, ModuleType) else str(getattr(value, "__module__", ""))
    return (callable(value) or isinstance(value, ModuleType)) and module.partition(".")[0] not in _STABLE


def _made_up(column: Any) -> Any:
    if hasattr(column, "cat"):
        import pandas

        levels = column.cat.categories
        places = np.arange(_ROWS) % max(len(levels), 1) if len(levels) else np.full(_ROWS, -1)
        return pandas.Categorical.from_codes(places, categories=levels)
    if column.dtype.kind == "f":
        least, most = float(column.min()), float(column.max())
        return np.array([least, least / 2 + most / 2, most])
    if column.dtype == bool:
        return np.array([False, True, False])
    return column.sort_values().iloc[[0, len(column) // 2, -1]].array if column.dtype.kind in "mM" else column.iloc[[0] * _ROWS].array


def _same(was: np.ndarray, now: np.ndarray) -> bool:
    if was.dtype.kind == "f" and now.dtype.kind == "f":
        return bool(np.allclose(was, now, rtol=1e-9, atol=0.0, equal_nan=True))
    return bool((was.astype(str) == now.astype(str)).all())

"""Results for people: the command's report, in Python's words."""

from __future__ import annotations

from typing import Any

from .. import _engine


class Summary:
    """The summary of results: ``print`` it, or let a notebook show it."""

    def __init__(self, results: Any, all_levels: bool = False) -> None:
        self._results = results
        self._all_levels = all_levels

    def __str__(self) -> str:
        return self._told(as_html=False).rstrip("\n")

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return self._told(as_html=True)

    def _told(self, *, as_html: bool) -> str:
        results = self._results
        beside = {
            "formula": results.formula,
            "tested": [test["column"] for test in results._tests()],
            "warnings": [warning["message"] for warning in results.warnings],
        }
        return _engine.summary(results.model, beside, self._all_levels, as_html)

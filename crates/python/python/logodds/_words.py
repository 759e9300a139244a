"""The engine's advice, which names the command's flags, in Python's words."""

from __future__ import annotations

import re
from typing import Any

_FLAG = re.compile(r"--(?P<name>[a-z][a-z-]*)(?:[ =](?P<value>'[^']*'|\"[^\"]*\"|[^\s,;()]+))?")
_TEXTS = {"covariance", "penalty", "solver", "missing", "ci", "weight-kind"}
_NUMBERS = {"lambda": "lambda_", "tolerance": "tol", "max-iterations": "max_iter"}


def in_python(text: str) -> str:
    """``text`` with arguments for flags.

    >>> in_python("try --covariance penalized (posterior), or --bootstrap 1000 (refits)")
    "try covariance='penalized' (posterior), or covariance='bootstrap' (refits)"
    >>> in_python('--exclude "age"')
    'leave out "age"'
    """
    return _FLAG.sub(_argument, text)


def _argument(flag: re.Match[str]) -> str:
    name, value = flag["name"], flag["value"]
    if name == "bootstrap":
        return "covariance='bootstrap'"
    if name in ("exclude", "na"):
        return "leave out" if value is None else f"leave out {value}"
    if name in _TEXTS:
        return name.replace("-", "_") if value is None else f"{name.replace('-', '_')}={value!r}"
    if name in _NUMBERS:
        return _NUMBERS[name] if value is None else f"{_NUMBERS[name]}={value}"
    return flag[0]


def warnings_in_python(warnings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a fit warns of, with remedies in Python's words."""
    return [
        {**w, "message": in_python(w["message"]), "remedies": [in_python(remedy) for remedy in w["remedies"]]}
        for w in warnings
    ]

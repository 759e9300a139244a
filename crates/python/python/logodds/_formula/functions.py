"""Functions that formulas know by R's names, beside those of formulaic.

Each works row by row, but the natural spline, which keeps its knots. Formulaic's ``exp10(x)`` is x to the power of 10, and its ``log`` takes no
base; ours are R's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .natural import ns


def log(x: Any, base: float | None = None) -> Any:
    """The logarithm of x, natural unless there is a base."""
    return np.log(x) if base is None else np.log(x) / np.log(base)


def exp10(x: Any) -> Any:
    """10 to the power of x."""
    return np.power(10.0, x)


def plogis(x: Any) -> Any:
    """The probability of log-odds x."""
    return 1 / (1 + np.exp(-x))


def qlogis(p: Any) -> Any:
    """The log-odds of a probability p."""
    return np.log(p) - np.log1p(-p)


#: By name.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "log": log,
    "exp10": exp10,
    "plogis": plogis,
    "qlogis": qlogis,
    "ns": ns,
    "ifelse": np.where,
    "pmin": np.minimum,
    "pmax": np.maximum,
    "sqrt": np.sqrt,
    "log1p": np.log1p,
    "expm1": np.expm1,
    "sign": np.sign,
    "floor": np.floor,
    "ceiling": np.ceil,
    "ceil": np.ceil,
    "trunc": np.trunc,
    **{name: getattr(np, name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{f"a{name}": getattr(np, f"arc{name}") for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
}

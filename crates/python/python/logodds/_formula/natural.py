"""R's natural cubic spline, ``ns(x, df)``: cubic between knots, and linear beyond the first and the last.

With knots ξ₁ < … < ξ_K, of which the first and last are the ends of the fit's values, a basis without the constant is

    N₁(x) = x,  N_{k+1}(x) = d_k(x) − d_{K−1}(x),  d_k(x) = ((x − ξ_k)₊³ − (x − ξ_K)₊³) / (ξ_K − ξ_k),  k = 1, …, K − 2

(Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, 5.2.1), of x scaled to be between 0 and 1. It spans what R's B-splines
span, so that probabilities are R's, and coefficients are not. The inner knots are R's, quantiles of the fit's values at 1/df, 2/df, ….
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np


def ns(x: Any, df: int | None = None, *, knots: Iterable[float] | None = None, _state: Any = None, **others: Any) -> dict[int, np.ndarray]:
    """Columns of a natural spline of ``df`` degrees of freedom, or with these inner ``knots``.

    Raises
    ------
    ValueError
        If knots coincide, or lie beyond the values.
    """
    unknown = [name for name in others if not name.startswith("_")]
    if unknown:
        raise ValueError(f"ns has no argument {unknown[0]}=; it has df and knots")
    state = {} if _state is None else _state
    x = np.asarray(x, dtype=np.float64)
    if "knots" not in state:
        state["knots"] = _knots(x, df, knots)
    at = state["knots"]
    scaled, at = (x - at[0]) / (at[-1] - at[0]), (at - at[0]) / (at[-1] - at[0])

    def beyond(knot: float) -> np.ndarray:
        return np.maximum(scaled - knot, 0.0) ** 3

    d = [(beyond(knot) - beyond(at[-1])) / (at[-1] - knot) for knot in at[:-1]]
    return {1: scaled, **{k + 2: d[k] - d[-1] for k in range(len(at) - 2)}}


# How formulaic knows a function that keeps something of the fit.
ns.__is_stateful_transform__ = True  # type: ignore[attr-defined]
ns.get_required_variables = lambda *arguments, **named: ()  # type: ignore[attr-defined]


def _knots(x: np.ndarray, df: int | None, inner: Iterable[float] | None) -> np.ndarray:
    if (df is None) == (inner is None):
        raise ValueError("ns takes df or knots, such as ns(x, 3) or ns(x, knots=[1, 2])")
    if inner is None:
        if not isinstance(df, int) or df < 1:
            raise ValueError(f"ns(x, df={df}): df must be a whole number of at least 1")
        inner = np.quantile(x, np.arange(1, df) / df)
    found = np.array([x.min(), *sorted(float(knot) for knot in inner), x.max()])
    if not (np.diff(found) > 0).all():
        raise ValueError(f"knots of ns coincide, or lie beyond the values: {', '.join(f'{knot:g}' for knot in found)}; name others by knots=[...]")
    return found

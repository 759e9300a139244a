"""Fits by the engine, of an estimator's parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from numbers import Integral
from typing import Any

import numpy as np
from sklearn.utils import check_random_state

from .. import _engine
from .._rules import flag
from ..exceptions import DataError, SpecificationError
from .arrays import Labelled, distinct
from .predictions import with_column
from .rules import ESTIMATOR, SOLVERS, effective_penalty
from .solution import Solution
from .threads import threads

# The largest strength of a penalty that the engine counts with, per unit of weight.
_STRONGEST = 1e100

Start = tuple[np.ndarray, np.ndarray]


def solve(
    estimator: Any, X: Any, rows: Labelled, C: float, *, start: Start | None = None, callback: Callable[..., None] | None = None
) -> Solution:
    """Fit to rows as they are borrowed.

    Raises
    ------
    DataError
        If the data cannot be fitted.
    """

    def fit(X: Any, rows: Labelled, times: float, intercept: bool, whole: bool) -> list[Any]:
        specification, names, _ = _asked(estimator, X, rows, [C * times], intercept)
        specification["covariance"] = estimator.covariance if whole else None
        specification["start"] = start if whole else None
        return [_engine.fit_arrays(X, rows.codes, names, specification, rows.weight, None, callback)]

    return _solutions(estimator, X, rows, fit, 1)[0]


def solve_path(
    estimator: Any, X: Any, rows: Labelled, Cs: Sequence[float], *, callback: Callable[..., None] | None = None
) -> list[Solution]:
    """The same with one C after another, each from where the last ended, without standard errors and remarks on the data, which are
    looked at once.

    Raises
    ------
    DataError
        If the data cannot be fitted.
    """

    def fit(X: Any, rows: Labelled, times: float, intercept: bool, whole: bool) -> list[Any]:
        specification, names, strengths = _asked(estimator, X, rows, [C * times for C in Cs], intercept)
        return _engine.fit_path(X, rows.codes, names, specification, strengths, rows.weight, callback)

    return _solutions(estimator, X, rows, fit, len(Cs))


def _solutions(estimator: Any, X: Any, rows: Labelled, fit: Callable[..., list[Any]], count: int) -> list[Solution]:
    """What fits come to: ``fit(X, rows, times, intercept, whole)`` makes ``count`` models, each of a C so many ``times`` as large;
    it is ``whole`` if no class is lost."""
    classes, columns = len(rows.classes), _columns(X)
    scaling = None
    if estimator.solver == "liblinear" and flag(estimator.fit_intercept):
        scaling = float(estimator.intercept_scaling)
        X = with_column(X, scaling)
    intercept = flag(estimator.fit_intercept) and scaling is None
    try:
        return [Solution(model, classes, columns, scaling=scaling) for model in fit(X, rows, 1.0, intercept, True)]
    except DataError:
        # Which classes are left is only looked at where something is wrong.
        kept = rows.kept()
        if kept is None:
            raise
    lost = int(np.setdiff1d(np.arange(classes), kept)[0])
    if not intercept:
        models = fit(*_with_zeros(X, rows, kept), 1.0, intercept, False)
        return [Solution(model, classes, columns, None, lost, scaling) for model in models]
    if len(kept) == 1:
        if effective_penalty(estimator.penalty) == "firth":
            rows.refuse_one_class(kept)
        return [Solution(None, classes, columns, kept, lost)] * count
    models = fit(X, rows.only(kept), 2.0 if len(kept) == 2 else 1.0, intercept, False)
    return [Solution(model, classes, columns, kept, lost) for model in models]


def _asked(
    estimator: Any, X: Any, rows: Labelled, Cs: list[float], intercept: bool
) -> tuple[dict[str, Any], dict[str, Any], list[float]]:
    """The specification, with the first C, the names, and the strengths of all C, as the engine has them."""
    total = float(len(rows.codes)) if rows.weight is None else float(rows.weight.sum())
    penalty = effective_penalty(estimator.penalty)
    strengths = [_strength(ESTIMATOR["C"](C), total) if penalty == "l2" else 0.0 for C in Cs]
    specification = {
        "lambda": strengths[0],
        "standardize": False,
        "firth": penalty == "firth",
        "flic": False,
        "intercept": intercept,
        "solver": SOLVERS[estimator.solver],
        "tolerance": min(max(float(estimator.tol) ** 2, 1e-14), 0.5),
        "max_iterations": None if estimator.max_iter is None else int(estimator.max_iter),
        "max_seconds": None,
        "seed": _seed(estimator.random_state),
        "threads": threads(estimator.n_jobs),
        "journal": None,
        "start": None,
        "covariance": None,
        "confidence": float(estimator.confidence),
    }
    count, given = getattr(estimator, "n_features_in_", _columns(X)), getattr(estimator, "feature_names_in_", ())
    # Columns without names are numbered by the engine.
    columns: list[str] | int = count
    if len(given) or _columns(X) > count:
        columns = named = distinct([str(name) for name in given], "x", count)
        if _columns(X) > count:  # by the column that stands for it
            columns = distinct([*named, "intercept"], "x")
    names = {
        "target": "y",
        "labels": distinct([str(label) for label in rows.classes], "class"),
        "columns": columns,
    }
    return specification, names, strengths


def _with_zeros(X: Any, rows: Labelled, kept: np.ndarray) -> tuple[Any, Labelled]:
    """Rows of zeros besides, one of each class without weight: their loss is the same whatever the coefficients are."""
    lost = np.setdiff1d(np.arange(len(rows.classes)), kept).astype(np.uint8)
    assert rows.weight is not None
    weight = np.concatenate([rows.weight, np.full(len(lost), rows.weight.mean())])
    if isinstance(X, tuple):
        indptr, indices, data, columns = X
        X = np.concatenate([indptr, np.full(len(lost), indptr[-1])]).astype(indptr.dtype), indices, data, columns
    else:
        X = np.concatenate([X, np.zeros((len(lost), X.shape[1]), dtype=X.dtype)])
    return X, rows._replace(codes=np.concatenate([rows.codes, lost]), weight=weight)


def _columns(X: Any) -> int:
    return X[3] if isinstance(X, tuple) else X.shape[1]


def _strength(C: float, total: float) -> float:
    """The engine's, per average row, of weights that sum to ``total``; 0 is none."""
    if C == float("inf") or total <= 0.0:
        return 0.0
    product = total * C
    strength = 1.0 / product if product > 0.0 else float("inf")
    if strength > _STRONGEST:
        larger = "take a larger C" if total >= 1.0 else "take a larger C, or scale the weights to about 1"
        raise SpecificationError(
            f"C={C!r}; with weights that sum to {total:g}, the penalty is more than {_STRONGEST:g} times the loss: {larger}"
        )
    return strength


def _seed(random_state: Any) -> int:
    if random_state is None:
        return 0
    if isinstance(random_state, Integral):
        return int(random_state) % 2**64
    return int(check_random_state(random_state).randint(2**31 - 1))

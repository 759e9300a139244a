"""Rules of the parameters of the estimators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Integral
from typing import Any

import numpy as np

from ._rules import Refused, Rule, choice, confidence, firth, flag, integer, number, penalty, shown, steps, verbose

#: scikit-learn's solvers and our own names, as the engine calls them.
SOLVERS = {
    "auto": None,
    "lbfgs": "lbfgs",
    "newton-cg": "newton-cg",
    "newton-cholesky": "newton",
    "newton": "newton",
    "sag": "saga",
    "saga": "saga",
    "sgd": "sgd",
    "gradient-descent": "gradient-descent",
}

_L1 = "L1 penalties are not there yet: use the L2 penalty (l1_ratio=0), or scikit-learn's saga"


def no_l1(value: Any) -> float:
    """A share of L1 in the penalty, which is 0."""
    found = number("0 or None", lambda x: 0 <= x <= 1, None)(value)
    if found:
        raise Refused(_L1)
    return 0.0


def _solver(value: Any) -> str:
    if isinstance(value, str) and value == "liblinear":
        raise Refused(
            "it penalises the intercept, which is another model than this one; use 'auto', or "
            "sklearn.linear_model.LogisticRegression for that model"
        )
    return str(choice(*SOLVERS)(value))


def _class_weight(value: Any) -> Any:
    if value is None or (isinstance(value, str) and value == "balanced"):
        return value
    if not isinstance(value, Mapping):
        raise Refused("it must be a dict of weights by class, 'balanced' or None")
    weight = number("", lambda x: 0 <= x < float("inf"))
    for name, of in value.items():
        try:
            weight(of)
        except Refused:
            raise Refused(f"the weight of class {shown(name)} is {shown(of)}, and must be a finite number from 0 on") from None
    return value


def _random_state(value: Any) -> Any:
    if isinstance(value, np.random.RandomState):
        return value
    try:
        return integer(0, 2**64 - 1, None)(value)
    except Refused:
        raise Refused("it must be an integer from 0 to 2**64 - 1, a numpy.random.RandomState, or None") from None


def n_jobs(value: Any) -> int | None:
    """A number of threads, or, negative, of processors that are left alone."""
    try:
        found = integer(-(2**16), 2**16 - 1, None)(value)
    except Refused:
        found = 0
    if found == 0:
        raise Refused(f"it must be a number of threads from 1 to {2**16 - 1}, -1 for all processors, or None")
    return found


ESTIMATOR: dict[str, Rule] = {
    "penalty": penalty(_L1),
    "C": number("a positive number, or np.inf for no penalty", lambda x: x > 0),
    "l1_ratio": no_l1,
    "tol": number("a number between 0 and 1, such as 1e-5", lambda x: 0 < x < 1),
    "fit_intercept": flag,
    "class_weight": _class_weight,
    "random_state": _random_state,
    "solver": _solver,
    "max_iter": steps,
    "verbose": verbose,
    "warm_start": flag,
    "n_jobs": n_jobs,
    "covariance": choice(None, "model", "hc0", "hc1", "hc3", "penalized", "bootstrap"),
    "confidence": confidence(),
}


def of_estimator(given: Mapping[str, Any]) -> list[str]:
    """What of an estimator's parameters does not go together."""
    found = firth(given, "use covariance='model'")
    if given["covariance"] == "penalized" and (given["penalty"] != "l2" or given["C"] == float("inf")):
        what = f"C={given['C']:g}" if given["penalty"] == "l2" else f"penalty={given['penalty']!r}"
        found.append(f"covariance='penalized' takes the L2 penalty as a prior, and with {what} there is none; use covariance='model'")
    return found


def strengths(value: Any) -> Any:
    """Values of C, or how many of them."""
    must = "it must be a number of values from 1 to 10000, or a list of positive numbers"
    if isinstance(value, Integral) and not isinstance(value, bool):
        if 1 <= int(value) <= 10_000:
            return np.logspace(-4, 4, int(value))
        raise Refused(must)
    try:
        found = np.array([ESTIMATOR["C"](C) for C in value])
    except (Refused, TypeError):
        raise Refused(must) from None
    if found.ndim != 1 or found.size == 0:
        raise Refused(must)
    return found


def splitter(value: Any) -> Any:
    """What makes folds."""
    if value is None or (hasattr(value, "split") and not isinstance(value, str | bytes)):
        return value
    if isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= 2:
        return int(value)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
        return value
    raise Refused("it must be a number of folds from 2 on, a splitter, an iterable of (train, test) places, or None")


def refit(value: Any) -> bool:
    """Which is what there is."""
    if not flag(value):
        raise Refused("it would average the folds' coefficients, which are then the optimum of nothing; leave it True")
    return True


def l1_ratios(value: Any) -> Any:
    """Shares of L1, all 0."""
    if value is not None:
        if not isinstance(value, Iterable) or isinstance(value, str) or getattr(value, "ndim", 1) == 0:
            raise Refused("it must be None, or (0,)")
        for share in value:
            no_l1(share)
    return value


CROSS_VALIDATION: dict[str, Rule] = {
    **ESTIMATOR,
    "Cs": strengths,
    "cv": splitter,
    "refit": refit,
    "l1_ratios": l1_ratios,
}

"""Rules of the parameters of the estimators.

Every parameter that scikit-learn's classes have had since 1.6 is there by name, so that a call written for them is understood.
What would have no effect here is refused with its reason; a value that asks for nothing is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Integral
from typing import Any

import numpy as np

from .. import _engine
from .._engine import solvers
from .._rules import Refused, Rule, choice, confidence, flag, integer, number, penalty as penalty_rule, shown, steps, verbose

#: scikit-learn's solvers and our own names, as the engine calls them.
SOLVERS = {
    "auto": None,
    "lbfgs": "lbfgs",
    "newton-cg": "newton-cg",
    "newton-cholesky": "newton",
    "sag": "saga",
    "saga": "saga",
    # Which solver is not the point: it is the model whose intercept is penalised, too.
    "liblinear": None,
    **{name: name for name in solvers()},
}

_L1 = "L1 penalties are not there yet: use the L2 penalty (l1_ratio=0), or scikit-learn's saga"

# Made once: every fit asks for them.
_share = number("0 or None", lambda x: 0 <= x <= 1, None)
_penalty = penalty_rule(_L1)
_state = integer(0, 2**64 - 1, None)
_workers = integer(-(2**16), 2**16 - 1, None)
_of_classes = choice("deprecated", "auto", "multinomial", "ovr")


def no_l1(value: Any) -> float | None:
    """A share of L1 in the penalty, which is 0."""
    found = _share(value)
    if found:
        raise Refused(_L1)
    return None if found is None else 0.0


def penalty(value: Any) -> str | None:
    """The penalty; "deprecated", scikit-learn's default, leaves it to ``l1_ratio`` and ``C``."""
    if isinstance(value, str) and value == "deprecated":
        return "l2"
    if isinstance(value, str) and value == "elasticnet":
        return "elasticnet"  # which is L2 where no share of it is L1
    return _penalty(value)


def effective_penalty(value: Any) -> str | None:
    """What a penalty that is taken comes to: "l2", "firth" or None."""
    found = penalty(value)
    return "l2" if found == "elasticnet" else found


def _multi_class(value: Any) -> str:
    return str(_of_classes(value))


def _legacy(value: Any) -> bool | None:
    if value is None or (isinstance(value, str) and value == "warn"):
        return None
    try:
        return flag(value)
    except Refused:
        raise Refused("it must be True, False, or None for what the installed scikit-learn does") from None


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
        return _state(value)
    except Refused:
        raise Refused("it must be an integer from 0 to 2**64 - 1, a numpy.random.RandomState, or None") from None


def n_jobs(value: Any) -> int | None:
    """A number of threads, or, negative, of processors that are left alone."""
    try:
        found = _workers(value)
    except Refused:
        found = 0
    if found == 0:
        raise Refused(f"it must be a number of threads from 1 to {2**16 - 1}, -1 for all processors, or None")
    return found


ESTIMATOR: dict[str, Rule] = {
    "penalty": penalty,
    "C": number("a positive number, or np.inf for no penalty", lambda x: x > 0),
    "l1_ratio": no_l1,
    "dual": flag,
    "tol": number("a number between 0 and 1, such as 1e-5", lambda x: 0 < x < 1),
    "fit_intercept": flag,
    "intercept_scaling": number("a number from 1e-30 to 1e30", lambda x: 1e-30 <= x <= 1e30),
    "class_weight": _class_weight,
    "random_state": _random_state,
    "solver": choice(*SOLVERS),
    "max_iter": steps,
    "multi_class": _multi_class,
    "verbose": verbose,
    "warm_start": flag,
    "n_jobs": n_jobs,
    "covariance": choice(None, "model", "hc0", "hc1", "hc3", "penalized", "bootstrap"),
    "confidence": confidence(),
}


# What is asked for beside a fit: nothing.
_NOTHING: dict[str, Any] = {"weight_kind": None, "profile": False, "tests": False, "groups": None, "indicators": [], "contrasts": []}


def _foreseen(given: Mapping[str, Any], no_penalty: bool) -> dict[str, Any]:
    """The specification, as far as rules look at it before there are data; of the penalty's strength they ask whether there is one."""
    return {
        "lambda": 0.0 if no_penalty else 1.0,
        "standardize": False,
        "firth": given["penalty"] == "firth",
        "flic": False,
        "intercept": True,
        "solver": SOLVERS[given["solver"]],
        "tolerance": 0.5,
        "max_iterations": None,
        "max_seconds": None,
        "seed": 0,
        "threads": 0,
        "journal": None,
        "start": None,
        "covariance": given["covariance"],
        "confidence": given["confidence"],
    }


_FIRTH = "penalty='firth' is by Fisher scoring, and solver={solver!r} is another; leave it 'auto'"


def _no_penalty_by(given: Mapping[str, Any]) -> str:
    """The parameter that says there is no penalty."""
    return f"C={given['C']:g}" if given["penalty"] == "l2" else f"penalty={given['penalty']!r}"


def _told(code: str, given: Mapping[str, Any]) -> str | None:
    """A broken rule in the words of estimators, if they have their own for it."""
    what = _no_penalty_by(given)
    told = {
        "no-penalty": f"covariance='penalized' takes the L2 penalty as a prior, and with {what} there is none; use covariance='model'",
        "firth-solver": _FIRTH.format_map(given),
        "firth-bootstrap": "covariance='bootstrap' is not for penalty='firth'; use covariance='model'",
    }
    return told.get(code)


def of_estimator(given: Mapping[str, Any]) -> list[str]:
    """What of an estimator's parameters does not go together."""
    if given["penalty"] == "elasticnet":
        name = "l1_ratios" if "l1_ratios" in given else "l1_ratio"
        if given[name] is None:
            return [f"penalty='elasticnet' needs its share of L1: {name}; {_L1}"]
        given = {**given, "penalty": "l2"}
    liblinear, no_penalty = given["solver"] == "liblinear", given["penalty"] != "l2" or given["C"] == float("inf")
    found = [_told(code, given) or sentence for code, _, sentence in _engine.broken_rules(_foreseen(given, no_penalty), _NOTHING)]
    if liblinear and given["penalty"] == "firth":
        found.insert(0, _FIRTH.format_map(given))
    if liblinear and no_penalty and given["penalty"] != "firth":
        what = _no_penalty_by(given)
        found.append(f"solver='liblinear' is a model whose intercept is penalised, and with {what} nothing is; use solver='auto'")
    if given["dual"] and not liblinear:
        found.append(f"dual=True is a way of solver='liblinear', and this is {given['solver']!r}; leave it False")
    if given["intercept_scaling"] != 1 and not (liblinear and given["fit_intercept"]):
        found.append(
            f"intercept_scaling={given['intercept_scaling']:g} says how much solver='liblinear' penalises the intercept, and here it "
            "is not penalised, or there is none; leave it 1"
        )
    return found


def of_classes(multi_class: str, solver: str, count: int) -> list[str]:
    """What of the parameters does not go with so many classes."""
    each = "sklearn.multiclass.OneVsRestClassifier(LogisticRegression()) fits a model for each class"
    found = []
    if solver == "liblinear" and count > 2:
        found.append(
            "The 'liblinear' solver does not support multiclass classification. Only binary classification is supported. The type of "
            f"the target is multiclass, of {count} classes; {each}"
        )
    if multi_class == "ovr" and count > 2:
        found.append(f"multi_class='ovr'; this is one model of all {count} classes; {each}")
    if multi_class == "multinomial" and count == 2:
        found.append("multi_class='multinomial'; with two classes it is the model of C twice as large; leave multi_class out, and double C")
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


def l1_ratios(value: Any) -> Any:
    """Shares of L1, all 0."""
    if value is not None and not (isinstance(value, str) and value == "warn"):
        if not isinstance(value, Iterable) or isinstance(value, str) or getattr(value, "ndim", 1) == 0:
            raise Refused("it must be None, or (0,)")
        for share in value:
            no_l1(share)
    return value


def _l2(value: Any) -> str | None:
    """The penalty whose strength is chosen."""
    found = penalty(value)
    if found in (None, "firth"):
        raise Refused("what is chosen is the strength of the L2 penalty: leave it 'l2'; Cs=[np.inf] is a fit without one")
    return found


CROSS_VALIDATION: dict[str, Rule] = {
    **ESTIMATOR,
    "penalty": _l2,
    "use_legacy_attributes": _legacy,
    "Cs": strengths,
    "cv": splitter,
    "refit": flag,
    "l1_ratios": l1_ratios,
}

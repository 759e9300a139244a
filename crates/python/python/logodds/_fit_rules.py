"""Rules of the arguments of :func:`logodds.fit`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from csv import Error as CsvError, reader
from datetime import date
from numbers import Real
from typing import Any

import numpy as np

from ._engine import solvers
from ._rules import Refused, Rule, callback, choice, confidence, firth, flag, integer, number, penalty, seed, shown, steps, text, threads, verbose

#: Terms and their factors, under the text that names them.
Contrast = tuple[str, list[tuple[str, float]]]


def column(value: Any) -> str | None:
    """The name of a column, as a text: columns of pandas can be called by numbers, dates, or several names at once."""
    if value is None:
        return None
    if isinstance(value, str | tuple | date) or (isinstance(value, Real) and not isinstance(value, bool | np.bool_)):
        return text(value)
    if hasattr(value, "__len__"):
        raise Refused("it must be the name of a column: add the values to the data as a column, and give its name")
    raise Refused("it must be the name of a column")


def columns(value: Any) -> list[str] | None:
    """Names of columns."""
    if value is None:
        return None
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping) and getattr(value, "ndim", 1) == 1:
        names = list(value)
        try:
            if None not in names:
                return [str(column(name)) for name in names]
        except (Refused, TypeError, ValueError):
            pass
    raise Refused("it must be a list of columns, by their names")


def label(value: Any) -> Any:
    """A label of the target."""
    if value is None:
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str | date | Real):
        return text(value)
    raise Refused("it must be one of the two labels of the target")


def levels(value: Any) -> list[tuple[str, Any]]:
    """Columns, each with a level."""
    if value is None:
        return []
    must = "it must be a dict of columns and levels, such as {'race': '2'}"
    if not isinstance(value, Mapping):
        raise Refused(must)
    try:
        pairs = [(str(column(name)), level(of)) for name, of in value.items()]
    except Refused:
        raise Refused(must) from None
    if any(of is None for _, of in pairs):
        raise Refused(must)
    return pairs


def level(value: Any) -> Any:
    """A level, as the engine spells it: 2.0 is 2."""
    whole = isinstance(value, Real) and not isinstance(value, bool | np.bool_) and float(value).is_integer()
    return label(int(value)) if whole else label(value)  # type: ignore[call-overload]


def strength(value: Any) -> float | None:
    """Of the L2 penalty."""
    return number("a number from 0 to 1e100", lambda x: 0 <= x <= 1e100, None)(value)


def contrasts(value: Any) -> list[Contrast]:
    """Sums of factors times coefficients."""
    if value is None:
        return []
    several = isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping) and getattr(value, "ndim", 1) > 0
    return [_contrast(contrast) for contrast in (value if several else [value])]


def _contrast(contrast: Any) -> Contrast:
    must = "it must be texts such as 'age=10', or dicts such as {'race=2': 1, 'race=3': -1}"
    factor = number("", np.isfinite)
    if isinstance(contrast, Mapping | str) and len(contrast) == 0:
        raise Refused(f"{shown(contrast)} names no term: {must}")
    pairs: list[tuple[str, float]] = []
    try:
        if isinstance(contrast, Mapping):
            pairs = [(text(term), factor(of)) for term, of in contrast.items()]
            return ",".join(f"{term}={of:g}" for term, of in pairs), pairs
        if isinstance(contrast, str):
            for part in next(reader([contrast], skipinitialspace=True), []):
                term, _, of = part.rpartition("=")
                pairs.append((term.strip(), factor(float(of))))
            return contrast, pairs
    except (Refused, ValueError, CsvError):
        raise Refused(f"{shown(contrast)} is not TERM=FACTOR, with a number for a factor: {must}") from None
    raise Refused(must)


def file(given: Any) -> str | None:
    """A file by its name, or none."""
    try:
        name = None if given is None else os.fspath(given)
    except TypeError:
        name = b""
    if isinstance(name, bytes):
        raise Refused("it must be the name of a file, or None")
    return name


FIT: dict[str, Rule] = {
    "target": column,
    "positive": label,
    "features": columns,
    "categorical": columns,
    "base": levels,
    "labels": integer(2, 256, None),
    "intercept": flag,
    "weights": column,
    "weight_kind": choice("precision", "frequency", "sampling", None),
    "offset": column,
    "cluster": column,
    "penalty": penalty("L1 penalties are not there yet: it must be 'l2', None or 'firth'"),
    "lambda_": strength,
    "standardize": flag,
    "flic": flag,
    "covariance": choice("model", "hc0", "hc1", "hc3", "cluster", "penalized", "bootstrap", None),
    "ci": choice("wald", "profile"),
    "confidence": confidence(),
    "tests": flag,
    "contrasts": contrasts,
    "missing": choice("error", "drop"),
    "unseen": choice("error", "base", "missing"),
    "solver": choice("auto", *solvers()),
    "tol": number("a number between 0 and 1, such as 1e-10", lambda x: 0 < x < 1),
    "max_iter": steps,
    "seed": seed,
    "threads": threads,
    "journal": file,
    "callback": callback,
    "verbose": verbose,
}


def together(given: Mapping[str, Any]) -> list[str]:
    """What of a fit to a frame does not go together."""
    penalty, covariance, cluster = given["penalty"], given["covariance"], given["cluster"]
    found = []
    if penalty == "l2" and given["lambda_"] is None:
        found.append("penalty='l2' needs its strength: lambda_=0.01, say")
    if penalty != "l2" and given["lambda_"] is not None:
        found.append("lambda_ is the strength of the L2 penalty; add penalty='l2', or leave it out")
    if given["standardize"] and not (penalty == "l2" and given["lambda_"] != 0):
        found.append("standardize=True says which columns the L2 penalty sees, and there is none; add penalty='l2', lambda_=0.01, or leave it out")
    if covariance == "cluster" and cluster is None:
        found.append("covariance='cluster' needs the column that says which rows belong together: cluster=...")
    if cluster is not None and covariance not in ("model", "cluster", "bootstrap"):
        found.append(
            f"cluster={cluster!r} asks for standard errors by cluster, and covariance={covariance!r} for others; leave one out"
        )
    if given["weight_kind"] is not None and given["weights"] is None:
        found.append("weight_kind says what weights count, but there are none: weights=...")
    if covariance == "penalized" and not (penalty == "l2" and given["lambda_"] != 0):
        found.append("covariance='penalized' takes the L2 penalty as a prior, and there is none: add penalty='l2', lambda_=0.01")
    if covariance == "penalized" and given["weight_kind"] == "sampling":
        found.append(
            "covariance='penalized' is of a posterior, and weights of kind 'sampling' make no likelihood for one; "
            "use covariance='bootstrap'"
        )
    asked = [("ci='profile'", given["ci"] == "profile"), ("tests=True", given["tests"])]
    for what in (name for name, is_asked in asked if is_asked):
        if penalty == "l2":
            found.append(f"{what} rests on the likelihood, whose maximum penalty='l2' does not look for; leave one out")
        if given["weight_kind"] == "sampling":
            found.append(f"{what} rests on the likelihood, and weights of kind 'sampling' make none; leave one out")
        if covariance != "model" or cluster is not None:
            found.append(f"{what} rests on the model's likelihood, and goes with covariance='model' alone")
    if given["flic"] and penalty != "firth":
        found.append("flic=True corrects the intercept of penalty='firth', and this is another fit; leave it out")
    if given["flic"] and not given["intercept"]:
        found.append("flic=True corrects the intercept, and there is none; leave it out")
    if given["flic"] and (covariance not in ("model", None) or cluster is not None):
        found.append("flic=True: a corrected intercept has a covariance by the model alone; leave covariance and cluster out")
    return found + firth(given, "its intervals are by the profile: ci='profile'")

"""``logodds.fit``: from a data frame to results."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from . import _engine, _formula, _frames
from ._complete import complete, named
from ._confidence import warn_of_small
from ._fit_rules import FIT, together
from ._progress import Callback, progress
from ._results.tables import rows_like
from ._rules import read, refuse
from ._ending import not_certified, of_separation
from .exceptions import DataError, SpecificationError
from .results import Results


def fit(
    formula_or_data: Any,
    data: Any = None,
    *,
    target: str | None = None,
    positive: Any = None,
    features: Iterable[str] | None = None,
    categorical: Iterable[str] | None = None,
    base: Mapping[str, Any] | None = None,
    labels: int | None = None,
    intercept: bool = True,
    weights: str | None = None,
    weight_kind: str | None = None,
    offset: str | None = None,
    cluster: str | None = None,
    penalty: str | None = None,
    lambda_: float | None = None,
    standardize: bool = False,
    flic: bool = False,
    covariance: str | None = "model",
    ci: str = "wald",
    confidence: float = 0.95,
    tests: bool = False,
    contrasts: Sequence[str | Mapping[str, float]] = (),
    missing: str = "error",
    unseen: str = "error",
    solver: str = "auto",
    tol: float = 1e-10,
    max_iter: int | None = None,
    seed: int = 0,
    threads: int = 0,
    journal: str | os.PathLike[str] | None = None,
    callback: Callback | None = None,
    verbose: int = 0,
) -> Results:
    """Fit a logistic regression to the columns of a data frame, by maximum likelihood unless a penalty is named.

    ``fit("default ~ income + student", data)`` or ``fit(data, target="default")``. Frames of pandas, polars, pyarrow and
    whatever else speaks Arrow are read where they lie: columns of float64 are not copied, and categories are codes, never
    indicator columns. Strings and categoricals are categories with treatment coding. The first level is the base, unless
    ``base`` names one: levels are in the order that a categorical declares, else numbers by value and texts in byte order,
    as in the command. (A categorical of pandas that is not ordered, and whose categories are texts in byte order, is as
    pandas makes it of any texts, and declares none.) Strings that are dates, identifiers, sentences or numbers with signs
    and units are refused, every such column in one message, unless the column is a categorical.

    Parameters
    ----------
    formula_or_data : str, formulaic.Formula, or data frame
        A formula, read by formulaic, or the data. A right side that is a list of columns (or ``.``) is fitted to the
        columns themselves, ``C(column)`` and ``C(column, contr.treatment(base))`` among them; interactions, transformations and
        splines to the columns that formulaic makes of them, which are kept sparse if they are mostly zeros. The left side is a
        column, ``column[label]`` with the label to be predicted, or an expression such as ``{income > 1000}``. R's spellings,
        ``factor(x)``, ``sqrt(x)``, ``log(blood.pressure)``, are understood. Terms are made row by row: one that looks at other
        rows, such as ``x - np.mean(x)``, is refused, and ``center``, ``scale``, ``bs`` and ``poly`` keep what they took from the
        fit. **A formula runs Python code**: do not fit one that comes from somebody whom you would not let run a program.
    data : data frame
        With a formula. A dict of columns or a list of dicts will do.
    target : str
        Without a formula, the column to be predicted: two labels, or more for a multinomial model.
    positive : str, optional
        Of two labels the one that counts as 1; by default the last in order.
    features : list of str, optional
        Columns to predict from, in this order; all others by default.
    categorical : list of str, optional
        Columns of numbers or booleans that are categories; in a formula, ``C(column)`` says the same.
    base : dict, optional
        The base level of columns, which their other levels are compared with: ``{"race": 2}``. Of the target it is the label
        that the others are compared with (of two, the one that is 0).
    labels : int, optional
        How many labels the target must have.
    intercept : bool, default=True
        Whether there is an intercept. A formula says so itself: ``0 +`` or ``- 1``.
    weights, offset, cluster : str, optional
        The names of the columns of weights, of offsets to the log-odds, and of what rows belong together in.
    weight_kind : {"precision", "frequency", "sampling"}, optional
        What weights are: prior weights as R has them (the default), numbers of equal rows (fractions are taken as they
        are, but by the bootstrap, which draws rows), or inverse probabilities of being in the sample.
    penalty : {None, "l2", "firth"}, default=None
    lambda_ : float, optional
        Strength of the L2 penalty, per average row: the mean log loss + ``lambda_ / 2 * sum(coefficient**2)`` is minimised.
    standardize : bool, default=False
        Whether the penalty sees standardised columns.
    flic : bool, default=False
        Whether the intercept of ``penalty="firth"`` is corrected, so that the mean probability is the share of events, which
        Firth's prior moves towards 1/2. Other coefficients stay as they are.
    covariance : {"model", "hc0", "hc1", "hc3", "cluster", "penalized", "bootstrap", None}, default="model"
        How standard errors are estimated. ``cluster`` and sampling weights choose their own sandwich. "penalized" is the
        posterior of an L2 fit, its penalty taken as a prior; "bootstrap" refits to 1,000 samples of the rows, or of the
        clusters. Neither makes tests.
    ci : {"wald", "profile"}, default="wald"
        Intervals from standard errors, or from the profile of the likelihood.
    confidence : float, default=0.95
    tests : bool, default=False
        Whether every column (or term of a formula) is tested by the likelihood ratio.
    contrasts : sequence of str or dict, optional
        Combinations of coefficients: ``{"race=2": 1, "race=3": -1}`` or ``"race=2=1,race=3=-1"``.
    missing : {"error", "drop"}, default="error"
        What to do about rows with null or NaN in columns that are used. A prediction does the same: it gives NaN.
    unseen : {"error", "base", "missing"}, default="error"
        What a prediction does about levels that the fit never saw. With columns that formulaic makes, "error" alone.
    solver : str, default="auto"
        "auto" chooses by the shape of the data; or the name of a solver, such as "newton" or "lbfgs". What is none is answered with all names.
    tol : float, default=1e-10
        The fit ends when the objective is certified to be within this, relative to itself, of its minimum.
    max_iter : int, optional
        Steps at most.
    seed : int, default=0
        Of the stochastic solvers.
    threads : int, default=0
        Threads; 0 is one per processor. The result does not depend on it.
    journal : str or path, optional
        A file that keeps every sum over the rows as it is made. A fit that was ended at any moment, and is done again with the same
        data and arguments, goes on from there, to the same bits. A file of another fit is refused.
    callback : callable, optional
        ``callback(iteration, objective, bound)`` after every step. An exception stops the fit.
    verbose : int, default=0
        If positive, progress is shown.

    Returns
    -------
    Results

    Examples
    --------
    >>> import logodds
    >>> data = {
    ...     "passed": [0, 0, 0, 1, 0, 1, 0, 1, 1, 1],
    ...     "hours": [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0],
    ...     "course": ["a", "b", "a", "b", "a", "a", "b", "b", "a", "b"],
    ... }
    >>> results = logodds.fit("passed ~ hours + course", data)
    >>> results.converged
    True
    >>> list(dict(results.params))
    ['(intercept)', 'hours', 'course=b']
    >>> results.predict({"hours": [2.75, 4.0], "course": ["a", "b"]}).shape
    (2,)
    >>> interval = results.predict({"hours": [2.75], "course": ["a"]}, interval=0.95)
    >>> list(interval)
    ['probability', 'lower', 'upper']
    """
    arguments = locals()
    is_formula = isinstance(formula_or_data, str) or type(formula_or_data).__module__.startswith("formulaic")
    given = read(FIT, {name: arguments[name] for name in FIT})
    refuse(_doors(is_formula, data, given) + together(given))
    warn_of_small("confidence", given["confidence"], 2)

    specification = {
        "lambda": given["lambda_"] or 0.0,
        "standardize": given["standardize"],
        "firth": given["penalty"] == "firth",
        "flic": given["flic"],
        "intercept": given["intercept"],
        "solver": None if given["solver"] == "auto" else given["solver"],
        "tolerance": given["tol"],
        "max_iterations": given["max_iter"],
        "max_seconds": None,
        "seed": given["seed"],
        "threads": given["threads"],
        "journal": given["journal"],
        "start": None,
        "covariance": given["covariance"],
        "confidence": given["confidence"],
    }
    single = ("target", "features", "weights", "offset", "cluster", "missing", "unseen", "labels")
    roles = {role: given[role] for role in single}
    asked = {
        "weight_kind": given["weight_kind"],
        "profile": given["ci"] == "profile",
        "tests": given["tests"],
        "groups": None,
        "indicators": [],
        "contrasts": given["contrasts"],
    }
    shown = progress(given["verbose"], callback)
    source = _frames.frame(data if is_formula else formula_or_data)
    roles["booleans"] = _frames.booleans(source)
    roles["declared"] = _frames.declared(source)
    roles["categorical"] = given["categorical"] or []
    roles["base"] = [(column, _frames.spelled(level, source, column)) for column, level in given["base"]]
    if not is_formula:
        roles["positive"] = _frames.spelled(given["positive"], source, given["target"])
        results = Results(_of_frame(source, roles, specification, asked, shown), like=rows_like(source))
    else:
        names = _frames.names(source)
        caller = sys._getframe(1)
        scopes = (caller.f_locals, caller.f_globals)
        formula = _formula.parse(formula_or_data, names, {**caller.f_globals, **caller.f_locals})
        if formula.positive is not None and positive is not None:
            raise SpecificationError("positive is in the formula; leave one of the two out")
        specification["intercept"] = formula.intercept
        roles["target"] = formula.target
        label = given["positive"] if formula.positive is None else formula.positive
        roles["positive"] = _frames.spelled(label, source, formula.target)
        is_plain = formula.plain is not None and formula.left is None
        if is_plain and not any(_frames.is_of_times(source, name) for name in formula.categorical):
            absent = set(formula.plain or ()) - set(formula.plain or () if names is None else names)
            _formula.refuse_columns(formula.text, absent, _formula.taken(absent, scopes), 0)
            if names is not None:
                _formula.unknown(formula, names, {})
            roles["features"] = formula.plain
            roles["categorical"] = list(dict.fromkeys([*roles["categorical"], *formula.categorical]))
            named = {column for column, _ in roles["base"]}
            of_formula = [(column, _frames.spelled(level, source, column)) for column, level in formula.base]
            twice = next((column for column, _ in of_formula if column in named), None)
            if twice is not None:
                raise SpecificationError(f"the base of {twice!r} is in the formula; leave one of the two out")
            roles["base"] += of_formula
            model = _of_frame(source, roles, specification, asked, shown)
            results = Results(model, formula=formula.text, like=rows_like(source))
        else:
            results = _of_matrix(source, formula, roles, specification, asked, scopes, shown)
    _warn(results)
    return results


def _doors(is_formula: bool, data: Any, given: dict[str, Any]) -> list[str]:
    """What does not go with a formula, or without one."""
    found = []
    if is_formula and data is None:
        found.append("fit(formula) needs the data: fit(formula, data)")
    if is_formula and (given["target"] is not None or given["features"] is not None or not given["intercept"]):
        found.append("target, features and intercept are in the formula; leave them out")
    if not is_formula and given["target"] is None:
        found.append("fit(data) needs to know what to predict: fit(data, target=...), or fit(formula, data)")
    if not is_formula and given["features"] == [] and not given["intercept"]:
        found.append(f"features=[] and intercept=False: {_formula.NOTHING}")
    if not is_formula and data is not None:
        found.append("fit(data, target=...) takes the data alone; a formula must be a text")
    return found


def _of_frame(source: Any, roles: dict, specification: dict, asked: dict, callback: Callback | None) -> Any:
    if roles["features"] is not None:
        single = [roles[role] for role in ("target", "weights", "offset", "cluster") if roles[role] is not None]
        chosen = _frames.select(source, [*roles["features"], *single])
        # A name that there is not is looked for among all.
        known = _frames.names(source)
        if known is None or {*roles["features"], *single} <= set(known):
            source = chosen
    return _engine.fit_frame(_frames.stream(source), roles, specification, asked, callback=callback)


def _of_matrix(
    source: Any,
    formula: _formula.Formula,
    roles: dict,
    specification: dict,
    asked: dict,
    scopes: Iterable[Mapping[str, Any]],
    callback: Callback | None,
) -> Results:
    """Fit to the columns that formulaic makes."""
    _formula.refuse_policy(roles["unseen"])
    of_features = [name for name in roles["categorical"] if name != roles["target"]]
    of_features += [name for name, _ in roles["base"] if name != roles["target"]]
    if of_features:
        raise SpecificationError(
            f"formulaic makes the columns of this formula: write C({of_features[0]}, contr.treatment(base)) there, in place of "
            "categorical and base"
        )
    source, names = named(source)
    of_columns, of_surroundings = formula.names(names)
    context = _formula.taken(of_surroundings, scopes)
    _formula.unknown(formula, names, context)
    single = {role: roles[role] for role in ("target", "weights", "offset", "cluster") if roles[role] is not None}
    if formula.left is not None:
        del single["target"]
    for role, name in single.items():
        if name not in names:
            raise SpecificationError(f"{role}: no column {name!r}{_formula.hint(name, names)}")
        if role in ("weights", "offset") and name in _formula.as_they_stand(formula.right):
            raise SpecificationError(f'column "{name}" cannot be both a feature and the {role}')
    data, in_use = complete(source, {*of_columns, *single.values()}, roles["missing"], predicting=False)
    if not len(data):
        raise DataError("the data have no rows")
    side = data[list(dict.fromkeys(single.values()))]
    if formula.left is not None:
        side = side.assign(**{formula.target: _formula.left(formula, data, context)})
    columns = _formula.matrix(formula, data, context, roles["declared"])
    terms = columns.design.terms
    asked["groups"] = [term.places for term in terms]
    asked["indicators"] = _formula.indicators(terms)
    note = (
        f"the columns are those that formulaic makes of the formula {formula.text!r}: "
        "the model file holds the model of these columns, and not how they are made"
    )
    model = _engine.fit_frame(
        _frames.stream(side),
        {**roles, "features": []},
        specification,
        asked,
        matrix=_formula.borrowed(columns.values),
        names=columns.names,
        dropped=0 if in_use is None else int((~in_use).sum()),
        note=note,
        callback=callback,
    )
    return Results(
        model,
        formula=formula.text,
        spec=columns.design,
        tested=[term.name for term in terms] if asked["tests"] else None,
        complete=in_use,
        like=rows_like(source),
    )


def _warn(results: Results) -> None:
    if results.status == "converged":
        return
    from .exceptions import ConvergenceWarning

    separated = of_separation(results.warnings)
    if separated:
        remedy = "Use penalty='firth' or 'l2', or merge or drop what separates."
        warnings.warn(f"{separated[0]}. {remedy}", ConvergenceWarning, stacklevel=3)
    elif not results.converged:
        message = not_certified(results.status, results.certificate["bound"], "Increase max_iter, or leave it None.")
        warnings.warn(message, ConvergenceWarning, stacklevel=3)

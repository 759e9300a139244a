"""What is known of the columns that formulaic made of a formula: their terms, which are categories, and whose effect is none.

An average marginal effect moves one column and leaves the others as they are. The columns of one variable cannot be moved one by one where
it has several: ``age`` in ``age * lwt`` or ``poly(age, 2)``, a category beside its interaction. The difference from a base level needs indicators
of all levels but the base.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from . import code as python, parsing


class Term(NamedTuple):
    """A term of a formula."""

    name: str
    #: Its columns, by their names and by their places beside the intercept.
    columns: list[str]
    places: list[int]
    #: The variables that it is made of.
    variables: set[str]
    #: Whether it is a category, and the base level if its columns are the indicators of all others.
    is_category: bool
    base: Any


def terms_of(spec: Any, names: list[str]) -> list[Term]:
    """The terms of a model specification, the intercept left out, whose columns beside it are called ``names``."""
    place = {k: j for j, k in enumerate(beside_intercept(spec))}
    known = parsing.required(spec)
    found = []
    for term, where in spec.term_slices.items():
        places = [place[k] for k in range(len(spec.column_names))[where] if k in place]
        if places:
            variables = {name for factor in term.factors for name in _names_in(factor)} & known
            found.append(Term(str(term), [names[j] for j in places], places, variables, *_category(term, spec, len(places))))
    return found


def beside_intercept(spec: Any) -> list[int]:
    """The columns but the intercept's, which is told by its term, 1: a column of the data can be called "Intercept" too."""
    of_intercept = {
        k
        for term, where in spec.term_slices.items()
        if all(factor.eval_method.value == "literal" and str(factor.expr) == "1" for factor in term.factors)
        for k in range(len(spec.column_names))[where]
    }
    return [k for k in range(len(spec.column_names)) if k not in of_intercept]


def _names_in(factor: Any) -> set[str]:
    text = str(factor.expr)
    return {text} if factor.eval_method.value == "lookup" else python.names(text)


def _category(term: Any, spec: Any, columns: int) -> tuple[bool, Any]:
    """Whether a term is one category, and its base, where it has a column for every other level."""
    if len(term.factors) != 1:
        return False, None
    kind, state = spec.encoder_state.get(str(term.factors[0].expr), (None, {}))
    if getattr(kind, "value", None) != "categorical":
        return False, None
    coding = state.get("contrasts") if isinstance(state, dict) else None
    levels = list(getattr(coding, "levels", []))
    contrasts = getattr(coding, "contrasts", None)
    if type(contrasts).__name__ != "TreatmentContrasts" or len(levels) != columns + 1:
        return True, None
    base = getattr(contrasts, "base", None)
    return True, base if base in levels else levels[0]


def indicators(terms: list[Term]) -> list[tuple[int, int]]:
    """Where the indicators of categories are among the columns, from the first to before the second."""
    return [(term.places[0], term.places[-1] + 1) for term in terms if term.base is not None]


def without_effect(terms: list[Term]) -> dict[str, str]:
    """Columns that have no effect of their own, and why."""
    reasons: dict[str, str] = {}
    for term in terms:
        shared = sorted(name for name in term.variables if sum(name in other.variables for other in terms) > 1)
        reason = None
        if shared:
            others = ", ".join(other.name for other in terms if shared[0] in other.variables)
            reason = f"{shared[0]} is in several terms ({others}), and cannot change in one of them alone"
        elif term.is_category and term.base is None:
            reason = f"{term.name} is not coded by differences of its levels from a base"
        elif not term.is_category and len(term.columns) > 1:
            reason = f"{term.name} has several columns, which cannot change one by one"
        if reason is not None:
            reasons |= dict.fromkeys(term.columns, reason)
    return reasons

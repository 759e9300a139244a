"""Tests and contrasts of a fit that is made: of its covariance, and of its likelihood against another's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from .. import _engine
from .._confidence import confidence_of
from .._fit_rules import Contrast, contrasts as contrasts_rule
from .._rules import Refused, flag, one, refuse, shown
from ..exceptions import NoStandardErrors, SpecificationError
from .coefficients import Coefficients
from .tables import table

_NAN = float("nan")
# Coefficients that are tested at once, as the engine has it.
_MOST = 2_000


class Test(NamedTuple):
    """A test: ``statistic``, a χ² of ``df`` degrees of freedom, and its ``p_value``."""

    statistic: float
    df: int
    p_value: float


class Hypotheses(Coefficients):
    """Tests after the fit."""

    #: What makes the columns of a formula, if something has to.
    _spec: Any

    def contrast(
        self,
        contrasts: str | Mapping[str, float] | Sequence[str | Mapping[str, float]],
        level: float | None = None,
        *,
        alpha: float | None = None,
    ) -> Any:
        """Sums of factors times coefficients, with Wald's errors, tests and intervals: what ``fit(..., contrasts=[...])`` has, afterwards.

        Parameters
        ----------
        contrasts : str, dict, or a list of them
            ``"race=2=1,race=3=-1"`` or ``{"race=2": 1, "race=3": -1}``: terms as :attr:`params` calls them.
        level, alpha : float, optional
            As of :meth:`conf_int`.

        Returns
        -------
        DataFrame of shape (contrasts, 7)
            ``estimate`` (in log-odds), ``std_error``, ``statistic``, ``p_value``, ``lower``, ``upper``, and in ``note`` why something is
            NaN: a column held at 0, an infinite coefficient, or profiles and percentiles, which need the data (name the contrast at
            the fit).

        Raises
        ------
        SpecificationError
            For a name that is no term, and for more than two labels.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> found = results.contrast({"x": 2})
        >>> bool(found["estimate"].iloc[0] == 2 * results.params["x"])
        True
        """
        given = one("contrasts", contrasts_rule, contrasts)
        if not given:
            refuse([f"contrasts={shown(contrasts)}; there is nothing to be computed: name terms and factors, such as 'age=10'"])
        level = confidence_of(level, alpha)
        level = None if self._is_of_fit(level) else level
        rows = [_engine.contrast(self.model, text, factors, level) for text, factors in given]
        rows = [{**row, "note": row["note"] or ""} for row in rows]
        return table("contrast", rows)

    def wald_test(self, hypotheses: str | Mapping[str, float] | Iterable[str | Mapping[str, float]]) -> Test:
        """Wald's test that several combinations of coefficients are all 0.

        By the covariance of the fit: with ``covariance="hc1"`` or ``cluster=`` it is robust. Hypotheses that follow from others are
        counted once.

        Parameters
        ----------
        hypotheses : str, dict, or a list of them
            Columns (all levels of a category), terms of a formula, terms as :attr:`params` calls them, or contrasts as of
            :meth:`contrast`. Of more than two labels columns and terms alone, in all labels at once.

        Returns
        -------
        Test
            ``statistic`` (χ²), ``df``, ``p_value``.

        Raises
        ------
        SpecificationError
            For a name that is no term, or a coefficient that is held at 0 or infinite.
        NoStandardErrors
            Without a covariance, or with one that makes no test (a posterior, a bootstrap).

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 1, 1, 0, 1, 0, 0, 1], "s": list("aabbccab")}
        >>> logodds.fit(data, target="y").wald_test("s").df
        2
        """
        several = isinstance(hypotheses, Iterable) and not isinstance(hypotheses, str | bytes | Mapping)
        given: list[Any] = list(hypotheses) if several else [hypotheses]
        groups, terms = self._groups(), {term["term"] for term in self._terms}
        named: list[str] = []
        combined: list[Contrast] = []
        for one_of in given:
            if isinstance(one_of, str) and one_of in groups:
                named += groups[one_of]
            elif isinstance(one_of, str) and one_of in terms:
                named.append(one_of)
            else:
                combined += one("wald_test", _hypothesis(groups, terms if len(self._record["data"]["classes"]) == 2 else set()), one_of)
        if combined:
            rows = [[(term, 1.0)] for term in named] + [factors for _, factors in combined]
            return Test(*_engine.wald_test(self.model, rows))
        return Test(*_engine.wald_test(self.model, [], named))

    def wald_test_terms(self) -> Any:
        """Wald's test of every column (of every term of a formula), all its coefficients at once.

        Returns
        -------
        DataFrame of shape (columns, 3)
            ``statistic`` (χ²), ``df``, ``p_value``; NaN of a column that is held at 0, and of more than 2,000 levels. (``fit(..., tests=True)`` has the same by the
            likelihood ratio.)

        Raises
        ------
        NoStandardErrors
            As of :meth:`wald_test`.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> list(logodds.fit(data, target="y").wald_test_terms())
        ['statistic', 'df', 'p_value']
        """
        held = {term["term"] for term in self._terms if term["held"] is not None}
        infinite = {term["term"] for term in self._terms if term["limit"] is not None}
        rows: list[dict[str, Any]] = []
        for name, terms in self._groups().items():
            known = [term for term in terms if term not in held]
            test = Test(_NAN, 0, _NAN)
            if known and len(known) <= _MOST and infinite.isdisjoint(known):
                test = Test(*_engine.wald_test(self.model, [], known))
            rows.append({"column": name, **test._asdict()})
        return table("column", rows)

    def compare(self, other: Any, *, nested: bool = False) -> Test:
        """The likelihood ratio against another model of the same rows, of which one is nested in the other.

        Parameters
        ----------
        other : Results
            In either order.
        nested : bool, default=False
            True vouches for models that are nested without its being seen in the names of the columns: ``age`` in ``bs(age, df=4)``.

        Returns
        -------
        Test
            ``statistic`` (χ²), ``df``, ``p_value``.

        Raises
        ------
        SpecificationError
            If there is no such test, with every reason: other rows, target, weights or offset; a penalty; sampling weights; clusters;
            labels that are separated; models that are not nested.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> logodds.fit(data, target="y").compare(logodds.fit("y ~ 1", data)).df
        1
        """
        if not isinstance(other, Hypotheses):
            raise SpecificationError("compare: the other model must be results, of logodds.fit or logodds.load")
        nested = one("nested", flag, nested) or _is_within(self, other) or _is_within(other, self)
        try:
            return Test(*_engine.compare(self.model, other.model, nested))
        except SpecificationError as error:
            raise SpecificationError(str(error).replace("not seen to be nested", "not seen to be nested; nested=True vouches for it")) from None

    def vif(self) -> Any:
        """How much larger variances are than if columns were uncorrelated: variance inflation, in the metric of the fit, as R's
        ``car::vif`` of a ``glm``.

        Returns
        -------
        DataFrame of shape (columns, 3)
            ``vif``, comparable over columns (``gvif ** (1 / df)``), ``df`` and ``gvif``, the generalised one of all levels of a category.
            Columns held at 0 are left out.

        Raises
        ------
        NoStandardErrors
            Without standard errors, with the reason.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], "z": [1.0, 0.0, 2.0, 5.0, 3.0, 4.0]}
        >>> list(logodds.fit("y ~ x", data).vif())
        ['vif', 'df', 'gvif']
        """
        _, rows = self._inflation()
        if self._spec is not None:
            # A category's indicators are inflated together, and the engine has no name for them.
            of_first = {term.columns[0]: term.name for term in self._spec.terms if term.base is not None}
            rows = [{**row, "column": of_first.get(row["column"].partition(", …, ")[0], row["column"])} for row in rows]
        return table("column", [{"column": r["column"], "vif": r["per_column"], "df": r["df"], "gvif": r["gvif"]} for r in rows])

    @property
    def condition_number(self) -> float:
        """The condition of the information with a unit diagonal: beyond some 1,000 columns can hardly be told apart.

        Raises
        ------
        NoStandardErrors
            As of :meth:`vif`.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> print(round(results.condition_number, 3))
        1.0
        """
        return self._inflation()[0]

    def _inflation(self) -> tuple[float, list[dict[str, Any]]]:
        found = _engine.inflation(self.model)
        if found is None:
            inference = self._record["inference"]
            reason = "the model was fitted without standard errors; fit it with covariance='model'"
            if inference is not None:
                reason = inference["withheld"] if inference["withheld"] else "the information was not looked at, as it is too large"
            raise NoStandardErrors(f"variance inflation is of standard errors: {reason}")
        return found

    def _groups(self) -> dict[str, list[str]]:
        """The terms of every column, or of every term of a formula whose columns formulaic made."""
        if self._spec is None:
            groups: dict[str, list[str]] = {}
            for term in self._terms:
                if term["column"] is not None and term["term"] not in groups.get(term["column"], []):
                    groups.setdefault(term["column"], []).append(term["term"])
            return groups
        return {term.name: term.columns for term in self._spec.terms}


def _is_within(small: Hypotheses, large: Hypotheses) -> bool:
    """Whether a model of columns is nested in one of a formula, which has their categories as indicators: ``x + s`` in ``x * s``."""
    if small._spec is not None or large._spec is None:
        return False
    if all(term["column"] is not None for term in large._terms):
        return False  # without an intercept categories stand otherwise
    columns = {column["name"] for column in large._record["schema"]["columns"]}
    categories = {(*term.variables, len(term.columns) + 1) for term in large._spec.terms if term.is_category}
    return all(
        column["name"] in columns if column["levels"] is None else (column["name"], len(column["levels"])) in categories
        for column in small._record["schema"]["columns"]
    )


def _hypothesis(groups: Mapping[str, list[str]], terms: set[str]) -> Any:
    """A contrast; what is none may have been meant as a term."""

    def rule(value: Any) -> list[Contrast]:
        try:
            found = contrasts_rule(value)
        except Refused as refused:
            known = ", ".join(map(repr, list(groups)[:8]))
            near = _engine.nearest(value, list(groups)) if isinstance(value, str) else None
            meant = f" (did you mean {near!r}?)" if near else ""
            raise Refused(f"no column or term of this name{meant}, of {known}; or a contrast: {refused}") from None
        for text, factors in found:
            if text == value and len(factors) == 1 and factors[0][0] in terms:
                raise Refused(
                    f"a hypothesis is that a sum of terms is 0, and a factor of one term changes nothing: write {factors[0][0]!r} (whether it is "
                    "another number is seen by conf_int)"
                )
            if not any(factor for _, factor in factors):
                names = [term for term, _ in factors]
                raise Refused(f"what comes after = are factors, and all are 0: write {names[0] if len(names) == 1 else names!r}")
        return found

    return rule

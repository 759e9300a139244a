"""What follows from the likelihood of a fit, by statsmodels' names."""

from __future__ import annotations

from typing import Any

from .. import _engine
from .tables import Tables

_NAN = float("nan")


class Likelihood(Tables):
    """Statistics of a fit on record. What would mean nothing is NaN, with the reason in :attr:`criteria_withheld`."""

    @property
    def llf(self) -> float:
        """The log-likelihood at the estimate: a float, in natural logarithms; every row by its weight.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> print(round(results.llf, 4))
        -2.478
        """
        return self._statistic("log_likelihood")

    @property
    def llnull(self) -> float:
        """The log-likelihood of the intercept alone, or without an intercept of no coefficient: a float.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> print(round(results.llnull, 4))
        -4.1589
        """
        return self._statistic("null_log_likelihood")

    @property
    def deviance(self) -> float:
        """-2 ``llf``: a float.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> print(round(results.deviance, 4))
        4.956
        """
        return self._statistic("deviance")

    @property
    def null_deviance(self) -> float:
        """That of the intercept alone, -2 ``llnull``: a float.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> print(round(results.null_deviance, 4))
        8.3178
        """
        return self._statistic("null_deviance")

    @property
    def llr(self) -> float:
        """The likelihood ratio χ² of all coefficients but intercepts, 2 (llf - llnull): a float; NaN if :attr:`criteria_withheld`.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> print(round(results.llr, 4))
        3.3618
        """
        return _NAN if self.criteria_withheld else max(2.0 * (self.llf - self.llnull), 0.0)

    @property
    def llr_pvalue(self) -> float:
        """The p-value of :attr:`llr`, of ``df_model`` degrees of freedom; NaN if :attr:`criteria_withheld`, or of the intercept alone.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> print(round(results.llr_pvalue, 4))
        0.0667
        """
        test = self._record["statistics"]["likelihood_ratio"]
        return _NAN if test is None or self.criteria_withheld else test["p_value"]

    @property
    def aic(self) -> float:
        """Akaike's criterion, a float; NaN without a maximum of a likelihood, see :attr:`criteria_withheld`.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> print(round(results.aic, 4))
        8.956
        """
        return _NAN if self._no_maximum() else self._statistic("aic")

    @property
    def bic(self) -> float:
        """The Bayesian criterion, a float, by the number of observations; NaN without a maximum of a likelihood, see
        :attr:`criteria_withheld`.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> print(round(results.bic, 4))
        8.5395
        """
        return _NAN if self._no_maximum() else self._statistic("bic")

    @property
    def criteria_withheld(self) -> str | None:
        """A text, why ``llr`` and its p-value, and ``aic`` and ``bic`` (but of clusters), are NaN; None if they are not.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> logodds.fit(data, target="y", penalty="firth").criteria_withheld
        "Firth's estimate is not the likelihood's maximum"
        """
        return self._record["statistics"]["likelihood_ratio_withheld"] or self._no_maximum()

    def _no_maximum(self) -> str | None:
        """Why what was fitted is not the maximum of a likelihood, if it is not."""
        return _engine.why_no_maximum(self.model)

    @property
    def prsquared(self) -> float:
        """McFadden's R², 1 - ``llf / llnull``: a float, at most 1.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> print(round(results.prsquared, 4))
        0.4042
        """
        return self._statistic("mcfadden_r2")

    @property
    def df_model(self) -> float:
        """Coefficients that are estimated, without intercepts: a float; NaN with a penalty or without a maximum.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> results.df_model
        1.0
        """
        df = self._record["statistics"]["df"]
        return _NAN if df is None else float(df) - sum(term["column"] is None for term in self._terms)

    @property
    def df_resid(self) -> float:
        """Observations less coefficients that are estimated, intercepts included; NaN with a penalty or without a maximum.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> results.df_resid
        4.0
        """
        df = self._record["statistics"]["df"]
        return _NAN if df is None else self.nobs - float(df)

    @property
    def nobs(self) -> float:
        """Observations, a float: rows whose weight is positive, or the sum of weights that count rows.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> results.nobs
        6
        """
        data = self._record["data"]
        return data["weight"] if data["weight_kind"] == "frequency" else sum(data["class_rows"])

    def _statistic(self, name: str) -> float:
        found = self._record["statistics"][name]
        return _NAN if found is None else found

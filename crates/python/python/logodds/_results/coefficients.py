"""Coefficients with their errors, tests and intervals, by statsmodels' names."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np

from .. import _engine
from .._confidence import confidence_of
from ..exceptions import NoStandardErrors, SpecificationError
from .tables import Tables, pandas_or_none

_NAN = float("nan")
# Coefficients whose covariance is made, as the engine has it: 16 MB.
_MOST = 2_001
# Where a coefficient goes that has no finite limit.
_TOWARDS = {
    "+inf": "grows without bound: labels are separated",
    "-inf": "falls without bound: labels are separated",
    "either": "has no limit of its own: labels are separated",
    "undecided": "whether it has a limit is not known",
}


class Coefficients(Tables):
    """The table of coefficients, whole and in parts."""

    @property
    def params(self) -> Any:
        """Coefficients: log-odds ratios, the intercept for the columns as given.

        Returns
        -------
        Series of shape (terms,), or of more than two labels of (labels - 1) * terms values, by label and term
            Without pandas a dict. At a limit (``status``) infinite, or NaN without a limit of its own.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> print(round(float(logodds.fit(data, target="y").params["x"]), 3))
        1.214
        """
        return self._series("estimate")

    @property
    def bse(self) -> Any:
        """Standard errors, in the shape of :attr:`params`; NaN where there is none, see :attr:`withheld`.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> list(results.bse.round(3))
        [3.388, 0.913]
        """
        return self._series("std_error")

    @property
    def tvalues(self) -> Any:
        """Estimates over their standard errors (after Firth's fit with profile intervals, signed roots of likelihood ratios), in the
        shape of :attr:`params`; NaN where that is no test.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> list(results.tvalues.round(3))
        [-1.254, 1.33]
        """
        return self._series("statistic")

    zvalues = tvalues

    @property
    def pvalues(self) -> Any:
        """Two-sided p-values of coefficients being 0, in the shape of :attr:`params`; NaN where there is no test.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> list(results.pvalues.round(3))
        [0.21, 0.183]
        """
        return self._series("p_value")

    def conf_int(self, level: float | None = None, *, alpha: float | None = None) -> Any:
        """Intervals of the coefficients.

        Parameters
        ----------
        level : float, optional
            Confidence, from 0.5 to below 1; that of the fit by default. A level below 0.5, which reads like an ``alpha``, is refused.
        alpha : float, optional
            1 - level, as in statsmodels: 0.05 is an interval of 95 %.

        Returns
        -------
        DataFrame of shape (terms, 2)
            ``lower`` and ``upper``, in log-odds; NaN where there is no standard error.

        Raises
        ------
        NoStandardErrors
            For another level than that of the fit where intervals are profiles or percentiles, which need the data.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> ends = logodds.fit(data, target="y").conf_int(alpha=0.1)
        >>> list(ends)
        ['lower', 'upper']
        """
        lower, upper = self._ends(confidence_of(level, alpha))
        return self._frame({"lower": lower, "upper": upper})

    def odds_ratios(self, level: float | None = None, *, alpha: float | None = None) -> Any:
        """Odds ratios with intervals.

        Parameters
        ----------
        level, alpha : float, optional
            As of :meth:`conf_int`.

        Returns
        -------
        DataFrame of shape (terms, 3)
            ``odds_ratio``, ``lower``, ``upper``. Beyond the doubles they are infinite or 0; ``params`` and ``conf_int()`` have their
            logarithms.

        Raises
        ------
        SpecificationError
            Of a penalised model of more than two labels, whose scores are no odds of one against another.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> list(logodds.fit(data, target="y").odds_ratios())
        ['odds_ratio', 'lower', 'upper']
        """
        if not self._record["has_odds"]:
            raise SpecificationError("scores of a penalised model of more than two labels are no odds of one against another")
        lower, upper = self._ends(confidence_of(level, alpha))
        with np.errstate(over="ignore"):
            return self._frame(
                {"odds_ratio": np.exp(self._column("estimate")), "lower": np.exp(lower), "upper": np.exp(upper)}
            )

    def to_frame(self, level: float | None = None, *, alpha: float | None = None) -> Any:
        """The whole table of coefficients, a row a term.

        Parameters
        ----------
        level, alpha : float, optional
            As of :meth:`conf_int`.

        Returns
        -------
        DataFrame of shape (terms, 11), or without pandas a dict of lists
            ``term``, ``estimate``, ``std_error``, ``statistic``, ``p_value``, ``lower``, ``upper``, ``odds_ratio``,
            ``odds_ratio_lower``, ``odds_ratio_upper`` and ``note`` (why something is missing); of more than two labels ``label``
            first. Odds ratios are NaN where scores are no odds, and of a column held at 0.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> table = logodds.fit(data, target="y").to_frame()
        >>> list(table["term"])
        ['(intercept)', 'x']
        """
        lower, upper = self._ends(confidence_of(level, alpha))
        columns: dict[str, Any] = {"term": [term["term"] for term in self._terms]}
        if any(term["class"] is not None for term in self._terms):
            columns = {"label": [term["class"] for term in self._terms], **columns}
        columns |= {name: self._column(name) for name in ("estimate", "std_error", "statistic", "p_value")}
        columns |= {"lower": lower, "upper": upper}
        has_odds = np.array([bool(self._record["has_odds"]) and term["held"] is None for term in self._terms], dtype=bool)
        with np.errstate(over="ignore"):
            for name, of in (("odds_ratio", "estimate"), ("odds_ratio_lower", "lower"), ("odds_ratio_upper", "upper")):
                columns[name] = np.where(has_odds, np.exp(columns[of]), _NAN)
        columns["note"] = [self._note(term) for term in self._terms]
        pandas = pandas_or_none()
        if pandas is None:
            return {name: list(values) for name, values in columns.items()}
        return pandas.DataFrame(columns)

    def _note(self, term: dict[str, Any]) -> str:
        if term["held"] is not None:
            return f"held at 0: {term['held']}"
        return _TOWARDS.get(term["limit"] or "", "")

    def cov_params(self) -> Any:
        """The covariance of the coefficients.

        Returns
        -------
        DataFrame of shape (terms, terms), in the order of :attr:`params`
            Without pandas an array. NaN if there is none, and in rows and columns of what is held at 0 or infinite.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> logodds.fit(data, target="y").cov_params().shape
        (2, 2)
        """
        found = _engine.covariance(self.model)
        order = len(self._terms)
        if found is None and order > _MOST:
            raise NoStandardErrors(
                f"no covariance of all {order} coefficients is made, {_MOST} are the most; errors of coefficients, "
                "contrasts and tests do not need it"
            )
        if found is None or found.shape[0] != order:
            found = np.full((order, order), _NAN)
        held = np.isnan(self._column("std_error"))
        found[held, :] = _NAN
        found[:, held] = _NAN
        pandas = pandas_or_none()
        if pandas is None:
            return found
        index = self._index(pandas)
        return pandas.DataFrame(found, index=index, columns=index)

    def _ends(self, level: float | None) -> tuple[np.ndarray, np.ndarray]:
        inference = self._record["inference"]
        if self._is_of_fit(level):
            return self._column("lower"), self._column("upper")
        if inference is not None and inference["interval_kind"] != "wald":
            kept = inference["confidence"]
            raise NoStandardErrors(
                f"{inference['interval_kind']} intervals are kept at {kept:g}; fit again with confidence={level:g}"
            )
        return reached(self._column("estimate"), self._column("std_error"), level or _NAN)

    def _is_of_fit(self, level: float | None) -> bool:
        """Whether a confidence is that of the fit (but for the rounding of 1 - alpha)."""
        inference = self._record["inference"]
        return level is None or (inference is not None and abs(level - inference["confidence"]) < 1e-12)


def reached(estimate: np.ndarray, std_error: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Both ends of Wald's interval; NaN where there is no standard error."""
    reach = NormalDist().inv_cdf(0.5 + level / 2) * std_error
    return estimate - reach, estimate + reach

"""Effects and rows: average marginal effects, leverage, influence, residuals.

Both need the rows of the fit, and results keep none. Of small data (rows times columns squared up to some two million) the fit works them out
itself; of more, and of results from a model file or a pickle, they are worked out from the rows, which must be those of the fit.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _engine, _formula, _frames
from .._complete import complete, named, of_all
from .._confidence import confidence_of
from .._rules import one, threads as threads_rule
from ..exceptions import NoStandardErrors, NotKept
from .coefficients import reached
from .hypotheses import Hypotheses
from .predictions import Predictions
from .tables import rows_like, table

_ROW = (
    "probability",
    "leverage",
    "cooks_distance",
    "response_residual",
    "pearson_residual",
    "deviance_residual",
    "standardized_pearson_residual",
    "standardized_deviance_residual",
)
# What is told of an effect that is none.
_NONE = dict.fromkeys(("estimate", "std_error", "statistic", "p_value", "lower", "upper"), float("nan"))


class Diagnostics(Predictions, Hypotheses):
    """What a fit is on average over its rows, and what each has to do with it."""

    #: The formula, if there was one.
    formula: str | None

    def effects(self, data: Any = None, level: float | None = None, *, alpha: float | None = None, threads: int = 0) -> Any:
        """Average marginal effects on the probability: by how much it changes, on average over the rows of the fit (by their weights).

        Of a number the slope per unit, of a level of a category or a boolean the difference from the base, all else as it is. Standard
        errors are by the delta method from the covariance of the fit. (statsmodels' ``get_margeff(dummy=True)``, R's
        ``margins``.) Of columns that formulaic made of a formula there is none where a variable has several of them, as in
        ``age * lwt`` or ``poly(age, 2)``: they cannot change one by one.

        Parameters
        ----------
        data : data frame, optional
            The rows of the fit. Not needed of small data right after the fit.
        level, alpha : float, optional
            As of :meth:`conf_int`.
        threads : int, default=0
            Threads; 0 is one per processor.

        Returns
        -------
        DataFrame of shape (terms, 9)
            ``kind`` ("slope" or "change"), ``base``, ``estimate`` (of probability, per unit of a slope), ``std_error``, ``statistic``,
            ``p_value``, ``lower``, ``upper``, and in ``note`` why something is NaN; columns held at 0 are left out.

        Raises
        ------
        NotKept
            Without ``data``, where the fit does not keep them.
        NoStandardErrors
            Where they are withheld, with the reason: without standard errors (those of a penalised fit have to be asked for), of more
            than two labels.
        DataError
            For other rows than those of the fit.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> effects = logodds.fit(data, target="y").effects()
        >>> print(round(float(effects["estimate"].iloc[0]), 3))
        0.159
        """
        level, threads = confidence_of(level, alpha), one("threads", threads_rule, threads)
        found = _engine.effects(self.model) if data is None else self._again(data, threads)[0]
        rows = [self._told(row) for row in self._known(found, "effects")]
        if self._spec is not None:
            terms = self._spec.terms
            bases = {column: str(term.base) for term in terms for column in term.columns if term.base is not None}
            reasons = _formula.without_effect(terms)
            rows = [{**row, "base": row["base"] or bases.get(row["term"], "")} for row in rows]
            rows = [{**row, **_NONE, "note": reasons[row["term"]]} if row["term"] in reasons else row for row in rows]
        if not self._is_of_fit(level):
            for row in rows:
                ends = reached(np.array(row["estimate"]), np.array(row["std_error"]), level or float("nan"))
                row["lower"], row["upper"] = map(float, ends)
        return table("term", rows)

    def _told(self, row: dict[str, Any]) -> dict[str, Any]:
        """An effect, with what is to be known of it."""
        how = f"categorical=[{row['term']!r}]" if self._spec is None else f"C({row['term']}) in the formula"
        note = f"0 or 1: {how} has the difference" if row["is_binary"] else ""
        return {**{name: value for name, value in row.items() if name != "is_binary"}, "base": row["base"] or "", "note": note}

    def influence(self, data: Any = None, *, threads: int = 0) -> Any:
        """What every row of the fit has to do with it: leverage, Cook's distance, residuals. R's ``hatvalues``, ``cooks.distance``,
        ``residuals`` and ``rstandard`` of a ``glm``; of a frequency weight they are of one of the equal rows.

        Parameters
        ----------
        data : data frame, optional
            The rows of the fit. Not needed of small data right after the fit.
        threads : int, default=0
            Threads; 0 is one per processor.

        Returns
        -------
        Frame like the data (of pandas or polars, else a dict of arrays) of shape (rows, 8)
            ``probability``, ``leverage`` (0 to 1), ``cooks_distance``, ``response_residual`` (y - p), ``pearson_residual``,
            ``deviance_residual``, and both standardised: over the square root of 1 - leverage. NaN in rows that were dropped.

        Raises
        ------
        NotKept, NoStandardErrors, DataError
            As of :meth:`effects`; a penalty does not stand in the way.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> rows = logodds.fit(data, target="y").influence()
        >>> print(round(float(rows["leverage"].sum()), 6))
        2.0
        """
        threads = one("threads", threads_rule, threads)
        if data is None:
            found, like = _engine.influence(self.model), self._like or dict
        else:
            data = _frames.frame(data)
            found, like = self._again(data, threads)[1], rows_like(data)
        numbers = self._known(found, "influence")
        if data is None:
            numbers = self._of_all_rows(numbers)
        return like({name: numbers[:, k] for k, name in enumerate(_ROW)})

    @property
    def resid_response(self) -> np.ndarray:
        """y - p of every row of the fit, of shape (rows,); see :meth:`influence`, also for what it raises.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> results.resid_response.shape
        (6,)
        """
        return self._residual("response_residual")

    @property
    def resid_pearson(self) -> np.ndarray:
        """Pearson's residuals of the rows of the fit, of shape (rows,); see :meth:`influence`, also for what it raises.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> results.resid_pearson.round(2).tolist()
        [-0.22, -0.4, 1.35, -1.35, 0.4, 0.22]
        """
        return self._residual("pearson_residual")

    @property
    def resid_deviance(self) -> np.ndarray:
        """Deviance residuals of the rows of the fit, of shape (rows,); see :meth:`influence`, also for what it raises.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> bool(abs((results.resid_deviance**2).sum() - results.deviance) < 1e-12)
        True
        """
        return self._residual("deviance_residual")

    def _residual(self, name: str) -> np.ndarray:
        return np.asarray(self.influence()[name])

    def _known(self, found: Any, what: str) -> Any:
        """What the engine has found, unless it has a reason for nothing."""
        if len(self.labels) > 2:
            found = "of more than two labels they are not computed"
        elif what == "effects" and self._record["inference"] is None:
            found = "they have standard errors or are none, and the model was fitted without them; fit it with covariance='model'"
        if found is None:
            raise NotKept(f"{what} needs the rows of the fit, which are not kept here; give them: {what}(data)")
        if isinstance(found, str):
            raise NoStandardErrors(f"no {what}: {found}")
        return found

    def _again(self, data: Any, threads: int) -> tuple[Any, Any]:
        """Effects and influence, from the rows."""
        data = _frames.frame(data)
        if self._spec is None:
            return _engine.rows_of_fit(
                self.model, _frames.stream(data), _frames.declared(data), _frames.booleans(data), threads=threads
            )
        schema, target = self._record["schema"], self._record["data"]["target"]
        data, names = named(data)
        formula = _formula.parse(self.formula, names)
        single = [target, *(schema[role] for role in ("weights", "offset") if schema[role])]
        if formula.left is not None:
            single.remove(target)
        left = set() if formula.left is None else _formula.required(formula.left)
        needed = {*self._spec.columns, *left, *single}
        declared, booleans = _frames.declared(data), _frames.booleans(data)
        frame, in_use = complete(data, needed, schema["missing"], predicting=False)
        side = frame[list(dict.fromkeys(single))]
        if formula.left is not None:
            side = side.assign(**{target: self._spec.left(formula, frame)})
        x = self._spec.rows(frame)
        of_columns = [column["name"] for column in schema["columns"]]
        effects, rows = _engine.rows_of_fit(
            self.model, _frames.stream(side), declared, booleans, x, of_columns, _formula.indicators(self._spec.terms), threads
        )
        return effects, of_all(rows, in_use) if isinstance(rows, np.ndarray) else rows

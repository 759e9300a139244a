"""What a fit has found: :class:`Results`, and :func:`load`."""

from __future__ import annotations

import os
from statistics import NormalDist
from typing import Any

import numpy as np

from . import _engine, _formula, _frames
from ._summary import Summary
from ._likelihood import Likelihood
from ._rules import choice, confidence, one, path as path_rule, threads as threads_rule
from ._undetermined import Undetermined, refuse, warn
from ._words import in_python, told, warnings_in
from .exceptions import DataError, NoStandardErrors, NotKept, SpecificationError

__all__ = ["Results", "Summary", "load"]

_NAN = float("nan")
_NOT_KEPT = "the data of the fit are not kept in a model file or a pickle"


def load(path: str | os.PathLike[str]) -> Results:
    """The results in a model file, written by :meth:`Results.save` or by the command.

    How a formula makes columns is not in a model file (see :meth:`Results.save`).

    Examples
    --------
    >>> import logodds, tempfile, pathlib
    >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "y.model"
    >>> results = logodds.fit(data, target="y")
    >>> results.save(path)
    >>> bool((logodds.load(path).predict(data) == results.predict(data)).all())
    True
    """
    with told(in_python):
        return Results(_engine.Model.load(one("path", path_rule, path)))


class Results(Likelihood):
    """A fitted logistic regression, with everything that is known of it.

    Made by :func:`logodds.fit` and :func:`logodds.load`. Terms are in the order of the columns, the intercept first. Where
    there is pandas, tables are its series and frames; otherwise dictionaries. Of more than two labels, coefficients are
    those of every label but the first, relative to which they are; tables are indexed by label and term.

    Attributes
    ----------
    model : the engine's model
    formula : str or None
        The formula, if there was one.
    target : str
    labels : list of str
        Of two, the second is the one whose probability is predicted.
    """

    def __init__(
        self,
        model: Any,
        *,
        data: Any = None,
        formula: str | None = None,
        spec: _formula.Design | None = None,
        tested: list[str] | None = None,
    ) -> None:
        self.model = model
        self._data = data
        self.formula = formula
        self._spec = spec
        self._tested = tested
        self._terms = _engine.coefficients(model)
        self._record = _engine.record(model)
        self._contrasts: list[dict[str, Any]] = self._record["contrasts"]

    # The state of a pickle is the model file, and what makes the columns of a formula; data are not kept.
    def __getstate__(self) -> dict[str, Any]:
        return {
            "model": self.model.to_bytes(),
            "formula": self.formula,
            "spec": self._spec,
            "tested": self._tested,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        model = _engine.Model.from_bytes(state.pop("model"))
        self.__init__(model, **state)  # type: ignore[misc]

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a model file, which :func:`logodds.load`, the command and the Rust library read.

        If a formula made the columns (interactions, transformations, ...), the file holds the model of these columns, and
        a warning that says so, but not how they are made: a model file holds numbers and names, nothing that could be
        run. To predict from the data themselves, keep the results by ``pickle``.
        """
        self.model.save(one("path", path_rule, path))

    # Estimates

    @property
    def target(self) -> str:
        return self._record["schema"]["target"]

    @property
    def labels(self) -> list[str]:
        return self._record["schema"]["labels"]

    @property
    def params(self) -> Any:
        """Coefficients: log-odds ratios, the intercept for the columns as given."""
        return self._series("estimate")

    @property
    def bse(self) -> Any:
        """Standard errors; NaN where there is none, see :meth:`summary`."""
        return self._series("std_error")

    @property
    def tvalues(self) -> Any:
        """Estimates over their standard errors (after Firth's fit with profile intervals, signed roots of likelihood ratios)."""
        return self._series("statistic")

    zvalues = tvalues

    @property
    def pvalues(self) -> Any:
        """Two-sided p-values of coefficients being 0."""
        return self._series("p_value")

    def conf_int(self, level: float | None = None) -> Any:
        """Intervals of the coefficients, of shape (terms, 2): ``lower`` and ``upper``.

        Parameters
        ----------
        level : float, optional
            Confidence between 0 and 1; that of the fit by default. (statsmodels takes ``alpha``, which is 1 - level.)
        """
        lower, upper = self._ends(level)
        return self._frame({"lower": lower, "upper": upper})

    def odds_ratios(self, level: float | None = None) -> Any:
        """Odds ratios with intervals: ``odds_ratio``, ``lower``, ``upper``, of shape (terms, 3).

        Beyond the doubles they are infinite or 0; ``params`` and ``conf_int()`` have their logarithms.
        """
        if not self._record["has_odds"]:
            raise SpecificationError("scores of a penalised model of more than two labels are no odds of one against another")
        lower, upper = self._ends(level)
        with np.errstate(over="ignore"):
            return self._frame(
                {"odds_ratio": np.exp(self._column("estimate")), "lower": np.exp(lower), "upper": np.exp(upper)}
            )

    def cov_params(self) -> Any:
        """The covariance of the coefficients, of shape (terms, terms); NaN if there is none."""
        found = _engine.covariance(self.model)
        order = len(self._terms)
        if found is None or found.shape[0] != order:
            found = np.full((order, order), _NAN)
        held = np.isnan(self._column("std_error"))
        found[held, :] = _NAN
        found[:, held] = _NAN
        pandas = _pandas()
        if pandas is None:
            return found
        index = self._index(pandas)
        return pandas.DataFrame(found, index=index, columns=index)

    # How it went

    @property
    def status(self) -> str:
        """"converged" if the optimum is certified, "limit" if there is none because some rows are separated, and the limit is certified; else
        how the fit ended."""
        return self.model.fit["status"]

    @property
    def converged(self) -> bool:
        """Whether the fit is certified to be at the optimum, or at the limit of the rows that are not separated: coefficients that have none are
        then infinite (or NaN, without a limit of their own), and have no errors."""
        return self.status in ("converged", "limit")

    @property
    def certificate(self) -> dict[str, Any]:
        """"bound": how far the mean objective can be above its minimum, at most; "kind": by which argument; "gradient_norm"."""
        return self.model.fit["certificate"]

    @property
    def warnings(self) -> list[dict[str, Any]]:
        """What a user should know of the fit: columns that are constant, collinear, that separate the labels, ..."""
        # How a formula makes columns is unknown to a model file alone.
        told = warnings_in(in_python, self.model.warnings)
        return [warning for warning in told if self._spec is None or warning["code"] != "formula"]

    @property
    def withheld(self) -> str | None:
        """Why there are no standard errors, if they were asked for."""
        inference = self._record["inference"]
        withheld = None if inference is None else inference["withheld"]
        return None if withheld is None else in_python(withheld)

    @property
    def tests(self) -> Any:
        """Likelihood-ratio tests of columns (or of the terms of a formula), if asked for: ``statistic``, ``df``, ``p_value``."""
        return self._table("column", self._tests())

    @property
    def contrasts(self) -> Any:
        """The contrasts asked for: ``estimate``, ``std_error``, ``statistic``, ``p_value``, ``lower``, ``upper``."""
        return self._table("contrast", self._contrasts)

    def summary(self, *, all_levels: bool = False) -> Summary:
        """The table of the command, as text and, in a notebook, as HTML.

        Parameters
        ----------
        all_levels : bool, default=False
            Every level of a column and every row, where ten levels and 200 rows are the most otherwise.
        """
        return Summary(self, all_levels)

    def __repr__(self) -> str:
        what = self.formula or f"{self.target} ~ {len(self._record['schema']['columns'])} columns"
        return f"<logodds.Results: {what}, {self._record['data']['rows_used']} rows, {self.status}>"

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()

    # Predictions

    @property
    def fittedvalues(self) -> np.ndarray:
        """Probabilities of the rows of the fit, as :meth:`predict` gives them (statsmodels' GLM has them so; its Logit has
        log-odds there). NaN in rows that were dropped.

        Raises
        ------
        NotKept
            From a model file or a pickle, which do not keep the data.
        """
        if self._data is None:
            raise NotKept(f"{_NOT_KEPT}; predict(rows) gives the probabilities of any rows")
        return self.predict()

    def predict(
        self,
        new: Any = None,
        interval: float | None = None,
        *,
        unseen: str | None = None,
        missing: str | None = None,
        threads: int = 0,
    ) -> Any:
        """Probabilities of the second of two labels, or of all of more.

        Parameters
        ----------
        new : data frame, optional
            Rows with the columns of the fit, found by name; other columns are ignored. By default the data of the fit.
        interval : float, optional
            Confidence of an interval around each probability, from the standard errors of the coefficients.
        unseen : {"error", "base", "missing"}, optional
            What to do about levels that the fit never saw, in place of what was said when it was made: refuse the rows, take them as the
            base level, or give them NaN. "error", said here, also refuses rows that the data of the fit do not determine, which otherwise
            get NaN and a warning (:class:`logodds.exceptions.UndeterminedWarning`): without a penalty, those that break what all rows of
            the fit have in common, such as ``total = a + b``.
        missing : {"error", "drop"}, optional
            What to do about missing cells, in place of what was said when the fit was made: refuse the rows, or give them NaN.
        threads : int, default=0
            Threads; 0 is one per processor.

        Returns
        -------
        ndarray of shape (rows,), or (rows, labels) of more than two
            With an interval a frame like ``new`` (of pandas or polars, else a dict of arrays) with the columns
            ``probability``, ``lower``, ``upper``, of more than two labels for each. NaN in rows that cannot be scored.
        """
        interval = one("interval", confidence(None), interval)
        threads = one("threads", threads_rule, threads)
        unseen = one("unseen", choice("error", "base", "missing", None), unseen)
        missing = one("missing", choice("error", "drop", None), missing)
        if new is None:
            if self._data is None:
                raise DataError(f"{_NOT_KEPT}; give the rows to predict for")
            new = self._data
        data = _frames.frame(new)
        scored = self._of_columns if self._spec is None else self._of_matrix
        with told(in_python):
            found, undetermined = scored(data, interval, threads, unseen, missing)
        if unseen == "error":
            refuse(undetermined, "Correct it, or leave out unseen='error': such rows then get NaN.")
        warn(undetermined, "Correct it, fit to rows that differ in this, or with penalty='l2', lambda_=0.01.", 2)
        labels = len(self.labels)
        if interval is None:
            return found[:, 0] if labels == 2 else found
        if labels == 2:
            columns = {"probability": found[:, 0], "lower": found[:, 1], "upper": found[:, 2]}
        else:
            columns = {}
            for k, label in enumerate(self.labels):
                for j, what in enumerate(("probability", "lower", "upper")):
                    columns[f"{what}_{label}"] = found[:, 3 * k + j]
        if _frames.is_pandas(data):
            import pandas

            return pandas.DataFrame(columns, index=data.index)
        if _frames.is_polars(data):
            import polars

            return polars.DataFrame(columns)
        return columns

    def _of_columns(
        self, data: Any, interval: float | None, threads: int, unseen: str | None, missing: str | None
    ) -> tuple[np.ndarray, Undetermined | None]:
        schema = self._record["schema"]
        needed = [column["name"] for column in schema["columns"]] + [name for name in [schema["offset"]] if name]
        known = _frames.names(data)
        if known is None or set(needed) <= set(known):
            data_needed = _frames.select(data, needed)
        else:
            note = next((w["message"] for w in self.model.warnings if w["code"] == "formula"), None)
            if note is not None:
                lacking = next(name for name in needed if name not in known)
                raise DataError(
                    f"the model needs the column {lacking!r}, and {note}. Give these columns (formulaic.model_matrix), "
                    "or keep results by pickle, which keeps how they are made"
                )
            data_needed = data
        if not needed:
            rows = len(data) if hasattr(data, "__len__") else data.num_rows
            x = np.empty((rows, 0))
            return _engine.predict_arrays(self.model, x, interval, None, threads)
        return _engine.predict_frame(
            self.model, _frames.stream(data_needed), _frames.booleans(data), interval, threads, unseen, missing
        )

    def _of_matrix(
        self, data: Any, interval: float | None, threads: int, unseen: str | None, missing: str | None
    ) -> tuple[np.ndarray, Undetermined | None]:
        from .fitting import complete_rows

        assert self._spec is not None
        schema = self._record["schema"]
        if unseen in ("base", "missing"):
            raise SpecificationError(
                f"unseen={unseen!r} is for a formula that is a list of columns: formulaic refuses levels never seen"
            )
        if _frames.names(data) is None:
            data = _frames.to_pandas(data)
        known = _frames.names(data) or []
        offset = [name for name in [schema["offset"]] if name]
        used = [*self._spec.columns, *offset]
        lacking = sorted(set(used) - set(known))
        if lacking:
            raise DataError(
                f"the model needs column {lacking[0]!r}, the data have none{_formula.hint(lacking[0], known)}"
            )
        pandas_data = _frames.to_pandas(_frames.select(data, used) if used else data)
        if used:
            pandas_data.columns = [str(name) for name in pandas_data.columns]
        complete = complete_rows(pandas_data[used], missing or schema["missing"], predicting=True)
        if complete is not None:
            pandas_data = pandas_data.loc[complete]
        width = len(self.labels) if len(self.labels) > 2 else 1
        width *= 1 if interval is None else 3
        if len(pandas_data):
            x = self._spec.rows(pandas_data)
            if hasattr(x, "indptr"):
                x = (x.indptr, x.indices, x.data, x.shape[1])
            moved = _formula.numbers(offset[0], pandas_data[offset[0]]) if offset else None
            found, undetermined = _engine.predict_arrays(self.model, x, interval, moved, threads)
        else:
            found, undetermined = np.empty((0, width)), None
        if complete is None:
            return found, undetermined
        out = np.full((len(complete), width), _NAN)
        out[complete] = found
        if undetermined is not None:
            rows, row, equation = undetermined
            undetermined = rows, int(np.flatnonzero(complete)[row]), equation
        return out, undetermined

    # Tables

    def _column(self, name: str) -> np.ndarray:
        return np.array([term[name] for term in self._terms], dtype=np.float64)

    def _keys(self) -> list[Any]:
        several = any(term["label"] is not None for term in self._terms)
        return [(term["label"], term["term"]) if several else term["term"] for term in self._terms]

    def _index(self, pandas: Any) -> Any:
        keys = self._keys()
        several = bool(keys) and isinstance(keys[0], tuple)
        return pandas.MultiIndex.from_tuples(keys, names=["label", "term"]) if several else pandas.Index(keys)

    def _series(self, name: str) -> Any:
        values, pandas = self._column(name), _pandas()
        if pandas is None:
            return dict(zip(self._keys(), values.tolist(), strict=True))
        return pandas.Series(values, index=self._index(pandas), name=name)

    def _frame(self, columns: dict[str, np.ndarray]) -> Any:
        pandas = _pandas()
        if pandas is None:
            rows = zip(*(values.tolist() for values in columns.values()), strict=True)
            return {key: dict(zip(columns, row, strict=True)) for key, row in zip(self._keys(), rows, strict=True)}
        return pandas.DataFrame(columns, index=self._index(pandas))

    def _table(self, key: str, rows: list[dict[str, Any]]) -> Any:
        pandas = _pandas()
        if pandas is None:
            return [dict(row) for row in rows]
        return pandas.DataFrame(rows).set_index(key) if rows else pandas.DataFrame()

    def _tests(self) -> list[dict[str, Any]]:
        tests = [dict(test) for test in self._record["tests"]]
        if self._tested is not None and len(self._tested) == len(tests):
            tests = [{**test, "column": name} for test, name in zip(tests, self._tested, strict=True)]
        return tests

    def _ends(self, level: float | None) -> tuple[np.ndarray, np.ndarray]:
        level = one("level", confidence(None), level)
        inference = self._record["inference"]
        if level is None or (inference is not None and level == inference["confidence"]):
            return self._column("lower"), self._column("upper")
        if inference is not None and inference["interval_kind"] != "wald":
            kept = inference["confidence"]
            raise NoStandardErrors(f"profile intervals are kept at {kept:g}; fit again with confidence={level:g}")
        reach = NormalDist().inv_cdf(0.5 + level / 2) * self._column("std_error")
        estimate = self._column("estimate")
        return estimate - reach, estimate + reach


def _pandas() -> Any:
    """pandas, if it is there."""
    try:
        import pandas
    except ImportError:
        return None
    return pandas

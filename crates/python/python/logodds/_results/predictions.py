"""Probabilities and log-odds of rows: those of the fit, and any others."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .. import _engine, _formula, _frames
from .._complete import complete, named, of_all
from .._confidence import confidence_of
from .._rules import choice, flag, read, refuse as refuse_arguments, threads as threads_rule
from .._undetermined import Undetermined, refuse, warn
from ..exceptions import DataError, NotKept
from .tables import OfRows, Tables, rows_like

_NOT_KEPT = "the data of the fit are not kept in a model file or a pickle"


class Wanted(NamedTuple):
    """What is wanted of every row, as the engine has it."""

    probabilities: bool
    log_odds: bool
    std_errors: bool
    interval: float | None

    @property
    def names(self) -> list[str]:
        """What each of the numbers is, in order: those of the probability, or of the log-odds."""
        what = "probability" if self.probabilities else "log_odds"
        return [what, *["std_error"] * self.std_errors, *["lower", "upper"] * (self.interval is not None)]

    def width(self, labels: int) -> int:
        """Numbers of a row."""
        return len(self.names) * (labels if labels > 2 else 1)


class Predictions(Tables):
    """What a model says of rows."""

    #: What makes the columns of a formula, if something has to.
    _spec: Any
    #: Of a formula whose columns formulaic made, the rows of the data that have all cells; None if all have, or the engine knows.
    _complete: np.ndarray | None
    #: How columns become a table like the data of the fit; None if nothing is known of these.
    _like: OfRows | None

    @property
    def labels(self) -> list[str]:
        """The labels of the target; of two, the second is the one whose probability is predicted.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> results.labels
        ['0', '1']
        """
        return list(self._record["data"]["classes"])

    @property
    def fittedvalues(self) -> np.ndarray:
        """Probabilities of the rows of the fit as they were then, whatever has become of the data (statsmodels' GLM has probabilities
        there; its Logit has log-odds).

        Returns
        -------
        ndarray of shape (rows,), or (rows, labels) of more than two
            In the order of the data; NaN in rows that were dropped, and where :meth:`predict` has none.

        Raises
        ------
        NotKept
            From a model file or a pickle, which do not keep them.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> results.fittedvalues.shape, bool((results.fittedvalues == results.predict(data)).all())
        ((6,), True)
        """
        found = self._fitted(Wanted(True, False, False, None))
        if found is None:
            raise NotKept(f"{_NOT_KEPT}; predict(rows) gives the probabilities of any rows")
        return found[:, 0] if len(self.labels) == 2 else found

    def predict(
        self,
        new: Any = None,
        interval: float | None = None,
        *,
        kind: str = "probability",
        se: bool = False,
        alpha: float | None = None,
        unseen: str | None = None,
        missing: str | None = None,
        threads: int = 0,
    ) -> Any:
        """Probabilities, or log-odds, of the second of two labels, or of all of more.

        Parameters
        ----------
        new : data frame, optional
            Rows with the columns of the fit, found by name; other columns are ignored. By default the rows of the fit as they were then
            (of many rows probabilities alone are kept).
        interval : float, optional
            Confidence of an interval around each, from the standard errors of the coefficients: from 0.5 to below 1.
        kind : {"probability", "link"}, default="probability"
            "link" is the log-odds of the probability, log(p / (1 - p)), offsets included; of more than two labels those of each label against all others.
        se : bool, default=False
            Whether the standard error of each is wanted; of a probability by the delta method, p (1 - p) times that of its log-odds.
        alpha : float, optional
            1 - interval.
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
            With an interval or errors a frame like the rows (of pandas or polars, else a dict of arrays) with the columns
            ``probability`` (or ``log_odds``), ``std_error``, ``lower``, ``upper``, of more than two labels for each. NaN in rows that
            cannot be scored. Rows that are certain at a limit (``status``) have probability 0 or 1, log-odds of an infinity, and no error.

        Raises
        ------
        DataError
            For rows that cannot be read or are refused, or that are not kept.
        NoStandardErrors
            For an interval or errors of a model without a covariance.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> list(results.predict({"x": [2.5]}, kind="link", se=True))
        ['log_odds', 'std_error']
        >>> list(results.predict({"x": [2.5]}, interval=0.95))
        ['probability', 'lower', 'upper']
        """
        rules = {
            "kind": choice("probability", "link"),
            "se": flag,
            "threads": threads_rule,
            "unseen": choice("error", "base", "missing", None),
            "missing": choice("error", "drop", None),
        }
        given = read(rules, {"kind": kind, "se": se, "threads": threads, "unseen": unseen, "missing": missing})
        level = confidence_of(interval, alpha, "interval")
        wanted = Wanted(given["kind"] == "probability", given["kind"] == "link", given["se"], level)
        if new is None:
            policies = [name for name in ("unseen", "missing") if given[name] is not None]
            refuse_arguments([f"{name} is for new rows, and there are none; leave it out" for name in policies])
            found, like = self._of_fit(wanted), self._like or dict
        else:
            data = _frames.frame(new)
            scored = self._of_columns if self._spec is None else self._of_matrix
            found, undetermined = scored(data, wanted, given["threads"], unseen, missing)
            if unseen == "error":
                refuse(undetermined, "Correct it, or leave out unseen='error': such rows then get NaN.")
            warn(undetermined, "Correct it, fit to rows that differ in this, or with penalty='l2', lambda_=0.01.", 2)
            like = rows_like(data)
        labels, names = self.labels, wanted.names
        if len(names) == 1:
            return found[:, 0] if len(labels) == 2 else found
        if len(labels) == 2:
            return like({name: found[:, k] for k, name in enumerate(names)})
        of_labels = [f"{name}_{label}" for label in labels for name in names]
        return like({name: found[:, k] for k, name in enumerate(of_labels)})

    def _of_fit(self, wanted: Wanted) -> np.ndarray:
        """Numbers of the rows of the fit.

        Raises
        ------
        DataError
            If they are not kept.
        """
        found = self._fitted(wanted)
        if found is None and self._like is None:
            raise DataError(f"{_NOT_KEPT}; give the rows to predict for")
        if found is None:
            raise DataError(
                "of so many rows the fit keeps the probabilities alone; give the rows: predict(rows, ...) has intervals, errors and log-odds"
            )
        return found

    def _fitted(self, wanted: Wanted) -> np.ndarray | None:
        return self._of_all_rows(_engine.fitted(self.model, *wanted))

    def _of_all_rows(self, found: np.ndarray | None) -> np.ndarray | None:
        """Numbers of the rows in use, as those of all rows: NaN in those that were left out before the engine saw them."""
        return None if found is None else of_all(found, self._complete)

    def _of_columns(
        self, data: Any, wanted: Wanted, threads: int, unseen: str | None, missing: str | None
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
            return _engine.predict_arrays(self.model, x, wanted, None, threads)
        return _engine.predict_frame(
            self.model, _frames.stream(data_needed), _frames.booleans(data), wanted, threads, unseen, missing
        )

    def _of_matrix(
        self, data: Any, wanted: Wanted, threads: int, unseen: str | None, missing: str | None
    ) -> tuple[np.ndarray, Undetermined | None]:
        _formula.refuse_policy(unseen)
        schema = self._record["schema"]
        data, known = named(data)
        offset = [name for name in [schema["offset"]] if name]
        used = [*self._spec.columns, *offset]
        lacking = sorted(set(used) - set(known))
        if lacking:
            raise DataError(f"the model needs column {lacking[0]!r}, the data have none{_formula.hint(lacking[0], known)}")
        rows, in_use = complete(data, used, missing or schema["missing"], predicting=True)
        found, undetermined = np.empty((0, wanted.width(len(self.labels)))), None
        if len(rows):
            moved = _formula.numbers(offset[0], rows[offset[0]]) if offset else None
            found, undetermined = _engine.predict_arrays(self.model, self._spec.rows(rows), wanted, moved, threads)
        if undetermined is not None and in_use is not None:
            count, row, equation = undetermined
            undetermined = count, int(np.flatnonzero(in_use)[row]), equation
        return of_all(found, in_use), undetermined

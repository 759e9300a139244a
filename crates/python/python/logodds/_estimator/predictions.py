"""Predictions of the estimators, from the engine's model, or from coefficients that were set."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.utils.validation import check_is_fitted

from .._confidence import confidence_of
from .._rules import confidence as confidence_rule, one
from .._undetermined import refuse as refuse_undetermined, warn as warn_of_undetermined
from ..exceptions import DataError, NoStandardErrors
from .arrays import borrowable, is_borrowable, validated
from .coefficients import Coefficients
from .linear import log_probabilities
from .threads import threads

_DETERMINED = "Correct it, fit to rows that differ in this, or with a penalty (C=1.0), which determines every coefficient."


class Predictions(Coefficients):
    """What a fitted estimator says of rows."""

    n_jobs: Any
    confidence: float

    @property
    def standard_errors_(self) -> np.ndarray:
        """Standard errors, of the intercept first: ``(1, 1 + n_features)``; of more than two classes ``(n_classes - 1, 1 + n_features)``,
        of coefficients relative to the first class, or with a penalty ``(n_classes, 1 + n_features)``, of those that sum to 0.

        Raises
        ------
        NoStandardErrors
            Also an ``AttributeError``: none were asked for (``covariance=``), or there are none, and why.

        Examples
        --------
        >>> import numpy as np
        >>> from logodds import LogisticRegression
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([0, 0, 1, 0, 1, 1])
        >>> model = LogisticRegression(C=np.inf, covariance="model").fit(X, y)
        >>> print(model.standard_errors_.round(3))
        [[2.546 0.913]]
        """
        self._of_fit("standard_errors_")
        self._refuse_errors()
        fitted = self.__dict__
        if "_lost" in fitted:
            raise NoStandardErrors(f"no standard errors: class {self.classes_[fitted['_lost']]} had no weight in the fit")
        errors = fitted["model_"].standard_errors
        if errors is None:
            reason = fitted["model_"].withheld_of_estimator or (
                "no standard errors: give covariance='model', or with a penalty 'penalized' or 'bootstrap', to have them"
            )
            raise NoStandardErrors(reason)
        if fitted.get("_scaling") is not None:
            # The last column stands for the intercept.
            errors = np.column_stack([errors[:, -1] * fitted["_scaling"], errors[:, 1:-1]])
        errors.flags.writeable = False
        return errors

    def decision_function(self, X: Any) -> np.ndarray:
        """Scores of rows.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_classes)
            Of two classes the log-odds of ``classes_[1]``; of more a score each, whose sum is 0 over the classes. NaN, with a warning,
            in rows that the data of the fit do not determine. Of 32 bits if ``X`` and the rows of the fit are.

        Examples
        --------
        >>> import numpy as np
        >>> from logodds import LogisticRegression
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([0, 0, 1, 0, 1, 1])
        >>> model = LogisticRegression().fit(X, y)
        >>> bool(model.decision_function([[4.0]])[0] > 0)
        True
        """
        X = self._rows(X)
        predictor = self._predictor()
        margins = predictor.margins(X, threads(self.n_jobs))
        self._warn_of_rows(X, predictor)
        if margins.ndim == 2 and predictor is self.__dict__.get("model_"):
            margins = margins - margins.mean(axis=1, keepdims=True)
        return self._as_precise(margins, X)

    def predict(self, X: Any) -> np.ndarray:
        """The most probable class of every row.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,)
            Of the type of ``classes_``.

        Raises
        ------
        DataError
            If the data of the fit do not determine a row (its probabilities are NaN): there is no class for what is not known.

        Examples
        --------
        >>> import numpy as np
        >>> from logodds import LogisticRegression
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([0, 0, 1, 0, 1, 1])
        >>> LogisticRegression().fit(X, y).predict([[1.0], [4.5]]).tolist()
        [0, 1]
        """
        X = self._rows(X)
        predictor = self._predictor()
        if predictor.is_open:
            refuse_undetermined(predictor.undetermined(X, threads(self.n_jobs)), _DETERMINED)
        margins = predictor.margins(X, threads(self.n_jobs))
        if self.__dict__.get("_status") == "limit":
            lacks = np.asarray(np.isnan(margins).reshape(len(margins), -1).any(axis=1))
            if lacks.any():
                raise DataError(
                    f"{lacks.sum()} of {len(lacks)} rows have no most probable class, the first of them row {lacks.argmax()}: they have what "
                    "separated rows of the fit, and their limit is not known. predict_proba gives NaN there"
                )
        codes = margins.argmax(axis=1) if margins.ndim == 2 else (margins > 0).astype(np.intp)
        return self.classes_[codes]

    def predict_proba(self, X: Any) -> np.ndarray:
        """Probabilities of the classes, each to full precision.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            NaN, with a warning, in rows that the data of the fit do not determine: without a penalty, those that break what all rows of
            the fit have in common, such as x2 = x0 + x1, or a column that was constant. 0 for a class without weight in the fit.
            Of 32 bits if ``X`` and the rows of the fit are.

        Examples
        --------
        >>> import numpy as np
        >>> from logodds import LogisticRegression
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([0, 0, 1, 0, 1, 1])
        >>> print(LogisticRegression().fit(X, y).predict_proba([[4.0]]).round(2))
        [[0.24 0.76]]
        """
        X = self._rows(X)
        predictor = self._predictor()
        self._warn_of_rows(X, predictor)
        return self._as_precise(predictor.probabilities(X, threads(self.n_jobs)), X)

    def predict_log_proba(self, X: Any) -> np.ndarray:
        """Logarithms of :meth:`predict_proba`, finite wherever scores are: they are not taken of rounded probabilities.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_classes)

        Examples
        --------
        >>> import numpy as np
        >>> from logodds import LogisticRegression
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([0, 0, 1, 0, 1, 1])
        >>> model = LogisticRegression().fit(X, y)
        >>> bool(np.isfinite(model.predict_log_proba([[1e5]])).all())
        True
        """
        X = self._rows(X)
        predictor = self._predictor()
        margins = predictor.margins(X, threads(self.n_jobs))
        self._warn_of_rows(X, predictor)
        return self._as_precise(log_probabilities(margins), X)

    def predict_interval(
        self, X: Any, confidence: float | None = None, *, alpha: float | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Intervals of :meth:`predict_proba`, from the standard errors of the coefficients.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
        confidence : float, optional
            From 0.5 to below 1; the estimator's if not given.
        alpha : float, optional
            1 - confidence.

        Returns
        -------
        lower, upper : ndarray of shape (n_samples, n_classes)
            Of 64 bits.

        Raises
        ------
        SpecificationError
            For a confidence below one half, which was meant as an alpha.
        NoStandardErrors
            As for :attr:`standard_errors_`.

        Examples
        --------
        >>> import numpy as np
        >>> from logodds import LogisticRegression
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([0, 0, 1, 0, 1, 1])
        >>> model = LogisticRegression(C=np.inf, covariance="model").fit(X, y)
        >>> lower, upper = model.predict_interval([[2.5]])
        >>> print(lower.round(2), upper.round(2))
        [[0.1 0.1]] [[0.9 0.9]]
        """
        level = confidence_of(confidence, alpha, "confidence")
        if level is None:
            level = one("confidence", confidence_rule(), self.confidence)
        X = self._rows(X)
        self.standard_errors_  # or why there are none
        model = self.__dict__["model_"]
        if self.__dict__.get("_scaling") is not None:
            X = with_column(X, self.__dict__["_scaling"])
        self._warn_of_rows(X, model)
        return model.intervals(X, level, threads(self.n_jobs))

    def _warn_of_rows(self, X: Any, predictor: Any) -> None:
        if predictor.is_open:
            warn_of_undetermined(predictor.undetermined(X, threads(self.n_jobs)), _DETERMINED, 3)

    def _as_precise(self, values: np.ndarray, X: Any) -> np.ndarray:
        """As precise as the rows and the fit: of 32 bits if both are."""
        fitted = self.__dict__
        if not fitted.get("_single") or (X[2] if isinstance(X, tuple) else X).dtype != np.float32:
            return values
        # Of a row that is certain in single precision a score may be beyond it.
        with np.errstate(over="ignore"):
            return values.astype(np.float32)

    def _rows(self, X: Any) -> Any:
        """Rows as the engine takes them. An array that needs nothing done is passed on at once: one row is scored in
        microseconds."""
        fitted = self.__dict__
        if (
            is_borrowable(X)
            and "model_" in fitted
            and "feature_names_in_" not in fitted
            and X.shape[1] == fitted["n_features_in_"]
            and X.shape[0] > 0
        ):
            return X
        check_is_fitted(self, ["_status", "_given"], all_or_any=any)
        if "n_features_in_" not in fitted:  # coefficients without a fit
            X = validated(self, X)
            _, coefficients = self._coefficients()
            if X.shape[1] != coefficients.shape[1]:
                raise DataError(f"X has {X.shape[1]} features, but coef_ is of {coefficients.shape[1]}")
            return borrowable(X)
        return borrowable(validated(self, X))


def with_column(X: Any, value: float) -> Any:
    """``X``, as it is borrowed, with a last column of one value: a copy."""
    if not isinstance(X, tuple):
        return np.column_stack([X, np.full(len(X), value, dtype=X.dtype)])
    indptr, indices, data, columns = X
    rows = len(indptr) - 1
    # At the end of every row.
    return (
        indptr + np.arange(rows + 1, dtype=indptr.dtype),
        np.insert(indices, indptr[1:], columns),
        np.insert(data, indptr[1:], value),
        columns + 1,
    )

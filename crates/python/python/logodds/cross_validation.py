"""The strength of the penalty, chosen by cross-validation."""

from __future__ import annotations

from numbers import Integral
from typing import Any

import numpy as np
from sklearn.metrics import get_scorer
from sklearn.model_selection import check_cv
from sklearn.utils.validation import _check_sample_weight, validate_data

from ._progress import Callback
from .estimator import LogisticRegression, _classes
from .exceptions import DataError, SpecificationError


class LogisticRegressionCV(LogisticRegression):
    """Logistic regression whose ``C`` is chosen by cross-validation, by log loss unless another score is named.

    Folds are weights of 0 and 1 on the same arrays: nothing is copied. Within a fold the fits go from the strongest
    penalty to the weakest, each from the last one's coefficients, and each is certified.

    Parameters
    ----------
    Cs : int or array-like of float, default=10
        So many values on a logarithmic scale from 1e-4 to 1e4, or the values.
    cv : int, splitter or iterable, default=None
        As in scikit-learn: stratified 5-fold if None.
    scoring : str, callable or None, default=None
        None is "neg_log_loss". Anything that :func:`sklearn.metrics.get_scorer` knows.
    refit : bool, default=True
        True: fit to all rows with the best ``C``. False is refused: the average of the folds' coefficients is the optimum
        of nothing.
    l1_ratios : None or (0.0,)
        L1 penalties are not there yet.
    tol, fit_intercept, class_weight, random_state, solver, max_iter, verbose, n_jobs, covariance, confidence
        As in :class:`LogisticRegression`.

    Attributes
    ----------
    C_ : float
        The best ``C``.
    Cs_ : ndarray of shape (n_cs,)
        Those compared.
    scores_ : ndarray of shape (n_folds, n_cs)
        Scores on the rows left out.
    coefs_paths_ : ndarray of shape (n_folds, n_cs, n_scores, n_features + 1)
        Coefficients, the intercept last.

    All attributes of :class:`LogisticRegression` besides.

    Examples
    --------
    >>> import numpy as np
    >>> from logodds import LogisticRegressionCV
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(200, 4))
    >>> y = rng.random(200) < 1 / (1 + np.exp(-X[:, 0]))
    >>> model = LogisticRegressionCV(Cs=[0.01, 0.1, 1.0]).fit(X, y)
    >>> model.scores_.shape
    (5, 3)
    """

    def __init__(
        self,
        *,
        Cs: Any = 10,
        cv: Any = None,
        scoring: Any = None,
        refit: bool = True,
        l1_ratios: Any = None,
        tol: float = 1e-5,
        fit_intercept: bool = True,
        class_weight: Any = None,
        random_state: Any = None,
        solver: str = "auto",
        max_iter: int | None = None,
        verbose: int = 0,
        n_jobs: int | None = None,
        covariance: str | None = None,
        confidence: float = 0.95,
    ) -> None:
        super().__init__(
            tol=tol,
            fit_intercept=fit_intercept,
            class_weight=class_weight,
            random_state=random_state,
            solver=solver,
            max_iter=max_iter,
            verbose=verbose,
            n_jobs=n_jobs,
            covariance=covariance,
            confidence=confidence,
        )
        self.Cs = Cs
        self.cv = cv
        self.scoring = scoring
        self.refit = refit
        self.l1_ratios = l1_ratios

    def fit(self, X: Any, y: Any, sample_weight: Any = None, *, callback: Callback | None = None) -> LogisticRegressionCV:
        """Choose ``C``, and fit.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
        y : array-like of shape (n_samples,)
        sample_weight : array-like of shape (n_samples,), optional
            Weights, in the fits and in the scores.
        callback : callable, optional
            As for :meth:`LogisticRegression.fit`, of every fit.

        Returns
        -------
        self
        """
        self._check_parameters()
        strengths = self._strengths()
        X, y = validate_data(
            self, X, y, accept_sparse="csr", dtype=[np.float64, np.float32], ensure_all_finite=False
        )
        classes, codes, weight = _classes(y, self.class_weight, sample_weight, X)
        given = None
        if sample_weight is not None:
            given = _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)
        folds = list(check_cv(self.cv, y, classifier=True).split(X, y))
        order = np.argsort(strengths)
        scores = np.empty((len(folds), len(strengths)))
        paths: list[list[np.ndarray]] = []
        steps = np.empty((len(folds), len(strengths)), dtype=np.int32)
        for f, (train, test) in enumerate(folds):
            train, test = _places(train), _places(test)
            if not test.size or (given is not None and not given[test].any()):
                raise DataError(f"fold {f} is tested on rows without any weight, and has no score; use other folds")
            inside = np.zeros(len(codes))
            inside[train] = 1.0 if weight is None else weight[train]
            if np.unique(codes[train]).size < len(classes):
                raise DataError(f"fold {f} trains on rows without one of the classes; use fewer folds, or stratified ones")
            path: list[np.ndarray] = [np.empty(0)] * len(strengths)
            start = None
            for k in order:
                fold = self._of_fold(X, codes, classes, inside, strengths[k], start, callback)
                start = (fold.model_.intercepts, fold.model_.coefficients.ravel())
                steps[f, k] = fold.n_iter_[0]
                scores[f, k] = self._score(fold, X, y, codes, test, given)
                if np.isnan(scores[f, k]):
                    raise DataError(f"the score {self.scoring or 'neg_log_loss'!r} of fold {f} is NaN with C={strengths[k]:g}")
                path[k] = np.column_stack([fold.coef_, fold.intercept_])
            paths.append(path)
        self.Cs_ = strengths
        self.scores_ = scores
        self.coefs_paths_ = np.array(paths)
        best = int(np.argmax(scores.mean(axis=0)))
        self.C_ = float(strengths[best])
        self._fit_codes(X, codes, classes, weight, self.C_, callback=callback)
        self.n_iter_ = steps
        return self

    def _strengths(self) -> np.ndarray:
        if isinstance(self.Cs, Integral):
            if self.Cs < 1:
                raise SpecificationError(f"Cs={self.Cs}; it must be a number of values, 1 at least, or the values")
            return np.logspace(-4, 4, int(self.Cs))
        strengths = np.asarray(self.Cs, dtype=np.float64)
        if strengths.ndim != 1 or strengths.size == 0 or not np.all(strengths > 0):
            raise SpecificationError(f"Cs={self.Cs!r}; it must be a list of positive numbers")
        return strengths

    def _check_parameters(self) -> None:
        super()._check_parameters()
        if self.l1_ratios is not None and np.any(np.asarray(self.l1_ratios, dtype=float) != 0):
            raise SpecificationError(f"l1_ratios={self.l1_ratios!r}: L1 penalties are not there yet; leave it out")
        if not self.refit:
            raise SpecificationError(
                "refit=False would average the folds' coefficients, which are then the optimum of nothing; leave it True"
            )

    def _of_fold(self, X, codes, classes, weight, C, start, callback) -> LogisticRegression:
        fold = LogisticRegression(
            C=C,
            tol=self.tol,
            fit_intercept=self.fit_intercept,
            random_state=self.random_state,
            solver=self.solver,
            max_iter=self.max_iter,
            n_jobs=self.n_jobs,
        )
        fold.n_features_in_ = X.shape[1]
        fold._fit_codes(X, codes, classes, weight, C, start=start, callback=callback)
        return fold

    def _score(self, fold, X, y, codes, test, weight) -> float:
        """The score of a fold's model on the rows left out."""
        weight = None if weight is None else weight[test]
        if self.scoring is None or self.scoring == "neg_log_loss":
            # Not of rounded probabilities.
            log_p = fold.predict_log_proba(X[test])[np.arange(len(test)), codes[test]]
            return float(np.average(log_p, weights=weight))
        scorer = get_scorer(self.scoring)
        return float(scorer(fold, X[test], y[test], **({} if weight is None else {"sample_weight": weight})))

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """The score of ``scoring``: the mean log-likelihood unless another was named."""
        scorer = get_scorer(self.scoring or "neg_log_loss")
        return float(scorer(self, X, y, **({} if sample_weight is None else {"sample_weight": sample_weight})))


def _places(rows: Any) -> np.ndarray:
    """Rows of a fold, which are given by their places or by a mask."""
    rows = np.asarray(rows)
    return np.flatnonzero(rows) if rows.dtype == bool else rows

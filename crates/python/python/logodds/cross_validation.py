"""The strength of the penalty, chosen by cross-validation."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np
from sklearn.metrics import get_scorer
from sklearn.model_selection import check_cv

from ._arrays import checked_weight, labelled, ours, validated
from ._estimator_rules import CROSS_VALIDATION
from ._progress import Callback
from ._rules import Refused, callback as callback_rule, one, shown
from .estimator import LogisticRegression
from .exceptions import DataError, SpecificationError


def _scorer(scoring: Any) -> Any:
    """The function of a score's name."""
    if callable(scoring):
        return scoring
    if scoring is None or isinstance(scoring, str):
        try:
            return get_scorer("neg_log_loss" if scoring is None else scoring)
        except ValueError:
            raise Refused("it must be one of sklearn.metrics.get_scorer_names(), such as 'roc_auc'") from None
    raise Refused("it must be the name of a score, a function of (estimator, X, y), or None")


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

    _rules = {**CROSS_VALIDATION, "scoring": _scorer}

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
        callback = one("callback", callback_rule, callback)
        strengths = one("Cs", CROSS_VALIDATION["Cs"], self.Cs)
        X, y = validated(self, X, y)
        rows = labelled(y, self.class_weight, sample_weight, X)
        classes, codes, weight = rows.classes, rows.codes, rows.weight
        given = checked_weight(sample_weight, X)
        folds = _folds(self.cv, X, y)
        order = np.argsort(strengths)
        scores = np.empty((len(folds), len(strengths)))
        paths: list[list[np.ndarray]] = []
        steps = np.empty((len(folds), len(strengths)), dtype=np.int32)
        for f, (train, test) in enumerate(folds):
            if not test.size or (given is not None and not given[test].any()):
                raise DataError(f"fold {f} is tested on rows without any weight, and has no score; use other folds")
            # A row that a fold has several times, as resampling does, counts as often.
            inside = np.bincount(train, minlength=len(codes)) * (1.0 if weight is None else weight)
            if np.unique(codes[inside > 0]).size < len(classes):
                of_weight = "" if weight is None else " of positive weight"
                raise DataError(
                    f"fold {f} trains on rows{of_weight} without one of the classes; use fewer folds, or stratified ones"
                )
            path: list[np.ndarray] = [np.empty(0)] * len(strengths)
            start = None
            for k in order:
                fold = self._of_fold(X, rows._replace(weight=inside), strengths[k], start, callback)
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
        self._fit_rows(X, rows, self.C_, callback=callback)
        self.n_iter_ = steps
        return self

    def _of_fold(self, X, rows, C, start, callback) -> LogisticRegression:
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
        fold._fit_rows(X, rows, C, start=start, callback=callback)
        return fold

    def _score(self, fold, X, y, codes, test, weight) -> float:
        """The score of a fold's model on the rows left out."""
        weight = None if weight is None else weight[test]
        if self.scoring is None or self.scoring == "neg_log_loss":
            # Not of rounded probabilities.
            log_p = fold.predict_log_proba(X[test])[np.arange(len(test)), codes[test]]
            return float(np.average(log_p, weights=weight))
        scorer = _scorer(self.scoring)
        found = scorer(fold, X[test], y[test], **({} if weight is None else {"sample_weight": weight}))
        if not isinstance(found, Real):
            raise SpecificationError(f"scoring={shown(self.scoring)}; its score must be a number, and is {shown(found)}")
        return float(found)

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """The score of ``scoring``: the mean log-likelihood unless another was named."""
        scorer = one("scoring", _scorer, self.scoring)
        return float(scorer(self, X, y, **({} if sample_weight is None else {"sample_weight": sample_weight})))


def _folds(cv: Any, X: Any, y: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Places of the rows that folds train on and are tested on."""
    asked = f"cv={shown(cv)}; "
    pairs = cv
    if cv is None or isinstance(cv, Integral) or hasattr(cv, "split"):
        with ours(asked):
            pairs = list(check_cv(cv, y, classifier=True).split(X, y))
    try:
        found = [(_places(train, len(y)), _places(test, len(y))) for train, test in pairs]
    except (TypeError, ValueError, IndexError):
        must = f"a fold must be (train, test), both places among the {len(y)} rows, or masks of them"
        raise SpecificationError(asked + must) from None
    if not found:
        raise SpecificationError(asked + "there are no folds")
    return found


def _places(rows: Any, count: int) -> np.ndarray:
    """Rows of a fold, which are given by their places or by a mask."""
    return np.arange(count)[np.atleast_1d(rows)]

"""The strength of the penalty, chosen by cross-validation."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from sklearn.utils.metadata_routing import UNUSED, MetadataRouter, MethodMapping
from sklearn.utils.validation import _check_method_params

from ._estimator.arrays import Labelled, borrowable, checked_weight, labelled, validated
from ._estimator.fitting import solve_path
from ._estimator.folds import Fold, folds
from ._estimator.in_threads import at_once, shares
from ._estimator.layouts import LEGACY, Path
from ._estimator.linear import log_probability
from ._estimator.routing import routed
from ._estimator.rules import CROSS_VALIDATION, ESTIMATOR, of_classes
from ._estimator.scorers import LEAST, is_log_loss, number, rule as scorer_rule, told_of_classes
from ._estimator.threads import threads
from ._estimator.watching import watched
from ._progress import Callback, progress
from ._rules import callback as callback_rule, one, refuse
from .estimator import LogisticRegression
from .exceptions import ConvergenceWarning, DataError

_AVERAGED = "coefficients are averages over the folds (refit=False), which are the optimum of nothing; refit=True fits to all rows"


class LogisticRegressionCV(LogisticRegression):
    """Logistic regression whose ``C`` is chosen by cross-validation, by log loss unless another score is named.

    Folds are weights of 0 and 1 on the same arrays: the rows that a fold is tested on are copied, once, and nothing else. Within a fold
    the fits go from the strongest penalty to the weakest, each from the last one's coefficients, and each is certified. Folds of 100,000 to
    10,000,000 cells are fitted at the same time (with the log loss, and without a callback).

    Parameters
    ----------
    Cs : int or array-like of float, default=10
        So many values on a logarithmic scale from 1e-4 to 1e4, or the values: positive, ``np.inf`` among them if wanted.
    l1_ratios : None or (0.0,), default=None
        Shares of L1, which is not there yet. If given, attributes have its dimension, as in scikit-learn.
    cv : int, splitter or iterable, default=None
        As in scikit-learn: stratified 5-fold if None. Splitters that need ``groups`` get them by metadata routing, see :meth:`fit`.
    penalty : {"l2", "deprecated", "elasticnet"}, default="l2"
        Whose strength is chosen; all of these are L2.
    scoring : str, callable or None, default=None
        None is "neg_log_loss". Anything that :func:`sklearn.metrics.get_scorer` knows, or a function of (estimator, X, y). Scores are
        told all ``labels``, and ``classes_[1]`` as ``pos_label``, if they take them.
    refit : bool, default=True
        True: fit to all rows with the best ``C``, of the mean over folds. False: average the coefficients of each fold's best ``C``, and
        these; that is the optimum of nothing, and ``status_`` is "averaged".
    use_legacy_attributes : bool or None, default=None
        Layout of the attributes below. None is what the installed scikit-learn does: True before its release 1.10.
    tol, fit_intercept, intercept_scaling, dual, class_weight, random_state, solver, max_iter, multi_class, verbose, n_jobs, covariance, \
confidence
        As in :class:`LogisticRegression`. Weights of "balanced" classes are those of all rows.

    Attributes
    ----------
    C_ : float, or ndarray of shape (1,) or (n_classes,)
        The best ``C``; of the legacy layout once for each score.
    Cs_ : ndarray of shape (n_cs,)
        Those compared.
    l1_ratio_, l1_ratios_
        0, in the layout of ``C_``; those compared.
    scores_ : ndarray of shape (n_folds, n_l1_ratios, n_cs), or dict of arrays of shape (n_folds, n_cs)
        Scores on the rows left out; of the legacy layout by class, of two by the second, and the same for each.
    coefs_paths_ : ndarray of shape (n_folds, n_l1_ratios, n_cs, n_scores, n_dof), or dict of arrays of shape (n_folds, n_cs, n_dof)
        Coefficients of every fit, the intercept last if there is one; n_scores is 1 for two classes, else n_classes.
    n_iter_ : ndarray of shape (n_folds, n_l1_ratios, n_cs), or of shape (1, n_folds, n_cs)
        Steps of every fit.

    The legacy arrays have n_l1_ratios as a further dimension, after n_cs, if ``l1_ratios`` is given. All attributes of
    :class:`LogisticRegression` besides; ``coef_`` and predictions are of 64 bits.

    Notes
    -----
    A class that a fold does not train on has the probability 0 there; to the log loss that is log(2.2e-16), as to scikit-learn's.
    ``warnings_`` tells of such folds.

    Examples
    --------
    >>> import numpy as np
    >>> from logodds import LogisticRegressionCV
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(200, 4))
    >>> y = np.where(rng.random(200) < 1 / (1 + np.exp(-X[:, 0])), "yes", "no")
    >>> model = LogisticRegressionCV(Cs=[0.01, 0.1, 1.0], scoring="f1", use_legacy_attributes=False).fit(X, y)
    >>> model.C_, model.scores_.shape, model.coefs_paths_.shape
    (0.1, (5, 1, 3), (5, 1, 3, 1, 5))
    """

    _rules = {**CROSS_VALIDATION, "scoring": scorer_rule}
    # A score's weights are the scorer's to request.
    __metadata_request__score = {"sample_weight": UNUSED}

    def __init__(
        self,
        *,
        Cs: Any = 10,
        l1_ratios: Any = None,
        fit_intercept: bool = True,
        cv: Any = None,
        dual: bool = False,
        penalty: str | None = "l2",
        scoring: Any = None,
        solver: str = "auto",
        tol: float = 1e-5,
        max_iter: int | None = None,
        class_weight: Any = None,
        n_jobs: int | None = None,
        verbose: int = 0,
        refit: bool = True,
        intercept_scaling: float = 1.0,
        multi_class: str = "deprecated",
        random_state: Any = None,
        use_legacy_attributes: Any = None,
        covariance: str | None = None,
        confidence: float = 0.95,
    ) -> None:
        super().__init__(
            penalty=penalty,
            dual=dual,
            tol=tol,
            fit_intercept=fit_intercept,
            intercept_scaling=intercept_scaling,
            class_weight=class_weight,
            random_state=random_state,
            solver=solver,
            max_iter=max_iter,
            multi_class=multi_class,
            verbose=verbose,
            n_jobs=n_jobs,
            covariance=covariance,
            confidence=confidence,
        )
        self.Cs = Cs
        self.l1_ratios = l1_ratios
        self.cv = cv
        self.scoring = scoring
        self.refit = refit
        self.use_legacy_attributes = use_legacy_attributes

    def fit(self, X: Any, y: Any, sample_weight: Any = None, *, callback: Callback | None = None, **params: Any) -> LogisticRegressionCV:
        """Choose ``C``, and fit.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
        y : array-like of shape (n_samples,)
        sample_weight : array-like of shape (n_samples,), optional
            Weights, in the fits and in the scores (with metadata routing in the scores if the scorer requests them).
        callback : callable, optional
            As for :meth:`LogisticRegression.fit`, of every fit.
        **params : dict
            With metadata routing, what the splitter and the scorer requested: ``groups``, say.

        Returns
        -------
        self

        Raises
        ------
        SpecificationError
            A parameter that cannot be; ``params`` without metadata routing.
        DataError
            Data that cannot be fitted; a fold that has no score.

        Examples
        --------
        >>> import numpy as np
        >>> from logodds import LogisticRegressionCV
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([0, 0, 1, 0, 1, 1])
        >>> model = LogisticRegressionCV(Cs=[0.1, 10.0], cv=3).fit(X, y)
        >>> model.predict_proba(X).shape
        (6, 2)
        """
        self._check_parameters()
        callback = one("callback", callback_rule, callback)
        strengths = one("Cs", CROSS_VALIDATION["Cs"], self.Cs)
        of_splitter, of_scorer = routed(self, "fit", sample_weight, params)
        X, y = validated(self, X, y)
        rows = labelled(y, self.class_weight, sample_weight, X)
        refuse(of_classes(self.multi_class, self.solver, len(rows.classes)))
        if "sample_weight" in of_scorer:
            of_scorer["sample_weight"] = checked_weight(of_scorer["sample_weight"], X)
        parts = folds(self.cv, X, y, of_splitter)
        self._forget()
        self.classes_ = rows.classes
        borrowed = borrowable(X)
        found = self._folds(parts, X, borrowed, y, rows, strengths, of_scorer, callback)
        scores, steps, path = (np.array(of_folds) for of_folds in list(zip(*found, strict=True))[:3])
        self.Cs_ = strengths
        if self.refit:
            best = int(np.argmax(scores.mean(axis=0)))
            C = float(strengths[best])
            with watched(self, X, y, sample_weight, lambda steps: self._upto(steps, borrowed, rows, C, None)) as watcher:
                self._fit_rows(borrowed, rows, C, None, progress(int(self.verbose), callback), watcher)
        else:
            chosen = scores.argmax(axis=1)
            C = float(strengths[chosen].mean())
            self._average(path[np.arange(len(parts)), chosen])
        for part, (*_, lost, said) in zip(parts, found, strict=True):
            if lost is not None:
                message = f"fold {part.number} trains on no row of class {lost} that has weight, and gives it the probability 0"
                remedies = ["Use fewer folds, or stratified ones"]
                self.warnings_.append({"code": "fold-without-class", "message": message, "remedies": remedies})
                said = f"{message}. {remedies[0]}." if len(rows.classes) == 2 else said
            if said is not None:
                warnings.warn(said, ConvergenceWarning, stacklevel=2)
        laid_out = Path(rows.classes, scores, steps.astype(np.int32), path, C, self._ratios(), bool(self.refit))
        legacy = LEGACY if self.use_legacy_attributes in (None, "warn") else bool(self.use_legacy_attributes)
        self.__dict__.update(laid_out.legacy() if legacy else laid_out.simple())
        return self

    def _folds(self, parts: list[Fold], X, borrowed, y, rows: Labelled, strengths, of_scorer, callback) -> list[Any]:
        """What :meth:`_fold` finds of each: several at a time where nobody can tell."""
        together = is_log_loss(self.scoring) and callback is None and not isinstance(self.random_state, np.random.RandomState)
        workers, each = shares(len(parts) if together else 1, X.shape[0] * X.shape[1], threads(self.n_jobs))

        def work(part: Fold, step: Any) -> Any:
            return self._fold(part, X, borrowed, y, rows, strengths, of_scorer, step, each if workers > 1 else self.n_jobs)

        return at_once(work, parts, workers) if workers > 1 else [work(part, callback) for part in parts]

    def _fold(self, part: Fold, X, borrowed, y, rows: Labelled, strengths, of_scorer, callback, n_jobs) -> tuple[Any, ...]:
        """Scores, steps and coefficients of every C on a fold, a class that it lacks, and what is to be said of its fits."""
        of_scorer = _check_method_params(X, of_scorer, indices=part.test)
        part.refuse_without_test(of_scorer.get("sample_weight"))
        # Once for all strengths.
        tested, labels, codes = part.tested(X), y[part.test], rows.codes[part.test]
        if is_log_loss(self.scoring):
            tested = borrowable(tested)
        weight = part.weight(rows.weight, len(y))
        part.refuse_without_train(weight)
        rows = rows._replace(weight=weight)
        fold = LogisticRegression(**{name: getattr(self, name) for name in ESTIMATOR if name not in ("C", "penalty", "warm_start", "covariance")})
        fold.n_features_in_, fold.classes_, fold.n_jobs = X.shape[1], rows.classes, n_jobs
        scores, steps = np.empty((2, len(strengths)))
        path: list[Any] = [None] * len(strengths)
        lost = said = None
        # From the strongest penalty to the weakest.
        order = np.argsort(strengths)
        for k, found in zip(order, solve_path(fold, borrowed, rows, strengths[order], callback=callback), strict=True):
            fold.C = strengths[k]
            fold._forget()
            fold._adopt(found)
            steps[k], said = fold.n_iter_[0], said or (fold._message() if found.model is not None else None)
            lost = None if found.lost is None else rows.classes[found.lost]
            intercepts, coefficients = found.coefficients()
            path[k] = np.column_stack([coefficients, intercepts]) if self.fit_intercept else coefficients
            scores[k] = self._score_of(fold, tested, labels, codes, of_scorer)
            if np.isnan(scores[k]):
                raise DataError(f"the score {self.scoring or 'neg_log_loss'!r} of fold {part.number} is NaN with C={strengths[k]:g}")
        return scores, steps, path, lost, None if said is None else f"fold {part.number}: {said}"

    def _score_of(self, fold: LogisticRegression, X, y, codes, of_scorer) -> float:
        """The score of a fold's model on the rows left out, for the log loss as they are borrowed."""
        if is_log_loss(self.scoring):
            # Not of rounded probabilities.
            log_p = log_probability(fold._predictor().margins(X, threads(fold.n_jobs)), codes)
            if "_kept" in vars(fold):
                log_p = np.where(np.isin(codes, fold.__dict__["_kept"]), log_p, LEAST)
            return float(np.average(log_p, weights=of_scorer.get("sample_weight")))
        scorer = told_of_classes(scorer_rule(self.scoring), self.classes_, always=True)
        return number(self.scoring, scorer(fold, X, y, **of_scorer))

    def _average(self, chosen: np.ndarray) -> None:
        """Take averages over folds for coefficients."""
        found = chosen.mean(axis=0)
        intercepts = found[:, -1] if self.fit_intercept else np.zeros(len(found))
        coefficients = found[:, :-1] if self.fit_intercept else found
        if not (np.isfinite(intercepts).all() and np.isfinite(coefficients).all()):
            raise DataError(
                "refit=False: coefficients of some folds are infinite, as rows are separated or a class is missing, and have no average; "
                "use finite Cs and stratified folds, or refit=True"
            )
        self._give({"coef_": coefficients, "intercept_": intercepts}, "averaged", _AVERAGED)
        self.warnings_ = []

    def _ratios(self) -> Any:
        """Shares of L1, or None."""
        return None if self.l1_ratios is None or isinstance(self.l1_ratios, str) else list(self.l1_ratios)

    def score(self, X: Any, y: Any, sample_weight: Any = None, **params: Any) -> float:
        """The score of ``scoring``: the mean log-likelihood unless another was named.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
        y : array-like of shape (n_samples,)
        sample_weight : array-like of shape (n_samples,), optional
        **params : dict
            With metadata routing, what the scorer requested.

        Returns
        -------
        float

        Examples
        --------
        >>> import numpy as np
        >>> from logodds import LogisticRegressionCV
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([0, 0, 1, 0, 1, 1])
        >>> model = LogisticRegressionCV(Cs=[0.1, 10.0], cv=3).fit(X, y)
        >>> model.score(X, y) < 0
        True
        """
        of_scorer = routed(self, "score", sample_weight, params)[1]
        scorer = told_of_classes(one("scoring", scorer_rule, self.scoring), self.classes_, always=False)
        return number(self.scoring, scorer(self, X, y, **of_scorer))

    def get_metadata_routing(self) -> MetadataRouter:
        """What is passed on: ``fit`` to ``split`` of the splitter and to the scorer, ``score`` to the scorer.

        Returns
        -------
        sklearn.utils.metadata_routing.MetadataRouter

        Examples
        --------
        >>> from logodds import LogisticRegressionCV
        >>> type(LogisticRegressionCV().get_metadata_routing()).__name__
        'MetadataRouter'
        """
        to_scorer = MethodMapping().add(caller="fit", callee="score").add(caller="score", callee="score")
        return (
            MetadataRouter(owner=self)
            .add_self_request(self)
            .add(splitter=self.cv, method_mapping=MethodMapping().add(caller="fit", callee="split"))
            .add(scorer=one("scoring", scorer_rule, self.scoring), method_mapping=to_scorer)
        )

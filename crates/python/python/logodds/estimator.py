"""scikit-learn's interface over the engine."""

from __future__ import annotations

import warnings
from numbers import Integral
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from . import _engine
from ._arrays import Labelled, borrowable, distinct, is_borrowable, labelled, validated
from ._estimator_rules import ESTIMATOR, SOLVERS, of_estimator
from ._progress import Callback, progress
from ._rules import callback as callback_rule, confidence as confidence_rule, one, read, refuse
from ._threads import threads
from ._undetermined import refuse as refuse_undetermined, warn as warn_of_undetermined
from ._words import in_estimator, not_certified, told, warnings_in
from .exceptions import ConvergenceWarning, DataError, NoStandardErrors, SpecificationError

_DETERMINED = "Correct it, fit to rows that differ in this, or with a penalty (C=1.0), which determines every coefficient."
# The largest strength of a penalty that the engine counts with, per unit of weight.
_STRONGEST = 1e100


class LogisticRegression(ClassifierMixin, BaseEstimator):
    """Logistic regression, fitted to a certified optimum.

    The model and the meaning of ``C`` are scikit-learn's:

        minimise  C · Σ_i s_i ℓ(y_i, x_i·w + b)  +  ½ ‖w‖²

    with the intercept free, and a multinomial (softmax) model for more than two classes. What is different: the fit
    ends when it is *proved* to be at the optimum (:attr:`certificate_`), units of columns do not matter, arrays are
    read where they lie, and standard errors are to be had.

    Parameters
    ----------
    penalty : {"l2", None, "firth"}, default="l2"
        ``None`` is the same as ``C=np.inf``: maximum likelihood. "firth" is Jeffreys' prior, of two classes. "l1" and
        "elasticnet" are not there yet and are refused.
    C : float, default=1.0
        Inverse strength of the penalty.
    l1_ratio : float, default=0.0
        0, which is all there is so far.
    tol : float, default=1e-5
        Of the size of a gradient. The gap to the optimum is its square: a fit has converged when the objective is
        certified to be within ``tol**2``, relative to itself, of the minimum.
    fit_intercept : bool, default=True
        Whether there is an intercept.
    class_weight : dict, "balanced" or None, default=None
        Weights of classes, multiplied with ``sample_weight``. "balanced" is ``n / (n_classes * np.bincount(y))``.
    random_state : int, RandomState or None, default=None
        Seed of the stochastic solvers (sag, saga, sgd); 0 if None.
    solver : str, default="auto"
        "auto" chooses by the data's shape. scikit-learn's names "lbfgs", "newton-cg", "newton-cholesky", "sag" and
        "saga" are understood ("sag" is "saga"), "newton", "sgd" and "gradient-descent" besides. All reach the same
        optimum. "liblinear" is refused: it penalises the intercept, which is another model.
    max_iter : int or None, default=None
        Steps at most; the solver's own limit if None.
    verbose : int, default=0
        If positive, progress is shown: by tqdm if it is installed.
    warm_start : bool, default=False
        Whether to start from the last fit's coefficients.
    n_jobs : int or None, default=None
        Threads. None is all processors, or what ``OMP_NUM_THREADS`` allows. The result does not depend on it, to the
        last bit.
    covariance : str or None, default=None
        How to estimate standard errors, if they are wanted: "model", "hc0", "hc1", "hc3"; "penalized" for a fit with a
        penalty; "bootstrap" for either. They take a Hessian at the optimum, the bootstrap 1,000 fits.
    confidence : float, default=0.95
        Confidence of the intervals kept with the model.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The classes, sorted.
    coef_ : ndarray of shape (1, n_features) or (n_classes, n_features)
        Coefficients; for two classes those of the log-odds of ``classes_[1]``. Read-only: predictions come from the model.
    intercept_ : ndarray of shape (1,) or (n_classes,)
        Intercepts.
    n_iter_ : ndarray of shape (1,)
        Steps taken, the start counted if there was no other.
    n_features_in_, feature_names_in_
        As always.
    status_ : str
        "converged" if the optimum is certified; "limit" if there is none, as some rows are separated, and the limit is certified (coefficients
        that have none are infinite); else how the fit ended.
    certificate_ : dict
        "bound": how far the mean objective can be above its minimum, at most; "kind": by which argument;
        "gradient_norm".
    standard_errors_ : ndarray of shape (1, 1 + n_features) or (n_classes - 1, 1 + n_features)
        Standard errors, of the intercept first; of more than two classes, of coefficients relative to the first class, or
        with a penalty of those of all classes, which sum to 0. With a penalty they are those of a posterior
        ("penalized"), or of the penalised estimate ("bootstrap"): no tests are to be made of them.
    warnings_ : list of dict
        What a user should know of the fit: columns that are constant, collinear, that separate the classes, …
    model_ : the engine's model

    Examples
    --------
    >>> import numpy as np
    >>> from logodds import LogisticRegression
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(500, 3))
    >>> y = rng.random(500) < 1 / (1 + np.exp(-X[:, 0] + 0.5))
    >>> model = LogisticRegression(C=np.inf, covariance="model").fit(X, y)
    >>> model.predict_proba(X[:2]).shape
    (2, 2)
    >>> model.standard_errors_.shape
    (1, 4)
    >>> lower, upper = model.predict_interval(X[:2])
    >>> bool(np.all((lower <= model.predict_proba(X[:2])) & (model.predict_proba(X[:2]) <= upper)))
    True
    """

    def __init__(
        self,
        penalty: str | None = "l2",
        *,
        C: float = 1.0,
        l1_ratio: float = 0.0,
        tol: float = 1e-5,
        fit_intercept: bool = True,
        class_weight: Any = None,
        random_state: Any = None,
        solver: str = "auto",
        max_iter: int | None = None,
        verbose: int = 0,
        warm_start: bool = False,
        n_jobs: int | None = None,
        covariance: str | None = None,
        confidence: float = 0.95,
    ) -> None:
        self.penalty = penalty
        self.C = C
        self.l1_ratio = l1_ratio
        self.tol = tol
        self.fit_intercept = fit_intercept
        self.class_weight = class_weight
        self.random_state = random_state
        self.solver = solver
        self.max_iter = max_iter
        self.verbose = verbose
        self.warm_start = warm_start
        self.n_jobs = n_jobs
        self.covariance = covariance
        self.confidence = confidence

    # Fitting

    def fit(self, X: Any, y: Any, sample_weight: Any = None, *, callback: Callback | None = None) -> LogisticRegression:
        """Fit to data.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
            float64 or float32 in C or Fortran order, and CSR matrices, are read where they lie; anything else is
            converted.
        y : array-like of shape (n_samples,)
            Classes.
        sample_weight : array-like of shape (n_samples,), optional
            Weights, not negative.
        callback : callable, optional
            ``callback(iteration, objective, bound)`` after every step. An exception stops the fit.

        Returns
        -------
        self
        """
        self._check_parameters()
        callback = one("callback", callback_rule, callback)
        X, y = validated(self, X, y)
        rows = labelled(y, self.class_weight, sample_weight, X)
        start = self._start(len(rows.classes), X.shape[1]) if self.warm_start else None
        self._fit_rows(X, rows, self.C, start=start, callback=callback)
        return self

    def _fit_rows(self, X, rows: Labelled, C, *, start=None, callback=None):
        """Fit to validated data."""
        total = float(len(rows.codes)) if rows.weight is None else float(rows.weight.sum())
        specification = {
            "lambda": _strength(ESTIMATOR["C"](C), total) if self.penalty == "l2" else 0.0,
            "standardize": False,
            "firth": self.penalty == "firth",
            "flic": False,
            "intercept": bool(self.fit_intercept),
            "solver": SOLVERS[self.solver],
            "tolerance": min(max(float(self.tol) ** 2, 1e-14), 0.5),
            "max_iterations": None if self.max_iter is None else int(self.max_iter),
            "max_seconds": None,
            "seed": _seed(self.random_state),
            "threads": threads(self.n_jobs),
            "start": start,
            "covariance": self.covariance,
            "confidence": float(self.confidence),
        }
        names = {
            "target": "y",
            "labels": distinct([str(label) for label in rows.classes], "class"),
            "columns": distinct([str(name) for name in getattr(self, "feature_names_in_", ())], "x", X.shape[1]),
        }
        shown = progress(int(self.verbose), callback)
        try:
            with told(in_estimator):
                model = _engine.fit_arrays(borrowable(X), rows.codes, names, specification, rows.weight, None, shown)
        except DataError:
            # Which classes are left is only looked at where something is wrong.
            rows.refuse_empty_classes()
            raise
        self.classes_ = rows.classes
        self.model_ = model
        record = model.fit
        self.status_ = record["status"]
        self.certificate_ = record["certificate"]
        self.n_iter_ = np.array([max(record["iterations"], 1)], dtype=np.int32)
        self.warnings_ = warnings_in(in_estimator, model.warnings)
        self._warn()

    #: Of the parameters.
    _rules = ESTIMATOR

    def _check_parameters(self) -> None:
        given = {name: getattr(self, name) for name in self._rules}
        refuse(of_estimator(read(self._rules, given)))

    def _start(self, classes: int, columns: int) -> tuple[np.ndarray, np.ndarray] | None:
        """The last fit's coefficients, if they fit."""
        model = self.__dict__.get("model_")
        scores = 1 if classes == 2 else classes
        if model is None or model.coefficients.shape != (scores, columns):
            return None
        # At a limit some are infinite.
        if not (np.isfinite(model.intercepts).all() and np.isfinite(model.coefficients).all()):
            return None
        return model.intercepts, model.coefficients.ravel()

    def _warn(self) -> None:
        separated = [w["message"] for w in self.warnings_ if w["code"] in ("too-few-rows", "separation", "possible-separation")]
        if separated:
            remedy = "Use a penalty (C=1.0, penalty='firth'), or merge or drop what separates."
            warnings.warn(f"{separated[0]}. {remedy}", ConvergenceWarning, stacklevel=4)
        elif self.status_ != "converged":
            remedy = "Increase max_iter, or leave it None; solver='auto' chooses the one that needs least."
            message = not_certified(self.status_, self.certificate_["bound"], remedy)
            warnings.warn(message, ConvergenceWarning, stacklevel=4)

    # What was fitted

    @property
    def coef_(self) -> np.ndarray:
        return _read_only(self._fitted("coef_")._centred()[1])

    @property
    def intercept_(self) -> np.ndarray:
        return _read_only(self._fitted("intercept_")._centred()[0])

    @property
    def standard_errors_(self) -> np.ndarray:
        model = self._fitted("standard_errors_").model_
        errors = model.standard_errors
        if errors is None:
            reason = model.withheld or "no standard errors: give covariance='model', or with a penalty 'penalized' or 'bootstrap', to have them"
            raise NoStandardErrors(in_estimator(reason))
        return _read_only(errors)

    def _fitted(self, name: str) -> LogisticRegression:
        if "model_" not in self.__dict__:
            raise AttributeError(f"this {type(self).__name__} is not fitted yet, and has no {name}")
        return self

    def _centred(self) -> tuple[np.ndarray, np.ndarray]:
        """Intercepts and coefficients, of several classes as scikit-learn has them: summing to 0 over the classes."""
        intercepts, coefficients = self.model_.intercepts, self.model_.coefficients
        if len(intercepts) > 1:
            return intercepts - intercepts.mean(), coefficients - coefficients.mean(axis=0)
        return intercepts, coefficients

    # Predicting

    def decision_function(self, X: Any) -> np.ndarray:
        """Log-odds of ``classes_[1]``, of shape (n_samples,); of more classes their scores, (n_samples, n_classes)."""
        X = self._rows(X)
        margins = self.model_.margins(X, threads(self.n_jobs))
        self._warn_of_rows(X)
        return margins - margins.mean(axis=1, keepdims=True) if margins.ndim == 2 else margins

    def predict(self, X: Any) -> np.ndarray:
        """The most probable class of every row, of shape (n_samples,).

        Raises
        ------
        DataError
            If the data of the fit do not determine a row (its probabilities are NaN): there is no class for what is not known.
        """
        X = self._rows(X)
        if self.model_.is_open:
            refuse_undetermined(self.model_.undetermined(X, threads(self.n_jobs)), _DETERMINED)
        margins = self.model_.margins(X, threads(self.n_jobs))
        lacks = np.asarray(np.isnan(margins).reshape(len(margins), -1).any(axis=1))
        if self.status_ == "limit" and lacks.any():
            raise DataError(
                f"{lacks.sum()} of {len(lacks)} rows have no most probable class, the first of them row {lacks.argmax()}: they have what "
                "separated rows of the fit, and their limit is not known. predict_proba gives NaN there"
            )
        codes = margins.argmax(axis=1) if margins.ndim == 2 else (margins > 0).astype(np.intp)
        return self.classes_[codes]

    def predict_proba(self, X: Any) -> np.ndarray:
        """Probabilities of the classes, of shape (n_samples, n_classes), each to full precision.

        NaN, with a warning, in rows that the data of the fit do not determine: without a penalty, those that break what all rows of the
        fit have in common, such as x2 = x0 + x1, or a column that was constant.
        """
        X = self._rows(X)
        self._warn_of_rows(X)
        return self.model_.probabilities(X, threads(self.n_jobs))

    def predict_log_proba(self, X: Any) -> np.ndarray:
        """Logarithms of :meth:`predict_proba`, finite wherever scores are: they are not taken of rounded probabilities."""
        X = self._rows(X)
        margins = self.model_.margins(X, threads(self.n_jobs))
        self._warn_of_rows(X)
        if margins.ndim == 1:
            # Each by itself: at a limit they may be infinite.
            return np.column_stack([-np.logaddexp(0.0, margins), -np.logaddexp(0.0, -margins)])
        with np.errstate(invalid="ignore"):  # of rows that are NaN
            return margins - np.logaddexp.reduce(margins, axis=1, keepdims=True)

    def predict_interval(self, X: Any, confidence: float | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Intervals of :meth:`predict_proba`, from the standard errors of the coefficients.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
        confidence : float, optional
            Between 0 and 1; the estimator's if not given.

        Returns
        -------
        lower, upper : ndarray of shape (n_samples, n_classes)
        """
        X = self._rows(X)
        self.standard_errors_  # or why there are none
        confidence = one("confidence", confidence_rule(), self.confidence if confidence is None else confidence)
        self._warn_of_rows(X)
        return self.model_.intervals(X, confidence, threads(self.n_jobs))

    def _warn_of_rows(self, X: Any) -> None:
        if self.model_.is_open:
            warn_of_undetermined(self.model_.undetermined(X, threads(self.n_jobs)), _DETERMINED, 3)

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
        check_is_fitted(self, "model_")
        return borrowable(validated(self, X))

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


def _read_only(values: np.ndarray) -> np.ndarray:
    """The same, so that writing to it fails: it is a copy, and the model would not change."""
    values.flags.writeable = False
    return values


def _strength(C: float, total: float) -> float:
    """The engine's, per average row, of weights that sum to ``total``; 0 is none."""
    if C == float("inf") or total <= 0.0:
        return 0.0
    product = total * C
    strength = 1.0 / product if product > 0.0 else float("inf")
    if strength > _STRONGEST:
        larger = "take a larger C" if total >= 1.0 else "take a larger C, or scale the weights to about 1"
        raise SpecificationError(
            f"C={C!r}; with weights that sum to {total:g}, the penalty is more than {_STRONGEST:g} times the loss: {larger}"
        )
    return strength


def _seed(random_state: Any) -> int:
    if random_state is None:
        return 0
    if isinstance(random_state, Integral):
        return int(random_state) % 2**64
    return int(check_random_state(random_state).randint(2**31 - 1))

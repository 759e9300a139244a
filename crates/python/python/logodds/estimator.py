"""scikit-learn's interface over the engine."""

from __future__ import annotations

import warnings
from numbers import Integral, Real
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.class_weight import compute_class_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from . import _engine
from ._progress import Callback, progress
from ._threads import threads
from ._words import in_python, warnings_in_python
from .exceptions import ConvergenceWarning, DataError, NoStandardErrors, SpecificationError

# scikit-learn's solvers, and our own names.
_SOLVERS = {
    "auto": None,
    "lbfgs": "lbfgs",
    "newton-cg": "newton-cg",
    "newton-cholesky": "newton",
    "newton": "newton",
    "sag": "saga",
    "saga": "saga",
    "sgd": "sgd",
    "gradient-descent": "gradient-descent",
}

# Labels are kept as bytes.
_MOST_CLASSES = 256

_ONE_CLASS = "the data contains only one class: {}. A classifier needs samples of at least 2 classes"


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
        "converged" if the optimum is certified, else how the fit ended.
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
        X, y = validate_data(
            self,
            X,
            y,
            accept_sparse="csr",
            dtype=[np.float64, np.float32],
            # The engine looks for NaN and infinity where it reads the data anyway.
            ensure_all_finite=False,
        )
        classes, codes, weight = _classes(y, self.class_weight, sample_weight, X)
        start = self._start(len(classes), X.shape[1]) if self.warm_start else None
        self._fit_codes(X, codes, classes, weight, self.C, start=start, callback=callback)
        return self

    def _fit_codes(self, X, codes, classes, weight, C, *, start=None, callback=None):
        """Fit to validated data; ``weight`` of None is 1 for all."""
        total = float(len(codes)) if weight is None else float(weight.sum())
        penalised = self.penalty == "l2" and np.isfinite(C) and total > 0.0
        specification = {
            "lambda": 1.0 / (total * float(C)) if penalised else 0.0,
            "standardize": False,
            "firth": self.penalty == "firth",
            "intercept": bool(self.fit_intercept),
            "solver": _SOLVERS[self.solver],
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
            "labels": _distinct([str(label) for label in classes], "class"),
            "columns": _distinct([str(name) for name in getattr(self, "feature_names_in_", ())], "x", X.shape[1]),
        }
        try:
            model = _engine.fit_arrays(
                _borrowable(X), codes, names, specification, weight, None, progress(self.verbose, callback)
            )
        except DataError as error:
            # Which classes are left is only known once weights are looked at.
            if weight is not None and np.unique(codes[weight > 0]).size < 2:
                raise DataError(f"With sample_weight, {_ONE_CLASS.format(_left(classes, codes, weight))}") from error
            raise
        self.classes_ = classes
        self.model_ = model
        record = model.fit
        self.status_ = record["status"]
        self.certificate_ = record["certificate"]
        self.n_iter_ = np.array([max(record["iterations"], 1)], dtype=np.int32)
        self.warnings_ = warnings_in_python(model.warnings)
        self._warn()

    def _check_parameters(self) -> None:
        problems = []
        if self.penalty in ("l1", "elasticnet") or (_is_number(self.l1_ratio) and self.l1_ratio != 0):
            problems.append(
                f"penalty={self.penalty!r}, l1_ratio={self.l1_ratio!r}: L1 penalties are not there yet; "
                "use the L2 penalty (l1_ratio=0), or scikit-learn's saga"
            )
        elif self.penalty not in ("l2", None, "firth"):
            problems.append(f"penalty={self.penalty!r}; it must be 'l2', None or 'firth'")
        if not (_is_number(self.C) and self.C > 0):
            problems.append(f"C={self.C!r}; it must be a positive number, or np.inf for no penalty")
        if not (_is_number(self.tol) and 0 < self.tol < 1):
            problems.append(f"tol={self.tol!r}; it must lie between 0 and 1, such as 1e-5")
        if self.solver == "liblinear":
            problems.append(
                "solver='liblinear' penalises the intercept, which is another model than this one; use 'auto', or "
                "sklearn.linear_model.LogisticRegression for that model"
            )
        elif self.solver not in _SOLVERS:
            problems.append(f"solver={self.solver!r}; there are {', '.join(map(repr, _SOLVERS))}")
        if self.max_iter is not None and not (isinstance(self.max_iter, Integral) and self.max_iter >= 0):
            problems.append(f"max_iter={self.max_iter!r}; it must be an integer from 0 on, or None")
        if problems:
            raise SpecificationError("\n".join(problems))

    def _start(self, classes: int, columns: int) -> tuple[np.ndarray, np.ndarray] | None:
        """The last fit's coefficients, if they fit."""
        model = self.__dict__.get("model_")
        scores = 1 if classes == 2 else classes
        if model is None or model.coefficients.shape != (scores, columns):
            return None
        return model.intercepts, model.coefficients.ravel()

    def _warn(self) -> None:
        separated = [w["message"] for w in self.warnings_ if w["code"] in ("separation", "possible-separation")]
        if separated:
            remedy = "Use a penalty (C=1.0, penalty='firth'), or merge or drop what separates."
            warnings.warn(f"{separated[0]}. {remedy}", ConvergenceWarning, stacklevel=4)
        elif self.status_ != "converged":
            bound = self.certificate_["bound"]
            message = f"the fit is not certified ({self.status_}): the objective can be {bound:.1e} above its minimum."
            if self.status_ == "iteration-limit":
                message += " Increase max_iter, or leave it None; solver='auto' chooses the one that needs least."
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
            raise NoStandardErrors(in_python(reason))
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
        return margins - margins.mean(axis=1, keepdims=True) if margins.ndim == 2 else margins

    def predict(self, X: Any) -> np.ndarray:
        """The most probable class of every row, of shape (n_samples,)."""
        X = self._rows(X)
        margins = self.model_.margins(X, threads(self.n_jobs))
        codes = margins.argmax(axis=1) if margins.ndim == 2 else (margins > 0).astype(np.intp)
        return self.classes_[codes]

    def predict_proba(self, X: Any) -> np.ndarray:
        """Probabilities of the classes, of shape (n_samples, n_classes), each to full precision."""
        X = self._rows(X)
        return self.model_.probabilities(X, threads(self.n_jobs))

    def predict_log_proba(self, X: Any) -> np.ndarray:
        """Logarithms of :meth:`predict_proba`, finite wherever scores are: they are not taken of rounded probabilities."""
        X = self._rows(X)
        margins = self.model_.margins(X, threads(self.n_jobs))
        if margins.ndim == 1:
            margins = np.column_stack([np.zeros_like(margins), margins])
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
        confidence = self.confidence if confidence is None else confidence
        return self.model_.intervals(X, float(confidence), threads(self.n_jobs))

    def _rows(self, X: Any) -> Any:
        """Rows as the engine takes them. An array that needs nothing done is passed on at once: one row is scored in
        microseconds."""
        fitted = self.__dict__
        if (
            type(X) is np.ndarray
            and X.dtype in _FLOATS
            and X.ndim == 2
            and "model_" in fitted
            and "feature_names_in_" not in fitted
            and X.shape[1] == fitted["n_features_in_"]
            and X.shape[0] > 0
            and (X.flags.c_contiguous or X.flags.f_contiguous)
        ):
            return X
        check_is_fitted(self, "model_")
        X = validate_data(
            self, X, accept_sparse="csr", dtype=[np.float64, np.float32], reset=False, ensure_all_finite=False
        )
        return _borrowable(X)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


_FLOATS = frozenset({np.dtype(np.float64), np.dtype(np.float32)})


def _read_only(values: np.ndarray) -> np.ndarray:
    """The same, so that writing to it fails: it is a copy, and the model would not change."""
    values.flags.writeable = False
    return values


def _classes(y, class_weight, sample_weight, X):
    """The classes, the rows' codes among them, and the rows' weights (None if all are 1)."""
    classes, codes = _coded(y)
    if len(classes) < 2:
        raise DataError(_ONE_CLASS[0].upper() + _ONE_CLASS[1:].format(classes[0]))
    weight = None
    if sample_weight is not None:
        weight = _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)
    if class_weight is not None:
        of_classes = compute_class_weight(class_weight, classes=classes, y=y, sample_weight=weight)
        of_rows = np.asarray(of_classes, dtype=np.float64)[codes]
        weight = of_rows if weight is None else of_rows * weight
    if weight is not None:
        weight = np.ascontiguousarray(weight)
    return classes, codes, weight


def _coded(y):
    """The sorted classes, and the place of every row's among them, looked at some rows at a time: beside an array of a
    million rows the temporaries of ``np.unique`` would be what takes memory."""
    pieces = [y[first : first + 2**16] for first in range(0, len(y), 2**16)]
    classes = np.unique(pieces[0])
    codes = np.empty(len(y), dtype=np.uint8)
    while True:
        found, known = 0, len(classes)
        if known > _MOST_CLASSES:
            check_classification_targets(classes)
            raise DataError(f"y has more than {_MOST_CLASSES} classes, which are the most. Is it a number to be predicted?")
        for piece in pieces:
            if known == 2:  # most often, and quickest
                places = piece == classes[1]
                all_known = np.all(places | (piece == classes[0]))
            else:
                places = np.minimum(np.searchsorted(classes, piece), known - 1)
                all_known = np.all(classes[places] == piece)
            if not all_known:
                classes = np.union1d(classes, piece)
                break
            codes[found : found + len(piece)] = places
            found += len(piece)
        else:
            check_classification_targets(classes)
            return classes, codes


def _left(classes, codes, weight):
    """The class whose rows have weights."""
    left = np.unique(codes[weight > 0])
    return classes[left[0]] if left.size else None


def _borrowable(X: Any) -> Any:
    """``X`` as the engine borrows it: copied only where it must be."""
    if sparse.issparse(X):
        if not (X.has_canonical_format and X.has_sorted_indices):
            X = X.copy()
            X.sum_duplicates()
        return X.indptr, X.indices, X.data, X.shape[1]
    if X.flags.c_contiguous or X.flags.f_contiguous:
        return X if X.dtype.isnative else X.astype(X.dtype.newbyteorder("="))
    return np.ascontiguousarray(X)


def _distinct(names: list[str], stem: str, count: int | None = None) -> list[str]:
    """Names as they are if each is there once, else made from ``stem``."""
    count = len(names) if count is None else count
    if len(names) == count and len(set(names)) == count and all(name.strip() for name in names):
        return names
    return [f"{stem}{k}" for k in range(count)]


def _seed(random_state: Any) -> int:
    if random_state is None:
        return 0
    if isinstance(random_state, Integral):
        return int(random_state) % 2**64
    return int(check_random_state(random_state).randint(2**31 - 1))


def _is_number(x: Any) -> bool:
    return isinstance(x, Real) and not isinstance(x, bool) and not np.isnan(float(x))

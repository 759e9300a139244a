"""scikit-learn's interface over the engine."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, clone
from sklearn.linear_model._base import LinearClassifierMixin
from sklearn.utils.metadata_routing import UNUSED

from ._confidence import warn_of_small
from ._estimator.arrays import Labelled, borrowable, labelled, validated
from ._estimator.fitting import Start, solve
from ._estimator.predictions import Predictions
from ._estimator.rules import ESTIMATOR, of_classes, of_estimator
from ._estimator.solution import Solution
from ._estimator.watching import CallbackSupportMixin, watched
from ._progress import Callback, both, progress
from ._rules import callback as callback_rule, one, read, refuse
from ._ending import not_certified, of_separation
from .exceptions import ConvergenceWarning


class LogisticRegression(CallbackSupportMixin, Predictions, LinearClassifierMixin, BaseEstimator):
    """Logistic regression, fitted to a certified optimum.

    The model and the meaning of ``C`` are scikit-learn's:

        minimise  C · Σ_i s_i ℓ(y_i, x_i·w + b)  +  ½ ‖w‖²

    with the intercept free, and a multinomial (softmax) model for more than two classes. What is different: the fit
    ends when it is *proved* to be at the optimum (:attr:`certificate_`), units of columns do not matter, arrays are
    read where they lie, and standard errors are to be had.

    Every parameter of scikit-learn's class, of releases 1.6 to 1.9, is there by name. One that would have no effect is refused with
    its reason, unless its value asks for nothing.

    Parameters
    ----------
    penalty : {"l2", None, "firth", "deprecated", "elasticnet"}, default="l2"
        ``None`` is the same as ``C=np.inf``: maximum likelihood, and a ``C`` given besides is ignored with a warning. "firth" is
        Jeffreys' prior, of two classes. "deprecated", scikit-learn's default, and "elasticnet" without a share of L1 are "l2". "l1" is
        not there yet and is refused.
    C : float, default=1.0
        Inverse strength of the penalty, positive; ``np.inf`` is none.
    l1_ratio : 0.0 or None, default=0.0
        The share of L1 in the penalty: none so far.
    dual : bool, default=False
        True is taken with ``solver="liblinear"``, and reaches the same optimum.
    tol : float, default=1e-5
        Between 0 and 1, of the size of a gradient. The gap to the optimum is its square: a fit has converged when the objective is
        certified to be within ``tol**2``, relative to itself, of the minimum.
    fit_intercept : bool, default=True
        Whether there is an intercept.
    intercept_scaling : float, default=1.0
        With ``solver="liblinear"`` the value s of the column that stands for the intercept; 1 with others.
    class_weight : dict, "balanced" or None, default=None
        Weights of classes, multiplied with ``sample_weight``. "balanced" is n / (n_classes · n_k), of weights for counts if there are
        any.
    random_state : int, RandomState or None, default=None
        Seed of the stochastic solvers (sag, saga, sgd) and of the bootstrap; 0 if None.
    solver : str, default="auto"
        "auto" chooses by the data's shape. scikit-learn's names "lbfgs", "newton-cg", "newton-cholesky", "sag" and "saga" are understood
        ("sag" is "saga"), and those of :func:`logodds.fit` besides, such as "newton". All reach the same optimum. "liblinear" is another model, of
        two classes: the intercept is s·v, of a coefficient v that is penalised like the others (½ v²); ``X`` is copied once, with a
        column more.
    max_iter : int or None, default=None
        Steps at most; the solver's own limit if None. 0 leaves coefficients of 0.
    multi_class : {"deprecated", "auto", "multinomial", "ovr"}, default="deprecated"
        Of scikit-learn until 1.7; refused where it would be another model than this one.
    verbose : int, default=0
        If positive, progress is shown: by tqdm if it is installed.
    warm_start : bool, default=False
        Whether to start from the last fit's coefficients, or those that were set.
    n_jobs : int or None, default=None
        Threads; -1 is all processors. None is all, or what ``OMP_NUM_THREADS`` allows. The result does not depend on it, to the
        last bit.
    covariance : str or None, default=None
        How to estimate standard errors, if they are wanted: "model", "hc0", "hc1", "hc3"; "penalized" for a fit with a
        penalty; "bootstrap" for either. They take a Hessian at the optimum, the bootstrap 1,000 fits.
    confidence : float, default=0.95
        Confidence of the intervals kept with the model, between 0 and 1.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The classes, sorted.
    coef_ : ndarray of shape (1, n_features) or (n_classes, n_features)
        Coefficients, per unit of a column; for two classes those of the log-odds of ``classes_[1]``, for more they sum to 0 over the
        classes. float32 if ``X`` is. May be set, or written to: predictions follow, and what was known of the fit is withheld.
    intercept_ : ndarray of shape (1,) or (n_classes,)
        Intercepts; may be set, too. -inf for a class without weight in the fit, which has the probability 0 and coefficients of 0;
        without an intercept such a class has what the penalty leaves it.
    n_iter_ : ndarray of shape (1,)
        Steps taken, the start counted if there was no other.
    n_features_in_, feature_names_in_
        As always.
    status_ : str
        "converged" if the optimum is certified; "limit" if there is none, as some rows are separated or one class is left, and the
        limit is certified (coefficients that have none are infinite); "given" if coefficients were set since; else how the fit ended.
    certificate_ : dict
        "bound": how far the mean objective can be above its minimum, at most; "kind": by which argument;
        "gradient_norm". NaN with the reason under "withheld" if coefficients were set.
    standard_errors_ : ndarray of shape (1, 1 + n_features) or (n_classes - 1, 1 + n_features)
        Standard errors, of the intercept first; of more than two classes, of coefficients relative to the first class, or
        with a penalty of those of all classes, which sum to 0. With a penalty they are those of a posterior
        ("penalized"), or of the penalised estimate ("bootstrap"): no tests are to be made of them.
    warnings_ : list of dict
        What a user should know of the fit: columns that are constant, collinear, that separate the classes, classes without weight, …
        Each has "code", "message" and "remedies".
    model_ : the engine's model
        None if one class is left.

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
    >>> model.coef_[0, 2] = 0.0
    >>> model.status_, float(model.decision_function([[0.0, 0.0, 9.0]])[0]) == float(model.intercept_[0])
    ('given', True)
    """

    def __init__(
        self,
        penalty: str | None = "l2",
        *,
        C: float = 1.0,
        l1_ratio: float | None = 0.0,
        dual: bool = False,
        tol: float = 1e-5,
        fit_intercept: bool = True,
        intercept_scaling: float = 1.0,
        class_weight: Any = None,
        random_state: Any = None,
        solver: str = "auto",
        max_iter: int | None = None,
        multi_class: str = "deprecated",
        verbose: int = 0,
        warm_start: bool = False,
        n_jobs: int | None = None,
        covariance: str | None = None,
        confidence: float = 0.95,
    ) -> None:
        self.penalty = penalty
        self.C = C
        self.l1_ratio = l1_ratio
        self.dual = dual
        self.tol = tol
        self.fit_intercept = fit_intercept
        self.intercept_scaling = intercept_scaling
        self.class_weight = class_weight
        self.random_state = random_state
        self.solver = solver
        self.max_iter = max_iter
        self.multi_class = multi_class
        self.verbose = verbose
        self.warm_start = warm_start
        self.n_jobs = n_jobs
        self.covariance = covariance
        self.confidence = confidence

    def fit(self, X: Any, y: Any, sample_weight: Any = None, *, callback: Callback | None = None) -> LogisticRegression:
        """Fit to data.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
            float64 or float32 in C or Fortran order, and CSR matrices, are read where they lie; anything else is
            converted.
        y : array-like of shape (n_samples,)
            Classes: numbers, texts or booleans, two at least and 256 at most.
        sample_weight : array-like of shape (n_samples,), optional
            Weights, not negative. A class may have none: its probability is then 0, see ``intercept_``.
        callback : callable, optional
            ``callback(iteration, objective, bound)`` after every step. An exception stops the fit.

        Returns
        -------
        self

        Raises
        ------
        SpecificationError
            A parameter that cannot be, or parameters that do not go together; all of them at once.
        DataError
            Data that cannot be fitted, with the place: NaN, masked cells, one class, ...

        Examples
        --------
        >>> import numpy as np
        >>> from logodds import LogisticRegression
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([0, 0, 1, 0, 1, 1])
        >>> LogisticRegression(C=10.0).fit(X, y, sample_weight=[1, 1, 2, 2, 1, 1]).n_features_in_
        1
        """
        self._check_parameters()
        callback = one("callback", callback_rule, callback)
        X, y = validated(self, X, y)
        rows = labelled(y, self.class_weight, sample_weight, X)
        refuse(of_classes(self.multi_class, self.solver, len(rows.classes)))
        borrowed, C = borrowable(X), one("C", self._rules["C"], self.C)
        start = self._start(len(rows.classes), X.shape[1]) if self.warm_start else None
        if start is None and self.max_iter == 0:
            # The state before the first step, as scikit-learn has it; a fit begins at the classes' shares.
            scores = 1 if len(rows.classes) == 2 else len(rows.classes)
            start = np.zeros(scores), np.zeros(scores * (X.shape[1] + (self.solver == "liblinear" and bool(self.fit_intercept))))
        self._forget()
        self.classes_ = rows.classes
        single = X.dtype == np.float32 and self.solver != "liblinear"
        with watched(self, X, y, sample_weight, lambda steps: self._upto(steps, borrowed, rows, C, start)) as steps:
            self._fit_rows(borrowed, rows, C, start, progress(int(self.verbose), callback), steps, single)
        return self

    def _fit_rows(self, X, rows: Labelled, C, start=None, callback=None, steps=None, single=False) -> None:
        """Fit to rows as they are borrowed."""
        found = solve(self, X, rows, C, start=start, callback=both(callback, steps))
        self._adopt(found, single)
        if steps is not None:
            steps.finish(int(self.n_iter_[0]), {"coef_": self.coef_, "intercept_": self.intercept_})
        self._warn()

    def _adopt(self, found: Solution, single: bool = False) -> None:
        """Make what a fit found the estimator's."""
        fitted = self.__dict__
        self.model_ = found.model
        stands_for = {"_kept": found.kept, "_lost": found.lost, "_scaling": found.scaling, "_single": True if single else None}
        for name, value in stands_for.items():
            if value is None:
                fitted.pop(name, None)
            else:
                fitted[name] = value
        if found.model is None:
            self._status: str = "limit"
            self._certificate: dict[str, Any] = {"bound": 0.0, "kind": "one-class", "gradient_norm": 0.0}
            steps, self.warnings_ = 1, []
        else:
            record = found.model.fit
            self._status, self._certificate = record["status"], record["certificate"]
            steps = record["iterations"]
            self.warnings_ = found.model.warnings_of_estimator
        least = 1 if self.max_iter is None else min(1, int(self.max_iter))
        self.n_iter_ = np.array([max(steps, least)], dtype=np.int32)
        if found.lost is not None:
            self.warnings_.append(_without_weight(self.classes_[found.lost], found.kept is not None))

    #: Of the parameters.
    _rules = ESTIMATOR
    # A callback is no data.
    __metadata_request__fit = {"callback": UNUSED}

    def _check_parameters(self) -> None:
        given = read(self._rules, {name: getattr(self, name) for name in self._rules})
        refuse(of_estimator(given))
        warn_of_small("confidence", self.confidence, 3)
        if given["penalty"] not in ("l2", "elasticnet") and self.C not in (1.0, np.inf):
            warnings.warn(f"Setting penalty={self.penalty!r} will ignore the C that was given, {self.C!r}", UserWarning, stacklevel=3)

    def _start(self, classes: int, columns: int) -> Start | None:
        """The last fit's coefficients, if they fit, or those that were set."""
        fitted = self.__dict__
        if "_status" not in fitted and "_given" not in fitted:
            return None
        if len(fitted.get("classes_", ())) != classes:
            return None
        intercepts, coefficients = self._coefficients()
        # At a limit some are infinite.
        if coefficients.shape[1] != columns or not (np.isfinite(intercepts).all() and np.isfinite(coefficients).all()):
            return None
        if self.solver == "liblinear" and self.fit_intercept:
            of_column = intercepts[:, None] / self.intercept_scaling
            return np.zeros(1), np.column_stack([coefficients, of_column]).ravel()
        if not self.fit_intercept:
            intercepts = np.zeros_like(intercepts)
        return np.asarray(intercepts, dtype=np.float64), np.asarray(coefficients, dtype=np.float64).ravel()

    def _upto(self, steps: int, X: Any, rows: Labelled, C: float, start: Start | None) -> dict[str, np.ndarray]:
        """Coefficients after so many steps."""
        limited = clone(self).set_params(max_iter=steps, covariance=None)
        intercepts, coefficients = solve(limited, X, rows, C, start=start).coefficients()
        return {"coef_": coefficients, "intercept_": intercepts}

    def _warn(self) -> None:
        message = self._message()
        if message is not None:
            warnings.warn(message, ConvergenceWarning, stacklevel=4)

    def _message(self) -> str | None:
        """What is to be said of a fit without a certified optimum."""
        separated = of_separation(self.warnings_)
        if separated:
            return f"{separated[0]}. Use a penalty (C=1.0, penalty='firth'), or merge or drop what separates."
        if self.model_ is None:
            return f"{self.warnings_[-1]['message']}. {self.warnings_[-1]['remedies'][0]}."
        if self._status == "limit":
            return "some rows are separated, and not all coefficients have a finite limit. Use a penalty (a finite C)."
        if self._status != "converged":
            remedy = "Increase max_iter, or leave it None; solver='auto' chooses the one that needs least."
            return not_certified(self._status, self._certificate["bound"], remedy)
        return None

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        if self.solver == "liblinear":
            tags.classifier_tags.multi_class = False
        return tags


def _without_weight(label: Any, at_limit: bool) -> dict[str, Any]:
    message = f"class {label} has no weight, and so " + ("its probability is 0" if at_limit else "only the penalty says what it is")
    return {"code": "class-without-weight", "message": message, "remedies": ["Give rows of it weight, or leave them out of y"]}

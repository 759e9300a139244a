"""What a fit found, as scikit-learn's classes have it: a row of coefficients for every class of ``y``, those included that had no
weight in the fit.

**A class without weight.** A resample may lose a class, and so may a fold. The optimum then lies at infinity: the intercept of the
lost class falls without end, its probability goes to 0, and its coefficients to 0 if there is a penalty. The others have the
optimum of the model of the classes that are left. With that limit ``intercept_`` is -inf and ``coef_`` 0 for the class. Two classes
left of more have one vector of log-odds, w, of which scikit-learn's model of all classes makes ±w/2, penalised ½·2·‖w/2‖² = ¼‖w‖²:
half of what a model of two classes pays, so ``C`` counts twice. One class that is left has probability 1.

Without an intercept nothing runs away: the scores of the lost class go through 0 like the others. A row of zeros of the lost class
has the same loss whatever the coefficients are, so adding one leaves the optimum where it is, and the engine then knows of the class.

**A penalised intercept** (liblinear's model) is a column of the value ``intercept_scaling``, without an intercept; the column's
coefficient times its value is ``intercept_``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .linear import Linear

# Of the log-odds of the second of two classes, as a score each.
_HALVES = np.array([[-0.5], [0.5]])


class Solution(NamedTuple):
    """A fit, and how its model stands for that of all classes."""

    #: The engine's; None if one class is left.
    model: Any
    #: Of ``y``.
    classes: int
    columns: int
    #: Places of the classes that the model is of; None if it is of all.
    kept: np.ndarray | None = None
    #: The place of a class without weight, if there was one.
    lost: int | None = None
    #: The value of the column that stands for the intercept, if one does.
    scaling: float | None = None

    def predictor(self) -> Any:
        """What scores rows."""
        if self.model is None or self.scaling is not None:
            return Linear(*self.coefficients())
        return self.model if self.kept is None else _Widened(self.model, self.kept, self.classes)

    def coefficients(self) -> tuple[np.ndarray, np.ndarray]:
        """Intercepts and coefficients: of two classes the log-odds of the second, of more a score each, whose sum is 0 over the
        classes that are left."""
        scores = 1 if self.classes == 2 else self.classes
        if self.model is None:
            (left,) = self.kept  # type: ignore[misc]
            intercepts = np.full(scores, -np.inf)
            if scores == 1:
                intercepts[0] = np.inf if left == 1 else -np.inf
            else:
                intercepts[left] = 0.0
            return intercepts, np.zeros((scores, self.columns))
        intercepts, coefficients = self.model.intercepts, self.model.coefficients
        if self.scaling is not None:
            return coefficients[:, -1] * self.scaling, coefficients[:, :-1]
        if self.kept is None:
            return (intercepts - intercepts.mean(), coefficients - coefficients.mean(axis=0)) if scores > 1 else (intercepts, coefficients)
        if len(self.kept) == 2:
            intercepts, coefficients = (_HALVES * intercepts).ravel(), _HALVES * coefficients
        else:
            intercepts, coefficients = intercepts - intercepts.mean(), coefficients - coefficients.mean(axis=0)
        wide_intercepts, wide = np.full(scores, -np.inf), np.zeros((scores, self.columns))
        wide_intercepts[self.kept], wide[self.kept] = intercepts, coefficients
        return wide_intercepts, wide


class _Widened:
    """The model of some classes as one of all: the others have probability 0."""

    def __init__(self, model: Any, kept: np.ndarray, classes: int) -> None:
        self._model, self._kept, self._classes = model, kept, classes
        self.is_open = model.is_open

    def margins(self, x: Any, threads: int = 0) -> np.ndarray:
        of_kept = self._model.margins(x, threads)
        found = np.full((len(of_kept), self._classes), -np.inf)
        two = of_kept.ndim == 1
        found[:, self._kept] = (_HALVES * of_kept).T if two else of_kept - of_kept.mean(axis=1, keepdims=True)
        return found

    def probabilities(self, x: Any, threads: int = 0) -> np.ndarray:
        of_kept = self._model.probabilities(x, threads)
        found = np.zeros((len(of_kept), self._classes))
        found[:, self._kept] = of_kept
        return found

    def undetermined(self, x: Any, threads: int = 0) -> Any:
        return self._model.undetermined(x, threads)

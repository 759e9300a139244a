"""Scores and probabilities of coefficients as they stand, whoever found them.

A fit predicts by the engine's model, which knows more than its coefficients: an origin among the data, where separated rows go,
what the data do not determine. Coefficients that were set by hand, averaged over folds, or that stand for a single class have
nothing but themselves:

    scores = X · coefᵀ + intercept

and probabilities are the logistic or softmax of these, to full precision. An intercept may be infinite: that of a class of
probability 0, or 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from ..exceptions import DataError

# Rows at a time: single precision is doubled, and a mask is looked for, without an array beside the array.
_ROWS = 2**14


class Linear:
    """Predicts from intercepts ``(scores,)`` and coefficients ``(scores, columns)``: one score for two classes."""

    #: Nothing is known of what the data of a fit leave open.
    is_open = False

    def __init__(self, intercepts: np.ndarray, coefficients: np.ndarray) -> None:
        if not np.isfinite(coefficients).all():
            raise DataError("coef_ is not finite, and so predicts nothing; set finite coefficients, or fit with a penalty")
        self.intercepts = np.asarray(intercepts, dtype=np.float64)
        self.coefficients = np.asarray(coefficients, dtype=np.float64)

    def margins(self, x: Any, threads: int = 0) -> np.ndarray:
        """Log-odds ``(rows,)`` of two classes, else scores ``(rows, classes)``."""
        X = _matrix(x)
        found = np.empty((X.shape[0], len(self.intercepts)))
        for first in range(0, X.shape[0], _ROWS):
            some = X[first : first + _ROWS]
            with np.errstate(invalid="ignore", over="ignore"):
                found[first : first + _ROWS] = some @ self.coefficients.T + self.intercepts
            if not np.isfinite(found[first : first + _ROWS]).all():
                _refuse_non_finite(some, first)
        return found[:, 0] if found.shape[1] == 1 else found

    def probabilities(self, x: Any, threads: int = 0) -> np.ndarray:
        """Of every class, ``(rows, classes)``."""
        margins = self.margins(x)
        return np.exp(log_probabilities(margins))

    def undetermined(self, x: Any, threads: int = 0) -> None:
        """No row is."""


def log_probabilities(margins: np.ndarray) -> np.ndarray:
    """Logarithms of probabilities, of log-odds ``(rows,)`` or scores ``(rows, classes)``; not of rounded probabilities."""
    with np.errstate(invalid="ignore"):  # of rows that are NaN
        if margins.ndim == 1:
            # Each by itself: at a limit they may be infinite.
            return np.column_stack([-np.logaddexp(0.0, margins), -np.logaddexp(0.0, -margins)])
        return margins - np.logaddexp.reduce(margins, axis=1, keepdims=True)


def log_probability(margins: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Of the class of every row, ``(rows,)``, given by its place."""
    if margins.ndim == 1:
        with np.errstate(invalid="ignore"):
            return -np.logaddexp(0.0, np.where(codes == 1, -margins, margins))
    return log_probabilities(margins)[np.arange(len(codes)), codes]


def _matrix(x: Any) -> Any:
    """The matrix that was taken apart for the engine."""
    if isinstance(x, tuple):
        indptr, indices, data, columns = x
        return sparse.csr_matrix((data, indices, indptr), shape=(len(indptr) - 1, columns), copy=False)
    return x


def _refuse_non_finite(some: Any, first: int) -> None:
    bad = ~np.isfinite(some.toarray() if sparse.issparse(some) else some)
    if bad.any():
        row, column = (int(place) for place in np.argwhere(bad)[0])
        what = "NaN" if np.isnan(some[row, column]) else "infinity"
        raise DataError(f"X contains {what} (first in row {first + row}, column {column})")

"""Folds of cross-validation: places of the rows that each trains on and is tested on."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral
from typing import Any

import numpy as np
from sklearn.model_selection import check_cv

from .._rules import shown
from ..exceptions import DataError, SpecificationError
from .arrays import ours


class Fold:
    """One of them."""

    def __init__(self, number: int, train: np.ndarray, test: np.ndarray) -> None:
        self.number, self.train, self.test = number, train, test

    def weight(self, weight: np.ndarray | None, count: int) -> np.ndarray:
        """Of every row in the fit: a row that a fold has several times, as resampling does, counts as often."""
        times = np.bincount(self.train, minlength=count).astype(np.float64)
        return times if weight is None else np.multiply(times, weight, out=times)

    def tested(self, X: Any) -> Any:
        """The rows that it is tested on; no copy if they lie together."""
        first, count = (int(self.test[0]), len(self.test)) if len(self.test) else (0, 0)
        together = count > 0 and np.array_equal(self.test, np.arange(first, first + count))
        return X[first : first + count] if together else X[self.test]

    def refuse_without_test(self, weight: np.ndarray | None) -> None:
        """Raise if nothing is left to be scored; ``weight`` is of the rows that it is tested on."""
        if not self.test.size or (weight is not None and not weight.any()):
            raise DataError(f"fold {self.number} is tested on rows without any weight, and has no score; use other folds")

    def refuse_without_train(self, weight: np.ndarray) -> None:
        """Raise if nothing is left to be fitted."""
        if not weight.any():
            raise DataError(f"fold {self.number} trains on no row of positive weight; use other folds")


def folds(cv: Any, X: Any, y: np.ndarray, routed: Mapping[str, Any]) -> list[Fold]:
    """Of a splitter, a number, or pairs as they are; ``routed`` is what the splitter is told besides (``groups``)."""
    asked = f"cv={shown(cv)}; "
    pairs = cv
    if cv is None or isinstance(cv, Integral) or hasattr(cv, "split"):
        with ours(asked):
            pairs = list(check_cv(cv, y, classifier=True).split(X, y, **routed))
    try:
        found = [Fold(f, _places(train, len(y)), _places(test, len(y))) for f, (train, test) in enumerate(pairs)]
    except (TypeError, ValueError, IndexError):
        must = f"a fold must be (train, test), both places among the {len(y)} rows, or masks of them"
        raise SpecificationError(asked + must) from None
    if not found:
        raise SpecificationError(asked + "there are no folds")
    return found


def _places(rows: Any, count: int) -> np.ndarray:
    """Rows of a fold, which are given by their places or by a mask."""
    return np.arange(count)[np.atleast_1d(rows)]

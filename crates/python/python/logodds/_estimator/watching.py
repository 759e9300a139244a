"""scikit-learn's callbacks (its release 1.9), told of the engine's steps.

A callback is told of the fit, and within it of every step: where it begins and where it ends. What the engine says after a step is
its number, so a step's coefficients are had by a fit that ends there, which is made only for a callback that asks for
``fitted_estimator``. As in scikit-learn 1.9 one step is begun at the end that is not taken, and a wish to stop is not heeded: an
exception stops a fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import numpy as np

try:
    from sklearn.callback import CallbackSupportMixin
    from sklearn.callback._callback_support import callback_management_context
except ImportError:  # of a scikit-learn before 1.9

    class CallbackSupportMixin:  # type: ignore[no-redef]
        """None are there to be set."""

    def callback_management_context(estimator: Any) -> Any:
        return nullcontext()


Coefficients = dict[str, np.ndarray]


class _Watched:
    """The steps of a fit, as tasks."""

    def __init__(self, estimator: Any, told: dict[str, Any], upto: Callable[[int], Coefficients], most: int | None) -> None:
        self._estimator, self._told, self._upto = estimator, told, upto
        self._fit = estimator._init_callback_context(max_subtasks=most)
        self._fit.call_on_fit_task_begin(estimator=estimator, **told)
        self._taken = 0
        self._step = self._begin()

    def _begin(self) -> Any:
        name = f"{self._estimator.solver}-iter"
        taken = self._taken
        step = self._fit.subcontext(task_name=name)
        attributes = lambda: self._upto(taken)  # noqa: E731
        return step.call_on_fit_task_begin(estimator=self._estimator, **self._told, reconstruction_attributes=attributes)

    def __call__(self, iteration: int, value: float, bound: float) -> None:
        while self._taken < iteration:
            self._end()

    def _end(self, last: Coefficients | None = None) -> None:
        self._taken += 1
        taken = self._taken
        attributes = lambda: last or self._upto(taken)  # noqa: E731
        self._step.call_on_fit_task_end(estimator=self._estimator, **self._told, reconstruction_attributes=attributes)
        self._step = self._begin()

    def finish(self, steps: int, found: Coefficients) -> None:
        """After the fit, of so many steps."""
        while self._taken < max(steps, 1):
            self._end(found if self._taken + 1 >= steps else None)
        self._step.call_on_fit_task_end(estimator=self._estimator)
        self._fit.call_on_fit_task_end(estimator=self._estimator, **self._told, reconstruction_attributes={})


@contextmanager
def watched(
    estimator: Any, X: Any, y: Any, sample_weight: Any, upto: Callable[[int], Coefficients]
) -> Iterator[_Watched | None]:
    """Within it, what is to be called after every step for the callbacks of an estimator; None if it has none.

    ``upto`` finds coefficients after so many steps.
    """
    if not (getattr(estimator, "_skl_callbacks", None) or hasattr(estimator, "_parent_callback_ctx")):
        yield None
        return
    metadata = None if sample_weight is None else {"sample_weight": sample_weight}
    most = None if estimator.max_iter is None else max(int(estimator.max_iter), 1) + 1
    with callback_management_context(estimator):
        yield _Watched(estimator, {"X": X, "y": y, "metadata": metadata}, upto, most)

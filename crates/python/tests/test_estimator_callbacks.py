"""Callbacks of scikit-learn 1.9, with the engine's solvers."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from sklearn.base import clone

from logodds import ConvergenceWarning, LogisticRegression, LogisticRegressionCV

pytest.importorskip("sklearn.callback", reason="scikit-learn has callbacks since 1.9")

RNG = np.random.default_rng(2)
X = RNG.normal(size=(200, 4))
Y = (X[:, 0] + RNG.logistic(size=200) > 0).astype(int)
THREE = (X @ RNG.normal(size=(4, 3)) + RNG.gumbel(size=(200, 3))).argmax(axis=1)


class Recorder:
    """What a callback is told, in order."""

    def __init__(self, asks=True, fails=False):
        self.told, self.fails = [], fails
        if not asks:
            self.on_fit_task_begin, self.on_fit_task_end = self._begin, self._end

    def setup(self, estimator, context):
        self.told.append(("setup", context.task_name, None))

    def teardown(self, estimator, context):
        self.told.append(("teardown", context.task_name, None))

    def on_fit_task_begin(self, estimator, context, *, X=None, y=None, metadata=None, fitted_estimator=None):
        self.told.append(("begin", context.task_name, fitted_estimator))
        if self.fails and len(self.told) > 4:
            raise RuntimeError("enough")

    def on_fit_task_end(self, estimator, context, *, X=None, y=None, metadata=None, fitted_estimator=None):
        self.told.append(("end", context.task_name, fitted_estimator))

    def _begin(self, estimator, context):
        self.told.append(("begin", context.task_name, None))

    def _end(self, estimator, context):
        self.told.append(("end", context.task_name, None))

    def count(self, what):
        return sum(name == what for name, *_ in self.told)


@pytest.mark.parametrize("labels", [Y, THREE], ids=["two", "three"])
@pytest.mark.parametrize("solver", ["auto", "lbfgs", "newton-cg", "newton-cholesky", "saga"])
def test_every_step_begins_and_ends_and_its_estimator_predicts(solver, labels):
    recorder = Recorder()
    model = LogisticRegression(solver=solver).set_callbacks(recorder).fit(X, labels)
    steps = model.n_iter_[0]
    assert recorder.count("setup") == recorder.count("teardown") == 1
    assert recorder.count("begin") == recorder.count("end") == 1 + steps + 1
    ends = [estimator for what, task, estimator in recorder.told if what == "end" and task == f"{solver}-iter"]
    for taken, estimator in enumerate(ends[:-1], 1):
        if taken == steps:
            known = model
        else:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)
                known = LogisticRegression(solver=solver, max_iter=taken).fit(X, labels)
        np.testing.assert_allclose(estimator.coef_, known.coef_)
        np.testing.assert_allclose(estimator.predict_proba(X), known.predict_proba(X), atol=1e-12)
    assert ends[-1] is None
    np.testing.assert_array_equal(model.coef_, LogisticRegression(solver=solver).fit(X, labels).coef_)
    assert model.status_ == "converged"


def test_a_callback_that_does_not_ask_costs_no_fit(monkeypatch):
    monkeypatch.setattr(LogisticRegression, "_upto", None)
    recorder = Recorder(asks=False)
    model = LogisticRegression().set_callbacks(recorder).fit(X, Y, np.ones(200))
    assert recorder.count("end") == model.n_iter_[0] + 2


def test_a_callback_that_fails_ends_the_fit_and_is_torn_down():
    recorder = Recorder(fails=True)
    model = LogisticRegression(solver="lbfgs").set_callbacks(recorder)
    with pytest.raises(RuntimeError, match="enough"):
        model.fit(X, Y)
    assert recorder.count("teardown") == 1
    assert clone(model).set_callbacks().fit(X, Y).status_ == "converged"


def test_cross_validation_tells_of_the_fit_to_all_rows():
    recorder = Recorder()
    model = LogisticRegressionCV(Cs=3, use_legacy_attributes=False).set_callbacks(recorder).fit(X, Y)
    known = LogisticRegression(C=model.C_).fit(X, Y)
    assert recorder.count("end") == known.n_iter_[0] + 2

"""Graphs of ONNX, run by onnxruntime: the probabilities of the model, in single precision."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import logodds
from logodds import LogisticRegression, LogisticRegressionCV, SpecificationError

runtime = pytest.importorskip("onnxruntime")
skl2onnx = pytest.importorskip("skl2onnx")
pytest.importorskip("logodds.onnx")

RNG = np.random.default_rng(17)
X = RNG.normal(size=(300, 4)).astype(np.float32)
SCORE = X[:, 0] - 0.5 * X[:, 1] + RNG.logistic(size=300)
BINARY = (SCORE > 0).astype(int)
SEVERAL = np.digitize(SCORE, [-1.0, 1.0])


def run(model: Any, rows: np.ndarray, **options: Any) -> list[Any]:
    graph = skl2onnx.to_onnx(model, rows[:1], options={"zipmap": False, **options})
    session = runtime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: rows})


@pytest.mark.parametrize("y", [BINARY, BINARY * 7 - 3, np.array(["no", "yes"])[BINARY], BINARY.astype(bool), SEVERAL, np.array(list("abc"))[SEVERAL]])
@pytest.mark.parametrize("make", [LogisticRegression, lambda: LogisticRegressionCV(Cs=3, cv=3), lambda: LogisticRegression(C=np.inf)])
def test_a_pipeline_has_the_same_probabilities_as_its_graph(y: np.ndarray, make: Any) -> None:
    """skl2onnx's converter of scikit-learn's class gives two classes the sigmoid of twice the log-odds: 0.15 away."""
    model = make_pipeline(StandardScaler(), make()).fit(X, y)
    labels, probabilities = run(model, X)
    np.testing.assert_allclose(probabilities, model.predict_proba(X), atol=1e-6)
    assert (np.asarray(labels) == model.predict(X)).all()


def test_doubles_stay_doubles() -> None:
    rows = X.astype(np.float64)
    model = LogisticRegression().fit(rows, SEVERAL)
    np.testing.assert_allclose(run(model, rows)[1], model.predict_proba(rows), atol=1e-15)


def test_integers_and_raw_scores() -> None:
    rows = np.rint(4 * X).astype(np.int64)
    model = LogisticRegression().fit(rows, BINARY)
    np.testing.assert_allclose(run(model, rows)[1], model.predict_proba(rows), atol=1e-6)
    # As of scikit-learn's own: the log-odds of both classes.
    np.testing.assert_allclose(run(model, rows, raw_scores=True)[1][:, 1], model.decision_function(rows), rtol=1e-5, atol=1e-5)


def test_the_sum_of_far_scores_is_one() -> None:
    far = (1e3 * X).astype(np.float32)
    model = LogisticRegression().fit(X, BINARY)
    found = run(model, far)[1]
    assert np.isfinite(found).all() and np.allclose(found.sum(axis=1), 1.0)


def test_what_a_graph_cannot_say_is_refused() -> None:
    # All rows with 1 in the first column are of one class.
    columns = np.column_stack([X[:, 0] > 1, X[:, 1]]).astype(np.float32)
    with pytest.warns(logodds.ConvergenceWarning):
        separated = LogisticRegression(C=np.inf).fit(columns, BINARY | (X[:, 0] > 1))
    with pytest.raises(SpecificationError, match="infinite"):
        run(separated, columns)
    twice = np.column_stack([X, np.ones(300, dtype=np.float32)])
    with pytest.raises(SpecificationError, match="do not determine"):
        run(LogisticRegression(C=np.inf).fit(twice, BINARY), twice)

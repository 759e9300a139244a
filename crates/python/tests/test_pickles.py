"""Pickles, and what is like them: the same predictions afterwards, and the same bytes of equal fits."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import time
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import logodds
from logodds import LogisticRegression, LogisticRegressionCV

RNG = np.random.default_rng(23)
X = RNG.normal(size=(200, 3))
Y = (X[:, 0] + RNG.logistic(size=200) > 0).astype(int)
FRAME = pd.DataFrame({"y": Y, "x": X[:, 0], "z": X[:, 1], "g": np.where(X[:, 2] > 0, "b", "a")})

ESTIMATORS = [
    LogisticRegression(),
    LogisticRegression(C=np.inf, covariance="hc3"),
    LogisticRegression(penalty="firth"),
    LogisticRegressionCV(Cs=3, cv=3),
]
FORMULAS = ["y ~ x + g", "y ~ x * g + center(z)"]


def _joblib(fitted: Any) -> bytes:
    file = io.BytesIO()
    joblib.dump(fitted, file)
    return file.getvalue()


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=repr)
@pytest.mark.parametrize("y", [Y, np.array(list("abc"))[Y + (X[:, 1] > 1)]], ids=["two", "three"])
def test_pickles_of_equal_fits_are_equal_bytes(estimator: Any, y: np.ndarray) -> None:
    """The moment and the seconds of a fit differ."""
    if estimator.penalty == "firth" and len(set(y.tolist())) > 2:
        pytest.skip("Firth's fit is of two classes")
    if estimator.covariance == "hc3" and len(set(y.tolist())) > 2:
        pytest.skip("HC3 is of two classes")
    first = clone(estimator).fit(X, y)
    time.sleep(1.1)  # the moment of a file is in seconds
    second = clone(estimator).fit(X, y)
    assert pickle.dumps(first) == pickle.dumps(second)
    assert _joblib(first) == _joblib(second)
    # And of a fit that was pickled.
    again = pickle.loads(pickle.dumps(first))
    assert pickle.dumps(again) == pickle.dumps(pickle.loads(pickle.dumps(again)))
    assert (again.predict_proba(X) == first.predict_proba(X)).all()


@pytest.mark.parametrize("formula", FORMULAS)
def test_pickles_of_equal_results_are_equal_bytes(formula: str) -> None:
    first, second = logodds.fit(formula, FRAME), logodds.fit(formula, FRAME)
    assert pickle.dumps(first) == pickle.dumps(second)
    again = pickle.loads(pickle.dumps(first))
    assert (again.predict(FRAME) == first.predict(FRAME)).all()
    # The time of a fit is told of the fit, and of what remembers it.
    told, kept = str(first.summary()).splitlines(), str(again.summary()).splitlines()
    differing = [(one, other) for one, other in zip(told, kept, strict=True) if one != other]
    assert differing == [(one, one.rpartition(",")[0]) for one in told if one.startswith("solver ")]


def test_bytes_do_not_depend_on_the_process() -> None:
    """Sets of texts are in another order in every process. (Of columns that formulaic makes they do: its terms keep their hashes.)"""
    code = (
        "import hashlib, logodds, pickle\n"
        "data = {'y': [0, 1, 0, 1, 1, 0, 1, 0], 'x': [1.0, 2.0, 2.5, 4.0, 3.0, 1.5, 0.5, 3.5], 'z': [1.0, 0.0, 2.0, 1.0, 3.0, 1.0, 2.0, 5.0],"
        " 'g': ['a', 'b'] * 4}\n"
        "print(hashlib.sha256(pickle.dumps(logodds.fit('y ~ x + g', data))).hexdigest())"
    )

    def told(seed: str) -> str:
        of_process = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run([sys.executable, "-c", code], env=of_process, check=True, capture_output=True, text=True).stdout

    assert len({told(seed) for seed in ("1", "2", "3")}) == 1


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=repr)
def test_cloudpickle_and_joblib(estimator: Any) -> None:
    cloudpickle = pytest.importorskip("cloudpickle")
    fitted = make_pipeline(StandardScaler(), clone(estimator)).fit(X, Y)
    for again in (cloudpickle.loads(cloudpickle.dumps(fitted)), joblib.load(io.BytesIO(_joblib(fitted)))):
        assert (again.predict_proba(X) == fitted.predict_proba(X)).all()


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=repr)
def test_skops_knows_what_to_trust(estimator: Any) -> None:
    """Beside the estimator it is the engine's model, which skops would not take as a function's value."""
    skops = pytest.importorskip("skops.io")
    fitted = make_pipeline(StandardScaler(), clone(estimator)).fit(X, Y)
    kept = skops.dumps(fitted)
    unknown = skops.get_untrusted_types(data=kept)
    assert all(name.startswith("logodds.") for name in unknown), unknown
    assert (skops.loads(kept, trusted=unknown).predict_proba(X) == fitted.predict_proba(X)).all()


def test_bytes_that_are_no_model() -> None:
    with pytest.raises(logodds.ModelFileError):
        type(LogisticRegression().fit(X, Y).model_)(b"no model")

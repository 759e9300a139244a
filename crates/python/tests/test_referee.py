"""scikit-learn's own optimum as the referee: data sets × penalties × weights.

Both fits are judged by one objective, written out here; ours may never be above theirs by more than rounding. Where
theirs is tight (its gradient has all but vanished), probabilities must agree.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sklearn.linear_model
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine, make_classification
from sklearn.preprocessing import StandardScaler

from logodds import LogisticRegression

DATA = Path(__file__).parents[3] / "examples" / "data"
GOLDEN = Path(__file__).parents[3] / "tests" / "golden" / "inference"

# From R packages; tests/golden/inference/goldens.R has their sources.
TABLES = ["affairs", "pima", "credit_card", "hmda", "icu", "smoke_ban", "wells", "biopsy", "womenlf"]

warnings.filterwarnings("ignore", module="sklearn")


def table(path, target):
    data = pd.read_csv(path).dropna()
    y = data.pop(target)
    X = pd.get_dummies(data, drop_first=True).to_numpy(dtype=float)
    return StandardScaler().fit_transform(X), y.to_numpy()


def data_sets():
    scaled = StandardScaler().fit_transform
    yield "iris", scaled(load_iris().data), load_iris().target
    yield "wine", scaled(load_wine().data), load_wine().target
    yield "breast cancer", scaled(load_breast_cancer().data), load_breast_cancer().target
    yield "digits", load_digits().data[:500] / 16, load_digits().target[:500]  # theirs takes a minute for all
    yield "iris of two", load_iris().data, (load_iris().target == 1).astype(int)
    yield "birthwt", *table(DATA / "birthwt.csv", "low")
    yield "german credit", *table(DATA / "german_credit.csv", "creditability")
    for name in TABLES:
        yield name, *table(GOLDEN / f"{name}.csv", "y")
    X, y = make_classification(3000, 15, n_informative=6, n_classes=4, flip_y=0.1, random_state=0)
    yield "four classes", X, y


def objective(X, codes, classes, weight, C, intercept, coef):
    """C Σ s ℓ + ½‖w‖², or the mean loss where there is no penalty."""
    eta = X @ coef.T + intercept
    if eta.shape[1] == 1:
        eta = np.column_stack([np.zeros(len(X)), eta])
    loss = weight @ (np.logaddexp.reduce(eta, axis=1) - eta[np.arange(len(X)), codes])
    return loss / weight.sum() if np.isinf(C) else C * loss + 0.5 * np.sum(coef**2)


def gradient(X, codes, weight, C, model):
    """Of the mean objective, its largest component."""
    p = model.predict_proba(X)
    p[np.arange(len(X)), codes] -= 1.0
    p *= weight[:, None]
    if len(model.coef_) == 1:
        p = p[:, 1:]
    ridge = 0.0 if np.isinf(C) else model.coef_ / C
    return max(np.abs(p.T @ X + ridge).max(), np.abs(p.sum(axis=0)).max()) / weight.sum()


@pytest.mark.parametrize(("X", "y"), [pytest.param(*case[1:], id=case[0]) for case in data_sets()])
@pytest.mark.parametrize("C", [0.01, 1.0, 100.0, np.inf])
@pytest.mark.parametrize("weights", ["none", "random", "balanced"])
def test_the_optimum_is_that_of_scikit_learn(X, y, C, weights):
    classes, codes = np.unique(y, return_inverse=True)
    weight = np.random.default_rng(0).integers(0, 4, len(y)).astype(float) if weights == "random" else None
    of_classes = "balanced" if weights == "balanced" else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ours = LogisticRegression(C=C, class_weight=of_classes).fit(X, y, weight)
        if ours.status_ != "converged":
            assert np.isinf(C), "a penalised fit is always certified"
            pytest.skip(f"no optimum: {ours.status_}")
        theirs = sklearn.linear_model.LogisticRegression(
            C=C, class_weight=of_classes, solver="lbfgs", tol=1e-12, max_iter=20_000
        ).fit(X, y, weight)
    s = np.ones(len(y)) if weight is None else weight
    if of_classes:
        s = s * (len(y) / (len(classes) * np.bincount(codes)))[codes]
    f = objective(X, codes, classes, s, C, ours.intercept_, ours.coef_)
    g = objective(X, codes, classes, s, C, theirs.intercept_, theirs.coef_)
    assert f <= g * (1 + 1e-10)
    if gradient(X, codes, s, C, theirs) < 1e-9:
        assert np.abs(ours.predict_proba(X) - theirs.predict_proba(X)).max() < 1e-6


@pytest.mark.parametrize(("data", "C"), [(load_iris, 0.1), (load_breast_cancer, 0.1), (load_breast_cancer, np.inf)])
def test_so_is_the_optimum_without_an_intercept(data, C):
    X, y = data(return_X_y=True)
    X = X[:, :3] / X[:, :3].std(axis=0)
    ours = LogisticRegression(C=C, fit_intercept=False).fit(X, y)
    theirs = sklearn.linear_model.LogisticRegression(C=C, fit_intercept=False, tol=1e-12, max_iter=20_000).fit(X, y)
    assert ours.status_ == "converged" and not ours.intercept_.any()
    assert np.abs(ours.predict_proba(X) - theirs.predict_proba(X)).max() < 1e-6


@pytest.mark.parametrize("solver", ["lbfgs", "newton-cg", "newton-cholesky", "saga"])
def test_every_solver_reaches_it(solver):
    X, y = StandardScaler().fit_transform(load_breast_cancer().data), load_breast_cancer().target
    expected = LogisticRegression().fit(X, y)
    found = LogisticRegression(solver=solver, max_iter=5000).fit(X, y)
    assert found.status_ == "converged"
    assert np.abs(found.predict_proba(X) - expected.predict_proba(X)).max() < 1e-6

"""The parameters of scikit-learn's class, and the model that its solver liblinear fits."""

from __future__ import annotations

import inspect
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression as ScikitLearns

from logodds import ConvergenceWarning, DataError, LogisticRegression, SpecificationError

RNG = np.random.default_rng(7)
X = RNG.normal(size=(150, 4)) + [1.0, 0.0, 0.0, 5.0]
Y = (X[:, 0] + RNG.logistic(size=150) > 1.5).astype(int)
THREE = ((X - [1.0, 0.0, 0.0, 5.0]) @ RNG.normal(size=(4, 3)) + RNG.gumbel(size=(150, 3))).argmax(axis=1)
WEIGHT = RNG.integers(0, 4, 150).astype(float)
# Of every release from 1.6 to 1.9.
THEIRS = {
    "penalty", "C", "l1_ratio", "dual", "tol", "fit_intercept", "intercept_scaling", "class_weight", "random_state", "solver", "max_iter",
    "multi_class", "verbose", "warm_start", "n_jobs",
}  # fmt: skip


def test_every_parameter_is_there_and_scikit_learns_own_values_are_taken():
    given = {name: parameter.default for name, parameter in inspect.signature(ScikitLearns).parameters.items()}
    assert set(given) <= THEIRS <= set(LogisticRegression().get_params())
    model = LogisticRegression(**given).fit(X, Y)
    assert model.get_params() | given == model.get_params()
    np.testing.assert_allclose(model.coef_, LogisticRegression().fit(X, Y).coef_, atol=1e-5)
    assert clone(model).set_params(intercept_scaling=1, dual=False).get_params() == model.get_params()


@pytest.mark.parametrize(
    "given",
    [
        {"penalty": "deprecated"},
        {"penalty": "elasticnet", "l1_ratio": 0},
        {"l1_ratio": None},
        {"l1_ratio": 0},
        {"dual": False},
        {"intercept_scaling": 1},
        {"multi_class": "auto"},
        {"multi_class": "deprecated"},
        {"multi_class": "ovr"},
        {"n_jobs": 1},
        {"max_iter": 100},
    ],
    ids=str,
)
def test_what_asks_for_nothing_is_taken(given):
    np.testing.assert_array_equal(LogisticRegression(**given).fit(X, Y).coef_, LogisticRegression().fit(X, Y).coef_)


@pytest.mark.parametrize(
    ("given", "labels", "said"),
    [
        ({"dual": True}, Y, "dual=True is a way of solver='liblinear', and this is 'auto'"),
        ({"dual": "no"}, Y, "dual='no'"),
        ({"intercept_scaling": 2.0}, Y, "intercept_scaling=2 says how much solver='liblinear' penalises"),
        ({"intercept_scaling": 2.0, "solver": "liblinear", "fit_intercept": False}, Y, "intercept_scaling=2"),
        ({"intercept_scaling": 0}, Y, "intercept_scaling=0"),
        ({"intercept_scaling": np.inf, "solver": "liblinear"}, Y, "intercept_scaling=inf"),
        ({"solver": "liblinear", "C": np.inf}, Y, "with C=inf nothing is"),
        ({"solver": "liblinear", "penalty": None}, Y, "with penalty=None nothing is"),
        ({"solver": "liblinear", "penalty": "firth"}, Y, "solver='liblinear' is another"),
        ({"solver": "liblinear"}, THREE, "OneVsRestClassifier"),
        ({"multi_class": "ovr"}, THREE, "OneVsRestClassifier"),
        ({"multi_class": "multinomial"}, Y, "double C"),
        ({"multi_class": "all"}, Y, "multi_class='all'"),
        ({"penalty": "elasticnet", "l1_ratio": None}, Y, "l1_ratio"),
        ({"penalty": "elasticnet", "l1_ratio": 0.5}, Y, "L1 penalties are not there yet"),
    ],
    ids=str,
)
def test_what_would_have_no_effect_is_refused_with_its_reason(given, labels, said):
    with pytest.raises(SpecificationError, match=said):
        LogisticRegression(**given).fit(X, labels)


@pytest.mark.parametrize("penalty", [None, "firth"])
def test_a_c_that_is_ignored_is_told(penalty):
    with pytest.warns(UserWarning, match="will ignore the C"):
        model = LogisticRegression(penalty=penalty, C=4.0).fit(X, Y)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_array_equal(LogisticRegression(penalty=penalty).fit(X, Y).coef_, model.coef_)
        LogisticRegression(C=np.inf).fit(X, Y)


def liblinear(given=None, **parameters):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return ScikitLearns(solver="liblinear", tol=1e-12, max_iter=100_000, **parameters).fit(X, Y, given)


@pytest.mark.parametrize("container", [np.asarray, np.asfortranarray, sparse.csr_matrix, sparse.csc_matrix], ids=["C", "Fortran", "CSR", "CSC"])
@pytest.mark.parametrize("scaling", [1.0, 0.1, 30])
@pytest.mark.parametrize("dual", [False, True])
@pytest.mark.parametrize("weight", [None, WEIGHT], ids=["", "weighted"])
def test_liblinears_model_is_fitted_as_what_it_is(container, scaling, dual, weight):
    asked = {"C": 0.3, "intercept_scaling": scaling, "class_weight": {0: 2.0}}
    ours = LogisticRegression(solver="liblinear", dual=dual, tol=1e-7, **asked).fit(container(X), Y, weight)
    theirs = liblinear(weight, **asked)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-6)
    np.testing.assert_allclose(ours.intercept_, theirs.intercept_, atol=1e-6)
    for method in ("predict_proba", "decision_function", "predict_log_proba", "predict"):
        np.testing.assert_allclose(getattr(ours, method)(container(X)), getattr(theirs, method)(X), atol=1e-5)
    assert ours.status_ == "converged"
    plain = LogisticRegression(C=0.3, class_weight={0: 2.0}).fit(X, Y, weight)
    assert np.abs(plain.intercept_ - ours.intercept_).max() > 1e-3 or scaling == 30


def test_liblinear_without_an_intercept_is_like_the_others():
    ours = LogisticRegression(solver="liblinear", fit_intercept=False, tol=1e-7).fit(X, Y)
    np.testing.assert_allclose(ours.coef_, liblinear(fit_intercept=False).coef_, atol=1e-6)
    assert (ours.intercept_ == 0).all()


def test_errors_of_liblinears_model_are_those_of_its_posterior():
    model = LogisticRegression(solver="liblinear", intercept_scaling=3.0, covariance="penalized", tol=1e-7).fit(X, Y)
    A = np.column_stack([np.full(150, 3.0), X])
    p = model.predict_proba(X)[:, 1]
    V = np.linalg.inv(A.T * (p * (1 - p)) @ A + np.eye(5))
    errors = np.sqrt(np.diag(V)) * [3.0, 1, 1, 1, 1]
    np.testing.assert_allclose(model.standard_errors_[0], errors, rtol=1e-6)
    reach = 1.959963984540054 * np.sqrt(np.einsum("ij,jk,ik->i", A, V, A))
    for rows in (X, sparse.csr_matrix(X)):
        lower, upper = model.predict_interval(rows)
        np.testing.assert_allclose(lower[:, 1], 1 / (1 + np.exp(reach - model.decision_function(X))), rtol=1e-6)
        np.testing.assert_allclose(upper[:, 1], 1 / (1 + np.exp(-reach - model.decision_function(X))), rtol=1e-6)


def test_liblinears_model_starts_where_it_ended():
    model = LogisticRegression(solver="liblinear", intercept_scaling=3.0, warm_start=True).fit(X, Y)
    first = model.coef_.copy()
    model.fit(X, Y)
    assert model.n_iter_[0] <= 2
    np.testing.assert_allclose(model.coef_, first, atol=1e-6)


def test_no_step_leaves_what_scikit_learn_leaves():
    for solver in ("auto", "lbfgs", "saga", "liblinear"):
        with pytest.warns(ConvergenceWarning, match="max_iter"):
            model = LogisticRegression(max_iter=0, solver=solver).fit(X, Y)
        assert not model.coef_.any() and not model.intercept_.any() and model.n_iter_[0] == 0
        assert (model.predict_proba(X) == 0.5).all()


@pytest.mark.parametrize("labels", [Y, np.array(["no", "yes"])[Y], Y == 1, Y.astype(np.float32)], ids=["numbers", "texts", "booleans", "floats"])
def test_weights_of_classes_are_scikit_learns(labels):
    first, second = np.unique(labels).tolist()
    for asked in ("balanced", {first: 2.0}, {first: 0.5, second: 3.0}, {first: 1, second: 2, "another": 5}):
        for weight in (None, WEIGHT):
            ours = LogisticRegression(class_weight=asked, tol=1e-7).fit(X, labels, weight)
            if asked == "balanced":
                counts = np.bincount(Y, weight)
                by_hand = (counts.sum() / (2 * counts))[Y]
            else:
                by_hand = np.where(Y == 1, asked.get(second, 1.0), asked.get(first, 1.0))
            known = LogisticRegression(tol=1e-7).fit(X, labels, by_hand * (1.0 if weight is None else weight))
            np.testing.assert_allclose(ours.coef_, known.coef_, rtol=1e-9)
    with pytest.raises(ValueError, match="'another' is no class"):
        LogisticRegression(class_weight={first: 1, "another": 5}).fit(X, labels)
    with pytest.raises(ValueError):
        ScikitLearns(class_weight={first: 1, "another": 5}).fit(X, labels)


def test_a_penalised_intercept_needs_rows_that_can_be_read():
    rows = X.copy()
    rows[3, 1] = np.nan
    with pytest.raises(DataError, match=r"NaN \(first in row 3, column 1"):
        LogisticRegression(solver="liblinear").fit(rows, Y)


@pytest.mark.parametrize("names", [["a"], ["intercept"], ["a", "b"], None])
def test_the_column_of_the_intercept_takes_no_name_from_another(names):
    count = len(names or "a")
    rows = X[:, :count] if names is None else pd.DataFrame(X[:, :count], columns=names)
    model = LogisticRegression(solver="liblinear").fit(rows, Y)
    assert model.coef_.shape == (1, count) and model.status_ == "converged"
    assert list(getattr(model, "feature_names_in_", names or [])) == (names or [])
    one = LogisticRegression(C=np.inf)
    with pytest.warns(ConvergenceWarning, match=f'^"{names[0] if names else "x0"}" separates'):
        one.fit(np.arange(20.0)[:, None] if names is None else pd.DataFrame({names[0]: np.arange(20.0)}), np.arange(20) > 9)

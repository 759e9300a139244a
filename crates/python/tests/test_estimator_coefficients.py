"""Coefficients that are set, written to, made sparse; and the precision of what is given out."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
import sklearn
from scipy import sparse
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression as ScikitLearns, LogisticRegressionCV as ScikitLearnsCV
from sklearn.utils.fixes import parse_version

from logodds import ConvergenceWarning, DataError, LogisticRegression, LogisticRegressionCV, NoStandardErrors

RNG = np.random.default_rng(5)
X = RNG.normal(size=(90, 3)) + 2.0
TWO = (X[:, 0] + RNG.logistic(size=90) > 2.0).astype(int)
THREE = (X @ RNG.normal(size=(3, 3)) + RNG.gumbel(size=(90, 3))).argmax(axis=1)
METHODS = ("predict", "predict_proba", "predict_log_proba", "decision_function")


def referee(model):
    """scikit-learn's class with the same coefficients."""
    theirs = ScikitLearns()
    theirs.classes_, theirs.coef_, theirs.intercept_ = model.classes_, np.asarray(model.coef_), np.asarray(model.intercept_)
    theirs.n_features_in_ = X.shape[1]
    return theirs


def agrees(model, rows=X):
    theirs, known = referee(model), X[: rows.shape[0]]
    assert (model.predict(rows) == theirs.predict(known)).all()
    for method in ("predict_proba", "decision_function"):
        np.testing.assert_allclose(getattr(model, method)(rows), getattr(theirs, method)(known), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(np.exp(model.predict_log_proba(rows)), theirs.predict_proba(known), rtol=1e-9, atol=1e-12)


def is_known_no_longer(model):
    assert model.status_ == "given" and np.isnan(model.certificate_["bound"]) and "by hand" in model.certificate_["withheld"]
    for ask in (lambda: model.standard_errors_, lambda: model.predict_interval(X)):
        with pytest.raises(NoStandardErrors, match="by hand"):
            ask()


@pytest.mark.parametrize("labels", [TWO, THREE, np.array(["a", "b", "c"])[THREE]], ids=["two", "three", "texts"])
@pytest.mark.parametrize("rows", [X, sparse.csr_matrix(X), X[:1]], ids=["dense", "sparse", "one"])
def test_predictions_follow_coefficients_that_are_set(labels, rows):
    model = LogisticRegression(C=1.0, covariance="penalized").fit(X, labels)
    assert model.status_ == "converged"
    values = RNG.normal(size=model.coef_.shape)
    model.coef_ = values
    assert model.coef_ is values
    agrees(model, rows)
    is_known_no_longer(model)
    model.intercept_ = np.arange(len(model.intercept_)) - 0.5
    agrees(model)
    values[:] = 0.0  # an array that was set is the one that is used
    agrees(model)
    for other in (pickle.loads(pickle.dumps(model)), copy.deepcopy(model), copy.copy(model)):
        agrees(other)
        is_known_no_longer(other)
    with pytest.raises(AttributeError, match="not fitted"):
        clone(model).coef_
    again = model.fit(X, labels)
    assert again.status_ == "converged" and again.standard_errors_.shape[1] == 4


@pytest.mark.parametrize("labels", [TWO, THREE], ids=["two", "three"])
@pytest.mark.parametrize("name", ["coef_", "intercept_"])
def test_predictions_follow_what_is_written_into_coefficients(labels, name):
    model = LogisticRegression().fit(X, labels)
    before = model.predict_proba(X)
    values = getattr(model, name)
    assert getattr(model, name) is values
    np.testing.assert_array_equal(model.predict_proba(X), before)
    assert model.status_ == "converged"
    values[0] = 7.0
    agrees(model)
    is_known_no_longer(model)


def test_what_was_written_is_seen_by_a_pickle_and_what_was_only_read_is_not():
    model = LogisticRegression().fit(X, TWO)
    bytes_before = pickle.dumps(model)
    coefficients = model.coef_
    assert pickle.dumps(model) == bytes_before
    coefficients[0, 1] += 1.0
    written = pickle.loads(pickle.dumps(model))
    agrees(written)
    is_known_no_longer(written)


@pytest.mark.parametrize("fit", [True, False])
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("coef_", np.zeros((1, 4)), r"\(1, 3\)|features"),
        ("coef_", np.zeros((2, 3)), r"\(1, (3|n_features)\)"),
        ("coef_", 1.0, r"\(1, (3|n_features)\)|features"),
        ("intercept_", np.zeros(2), r"\(1,\)"),
        ("intercept_", np.zeros((1, 1)), r"\(1,\)"),
        ("coef_", np.full((1, 3), np.nan), "NaN or infinity"),
        ("coef_", np.full((1, 3), np.inf), "NaN or infinity"),
        ("intercept_", [np.nan], "NaN or infinity"),
        ("coef_", "abc", "must be numbers"),
        ("coef_", None, "must be numbers"),
        ("coef_", np.ones((1, 3)) * 1j, "must be numbers"),
    ],
)
def test_coefficients_of_another_shape_or_none_are_refused(name, value, said, fit):
    model = LogisticRegression()
    if fit:
        model.fit(X, TWO)
    else:
        model.classes_, model.coef_, model.intercept_ = np.array([0, 1]), np.ones((1, 3)), np.zeros(1)
    with pytest.raises(DataError, match=said):
        setattr(model, name, value)
        model.predict(X)


def test_one_score_may_be_given_flat():
    model = LogisticRegression().fit(X, TWO)
    model.coef_, model.intercept_ = np.array([1.0, 2.0, 3.0]), -0.5
    np.testing.assert_allclose(model.decision_function(X), X @ [1.0, 2.0, 3.0] - 0.5)


def test_an_estimator_may_be_made_of_coefficients_alone():
    model = LogisticRegression()
    for name, value, missing in [("coef_", np.ones((3, 3)), "intercept_|not fitted"), ("intercept_", np.zeros(3), "classes_|not fitted")]:
        setattr(model, name, value)
        with pytest.raises((AttributeError, ValueError), match=missing):
            model.predict(X)
    model.classes_ = np.array(["a", "b", "c"])
    agrees(model)
    model.classes_ = np.array([0, 1])
    with pytest.raises(DataError, match=r"for 2 classes it must be"):
        model.predict(X)


def test_rows_that_are_not_finite_are_refused_by_set_coefficients_too():
    model = LogisticRegression().fit(X, TWO)
    model.coef_ = np.ones((1, 3))
    for value, said in ((np.nan, "NaN"), (np.inf, "infinity")):
        rows = X.copy()
        rows[7, 2] = value
        for given in (rows, sparse.csr_matrix(rows)):
            with pytest.raises(DataError, match=rf"{said} \(first in row 7, column 2\)"):
                model.predict_proba(given)


def test_a_start_is_what_was_set():
    model = LogisticRegression(warm_start=True, solver="lbfgs").fit(X, TWO)
    found = model.coef_.copy()
    steps = model.n_iter_[0]
    model.coef_, model.intercept_ = found.copy(), model.intercept_.copy()
    assert model.fit(X, TWO).n_iter_[0] < steps
    model.coef_ = found + 100.0  # where every row is certain
    np.testing.assert_allclose(model.fit(X, TWO).coef_, found, rtol=1e-4)
    assert model.status_ == "converged"


def test_a_start_is_what_was_written():
    model = LogisticRegression(warm_start=True, max_iter=0).fit(X, TWO)
    model.coef_[0, 1] = 0.25
    with pytest.warns(ConvergenceWarning):
        assert model.fit(X, TWO).coef_[0, 1] == pytest.approx(0.25)


@pytest.mark.parametrize("labels", [TWO, THREE], ids=["two", "three"])
def test_coefficients_are_made_sparse_and_dense_again(labels):
    model = LogisticRegression().fit(X, labels)
    before, dense = model.predict_proba(X), model.coef_.copy()
    assert model.sparsify() is model and sparse.issparse(model.coef_) and model.coef_.format == "csr"
    np.testing.assert_array_equal(model.coef_.toarray(), dense)
    np.testing.assert_array_equal(model.predict_proba(X), before)
    assert model.status_ == "converged" and sparse.issparse(pickle.loads(pickle.dumps(model)).coef_)
    model.coef_.data[0] = 3.0
    assert model.status_ == "given" and model.densify().coef_[0, 0] == 3.0
    agrees(model)
    with pytest.raises(ValueError, match="not fitted"):
        LogisticRegression().sparsify()


@pytest.mark.parametrize("labels", [TWO, THREE], ids=["two", "three"])
@pytest.mark.parametrize("container", [np.asarray, np.asfortranarray, sparse.csr_matrix], ids=["C", "Fortran", "sparse"])
@pytest.mark.parametrize("solver", ["lbfgs", "newton-cholesky", "saga"])
def test_single_precision_in_is_single_precision_out(labels, container, solver):
    ours, theirs = (
        model.fit(container(X.astype(np.float32)), labels)
        for model in (LogisticRegression(solver=solver), ScikitLearns(solver=solver, max_iter=1000))
    )
    same = parse_version(sklearn.__version__) >= parse_version("1.9") or solver != "lbfgs"  # which doubled them before
    for name in ("coef_", "intercept_"):
        assert getattr(ours, name).dtype == np.float32 and (not same or getattr(theirs, name).dtype == np.float32)
    for rows in (X, X.astype(np.float32)):
        for method in METHODS[1:]:
            found, expected = (getattr(model, method)(container(rows)) for model in (ours, theirs))
            assert found.dtype == (expected.dtype if same else rows.dtype)
            if solver != "saga":  # of which scikit-learn's does not reach the optimum of sparse rows
                np.testing.assert_allclose(found, expected, atol=2e-2)
    known = LogisticRegression(solver=solver).fit(container(X), labels)
    np.testing.assert_allclose(ours.predict_proba(container(X)), known.predict_proba(container(X)), atol=1e-5)
    assert known.coef_.dtype == np.float64 and known.predict_proba(container(X.astype(np.float32))).dtype == np.float64
    assert ours.fit(X, labels).coef_.dtype == np.float64
    single = pickle.loads(pickle.dumps(LogisticRegression().fit(X.astype(np.float32), labels)))
    assert single.coef_.dtype == np.float32


def test_double_precision_where_scikit_learn_has_it():
    rows = X.astype(np.float32)
    for ours, theirs in [
        (LogisticRegression(solver="liblinear"), ScikitLearns(solver="liblinear")),
        (LogisticRegressionCV(Cs=2), ScikitLearnsCV(Cs=2)),
    ]:
        assert ours.fit(rows, TWO).coef_.dtype == theirs.fit(rows, TWO).coef_.dtype == np.float64
        assert ours.predict_proba(rows).dtype == np.float64


def test_a_limit_is_no_array_of_finite_coefficients():
    rows = np.column_stack([X, TWO * (np.arange(90) < 30)])
    with pytest.warns(ConvergenceWarning):
        model = LogisticRegression(C=np.inf).fit(rows, TWO)
    model.intercept_ = [0.0]
    with pytest.raises(DataError, match="coef_ is not finite"):
        model.predict(rows)


def test_a_fit_that_fails_leaves_no_half_of_one():
    for model in (LogisticRegression(), LogisticRegressionCV(Cs=2)):
        model.fit(X, TWO)
        with pytest.raises(DataError, match="NaN"):
            model.fit(np.where(X == X[3, 1], np.nan, X), TWO)
        for ask in (lambda: model.predict(X), lambda: model.sparsify(), lambda: model.coef_, lambda: model.status_):
            with pytest.raises(AttributeError, match="not fitted"):
                ask()
        assert model.fit(X, TWO).predict(X).shape == (90,)


def test_flat_coefficients_may_be_made_sparse():
    model = LogisticRegression().fit(X, TWO)
    model.coef_ = np.array([1.0, 0.0, 3.0])
    np.testing.assert_allclose(model.sparsify().decision_function(X), X @ [1.0, 0.0, 3.0] + model.intercept_)

"""Classes without weight in a fit: scikit-learn's LogisticRegression is the referee."""

from __future__ import annotations

import pickle
import warnings

import numpy as np
import pytest
import sklearn
from scipy import sparse
from sklearn.ensemble import AdaBoostClassifier, BaggingClassifier
from sklearn.linear_model import LogisticRegression as ScikitLearns
from sklearn.model_selection import KFold
from sklearn.utils.fixes import parse_version

from logodds import ConvergenceWarning, DataError, LogisticRegression, LogisticRegressionCV, NoStandardErrors

RNG = np.random.default_rng(3)
X = RNG.normal(size=(120, 3))
THREE = RNG.choice([0, 1], 120)
THREE[[5, 60]] = 2
FOUR = np.where(RNG.random(120) < 0.3, 3, THREE)
# Beyond what the referee's tolerance leaves.
TIGHT = {"tol": 1e-10, "max_iter": 100_000}


def referee(y, weight, **parameters):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ScikitLearns(**TIGHT, **parameters).fit(X, y, weight)


@pytest.mark.parametrize("labels", [THREE, FOUR, np.array(["a", "b", "rare", "d"])[FOUR]], ids=["three", "four", "texts"])
@pytest.mark.parametrize("lost", [0, 2])
def test_a_class_without_weight_has_probability_zero_and_the_others_the_optimum_of_the_rest(labels, lost):
    weight = np.where(labels == np.unique(labels)[lost], 0.0, RNG.integers(1, 4, 120))
    ours, theirs = LogisticRegression(tol=1e-7).fit(X, labels, weight), referee(labels, weight)
    assert list(ours.classes_) == list(theirs.classes_)
    kept = np.delete(np.arange(len(ours.classes_)), lost)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=2e-5)
    np.testing.assert_array_equal(ours.coef_[lost], 0.0)
    np.testing.assert_allclose(np.diff(ours.intercept_[kept]), np.diff(theirs.intercept_[kept]), atol=2e-5)
    assert ours.intercept_[lost] == -np.inf
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-5)
    assert (ours.predict_proba(X)[:, lost] == 0.0).all() and (ours.predict_log_proba(X)[:, lost] == -np.inf).all()
    assert (ours.predict(X) == theirs.predict(X)).all()
    np.testing.assert_allclose(ours.decision_function(X)[:, kept], X @ ours.coef_[kept].T + ours.intercept_[kept], atol=1e-12)
    assert ours.warnings_[-1]["code"] == "class-without-weight" and f"class {ours.classes_[lost]}" in ours.warnings_[-1]["message"]
    again = pickle.loads(pickle.dumps(ours))
    np.testing.assert_array_equal(again.predict_proba(X), ours.predict_proba(X))


@pytest.mark.parametrize("container", [np.asarray, sparse.csr_matrix, lambda X: X.astype(np.float32)], ids=["dense", "sparse", "single"])
@pytest.mark.parametrize(("labels", "lost"), [(THREE, 2), (THREE == 0, 1), (FOUR, 0)], ids=["three", "two", "four"])
def test_without_an_intercept_nothing_runs_away(container, labels, lost):
    weight = np.where(labels == np.unique(labels)[lost], 0.0, 1.0)
    ours = LogisticRegression(fit_intercept=False, tol=1e-7).fit(container(X), labels, weight)
    theirs = referee(labels, weight, fit_intercept=False)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=2e-5)
    np.testing.assert_allclose(ours.predict_proba(container(X)), theirs.predict_proba(X), atol=2e-5)


def test_a_penalised_intercept_does_not_run_away_either():
    weight = np.where(THREE == 0, 0.0, 1.0)[THREE != 2]
    rows, labels = X[THREE != 2], THREE[THREE != 2]
    ours = LogisticRegression(solver="liblinear", tol=1e-7).fit(rows, labels, weight)
    theirs = ScikitLearns(solver="liblinear", tol=1e-10, max_iter=10_000).fit(rows, labels, weight)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-6)
    np.testing.assert_allclose(ours.intercept_, theirs.intercept_, atol=1e-6)


@pytest.mark.parametrize("labels", [THREE > 1, THREE, np.array(["no", "yes"])[(THREE > 1).astype(int)]], ids=["two", "three", "texts"])
def test_one_class_that_is_left_has_probability_one_and_it_is_said(labels):
    first = np.unique(labels)[0]
    with pytest.warns(ConvergenceWarning, match="has no weight, and so its probability is 0"):
        model = LogisticRegression().fit(X, labels, labels == first)
    assert model.status_ == "limit" and (model.predict(X) == first).all()
    np.testing.assert_array_equal(model.predict_proba(X)[:, 0], 1.0)
    assert np.abs(referee(labels, labels == first).predict_proba(X)[:, 0] - 1.0).max() < 1e-3
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(model)).predict_proba(X), model.predict_proba(X))


def test_resamples_that_lose_a_class_are_bagged():
    for labels in (THREE, THREE == 2):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            bags = [
                BaggingClassifier(model, n_estimators=8, random_state=0).fit(X, labels)
                for model in (LogisticRegression(tol=1e-7), ScikitLearns(tol=1e-6, max_iter=1000))
            ]
        ours, theirs = (bag.predict_proba(X) for bag in bags)
        np.testing.assert_allclose(ours, theirs, atol=2e-3)  # how far the referee goes to infinity is a matter of its tolerance
        assert np.isfinite(AdaBoostClassifier(LogisticRegression(), n_estimators=5).fit(X, labels).predict_proba(X)).all()


def test_a_class_of_weight_zero_by_class_weight_and_what_cannot_be():
    ours = LogisticRegression(class_weight={2: 0}).fit(X, THREE)
    np.testing.assert_allclose(ours.predict_proba(X), referee(THREE, None, class_weight={2: 0}).predict_proba(X), atol=1e-4)
    with pytest.raises(ValueError, match="only one class: True"):
        LogisticRegression(class_weight={0: 0}).fit(X, THREE > 0)
    for model in (LogisticRegression(), ScikitLearns()):
        with pytest.raises(ValueError, match="one class"):
            model.fit(X, np.ones(120))
    with pytest.raises(ValueError, match="zero"):
        LogisticRegression().fit(X, THREE, np.zeros(120))


def test_errors_are_withheld_of_a_fit_that_lost_a_class():
    model = LogisticRegression(C=np.inf, covariance="model").fit(X, FOUR, FOUR != 2)
    with pytest.raises(NoStandardErrors, match="class 2 had no weight"):
        model.standard_errors_
    with pytest.raises(NoStandardErrors, match="class 2 had no weight"):
        model.predict_interval(X)


@pytest.mark.parametrize("scoring", ["accuracy", "neg_brier_score", None])
@pytest.mark.parametrize("classes", [2, 3])
def test_a_fold_without_a_class_is_scored(scoring, classes):
    if scoring == "neg_brier_score" and classes == 3 and parse_version(sklearn.__version__) < parse_version("1.7"):
        pytest.skip("the Brier score is of two classes there")
    y = np.repeat(np.arange(classes), 20)
    rows, folds = X[: len(y)], KFold(classes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = LogisticRegressionCV(Cs=[1e-3, 1.0], cv=folds, scoring=scoring, use_legacy_attributes=False).fit(rows, y)
    for f, (train, test) in enumerate(folds.split(rows)):
        fold = LogisticRegression().fit(rows, y)
        fold.coef_, fold.intercept_ = model.coefs_paths_[f, 0, 1, :, :-1], model.coefs_paths_[f, 0, 1, :, -1]
        p = fold.predict_proba(rows[test])
        assert (p[:, f] == 0.0).all()  # which the test rows all are
        expected = {
            "accuracy": 0.0,
            "neg_brier_score": -np.mean(np.sum((p - np.eye(classes)[y[test]]) ** 2, axis=1)) / (2 if classes == 2 else 1),
            None: np.log(np.finfo(float).eps),
        }[scoring]
        if scoring == "neg_brier_score" and classes == 2:
            expected = -np.mean((p[:, 1] - (y[test] == 1)) ** 2)
        assert model.scores_[f, 0, 1] == pytest.approx(expected, abs=1e-12)
    assert [w["code"] for w in model.warnings_] == ["fold-without-class"] * classes
    assert model.predict_proba(rows).shape == (len(y), classes)


def test_a_fold_without_any_weight_is_refused():
    with pytest.raises(DataError, match="fold 0 trains on no row of positive weight"):
        LogisticRegressionCV(Cs=1, cv=[(np.arange(60), np.arange(60, 120))]).fit(X, THREE > 0, np.arange(120) >= 60)


@pytest.mark.parametrize("labels", [np.arange(90) % 30, (np.arange(90) % 30).astype(float), np.array([f"c{k % 30}" for k in range(90)], dtype=object)])
def test_many_classes_are_no_reason_to_warn(labels):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert LogisticRegression().fit(X[:90], labels).coef_.shape == (30, 3)

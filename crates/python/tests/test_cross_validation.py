"""LogisticRegressionCV beside scikit-learn's: metadata, scores, layouts of attributes, averages over folds."""

from __future__ import annotations

import inspect
import pickle
import time
import warnings

import numpy as np
import pytest
import sklearn
from scipy import sparse
from sklearn import config_context
from sklearn.linear_model import LogisticRegression as ScikitLearnsPlain, LogisticRegressionCV as ScikitLearns
from sklearn.metrics import accuracy_score, f1_score, fbeta_score, get_scorer, make_scorer
from sklearn.model_selection import GridSearchCV, GroupKFold, KFold, LeaveOneGroupOut, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.fixes import parse_version

from logodds import ConvergenceWarning, DataError, LogisticRegression, LogisticRegressionCV, NoStandardErrors, SpecificationError
from logodds._estimator.in_threads import at_once

RNG = np.random.default_rng(3)
X = RNG.normal(size=(120, 3))
Y = (X[:, 0] + RNG.normal(size=120) > 0).astype(int)
TEXTS = np.array(["neg", "pos"])[Y]
THREE = (X @ RNG.normal(size=(3, 3)) + RNG.gumbel(size=(120, 3))).argmax(axis=1)
GROUPS = np.arange(120) // 10
RELEASE = parse_version(sklearn.__version__)
# Whose attributes have two layouts.
NEW = RELEASE >= parse_version("1.8")
# Whose scores take texts, and whose scorers know their metadata.
NEWEST = RELEASE >= parse_version("1.9")


def theirs(**parameters):
    """scikit-learn's, to the optimum."""
    return ScikitLearns(**{"tol": 1e-8, "max_iter": 10_000, "solver": "newton-cholesky" if NEW else "lbfgs", **parameters})


def fitted(model, *data, **metadata):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return model.fit(*data, **metadata)


def scores_of(model):
    return model.scores_[:, 0] if isinstance(model.scores_, np.ndarray) else next(iter(model.scores_.values()))


# Metadata


@pytest.mark.parametrize("splitter", [GroupKFold(3), LeaveOneGroupOut()])
def test_groups_reach_the_splitter(splitter):
    with config_context(enable_metadata_routing=True):
        ours = LogisticRegressionCV(Cs=3, cv=splitter).fit(X, Y, groups=GROUPS)
        referee = fitted(theirs(Cs=3, cv=splitter, scoring="neg_log_loss"), X, Y, groups=GROUPS)
        np.testing.assert_allclose(scores_of(ours), scores_of(referee), rtol=1e-5)
        assert ours.C_ == referee.C_
        with pytest.raises(TypeError, match="nobody|unexpected"):
            LogisticRegressionCV(Cs=3, cv=splitter).fit(X, Y, groups=GROUPS, nobody=GROUPS)
    with pytest.raises(ValueError, match="groups.*only supported if enable_metadata_routing=True"):
        LogisticRegressionCV(Cs=3, cv=splitter).fit(X, Y, groups=GROUPS)
    with pytest.raises(ValueError, match="'groups' parameter should not be None"):
        LogisticRegressionCV(Cs=3, cv=splitter).fit(X, Y)


def test_metadata_pass_through_pipelines_searches_and_cross_validation():
    with config_context(enable_metadata_routing=True):
        pipeline = make_pipeline(StandardScaler(), LogisticRegressionCV(Cs=3, cv=GroupKFold(3)))
        assert pipeline.fit(X, Y, groups=GROUPS).predict(X).shape == (120,)
        found = cross_validate(LogisticRegressionCV(Cs=3, cv=GroupKFold(3)), X, Y, cv=GroupKFold(2), params={"groups": GROUPS})
        assert np.isfinite(found["test_score"]).all()
        weighted = LogisticRegression().set_fit_request(sample_weight=True).set_score_request(sample_weight=True)
        search = GridSearchCV(weighted, {"C": [0.1, 1.0]}, cv=3).fit(X, Y, sample_weight=GROUPS)
        assert search.best_params_["C"] in (0.1, 1.0)


@pytest.mark.parametrize("asked", [True, False])
def test_a_scorer_gets_weights_if_it_requests_them(asked):
    weight = RNG.integers(0, 4, 120).astype(float)
    with config_context(enable_metadata_routing=True):
        scorers = [get_scorer("accuracy").set_score_request(sample_weight=asked) for _ in range(2)]
        ours = LogisticRegressionCV(Cs=3, cv=3, scoring=scorers[0]).fit(X, Y, sample_weight=weight)
        referee = fitted(theirs(Cs=3, cv=3, scoring=scorers[1]), X, Y, sample_weight=weight)
        np.testing.assert_allclose(scores_of(ours), scores_of(referee))
        if asked:
            assert ours.score(X, Y, sample_weight=weight) == pytest.approx(referee.score(X, Y, sample_weight=weight))
        else:
            with pytest.raises(TypeError, match="not routed"):
                ours.score(X, Y, sample_weight=weight)
        if NEWEST:
            with pytest.raises(ValueError, match="request"):
                LogisticRegressionCV(Cs=3, scoring="accuracy").fit(X, Y, sample_weight=weight)


def test_a_score_of_its_own_gets_its_own_metadata():
    def score(y, predicted, cost):
        return -np.average(y != predicted, weights=cost)

    cost = RNG.random(120)
    with config_context(enable_metadata_routing=True):
        scorer = make_scorer(score).set_score_request(cost=True)
        ours = LogisticRegressionCV(Cs=3, cv=3, scoring=scorer).fit(X, Y, cost=cost)
        referee = fitted(theirs(Cs=3, cv=3, scoring=scorer), X, Y, cost=cost)
        np.testing.assert_allclose(scores_of(ours), scores_of(referee))
        requests = ours.get_metadata_routing()
        assert requests.consumes("fit", ["cost", "groups", "callback"]) == {"cost"}


# Scores


@pytest.mark.parametrize(
    "scoring",
    ["f1", "precision", "recall", "jaccard", "neg_brier_score", "roc_auc", "accuracy", "balanced_accuracy", "neg_log_loss",
     make_scorer(fbeta_score, beta=2.0), make_scorer(f1_score, average="macro")],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("labels", [TEXTS, Y + 3, Y == 1], ids=["texts", "three and four", "booleans"])
def test_scores_take_the_second_class_for_the_positive_one(scoring, labels):
    ours = LogisticRegressionCV(Cs=3, cv=3, scoring=scoring, tol=1e-7).fit(X, labels)
    by_numbers = LogisticRegressionCV(Cs=3, cv=3, scoring=scoring, tol=1e-7).fit(X, Y)
    np.testing.assert_allclose(scores_of(ours), scores_of(by_numbers), rtol=1e-12)
    assert ours.score(X, labels) == pytest.approx(by_numbers.score(X, Y))
    if NEWEST:
        referee = fitted(theirs(Cs=3, cv=3, scoring=scoring), X, labels)
        np.testing.assert_allclose(scores_of(ours), scores_of(referee), rtol=1e-5)
        assert ours.C_ == referee.C_


def test_a_score_of_texts_that_scikit_learn_does_not_manage():
    by_numbers = LogisticRegressionCV(Cs=3, cv=3, scoring="average_precision").fit(X, Y)
    by_texts = LogisticRegressionCV(Cs=3, cv=3, scoring="average_precision").fit(X, TEXTS)
    np.testing.assert_allclose(scores_of(by_texts), scores_of(by_numbers))


def test_what_was_given_to_a_scorer_comes_first():
    given = make_scorer(f1_score, pos_label="neg")
    ours = LogisticRegressionCV(Cs=3, cv=3, scoring=given).fit(X, TEXTS)
    flipped = LogisticRegressionCV(Cs=3, cv=3, scoring="f1").fit(X, 1 - Y)
    np.testing.assert_allclose(scores_of(ours), scores_of(flipped))
    assert given._kwargs == {"pos_label": "neg"}


@pytest.mark.skipif(not NEW, reason="scores of scikit-learn 1.7 know only the classes of a fold")
@pytest.mark.parametrize("scoring", ["f1_macro", "roc_auc_ovr", "neg_log_loss", "neg_brier_score"])
def test_scores_of_more_classes_know_all_of_them(scoring):
    ours = LogisticRegressionCV(Cs=3, cv=KFold(8), scoring=scoring, tol=1e-7)
    referee = theirs(Cs=3, cv=KFold(8), scoring=scoring)
    labels = np.array(["a", "b", "c"])[THREE]
    try:
        expected = scores_of(fitted(referee, X, labels))
    except ValueError:
        expected = None
    if expected is None or np.isnan(expected).any():
        with pytest.raises(ValueError):
            fitted(ours, X, labels)
    else:
        np.testing.assert_allclose(scores_of(fitted(ours, X, labels)), expected, rtol=1e-5)


@pytest.mark.parametrize("scoring", [["accuracy", "f1"], {"a": "accuracy"}, ("f1",), 3, "no such"])
def test_several_scores_are_refused(scoring):
    with pytest.raises(SpecificationError, match="scoring="):
        LogisticRegressionCV(scoring=scoring).fit(X, Y)


# Layouts


@pytest.mark.parametrize("labels", [TEXTS, THREE], ids=["texts", "three"])
@pytest.mark.parametrize("legacy", [None, True, False])
@pytest.mark.parametrize(
    ("ratios", "refit", "fit_intercept"), [(None, True, True), ((0.0,), True, False), ([0.0, 0.0], False, True), (None, False, False)]
)
def test_attributes_are_laid_out_as_scikit_learns(labels, legacy, ratios, refit, fit_intercept):
    asked = {"Cs": 3, "cv": 2, "scoring": "neg_log_loss", "solver": "lbfgs", "l1_ratios": ratios, "refit": refit, "fit_intercept": fit_intercept}
    ours = LogisticRegressionCV(**asked, use_legacy_attributes=legacy, tol=1e-7).fit(X, labels)
    if legacy is not None and not NEW:
        return
    try:
        referee = fitted(theirs(**asked, **({} if legacy is None else {"use_legacy_attributes": legacy})), X, labels)
    except TypeError:
        return  # scikit-learn 1.8 fails there
    if not NEW and ratios is not None and len(ratios) > 1:
        return  # one of them is enough for it
    for name in ("C_", "l1_ratio_", "Cs_", "l1_ratios_", "n_iter_", "scores_", "coefs_paths_", "coef_", "intercept_"):
        same_layout(name, getattr(ours, name), getattr(referee, name))


def same_layout(name, ours, referee):
    assert type(ours) is type(referee), name
    if isinstance(referee, dict):
        assert list(ours) == list(referee)
        for label in referee:
            same_layout(name, ours[label], referee[label])
    elif isinstance(referee, np.ndarray):
        assert (ours.dtype, ours.shape) == (referee.dtype, referee.shape), name
        if ours.dtype == object:
            assert ours.tolist() == referee.tolist()
        elif name != "n_iter_":
            np.testing.assert_allclose(ours, referee, rtol=1e-4, atol=1e-4)
    else:
        assert ours == pytest.approx(referee)


# Averages


@pytest.mark.parametrize("labels", [Y, THREE], ids=["two", "three"])
def test_averages_over_folds_are_scikit_learns_and_no_optimum(labels):
    asked = {"Cs": 4, "cv": 3, "scoring": "neg_log_loss", "refit": False}
    ours = LogisticRegressionCV(**asked, tol=1e-7).fit(X, labels)
    referee = fitted(theirs(**asked), X, labels)
    np.testing.assert_allclose(ours.C_, referee.C_)
    np.testing.assert_allclose(ours.coef_, referee.coef_, atol=1e-4)
    for method in ("predict_proba", "decision_function", "predict_log_proba"):
        np.testing.assert_allclose(getattr(ours, method)(X), getattr(referee, method)(X), atol=1e-4)
    assert (ours.predict(X) == referee.predict(X)).all()
    assert ours.status_ == "averaged" and np.isnan(ours.certificate_["bound"]) and "averages over the folds" in ours.certificate_["withheld"]
    with pytest.raises(NoStandardErrors, match="averages over the folds"):
        ours.standard_errors_
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(ours)).predict_proba(X), ours.predict_proba(X))
    with pytest.raises(ValueError, match="features"):
        ours.predict(X[:, :2])
    assert ours.set_params(refit=True).fit(X, labels).status_ == "converged"


def test_infinite_coefficients_have_no_average():
    rows = np.column_stack([X, (np.arange(120) == 3) * 1.0])
    with warnings.catch_warnings(), pytest.raises(DataError, match="refit=False"):
        warnings.simplefilter("ignore")
        LogisticRegressionCV(Cs=[np.inf], refit=False, cv=[(np.arange(100), np.arange(100, 120))] * 2).fit(rows, Y)
    with pytest.raises(DataError, match="refit=False.*a class is missing"):
        LogisticRegressionCV(Cs=2, refit=False, cv=KFold(3)).fit(X[np.argsort(THREE)], np.sort(THREE))


# Signatures


def test_every_parameter_of_scikit_learns_is_there():
    names = set(inspect.signature(ScikitLearns).parameters)
    ours = LogisticRegressionCV()
    assert names <= set(ours.get_params())
    assert ours.set_params(**{name: getattr(ours, name) for name in names}).get_params() == LogisticRegressionCV().get_params()


def test_scikit_learns_own_values_are_taken():
    given = {name: parameter.default for name, parameter in inspect.signature(ScikitLearns).parameters.items()}
    given.pop("scoring")  # of which the default is another here
    model = LogisticRegressionCV(**given).fit(X, Y)
    np.testing.assert_allclose(model.coef_, LogisticRegressionCV(tol=model.tol, solver="lbfgs").fit(X, Y).coef_, rtol=1e-6)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"penalty": None}, "what is chosen is the strength of the L2 penalty"),
        ({"penalty": "firth"}, "what is chosen is the strength of the L2 penalty"),
        ({"penalty": "elasticnet"}, "needs its share of L1: l1_ratios"),
        ({"penalty": "l1"}, "L1 penalties are not there yet"),
        ({"dual": True}, "solver='liblinear'"),
        ({"intercept_scaling": 2.0}, "liblinear"),
        ({"use_legacy_attributes": "yes"}, "use_legacy_attributes='yes'"),
    ],
)
def test_what_would_have_no_effect_is_refused(given, said):
    with pytest.raises(SpecificationError, match=said):
        LogisticRegressionCV(**given).fit(X, Y)


def test_liblinears_model_is_cross_validated():
    ours = LogisticRegressionCV(Cs=3, cv=3, solver="liblinear", intercept_scaling=2.0, tol=1e-7).fit(X, Y)
    tight = {"solver": "liblinear", "intercept_scaling": 2.0, "tol": 1e-12}
    np.testing.assert_allclose(scores_of(ours), scores_of(fitted(theirs(Cs=3, cv=3, scoring="neg_log_loss", **tight), X, Y)), rtol=1e-6)
    # Its LogisticRegressionCV forgets intercept_scaling when it fits to all rows.
    referee = ScikitLearnsPlain(C=ours.C_[0], max_iter=10_000, **tight).fit(X, Y)
    np.testing.assert_allclose(np.r_[ours.coef_[0], ours.intercept_], np.r_[referee.coef_[0], referee.intercept_], atol=1e-6)


def test_accuracy_is_what_it_says():
    model = LogisticRegressionCV(Cs=3, scoring="accuracy").fit(X, TEXTS)
    assert model.score(X, TEXTS) == accuracy_score(TEXTS, model.predict(X))


# Folds at the same time


@pytest.mark.parametrize("classes", [2, 3])
def test_folds_on_several_threads_are_those_of_one_to_the_last_bit(classes):
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(6000, 20))
    labels = (rows @ rng.normal(size=(20, classes)) + rng.gumbel(size=(6000, classes))).argmax(axis=1)
    weight = rng.integers(0, 3, 6000)
    one, three = (LogisticRegressionCV(Cs=3, n_jobs=n_jobs, use_legacy_attributes=False).fit(rows, labels, weight) for n_jobs in (1, 3))
    for name in ("scores_", "coefs_paths_", "n_iter_", "coef_", "intercept_"):
        np.testing.assert_array_equal(getattr(one, name), getattr(three, name))
    with pytest.raises(DataError, match="fold 1 trains on no row of positive weight"):
        cv = [(np.arange(3000), np.arange(3000, 6000)), (np.flatnonzero(weight == 0), np.arange(100)), (np.arange(3000), np.arange(100))]
        LogisticRegressionCV(Cs=3, n_jobs=3, cv=cv).fit(rows, labels, weight)


def test_an_interrupt_stops_all_folds():
    def work(part, step):
        if part == 1:
            raise KeyboardInterrupt
        while True:
            step(0, 0.0, 0.0)
            time.sleep(0.001)

    with pytest.raises(KeyboardInterrupt):
        at_once(work, [0, 1, 2], 3)


def test_folds_that_are_not_certified_are_told_by_number():
    with pytest.warns(ConvergenceWarning, match="fold 2: the fit is not certified"):
        LogisticRegressionCV(Cs=2, cv=3, solver="gradient-descent", max_iter=1).fit(X, Y)


@pytest.mark.parametrize("container", [np.asarray, np.asfortranarray, sparse.csr_matrix], ids=["C", "Fortran", "sparse"])
@pytest.mark.parametrize("scoring", [None, "roc_auc"])
def test_rows_that_lie_together_are_scored_where_they_lie(container, scoring):
    rows = container(X)
    straight = LogisticRegressionCV(Cs=3, cv=KFold(4), scoring=scoring).fit(rows, Y)
    order = [(train, RNG.permutation(test)) for train, test in KFold(4).split(X)]
    np.testing.assert_allclose(scores_of(straight), scores_of(LogisticRegressionCV(Cs=3, cv=order, scoring=scoring).fit(rows, Y)), rtol=1e-12)

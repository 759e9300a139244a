"""The estimator among scikit-learn's own tools."""

from __future__ import annotations

import pickle
import threading
import warnings

import numpy as np
import pandas as pd
import polars as pl
import pytest
import sklearn.linear_model
from scipy import sparse
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.metrics import log_loss
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.utils.estimator_checks import check_estimator, estimator_checks_generator
from sklearn.utils.fixes import parse_version

from logodds import (
    ConvergenceWarning,
    DataError,
    LogisticRegression,
    LogisticRegressionCV,
    LogoddsError,
    NoStandardErrors,
    SpecificationError,
)


@pytest.fixture(scope="module")
def simulated():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(600, 4))
    eta = X @ [1.0, -0.5, 0.25, 0.0] - 0.3
    return X, (rng.random(600) < 1 / (1 + np.exp(-eta))).astype(int)


CHECKED = [LogisticRegression(), LogisticRegression(solver="lbfgs", covariance="model"), LogisticRegressionCV(Cs=3, cv=3)]
if parse_version(sklearn.__version__) >= parse_version("1.7"):  # whose check of weights makes the same two classes of both samples
    CHECKED.append(LogisticRegression(solver="liblinear"))


@pytest.mark.parametrize("estimator", CHECKED, ids=str)
def test_every_check_of_scikit_learn_passes(estimator):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(estimator, on_fail=None, on_skip=None)
    failed = [(r["check_name"], str(r["exception"])) for r in results if r["status"] == "failed"]
    assert not failed
    assert sum(r["status"] == "passed" for r in results) > 50
    # For want of another library.
    assert {r["check_name"] for r in results if r["status"] == "skipped"} <= {"check_array_api_input"}


@pytest.mark.parametrize("name", ["LogisticRegression", "LogisticRegressionCV"])
def test_every_check_that_scikit_learns_own_class_has_is_ours(name):
    ours, theirs = (
        {check.func.__name__ if hasattr(check, "func") else check.__name__ for _, check in estimator_checks_generator(of(), mark=None)}
        for of in (globals()[name], getattr(sklearn.linear_model, name))
    )
    # Arrays of other libraries, which are not taken.
    assert all(check.startswith("check_array_api") for check in theirs - ours)


def test_a_pipeline_is_searched_scored_and_calibrated(simulated):
    X, y = simulated
    pipeline = make_pipeline(StandardScaler(), LogisticRegression())
    search = GridSearchCV(pipeline, {"logisticregression__C": [0.01, 1.0]}, scoring="neg_log_loss").fit(X, y)
    assert search.best_score_ > -np.log(2)
    assert cross_val_score(pipeline, X, y, n_jobs=2).mean() > 0.6  # processes
    calibrated = CalibratedClassifierCV(LogisticRegression(), cv=3).fit(X, y)
    assert calibrated.predict_proba(X).shape == (600, 2)


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_data_frames_are_transformed_and_scored(frame, simulated):
    X, y = simulated
    data = frame({"a": X[:, 0], "b": X[:, 1], "kind": np.where(X[:, 2] > 0, "up", "down")})
    columns = ColumnTransformer([("number", StandardScaler(), ["a", "b"]), ("kind", OneHotEncoder(), ["kind"])])
    model = make_pipeline(columns, LogisticRegression()).fit(data, y)
    assert model.score(data, y) > 0.6
    output = "pandas" if frame is pd.DataFrame else "polars"
    dense = ColumnTransformer([("number", StandardScaler(), ["a", "b"])])
    model = make_pipeline(dense, LogisticRegression()).set_output(transform=output).fit(data, y)
    assert list(model[-1].feature_names_in_) == ["number__a", "number__b"]
    assert model.predict_proba(data).shape == (600, 2)


def test_the_same_array_in_any_layout_gives_the_same_probabilities(simulated):
    X, y = simulated
    given = LogisticRegression().fit(X, y).predict_proba(X)
    for other in [np.asfortranarray(X), np.repeat(X, 2, axis=0)[::2], X[:, ::-1][:, ::-1], sparse.csr_matrix(X), X.tolist()]:
        found = LogisticRegression().fit(other, y).predict_proba(other)
        assert np.abs(found - given).max() < 1e-9
    X.flags.writeable = False
    try:
        assert (LogisticRegression().fit(X, y).predict_proba(X) == given).all()
    finally:
        X.flags.writeable = True


@pytest.mark.parametrize("classes", [2, 3])
def test_rows_are_scored_the_same_however_they_are_stored(classes, simulated):
    X, y = simulated
    X = X + 5.0  # far from 0: the model's origin is
    y = y + (X[:, 1] > 6.0) * (classes - 2)
    for model in [LogisticRegression(), LogisticRegression(C=np.inf, covariance="model")]:
        model.fit(X, y)
        rows = sparse.csr_matrix(X)
        assert np.abs(model.predict_proba(rows) - model.predict_proba(X)).max() < 1e-12
        assert np.abs(model.decision_function(rows) - model.decision_function(X)).max() < 1e-11
        if model.covariance:
            for a, b in zip(model.predict_interval(rows), model.predict_interval(X), strict=True):
                assert np.abs(a - b).max() < 1e-12


def test_sparse_matrices_may_be_unsorted_single_and_of_long_indices(simulated):
    X, y = simulated
    dense = np.where(np.abs(X) > 0.5, X, 0.0)
    expected = LogisticRegression().fit(dense, y).coef_
    rows = sparse.csr_matrix(dense)
    long = rows.copy()
    long.indices, long.indptr = long.indices.astype(np.int64), long.indptr.astype(np.int64)
    assert np.abs(LogisticRegression().fit(long, y).coef_ - expected).max() < 1e-8
    unsorted = rows.copy()
    for i in range(len(dense)):
        of_row = slice(unsorted.indptr[i], unsorted.indptr[i + 1])
        unsorted.indices[of_row] = unsorted.indices[of_row][::-1].copy()
        unsorted.data[of_row] = unsorted.data[of_row][::-1].copy()
    unsorted.has_sorted_indices = False
    assert np.abs(LogisticRegression().fit(unsorted, y).coef_ - expected).max() < 1e-8
    single = rows.astype(np.float32)
    assert np.abs(LogisticRegression().fit(single, y).coef_ - expected).max() < 1e-5


def strided(values):
    return np.repeat(values, 2)[::2]


def unaligned(values):
    """The same numbers, a byte beyond where they would lie well."""
    found = np.empty(values.nbytes + 1, dtype=np.uint8)[1:].view(values.dtype)
    found[:] = values
    return found


def swapped(values):
    return values.astype(values.dtype.newbyteorder())


@pytest.mark.parametrize("part", ["data", "indices", "indptr"])
@pytest.mark.parametrize("odd", [strided, unaligned, swapped], ids=lambda odd: odd.__name__)
def test_sparse_matrices_of_arrays_that_cannot_be_borrowed(odd, part, simulated):
    X, y = simulated
    rows = sparse.csr_matrix(np.where(np.abs(X) > 0.5, X, 0.0))
    expected = LogisticRegression().fit(rows, y)
    other = rows.copy()
    setattr(other, part, odd(getattr(other, part)))
    assert (LogisticRegression().fit(other, y).coef_ == expected.coef_).all()
    assert (expected.predict_proba(other) == expected.predict_proba(rows)).all()


@pytest.mark.parametrize("kind", ["float16", "longdouble", "int64", "uint8", ">f4", "bool"])
def test_sparse_matrices_of_other_numbers_are_converted(kind, simulated):
    X, y = simulated
    rows = sparse.csr_matrix(np.abs(X).round())
    other = rows.copy()
    other.data = other.data.astype(kind)
    expected = LogisticRegression().fit(np.abs(X).round().astype(kind).astype(float), y)
    assert np.abs(LogisticRegression().fit(other, y).coef_ - expected.coef_).max() < 1e-5
    places = rows.copy()
    places.indices = places.indices.astype(np.uint16)
    assert (LogisticRegression().fit(places, y).coef_ == LogisticRegression().fit(rows, y).coef_).all()


def test_arrays_that_lie_badly_are_converted(simulated):
    X, y = simulated
    expected = LogisticRegression().fit(X, y, sample_weight=np.ones(len(y)))
    other = unaligned(X.ravel()).reshape(X.shape)
    assert (LogisticRegression().fit(other, y, sample_weight=unaligned(np.ones(len(y)))).coef_ == expected.coef_).all()
    assert (expected.predict_proba(other) == expected.predict_proba(X)).all()


@pytest.mark.parametrize("n_jobs", [2, 3])
def test_the_bits_do_not_depend_on_threads(n_jobs):
    rng = np.random.default_rng(3)
    X = rng.normal(size=(30_000, 10))
    y = rng.random(30_000) < 1 / (1 + np.exp(-X[:, 0]))
    one = LogisticRegression(n_jobs=1).fit(X, y)
    more = LogisticRegression(n_jobs=n_jobs).fit(X, y)
    assert one.coef_.tobytes() == more.coef_.tobytes()
    assert one.predict_proba(X).tobytes() == more.predict_proba(X).tobytes()


@pytest.mark.parametrize(
    ("allowed", "threads"),
    [("", 0), ("2", 2), ("002", 2), ("0", 0), ("²", 0), ("٣", 0), ("-1", 0), ("two", 0), ("9" * 23, 65535), ("9" * 5000, 65535)],
)
def test_threads_that_the_environment_allows(allowed, threads, monkeypatch):
    from logodds._estimator.threads import threads as found

    monkeypatch.setenv("OMP_NUM_THREADS", allowed)
    assert found(None) == threads
    if threads < 3:
        assert LogisticRegression().fit([[0.0], [1.0], [2.0], [3.0]], [0, 1, 0, 1]).status_ == "converged"


def test_a_pickled_model_predicts_the_same_bits(simulated):
    X, y = simulated
    for model in [LogisticRegression(), LogisticRegressionCV(Cs=2)]:
        model.fit(X, y)
        again = pickle.loads(pickle.dumps(model))
        assert (again.predict_proba(X) == model.predict_proba(X)).all()
        assert again.get_params() == model.get_params()
        assert again.status_ == "converged"


def test_more_than_two_classes_are_multinomial():
    X, y = load_iris(return_X_y=True)
    names = np.array(["setosa", "versicolor", "virginica"])[y]
    model = LogisticRegression().fit(X, names)
    assert list(model.classes_) == ["setosa", "versicolor", "virginica"]
    assert model.coef_.shape == (3, 4) and np.abs(model.coef_.sum(axis=0)).max() < 1e-12
    p = model.predict_proba(X)
    assert np.abs(p.sum(axis=1) - 1).max() < 1e-14
    assert np.abs(np.exp(model.predict_log_proba(X)) - p).max() < 1e-14
    assert (model.predict(X) == model.classes_[model.decision_function(X).argmax(axis=1)]).all()
    assert OneVsRestClassifier(LogisticRegression()).fit(X, names).score(X, names) > 0.9


def test_log_probabilities_are_not_taken_of_rounded_ones():
    X = np.array([[-1.0], [0.5], [-0.5], [1.0]])
    model = LogisticRegression(C=1.0).fit(X, [0, 0, 1, 1])
    far = model.predict_log_proba([[1e5], [-1e5]])
    assert np.isfinite(far).all() and far[0, 0] < -1000
    p = model.predict_proba([[60 / model.coef_[0, 0]]])
    assert 0 < p[0, 0] < 1e-20


def test_weights_of_rows_and_classes_are_those_of_scikit_learn(simulated):
    X, y = simulated
    rng = np.random.default_rng(5)
    weight = rng.integers(0, 4, len(y))
    repeated = LogisticRegression().fit(np.repeat(X, weight, axis=0), np.repeat(y, weight))
    assert np.abs(LogisticRegression().fit(X, y, weight).coef_ - repeated.coef_).max() < 1e-9
    balanced = LogisticRegression(class_weight="balanced").fit(X, y)
    of_rows = (len(y) / (2 * np.bincount(y)))[y]
    assert np.abs(balanced.coef_ - LogisticRegression().fit(X, y, of_rows).coef_).max() < 1e-9


def test_a_warm_start_from_the_optimum_takes_no_more_steps(simulated):
    X, y = simulated
    model = LogisticRegression(warm_start=True, solver="lbfgs").fit(X, y)
    cold = model.n_iter_[0]
    model.fit(X, y)
    assert model.n_iter_[0] < cold and model.n_iter_[0] <= 2


def test_standard_errors_are_there_when_asked_for(simulated):
    X, y = simulated
    model = LogisticRegression(C=np.inf, covariance="model").fit(X, y)
    A = np.column_stack([np.ones(len(y)), X])
    p = model.predict_proba(X)[:, 1]
    expected = np.sqrt(np.diag(np.linalg.inv(A.T * (p * (1 - p)) @ A)))
    assert np.abs(model.standard_errors_[0] / expected - 1).max() < 1e-9
    with pytest.raises(NoStandardErrors, match="covariance='model'"):
        LogisticRegression().fit(X, y).standard_errors_
    assert not hasattr(LogisticRegression().fit(X, y), "standard_errors_")


def test_a_penalised_fit_has_the_errors_of_a_posterior_if_they_are_asked_for(simulated):
    X, y = simulated
    model = LogisticRegression(C=0.01, covariance="penalized").fit(X, y)
    A = np.column_stack([np.ones(len(y)), X])
    p = model.predict_proba(X)[:, 1]
    prior = np.diag([0.0, *[1 / 0.01] * X.shape[1]])
    expected = np.sqrt(np.diag(np.linalg.inv(A.T * (p * (1 - p)) @ A + prior)))
    assert np.abs(model.standard_errors_[0] / expected - 1).max() < 1e-9
    drawn = LogisticRegression(C=0.01, covariance="bootstrap", random_state=1).fit(X, y)
    assert np.abs(drawn.standard_errors_[0, 1:] / expected[1:] - 1).max() < 0.7
    with pytest.raises(NoStandardErrors, match="penalized"):
        LogisticRegression(C=0.01, covariance="model").fit(X, y).standard_errors_


def test_intervals_of_more_than_two_classes_hold_their_probabilities():
    X, y = load_iris(return_X_y=True)
    model = LogisticRegression(C=1.0, covariance="penalized").fit(X, y)
    assert model.standard_errors_.shape == (3, 5)
    lower, upper = model.predict_interval(X)
    p = model.predict_proba(X)
    assert lower.shape == p.shape and ((lower <= p) & (p <= upper)).all()


def test_intervals_of_probabilities_are_those_of_the_log_odds(simulated):
    X, y = simulated
    model = LogisticRegression(C=np.inf, covariance="model").fit(X, y)
    A = np.column_stack([np.ones(len(y)), X])
    p = model.predict_proba(X)[:, 1]
    V = np.linalg.inv(A.T * (p * (1 - p)) @ A)
    reach = 1.6448536269514722 * np.sqrt(np.einsum("ij,jk,ik->i", A, V, A))
    eta = model.decision_function(X)
    lower, upper = model.predict_interval(X, confidence=0.90)
    assert np.abs(lower[:, 1] - 1 / (1 + np.exp(reach - eta))).max() < 1e-12
    assert np.abs(upper[:, 1] - 1 / (1 + np.exp(-reach - eta))).max() < 1e-12
    assert np.abs(lower[:, 0] - (1 - upper[:, 1])).max() < 1e-12


def test_a_confidence_of_an_estimator_that_reads_like_an_alpha_is_refused(simulated):
    X, y = simulated
    model = LogisticRegression(C=np.inf, covariance="model").fit(X, y)
    for refused in (lambda: model.predict_interval(X, 0.05), lambda: model.predict_interval(X, confidence=0.05)):
        with pytest.raises(SpecificationError, match="confidence=0.95 or alpha=0.05"):
            refused()
    np.testing.assert_array_equal(model.predict_interval(X, alpha=0.1), model.predict_interval(X, confidence=0.9))
    with pytest.raises(SpecificationError, match="confidence and alpha"):
        model.predict_interval(X, 0.9, alpha=0.1)
    for estimator in (LogisticRegression(confidence=0.05), LogisticRegressionCV(Cs=[1.0], confidence=0.05)):
        with pytest.warns(UserWarning, match="confidence=0.05 makes intervals of 5 %; for 95 % write confidence=0.95"):
            estimator.fit(X, y)


def test_cross_validation_chooses_as_a_search_would(simulated):
    X, y = simulated
    Cs = [1e-3, 1e-1, 10.0]
    model = LogisticRegressionCV(Cs=Cs).fit(X, y)
    search = GridSearchCV(LogisticRegression(), {"C": Cs}, scoring="neg_log_loss", cv=5).fit(X, y)
    assert model.C_ == search.best_params_["C"]
    by_search = np.array([search.cv_results_[f"split{f}_test_score"] for f in range(5)])
    assert np.abs(model.scores_[1] - by_search).max() < 1e-9
    assert np.abs(model.coef_ - search.best_estimator_.coef_).max() < 1e-9
    assert model.score(X, y) == pytest.approx(-log_loss(y, model.predict_proba(X)), abs=1e-12)


def test_cross_validation_of_cancer_by_another_score():
    X, y = load_breast_cancer(return_X_y=True)
    model = LogisticRegressionCV(Cs=4, scoring="roc_auc").fit(X, y)
    assert model.scores_[1].shape == (5, 4) and model.scores_[1].max() > 0.98


def test_the_callback_sees_every_step_and_may_stop_the_fit(simulated):
    X, y = simulated
    seen = []
    LogisticRegression(solver="gradient-descent").fit(X, y, callback=lambda *step: seen.append(step))
    assert [step[0] for step in seen] == list(range(len(seen))) and len(seen) > 2
    assert all(value > 0 and bound >= 0 for _, value, bound in seen)

    class Enough(Exception):
        pass

    def stop(*_):
        raise Enough

    with pytest.raises(Enough):
        LogisticRegression(solver="gradient-descent").fit(X, y, callback=stop)


def test_other_threads_run_during_a_fit():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200_000, 20))
    y = rng.random(200_000) < 1 / (1 + np.exp(-X[:, 0]))
    counted = [0]
    stop = threading.Event()

    def count():
        while not stop.is_set():
            counted[0] += 1

    thread = threading.Thread(target=count)
    thread.start()
    before = counted[0]
    LogisticRegression(n_jobs=1).fit(X, y)
    during = counted[0] - before
    stop.set()
    thread.join()
    assert during > 1000


def test_progress_is_shown_when_asked_for(simulated, capsys):
    X, y = simulated
    LogisticRegression(verbose=1).fit(X, y)
    assert "objective" in capsys.readouterr().err


BAD = [
    ({"C": 0}, "C=0"),
    ({"C": -1.0}, "positive number"),
    ({"C": "1"}, "positive number"),
    ({"tol": 0}, "tol=0"),
    ({"penalty": "l1"}, "L1 penalties are not there yet"),
    ({"penalty": "ridge"}, "'l2', None or 'firth'"),
    ({"l1_ratio": 0.5}, "L1 penalties are not there yet"),
    ({"solver": "liblinear", "C": np.inf}, "intercept is penalised"),
    ({"solver": "lbgfs"}, "'lbfgs'"),
    ({"max_iter": -1}, "max_iter=-1"),
    ({"max_iter": 1.5}, "max_iter=1.5"),
    ({"n_jobs": 0}, "n_jobs=0"),
    ({"covariance": "hc9"}, "'hc3'"),
    ({"covariance": "model", "confidence": 1.5}, "confidence=1.5"),
]


@pytest.mark.parametrize(("parameters", "message"), BAD)
def test_a_specification_that_cannot_be_is_refused(parameters, message, simulated):
    with pytest.raises(SpecificationError, match=message):
        LogisticRegression(**parameters).fit(*simulated)


def test_all_that_is_wrong_with_a_specification_is_told_at_once(simulated):
    with pytest.raises(ValueError) as told:
        LogisticRegression(C=-1, tol=2, solver="x").fit(*simulated)
    assert isinstance(told.value, LogoddsError)
    assert all(word in str(told.value) for word in ["C=-1", "tol=2", "solver='x'"])


def _with(X, i, j, value):
    X = X.copy()
    X[i, j] = value
    return X


def bad_data():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 3)), np.arange(40) % 2
    yield "NaN", _with(X, 3, 1, np.nan), y, r"NaN \(first in row 3, column 1"
    yield "infinity", _with(X, 5, 2, np.inf), y, "infinity"
    yield "one dimension", X[:, 0], y, "2D array"
    yield "three dimensions", X[None], y, "dim 3|3 dim"
    yield "one class", X, np.ones(40, int), "only one class"
    yield "strings", np.full((40, 3), "a"), y, "could not convert"
    yield "objects", np.full((40, 3), "a", dtype=object), y, "could not convert"
    yield "complex", X + 1j, y, "Complex"
    yield "no rows", X[:0], y[:0], "0 sample"
    yield "no columns", X[:, :0], y, "0 feature"
    yield "lengths", X, y[:-1], "inconsistent"
    yield "a continuous target", X, np.linspace(0, 1, 40), "Unknown label type|continuous"
    yield "a NaN target", X, np.where(y == 1, np.nan, 0.0), "NaN"
    yield "many classes", np.ones((300, 1)), np.arange(300), "more than 256 classes"


@pytest.mark.parametrize(("X", "y", "message"), [pytest.param(*case[1:], id=case[0]) for case in bad_data()])
def test_bad_data_are_refused_with_a_value_error(X, y, message):
    with pytest.raises(ValueError, match=message):
        LogisticRegression().fit(X, y)


def test_huge_integers_and_odd_types_are_converted():
    X = np.array([[2**60, 1], [2**60 + 2**40, 0], [2**59, 1], [2**61, 0]], dtype=np.int64)
    for given in [X, X.astype(np.uint64), X.astype(np.float32), X.astype(">f8"), X.astype(object), X > 2**60]:
        assert LogisticRegression().fit(given, [0, 1, 0, 1]).predict_proba(given).shape == (4, 2)


def test_integers_that_doubles_round_are_refused_as_in_frames():
    import pandas as pd
    from scipy import sparse

    big = 2**53 + 1
    X = np.array([[big, 1], [2, 0], [3, 1], [4, 0]])
    y = [0, 1, 0, 1]
    frame = pd.DataFrame({"id": X[:, 0], "x": X[:, 1] / 2})
    nullable = frame.assign(id=frame["id"].astype("Int64"))
    largest = np.array([[2**63 - 1], [0], [1], [2]])
    for given in [X, X.astype(np.uint64), -X, frame, nullable, sparse.csr_matrix(X), largest, (largest.astype(np.uint64) << 1) + 1]:
        with pytest.raises(DataError, match="is an integer that no double is"):
            LogisticRegression().fit(given, y)
    with pytest.raises(DataError, match="column 'id' of X: 9007199254740993"):
        LogisticRegression().fit(frame.assign(id=[1, 2, 3, 4]), y).predict(frame)
    # Those that are doubles are no matter.
    assert LogisticRegression().fit(np.array([[2**60, 1], [2**60 + 2**40, 0], [2**59, 1], [2**61, 0]]), y).coef_.shape == (1, 2)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_rows_to_be_scored_must_be_finite(value, simulated):
    X, y = simulated
    model = LogisticRegression().fit(X, y)
    multinomial = LogisticRegression().fit(X, y + (X[:, 0] > 1))
    for method in ["predict", "predict_proba", "predict_log_proba", "decision_function"]:
        for fitted in [model, multinomial]:
            with pytest.raises(ValueError, match="NaN|infinity"):
                getattr(fitted, method)(_with(X, 7, 2, value))


def test_a_model_is_not_asked_before_it_is_fitted_nor_with_other_columns(simulated):
    X, y = simulated
    with pytest.raises(AttributeError):
        LogisticRegression().coef_
    with pytest.raises(ValueError, match="3 features"):
        LogisticRegression().fit(X, y).predict(X[:, :3])


def test_weights_that_leave_one_class_are_told(simulated):
    X, y = simulated
    with pytest.warns(ConvergenceWarning, match="class 0 has no weight, and so its probability is 0"):
        LogisticRegression().fit(X, y, sample_weight=y)
    with pytest.raises(DataError, match="only one class: 1"):
        LogisticRegression(penalty="firth").fit(X, y, sample_weight=y)
    with pytest.raises(DataError, match="all weights are zero|at least one non-zero"):
        LogisticRegression().fit(X, y, sample_weight=np.zeros(len(y)))
    with pytest.raises(ValueError, match="[Nn]egative"):
        LogisticRegression().fit(X, y, sample_weight=np.where(y == 1, -1.0, 1.0))
    with pytest.raises(ValueError):
        LogisticRegression().fit(X, y, sample_weight=np.ones(3))


def test_separated_data_are_told():
    X = np.arange(20.0)[:, None]
    with pytest.warns(ConvergenceWarning, match='^"x0" separates the labels.*penalty'):
        LogisticRegression(C=np.inf).fit(X, X[:, 0] > 9)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        LogisticRegression().fit(X, X[:, 0] > 9)
        LogisticRegression(penalty="firth").fit(X, X[:, 0] > 9)


def test_a_column_that_separates_some_rows_leaves_the_others_their_fit():
    rng = np.random.default_rng(5)
    X = rng.normal(size=(200, 3))
    y = (X[:, 0] + rng.logistic(size=200) > 0).astype(int)
    X[:, 2] = 0.0
    X[:7, 2], y[:7] = 1.0, 1
    with pytest.warns(ConvergenceWarning, match="x2"):
        model = LogisticRegression(C=np.inf, covariance="model").fit(X, y)
    without = LogisticRegression(C=np.inf, covariance="model").fit(X[7:, :2], y[7:])
    assert model.status_ == "limit" and model.coef_[0, 2] == np.inf
    np.testing.assert_allclose(model.coef_[:, :2], without.coef_, rtol=1e-9)
    np.testing.assert_allclose(model.intercept_, without.intercept_, rtol=1e-9)
    errors = model.standard_errors_
    np.testing.assert_allclose(errors[:, :3], without.standard_errors_, rtol=1e-9)
    assert np.isnan(errors[0, 3])
    p = model.predict_proba(X)
    assert (p[:7] == [0.0, 1.0]).all() and (model.decision_function(X)[:7] == np.inf).all()
    np.testing.assert_allclose(p[7:], without.predict_proba(X[7:, :2]), rtol=1e-9)
    assert (model.predict(X)[:7] == 1).all()


def test_a_fit_cut_short_warns_and_keeps_its_certificate(simulated):
    X, y = simulated
    with pytest.warns(ConvergenceWarning, match="max_iter"):
        model = LogisticRegression(solver="gradient-descent", max_iter=1).fit(X, y)
    assert model.status_ == "iteration-limit" and model.certificate_["bound"] > 0


def test_parameters_survive_clone_and_representation():
    model = LogisticRegression(C=0.5, solver="saga", random_state=np.random.RandomState(1))
    assert clone(model).get_params()["C"] == 0.5
    assert "saga" in repr(model)


def test_standard_errors_are_read_only():
    X, y = load_breast_cancer(return_X_y=True)
    model = LogisticRegression(covariance="penalized").fit(X, y)
    with pytest.raises(ValueError, match="read-only"):
        model.standard_errors_[...] = 99.0


def test_folds_by_masks_without_weight_and_without_score():
    X, y = load_breast_cancer(return_X_y=True)
    even = np.arange(len(y)) % 2 == 0
    places = [(np.flatnonzero(even), np.flatnonzero(~even))]
    by_mask = LogisticRegressionCV(Cs=[0.1, 1.0], cv=[(even, ~even)]).fit(X, y)
    np.testing.assert_array_equal(by_mask.scores_[1], LogisticRegressionCV(Cs=[0.1, 1.0], cv=places).fit(X, y).scores_[1])
    with pytest.raises(DataError, match="fold 0 is tested on rows without any weight"):
        LogisticRegressionCV(Cs=[1.0], cv=places).fit(X, y, sample_weight=even.astype(float))
    with pytest.raises(DataError, match="of fold 0 is NaN with C=1"):
        LogisticRegressionCV(Cs=[1.0], cv=places, scoring=lambda *_: float("nan")).fit(X, y)


def test_a_row_that_a_fold_has_twice_counts_twice():
    X, y = load_breast_cancer(return_X_y=True)
    X, y = X[:200, :4], y[:200]
    train, test = np.r_[0:120, 0:40, 0:40], np.arange(120, 200)
    score = LogisticRegressionCV(Cs=[0.01], cv=[(train, test)], tol=1e-7).fit(X, y).scores_[1][0, 0]
    log_p = LogisticRegression(C=0.01, tol=1e-7).fit(X[train], y[train]).predict_log_proba(X[test])
    assert abs(score - log_p[np.arange(len(test)), y[test]].mean()) < 1e-12
    with pytest.raises(DataError, match="fold 0 trains on no row of positive weight"):
        LogisticRegressionCV(Cs=[0.01], cv=[(train, test)]).fit(X, y, sample_weight=np.isin(np.arange(len(y)), test).astype(float))


def test_sparse_matrices_with_room_to_spare_and_pointers_that_lead_nowhere(simulated):
    X, y = simulated
    rows = sparse.csr_matrix(np.where(np.abs(X) > 0.5, X, 0.0))
    roomy = rows.copy()
    roomy.data, roomy.indices = np.r_[rows.data, [9.0, 9.0]], np.r_[rows.indices, [0, 0]].astype(rows.indices.dtype)
    known = LogisticRegression().fit(rows, y)
    np.testing.assert_array_equal(LogisticRegression().fit(roomy, y).coef_, known.coef_)
    np.testing.assert_array_equal(known.predict_proba(roomy), known.predict_proba(rows))
    for place, value in [(1, 10**6), (3, -1), (-1, 10**6), (0, 1)]:
        broken = rows.copy()
        broken.indptr[place] = value
        for ask in (lambda: LogisticRegression().fit(broken, y), lambda: known.predict_proba(broken)):
            with pytest.raises(DataError, match="indptr of the sparse matrix must rise from 0"):
                ask()
    for value in (-1, X.shape[1]):
        broken = rows.copy()
        last = broken.indptr[1] - 1
        broken.indices[0 if value < 0 else last] = value
        with pytest.raises(DataError, match="row 0 of the sparse matrix: a column is negative, or beyond"):
            known.predict_proba(broken)

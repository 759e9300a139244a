"""What is said of what cannot be: by the name and the value that the user gave, with what to do, and always by our own exceptions."""

from __future__ import annotations

import inspect
import re
import warnings
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import logodds
from logodds import ConvergenceWarning, DataError, LogisticRegression, LogisticRegressionCV, LogoddsError, SpecificationError
from logodds._estimator.rules import CROSS_VALIDATION, ESTIMATOR
from logodds._fit_rules import FIT
from logodds._rules import read

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 2))
Y = (X[:, 0] + RNG.normal(size=60) > 0).astype(int)
THREE = np.arange(60) % 3
FRAME = pd.DataFrame({"y": Y, "a": X[:, 0], "b": X[:, 1], "w": 1.0, 3: np.arange(60) % 2})
HUGE = 2**70


def refused(what, *said, kind=SpecificationError):
    """That ``what`` fails with our exception of a kind, which says all of ``said``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(kind) as told:
            what()
    assert isinstance(told.value, LogoddsError) and isinstance(told.value, ValueError)
    for words in said:
        assert words in str(told.value)
    assert not re.search(r"--[a-z]", str(told.value))


def test_every_argument_has_a_rule():
    assert set(FIT) == set(inspect.signature(logodds.fit).parameters) - {"formula_or_data", "data"}
    assert set(ESTIMATOR) == set(LogisticRegression().get_params())
    assert set(CROSS_VALIDATION) | {"scoring"} >= set(LogisticRegressionCV().get_params())
    for rules, defaults in ((FIT, logodds.fit.__kwdefaults__), (ESTIMATOR, LogisticRegression().get_params())):
        for name, value in defaults.items():
            rules[name](value)


class Stubborn:
    """What can neither be shown, compared nor counted."""

    def __repr__(self):
        raise RuntimeError

    __eq__ = __len__ = __bool__ = __repr__


ODD = [None, True, -1, 1.5, np.nan, np.inf, HUGE, 10**5000, Fraction(10**400), "", "a", "\ud800", "a\nb", b"a", [], ["a"], (), {}, {"a": {}}, set()]
ODD += [np.int64(3), np.array(1), np.array(["a"]), np.ones((2, 2)), FRAME, FRAME["a"], object(), Stubborn(), Stubborn, len, iter([1]), 1j, ..., pd.NA, pd.NaT]


@pytest.mark.parametrize("rules", [FIT, CROSS_VALIDATION], ids=["fit", "estimators"])
def test_rules_take_or_refuse_and_never_fail(rules):
    for name in rules:
        for value in ODD:
            try:
                read(rules, {name: value})
            except SpecificationError as told:
                assert str(told).startswith(f"{name}=") and len(str(told)) < 400


@pytest.mark.parametrize("odd", [{}, object(), 1j, 10**400, "a", None], ids=str)
def test_data_that_are_no_numbers(odd):
    for what in (lambda: LogisticRegression().fit(odd, Y), lambda: LogisticRegression().fit(X, Y).predict(odd)):
        refused(what, kind=DataError)
    if odd is not None:
        refused(lambda: LogisticRegression().fit(X, Y, sample_weight=odd), "sample_weight", kind=DataError)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"covariance": 3}, ["covariance=3", "'hc3'"]),
        ({"max_iter": HUGE}, [f"max_iter={HUGE}", "2**63 - 1, or None"]),
        ({"max_iter": True}, ["max_iter=True"]),
        ({"seed": HUGE}, [f"seed={HUGE}", "from 0 to 2**64 - 1"]),
        ({"seed": 10**5000}, ["seed="]),
        ({"threads": HUGE}, [f"threads={HUGE}", "65535"]),
        ({"threads": 1.5}, ["threads=1.5"]),
        ({"target": 7}, ['target: no column "7"']),
        ({"target": ["y"]}, ["target=['y']", "name of a column"]),
        ({"weights": FRAME["w"]}, ["weights=<pandas.Series of shape (60,)>", "name of a column", "to the data"]),
        ({"weights": np.ones(60)}, ["weights=<numpy.ndarray of shape (60,)>", "name of a column"]),
        ({"weights": True}, ["weights=True", "name of a column"]),
        ({"offset": np.ones(60)}, ["offset=<numpy.ndarray of shape (60,)>", "name of a column"]),
        ({"cluster": [1, 2]}, ["cluster=[1, 2]", "name of a column"]),
        ({"contrasts": 3}, ["contrasts=3", "'age=10'"]),
        ({"contrasts": [3]}, ["contrasts=[3]", "'age=10'"]),
        ({"contrasts": {"a": "b"}}, ["contrasts={'a': 'b'}", "TERM=FACTOR"]),
        ({"contrasts": {"a": np.nan}}, ["contrasts={'a': nan}", "TERM=FACTOR"]),
        ({"contrasts": ["a=b"]}, ["'a=b'", "TERM=FACTOR"]),
        ({"contrasts": ""}, ["contrasts=''", "names no term", "'age=10'"]),
        ({"contrasts": {}}, ["contrasts={}", "names no term", "'age=10'"]),
        ({"contrasts": ["a=1", {}]}, ["{} names no term", "'age=10'"]),
        ({"confidence": "a"}, ["confidence='a'", "0.95"]),
        ({"solver": ["a"]}, ["solver=['a']", "'lbfgs'"]),
        ({"penalty": ["l2"]}, ["penalty=['l2']", "'firth'"]),
        ({"ci": 3}, ["ci=3", "'profile'"]),
        ({"missing": None}, ["missing=None", "'drop'"]),
        ({"unseen": 3}, ["unseen=3", "'base'"]),
        ({"positive": [1]}, ["positive=[1]", "two labels"]),
        ({"features": 3}, ["features=3", "list of columns"]),
        ({"features": [5]}, ['features: no column "5"']),
        ({"features": [[1]]}, ["features=[[1]]", "list of columns"]),
        ({"features": {"a": 1}}, ["list of columns"]),
        ({"intercept": "no"}, ["intercept='no'", "True or False"]),
        ({"standardize": "no"}, ["standardize='no'", "True or False"]),
        ({"tests": None}, ["tests=None", "True or False"]),
        ({"tol": None}, ["tol=None", "1e-10"]),
        ({"lambda_": "x", "penalty": "l2"}, ["lambda_='x'", "1e100"]),
        ({"weight_kind": 3, "weights": "w"}, ["weight_kind=3", "'sampling'"]),
        ({"callback": 3}, ["callback=3", "function"]),
        ({"verbose": "x"}, ["verbose='x'"]),
        ({"penalty": "firth", "solver": "lbfgs"}, ["solver='lbfgs'", "'auto'"]),
        ({"penalty": "firth", "covariance": "bootstrap"}, ["covariance='bootstrap'", "ci='profile'"]),
        ({"covariance": "penalized"}, ["covariance='penalized'", "lambda_=0.01"]),
        (
            {"covariance": "penalized", "penalty": "l2", "lambda_": 1.0, "weights": "w", "weight_kind": "sampling"},
            ["'sampling'", "covariance='bootstrap'"],
        ),
        ({"seed": -1, "tol": 0, "solver": "x"}, ["seed=-1", "tol=0", "solver='x'"]),
    ],
    ids=lambda value: ",".join(value)[:40] if isinstance(value, dict) else "",
)
def test_arguments_of_fit(given, said):
    refused(lambda: logodds.fit(FRAME, **{"target": "y", **given}), *said)


def test_columns_can_be_called_by_numbers():
    assert logodds.fit(FRAME, target=3, features=["a"]).target == "3"
    assert list(logodds.fit(FRAME, target="y", features=["a", 3], weights="w").params.index) == ["(intercept)", "a", "3"]
    named = FRAME[["y", "a"]].set_axis(pd.MultiIndex.from_tuples([("g", "y"), ("g", "a")]), axis=1)
    results = logodds.fit(named, target=("g", "y"), features=[("g", "a")])
    assert results.target == "('g', 'y')"
    assert results.predict(named).shape == (60,)
    assert logodds.fit(FRAME, target="y", contrasts=None).converged


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"n_jobs": 1.5}, ["n_jobs=1.5", "-1 for all"]),
        ({"n_jobs": 10**9}, ["n_jobs=1000000000", "from 1 to 65535"]),
        ({"max_iter": HUGE}, [f"max_iter={HUGE}"]),
        ({"l1_ratio": "x"}, ["l1_ratio='x'"]),
        ({"l1_ratio": np.nan}, ["l1_ratio=nan"]),
        ({"covariance": "foo"}, ["covariance='foo'", "'bootstrap'"]),
        ({"covariance": "cluster"}, ["covariance='cluster'", "'hc1'"]),
        ({"confidence": "a"}, ["confidence='a'", "0.95"]),
        ({"C": "x"}, ["C='x'", "np.inf"]),
        ({"C": 1e-300}, ["C=1e-300", "larger C"]),
        ({"C": 5e-324}, ["C=5e-324", "larger C"]),
        ({"tol": None}, ["tol=None", "1e-5"]),
        ({"class_weight": "foo"}, ["class_weight='foo'", "'balanced'"]),
        ({"class_weight": [1, 2]}, ["class_weight=[1, 2]", "dict"]),
        ({"class_weight": 3}, ["class_weight=3", "dict"]),
        ({"class_weight": {0: -1, 1: 1}}, ["class_weight={0: -1, 1: 1}", "class 0 is -1"]),
        ({"class_weight": {0: np.nan}}, ["class_weight", "class 0 is nan"]),
        ({"class_weight": {0: 1, 1: np.inf}}, ["class_weight", "class 1 is inf"]),
        ({"class_weight": {0: "a"}}, ["class_weight", "class 0 is 'a'"]),
        ({"class_weight": {0: 0}}, ["class_weight={0: 0}", "only one class: 1"]),
        ({"class_weight": {0: 0, 1: 0}}, ["class_weight={0: 0, 1: 0}", "all weights are zero"]),
        ({"class_weight": {7: 1}}, ["class_weight={7: 1}", "y has [0, 1]"]),
        ({"random_state": "x"}, ["random_state='x'", "RandomState"]),
        ({"random_state": -1}, ["random_state=-1"]),
        ({"verbose": "x"}, ["verbose='x'"]),
        ({"warm_start": "x"}, ["warm_start='x'", "True or False"]),
        ({"fit_intercept": "no"}, ["fit_intercept='no'", "True or False"]),
        ({"solver": ["a"]}, ["solver=['a']"]),
        ({"penalty": ["l2"]}, ["penalty=['l2']"]),
        ({"penalty": "firth", "solver": "lbfgs"}, ["solver='lbfgs'", "'auto'"]),
        ({"penalty": "firth", "covariance": "bootstrap"}, ["covariance='model'"]),
        ({"covariance": "penalized", "C": np.inf}, ["covariance='penalized'", "C=inf", "covariance='model'"]),
        ({"covariance": "penalized", "penalty": None}, ["covariance='penalized'", "penalty=None"]),
    ],
    ids=lambda value: ",".join(value)[:40] if isinstance(value, dict) else "",
)
def test_parameters_of_the_estimator(given, said):
    refused(lambda: LogisticRegression(**given).fit(X, Y), *said)
    with pytest.raises(TypeError):  # as scikit-learn's InvalidParameterError is one, too
        LogisticRegression(**given).fit(X, Y)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"Cs": "x"}, ["Cs='x'", "positive numbers"]),
        ({"Cs": 0}, ["Cs=0"]),
        ({"Cs": HUGE}, [f"Cs={HUGE}"]),
        ({"Cs": []}, ["Cs=[]"]),
        ({"Cs": [-1.0]}, ["Cs=[-1.0]"]),
        ({"Cs": [[1.0]]}, ["Cs=[[1.0]]"]),
        ({"Cs": [1e-300]}, ["C=1e-300", "larger C"]),
        ({"Cs": [np.inf], "covariance": "penalized"}, ["a finite C"]),
        ({"cv": "x"}, ["cv='x'", "splitter"]),
        ({"cv": 1}, ["cv=1", "from 2 on"]),
        ({"cv": 2.5}, ["cv=2.5"]),
        ({"cv": []}, ["cv=[]", "no folds"]),
        ({"cv": [1, 2]}, ["cv=[1, 2]", "(train, test)"]),
        ({"cv": [(1,)]}, ["cv=[(1,)]", "(train, test)"]),
        ({"cv": [([0, 1], [99])]}, ["among the 60 rows"]),
        ({"scoring": "x"}, ["scoring='x'", "get_scorer_names"]),
        ({"scoring": 3}, ["scoring=3"]),
        ({"scoring": lambda *_: "x"}, ["scoring=", "is 'x'"]),
        ({"refit": "x"}, ["refit='x'"]),
        ({"l1_ratios": [0.5]}, ["l1_ratios=[0.5]", "L1"]),
        ({"l1_ratios": 3}, ["l1_ratios=3"]),
        ({"tol": "a", "Cs": -1}, ["tol='a'", "Cs=-1"]),
    ],
    ids=lambda value: ",".join(value)[:40] if isinstance(value, dict) else "",
)
def test_parameters_of_cross_validation(given, said):
    refused(lambda: LogisticRegressionCV(**given).fit(X, Y), *said)


def test_more_folds_than_rows():
    refused(lambda: LogisticRegressionCV(cv=50).fit(X, Y), "cv=50", "n_splits=50", kind=DataError)


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        (np.zeros(60), ["sample_weight"]),
        (np.full(60, np.nan), ["sample_weight", "NaN"]),
        (-np.ones(60), ["sample_weight", "Negative"]),
        ("a", ["sample_weight", "'a'"]),
        (np.ones((60, 2)), ["sample_weight", "1D"]),
        (np.full(60, 1e-300), ["C=1.0", "weights to about 1"]),
    ],
    ids=["zero", "NaN", "negative", "text", "two dimensions", "tiny"],
)
def test_weights_of_rows(weight, said):
    refused(lambda: LogisticRegression().fit(X, Y, sample_weight=weight), *said, kind=LogoddsError)


def test_weights_of_rows_and_classes():
    firth = LogisticRegression(class_weight="balanced", penalty="firth")
    refused(lambda: firth.fit(X, Y, sample_weight=Y), "With sample_weight and class_weight", "only one class: 1", kind=DataError)
    tiny = LogisticRegression(class_weight={0: 1e-300, 1: 1e-300})
    refused(lambda: tiny.fit(X, Y, sample_weight=np.full(60, 1e-300)), "With sample_weight and class_weight", "all weights are zero", kind=DataError)


@pytest.mark.parametrize("y", [np.array(["a", 1] * 30, dtype=object), np.array([None, 1] * 30, dtype=object), Y + 1j, X[:, 0], None, "a"], ids=str)
def test_labels_that_are_none(y):
    refused(lambda: LogisticRegression().fit(X, y), kind=DataError)


def test_callbacks_threads_and_levels_of_a_fitted_estimator():
    refused(lambda: LogisticRegression().fit(X, Y, callback=3), "callback=3", "function")
    refused(lambda: LogisticRegressionCV().fit(X, Y, callback=3), "callback=3", "function")
    model = LogisticRegression(C=np.inf, covariance="model").fit(X, Y)
    refused(lambda: model.predict_interval(X, confidence="a"), "confidence='a'")
    refused(lambda: model.set_params(n_jobs="a").predict(X), "n_jobs='a'")


def test_a_subclass_may_have_parameters_of_its_own():
    class Other(LogisticRegression):
        def __init__(self, C=2.0, other="anything"):
            super().__init__(C=C)
            self.other = other

    assert Other().fit(X, Y).status_ == "converged"


def test_more_than_two_classes_in_the_words_of_the_estimator():
    refused(lambda: LogisticRegression(penalty="firth").fit(X, THREE), "penalty='firth'", "more than two labels")
    refused(lambda: LogisticRegression(C=np.inf, covariance="hc3").fit(X, THREE), "covariance='hc1'")


def test_advice_is_in_the_words_of_who_asked():
    arrays = np.column_stack([X, X.sum(axis=1), np.where(np.arange(60) == 3, 1e9, X[:, 0])])
    frame = pd.DataFrame(arrays, columns=["a", "b", "c", "d"]).assign(y=Y)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        by_fit = logodds.fit(frame, target="y").warnings
        by_estimator = LogisticRegression(C=np.inf).fit(arrays, Y).warnings_
        cut_short = logodds.fit(frame[["a", "b", "y"]], target="y", solver="lbfgs", max_iter=1).warnings
    advice = [{remedy for warning in told for remedy in warning["remedies"]} for told in (by_fit, by_estimator)]
    assert {"penalty='l2', lambda_=0.01", "make 1000000000 missing (NaN or None), with missing='drop'"} <= advice[0]
    assert {"C=1.0", "leave out rows with 1000000000"} <= advice[1]
    assert "a larger max_iter" in [remedy for warning in cut_short for remedy in warning["remedies"]]
    results = logodds.fit(frame[["a", "b", "y"]], target="y", penalty="l2", lambda_=0.1)
    assert "try covariance='penalized' (posterior, the penalty as prior), or covariance='bootstrap' (refits" in results.withheld


def test_warnings_of_an_estimator_have_its_own_words():
    collinear = np.column_stack([X, X.sum(axis=1), np.where(np.arange(60) == 3, 1e9, X[:, 0])])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for C in (np.inf, 1.0):
            model = LogisticRegression(C=C).fit(collinear, Y)
            told = [text for warning in model.warnings_ for text in (warning["message"], *warning["remedies"])]
            assert told or C == 1.0
            assert not [text for text in told if re.search(r"--[a-z]|lambda", text)]


def test_an_infinite_bound_is_nothing_certified():
    with pytest.warns(ConvergenceWarning, match="nothing is known of how far") as told:
        LogisticRegression(penalty="firth", max_iter=1).fit(X, Y)
        logodds.fit("y ~ a + b", FRAME, penalty="firth", max_iter=1)
    assert len(told) == 2
    assert not [warning for warning in told if "inf" in str(warning.message)]


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("y ~ a + offset(w)", ["offset(...)", "offset='w'"]),
        ("y ~ a + offset(np.log(w))", ["offset(...)", "offset='...'"]),
        ("y ~ a + weights(w)", ["weights(...)", "weights='w'"]),
        ("y ~ a * cc", ["no column 'cc'"]),
        ("y ~ a * A", ["no column 'A'; did you mean 'a'?"]),
    ],
)
def test_formulas(formula, said):
    refused(lambda: logodds.fit(formula, FRAME), *said)


def test_a_function_called_offset_is_a_function():
    def offset(x):
        return x - 1

    assert logodds.fit("y ~ a + offset(b)", FRAME).converged


@pytest.mark.parametrize("formula", ["y ~ a + g", "y ~ a * g"])
def test_single_letters_are_near_to_no_other(formula):
    with pytest.raises(SpecificationError, match="no column .g.$"):
        logodds.fit(formula, FRAME)


def test_results_by_their_rules(tmp_path):
    results = logodds.fit("y ~ a", FRAME)
    for wrong in ("a", 2, -1, True):
        refused(lambda: results.predict(FRAME, interval=wrong), f"interval={wrong!r}", "0.95")  # noqa: B023
        refused(lambda: results.conf_int(level=wrong), f"level={wrong!r}")  # noqa: B023
        refused(lambda: results.odds_ratios(level=wrong), f"level={wrong!r}")  # noqa: B023
    refused(lambda: results.predict(FRAME, threads=-1), "threads=-1")
    refused(lambda: results.save(3), "path=3")
    refused(lambda: logodds.load(None), "path=None")
    with pytest.raises(FileNotFoundError, match="none"):
        results.save(tmp_path / "none" / "y.model")
    with pytest.raises(IsADirectoryError):
        results.save(tmp_path)
    with pytest.raises(IsADirectoryError):
        logodds.load(tmp_path)
    (tmp_path / "y.model").write_text("no model")
    with pytest.raises(logodds.ModelFileError, match="Results.save"):
        logodds.load(tmp_path / "y.model")


def test_fractions_are_frequencies_but_for_the_bootstrap():
    frame = FRAME.assign(w=1.5)
    results = logodds.fit("y ~ a", frame, weights="w", weight_kind="frequency")
    assert results.nobs == 90 and (results.bse > 0).all()
    drawn = logodds.fit("y ~ a", frame, weights="w", weight_kind="frequency", covariance="bootstrap")
    assert "whole numbers" in drawn.withheld and drawn.bse.isna().all()

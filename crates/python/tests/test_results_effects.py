"""Average marginal effects, and what each row has to do with a fit; statsmodels and R are the referees."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf

import logodds
from logodds.exceptions import DataError, NoStandardErrors

import data


@pytest.fixture(scope="module")
def frame():
    frame = data.pandas("birthwt")
    rows = np.arange(len(frame))
    return frame.assign(race=frame["race"].astype(str), group=rows // 4, w=1 + rows % 3, o=np.sin(rows) / 3)


def test_effects_of_numbers_are_those_of_statsmodels(frame):
    results = logodds.fit("low ~ age + lwt + smoke", frame)
    expected = smf.logit("low ~ age + lwt + smoke", frame).fit(disp=0, tol=1e-14).get_margeff()
    found = results.effects()
    np.testing.assert_allclose(found["estimate"], expected.margeff, rtol=1e-9)
    np.testing.assert_allclose(found["std_error"], expected.margeff_se, rtol=1e-8)
    np.testing.assert_allclose(found["p_value"], expected.pvalues, rtol=1e-7)
    np.testing.assert_allclose(found[["lower", "upper"]], expected.conf_int(), rtol=1e-7)
    np.testing.assert_allclose(results.effects(alpha=0.1)[["lower", "upper"]], expected.conf_int(0.1), rtol=1e-7)
    assert "categorical=['smoke']" in found.loc["smoke", "note"] and (found.loc[["age", "lwt"], "note"] == "").all()


def test_effects_of_a_dummy_are_those_of_statsmodels(frame):
    found = logodds.fit("low ~ age + lwt + C(smoke)", frame).effects()
    expected = smf.logit("low ~ age + lwt + smoke", frame).fit(disp=0, tol=1e-14).get_margeff(dummy=True)
    np.testing.assert_allclose(found["estimate"], expected.margeff, rtol=1e-9)
    np.testing.assert_allclose(found["std_error"], expected.margeff_se, rtol=1e-7)
    assert list(found["kind"]) == ["slope", "slope", "change"] and list(found["base"]) == ["", "", "0"]


@pytest.mark.parametrize("options", [{}, {"covariance": "hc1"}, {"cluster": "group"}, {"weights": "w", "weight_kind": "frequency"}, {"offset": "o"}, {"penalty": "firth"}], ids=str)
@pytest.mark.parametrize("formula", ["low ~ age + race", "low ~ np.log(age) + C(race)"])
def test_effects_are_finite_differences_with_errors_by_the_delta_method(frame, options, formula):
    results = logodds.fit(formula, frame, **options)
    weights = frame["w"] if "weights" in options else np.ones(len(frame))

    def change(params):
        eta = {level: params[0] + params[1] * (np.log(frame["age"]) if "np" in formula else frame["age"]) + (frame["o"] if "offset" in options else 0) for level in "13"}
        eta["3"] = eta["3"] + params[3]
        return np.average(1 / (1 + np.exp(-eta["3"])) - 1 / (1 + np.exp(-eta["1"])), weights=weights)

    b, V = results.params.to_numpy(), results.cov_params().to_numpy()
    steps = 1e-6 * np.eye(len(b))
    gradient = np.array([(change(b + step) - change(b - step)) / 2e-6 for step in steps])
    found = results.effects().iloc[-1]
    assert found["estimate"] == pytest.approx(change(b), rel=1e-9)
    assert found["std_error"] == pytest.approx(np.sqrt(gradient @ V @ gradient), rel=1e-6)
    assert found["base"] == "1" and found["kind"] == "change"


def test_columns_that_cannot_change_one_by_one_have_no_effect(frame):
    found = logodds.fit("low ~ age * lwt + poly(ptl, 2) + C(race) + smoke", frame).effects()
    withheld = ["age", "lwt", "age:lwt", "poly(ptl, 2)[1]", "poly(ptl, 2)[2]"]
    assert found.loc[withheld, "estimate"].isna().all() and (found.loc[withheld, "note"] != "").all()
    assert "several terms (age, age:lwt)" in found.loc["age", "note"]
    assert found.drop(withheld)["estimate"].notna().all()
    assert found.loc["smoke", "note"] == "0 or 1: C(smoke) in the formula has the difference"
    assert found.loc["C(race)[T.2]", ["kind", "base", "note"]].tolist() == ["change", "1", ""]
    other = logodds.fit("low ~ 0 + C(race) + age", frame).effects()
    assert other["estimate"].notna().tolist() == [False] * 3 + [True]


def test_effects_that_there_are_not_say_why(frame):
    with pytest.raises(NoStandardErrors, match="no effects: a penalty"):
        logodds.fit("low ~ age", frame, penalty="l2", lambda_=0.1).effects()
    posterior = logodds.fit("low ~ age", frame, penalty="l2", lambda_=0.1, covariance="penalized").effects()
    assert posterior["std_error"].notna().all() and posterior["p_value"].isna().all()
    classes = logodds.fit(data.pandas("iris").assign(sepal_width=lambda f: np.sin(f.index)), target="species", features=["sepal_width"])
    for refused in (classes.effects, classes.influence, lambda: classes.resid_pearson):
        with pytest.raises(NoStandardErrors, match="more than two labels"):
            refused()
    for refused in (classes.effects, classes.influence):
        with pytest.raises(NoStandardErrors, match="more than two labels"):
            refused(data.pandas("iris").assign(sepal_width=lambda f: np.sin(f.index)))
    bare = logodds.fit("low ~ age", frame, covariance=None)
    for given in ((), (frame,)):
        with pytest.raises(NoStandardErrors, match="fitted without them"):
            bare.effects(*given)
    assert bare.influence(frame)["leverage"].sum() == pytest.approx(2)


def test_rows_are_those_of_r(frame):
    rows = logodds.fit("low ~ age + lwt + race + smoke", frame).influence()
    # hatvalues, cooks.distance, rstandard, rstandard(type = "pearson"), residuals of R's glm.
    expected = {
        "leverage": [0.0505835278709139, 0.0368933997198967, 0.0237759146026752],
        "cooks_distance": [0.00298334973176935, 0.00162240338012629, 0.00284957469855840],
        "standardized_deviance_residual": [-0.763684768711996, -0.674263238124558, -1.034086434304334],
        "standardized_pearson_residual": [-0.579630904071120, -0.504101381209152, -0.837860644137274],
        "deviance_residual": [-0.744119199317079, -0.661708420862566, -1.021719306771040],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(rows[name][:3], values, rtol=1e-9)
    weighted = logodds.fit("low ~ age + lwt", frame, weights="w").influence()
    np.testing.assert_allclose(weighted["pearson_residual"][:3], [-0.553300867511159, -0.665353035145627, -1.409788632850881], rtol=1e-9)
    np.testing.assert_allclose(weighted["cooks_distance"][:3], [0.00149915213404484, 0.00347502368524576, 0.01102975035198043], rtol=1e-8)


def test_residuals_are_those_of_statsmodels(frame):
    results = logodds.fit("low ~ age + lwt", frame)
    expected = smf.glm("low ~ age + lwt", frame, family=sm.families.Binomial()).fit(tol=1e-14)
    for name in ("resid_response", "resid_pearson", "resid_deviance"):
        np.testing.assert_allclose(getattr(results, name), getattr(expected, name), rtol=1e-9)


@pytest.mark.parametrize("options", [{}, {"weights": "w", "weight_kind": "frequency"}, {"offset": "o"}, {"penalty": "firth"}, {"penalty": "firth", "flic": True}, {"penalty": "l2", "lambda_": 0.01, "standardize": True, "covariance": "penalized"}], ids=str)
def test_rows_that_are_given_again_have_the_same_numbers(frame, options):
    for formula in ("low ~ age + lwt + race", "low ~ np.log(age) + lwt + C(race)"):
        results = logodds.fit(formula, frame, **options)
        again = pickle.loads(pickle.dumps(results))
        pd.testing.assert_frame_equal(again.influence(frame), results.influence(), rtol=1e-9)
        pd.testing.assert_frame_equal(again.effects(frame), results.effects(), rtol=1e-9)


def test_other_rows_than_those_of_the_fit_are_refused(frame):
    results = pickle.loads(pickle.dumps(logodds.fit("low ~ age + lwt + race", frame)))
    one_cell = frame.assign(age=frame["age"].where(frame.index != 7, 40))
    one_label = frame.assign(low=frame["low"].where(frame.index != 7, 1 - frame["low"]))
    one_level = frame.assign(race=frame["race"].where(frame.index != 7, "4"))
    for other, message in [(one_cell, "means"), (one_label, "log loss"), (one_level, "other levels"), (frame[10:], "there are 179")]:
        with pytest.raises(DataError, match=f"not the rows of the fit: .*{message}"):
            results.influence(other)
        with pytest.raises(DataError, match="not the rows of the fit"):
            results.effects(other)

"""Contrasts, joint tests, comparisons and variance inflation after the fit; statsmodels, R and the command are the referees."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf

import logodds
from logodds.exceptions import NoStandardErrors, SpecificationError

import data
from test_frames import command  # noqa: F401  (a fixture)

FORMULA = "low ~ age + lwt + race + smoke"
COVARIANCES = [
    {},
    {"covariance": "hc0"},
    {"covariance": "hc1"},
    {"covariance": "hc3"},
    {"cluster": "group"},
    {"weights": "w", "weight_kind": "frequency"},
    {"weights": "w", "weight_kind": "sampling"},
    {"offset": "o"},
    {"penalty": "firth"},
]


@pytest.fixture(scope="module")
def frame():
    frame = data.pandas("birthwt")
    rows = np.arange(len(frame))
    return frame.assign(race=frame["race"].astype(str), group=rows // 4, w=1 + rows % 3, o=np.sin(rows) / 3)


def wald(results, R):
    """(Rb)' (R V R')⁻¹ Rb, from the covariance as it is told."""
    b, V = results.params.to_numpy(), results.cov_params().to_numpy()
    return float((R @ b) @ np.linalg.solve(R @ V @ R.T, R @ b))


@pytest.mark.parametrize("options", COVARIANCES, ids=str)
def test_a_joint_test_is_that_of_the_covariance(frame, options):
    used = {"features": ["age", "lwt", "race", "smoke"], **options}
    results = logodds.fit(frame, target="low", **used)
    terms = list(results.params.index)
    R = np.array([[float(term == name) for name in terms] for term in ("race=2", "race=3")])
    for test in (results.wald_test("race"), results.wald_test(["race=2", {"race=3": 1}])):
        assert test.statistic == pytest.approx(wald(results, R), rel=1e-9)
        assert test.df == 2
    R = np.array([[0, 1, 1, 0, 0, 0.0], [0, 0, 0, 1, -1, 0]])[:, : len(terms)]
    test = results.wald_test(["age=1,lwt=1", "race=2=1,race=3=-1"])
    assert test.statistic == pytest.approx(wald(results, R), rel=1e-9)
    again = pickle.loads(pickle.dumps(results))
    assert again.wald_test("race") == results.wald_test("race")


def test_joint_tests_of_statsmodels(frame):
    results = logodds.fit(FORMULA, frame)
    expected = smf.logit("low ~ age + lwt + C(race) + smoke", frame).fit(disp=0, tol=1e-14)
    theirs = expected.wald_test_terms(scalar=True).table.drop("Intercept")
    ours = results.wald_test_terms()
    assert list(ours.index) == ["age", "lwt", "race", "smoke"]
    np.testing.assert_allclose(
        ours["statistic"], theirs.loc[["age", "lwt", "C(race)", "smoke"], "statistic"].astype(float), rtol=1e-9
    )
    np.testing.assert_allclose(ours["p_value"], theirs.loc[["age", "lwt", "C(race)", "smoke"], "pvalue"].astype(float), rtol=1e-8)
    assert list(ours["df"]) == [1, 1, 2, 1]
    # R's car::linearHypothesis(m, c("race2 = race3", "age = 0")).
    assert results.wald_test(["race=2=1,race=3=-1", "age"]).p_value == pytest.approx(0.66974, rel=1e-4)


def test_hypotheses_that_follow_from_others_count_once(frame):
    results = logodds.fit(FORMULA, frame)
    test = results.wald_test(["race=2", "race=3", "race=2=1,race=3=-1", {"race=2": 2}])
    assert test.df == 2
    assert test.statistic == pytest.approx(results.wald_test("race").statistic, rel=1e-10)


@pytest.mark.parametrize("hypothesis", ["age = 1", "age=0", "race=2=1", ["lwt", "age = 0.5"], "age = 0, lwt = 0", {"age": 0}])
def test_hypotheses_of_statsmodels_are_not_taken_for_factors(frame, hypothesis):
    """statsmodels' "age = 1" is that the coefficient is 1; here it was that once the coefficient is 0."""
    with pytest.raises(SpecificationError, match="write"):
        logodds.fit(FORMULA, frame).wald_test(hypothesis)


def test_arguments_of_results_that_ask_for_nothing_are_refused(frame):
    results = logodds.fit(FORMULA, frame)
    for ask, what in (
        (lambda: results.contrast([]), "nothing to be computed"),
        (lambda: results.contrast(None), "nothing to be computed"),
        (lambda: results.summary(all_levels="False"), "all_levels='False'"),
        (lambda: results.effects(threads=-1), "threads=-1"),
        (lambda: results.influence(threads="x"), "threads='x'"),
    ):
        with pytest.raises(SpecificationError, match=what):
            ask()


def test_terms_of_a_formula_are_tested_whole(frame):
    results = logodds.fit("low ~ age * lwt + C(race) * smoke", frame)
    expected = smf.logit("low ~ age * lwt + C(race) * smoke", frame).fit(disp=0, tol=1e-14, maxiter=100)
    theirs = expected.wald_test_terms(scalar=True).table.drop("Intercept")
    ours = results.wald_test_terms()
    assert set(ours.index) == set(theirs.index)
    np.testing.assert_allclose(ours["statistic"], theirs.loc[ours.index, "statistic"].astype(float), rtol=1e-6)
    assert results.wald_test("C(race):smoke").df == 2


def test_a_term_of_several_labels_is_tested_in_all_of_them():
    frame = data.pandas("iris").iloc[::2].reset_index(drop=True)
    frame["noise"] = np.sin(np.arange(len(frame)) * 3.0)
    y = pd.Categorical(["abc"[k % 3] for k in range(len(frame))])
    frame["y"] = y.astype(str)
    results = logodds.fit("y ~ sepal_length + noise", frame)
    expected = sm.MNLogit(y.codes, sm.add_constant(frame[["sepal_length", "noise"]])).fit(disp=0, tol=1e-14)
    R = np.zeros((2, 6))
    R[0, 1] = R[1, 4] = 1
    theirs = expected.wald_test(R, scalar=True, use_f=False)
    test = results.wald_test("sepal_length")
    assert (test.df, test.statistic) == (2, pytest.approx(float(theirs.statistic), rel=1e-7))
    assert list(results.wald_test_terms()["df"]) == [2, 2]
    for refused in (lambda: results.contrast("noise=2"), lambda: results.wald_test("noise=2")):
        with pytest.raises(SpecificationError, match="more than two labels"):
            refused()


def test_what_cannot_be_tested_says_why(frame):
    results = logodds.fit("low ~ age + twice", frame.assign(twice=2 * frame["age"]))
    with pytest.raises(SpecificationError, match="\"twice\" is held at 0"):
        results.wald_test("twice")
    assert np.isnan(results.wald_test_terms().loc["twice", "p_value"])
    assert results.contrast("twice=1")["note"].iloc[0] == "not determined: a column is held at 0"
    for wrong, message in [("rac", "did you mean 'race'"), ("age=x", "not TERM=FACTOR"), ({"ag": 1}, "no term"), ({"age": 0}, "0")]:
        with pytest.raises(SpecificationError, match=message):
            logodds.fit(FORMULA, frame).wald_test(wrong)
    with pytest.raises(SpecificationError, match="no term to be tested"):
        results.wald_test([])
    withheld = logodds.fit(FORMULA, frame, penalty="l2", lambda_=0.1)
    with pytest.raises(NoStandardErrors, match="penalty"):
        withheld.wald_test("age")
    posterior = logodds.fit(FORMULA, frame, penalty="l2", lambda_=0.1, covariance="penalized")
    with pytest.raises(NoStandardErrors, match="posterior"):
        posterior.wald_test("age")
    with pytest.raises(NoStandardErrors, match="covariance"):
        logodds.fit(FORMULA, frame, covariance=None).wald_test("age")


def test_an_infinite_coefficient_is_not_tested(frame):
    with pytest.warns(UserWarning, match="separat"):
        results = logodds.fit("low ~ age + lwt + always", frame.assign(always=(frame["low"] == 1) & (frame["age"] > 25)))
    with pytest.raises(SpecificationError, match="goes to infinity"):
        results.wald_test("always")
    tests = results.wald_test_terms()
    assert tests.loc[["age", "lwt"], "p_value"].notna().all() and np.isnan(tests.loc["always", "p_value"])
    found = results.contrast(["always=-1", "age=1"])
    assert found["estimate"].iloc[0] == -np.inf and "−∞" in found["note"].iloc[0]
    assert found["std_error"].iloc[1] == results.bse["age"]


CONTRASTS = ["race=2=1,race=3=-1", "age=10", "(intercept)=1,age=30,lwt=120"]


@pytest.mark.parametrize("options", [*COVARIANCES, {"penalty": "l2", "lambda_": 0.1, "covariance": "penalized"}], ids=str)
def test_a_contrast_after_the_fit_has_the_bits_of_one_with_it(frame, options):
    options = {"features": ["age", "lwt", "race", "smoke"], **options}
    if "w" in options.values() and options["weight_kind"] == "sampling":
        options["confidence"] = 0.9
    results = logodds.fit(frame, target="low", contrasts=CONTRASTS, **options)
    found = results.contrast(CONTRASTS)
    pd.testing.assert_frame_equal(found.drop(columns="note"), results.contrasts, check_exact=True)
    assert (found["note"] == "").all()
    other = results.contrast(CONTRASTS, alpha=0.5)
    assert ((other["upper"] - other["lower"]) < (found["upper"] - found["lower"])).all()
    assert other["estimate"].equals(found["estimate"])


@pytest.mark.parametrize("options", [{"ci": "profile"}, {"penalty": "firth", "ci": "profile"}, {"covariance": "bootstrap"}], ids=str)
def test_what_of_a_contrast_needs_the_data_is_withheld(frame, options):
    results = logodds.fit("low ~ age + lwt", frame, contrasts=["age=10"], **options)
    found = results.contrast("age=10")
    assert found["estimate"].equals(results.contrasts["estimate"])
    assert found["std_error"].equals(results.contrasts["std_error"])
    assert found[["lower", "upper"]].isna().all(axis=None)
    assert "ask for the contrast with the fit" in found["note"].iloc[0]
    assert found["p_value"].isna().all() == (options != {"ci": "profile"})


def test_nested_models_have_a_likelihood_ratio(frame):
    large, small = logodds.fit(FORMULA, frame), logodds.fit("low ~ age + lwt", frame)
    # R's anova(small, large, test = "Chisq").
    test = large.compare(small)
    assert (test.statistic, test.df) == (pytest.approx(12.54615390304, rel=1e-11), 3)
    assert test.p_value == pytest.approx(0.0057283, rel=1e-4)
    assert small.compare(large) == test
    assert logodds.fit("low ~ 1", frame).compare(large).statistic == pytest.approx(large.llr, rel=1e-9)
    assert pickle.loads(pickle.dumps(large)).compare(small) == test
    by_tests = logodds.fit(FORMULA, frame, tests=True).tests
    without = logodds.fit("low ~ age + lwt + smoke", frame)
    assert large.compare(without).statistic == pytest.approx(by_tests.loc["race", "statistic"], rel=1e-8)


def test_models_that_are_not_compared(frame):
    large = logodds.fit(FORMULA, frame)
    holes = frame.assign(smoke=frame["smoke"].where(frame.index > 3))
    other = frame.assign(age=frame["age"].sample(frac=1, random_state=0).to_numpy() + 1)
    cases = [
        (logodds.fit("low ~ ptl", frame), "not seen to be nested"),
        (logodds.fit("low ~ age + smoke", holes, missing="drop"), "other rows: 189 and 185 \\(4 dropped"),
        (logodds.fit("low ~ age", other), "the values of \"age\" differ"),
        (logodds.fit("low ~ age", frame.assign(low=1 - frame["low"])), "labels, weights or offsets differ"),
        (logodds.fit("smoke ~ age", frame), "another target"),
        (logodds.fit("low ~ age", frame, weights="w"), "another column of weights"),
        (logodds.fit("low ~ age", frame, offset="o"), "another offset"),
        (logodds.fit("low ~ age", frame, penalty="l2", lambda_=0.1), "the other model: a penalised estimate"),
        (logodds.fit("low ~ age", frame, penalty="firth"), "the other model: Firth"),
        (logodds.fit("low ~ age", frame, cluster="group"), "the other model: .*cluster"),
        (logodds.fit("low ~ age", frame, weights="w", weight_kind="sampling"), "sampling weights"),
        (logodds.fit(FORMULA, frame), "neither is nested"),
    ]
    for smaller, message in cases:
        with pytest.raises(SpecificationError, match=message):
            large.compare(smaller)
    with pytest.raises(SpecificationError, match="must be results"):
        large.compare(3)


def test_models_nested_under_other_names_are_vouched_for(frame):
    small = logodds.fit("low ~ age", frame)
    with pytest.raises(SpecificationError, match="not seen to be nested"):
        small.compare(logodds.fit("low ~ poly(age, 2)", frame))
    test = small.compare(logodds.fit("low ~ poly(age, 2)", frame), nested=True)
    assert test.df == 1 and test.statistic > 0

    with pytest.raises(SpecificationError, match="nested=True vouches"):
        small.compare(logodds.fit("low ~ poly(age, 2)", frame))


@pytest.mark.parametrize(
    ("large", "small", "df"),
    [("age * C(race)", "age + C(race)", 2), ("smoke * C(race) + bs(age, df=4)", "smoke + C(race)", 6), ("age:C(race) + C(race)", "C(race)", 3)],
)
def test_an_interaction_is_compared_with_its_columns(frame, large, small, df):
    """A list of columns has categories, and a formula their indicators: the test of an interaction, of R's anova, was refused."""
    fits = [smf.glm(f"low ~ {side}", frame, family=sm.families.Binomial()).fit(tol=1e-12) for side in (large, small)]
    test = logodds.fit(f"low ~ {large}", frame).compare(logodds.fit(f"low ~ {small}", frame))
    assert (test.df, test.statistic) == (df, pytest.approx(2 * (fits[0].llf - fits[1].llf), rel=1e-7))
    with pytest.raises(SpecificationError, match="not seen to be nested"):
        logodds.fit("low ~ age * twice", frame.assign(twice=frame["race"].astype(int))).compare(logodds.fit(f"low ~ {small}", frame))


def test_a_fit_that_stopped_early_makes_no_likelihood_ratio(frame):
    large = logodds.fit("low ~ age + lwt + smoke", frame)
    with pytest.warns(logodds.ConvergenceWarning):
        stopped = logodds.fit("low ~ age + lwt", frame, max_iter=1)
    for compare, which in ((lambda: large.compare(stopped), "the other model"), (lambda: stopped.compare(large), "this model")):
        with pytest.raises(SpecificationError, match=f"{which}: the fit is not certified"):
            compare()
    assert np.isnan([stopped.aic, stopped.bic, stopped.llr, stopped.llr_pvalue]).all()
    assert "not certified" in stopped.criteria_withheld and "no AIC or BIC, as no maximum was found" in str(stopped.summary())


@pytest.mark.parametrize("options", COVARIANCES[:6], ids=str)
def test_variance_inflation_is_that_of_the_information(frame, options):
    results = logodds.fit(frame, target="low", features=["age", "lwt", "race", "smoke"], **options)
    found = results.vif()
    if options == {}:
        # R's car::vif of the glm.
        expected = {"age": 1.05105271133587, "lwt": 1.12823852034140, "race": 1.46197659206528, "smoke": 1.30187575416638}
        np.testing.assert_allclose(found["gvif"][list(expected)], list(expected.values()), rtol=1e-11)
        assert found.loc["race", "vif"] == pytest.approx(1.46197659206528**0.5, rel=1e-11)
        in_formula = logodds.fit("low ~ age + lwt + smoke + C(race, contr.treatment('1')):1 + I(age)", frame)
        assert not in_formula.vif().empty
    assert (found["gvif"] >= 1).all() and results.condition_number > 1
    with pytest.raises(NoStandardErrors, match="variance inflation"):
        logodds.fit(FORMULA, frame, covariance=None).vif()


def test_a_category_of_a_formula_is_inflated_whole(frame):
    plain, made = logodds.fit(FORMULA, frame).vif(), logodds.fit("low ~ age + np.log(lwt) + C(race) + smoke", frame).vif()
    assert made["df"].to_dict() == {"age": 1, "np.log(lwt)": 1, "C(race)": 2, "smoke": 1}
    crossed = logodds.fit("low ~ age * lwt + C(smoke) + poly(ptl, 2)", frame).vif()
    assert set(crossed.index) == {"age", "lwt", "age:lwt", "C(smoke)", "poly(ptl, 2)[1]", "poly(ptl, 2)[2]"}
    assert made.loc["C(race)", "vif"] == pytest.approx(plain.loc["race", "vif"], rel=0.1)


def test_the_command_tells_the_same_numbers(command, frame, tmp_path):  # noqa: F811
    frame.drop(columns=["o", "w"]).to_csv(tmp_path / "low.csv", index=False)
    arguments = ["--features", "age,lwt,race,smoke", "--categorical", "race", "--effects", "--json", "--quiet"]
    contrasts = [flag for text in CONTRASTS for flag in ("--contrast", text)]
    told = json.loads(command("fit", tmp_path / "low.csv", "--target", "low", *arguments, *contrasts, "-m", tmp_path / "low.model"))
    results = logodds.fit(frame, target="low", features=["age", "lwt", "race", "smoke"])
    for again in (results, logodds.load(tmp_path / "low.model")):
        found = again.contrast(CONTRASTS)
        for name in ("estimate", "std_error", "statistic", "p_value", "lower", "upper"):
            assert found[name].tolist() == [row[name] for row in told["contrasts"]], name
        inflation = {row["column"]: row["gvif"] for row in told["collinearity"]["inflation"]}
        assert again.vif()["gvif"].to_dict() == inflation
        assert again.condition_number == told["collinearity"]["condition"]
        np.testing.assert_array_equal(again.cov_params(), told["inference"]["covariance_matrix"])
        ratio = told["statistics"]["likelihood_ratio"]
        assert (again.llr, again.df_model, again.llr_pvalue) == (ratio["statistic"], ratio["df"], ratio["p_value"])
    effects = results.effects()
    assert list(effects.index) == [row["term"] for row in told["effects"]]
    for name in ("kind", "estimate", "std_error", "statistic", "p_value", "lower", "upper"):
        assert effects[name].tolist() == [row[name] for row in told["effects"]], name
    rows = tmp_path / "rows.csv"
    command("fit", tmp_path / "low.csv", "--target", "low", *arguments[:4], "--quiet", "--diagnostics", rows)
    written, influence = pd.read_csv(rows, dtype=str).astype(float), results.influence()
    for name in ("probability", "leverage", "cooks_distance", "deviance_residual", "pearson_residual"):
        assert (written[name] == influence[name]).all(), name


def test_the_command_compares_models_as_results_do(command, frame, tmp_path):  # noqa: F811
    large, small = logodds.fit(FORMULA, frame), logodds.fit("low ~ age + lwt", frame)
    large.save(tmp_path / "large.model")
    small.save(tmp_path / "small.model")
    told = json.loads(command("compare-models", tmp_path / "small.model", tmp_path / "large.model", "--json"))["likelihood_ratio"]
    assert large.compare(small)._asdict() == told
    assert logodds.load(tmp_path / "large.model").compare(logodds.load(tmp_path / "small.model"))._asdict() == told


@pytest.mark.parametrize("nothing", [[], None, ()])
def test_no_contrast_and_no_hypothesis_are_refused(frame, nothing):
    results = logodds.fit("low ~ age", frame)
    with pytest.raises(SpecificationError, match="nothing to be computed: name terms and factors"):
        results.contrast(nothing)
    with pytest.raises(SpecificationError, match="no term to be tested"):
        results.wald_test(nothing)

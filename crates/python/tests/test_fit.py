"""``logodds.fit`` beside statsmodels, and what it refuses."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import chi2
from statsmodels.genmod.families import Binomial

import logodds
from logodds.exceptions import ConvergenceWarning, DataError, FitError, SpecificationError

import data

# Nine digits.
CLOSE = {"rtol": 1e-9, "atol": 1e-12}


def design(frame: pd.DataFrame, target: str, positive) -> tuple[np.ndarray, pd.DataFrame]:
    """Treatment coding by hand, levels in byte order, columns in the frame's order."""
    columns = {"(intercept)": np.ones(len(frame))}
    for name in frame.columns.drop(target):
        if frame[name].dtype.kind in "if":
            columns[name] = frame[name].to_numpy(dtype=float)
        else:
            for level in sorted(frame[name].unique(), key=lambda text: text.encode())[1:]:
                columns[f"{name}={level}"] = (frame[name] == level).to_numpy(dtype=float)
    return (frame[target] == positive).to_numpy(dtype=float), pd.DataFrame(columns)


def referee(y, x, **options) -> object:
    return sm.GLM(y, x, family=Binomial(), **options).fit(tol=1e-14, maxiter=200)


@pytest.mark.parametrize(
    ("name", "target", "positive"),
    [("birthwt", "low", 1), ("german_credit", "creditability", "good"), ("spam7", "yesno", "y")],
)
def test_agrees_with_statsmodels(name, target, positive):
    frame = data.pandas(name)
    if name == "birthwt":
        frame["race"] = frame["race"].astype(str)
    y, x = design(frame, target, positive)
    results = logodds.fit(frame, target=target, positive=positive)
    expected = referee(y, x)
    assert results.converged
    assert list(results.params.index) == list(x.columns)
    np.testing.assert_allclose(results.params, expected.params, **CLOSE)
    np.testing.assert_allclose(results.bse, expected.bse, **CLOSE)
    np.testing.assert_allclose(results.tvalues, expected.tvalues, **CLOSE)
    np.testing.assert_allclose(results.pvalues, expected.pvalues, rtol=1e-7, atol=1e-15)
    # An end can be near 0, and the digits are those of what it is the difference of.
    np.testing.assert_allclose(results.conf_int(), expected.conf_int(), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(results.conf_int(0.8), expected.conf_int(0.2), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(results.odds_ratios()["upper"], np.exp(expected.conf_int()[1]), rtol=1e-8)
    # statsmodels' is that of the step before the last.
    np.testing.assert_allclose(results.cov_params(), expected.cov_params(), rtol=1e-6, atol=1e-9)
    # statsmodels' GLM cuts probabilities at 2e-16, which spam7 goes beyond; its Logit does not.
    logit = sm.Logit(y, x)
    llf, llnull = logit.loglike(expected.params.to_numpy()), expected.llnull
    np.testing.assert_allclose(results.llf, llf, **CLOSE)
    np.testing.assert_allclose(results.llnull, llnull, **CLOSE)
    terms = len(x.columns)
    np.testing.assert_allclose(results.aic, 2 * terms - 2 * llf, **CLOSE)
    np.testing.assert_allclose(results.bic, np.log(len(y)) * terms - 2 * llf, **CLOSE)
    np.testing.assert_allclose(results.deviance, -2 * llf, **CLOSE)
    np.testing.assert_allclose(results.prsquared, 1 - llf / llnull, **CLOSE)
    if name != "spam7":
        np.testing.assert_allclose([results.llf, results.aic, results.bic], [expected.llf, expected.aic, expected.bic_llf], **CLOSE)
    np.testing.assert_allclose(results.llr, 2 * (llf - llnull), **CLOSE)
    np.testing.assert_allclose(results.llr_pvalue, chi2.sf(results.llr, terms - 1), rtol=1e-10)
    np.testing.assert_array_equal(results.fittedvalues, results.predict())
    assert (results.df_model, results.df_resid, results.nobs) == (expected.df_model, expected.df_resid, expected.nobs)
    np.testing.assert_allclose(results.predict(), expected.predict(), **CLOSE)


def test_intervals_of_predictions_agree_with_statsmodels():
    frame = data.pandas("birthwt")
    y, x = design(frame, "low", 1)
    results = logodds.fit(frame, target="low")
    for level in (0.95, 0.5):
        found = results.predict(frame.head(20), interval=level)
        expected = referee(y, x).get_prediction(x.head(20)).summary_frame(alpha=1 - level)
        np.testing.assert_allclose(found["probability"], expected["mean"], **CLOSE)
        np.testing.assert_allclose(found["lower"], expected["mean_ci_lower"], **CLOSE)
        np.testing.assert_allclose(found["upper"], expected["mean_ci_upper"], **CLOSE)


def test_more_than_two_labels_agree_with_statsmodels():
    frame = data.pandas("iris").drop(columns="sepal_width")
    frame = pd.concat([frame, frame.assign(species=frame["species"].sample(frac=1, random_state=0).to_numpy())])
    results = logodds.fit("species ~ .", frame)
    x = sm.add_constant(frame.drop(columns="species"))
    codes = frame["species"].astype("category").cat.codes
    expected = sm.MNLogit(codes, x).fit(method="newton", tol=1e-14, maxiter=100, disp=0)
    assert results.params.index.nlevels == 2
    assert list(results.params.index.levels[0]) == ["versicolor", "virginica"]
    np.testing.assert_allclose(results.params.to_numpy().reshape(2, 4), expected.params.T, rtol=1e-8)
    np.testing.assert_allclose(results.bse.to_numpy().reshape(2, 4), expected.bse.T, rtol=1e-8)
    np.testing.assert_allclose(results.cov_params(), expected.cov_params(), rtol=1e-7)
    np.testing.assert_allclose(results.llf, expected.llf, **CLOSE)
    for name in ("llr", "llr_pvalue", "llnull", "prsquared", "aic", "bic", "df_model", "df_resid", "nobs"):
        np.testing.assert_allclose(getattr(results, name), getattr(expected, name), rtol=1e-8)
    np.testing.assert_allclose(results.predict(), expected.predict(), **CLOSE)
    assert results.predict(frame.head(3)).shape == (3, 3)
    interval = results.predict(frame.head(3), interval=0.9)
    assert list(interval.columns[:3]) == ["probability_setosa", "lower_setosa", "upper_setosa"]
    assert (interval["lower_setosa"] < interval["probability_setosa"]).all()
    crossed = logodds.fit("species ~ sepal_length * petal_width", frame).predict(frame.head(3), interval=0.9)
    assert crossed.shape == (3, 9)
    assert "relative to setosa" in str(results.summary())


def test_weights_offsets_and_sandwiches_agree_with_statsmodels():
    frame = data.pandas("birthwt")
    rng = np.random.default_rng(1)
    frame["n"] = rng.integers(1, 4, len(frame))
    frame["known"] = rng.normal(size=len(frame)) / 4
    frame["doctor"] = rng.integers(0, 40, len(frame))
    roles = {"weights": "n", "offset": "known"}
    features = ["age", "lwt", "smoke"]
    y, x = design(frame[["low", *features]], "low", 1)
    results = logodds.fit(frame, target="low", features=features, **roles, weight_kind="frequency")
    expected = referee(y, x, freq_weights=frame["n"], offset=frame["known"])
    np.testing.assert_allclose(results.params, expected.params, **CLOSE)
    np.testing.assert_allclose(results.bse, expected.bse, **CLOSE)
    np.testing.assert_allclose(results.bic, expected.bic_llf, **CLOSE)
    assert results.nobs == frame["n"].sum()
    np.testing.assert_allclose(results.predict(), expected.predict(), **CLOSE)
    by_doctor = logodds.fit("low ~ age + lwt + smoke", frame, cluster="doctor")
    glm = sm.GLM(y, x, family=Binomial()).fit(
        tol=1e-14, cov_type="cluster", cov_kwds={"groups": frame["doctor"], "use_correction": False}
    )
    clusters = frame["doctor"].nunique()
    np.testing.assert_allclose(by_doctor.bse, glm.bse * np.sqrt(clusters / (clusters - 1)), rtol=1e-8)
    hc0 = logodds.fit("low ~ age + lwt + smoke", frame, covariance="hc0")
    np.testing.assert_allclose(hc0.bse, sm.GLM(y, x, family=Binomial()).fit(tol=1e-14, cov_type="HC0").bse, rtol=1e-8)


@pytest.mark.parametrize(
    "right",
    [
        "age * smoke",
        "age + np.log(lwt) + C(race)",
        "age:C(race) + ht",
        "bs(age, df=4) + smoke",
        "age + I(age**2) + doubled(lwt)",
    ],
)
def test_formulas_agree_with_formulaic_and_statsmodels(right):
    import formulaic

    def doubled(x):
        return 2 * x

    frame = data.pandas("birthwt")
    results = logodds.fit(f"low ~ {right}", frame, tests=True)
    x = pd.DataFrame(formulaic.model_matrix(right, frame, context={"doubled": doubled}))
    expected = referee(frame["low"], x)
    assert list(results.params.index[1:]) == list(x.columns[1:])
    np.testing.assert_allclose(results.params, expected.params, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(results.bse, expected.bse, rtol=1e-8)
    np.testing.assert_allclose(results.predict(frame.head(9)), expected.predict(x.head(9)), **CLOSE)
    interval = results.predict(frame.head(9), interval=0.9)
    predicted = expected.get_prediction(x.head(9)).summary_frame(alpha=0.1)
    np.testing.assert_allclose(interval["upper"], predicted["mean_ci_upper"], rtol=1e-8)
    # Tests are of terms, not of columns.
    for term, columns in formulaic.ModelSpec.from_spec(x_spec(right, frame, doubled)).term_slices.items():
        if str(term) != "1":
            without = referee(frame["low"], x.drop(columns=x.columns[columns]))
            statistic = results.tests.loc[str(term), "statistic"]
            np.testing.assert_allclose(statistic, 2 * (expected.llf - without.llf), rtol=1e-6, atol=1e-9)


def x_spec(right, frame, doubled):
    import formulaic

    return formulaic.model_matrix(right, frame, context={"doubled": doubled}).model_spec


def test_a_list_of_columns_is_fitted_without_a_matrix():
    frame = data.pandas("birthwt").assign(race=lambda f: f["race"].astype(str))
    by_formula = logodds.fit("low ~ lwt + race + age", frame)
    by_names = logodds.fit(frame, target="low", features=["lwt", "race", "age"])
    assert by_formula._spec is None
    assert list(by_formula.params.index) == ["(intercept)", "lwt", "race=2", "race=3", "age"]
    assert (by_formula.params == by_names.params).all()
    alone = logodds.fit("low ~ 1", frame)
    np.testing.assert_allclose(alone.params, [np.log(59 / 130)], **CLOSE)
    assert alone.predict(frame.head(2)).shape == (2,)
    assert len(logodds.fit("low ~ . - age", frame).params) == 9


def test_left_sides():
    frame = data.pandas("german_credit")
    right = "duration_in_month + age_in_years"
    good = logodds.fit(f"creditability ~ {right}", frame)
    bad = logodds.fit(f"creditability[bad] ~ {right}", frame)
    np.testing.assert_allclose(good.params, -bad.params, rtol=1e-9)
    assert bad.labels == ["good", "bad"]
    quoted = logodds.fit(f"creditability['bad'] ~ {right}", frame)
    assert (quoted.params == bad.params).all()
    named = logodds.fit(f"creditability ~ {right}", frame, positive="bad")
    assert (named.params == bad.params).all()
    codes = frame.assign(y=(frame["creditability"] == "good").astype(int), t=frame["creditability"] == "good")
    for left in ("y", "t", "{creditability == 'good'}"):
        found = logodds.fit(f"{left} ~ {right}", codes)
        np.testing.assert_allclose(found.params, good.params, rtol=1e-9)
        np.testing.assert_allclose(found.predict(codes), good.predict(codes), rtol=1e-9)


def test_roles_go_with_formulas():
    frame = data.pandas("birthwt")
    rng = np.random.default_rng(2)
    frame = frame.assign(n=rng.integers(1, 4, len(frame)), known=rng.normal(size=len(frame)) / 4)
    frame["row"] = np.arange(len(frame)) // 3
    given = {"weights": "n", "offset": "known", "weight_kind": "frequency"}
    import formulaic

    results = logodds.fit("low ~ age * smoke", frame, **given)
    x = pd.DataFrame(formulaic.model_matrix("age * smoke", frame))
    expected = referee(frame["low"], x, freq_weights=frame["n"], offset=frame["known"])
    np.testing.assert_allclose(results.params, expected.params, rtol=1e-8)
    np.testing.assert_allclose(results.bse, expected.bse, rtol=1e-8)
    np.testing.assert_allclose(results.predict(frame), expected.predict(), rtol=1e-9)
    clustered = logodds.fit("low ~ age * smoke", frame, cluster="row")
    assert "over 63 clusters" in str(clustered.summary())
    assert clustered.predict(frame, interval=0.9).shape == (len(frame), 3)
    without = logodds.fit("low ~ age", frame, covariance=None)
    with pytest.raises(logodds.NoStandardErrors, match='covariance="model"'):
        without.predict(frame, interval=0.9)


@pytest.mark.parametrize("right", ["0 + age + lwt", "0 + C(race) + age", "age * smoke - 1"])
def test_without_an_intercept(right):
    import formulaic

    frame = data.pandas("birthwt")
    results = logodds.fit(f"low ~ {right}", frame)
    x = pd.DataFrame(formulaic.model_matrix(right, frame))
    expected = referee(frame["low"], x)
    assert list(results.params.index) == list(x.columns)
    np.testing.assert_allclose(results.params, expected.params, rtol=1e-8)
    np.testing.assert_allclose(results.bse, expected.bse, rtol=1e-8)
    np.testing.assert_allclose(results.cov_params(), expected.cov_params(), rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(results.predict(frame), expected.predict(), rtol=1e-9)
    interval = results.predict(frame, interval=0.9)
    np.testing.assert_allclose(interval["upper"], expected.get_prediction().summary_frame(alpha=0.1)["mean_ci_upper"], rtol=1e-8)
    assert "(intercept)" not in str(results.summary())


def test_a_frame_without_an_intercept():
    frame = data.pandas("birthwt")
    results = logodds.fit(frame, target="low", features=["age", "lwt"], intercept=False)
    assert (results.params == logodds.fit("low ~ 0 + age + lwt", frame).params).all()
    assert results.df_resid == len(frame) - 2


def test_penalties():
    frame = data.pandas("birthwt")[["low", "age", "lwt", "smoke"]]
    penalised = logodds.fit("low ~ .", frame, penalty="l2", lambda_=0.1)
    from sklearn.linear_model import LogisticRegression

    x = frame.drop(columns="low")
    peer = LogisticRegression(C=1 / (len(frame) * 0.1), tol=1e-12, max_iter=100_000, solver="newton-cholesky").fit(x, frame["low"])
    np.testing.assert_allclose(penalised.params[1:], peer.coef_[0], rtol=1e-6)
    assert np.isnan(penalised.aic)
    firth = logodds.fit("low ~ .", frame, penalty="firth", ci="profile")
    assert firth.converged
    assert (firth.conf_int()["lower"] < firth.params).all()
    profile = logodds.fit("low ~ .", frame, ci="profile")
    wald = logodds.fit("low ~ .", frame)
    assert (profile.params == wald.params).all()
    assert (profile.conf_int() != wald.conf_int()).all().all()
    with pytest.raises(logodds.NoStandardErrors, match="confidence=0.9"):
        profile.conf_int(0.9)


def test_firths_mean_probability_is_corrected():
    frame = data.pandas("birthwt")[["low", "age", "lwt", "smoke"]]
    firth = logodds.fit("low ~ .", frame, penalty="firth")
    flic = logodds.fit("low ~ .", frame, penalty="firth", flic=True)
    assert (flic.params[1:] == firth.params[1:]).all()
    assert (flic.bse[1:] == firth.bse[1:]).all()
    # Referee: statsmodels' fit of the intercept alone, the other terms being an offset.
    offset = frame[["age", "lwt", "smoke"]].to_numpy(dtype=float) @ firth.params[1:].to_numpy()
    refit = referee(frame["low"], np.ones(len(frame)), offset=offset)
    np.testing.assert_allclose(flic.params.iloc[0], np.asarray(refit.params)[0], **CLOSE)
    np.testing.assert_allclose(np.mean(flic.predict(frame)), frame["low"].mean(), rtol=1e-12)
    assert abs(np.mean(firth.predict(frame)) - frame["low"].mean()) > 1e-5
    assert "FLIC" in str(flic.summary())
    with pytest.raises(SpecificationError, match="flic=True"):
        logodds.fit("low ~ .", frame, flic=True)


def test_source_date_epoch_makes_files_reproducible(tmp_path, monkeypatch):
    frame = data.pandas("birthwt")[["low", "age", "lwt", "smoke"]]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    files = []
    for threads in (1, 2, 1):
        path = tmp_path / f"{len(files)}.model"
        logodds.fit("low ~ .", frame, threads=threads).save(path)
        files.append(path.read_bytes())
    assert files[0] == files[1] == files[2]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(SpecificationError, match="SOURCE_DATE_EPOCH"):
        logodds.fit("low ~ .", frame).save(tmp_path / "m.model")


def test_a_fit_goes_on_from_its_journal(tmp_path, monkeypatch):
    frame = data.pandas("birthwt")[["low", "age", "lwt", "smoke"]]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    journal, files = tmp_path / "sums.journal", []
    for given in (None, journal, str(journal)):
        path = tmp_path / f"{len(files)}.model"
        logodds.fit("low ~ .", frame, journal=given).save(path)
        files.append(path.read_bytes())
        if given is not None:
            # Cut off in the middle, as a fit that was ended leaves it.
            journal.write_bytes(journal.read_bytes()[:-100])
    assert files[0] == files[1] == files[2]
    with pytest.raises(FitError, match="other options"):
        logodds.fit("low ~ .", frame, penalty="l2", lambda_=1, journal=journal)
    with pytest.raises(SpecificationError, match="journal=3; it must be the name of a file"):
        logodds.fit("low ~ .", frame, journal=3)


def test_separated_labels_are_told():
    frame = pd.DataFrame({"y": [0, 0, 0, 1, 1, 1], "x": [1.0, 2, 3, 4, 5, 6]})
    with pytest.warns(ConvergenceWarning, match="firth"):
        results = logodds.fit("y ~ x", frame)
    assert not results.converged
    assert results.bse.isna().all()
    assert np.isnan(results.aic)
    assert results.withheld in str(results.summary())
    with pytest.raises(logodds.NoStandardErrors, match="no intervals"):
        results.predict(frame, interval=0.95)
    assert logodds.fit("y ~ x", frame, penalty="firth").converged


def test_a_singleton_level_takes_nothing_from_the_other_terms(tmp_path):
    frame = data.pandas("birthwt")
    frame["site"] = ["Z"] + ["AB"[i % 2] for i in range(len(frame) - 1)]
    # The fit without the row, which is that of R's glm (tests/golden/inference/singleton_level.R).
    without = logodds.fit(frame.iloc[1:], target="low")
    with pytest.warns(ConvergenceWarning, match="site=Z"):
        results = logodds.fit(frame, target="low")
    assert results.converged and results.status == "limit"
    assert results.params["site=Z"] == -np.inf
    for of in ("bse", "tvalues", "pvalues"):
        assert np.isnan(getattr(results, of)["site=Z"])
    for of in ("params", "bse", "pvalues"):
        found = getattr(results, of).drop("site=Z")
        np.testing.assert_allclose(found, getattr(without, of)[found.index], rtol=1e-9)
    np.testing.assert_allclose(results.conf_int().drop("site=Z"), without.conf_int(), rtol=1e-9)
    assert np.isnan(results.cov_params().loc["site=Z"]).all()
    assert np.isnan(results.aic) and abs(results.llf - without.llf) < 1e-9
    text = str(results.summary())
    assert "→ −∞" in text and "certified limit" in text
    # A row of the level has the limit, and no interval; all others what they have without it.
    ends = results.predict(frame, interval=0.95)
    assert ends["probability"].iloc[0] == 0.0 and ends[["lower", "upper"]].iloc[0].isna().all()
    pd.testing.assert_frame_equal(
        ends.iloc[1:].reset_index(drop=True), without.predict(frame.iloc[1:], interval=0.95).reset_index(drop=True), rtol=1e-9
    )
    results.save(tmp_path / "m.model")
    assert logodds.load(tmp_path / "m.model").params.equals(results.params)


def test_steps_are_told_and_can_be_stopped():
    frame = data.pandas("birthwt")
    steps = []
    logodds.fit(frame, target="low", callback=lambda *step: steps.append(step))
    assert len(steps) > 1
    assert steps[-1][2] < 1e-8

    class Enough(Exception):
        pass

    def stop(*step):
        raise Enough

    with pytest.raises(Enough):
        logodds.fit(frame, target="low", callback=stop)
    with pytest.warns(ConvergenceWarning, match="max_iter"):
        logodds.fit(frame, target="low", max_iter=1)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"formula_or_data": "low ~ age"}, "needs the data"),
        ({"target": None}, "what to predict"),
        ({"formula_or_data": "low ~ age", "data": ..., "intercept": False}, "in the formula"),
        ({"formula_or_data": "low ~ age +", "data": ...}, "the operator + lacks"),
        ({"formula_or_data": "~ age", "data": ...}, "target ~ terms"),
        ({"formula_or_data": "low ~ age", "data": ..., "target": "low"}, "in the formula"),
        ({"formula_or_data": "low ~ age * low", "data": ...}, "on both sides"),
        ({"formula_or_data": "low ~ age * smok", "data": ...}, "no column 'smok'; did you mean 'smoke'?"),
        ({"formula_or_data": "low ~ agee", "data": ...}, "formula 'low ~ agee': no column 'agee'; did you mean 'age'?"),
        ({"formula_or_data": "lo ~ age * smoke", "data": ...}, "target: no column 'lo'; did you mean 'low'?"),
        ({"formula_or_data": "low ~ age * smoke", "data": ..., "weights": "ages"}, "did you mean 'age'?"),
        ({"target": "lo"}, 'target: no column "lo"; did you mean "low"?'),
        ({"features": ["agee"]}, 'features: no column "agee"; did you mean "age"?'),
        ({"features": "age"}, "list of columns"),
        ({"weights": "wt"}, 'weights: no column "wt"'),
        ({"weights": "low"}, "cannot be both"),
        ({"penalty": "l2"}, "lambda_=0.01"),
        ({"lambda_": 1.0}, "penalty='l2'"),
        ({"penalty": "l1"}, "'firth'"),
        ({"solver": "simplex"}, "simplex"),
        ({"covariance": "hc9"}, "hc9"),
        ({"covariance": "cluster"}, "cluster=..."),
        ({"weight_kind": "sampling"}, "there are none"),
        ({"ci": "exact"}, "'profile'"),
        ({"ci": "profile", "covariance": "hc0"}, "covariance='model'"),
        ({"confidence": 95}, "between 0 and 1"),
        ({"contrasts": ["age"]}, "TERM=FACTOR"),
        ({"contrasts": [{"agee": 1}]}, 'no term "agee"'),
        ({"missing": "mean"}, "'drop'"),
        ({"unseen": "new"}, "'base'"),
        ({"formula_or_data": "low ~ age * smoke", "data": ..., "unseen": "base"}, "list of columns"),
    ],
)
def test_what_cannot_be_asked_for(given, message):
    frame = data.pandas("birthwt")
    given = {"formula_or_data": frame, **given}
    if isinstance(given["formula_or_data"], str):
        given = {name: frame if value is ... else value for name, value in given.items()}
    else:
        given.setdefault("target", "low")
    with pytest.raises(SpecificationError, match=re.escape(message)):
        logodds.fit(given.pop("formula_or_data"), **given)


def test_contrasts():
    frame = data.pandas("birthwt").assign(race=lambda f: f["race"].astype(str))
    results = logodds.fit("low ~ age + race", frame, contrasts=["age=10", {"race=2": 1, "race=3": -1}])
    expected = referee(*design(frame[["low", "age", "race"]], "low", 1))
    found = results.contrasts
    for name, vector in (("age=10", [0, 10, 0, 0]), ("race=2=1,race=3=-1", [0, 0, 1, -1])):
        test = expected.t_test(np.array(vector, dtype=float))
        np.testing.assert_allclose(found.loc[name, "estimate"], test.effect, **CLOSE)
        np.testing.assert_allclose(found.loc[name, "std_error"], test.sd[0], **CLOSE)
        np.testing.assert_allclose(found.loc[name, ["lower", "upper"]], test.conf_int()[0], **CLOSE)


def test_labels_that_doubles_do_not_tell_apart_are_refused():
    frame = data.pandas("birthwt").assign(low=lambda f: f["low"].astype("int64") + 2**53)
    with pytest.raises(DataError, match=r'the label 9007199254740992: .* Make them texts \(categorical=\["low"\]\)$'):
        logodds.fit(frame, target="low", features=["age"])
    known = logodds.fit(data.pandas("birthwt"), target="low", features=["age"]).params
    told = logodds.fit(frame.assign(low=frame["low"].astype(str)), target="low", features=["age"]).params
    np.testing.assert_array_equal(told, known)
    taken = logodds.fit(frame, target="low", features=["age"], categorical=["low"])
    assert taken.labels == ["9007199254740992", "9007199254740993"]
    np.testing.assert_array_equal(taken.params, known)
    # A category of such numbers, too, and its prediction.
    frame = data.pandas("birthwt").assign(race=lambda f: f["race"].astype("int64") + 2**53)
    raced = logodds.fit("low ~ age + C(race)", frame)
    assert list(raced.params.index)[2:] == ["race=9007199254740994", "race=9007199254740995"]
    assert (raced.predict(frame) == raced.fittedvalues).all()


def test_data_that_cannot_be_fitted():
    frame = data.pandas("birthwt")
    with pytest.raises(DataError, match="one label only"):
        logodds.fit("low ~ age", frame[frame["low"] == 0])
    with pytest.raises(DataError, match="no rows"):
        logodds.fit("low ~ age", frame.head(0))
    with pytest.raises(DataError, match="no rows"):
        logodds.fit("low ~ age * smoke", frame.head(0))
    with pytest.raises(DataError, match="look like amounts"):
        logodds.fit("lwt ~ age", frame)
    with pytest.raises(DataError, match="np.log\\(ftv\\)"):
        logodds.fit("low ~ np.log(ftv)", frame)
    with pytest.raises(DataError, match="weight -1"):
        logodds.fit("low ~ age", frame.assign(w=-1.0), weights="w")
    with pytest.raises(DataError, match="all weights are zero"):
        logodds.fit("low ~ age", frame.assign(w=0.0), weights="w")
    with pytest.raises(DataError, match="inf in row 0"):
        logodds.fit("low ~ age", frame.assign(age=np.inf))
    with pytest.raises(DataError, match="has 3 labels, and an offset"):
        logodds.fit("race ~ age", frame.assign(o=1.0), offset="o")


def small(**more) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    return pd.DataFrame({"y": rng.integers(0, 2, 80), "x": rng.normal(size=80), **more})


def test_a_column_called_intercept_keeps_its_effect():
    z = np.random.default_rng(6).normal(size=80)
    named = logodds.fit("y ~ Intercept * x", small(Intercept=z))
    other = logodds.fit("y ~ z * x", small(z=z))
    assert list(named.params.index) == ["(intercept)", "Intercept", "x", "Intercept:x"]
    np.testing.assert_allclose(named.params.to_numpy(), other.params.to_numpy(), **CLOSE)


def test_nullable_texts_are_categories_in_formulas():
    frame = small(s=list("ab" * 40))
    nullable = logodds.fit("y ~ s * x", frame.convert_dtypes())
    np.testing.assert_array_equal(nullable.params.to_numpy(), logodds.fit("y ~ s * x", frame).params.to_numpy())


def test_times_in_formulas_are_refused_by_name():
    frame = small(t=pd.date_range("2020-01-01", periods=80))
    with pytest.raises(DataError, match="'t' holds dates"):
        logodds.fit("y ~ t + x + x:t", frame)
    assert logodds.fit("y ~ {t.dt.dayofweek}", frame).converged


@pytest.mark.parametrize("formula", ["y ~ 0", "y ~ -1"])
def test_nothing_to_fit(formula):
    with pytest.raises(SpecificationError, match="nothing is left to be fitted"):
        logodds.fit(formula, small())


def test_nothing_to_fit_without_a_formula():
    with pytest.raises(SpecificationError, match="nothing is left to be fitted"):
        logodds.fit(small(), target="y", features=[], intercept=False)
    assert list(logodds.fit(small(), target="y", features=[]).params.index) == ["(intercept)"]


def test_categories_without_an_intercept_need_a_column_of_every_level():
    frame = data.pandas("birthwt").assign(race=lambda f: f["race"].astype(str))
    with pytest.raises(SpecificationError, match='intercept=False: "race" is a category.* use the formula "low ~ 0 \\+ race"'):
        logodds.fit(frame, target="low", features=["age", "race"], intercept=False)
    every = logodds.fit("low ~ 0 + race", frame)
    shares = frame.groupby("race")["low"].mean()
    np.testing.assert_allclose(every.params, np.log(shares / (1 - shares)), rtol=1e-8)


@pytest.mark.parametrize("name", ["id", "max", "cc", "scale", "log"])
def test_a_column_may_be_called_as_a_function_is(name):
    frame = small(**{name: np.random.default_rng(6).normal(size=80)})
    results = logodds.fit(f"y ~ {name} * x", frame)
    assert (results.params.to_numpy() == logodds.fit("y ~ z * x", frame.rename(columns={name: "z"})).params.to_numpy()).all()
    assert (results.predict(frame) == results.fittedvalues).all()
    with pytest.raises(DataError, match=f"needs column '{name}'"):
        results.predict(frame.drop(columns=name))
    with pytest.raises(SpecificationError, match=f"no column '{name}'"):
        logodds.fit(f"y ~ {name} * x", frame.drop(columns=name))


def test_a_flag_of_the_command_is_an_argument_here():
    with pytest.raises(SpecificationError, match="^categorical: no column"):
        logodds.fit(data.pandas("birthwt"), target="low", categorical=["nothing"])


@pytest.mark.parametrize("options", [{}, {"penalty": "firth"}, {"penalty": "l2", "lambda_": 0.0}])
def test_standardize_without_a_penalty_is_refused_as_by_the_command(options):
    with pytest.raises(SpecificationError, match="standardize=True says which columns the L2 penalty sees"):
        logodds.fit(data.pandas("birthwt"), target="low", standardize=True, **options)

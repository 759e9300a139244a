"""What results keep: files, pickles, tables, and how they are shown."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

import logodds
from logodds.exceptions import DataError, ModelFileError, NotKept, SpecificationError

import data


@pytest.fixture(scope="module")
def frame():
    return data.pandas("birthwt").assign(race=lambda f: f["race"].astype(str))


def same(a, b) -> bool:
    return a.params.equals(b.params) and a.bse.equals(b.bse) and a.pvalues.equals(b.pvalues) and a.cov_params().equals(b.cov_params())


@pytest.mark.parametrize("formula", ["low ~ .", "low ~ age * race + np.log(lwt)"])
def test_a_pickle_is_the_whole(frame, formula):
    results = logodds.fit(formula, frame, tests=True, contrasts=["age=10"])
    again = pickle.loads(pickle.dumps(results))
    assert same(again, results)
    assert (again.predict(frame) == results.predict(frame)).all()
    assert again.predict(frame, interval=0.9).equals(results.predict(frame, interval=0.9))
    assert again.tests.equals(results.tests)
    assert again.contrasts.equals(results.contrasts)
    # But for the time, which a pickle does not keep: it differs from run to run.
    assert re.sub(r"(solver .* pass(es)?), .*", r"\1", str(results.summary())) == str(again.summary())
    with pytest.raises(DataError, match="not kept"):
        again.predict()


def test_a_model_file_is_the_model(frame, tmp_path):
    results = logodds.fit(frame, target="low", tests=True, contrasts=["age=10"])
    results.save(tmp_path / "low.model")
    again = logodds.load(tmp_path / "low.model")
    assert same(again, results)
    assert (again.predict(frame) == results.predict()).all()
    assert again.predict(frame, interval=0.9).equals(results.predict(interval=0.9))
    assert again.tests.equals(results.tests)
    assert again.contrasts.equals(results.contrasts)
    assert list(again.contrasts.index) == ["age=10"]
    assert str(again.summary()) == str(results.summary())


def test_a_model_file_of_a_formula_says_what_it_lacks(frame, tmp_path):
    import formulaic

    formula = "low ~ age * race"
    results = logodds.fit(formula, frame)
    assert not results.warnings
    results.save(str(tmp_path / "low.model"))
    again = logodds.load(str(tmp_path / "low.model"))
    assert same(again, results)
    assert formula in again.warnings[0]["message"]
    assert formula in str(again.summary())
    with pytest.raises(DataError, match=re.escape(f"{formula!r}") + ".*formulaic.model_matrix"):
        again.predict(frame)
    matrix = pd.DataFrame(formulaic.model_matrix("age * race", frame))
    np.testing.assert_allclose(again.predict(matrix), results.predict(frame), rtol=1e-12)


def test_no_model_file(tmp_path):
    (tmp_path / "no.model").write_bytes(b"not a model")
    with pytest.raises(ModelFileError):
        logodds.load(tmp_path / "no.model")
    with pytest.raises(FileNotFoundError):
        logodds.load(tmp_path / "none.model")


def test_a_summary_has_the_words_and_digits_of_the_command(frame):
    text = str(logodds.fit(frame, target="low", tests=True, contrasts=["age=10"]).summary())
    for line in (
        "data     189 rows; 8 features, 10 terms",
        "target   low: 1 = 1 (59 of 189 rows, 31.2%), 0 = 0",
        "(intercept)     0.480623     1.197       0.4016   0.688         1.617       0.1549     16.89",
        "race (base: 1)",
        "  2             1.27226      0.5274      2.412    0.0158        3.569       1.270      10.03",
        "age=10         -0.295490      0.3703   -0.7979   0.425       0.7442      0.3601       1.538",
        "likelihood  log-likelihood -100.642 (intercept alone -117.336), McFadden R² 0.1423",
        "deviance    201.285 (intercept alone 234.672); AIC 221.285, BIC 253.702 (10 coefficients)",
        "certified optimum: F − F* ≤ ",
    ):
        assert line in text.splitlines() or any(row.startswith(line) for row in text.splitlines()), line
    assert re.search(r"^ht +7\.521 +1 +0\.00610$", text, re.M)


def test_a_summary_in_a_notebook_is_a_table_and_safe(frame):
    shown = logodds.fit(frame.rename(columns={"age": "<b>age</b>"}), target="low").summary()._repr_html_()
    assert "&lt;b&gt;age&lt;/b&gt;" in shown
    assert "<b>age" not in shown
    opened = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag != "br":
                opened.append(tag)

        def handle_endtag(self, tag):
            assert opened.pop() == tag

    Parser().feed(shown)
    assert not opened
    assert shown.count("<tr>") == 12  # titles, the heading of race, ten terms


def test_a_withheld_error_is_nan_with_its_reason(frame):
    results = logodds.fit(frame, target="low", penalty="l2", lambda_=0.1)
    if results.withheld is not None:
        assert results.bse.isna().all()
        assert results.conf_int().isna().all().all()
        assert results.withheld in " ".join(str(results.summary()).split()).replace("otherwise try", "otherwise; try")
        assert "odds ratio" in str(results.summary())
    unasked = logodds.fit(frame, target="low", covariance=None)
    assert unasked.bse.isna().all()
    assert unasked.withheld is None


def test_a_column_that_is_held_at_0_has_no_error(frame):
    results = logodds.fit("low ~ age + twice", frame.assign(twice=2 * frame["age"]))
    assert results.params["twice"] == 0
    assert np.isnan(results.bse["twice"])
    assert np.isnan(results.cov_params().loc["twice"]).all()
    assert "held at 0" in str(results.summary())
    assert any(warning["code"] for warning in results.warnings)


def test_tables_without_pandas():
    code = """
import sys

class Without:
    def find_spec(self, name, path=None, target=None):
        if name == "pandas":
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Without())
import logodds
rows = [{"y": k % 3 == 0 or k > 7, "x": float(k), "s": "ab"[k % 2]} for k in range(12)]
results = logodds.fit(rows, target="y", contrasts=["x=2"], tests=True)
assert list(results.params) == ["(intercept)", "x", "s=b"], results.params
assert list(results.conf_int()["x"]) == ["lower", "upper"]
assert list(results.odds_ratios()["x"]) == ["odds_ratio", "lower", "upper"]
assert results.contrasts[0]["contrast"] == "x=2" and results.tests[0]["column"] == "x"
assert results.cov_params().shape == (3, 3)
assert list(results.predict(rows, interval=0.9)) == ["probability", "lower", "upper"]
assert results.to_frame()["term"] == ["(intercept)", "x", "s=b"] and len(results.to_frame()["note"]) == 3
assert {**results.contrast("x=2")[0], "note": 0} == {**results.contrasts[0], "note": 0}
assert results.wald_test("s").df == 1 and [row["column"] for row in results.wald_test_terms()] == ["x", "s"]
assert [row["column"] for row in results.vif()] == ["x", "s=b"]
assert [row["term"] for row in results.effects()] == ["x", "s=b"]
assert abs(results.influence()["leverage"].sum() - 3) < 1e-9 and results.resid_pearson.shape == (12,)
print(results.summary())
"""
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    assert "s=b" in shown.stdout


def test_labels_of_a_penalised_multinomial_have_no_odds_ratios():
    iris = data.pandas("iris")
    results = logodds.fit("species ~ .", iris, penalty="l2", lambda_=0.01)
    assert len(results.params) == 15
    np.testing.assert_allclose(results.params.groupby(level="term").sum(), 0, atol=1e-9)
    with pytest.raises(SpecificationError, match="more than two labels"):
        results.odds_ratios()
    assert results.predict(iris).shape == (150, 3)
    np.testing.assert_allclose(results.predict(iris).sum(axis=1), 1)


def test_levels_of_confidence(frame):
    results = logodds.fit(frame, target="low", confidence=0.9)
    assert "lower 90%" in str(results.summary())
    assert results.conf_int(0.9).equals(results.conf_int())
    wide = results.conf_int(0.99)
    assert (wide["lower"] < results.conf_int()["lower"]).all()
    for wrong in (0.0, 1.0, 95):
        with pytest.raises(SpecificationError, match="between 0 and 1"):
            results.conf_int(wrong)
        with pytest.raises(SpecificationError, match="between 0 and 1"):
            results.predict(frame, interval=wrong)


def test_ctrl_c_stops_a_fit():
    code = """
import os, signal, time
import numpy as np, pyarrow as pa, logodds
rng = np.random.default_rng(0)
rows = 200_000
common = rng.normal(size=rows)
frame = pa.table(
    {f"x{k}": common + 1e-3 * rng.normal(size=rows) for k in range(30)} | {"y": rng.random(rows) < 1 / (1 + np.exp(-common))}
)
started = []
def step(*about):
    if not started:
        started.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)
try:
    logodds.fit(frame, target="y", solver="gradient-descent", tol=1e-14, covariance=None, max_iter=10**9, callback=step)
except KeyboardInterrupt:
    assert time.monotonic() - started[0] < 5
    print("stopped")
"""
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert shown.stdout.strip() == "stopped", shown.stderr[-2000:]


def test_examples_in_docstrings():
    import doctest

    import logodds.fitting
    import logodds.results

    for module in (logodds.fitting, logodds.results):
        failed, tried = doctest.testmod(module)
        assert tried > 0
        assert failed == 0


def test_a_penalised_fit_offers_its_posterior_and_the_bootstrap_and_no_tests():
    frame = data.pandas("birthwt")
    withheld = logodds.fit("low ~ age + lwt", frame, penalty="l2", lambda_=0.01)
    assert "covariance='penalized'" in withheld.withheld and "--" not in withheld.withheld
    for covariance in ["penalized", "bootstrap"]:
        result = logodds.fit("low ~ age + lwt", frame, penalty="l2", lambda_=0.01, covariance=covariance)
        assert (result.bse > 0).all() and result.pvalues.isna().all()
        ends = result.conf_int()
        assert (ends["lower"] < result.params).all() and (result.params < ends["upper"]).all()
        assert "no z and no p" in str(result.summary())
    again = logodds.fit("low ~ age + lwt", frame, penalty="l2", lambda_=0.01, covariance="bootstrap")
    assert (again.conf_int() == ends).all(axis=None)
    clusters = logodds.fit(frame[["low", "age", "race"]], target="low", cluster="race", covariance="bootstrap")
    assert clusters.converged


def test_rows_without_weight_are_no_observations():
    frame = pd.DataFrame({"y": [0, 1, 0, 1, 1, 0] * 5, "x": np.sin(np.arange(30.0)), "w": [0.0] * 4 + [1.0] * 26})
    results = logodds.fit("y ~ x", frame, weights="w")
    assert (results.nobs, results.df_resid) == (26, 24)
    assert results._repr_html_() == results.summary()._repr_html_()


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"penalty": "l2", "lambda_": 0.1}, "a penalised estimate is not"),
        ({"penalty": "firth"}, "Firth's estimate is not"),
        ({"weights": "age", "weight_kind": "sampling"}, "sampling weights make no likelihood"),
    ],
)
def test_criteria_that_mean_nothing_are_withheld(options, reason, frame):
    features = ["lwt", "smoke"]
    results = logodds.fit(frame, target="low", features=features, **options)
    assert reason in results.criteria_withheld
    assert np.isnan([results.llr, results.llr_pvalue, results.aic, results.bic]).all()
    assert not np.isnan([results.llf, results.llnull, results.prsquared]).any()
    assert "no AIC or BIC" in str(results.summary())


def test_tests_by_the_likelihood_are_of_independent_rows(frame):
    clusters = logodds.fit(frame, target="low", features=["lwt"], cluster="race")
    assert "cluster" in clusters.criteria_withheld
    assert np.isnan(clusters.llr_pvalue) and not np.isnan(clusters.aic)
    alone = logodds.fit("low ~ 1", frame)
    assert alone.criteria_withheld is None
    assert alone.llr == pytest.approx(0, abs=1e-9) and np.isnan(alone.llr_pvalue)


def test_fitted_values_are_of_the_rows_of_the_fit(frame, tmp_path):
    holes = frame.assign(age=frame["age"].where(frame["age"] > 18).astype(float))
    results = logodds.fit("low ~ age + lwt", holes, missing="drop")
    assert (np.isnan(results.fittedvalues) == holes["age"].isna()).all()
    assert np.nanmean(results.fittedvalues) == pytest.approx(frame["low"][holes["age"].notna()].mean())
    results.save(tmp_path / "low.model")
    for again in (logodds.load(tmp_path / "low.model"), pickle.loads(pickle.dumps(results))):
        assert not hasattr(again, "fittedvalues")
        with pytest.raises(NotKept, match="predict"):
            again.fittedvalues

"""Tables of coefficients, levels and alphas, log-odds with errors, and names of other packages."""

from __future__ import annotations

import inspect

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf

import logodds
from logodds.exceptions import NoStandardErrors, SpecificationError

import data
from test_frames import command  # noqa: F401  (a fixture)


@pytest.fixture(scope="module")
def frame():
    return data.pandas("birthwt").assign(race=lambda f: f["race"].astype(str), o=lambda f: np.sin(f.index) / 3)


def test_a_level_that_reads_like_an_alpha_is_refused(frame):
    results = logodds.fit("low ~ age + lwt", frame)
    for refused in (
        lambda: results.conf_int(0.05),
        lambda: results.odds_ratios(0.05),
        lambda: results.to_frame(0.05),
        lambda: results.effects(None, 0.05),
        lambda: results.contrast("age=1", 0.05),
        lambda: results.predict(frame, 0.05),
        lambda: results.predict(frame, interval=0.05),
    ):
        with pytest.raises(SpecificationError, match="=0.95 or alpha=0.05"):
            refused()
    expected = smf.logit("low ~ age + lwt", frame).fit(disp=0, tol=1e-14)
    np.testing.assert_allclose(results.conf_int(alpha=0.1), expected.conf_int(0.1), rtol=1e-8)
    assert results.conf_int(alpha=0.05).equals(results.conf_int())
    assert results.predict(frame, alpha=0.1).equals(results.predict(frame, interval=0.9))
    with pytest.warns(UserWarning, match="interval of 5 %"):
        narrow = results.conf_int(alpha=0.95)
    assert (narrow["upper"] - narrow["lower"] < results.bse).all()
    for wrong in ({"alpha": 0}, {"alpha": 1}, {"alpha": 5}, {"alpha": "0.05"}, {"level": 0.9, "alpha": 0.1}):
        with pytest.raises(SpecificationError, match="alpha"):
            results.conf_int(**wrong)
    with pytest.warns(UserWarning, match="confidence=0.05 makes intervals of 5 %"):
        logodds.fit("low ~ age", frame, confidence=0.05)


def test_the_table_of_coefficients_is_a_frame(frame):
    results = logodds.fit("low ~ age + lwt + twice", frame.assign(twice=2 * frame["age"]))
    table = results.to_frame()
    assert list(table["term"]) == list(results.params.index)
    for name, of in (("estimate", "params"), ("std_error", "bse"), ("statistic", "tvalues"), ("p_value", "pvalues")):
        np.testing.assert_array_equal(table[name], getattr(results, of))
    np.testing.assert_array_equal(table[["lower", "upper"]], results.conf_int())
    np.testing.assert_array_equal(table[["odds_ratio", "odds_ratio_lower", "odds_ratio_upper"]][:3], results.odds_ratios()[:3])
    assert list(table["note"]) == ["", "", "", "held at 0: collinear"]
    assert np.isnan(table["odds_ratio"].iloc[3])
    classes = logodds.fit(data.pandas("iris"), target="species", penalty="l2", lambda_=0.1).to_frame()
    assert list(classes.columns[:2]) == ["label", "term"] and classes["odds_ratio"].isna().all()


def test_log_odds_have_the_errors_of_statsmodels(frame):
    for options in ({}, {"offset": "o"}):
        results = logodds.fit("low ~ age + lwt + race", frame, **options)
        design = sm.add_constant(pd.get_dummies(frame[["age", "lwt", "race"]], columns=["race"], drop_first=True).astype(float))
        offset = frame["o"] if options else None
        expected = sm.GLM(frame["low"], design, family=sm.families.Binomial(), offset=offset).fit(tol=1e-14)
        theirs = expected.get_prediction(design, offset=offset)
        link = results.predict(frame, kind="link", se=True, interval=0.95)
        np.testing.assert_allclose(link["log_odds"], expected.predict(design, offset=offset, which="linear"), rtol=1e-9, atol=1e-10)
        V, x = expected.cov_params().to_numpy(), design.to_numpy()
        np.testing.assert_allclose(link["std_error"], np.sqrt(np.einsum("ij,jk,ik->i", x, V, x)), rtol=1e-7)
        np.testing.assert_allclose(results.predict(frame, se=True)["std_error"], theirs.se_mean, rtol=1e-7)
        np.testing.assert_allclose(1 / (1 + np.exp(-link["lower"])), results.predict(frame, interval=0.95)["lower"], rtol=1e-12)
        assert (results.predict(frame, kind="link") == link["log_odds"]).all()
        assert (results.predict(frame, kind="link", se=True, interval=0.95)["std_error"] == link["std_error"]).all()


def test_log_odds_of_several_labels_are_each_against_all_others():
    frame = data.pandas("iris")
    results = logodds.fit(frame, target="species", penalty="l2", lambda_=0.01, covariance="penalized")
    p = results.predict(frame)
    link = results.predict(frame, kind="link", se=True)
    of_probability = results.predict(frame, se=True)
    for k, label in enumerate(results.labels):
        np.testing.assert_allclose(link[f"log_odds_{label}"], np.log(p[:, k] / (1 - p[:, k])), rtol=1e-8)
        slope = p[:, k] * (1 - p[:, k])
        np.testing.assert_allclose(of_probability[f"std_error_{label}"], slope * link[f"std_error_{label}"], rtol=1e-8)
    assert results.predict(frame, kind="link").shape == (150, 3)
    with pytest.raises(NoStandardErrors):
        logodds.fit(frame, target="species", penalty="l2", lambda_=0.01).predict(frame, kind="link", se=True)


@pytest.mark.parametrize("name", ["birthwt", "iris"])
def test_the_command_has_the_same_log_odds_and_errors(command, tmp_path, name):  # noqa: F811
    target = {"birthwt": "low", "iris": "species"}[name]
    options = {} if name == "birthwt" else {"penalty": "l2", "lambda_": 0.01, "covariance": "penalized"}
    frame = data.pandas(name)
    results = logodds.fit(frame, target=target, **options)
    results.save(tmp_path / "a.model")
    out = tmp_path / "p.csv"
    command("predict", tmp_path / "a.model", data.path(name), "--link", "--se", "--interval", "0.9", "--only", "--quiet", "-o", out)
    written = pd.read_csv(out, dtype=str).drop(columns="label", errors="ignore").astype(float)
    endings = {"std_error": "_std_error", "lower": "_lower", "upper": "_upper"}
    for kind, what in (("probability", "probability"), ("link", "log_odds")):
        ours = results.predict(frame, kind=kind, se=True, interval=0.9)
        for label in [""] if name == "birthwt" else [f"_{label}" for label in results.labels]:
            assert (ours[f"{what}{label}"] == written[f"{what}{label}"]).all()
            for number, ending in endings.items():
                assert (ours[f"{number}{label}"] == written[f"{what}{label}{ending}"]).all()


def test_names_of_other_packages_say_what_is_meant(frame):
    results = logodds.fit("low ~ age", frame)
    for name, here in [("get_margeff", "effects()"), ("t_test", "contrast("), ("resid_dev", "resid_deviance"), ("confint", "conf_int()")]:
        assert not hasattr(results, name)
        with pytest.raises(AttributeError, match=f"has no attribute '{name}'; here it is .*{here.split('(')[0]}"):
            getattr(results, name)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'$"):
        results.nothing  # noqa: B018


def test_every_public_name_is_documented():
    for name, member in inspect.getmembers(logodds.Results):
        if name.startswith("_"):
            continue
        document = inspect.getdoc(member)
        assert document and document.strip(), name
        if inspect.isfunction(member):
            arguments = set(inspect.signature(member).parameters) - {"self"}
            assert not arguments or all(argument in document for argument in arguments), name


def test_examples_of_results_run():
    import doctest
    import importlib

    for name in ("_results.coefficients", "_results.diagnostics", "_results.hypotheses", "_results.predictions", "_confidence"):
        failed, tried = doctest.testmod(importlib.import_module(f"logodds.{name}"))
        assert tried > 0 and failed == 0, name

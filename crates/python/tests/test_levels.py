"""Which level is the base, which label the others are compared with, and how levels are read and told."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf

import data
import logodds
from logodds import DataError, SpecificationError


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(13)
    x = rng.normal(size=300)
    g = rng.choice(["high", "low", "medium"], 300)
    y = (rng.random(300) < 1 / (1 + np.exp(-x - (g == "high")))).astype(int)
    return pd.DataFrame({"y": y, "x": x, "g": g, "k": rng.choice(["k", "m", "z"], 300), "d": rng.choice([0, 5, 10, 20], 300)})


def referee(formula, frame):
    return smf.glm(formula, frame, family=sm.families.Binomial()).fit(tol=1e-14)


def test_a_base_level_as_statsmodels_has_it(frame):
    found = logodds.fit("y ~ x + g", frame, base={"g": "low"})
    expected = referee("y ~ x + C(g, Treatment('low'))", frame)
    right = expected.params.iloc[[0, 3, 1, 2]]
    np.testing.assert_allclose(found.params, right, rtol=1e-8)
    assert list(found.params.index) == ["(intercept)", "x", "g=high", "g=medium"]
    by_formula = logodds.fit("y ~ x + C(g, contr.treatment('low'))", frame)
    assert (by_formula.params == found.params).all()
    assert (logodds.fit(frame, target="y", features=["x", "g"], base={"g": "low"}).params == found.params).all()
    true = frame.assign(b=frame["x"] > 0)
    found = logodds.fit(true, target="y", features=["b"], base={"b": True})
    assert list(found.params.index) == ["(intercept)", "b=False"]
    np.testing.assert_allclose(found.params.iloc[1], -logodds.fit(true, target="y", features=["b"]).params.iloc[1], rtol=1e-9)


def test_a_base_label_as_statsmodels_has_it(frame):
    found = logodds.fit(frame, target="k", features=["x"], base={"k": "z"})
    codes = pd.Categorical(frame["k"], ["z", "k", "m"]).codes
    expected = sm.MNLogit(codes, sm.add_constant(frame[["x"]])).fit(disp=0, tol=1e-14)
    assert found.labels == ["z", "k", "m"]
    np.testing.assert_allclose(np.ravel(found.params)[-4:], expected.params.to_numpy().T.ravel(), rtol=1e-6)
    with pytest.raises(SpecificationError, match="sum to 0"):
        logodds.fit(frame, target="k", features=["x"], base={"k": "z"}, penalty="l2", lambda_=0.1)
    two = logodds.fit(frame, target="y", features=["x"], base={"y": 1})
    assert two.labels == ["1", "0"]


def test_numbers_are_categories_in_their_order(frame, tmp_path):
    found = logodds.fit("y ~ x + C(d)", frame)
    assert list(found.params.index) == ["(intercept)", "x", "d=5", "d=10", "d=20"]
    expected = referee("y ~ x + C(d)", frame)
    np.testing.assert_allclose(found.params, expected.params.iloc[[0, 4, 1, 2, 3]], rtol=1e-8)
    for kind in (int, float, str):
        for given in (frame.astype({"d": kind}), pl.DataFrame(frame.astype({"d": kind}))):
            same = logodds.fit(given, target="y", features=["x", "d"], categorical=["d"])
            assert list(same.params.index) == list(found.params.index)
            np.testing.assert_allclose(same.params, found.params, rtol=1e-12)
    based = logodds.fit(frame, target="y", features=["x", "d"], categorical=["d"], base={"d": 10.0})
    assert list(based.params.index)[2:] == ["d=0", "d=5", "d=20"]
    # Formulaic's columns are in the same order, whatever holds the numbers.
    crossed = logodds.fit("y ~ x * d", frame.astype({"d": str}))
    assert [name for name in crossed.params.index if ":" not in name][2:] == ["d[T.5]", "d[T.10]", "d[T.20]"]
    # The model file predicts.
    found.save(tmp_path / "m.model")
    assert (logodds.load(tmp_path / "m.model").predict(frame) == found.predict(frame)).all()


def test_the_model_file_of_the_documented_example_predicts(tmp_path):
    births = data.pandas("birthwt")
    result = logodds.fit("low ~ age + lwt + C(race) + smoke", births)
    assert not any("formulaic" in warning["message"] for warning in result.warnings)
    result.save(tmp_path / "low.model")
    loaded = logodds.load(tmp_path / "low.model")
    assert (loaded.predict(births.head(9)) == result.predict(births.head(9))).all()
    np.testing.assert_allclose(np.sort(result.params), np.sort(referee("low ~ age + lwt + C(race) + smoke", births).params), rtol=1e-8)
    # Once as a number and once as a category is formulaic's affair.
    both = logodds.fit("low ~ race + C(race, contr.sum)", births.assign(race=births["race"].astype(float)), penalty="l2", lambda_=0.1)
    assert "race" in both.params.index and len(both.params) == 4


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"base": {"g": "lo"}}, "base: column \"g\" has no level \"lo\"; it has .*did you mean \"low\""),
        ({"base": {"h": "low"}}, "base: no column \"h\""),
        ({"base": {"x": 1}}, r'"x" is read as numbers.*Add categorical=\["x"\]'),
        ({"base": "g=low"}, "base='g=low'; it must be a dict of columns and levels"),
        ({"base": {"y": 0}, "positive": 1}, "leave one of the two out"),
        ({"labels": 3}, "labels 3: target \"y\" has 2"),
        ({"labels": 1}, "labels=1; it must be an integer from 2 to 256, or None"),
        ({"categorical": "g"}, "categorical='g'; it must be a list of columns"),
        ({"features": []}, None),
    ],
    ids=str,
)
def test_what_cannot_be_is_told_in_the_words_of_fit(frame, given, said):
    given = {"target": "y", "features": ["x", "g"], **given}
    if said is None:
        assert list(logodds.fit(frame, **given).params.index) == ["(intercept)"]
        return
    with pytest.raises((DataError, SpecificationError), match=said) as refused:
        logodds.fit(frame, **given)
    assert "--" not in str(refused.value)


def test_a_target_that_is_refused_says_what_takes_it(frame):
    fifty = frame.assign(y=np.arange(300) % 50)
    with pytest.raises(DataError, match=r'codes of classes, add categorical=\["y"\]'):
        logodds.fit(fifty, target="y", features=["x"])
    found = logodds.fit(fifty, target="y", features=["x"], categorical=["y"], penalty="l2", lambda_=0.1)
    assert len(found.labels) == 50 and found.labels[9:11] == ["9", "10"]
    with pytest.raises(DataError, match="target=\"label\", weights=\"count\", weight_kind=\"frequency\""):
        logodds.fit(frame.assign(y=frame["x"].abs() / 10), target="y", features=["x"])


def test_blanks_around_levels_do_not_matter(frame):
    blank = frame.assign(g=np.where(np.arange(300) % 2, frame["g"], " " + frame["g"] + " "))
    expected = logodds.fit("y ~ x + g", frame)
    for given in (blank, pl.DataFrame(blank), blank.astype({"g": "category"})):
        found = logodds.fit("y ~ x + g", given)
        assert (found.params == expected.params).all() and list(found.params.index) == list(expected.params.index)
        assert any(warning["code"] == "blanks" for warning in found.warnings)
        assert (expected.predict(given) == expected.fittedvalues).all()
        crossed = logodds.fit("y ~ x * g", given)
        np.testing.assert_allclose(crossed.params, logodds.fit("y ~ x * g", frame).params, rtol=1e-9)


@pytest.mark.parametrize("name", ["price--lambda", "--weights", "a=b", "l1_ratio", "use lbfgs", "a --solver newton", "--na=1 --missing drop", 'say "--tolerance 1"'])
def test_names_of_columns_are_never_rewritten(frame, name):
    constant = frame.rename(columns={"x": "z"}).assign(**{name: 1.0})
    found = logodds.fit(constant, target="y", features=["z", name])
    [warning] = [w for w in found.warnings if w["code"] == "constant"]
    quoted = name.replace('"', '\\"')
    assert warning["message"].startswith(f'"{quoted}" is constant') and warning["remedies"] == [f'leave out "{quoted}"']
    with pytest.raises(DataError) as refused:
        logodds.fit(constant.assign(**{name: np.inf}), target="y", features=["z", name])
    assert f'column "{quoted}" is inf' in str(refused.value)
    levels = constant.assign(**{name: np.where(np.arange(len(constant)) % 2, "a", "b")})
    found = logodds.fit(levels, target="y", features=["z", name])
    with pytest.raises(DataError) as refused:
        found.predict(levels.assign(**{name: "c"}))
    assert str(refused.value).startswith(f'column "{quoted}": level "c" in row 0 was never seen by the fit')
    with pytest.raises(DataError) as refused:
        logodds.fit(constant.assign(**{name: np.where(np.arange(len(constant)) % 2, np.nan, 1.0)}), target="y", features=["z", name])
    assert f'column "{quoted}". Leave these rows out with missing="drop"' in str(refused.value)
    with pytest.raises(SpecificationError) as refused:
        logodds.fit(constant, target="y", features=["z", f"{name}!"])
    assert f'no column "{quoted}!"' in str(refused.value)

"""Formulas as users of R and of statsmodels write them: understood as they are meant, or answered in a sentence."""

import pickle

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf

import logodds
from logodds import DataError, SpecificationError

ROWS = np.arange(160)
FRAME = pd.DataFrame(
    {
        "y": ((ROWS * 13 + ROWS // 7) % 5 < 2).astype(int),
        "x": (ROWS * 37 % 101) / 10.0 + 0.5,
        "z": (ROWS * 53 % 97) / 10.0 + 0.1,
        "k": ROWS * 11 % 7 % 3 + 1,
        "g": np.array(["a", "b", "c"])[ROWS * 17 % 5 % 3],
    }
)


def predicted(formula, frame=FRAME):
    return logodds.fit(formula, frame).predict(frame)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("factor(k)", "C(k)"),
        ("as.factor(k)", "C(k)"),
        ("as.character(k)", "C(k)"),
        ("as.factor(k):x", "C(k):x"),
        ("factor(k) * x", "C(k) * x"),
        ("factor(k, levels=c(3, 2, 1)) + x:z", "C(k, levels=[3, 2, 1]) + x:z"),
        ("relevel(g, ref='c')", "C(g, contr.treatment('c'))"),
        ("relevel(factor(k), ref=2)", "C(k, contr.treatment(2))"),
        ("relevel(g, 'b') * x", "C(g, contr.treatment('b')) * x"),
        ("C(g, Treatment)", "g"),
        ("C(g, Treatment('b'))", "C(g, contr.treatment('b'))"),
        ("C(k, Treatment(reference=2)) * x", "C(k, contr.treatment(2)) * x"),
        ("sqrt(x)", "np.sqrt(x)"),
        ("log(x)", "np.log(x)"),
        ("log(x, 2)", "np.log2(x)"),
        ("log(x, base=10)", "log10(x)"),
        ("log1p(x) + exp(x / 10)", "np.log1p(x) + np.exp(x / 10)"),
        ("exp10(x / 10)", "{10 ** (x / 10)}"),
        ("abs(x - 3)", "np.abs(x - 3)"),
        ("floor(x) + ceiling(z)", "np.floor(x) + np.ceil(z)"),
        ("ifelse(x > 3, x, 0)", "np.where(x > 3, x, 0)"),
        ("pmin(x, z) + pmax(x, 2)", "np.minimum(x, z) + np.maximum(x, 2)"),
        ("plogis(x)", "{1 / (1 + np.exp(-x))}"),
        ("poly(x, 2, raw=TRUE)", "poly(x, 2)"),
        ("x + z - 1", "0 + x + z"),
        ("x + z + 0", "0 + x + z"),
        ("+0 + x + z", "0 + x + z"),
        ("(x + z + k)^2", "(x + z + k)**2"),
        ("x %in% z", "z / x"),
    ],
)
def test_a_spelling_of_r_or_patsy_is_what_it_means(written, meant):
    np.testing.assert_allclose(predicted(f"y ~ {written}"), predicted(f"y ~ {meant}"), rtol=1e-7)


@pytest.mark.parametrize(
    "formula",
    [
        "y ~ x + C(k)",
        "y ~ C(k, Treatment(reference=2)) * x",
        "y ~ C(k, Treatment(3)) + Q('x')",
        "y ~ np.log(x) + np.sqrt(z) + x:z",
        "y ~ center(x) * g",
        "y ~ C(g, Sum) + x:g",
        "y ~ bs(x, df=5) + C(k):z",
        "y ~ cr(x, df=4)",
        "y ~ standardize(x) + I(z**2)",
    ],
)
def test_predictions_of_formulas_are_those_of_statsmodels(formula):
    expected = smf.glm(formula, FRAME, family=sm.families.Binomial()).fit(tol=1e-14)
    result = logodds.fit(formula, FRAME)
    np.testing.assert_allclose(result.predict(), expected.predict(), rtol=1e-7)
    some = FRAME.iloc[40:60]
    np.testing.assert_allclose(result.predict(some), expected.predict(some), rtol=1e-7)


def test_names_with_dots_and_blanks_are_columns_everywhere():
    odd = FRAME.rename(columns={"y": "low birth", "x": "blood.pressure", "z": "blood sugar", "g": "class", "k": "1st"})
    for written, plain in [
        ("`low birth` ~ blood.pressure + `blood sugar`", "y ~ x + z"),
        ("Q('low birth') ~ Q('blood.pressure') + Q('blood sugar')", "y ~ x + z"),
        ("`low birth`[1] ~ blood.pressure + C(1st)".replace("1st", "`1st`"), "y ~ x + C(k)"),
        ("Q('low birth')[0] ~ blood.pressure", "y[0] ~ x"),
        ("`low birth` ~ blood.pressure * class", "y ~ x * g"),
        ("`low birth` ~ np.log(blood.pressure) + sqrt(`blood sugar`)", "y ~ np.log(x) + sqrt(z)"),
        ("`low birth` ~ blood.pressure.abs() + blood.pressure:`blood sugar`", "y ~ x.abs() + x:z"),
        ("{`low birth` == 1} ~ center(blood.pressure) + C(Q('1st')):Q('blood sugar')", "y ~ center(x) + C(k):z"),
        ("`low birth` ~ I(blood.pressure**2) + factor(`1st`)", "y ~ I(x**2) + C(k)"),
    ]:
        found = logodds.fit(written, odd)
        expected = logodds.fit(plain, FRAME)
        np.testing.assert_allclose(found.predict(odd), expected.predict(FRAME), rtol=1e-9)
        np.testing.assert_allclose(found.predict(odd.iloc[3:7]), expected.predict(FRAME.iloc[3:7]), rtol=1e-9)
        assert found.formula == written
    # A column called as an attribute of another would be is that column.
    both = FRAME.assign(**{"x.abs": FRAME["z"]})
    assert (predicted("y ~ I(x.abs**2)", both) == predicted("y ~ I(z**2)")).all()
    dotted = FRAME.rename(columns={"y": "low.birth"})
    assert (logodds.fit("low.birth ~ x:z", dotted).params.to_numpy() == logodds.fit("y ~ x:z", FRAME).params.to_numpy()).all()


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("y ~ I(k^2)", r"I\(k \^ 2\) is Python, in which \^ is an exclusive or; write \*\*"),
        ("y ~ np.log(x^2)", r"write \*\*"),
        ("{y ^ 1} ~ x", r"write \*\*"),
        ("y ~ x^2", r"x\^2 is x itself.*write I\(x\*\*2\)"),
        ("y ~ z + x**2", r"x\*\*2 is x itself.*write I\(x\*\*2\)"),
        ("y ~ np.log(x)**3", r"write I\(np.log\(x\)\*\*3\)"),
        ("y ~ x*x", r"write I\(x\*\*2\)"),
        ("y ~ x:x", r"write I\(x\*\*2\)"),
        ("y ~ 2:x", r"2:x is 2 times x, under its name; write I\(2 \* x\)"),
        ("y ~ z + x:0.5", r"write I\(0.5 \* x\)"),
        ("y ~ Q(x)", "in quotes"),
        ("y ~ x + pd", "pd is a module where fit was called"),
        ("y ~ rcs(x, 3)", r"write ns\(x, 3\)"),
        ("y ~ s(x)", r"write bs\(x, df=5\)"),
        ("y ~ cut(x, c(1, 2))", r"write pd.cut\(x, \[0, 10, 20\]\)"),
        ("y ~ as.numeric(g)", "as.numeric"),
        ("y ~ ordered(g)", "ordered categorical"),
        ("y ~ factor(k, labels=c('a', 'b', 'c'))", r"write C\(k\)"),
        ("y ~ interaction(g, k)", "write a:b"),
        ("cbind(y, k) ~ x", "weight_kind='frequency'"),
        ("y ~ mean(x)", r"write center\(x\)"),
        ("y ~ x + (1 | g)", r"no random effects, \(1 \| group\)"),
        ("y ~ x | g", "one part"),
        ("y ~ I(x %% 2)", "Python has %"),
        ("y ~ I(x %/% 2)", "Python has //"),
        ("y ~ I(x > 1 && z > 1)", "Python has &"),
        ("y ~ I(g %in% c('a'))", "isin"),
        ("y ~ FRAME$x", "the name of the column alone"),
        ("y = x", "joined by ~"),
        ("y ~ x + offset(log(z))", r"fit\(formula, data, offset='...'\).*made a column of the data first"),
        ("y ~ x + offset(z)", "offset='z'"),
        ("y ~ x +", r"the operator \+ lacks"),
        ("y ~ x z", "there is no operator between x and z"),
        ("y ~ log(x", r"ends before a closing \)"),
        ("y ~ (x + z", "a bracket has no other"),
        ("y ~ x + 5", "a number is no term"),
        ("y ~ x + 'z'", "a text is no term"),
        ("y ~ sqr(x)", "no function 'sqr'; did you mean 'sqrt'"),
        ("y ~ blod:x", "no column 'blod'"),
        ("y ~ log(blood.presure)", "no column 'blood.presure'; did you mean 'blood.pressure'"),
        ("y ~ x.fillna(0).abs()", "must stand in braces"),
        ("y ~ max(x)", "not one value for each row"),
    ],
)
def test_what_would_be_another_formula_is_answered(formula, said):
    frame = FRAME.assign(**{"blood.pressure": FRAME["z"]})
    with pytest.raises(SpecificationError, match=said) as refused:
        logodds.fit(formula, frame)
    assert str(refused.value).startswith("formula ") and "\x1b" not in str(refused.value)


def test_a_function_of_the_callers_own_is_that_function():
    def factor(x):
        return x / 2

    def pmin(x, z):
        return x + z

    def ns(x, df):
        return x**df

    def center(x):
        return x - 5

    def log(x):
        return x**3

    of_own = logodds.fit("y ~ center(x):z + log(z)", FRAME)
    assert (of_own.predict() == predicted("y ~ I(x - 5):z + I(z**3)")).all()
    found = logodds.fit("y ~ factor(x) + pmin(x, z) + ns(z, 2)", FRAME)
    assert list(found.params.index) == ["(intercept)", "factor(x)", "pmin(x, z)", "ns(z, 2)"]
    np.testing.assert_allclose(found.predict(), predicted("y ~ x + I(x + z) + I(z**2)"), rtol=1e-7)


def test_a_function_of_a_library_is_the_formulas_own():
    from patsy import bs  # noqa: F401
    from sklearn.preprocessing import scale  # noqa: F401

    C, I = 10.0, None  # noqa: E741
    found = logodds.fit("y ~ scale(x) + bs(z, df=4) + C(k) + I(x**2)", FRAME)
    assert C and I is None
    np.testing.assert_allclose(found.predict(FRAME[4:6]), found.predict()[4:6], rtol=1e-12)


def test_a_model_in_rs_spelling_is_a_list_of_columns(tmp_path):
    # The model file predicts, as it does of C(k).
    result = logodds.fit("y ~ x + as.factor(k) + relevel(g, ref='b')", FRAME)
    assert list(result.params.index) == ["(intercept)", "x", "k=2", "k=3", "g=a", "g=c"]
    result.save(tmp_path / "y.model")
    assert (logodds.load(tmp_path / "y.model").predict(FRAME) == result.predict()).all()


@pytest.mark.parametrize("name", ["sqrt", "sign", "pmin", "floor", "abs", "C", "I", "np", "log"])
def test_a_column_called_as_a_function_is_hides_no_function(name):
    odd = FRAME.assign(**{name: np.where(ROWS == 3, np.nan, 1.0)})
    formula = "y ~ sqrt(x) + I(pmin(x, z)) + sign(x - 3) + floor(z) + abs(z - 5) + np.log(x) + log(z)"
    assert (predicted(formula, odd) == predicted(formula)).all()
    # As a term it is the column.
    filled = odd.fillna(2.0)
    assert (predicted(f"y ~ {name}:x", filled) == predicted("y ~ w:x", filled.assign(w=filled[name]))).all()
    with pytest.raises(SpecificationError, match="no function 'x'"):
        logodds.fit("y ~ z + x(z)", FRAME)


def test_a_natural_spline_is_that_of_r():
    # R 4.2: glm(y ~ ..., binomial), with library(splines); deviances, and probabilities inside and beyond the values.
    i = np.arange(60)
    frame = pd.DataFrame({"y": (i * 13 + i // 7) % 3 % 2, "x": i * 7 % 11 + 1 + i * 0.013, "z": i * 7 % 11 + 1.0})
    deviances = {
        "ns(x, 3)": 75.5005726975,
        "ns(z, 3)": 76.0563576195,
        "ns(x, df=5)": 75.5125465118,
        "ns(x, 1)": 76.3754118995,
        "ns(z, knots=c(3, 7))": 76.1134248883,
        "ns(x, 3) * z": 68.5233229062,
    }
    for term, deviance in deviances.items():
        assert abs(logodds.fit(f"y ~ {term}", frame).deviance - deviance) < 1e-8
    result = logodds.fit("y ~ ns(x, 3)", frame)
    for kept in (result, pickle.loads(pickle.dumps(result))):
        found = kept.predict(pd.DataFrame({"x": [-3, 0, 5, 11.9, 20]}))
        np.testing.assert_allclose(found, [0.5494807588, 0.4044177169, 0.2973272738, 0.2026765372, 0.0085178775], atol=2e-9)
    for wrong in ("ns(x)", "ns(x, 0)", "ns(x, knots=[99])", "ns(x, 3, intercept=TRUE)", "ns(z > 3, 4)"):
        with pytest.raises(DataError, match="ns"):
            logodds.fit(f"y ~ {wrong}", frame)


def test_a_column_that_a_formula_would_take_for_something_else_is_refused():
    """Formulaic has one term of a name: a column called 1, as numpy's columns are in pandas, went as the intercept in silence."""
    numbered = FRAME.rename(columns={"x": 0, "z": 1, "k": 2})
    for formula in ("y ~ .", "y ~ `1`", "y ~ `0` * `1`", "y ~ `2` + Q('1')"):
        with pytest.raises(SpecificationError, match=r"the column '1' would be the intercept; rename the column, or .*fit\(data, target"):
            logodds.fit(formula, numbered)
    assert list(logodds.fit("y ~ `0` + `2` + log(`1`)", numbered).params.index) == ["(intercept)", "0", "2", "log(`1`)"]
    assert list(logodds.fit("`1` ~ .", FRAME.rename(columns={"y": "1"})).params.index)[1:4] == ["x", "z", "k"]
    with pytest.raises(SpecificationError, match="the column '.' would be all columns"):
        logodds.fit("y ~ `.` * z", FRAME.rename(columns={"x": "."}))
    with pytest.raises(SpecificationError, match="a column without a name"):
        logodds.fit("y ~ `` + z", FRAME.rename(columns={"x": ""}))


@pytest.mark.parametrize("name", ["C", "exp", "np", "I"])
def test_a_column_in_code_is_not_taken_for_a_function(name):
    named = FRAME.rename(columns={"k": name})
    assert (predicted(f"y ~ {name}", named) == predicted("y ~ k")).all()
    for formula in (f"y ~ C(`{name}`)", f"y ~ I({name} ** 2)", f"y ~ x + bs({name}, df=3)"):
        with pytest.raises(SpecificationError, match=f"{name} is formulaic's function .* rename the column"):
            logodds.fit(formula, named)
    # Those that are ours come after columns.
    assert np.allclose(predicted("y ~ I(floor ** 2)", FRAME.rename(columns={"k": "floor"})), predicted("y ~ I(k ** 2)"))
    assert np.allclose(predicted("y ~ np.log(x) + C(k)"), predicted("y ~ log(x) + factor(k)"))


@pytest.mark.parametrize("formula", ["y ~ C(class)", "y ~ C(`class`)", "y ~ x + I(class ** 2)", "y ~ Q('class') * x + I(`class` ** 2)"])
def test_words_of_python_are_no_columns_in_code(formula):
    with pytest.raises(SpecificationError, match="'class' is a word of Python"):
        logodds.fit(formula, FRAME.rename(columns={"k": "class"}))


def test_two_terms_of_one_name_are_refused():
    made = FRAME.assign(**{"x:z": FRAME["k"], "np.log(x)": FRAME["k"], "C(k)[T.2]": FRAME["z"]})
    for formula in ("y ~ x * z + `x:z`", "y ~ np.log(x) + `np.log(x)`", "y ~ C(k):x + C(k) + `C(k)[T.2]`"):
        with pytest.raises(SpecificationError, match="rename the column"):
            logodds.fit(formula, made)
    assert np.allclose(predicted("y ~ x + {x} + z"), predicted("y ~ x + z"))

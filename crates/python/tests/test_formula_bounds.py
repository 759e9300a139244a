"""Formulas that nobody could wait for, or hold, are refused before anything is expanded."""

import numpy as np
import pandas as pd
import pytest

import logodds
from logodds import DataError, LogoddsError, SpecificationError

ROWS = np.arange(60)
FRAME = pd.DataFrame(
    {"y": (ROWS * 13 + ROWS // 7) % 3 % 2, "x": (ROWS * 7) % 11 + 1.0, "n": ROWS % 7, "g": np.array(["a", "b"])[ROWS % 2]}
)
WIDE = pd.DataFrame({"y": FRAME["y"], **{f"x{k}": FRAME["x"] for k in range(40)}})
NAMES = [f"x{k}" for k in range(40)]


@pytest.mark.parametrize(
    ("right", "said"),
    [
        ("x**999999999", "x itself"),
        ("(x + g)**999999999", "a power of 999999999 is more than 20"),
        ("(x + g)**50", "a power of 50 is more than 20"),
        ("(x + g + n)**20", "3486784401 terms, which are more than 10000"),
        ("((x + g)**9)**9", "terms, which are more than 10000"),
        ("(.)**6", "4750104241 terms"),
        ("*".join(NAMES), "terms, which are more than 10000"),
        (":".join(NAMES), "an interaction of 21 columns is of more than 20"),
        (":".join(NAMES * 250), "words and signs are more than 10000"),
        ("/".join(NAMES), "more than"),
        ("(" * 5000 + "x" + ")" * 5000, "5000 deep, are more than 100"),
        ("I(" + "(" * 5000 + "x" + ")" * 5000 + ")", "5001 deep"),
        ("I(" + "-" * 50_000 + "x)", "nested too deep"),
        ("I(" + "x + " * 5000 + "x)", "nested too deep"),
        (" + ".join(["x"] * 250_000), "characters is beyond the 1000000"),
        ("x" * 2_000_000, "characters is beyond the 1000000"),
        ("-" * 100_000 + "x", "100001 signs in a row|100000 signs in a row"),
        ("x" + "**2" * 9000, "words and signs"),
        ("x|" * 4000 + "g", "a formula has one part"),
        ("~" * 19 + "x", "cannot stand there"),
        ("`" * 999 + "x", "ends before a closing"),
        ("{" * 50, "ends before a closing"),
        ("hashed(g, levels=10**9)", "would be 1000000000 columns"),
        ("poly(x, 100000000)", "would be 100000000 columns"),
        ("bs(x, df=10**10**10):g", "columns, which are more than 250000"),
        ("I(cr(x, df=9**99**99))", "columns, which are more than 250000"),
        ("I(x * 9**9**9)", "9 \\*\\* 9 \\*\\* 9 is a number of more than 10000 bits"),
        ("(x + g)**(1 + 1)", "a power must be one whole number"),
        ("x**(9**9**9)", "a power must be one whole number"),
        ("I(" + "[" * 90 + "x" + "]" * 90 + ")", "not one value for each row"),
        ("I([[1], [2, 3]])", "not one value for each row"),
        ("\ud800", "no operator"),
        ("x\x00", "no operator"),
    ],
    ids=lambda value: value[:20].encode("ascii", "replace").decode(),
)
def test_a_hostile_formula_is_refused(right, said):
    frame = WIDE if "x1" in right or "." in right else FRAME
    with pytest.raises(SpecificationError, match=said) as refused:
        logodds.fit("y ~ " + right, frame)
    assert len(str(refused.value)) < 600


def test_interactions_of_more_columns_than_could_be_made_are_refused():
    rows = np.arange(60_000)
    frame = pd.DataFrame({"y": rows * 7 % 5 % 2, "g": (rows % 20_000).astype(str), "h": rows % 30_000})
    for term in ("g:C(h)", "g*C(h)", "as.factor(h):g"):
        with pytest.raises(SpecificationError, match="would be 600000000 columns, which are more than 250000"):
            logodds.fit(f"y ~ {term}", frame)


def test_formulas_that_are_large_and_no_more():
    wide = pd.DataFrame({f"v{k}": FRAME["x"] + k for k in range(1500)}).assign(y=FRAME["y"])
    names = [name for name in wide.columns if name != "y"]
    listed = logodds.fit("y ~ " + " + ".join(names), wide, penalty="l2", lambda_=0.1, covariance=None)
    assert len(listed.params) == 1501
    assert (listed.params == logodds.fit("y ~ .", wide, penalty="l2", lambda_=0.1, covariance=None).params).all()
    assert len(logodds.fit("y ~ (x + n + g)**8", FRAME, penalty="l2", lambda_=0.1).params) == 8
    assert len(logodds.fit("y ~ " + "(" * 90 + "x" + ")" * 90, FRAME).params) == 2


@pytest.mark.parametrize("right", ["np.ones(10**13)", "I()", "I(*x)", "I(await x)", "np.nothing(x)", "x.nothing()", "g + g.cat.codes", "{1 / 0}", "x[0]"])
def test_code_that_fails_is_an_error_of_ours(right):
    with pytest.raises(LogoddsError) as refused:
        logodds.fit(f"y ~ {right}", FRAME)
    assert isinstance(refused.value, DataError | SpecificationError)

"""Columns that are no features as they stand, in frames."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest

import logodds

ROWS = 240


def frame(**columns):
    return {
        "x": [(k * 37) % 101 + 0.5 for k in range(ROWS)],
        **columns,
        "y": [int((k * 7 + k * k * 3) % 11 < 5) for k in range(ROWS)],
    }


DATES = [f"{1900 + k}-03-{1 + k % 28:02}" for k in range(ROWS)]
NAMES = [f"Person {k}" for k in range(ROWS)]
SHARES = [f"{k}.5%" for k in range(ROWS)]


@pytest.mark.parametrize("library", [pd.DataFrame, pl.DataFrame])
def test_every_culprit_is_told_at_once(library):
    with pytest.raises(logodds.exceptions.DataError) as told:
        logodds.fit(library(frame(day=DATES, name=NAMES, share=SHARES)), target="y")
    message = str(told.value)
    for words in ('"day": dates or times, 240 different', '"name": identifiers', '"share": numbers with a percent sign'):
        assert words in message
    assert "--" not in message
    assert 'astype("category")' in message


def test_a_categorical_is_what_it_says():
    text = [f"{k % 30}.5%" for k in range(ROWS)]
    pandas = pd.DataFrame(frame(share=text))
    with pytest.raises(logodds.exceptions.DataError, match="percent sign"):
        logodds.fit(pandas, target="y")
    declared = logodds.fit(pandas.astype({"share": "category"}), target="y", penalty="l2", lambda_=0.01)
    polars = pl.DataFrame(frame(share=text)).with_columns(pl.col("share").cast(pl.Categorical))
    assert len(declared.params) == 31
    assert len(logodds.fit(polars, target="y", penalty="l2", lambda_=0.01).params) == 31
    # And left out it is not asked about.
    assert list(dict(logodds.fit(pandas, target="y", features=["x"]).params)) == ["(intercept)", "x"]


def test_row_numbers_and_codes_are_told_in_pythons_words():
    bp = [-9999 if k % 20 == 3 else 95 + k * 7 % 61 for k in range(ROWS)]
    results = logodds.fit(frame(id=list(range(ROWS)), bp=bp), target="y")
    found = {warning["code"]: warning for warning in results.warnings}
    assert set(found) == {"row-numbers", "missing-codes"}
    assert found["row-numbers"]["remedies"] == ["leave out id"]
    assert found["missing-codes"]["remedies"][0] == "make -9999 missing (NaN or None), with missing='drop'"
    assert "(12 of 240 rows)" in found["missing-codes"]["message"]


def test_arrays_have_codes_too():
    import numpy as np

    bp = np.array([[-9999.0 if k % 20 == 3 else 95.0 + k * 7 % 61] for k in range(ROWS)])
    y = np.array(frame()["y"])
    model = logodds.LogisticRegression(C=np.inf).fit(bp, y)
    assert [warning["code"] for warning in model.warnings_] == ["missing-codes"]


def test_a_code_too_large_to_sum_is_named():
    bp = [1.7e308 if k % 50 == 3 else 95 + k * 7 % 61 for k in range(ROWS)]
    with pytest.raises(logodds.exceptions.DataError, match=r"1.7e308 \(in 5 rows\).*missing=\"drop\""):
        logodds.fit(frame(bp=bp), target="y")

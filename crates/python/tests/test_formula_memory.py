"""A formula remembers what its columns were at the fit: a prediction gives the same probability, or refuses the column by name."""

import datetime
import pickle
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf

import logodds
from logodds import DataError, SpecificationError

ROWS = np.arange(180)
X = (ROWS * 7) % 11 / 4.0
Y = ((ROWS * 13 + ROWS // 7) % 5 < 2 + (ROWS % 3 == 1)).astype(int)
CODES = (ROWS * 5 + ROWS // 9) % 3 + 1
TRUTHS = CODES > 1

ONE_TWO_THREE = {
    "integers": lambda k: k.astype("int64"),
    "small integers": lambda k: k.astype("int8"),
    "floats": lambda k: k.astype("float64"),
    "single floats": lambda k: k.astype("float32"),
    "nullable integers": lambda k: pd.array(k, dtype="Int64"),
    "nullable floats": lambda k: pd.array(k, dtype="Float64"),
    "integers of Arrow": lambda k: pd.array(k, dtype=pd.ArrowDtype(pa.int32())),
    "integers as objects": lambda k: k.astype(object),
    "texts": lambda k: k.astype(str).astype(object),
    "texts of pandas": lambda k: pd.array(k.astype(str), dtype="string"),
    "texts of Arrow": lambda k: pd.array(k.astype(str), dtype=pd.ArrowDtype(pa.string())),
    "texts with blanks": lambda k: np.char.add(" ", k.astype(str)).astype(object),
    "category of integers": lambda k: pd.Categorical(k),
    "category of floats": lambda k: pd.Categorical(k.astype(float)),
    "category of texts": lambda k: pd.Categorical(k.astype(str)),
    "category with others": lambda k: pd.Categorical(k.astype(str), ["0", "1", "2", "3", "7"]),
    "dictionary of Arrow": lambda k: pd.array(
        pa.DictionaryArray.from_arrays(pa.array(k - 1), pa.array(["1", "2", "3"])), dtype=pd.ArrowDtype(pa.dictionary(pa.int64(), pa.string()))
    ),
    "other texts": lambda k: np.array(["one", "two", "three"], dtype=object)[k - 1],
    "dates": lambda k: pd.to_datetime("2020-01-01") + pd.to_timedelta(k, "D"),
    "decimals": lambda k: np.array([Decimal(int(value)) for value in k], dtype=object),
    "mixture": lambda k: np.array([1, "2", "3"], dtype=object)[k - 1],
}
TRUE_FALSE = {
    "booleans": lambda t: t,
    "nullable booleans": lambda t: pd.array(t, dtype="boolean"),
    "booleans of Arrow": lambda t: pd.array(t, dtype=pd.ArrowDtype(pa.bool_())),
    "booleans as objects": lambda t: t.astype(object),
    "category of booleans": lambda t: pd.Categorical(t),
    "category of booleans, true first": lambda t: pd.Categorical(t, [True, False]),
    "ordered category of booleans": lambda t: pd.Categorical(t, [False, True], ordered=True),
    "0 and 1": lambda t: t.astype("int64"),
    "0.0 and 1.0": lambda t: t.astype("float64"),
    "category of 0 and 1": lambda t: pd.Categorical(t.astype(int)),
    "texts of Python": lambda t: t.astype(str).astype(object),
    "texts of a database": lambda t: np.char.lower(t.astype(str)).astype(object),
    "category of texts": lambda t: pd.Categorical(t.astype(str)),
    "yes and no": lambda t: np.where(t, "yes", "no").astype(object),
    "2 and -1": lambda t: np.where(t, 2, -1),
    "halves": lambda t: np.where(t, 0.5, 0.0),
}
NUMBERS = {kind for kind in ONE_TWO_THREE if kind.startswith(("integers", "small", "floats", "single", "nullable"))}
LEVELS = NUMBERS | {kind for kind in ONE_TWO_THREE if kind.startswith(("texts", "category", "dictionary"))}
WHOLLY_OTHER = {"other texts", "dates", "decimals", "mixture"}
SAME_TRUTH = set(TRUE_FALSE) - {"yes and no", "2 and -1", "halves"}
FORMULAS = ["y ~ x + q", "y ~ x * q", "y ~ x + C(q)", "y ~ x : C(q)"]


def fitted(formula, values):
    return logodds.fit(formula, pd.DataFrame({"y": Y, "x": X, "q": values}))


def same_or_refused(result, values, must_be_same):
    rows = pd.DataFrame({"x": X, "q": values})
    expected = result.predict()
    try:
        found = result.predict(rows)
    except DataError as refused:
        assert not must_be_same, refused
        assert "'q'" in str(refused) or '"q"' in str(refused)
        return
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("at_fit", sorted(LEVELS | {"other texts"}))
def test_one_two_three_by_every_type_at_the_fit_and_at_the_prediction(formula, at_fit):
    result = fitted(formula, ONE_TWO_THREE[at_fit](CODES))
    is_number = at_fit in NUMBERS and "C(" not in formula
    for kind, make in ONE_TWO_THREE.items():
        must_be_same = at_fit != "other texts" and kind in (NUMBERS if is_number else LEVELS)
        same_or_refused(result, make(CODES), must_be_same or kind == at_fit)
        if kind in LEVELS and not is_number:
            with pytest.raises(DataError, match="q.*never seen|q.*level"):
                result.predict(pd.DataFrame({"x": X, "q": make(np.where(ROWS == 5, 3, CODES) + 0)}).assign(q=lambda f: f["q"].astype(str) + "x"))


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("at_fit", sorted(SAME_TRUTH))
def test_truths_by_every_type_at_the_fit_and_at_the_prediction(formula, at_fit):
    result = fitted(formula, TRUE_FALSE[at_fit](TRUTHS))
    is_number = at_fit in ("0 and 1", "0.0 and 1.0") and "C(" not in formula
    for kind, make in TRUE_FALSE.items():
        # What was a number takes any number, and no category.
        if is_number and kind in ("2 and -1", "halves"):
            continue
        is_same = kind in SAME_TRUTH and (not is_number or kind.startswith(("0", "booleans", "nullable", "category of booleans", "ordered")))
        is_same &= not (is_number and kind == "category of booleans, true first")
        same_or_refused(result, make(TRUTHS), is_same)
        if kind in ("2 and -1", "halves", "yes and no"):
            with pytest.raises(DataError, match="q"):
                result.predict(pd.DataFrame({"x": X, "q": make(TRUTHS)}))


def test_a_factor_stays_a_factor_when_its_codes_come_back_as_integers():
    frame = pd.DataFrame({"y": Y, "x": X, "h": CODES})
    train = frame.assign(h=frame["h"].astype("category"))
    new = pd.DataFrame({"x": [0.0, 0.0, 0.0], "h": [1, 2, 3]})
    for formula in ("y ~ x * h", "y ~ x + h", "y ~ h + h:x"):
        result = logodds.fit(formula, train)
        expected = smf.glm(formula, train, family=sm.families.Binomial()).fit(tol=1e-14).predict(new)
        np.testing.assert_allclose(result.predict(new), expected, rtol=1e-9)
        for kept in (result, pickle.loads(pickle.dumps(result))):
            assert (kept.predict(new) == result.predict(new)).all()
            with pytest.raises(DataError, match="[\"']h[\"'].*4.* never seen by the fit"):
                kept.predict(pd.DataFrame({"x": [0.0], "h": [4]}))


def test_what_was_a_boolean_is_neither_2_nor_a_half():
    frame = pd.DataFrame({"y": Y, "x": X, "q": TRUTHS})
    for formula in ("y ~ x * q", "y ~ x + q", "y ~ x + {~q}", "y ~ scale(x):q"):
        result = logodds.fit(formula, frame)
        for wrong in ([2, -1], [0.5, 0.0], ["a", "b"]):
            with pytest.raises(DataError, match="[\"']q[\"']"):
                result.predict(pd.DataFrame({"x": [0.0, 0.0], "q": wrong}))
        numbers = result.predict(pd.DataFrame({"x": [0.0, 0.0], "q": [0, 1]}))
        assert (numbers == result.predict(pd.DataFrame({"x": [0.0, 0.0], "q": [False, True]}))).all()


@pytest.mark.parametrize("formula", ["y ~ x + q", "y ~ x * q"])
def test_frames_of_all_libraries_are_one_at_the_fit_and_at_the_prediction(formula):
    columns = {"y": Y, "x": X, "q": np.array(["a", "b", "c"])[CODES - 1], "t": TRUTHS}
    frames = {
        "pandas": pd.DataFrame(columns),
        "polars": pl.DataFrame(columns),
        "polars with a categorical": pl.DataFrame(columns).with_columns(pl.col("q").cast(pl.Categorical)),
        "pyarrow": pa.table(columns),
        "dict": columns,
        "pandas of Arrow": pa.table(columns).to_pandas(types_mapper=pd.ArrowDtype),
    }
    for name in ("q", "t"):
        of_name = formula.replace("q", name)
        expected = logodds.fit(of_name, frames["pandas"]).predict()
        for fitted_to in frames.values():
            result = logodds.fit(of_name, fitted_to)
            for rows in frames.values():
                np.testing.assert_allclose(result.predict(rows), expected, rtol=1e-12)


def test_a_column_is_a_number_and_a_category_at_once():
    frame = pd.DataFrame({"y": Y, "x": X, "k": CODES})
    result = logodds.fit("y ~ x:k + C(k)", frame)
    assert list(result.params.index) == ["(intercept)", "C(k)[T.2]", "C(k)[T.3]", "x:k"]
    expected = smf.glm("y ~ x:k + C(k)", frame, family=sm.families.Binomial()).fit(tol=1e-14)
    np.testing.assert_allclose(result.predict(), expected.predict(), rtol=1e-9)
    assert (result.predict(frame.assign(k=frame["k"].astype(float))) == result.predict()).all()
    with pytest.raises(DataError, match="4"):
        result.predict(pd.DataFrame({"x": [0.0], "k": [4]}))


def test_integers_do_not_overflow_in_a_formula():
    small = pd.DataFrame({"y": Y, "a": (CODES + 60).astype("int8"), "b": (ROWS % 5 + 60).astype("int8")})
    wide = small.astype({"a": float, "b": float})
    for formula in ("y ~ a:b", "y ~ I(a * b)", "y ~ I(a**9) + b", "y ~ I(a + a + a):b", "y ~ I(a**-1)", "y ~ {a // 7} + {b % 3}"):
        assert (logodds.fit(formula, small).predict() == logodds.fit(formula, wide).predict()).all()
    long = pd.DataFrame({"y": Y, "n": 2**53 + 1 + 2 * CODES.astype("int64")})
    with pytest.raises(DataError, match="'n' holds integers such as .*beyond 2\\*\\*53"):
        logodds.fit("y ~ I(n)", long)
    # Beside nulls integers come as objects.
    table = pa.table({"y": [*Y, 0], "n": [*long["n"], None]})
    with pytest.raises(DataError, match="'n' holds integers"):
        logodds.fit("y ~ I(n)", table, missing="drop")
    of_codes = logodds.fit("y ~ C(n) + C(n):x", table.append_column("x", pa.array([*X, 0.0])), missing="drop")
    assert [name for name in of_codes.params.index if ":" not in name][1:] == [f"C(n)[T.{2**53 + 5}]", f"C(n)[T.{2**53 + 7}]"]
    result = logodds.fit("y ~ I(n)", long.assign(n=CODES))
    with pytest.raises(DataError, match="'n' holds integers"):
        result.predict(long)


def test_a_sum_of_truths_is_no_count():
    frame = pd.DataFrame({"y": Y, "x": X, "t": TRUTHS, "u": ROWS % 2 == 0})
    for term in ("I(t + u)", "I((x > 1) + (x > 2))", "I((x > 1) + t)", "{~t + u}"):
        with pytest.raises(SpecificationError, match="is a sum of truths.*write 1 \\* "):
            logodds.fit(f"y ~ {term}", frame)
    counted = logodds.fit("y ~ I(1 * t + 1 * u)", frame)
    assert (counted.predict() == logodds.fit("y ~ n", frame.assign(n=frame["t"] * 1 + frame["u"] * 1)).predict()).all()
    assert logodds.fit("y ~ {t | u} + {t & (x > 1)}", frame).converged


def test_texts_in_code_are_texts_and_may_be_new():
    frame = pd.DataFrame({"y": Y, "s": np.array(["a", "bb", "10", "9"], dtype=object)[ROWS % 4]})
    result = logodds.fit("y ~ {s.str.len()} + {s == 'a'}", frame)
    for kind in (object, "string", "category"):
        assert result.predict(pd.DataFrame({"s": ["zz", "a"]}, dtype=kind)).shape == (2,)
    with pytest.raises(DataError, match="'s' held texts at the fit, and holds numbers"):
        result.predict(pd.DataFrame({"s": [1]}))


def test_dates_in_code_stay_dates_of_their_time_zone():
    t = pd.date_range("2020-01-01", periods=len(ROWS), freq="7h")
    frame = pd.DataFrame({"y": Y, "t": t})
    result = logodds.fit("y ~ {t.dt.hour} + {t.astype('int64') / 1e18}", frame)
    for unit in ("s", "ms", "ns"):
        np.testing.assert_allclose(result.predict(frame.assign(t=t.as_unit(unit))), result.predict(), rtol=1e-12)
    for wrong in (t.tz_localize("UTC"), t.astype(str), ROWS, [datetime.date(2020, 1, 1)] * len(ROWS)):
        with pytest.raises(DataError, match="'t' held datetime64.* at the fit"):
            result.predict(pd.DataFrame({"t": wrong}))


def test_an_interval_that_a_row_is_not_in_is_no_base_level():
    frame = pd.DataFrame({"y": Y, "x": X})
    result = logodds.fit("y ~ C(pd.cut(x, [-1, 1, 5]))", frame)
    assert (result.predict(frame.head(3)) == result.predict()[:3]).all()
    with pytest.raises(DataError, match="pd.cut.*has no category in 1 row, the first in row 1"):
        result.predict(pd.DataFrame({"x": [0.0, 9.0]}))
    with pytest.raises(DataError, match="has no category"):
        logodds.fit("y ~ C(pd.cut(x, [0.5, 1, 5]))", frame)


def test_an_index_is_no_column():
    frame = pd.DataFrame({"y": Y, "x": X})
    odd = frame.set_index(np.repeat(ROWS[:90], 2))
    result = logodds.fit("y ~ center(x) + I(x**2)", odd)
    assert (result.predict(odd[::-1])[::-1] == result.predict()).all()
    with pytest.raises(SpecificationError, match="looks at other rows"):
        logodds.fit("y ~ I(x + x.index)", frame)


@pytest.mark.parametrize("right", ["0 + t", "t:x", "0 + x:t", "z + x:t", "x*t", "0 + I(x > 1)", "I(x > 1):z", "0 + C(t) + t:x", "t:u"])
def test_truths_are_a_category_as_in_r_and_statsmodels(right):
    frame = pd.DataFrame({"y": Y, "x": X, "z": ROWS % 7 / 2.0, "t": TRUTHS, "u": ROWS % 2 == 0})
    expected = smf.glm(f"y ~ {right}", frame, family=sm.families.Binomial()).fit(tol=1e-14)
    for kind in (bool, "category"):
        result = logodds.fit(f"y ~ {right}", frame.astype({"t": kind}))
        assert len(result.params) == len(expected.params)
        np.testing.assert_allclose(result.predict(), expected.predict(), rtol=1e-7)
        np.testing.assert_allclose(result.predict(frame[5:6]), expected.predict(frame[5:6]), rtol=1e-7)
    # A truth whose base is false is called as its column is.
    assert "[T.True]" not in "".join(logodds.fit("y ~ x*t + I(x > 1)", frame).params.index)


def test_truths_of_one_kind_alone_are_constant_and_no_other_model():
    frame = pd.DataFrame({"y": Y, "x": X, "t": False})
    result = logodds.fit("y ~ x*t + I(x > 100)", frame)
    assert list(result.params.index) == ["(intercept)", "x", "t", "I(x > 100)", "x:t"]
    assert any(warning["code"] == "constant" for warning in result.warnings)


@pytest.mark.parametrize("kind", ["float32", "float64", "Float32", "category of float32"])
def test_fractions_are_levels_of_every_precision(kind):
    thirds = np.array([0.1, 1 / 3, 1e22])[CODES - 1]
    values = pd.Categorical(thirds.astype("float32")) if "category" in kind else pd.Series(thirds).astype(kind)
    frame = pd.DataFrame({"y": Y, "x": X, "q": values})
    for formula in ("y ~ x + C(q)", "y ~ x:C(q)"):
        result = logodds.fit(formula, frame)
        assert (result.predict(frame) == result.predict()).all()
        # A level of single precision reads 0.1 in a list of columns, and its number in doubles does not: the same, or refused.
        same_or_refused(result, frame["q"].astype(float), "category" not in kind)


def test_types_change_under_weights_and_three_labels():
    frame = pd.DataFrame({"y": (Y + (ROWS % 7 == 0)) % 3, "x": X, "q": CODES, "t": TRUTHS, "w": 1.0 + ROWS % 3, "o": ROWS % 5 / 9.0})
    typed = frame.astype({"q": "category", "t": "category"})
    texts = frame.astype({"q": str, "t": int})
    for kind in ("precision", "frequency", "sampling"):
        result = logodds.fit("y ~ x * q + t:x", typed, weights="w", weight_kind=kind)
        np.testing.assert_allclose(result.predict(texts), result.predict(typed), rtol=1e-12)
        np.testing.assert_allclose(result.predict(pl.from_pandas(texts)), result.predict(typed), rtol=1e-12)
        with pytest.raises(DataError, match="'q'.*never seen"):
            result.predict(texts.assign(q=4))
    two = typed.assign(y=Y)
    offset = logodds.fit("y ~ x * q + t:x", two, offset="o", cluster="q")
    np.testing.assert_allclose(offset.predict(texts), offset.predict(two), rtol=1e-12)
    for wrong in ("1.5", np.inf):
        with pytest.raises(DataError, match="'o'"):
            offset.predict(texts.assign(o=wrong))

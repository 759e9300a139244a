"""Terms of a formula are made row by row, of the data alone, and at a prediction as at the fit."""

import pickle
from math import sqrt

import numpy as np
import pandas as pd
import pytest

import logodds
from logodds import DataError, SpecificationError

ROWS = np.arange(150)
FRAME = pd.DataFrame(
    {
        "y": ((ROWS * 13 + ROWS // 7) % 5 < 2).astype(int),
        "x": (ROWS * 37 % 101) / 10.0 + 0.5,
        "z": (ROWS * 53 % 97) / 10.0 - 4,
        "g": np.array(["a", "b", "c"])[ROWS * 11 % 7 % 3],
    }
)
CHANGING = 1.0


def by_a_global(x):
    return x * CHANGING


def of_texts(g):
    return g.str.len() * CHANGING


def centred(x):
    return x - x.mean()


@pytest.mark.parametrize(
    "term",
    [
        "I(x - np.mean(x))",
        "I((x - x.mean()) / x.std())",
        "{x / x.max()}",
        "{x - x.min()}",
        "{x - x.iloc[0]}",
        "np.cumsum(x)",
        "x.rank()",
        "x.shift()",
        "x.diff()",
        "lag(x)",
        "lag(x, -1)",
        "np.roll(x, 1)",
        "np.sort(x)",
        "{x[::-1]}",
        "pd.qcut(x, 4)",
        "C(pd.qcut(x, 4, labels=False))",
        "pd.cut(x, 3)",
        "{x > x.median()}",
        "{x > x.quantile(0.99)}",
        "{x == x.max()}",
        "x.duplicated()",
        "np.clip(x, x.quantile(0.1), x.quantile(0.9))",
        "{x.groupby(g).transform('mean')}",
        "g.map(g.value_counts())",
        "np.arange(len(x))",
        "{x.rolling(3, min_periods=1).mean()}",
        "np.random.normal(size=len(x))",
        "centred(x)",
        "z:centred(x)",
        "np.gradient(x)",
        "{x.fillna(0).expanding().max()}",
    ],
)
def test_a_term_that_looks_at_other_rows_is_refused_with_what_does_not(term):
    with pytest.raises(SpecificationError, match="the term .*(looks at other rows|cannot be made of|is not one value for each row)") as refused:
        logodds.fit(f"y ~ z + {term}", FRAME)
    assert "center(x), scale(x), bs(x, df=5), poly(x, 2)" in str(refused.value)


@pytest.mark.parametrize(
    "term",
    [
        "center(x)",
        "scale(x)",
        "standardize(x)",
        "bs(x, df=5)",
        "cr(x, df=4)",
        "cc(x, df=4)",
        "poly(x, 3)",
        "scale(np.log(x)):g",
        "I(center(x)**2)",
        "np.log(x)*g",
        "x:z",
        "C(pd.cut(x, [0, 3, 6, 20]))",
        "{np.where(x > 3, x, 0)}",
        "hashed(g, levels=4)",
        "x.clip(1, 3)",
        "g.isin(['a', 'b'])",
        "x.round()",
        "(x + z + g)**2",
        "I(sqrt(x))",
    ],
)
def test_a_row_alone_has_the_probability_that_it_has_among_others(term):
    result = logodds.fit(f"y ~ {term}", FRAME, penalty="l2", lambda_=0.01)
    expected = result.predict()
    np.testing.assert_allclose(result.predict(FRAME.iloc[5:8]), expected[5:8], rtol=1e-11)
    np.testing.assert_allclose(result.predict(FRAME.iloc[[77]]), expected[77:78], rtol=1e-11)
    np.testing.assert_allclose(result.predict(FRAME[::-1])[::-1], expected, rtol=1e-11)


def test_arrays_of_the_surroundings_are_no_columns():
    for values in (ROWS * 1.0, pd.Series(ROWS), list(ROWS), pd.DataFrame({"a": ROWS})):
        w = values
        for formula in ("y ~ x + w", "y ~ x * w", "y ~ I(x + w)", "y ~ x + I(w)"):
            with pytest.raises(SpecificationError, match=r"add it to the data as a column, data\['w'\] = w"):
                logodds.fit(formula, FRAME)
        del w
    scalar, several = 2.0, [1.0, 2.0]
    for formula in ("y ~ x + scalar", "y ~ x * scalar", "y ~ x + several"):
        with pytest.raises(SpecificationError, match="no column '(scalar|several)'"):
            logodds.fit(formula, FRAME)
    with pytest.raises(SpecificationError, match=r"no column 'centred'; centred is a function where fit was called: write centred\(\.\.\.\)"):
        logodds.fit("y ~ x + centred", FRAME)
    assert logodds.fit("y ~ I(x * scalar)", FRAME).converged and several


def test_what_the_caller_changes_after_the_fit_changes_no_prediction():
    factor, knots, table = 2.0, [3.0, 6.0], {"a": 1.0, "b": 2.0, "c": 5.0}
    result = logodds.fit("y ~ I(x / factor) + bs(z, knots=knots) + g.map(table)", FRAME.assign(z=FRAME["x"]))
    rows = FRAME.assign(z=FRAME["x"])
    expected = result.predict(rows)
    factor = 50.0
    knots[0] = 5.0
    table["a"] = 7.0
    assert (result.predict(rows) == expected).all() and factor


def test_a_function_whose_values_have_changed_is_refused():
    global CHANGING
    result = logodds.fit("y ~ by_a_global(x):g", FRAME)
    expected = result.predict(FRAME)
    kept = pickle.loads(pickle.dumps(result))
    assert (kept.predict(FRAME) == expected).all()
    CHANGING = 3.0
    try:
        for results in (result, kept):
            with pytest.raises(DataError, match=r"by_a_global\(x\) gives other values than at the fit"):
                results.predict(FRAME)
    finally:
        CHANGING = 1.0
    assert (result.predict(FRAME) == expected).all()
    texts = FRAME.assign(s=["a", "bb", "c"] * 50)
    result = logodds.fit("y ~ of_texts(s)", texts)
    CHANGING = 3.0
    try:
        with pytest.raises(DataError, match=r"of_texts\(s\) gives other values"):
            result.predict(texts)
    finally:
        CHANGING = 1.0


class Centred:
    """Keeps the mean of its first call."""

    mean = None

    def __call__(self, x):
        if self.mean is None:
            self.mean = x.mean()
        return x - self.mean


def test_an_object_that_keeps_its_state_is_kept_with_it():
    centred_once = Centred()
    result = logodds.fit("y ~ centred_once(x)", FRAME)
    expected = result.predict(FRAME)
    centred_once.mean = 100.0
    for kept in (result, pickle.loads(pickle.dumps(result))):
        assert (kept.predict(FRAME[:3]) == expected[:3]).all()


def test_what_pickle_cannot_keep_is_named():
    cloudpickle = pytest.importorskip("cloudpickle")

    twice = lambda x: 2 * x  # noqa: E731
    result = logodds.fit("y ~ twice(x)", FRAME)
    with pytest.raises(pickle.PicklingError, match="the formula uses twice, which pickle cannot keep.*cloudpickle"):
        pickle.dumps(result)
    assert (pickle.loads(cloudpickle.dumps(result)).predict(FRAME) == result.predict(FRAME)).all()
    # A module is kept by its name.
    cut = logodds.fit("y ~ pd.cut(x, [0, 5, 20])", FRAME)
    assert (pickle.loads(pickle.dumps(cut)).predict(FRAME) == cut.predict(FRAME)).all()


def test_functions_of_math_are_those_of_arrays():
    assert sqrt(4) == 2
    found = logodds.fit("y ~ sqrt(x) + z", FRAME)
    np.testing.assert_allclose(found.predict(), logodds.fit("y ~ np.sqrt(x) + z", FRAME).predict(), rtol=1e-12)


@pytest.mark.parametrize("role", ["weights", "offset"])
@pytest.mark.parametrize("terms", ["x + {0}", "x * {0}", "x * g + {0}", ". * g", "x:g + C({0})"])
def test_a_column_of_the_fit_is_no_term_besides(role, terms):
    """As of a list of columns: the dot of ``. * g`` took the weights for a feature in silence."""
    rows = np.arange(60)
    frame = pd.DataFrame(
        {"y": rows * 7 % 5 % 2, "x": rows * 11 % 13 / 3.0, "g": np.array(["a", "b"])[rows * 3 % 7 % 2], "w": rows % 3 + 1}
    )
    with pytest.raises(SpecificationError, match=f'column "w" cannot be both a feature and the .*{role[:-1]}'):
        logodds.fit(f"y ~ {terms.format('w')}", frame, **{role: "w"})


def test_numbers_at_the_end_of_the_range_warn_of_nothing(recwarn):
    rows = np.arange(40)
    frame = pd.DataFrame({"y": rows * 7 % 5 % 2, "x": rows * 11 % 13 / 3.0, "z": rows * 3 % 7 / 2.0})
    results = logodds.fit("y ~ x * z", frame)
    assert np.isin(results.predict(frame.assign(x=1e307, z=1.0)), [0.0, 1.0]).all()
    assert not recwarn.list

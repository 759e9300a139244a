"""Frames of any library, the command's file, and arrays: one model."""

from __future__ import annotations

import datetime
import os
import subprocess
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import logodds
from logodds.exceptions import DataError, SpecificationError

import data

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def command():
    named = os.environ.get("LOGODDS_COMMAND")
    places = [ROOT / "target" / kind / "logodds" for kind in ("release", "debug")]
    found = named or next((str(place) for place in places if place.exists()), None)
    if found is None:
        pytest.skip("the command is not built")

    def run(*arguments):
        return subprocess.run([found, *map(str, arguments)], check=True, capture_output=True, text=True).stdout

    return run


TARGETS = {"birthwt": "low", "german_credit": "creditability", "spam7": "yesno", "iris": "species", "breast_cancer": "diagnosis"}


@pytest.mark.parametrize("name", ["birthwt", "german_credit", "spam7"])
@pytest.mark.parametrize("read", [data.pandas, data.polars], ids=["pandas", "polars"])
def test_the_command_makes_the_same_model_of_the_same_data(command, tmp_path, name, read):
    target = TARGETS[name]
    file = tmp_path / "by_command.model"
    command("fit", data.path(name), "--target", target, "--model", file, "--quiet", "--tolerance", "1e-10")
    by_command = logodds.load(file)
    frame = read(name)
    by_frame = logodds.fit(frame, target=target)
    assert list(by_frame.params.index) == list(by_command.params.index)
    # To the bit.
    assert (by_frame.params == by_command.params).all()
    assert (by_frame.bse == by_command.bse).all()
    assert by_frame.aic == by_command.aic
    assert (by_frame.predict(frame) == by_command.predict(frame)).all()
    assert by_command.predict(frame, interval=0.9).equals(by_frame.predict(frame, interval=0.9))
    # And the command scores with the frame's model.
    by_frame.save(file)
    scored = command("predict", file, data.path(name), "--only")
    assert [float(p) for p in scored.split()[1:]] == by_frame.predict(frame).tolist()


def frames(columns):
    return {
        "dict": columns,
        "rows": [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)],
        "pandas": pd.DataFrame(columns),
        "polars": pl.DataFrame(columns),
        "pyarrow": pa.table(columns),
        "chunks": pa.concat_tables([pa.table(columns).slice(0, 7), pa.table(columns).slice(7)]),
        "polars chunks": pl.concat([pl.DataFrame(columns)[:5], pl.DataFrame(columns)[5:]], rechunk=False),
        "pandas of arrow": pa.table(columns).to_pandas(types_mapper=pd.ArrowDtype),
    }


def example(rows=120):
    rng = np.random.default_rng(3)
    x = rng.normal(size=rows).round(3)
    city = rng.choice(["Oslo", "Rome", "Bern", "Žilina"], rows)
    y = np.where(rng.random(rows) < 1 / (1 + np.exp(-0.5 * x)), "yes", "no")
    return {"x": x.tolist(), "n": rng.integers(0, 9, rows).tolist(), "city": city.tolist(), "y": y.tolist(), "t": (x > rng.normal(size=rows)).tolist()}


@pytest.mark.parametrize("kind", frames(example()))
def test_every_library_gives_the_same_bits(kind):
    columns = example()
    expected = logodds.fit(pd.DataFrame(columns), target="y")
    results = logodds.fit(frames(columns)[kind], target="y")
    assert list(results.params.index) == ["(intercept)", "x", "n", "city=Oslo", "city=Rome", "city=Žilina", "t"]
    assert (results.params == expected.params).all()
    assert (results.bse == expected.bse).all()
    assert (results.predict(frames(columns)[kind]) == expected.predict(columns)).all()
    interval = results.predict(frames(columns)[kind], interval=0.9)
    kinds = {"pandas": pd.DataFrame, "pandas of arrow": pd.DataFrame, "polars": pl.DataFrame, "polars chunks": pl.DataFrame}
    assert type(interval) is kinds.get(kind, dict)
    formula = logodds.fit("y ~ x * city", frames(columns)[kind])
    assert (formula.params == logodds.fit("y ~ x * city", columns).params).all()
    assert (formula.predict(frames(columns)[kind]) == formula.predict(columns)).all()


def test_an_order_of_categories_is_kept_where_it_is_declared():
    """Coefficients are those of R's factor(city, levels = order): the base is the first level that has rows."""
    columns = example()
    plain = logodds.fit(columns, target="y", features=["x", "city"])
    order = ["Paris", "Rome", "Žilina", "Oslo", "Bern", "nowhere"]
    used = [level for level in order if level in set(columns["city"])]
    in_pandas = pd.DataFrame(columns).assign(city=lambda f: pd.Categorical(f["city"], categories=order, ordered=True))
    unordered = in_pandas.assign(city=in_pandas["city"].cat.as_unordered())
    in_polars = pl.DataFrame(columns).with_columns(pl.col("city").cast(pl.Enum(order)))
    kind = pa.dictionary(pa.int32(), pa.string(), ordered=True)
    cells = pa.DictionaryArray.from_arrays(pa.array([order.index(c) for c in columns["city"]], pa.int32()), order, ordered=True)
    in_arrow = pa.table(pd.DataFrame(columns).drop(columns="city")).append_column("city", cells.cast(kind))
    named = logodds.fit(columns, target="y", features=["x", "city"], base={"city": used[0]})
    for frame in (in_pandas, unordered, in_polars, in_arrow):
        found = logodds.fit(frame, target="y", features=["x", "city"])
        assert [term for term in found.params.index if term.startswith("city")] == [f"city={level}" for level in used[1:]]
        np.testing.assert_allclose(found.params[named.params.index], named.params, rtol=1e-9)
        np.testing.assert_allclose(found.predict(frame), plain.predict(columns), rtol=1e-9)
        crossed = logodds.fit("y ~ x * city", frame)
        assert [t for t in crossed.params.index if t.startswith("city")] == [f"city[T.{level}]" for level in used[1:]]
    # What declares nothing: categories of polars, which are in the order of cells, and of pandas, made of texts.
    by_pool = pl.DataFrame(columns).with_columns(pl.col("city").cast(pl.Categorical))
    for frame in (by_pool, pd.DataFrame(columns).astype({"city": "category"})):
        found = logodds.fit(frame, target="y", features=["x", "city"])
        assert (found.params == plain.params).all() and list(found.params.index) == list(plain.params.index)
    numbers = pd.DataFrame(columns).assign(n=lambda f: f["n"].astype("category"))
    found = logodds.fit(numbers, target="y", features=["n"])
    assert list(found.params.index)[1:3] == ["n=1", "n=2"]
    # A model with categories finds them in numbers.
    assert (found.predict(columns) == found.predict(numbers)).all()


def test_dictionaries_of_any_make():
    """Each piece with its own values, in any order, twice, without use, null, and none at all."""
    columns = example()
    city = columns["city"]
    pieces = [
        pa.DictionaryArray.from_arrays([["Rome", "Oslo", "Žilina", "Rome", "Bern", None].index(c) for c in city[:50]], ["Rome", "Oslo", "Žilina", "Rome", "Bern", None]),
        pa.DictionaryArray.from_arrays([["Žilina", "Paris", "Bern", "Oslo", "Rome"].index(c) for c in city[50:119]], ["Žilina", "Paris", "Bern", "Oslo", "Rome"]),
        pa.DictionaryArray.from_arrays(pa.array([None], pa.int64()), pa.array([], pa.string())),
    ]
    table = pa.table({**columns, "city": pa.chunked_array(pieces)})
    with pytest.raises(DataError, match='"city" \\(1\\), the first in row 119'):
        logodds.fit(table, target="y")
    found = logodds.fit(table, target="y", missing="drop")
    expected = logodds.fit({name: values[:119] for name, values in columns.items()}, target="y")
    assert (found.params == expected.params).all()
    assert np.isnan(found.predict(table)).tolist() == [False] * 119 + [True]
    null = pa.DictionaryArray.from_arrays([0, 1] * 60, pa.array(["a", None]))
    with pytest.raises(DataError, match='"city" \\(60\\), the first in row 1'):
        logodds.fit(pa.table({**columns, "city": null}), target="y")


@pytest.mark.parametrize("index", ["n", "w", "y", ["n", "w"]], ids=str)
def test_an_index_that_pandas_noted_in_a_table_is_columns(index):
    frame = pd.DataFrame(example()).assign(w=np.linspace(0.5, 1.5, 120))
    table = pa.Table.from_pandas(frame.set_index(index))
    for given in ({}, {"weights": "w"}, {"offset": "w"}, {"cluster": "w"}):
        expected = logodds.fit("y ~ I(n)", frame, **given)
        found = logodds.fit("y ~ I(n)", table, **given)
        assert (found.params == expected.params).all() and (found.bse == expected.bse).all()
        assert (found.predict(table) == expected.fittedvalues).all()
        assert (expected.predict(table) == expected.fittedvalues).all()
    assert (logodds.fit("{y == 'yes'} ~ I(n)", table).params == logodds.fit("y ~ I(n)", frame).params).all()


@pytest.mark.parametrize("values", [["Rome", "Oslo", "Bern"], [3, 1, 2], [2.5, 0.5, 1.5]], ids=str)
def test_dictionaries_of_arrow_are_categories_in_formulas(values):
    codes = np.random.default_rng(4).integers(0, 3, 120)
    # A dictionary of Arrow that is not ordered declares none: its values are in the order of cells.
    frame = pd.DataFrame(example()).assign(q=pd.Categorical(np.array(values)[codes]))
    expected = logodds.fit("y ~ x * q", frame)
    # A value twice among the values is one level.
    for pool in (values, values + values[:1]):
        places = np.where((codes == 0) & (np.arange(120) % 2 == 0), len(pool) - 1, codes) if len(pool) > 3 else codes
        cells = pa.DictionaryArray.from_arrays(pa.array(places, pa.int32()), pa.array(pool))
        in_pandas = frame.assign(q=pd.array(cells, dtype=pd.ArrowDtype(cells.type)))
        table = pa.table(frame.drop(columns="q")).append_column("q", cells)
        for given in (in_pandas, table, pa.Table.from_pandas(in_pandas)):
            found = logodds.fit("y ~ x * q", given)
            assert found.params.to_dict() == expected.params.to_dict()
            assert (expected.predict(given) == expected.fittedvalues).all()


def test_a_null_among_the_values_of_a_dictionary_is_a_missing_cell():
    cells = pa.DictionaryArray.from_arrays(pa.array(np.arange(120) % 3, pa.int32()), pa.array(["a", None, "b"]))
    frame = pd.DataFrame(example())
    expected = logodds.fit("y ~ x * q", frame.assign(q=cells.to_pylist()), missing="drop")
    assert expected.nobs == 80
    in_pandas = frame.assign(q=pd.array(cells, dtype=pd.ArrowDtype(cells.type)))
    for given in (in_pandas, pa.table(frame).append_column("q", cells)):
        found = logodds.fit("y ~ x * q", given, missing="drop")
        assert found.nobs == 80 and (found.params == expected.params).all()
        assert np.isnan(found.predict(given)).sum() == 40


@pytest.mark.parametrize("make", [pa.table, pl.DataFrame])
def test_long_numbers_beside_nulls_stay_apart_in_formulas(make):
    columns = {**example(), "g": [None, *(2**60 + k // 2 for k in range(119))]}
    plain = logodds.fit("y ~ x", make(columns), cluster="g", missing="drop")
    crossed = logodds.fit("y ~ I(x)", make(columns), cluster="g", missing="drop")
    assert "over 60 clusters" in str(plain.summary()) and "over 60 clusters" in str(crossed.summary())


def test_a_stream_of_batches_is_scored_by_a_formula():
    table = pa.table(example())
    results = logodds.fit("y ~ x * city", table)
    assert (results.predict(table.to_reader()) == results.fittedvalues).all()


@pytest.mark.parametrize("kind", ["float32", "float16", "int8", "uint64", "Int64", "Float64"])
def test_numbers_of_any_type(kind):
    columns = example()
    frame = pd.DataFrame(columns)
    found = logodds.fit(frame.assign(n=frame["n"].astype(kind)), target="y", features=["n"])
    assert (found.params == logodds.fit(frame, target="y", features=["n"]).params).all()


def test_long_numbers_of_clusters_stay_apart():
    frame = pd.DataFrame(example())
    ids = 2**60 + np.arange(len(frame)) // 2
    by_number = logodds.fit("y ~ x", frame.assign(g=ids), cluster="g")
    by_text = logodds.fit("y ~ x", frame.assign(g=ids.astype(str)), cluster="g")
    assert (by_number.bse == by_text.bse).all()
    assert "over 60 clusters" in str(by_number.summary())


def test_a_formula_of_many_levels_stays_sparse():
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"x": rng.normal(size=20_000), "g": rng.integers(0, 300, 20_000).astype(str)})
    frame["y"] = (rng.random(20_000) < 1 / (1 + np.exp(-frame["x"]))).astype(int)
    from logodds import _formula

    made = _formula.matrix(_formula.parse("y ~ x + C(g)", frame.columns), frame, {}, ())
    assert made.values.nnz < 2.1 * len(frame)
    by_formula = logodds.fit("y ~ I(x) + C(g)", frame)
    by_codes = logodds.fit("y ~ x + g", frame)
    np.testing.assert_allclose(by_formula.params, by_codes.params, rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(by_formula.predict(frame), by_codes.predict(frame), rtol=1e-6)
    assert by_formula.predict(frame.head(50), interval=0.9).shape == (50, 3)


def test_booleans():
    frame = pd.DataFrame(example())
    found = logodds.fit(frame, target="t", features=["x"])
    assert found.labels == ["False", "True"]
    assert logodds.fit(pl.DataFrame(example()), target="t", features=["x"]).labels == ["false", "true"]
    results = logodds.fit(frame, target="y", features=["t"])
    numbers = frame.assign(t=frame["t"].astype(int))
    texts = frame.assign(t=frame["t"].map({True: "True", False: "False"}))
    for other in (numbers, texts):
        assert (results.predict(other) == results.predict(frame)).all()
    with pytest.raises(DataError, match='level "2" in row 0'):
        results.predict(frame.assign(t=2))


def test_an_index_is_no_column():
    frame = pd.DataFrame(example())
    moved = frame.set_index(np.arange(len(frame)) * 7 + 100)
    assert (logodds.fit(moved, target="y").params == logodds.fit(frame, target="y").params).all()
    part = moved[moved["x"] > 0]
    interval = logodds.fit(frame, target="y").predict(part, interval=0.5)
    assert interval.index.equals(part.index)
    assert (logodds.fit("y ~ x * city", moved).predict(part, interval=0.5).index == part.index).all()


@pytest.mark.parametrize("formula", [None, "y ~ x + city", "y ~ x * city"])
def test_missing_cells(formula):
    full = pd.DataFrame(example())
    frame = full.copy()
    frame.loc[3, "x"] = np.nan
    frame.loc[[5, 6], "city"] = None
    given = (formula, frame) if formula else (frame[["x", "city", "y"]],)
    options = {} if formula else {"target": "y"}
    with pytest.raises(DataError, match='3 cells of 3 rows have no value: .city. \\(2\\), .x. \\(1\\), the first in row 3.*missing="drop"'):
        logodds.fit(*given, **options)
    results = logodds.fit(*given, **options, missing="drop")
    rest = full.drop(index=[3, 5, 6])
    expected = logodds.fit(formula or "y ~ x + city", rest)
    np.testing.assert_allclose(results.params, expected.params, rtol=1e-9)
    assert results.nobs == len(frame) - 3
    assert "3 dropped" in str(results.summary())
    found = results.predict(frame)
    assert np.flatnonzero(np.isnan(found)).tolist() == [3, 5, 6]
    np.testing.assert_allclose(np.delete(found, [3, 5, 6]), expected.predict(rest), rtol=1e-9)
    assert results.predict(frame, interval=0.9).isna().all(axis=1).sum() == 3
    with pytest.raises(DataError, match="the first in row 3.*NaN"):
        expected.predict(frame)
    empty = full.assign(x=np.nan)
    with pytest.raises(DataError, match="all 120 rows|no rows"):
        logodds.fit(formula or "y ~ x + city", empty, missing="drop")
    # A missing cell in a column that is not used is nobody's business.
    assert logodds.fit("y ~ n", frame).converged


def test_null_and_nan_are_missing_everywhere():
    columns = example()
    holes = {**columns, "x": [None if k == 2 else x for k, x in enumerate(columns["x"])]}
    nan = {**columns, "x": [float("nan") if k == 2 else x for k, x in enumerate(columns["x"])]}
    expected = None
    for frame in (holes, nan, pl.DataFrame(holes), pl.DataFrame(nan), pd.DataFrame(holes), pa.table(nan)):
        results = logodds.fit(frame, target="y", missing="drop")
        expected = results.params if expected is None else expected
        assert (results.params == expected).all()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([datetime.date(2020, 1, 1)] * 120, "dates.*weekday"),
        (pd.date_range("2020", periods=120), "timestamps.*weekday"),
        (pd.to_timedelta(np.arange(120), "D"), "durations.*days"),
        ([Decimal("1.5")] * 120, "decimals.*float64"),
        ([[1, 2]] * 120, "lists"),
        ([{"a": 1}] * 120, "records"),
        ([b"x"] * 120, "bytes"),
        ([1, "a"] * 60, "several types"),
    ],
    ids=["dates", "timestamps", "durations", "decimals", "lists", "records", "bytes", "mixed"],
)
def test_columns_of_no_use_are_refused_by_name(values, said):
    frame = pd.DataFrame({**example(), "odd one": values})
    with pytest.raises(DataError, match=f"odd one.*{said}"):
        logodds.fit(frame, target="y")
    # Unused, it is no trouble.
    assert logodds.fit(frame, target="y", features=["x"]).converged
    assert logodds.fit("y ~ x", frame).converged
    assert logodds.fit("y ~ x * city", frame).converged


def test_what_is_no_frame():
    for data_, said in (
        (np.zeros((3, 2)), "LogisticRegression"),
        (pl.DataFrame(example()).lazy(), "collect"),
        (None, "data frame"),
        ({"x": [1, 2], "y": [1]}, "differ in length"),
        ({"x": 1, "y": [1]}, "'x' is an int"),
        ({"x": "ab", "y": [0, 1]}, "'x' is a str"),
        ({"x": np.zeros((2, 2)), "y": [0, 1]}, "'x' is a numpy.ndarray of shape"),
        (pd.Series([1, 2]), "a pandas.*Series of shape"),
        (pd.DataFrame([[1, 2]], columns=["y", "y"]), "two columns are called 'y'"),
        (pa.table([[1, 2], [1, 2]], names=["y", "y"]), 'two columns are called "y"'),
    ):
        with pytest.raises(DataError, match=said):
            logodds.fit(data_, target="y")


def odd_columns():
    x = np.array(example()["x"])
    cut = pd.cut(x, [-9, 0, 9])
    yield "big-endian", x, x.astype(">f8")
    yield "big-endian integers", x.round(), x.round().astype(">i4")
    yield "half", x.astype(np.float16).astype(float), x.astype(np.float16)
    yield "long double", x, x.astype(np.longdouble)
    yield "objects", x, pd.Series(list(x), dtype=object)
    yield "sparse", x, pd.arrays.SparseArray(x)
    yield "booleans as objects", x > 0, pd.Series(list(x > 0), dtype=object)
    yield "intervals", cut.astype(str), cut
    dates = pd.to_datetime(np.where(x > 0, "2020-01-01", "2021-01-01"))
    yield "categories of dates", dates.astype(str), pd.Categorical(dates)
    yield "categories of several types", np.where(x > 0, "1", "b"), pd.Categorical([1 if v > 0 else "b" for v in x])
    yield "categories of booleans", x > 0, pd.Categorical(list(x > 0))
    yield "categories of numbers", np.where(x > 0, "1.5", "2.5"), pd.Categorical(np.where(x > 0, 1.5, 2.5))


@pytest.mark.parametrize(("plain", "odd"), [pytest.param(*case[1:], id=case[0]) for case in odd_columns()])
def test_odd_columns_are_converted(plain, odd):
    frame = pd.DataFrame(example())
    expected = logodds.fit(frame.assign(q=plain), target="y", features=["n", "q"])
    found = logodds.fit(frame.assign(q=odd), target="y", features=["n", "q"])
    assert (found.params.to_numpy() == expected.params.to_numpy()).all()
    assert (found.predict(frame.assign(q=odd)) == expected.fittedvalues).all()
    if type(odd).__module__.partition(".")[0] != "pandas" or isinstance(odd, pd.Categorical):
        in_dict = logodds.fit({**example(), "q": odd}, target="y", features=["n", "q"])
        assert (in_dict.params.to_numpy() == expected.params.to_numpy()).all()
    crossed = logodds.fit("y ~ n * q", frame.assign(q=odd))
    np.testing.assert_allclose(crossed.params, logodds.fit("y ~ n * q", frame.assign(q=plain)).params, rtol=1e-9)
    np.testing.assert_allclose(crossed.predict(frame.assign(q=odd)), crossed.fittedvalues)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (np.arange(120) + 1j, "complex"),
        (pd.period_range("2020", periods=120), "periods"),
        (pd.interval_range(0, 120), "intervals"),
        ([datetime.date(2020, 1, 1)] * 120, "dates"),
        ([datetime.time(1)] * 120, "times of day"),
        (pd.to_timedelta(np.arange(120), "D"), "durations"),
        ([Decimal("1.5")] * 120, "decimals"),
        ([b"x"] * 120, "bytes"),
        ([[1]] * 120, "objects"),
        ([1, "a"] * 60, "several types"),
    ],
    ids=str,
)
def test_columns_of_no_use_are_refused_in_formulas_and_dicts(values, said):
    frame = pd.DataFrame({**example(), "q": values})
    with pytest.raises(DataError, match=f"'q' holds .*{said}"):
        logodds.fit("y ~ x * q", frame)
    if said in ("complex", "periods", "intervals"):
        for wrong in (frame, {**example(), "q": values}):
            with pytest.raises(DataError, match=f"'q' holds {said}"):
                logodds.fit(wrong, target="y")
    with pytest.raises(DataError, match="'q' has two categories that read '1'"):
        logodds.fit(frame.assign(q=pd.Categorical([1, "1"] * 60)), target="y")


@pytest.mark.parametrize("crossed", [False, True])
def test_polars_columns_that_arrow_does_not_know(crossed):
    if not hasattr(pl, "Int128"):
        pytest.skip("this polars has no integers of 16 bytes")
    frame = pl.DataFrame(example())
    formula = "y ~ x * q" if crossed else "y ~ x + q"
    long = frame.with_columns(pl.col("n").cast(pl.Int128).alias("q"))
    expected = logodds.fit(formula, frame.with_columns(pl.col("n").alias("q")))
    assert (logodds.fit(formula, long).params == expected.params).all()
    with pytest.raises(DataError, match="120 cells of 120 rows have no value"):
        logodds.fit(formula, frame.with_columns(pl.lit(None).alias("q")))


@pytest.mark.parametrize("formula", [None, "y ~ x", "y ~ x * n"])
@pytest.mark.parametrize("kind", ["float64", "Int64", "boolean", "object", "null"])
def test_targets_with_nulls(kind, formula):
    frame = pd.DataFrame(example())
    codes = (frame["y"] == "yes").astype("Int64")
    codes[3] = pd.NA
    frame["y"] = {"float64": codes.astype(float), "object": codes.map({0: "no", 1: "yes"}, na_action="ignore")}.get(kind, codes)
    if kind == "boolean":
        frame["y"] = codes.astype("boolean")
    given = ((formula, frame), {}) if formula else ((frame,), {"target": "y"})
    if kind == "null":
        frame["y"] = None
        with pytest.raises(DataError, match="all 120 rows have missing cells: .y. "):
            logodds.fit(*given[0], **given[1], missing="drop")
        return
    with pytest.raises(DataError, match="1 cell of 1 row has no value: .y. "):
        logodds.fit(*given[0], **given[1])
    results = logodds.fit(*given[0], **given[1], missing="drop")
    assert results.nobs == 119
    # A row without a label has a probability.
    assert not np.isnan(results.predict(frame)).any()


def test_targets_by_booleans_and_numbers():
    frame = pd.DataFrame(example())
    for of in (frame, pl.DataFrame(example())):
        for label in (True, False, np.True_):
            assert logodds.fit(of, target="t", positive=label, features=["x"]).labels[1].lower() == str(bool(label)).lower()
        for right in ("x", "x * n"):
            for label in (True, False):
                assert logodds.fit(f"t[{label}] ~ {right}", of).labels[1].lower() == str(label).lower()
    # Texts that read like booleans are texts.
    texts = {**example(), "t": [str(t) for t in example()["t"]]}
    for of in (texts, pl.DataFrame(texts), pd.DataFrame(texts)):
        assert logodds.fit("t[False] ~ x", of).labels == ["True", "False"]
        assert logodds.fit(of, target="t", positive=False, features=["x"]).labels == ["True", "False"]
    numbers = frame.assign(y=(frame["y"] == "yes").astype(int))
    with pytest.raises(DataError, match='positive "True": .* it has "0" and "1"'):
        logodds.fit(numbers, target="y", positive=True, features=["x"])
    with pytest.raises(DataError, match='positive "1": .* it has "False" and "True"'):
        logodds.fit(frame, target="t", positive=1, features=["x"])
    assert logodds.fit(numbers, target="y", positive=0, features=["x"]).labels == ["1", "0"]


def test_empty_frames():
    empty = pd.DataFrame(example()).head(0)
    for nothing in (empty[[]], {}, [], pl.DataFrame(), pa.table({})):
        with pytest.raises(SpecificationError, match='target: no column "y"'):
            logodds.fit(nothing, target="y")
    for formula in ("y ~ x", "y ~ x * n"):
        with pytest.raises(DataError, match="no rows"):
            logodds.fit(formula, empty)
        results = logodds.fit(formula, pd.DataFrame(example()))
        assert results.predict(empty).shape == (0,)
        assert results.predict(empty, interval=0.9).shape == (0, 3)
        with pytest.raises(DataError, match="needs column .(x|n)., the data have none"):
            results.predict({})


def test_names_that_clash():
    frame = pd.DataFrame({"y": [0, 1, 0, 1], "a": ["b", "c", "b", "c"], "a=c": [1.0, 2, 3, 5]})
    with pytest.raises(DataError, match='would both be the term "a=c"'):
        logodds.fit(frame, target="y")


def test_predictions_find_columns_by_name():
    frame = pd.DataFrame(example())
    results = logodds.fit(frame, target="y", features=["x", "city"])
    turned = frame[["city", "t", "x", "n"]]
    assert (results.predict(turned) == results.predict(frame)).all()
    with pytest.raises(DataError, match='needs column "city", the data have none; did you mean "cty"'):
        results.predict(frame.rename(columns={"city": "cty"}))
    with pytest.raises(DataError, match='"x" must hold numbers'):
        results.predict(frame.assign(x="1"))
    by_formula = logodds.fit("y ~ x * city", frame)
    assert (by_formula.predict(turned) == by_formula.predict(frame)).all()
    with pytest.raises(DataError, match="needs column 'city', the data have none; did you mean 'cty'"):
        by_formula.predict(frame.rename(columns={"city": "cty"}))


def test_unseen_levels():
    frame = pd.DataFrame(example())
    new = frame.head(3).assign(city=["Paris", "Rome", "Bern"])
    with pytest.raises(DataError, match='column "city": level "Paris" in row 0 was never seen.*unseen="base"'):
        logodds.fit(frame, target="y").predict(new)
    with pytest.raises(DataError, match="Paris.*never seen"):
        logodds.fit("y ~ x * city", frame).predict(new)
    base = logodds.fit(frame, target="y", unseen="base")
    assert base.predict(new)[0] == base.predict(new.assign(city="Bern"))[0]
    missing = logodds.fit(frame, target="y", unseen="missing")
    assert np.isnan(missing.predict(new)).tolist() == [True, False, False]


def test_columns_of_float64_are_not_copied():
    """The engine's memory beside the data is a small part of it."""
    code = """
import resource, sys
import numpy as np, pyarrow as pa, logodds
rng = np.random.default_rng(0)
rows, columns = 400_000, 40
x = [rng.normal(size=rows) for _ in range(columns)]
y = rng.random(rows) < 1 / (1 + np.exp(-x[0]))
frame = pa.table({f"x{k}": x[k] for k in range(columns)} | {"y": y})
logodds.fit(frame.slice(0, 50_000), target="y", covariance=None)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
results = logodds.fit(frame, target="y", covariance=None)
assert results.converged
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / (rows * columns * 8))
"""
    import sys

    share = float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
    assert share < 0.5, f"{share:.2f} of the data"

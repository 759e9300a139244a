"""Whatever speaks Arrow is fitted and scored: relations, data sets, streams that are read once."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.dataset
import pytest

import logodds
from logodds.exceptions import DataError


def table(rows=60):
    random = np.random.default_rng(0)
    return pa.table(
        {
            "y": random.integers(0, 2, rows),
            "x": random.normal(size=rows),
            "own car": random.choice(["a", "b"], rows),
            "u": random.normal(size=rows),
        }
    )


class Generator:
    """A stream of any make: what it hands over once is gone."""

    def __init__(self, given):
        self.reader = given.to_reader(7)

    def __arrow_c_stream__(self, requested_schema=None):
        return self.reader.__arrow_c_stream__(requested_schema)


def relation(given):
    duckdb = pytest.importorskip("duckdb")
    return duckdb.from_arrow(given)


SOURCES = {
    "batch": lambda given: given.combine_chunks().to_batches()[0],
    "data set": lambda given: pa.dataset.dataset(given),
    "scanner": lambda given: pa.dataset.dataset(given).scanner(),
    "relation": relation,
    "reader": lambda given: given.to_reader(7),
    "generator": Generator,
}


@pytest.mark.parametrize("source", SOURCES)
def test_whatever_speaks_arrow_is_fitted_and_scored(source):
    given, make = table(), SOURCES[source]
    plain, crossed = logodds.fit(given, target="y"), logodds.fit("y ~ x * u", given)
    assert (logodds.fit(make(given), target="y").params == plain.params).all()
    # Columns by name, with blanks in them, too, and in another order.
    some = logodds.fit(make(given), target="y", features=["own car", "x"])
    assert (some.params == logodds.fit(given, target="y", features=["own car", "x"]).params).all()
    assert (logodds.fit("y ~ x + u", make(given)).params == logodds.fit("y ~ x + u", given).params).all()
    assert (logodds.fit("y ~ x * u", make(given)).params == crossed.params).all()
    assert (plain.predict(make(given)) == plain.predict(given)).all()
    assert (crossed.predict(make(given)) == crossed.predict(given)).all()
    narrow = logodds.fit(given, target="y", features=["x", "u"])
    if source != "generator":  # which does not tell its columns before it is read
        assert (logodds.fit("y ~ .", make(given.drop_columns(["own car"]))).params == narrow.params).all()


@pytest.mark.parametrize("source", ["batch", "relation", "reader"])
def test_categories_of_dates_are_those_of_pandas(source):
    pandas = pytest.importorskip("pandas")
    given = table().append_column("day", pa.array(pandas.Timestamp(2020, 1, 1 + k % 5) for k in range(60)))
    expected = logodds.fit("y ~ x + C(day)", given.to_pandas())
    found = logodds.fit("y ~ x + C(day)", SOURCES[source](given))
    assert (found.params == expected.params).all() and list(found.params.index) == list(expected.params.index)


def test_an_enumeration_of_duckdb_declares_its_order():
    duckdb = pytest.importorskip("duckdb", minversion="1.1")
    given = table().append_column("size", pa.array(["small", "medium", "large"] * 20))
    connection = duckdb.connect()
    connection.execute("create type sizes as enum ('small', 'medium', 'large')")
    connection.register("given", given)
    relation = connection.sql('select * replace ("size"::sizes as "size") from given')
    expected = logodds.fit(given, target="y", features=["x", "size"], base={"size": "small"})
    assert list(expected.params.index)[2:] == ["size=large", "size=medium"]
    found = logodds.fit(relation, target="y", features=["x", "size"])
    assert list(found.params.index)[2:] == ["size=medium", "size=large"]
    np.testing.assert_allclose(found.params[expected.params.index], expected.params, rtol=1e-9)
    crossed = logodds.fit("y ~ x * size", relation)
    assert [term for term in crossed.params.index if term.startswith("size")] == ["size[T.medium]", "size[T.large]"]


@pytest.mark.parametrize("source", ["reader", "generator"])
def test_a_stream_that_has_been_read_is_no_frame_without_rows(source):
    """A prediction of none would be an empty array."""
    given = table()
    results, crossed = logodds.fit(given, target="y"), logodds.fit("y ~ x * u", given)
    stream = SOURCES[source](given)
    assert len(results.predict(stream)) == 60
    for again in (
        lambda: results.predict(stream),
        lambda: crossed.predict(stream),
        lambda: logodds.fit(stream, target="y"),
        lambda: logodds.fit("y ~ x * u", stream),
    ):
        with pytest.raises(DataError, match="has been read already"):
            again()
    # A table without rows is one.
    assert len(results.predict(given.slice(0, 0))) == 0


@pytest.mark.parametrize("kind", [pa.int64(), pa.uint64()])
def test_integers_that_no_double_is_are_not_rounded_in_silence(kind):
    """2**53 + 1 is not a double: two identifiers would be one."""
    long = 2**53 + 1
    column = pa.array([long if k == 4 else k for k in range(60)], kind)
    given = table().append_column("id", column)
    said = f'column "id" is {long} in row 4: from 2⁵³ on numbers lose their last digits.*categorical=.*float64'
    with pytest.raises(DataError, match=said):
        logodds.fit(given, target="y")
    for role in ("weights", "offset"):
        with pytest.raises(DataError, match=said):
            logodds.fit(given, target="y", features=["x"], **{role: "id"})
    # At a prediction, too.
    results = logodds.fit(table().append_column("id", pa.array([k * k % 7 for k in range(60)])), target="y")
    with pytest.raises(DataError, match=said):
        results.predict(given)
    # As a category or a cluster it is a name; as a double what the user made of it; unused it is no trouble.
    assert f"id={long}" in logodds.fit(given, target="y", categorical=["id"], features=["id"], penalty="l2", lambda_=0.1).params
    assert logodds.fit(given, target="y", features=["x"], cluster="id").converged
    assert logodds.fit(given, target="y", features=["x", "u"]).converged
    # What is beyond 2**53 and a double all the same is exact.
    exact = table().append_column("t", pa.array([2**60 + 2**20 * (k * k % 7) for k in range(60)], kind))
    assert len(logodds.fit(exact, target="y", features=["t"], penalty="l2", lambda_=0.1).params) == 2


def test_all_columns_of_no_use_are_told_at_once():
    given = table().append_column("when", pa.array([0] * 60, pa.timestamp("s"))).append_column("list", pa.array([[1]] * 60))
    with pytest.raises(DataError) as caught:
        logodds.fit(given, target="y")
    assert '"when" holds timestamps' in str(caught.value) and '"list" holds lists' in str(caught.value)

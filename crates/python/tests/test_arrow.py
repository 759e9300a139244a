"""Arrow streams that tell lies are refused, and the rest are read as they are."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pytest

import logodds
from logodds.exceptions import DataError

if not hasattr(pa, "string_view"):
    pytest.skip("the streams of these tests are made by pyarrow 16", allow_module_level=True)

import mutated_streams
from lies import TABLES, Liar
from mutated_streams import read
from streams import Made


def test_mutated_streams_are_refused_or_tell_the_truth():
    """Some of the 10,000 of the long run, in a process of their own: a crash is a failure, and not the end of the tests."""
    script = Path(__file__).with_name("mutated_streams.py")
    done = subprocess.run([sys.executable, script, "700", "2"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:] or f"ended by signal {-done.returncode}"
    assert "700 streams" in done.stdout
    # No library prints on another's output.
    assert done.stderr == ""


@pytest.fixture
def liar():
    made = Liar(random.Random(0))
    yield made
    made.made.forget()


@pytest.mark.parametrize("offsets", [[0, 9, 4], [-4, 4, 9], [0, 10**6, 9]], ids=["falling", "negative", "beyond the last"])
def test_texts_whose_offsets_are_none(liar, offsets):
    """A segmentation fault where they are believed."""
    liar.made.numbers(liar.array("s"), 1, np.int32, 3)[:] = offsets
    with pytest.raises(DataError, match='column "s": .*malformed: its text would be bytes|begin at byte'):
        read(liar.made)
    assert liar.made.is_released_once()


@pytest.mark.parametrize("code", [3, 127, -1])
def test_a_code_beyond_its_dictionary_is_no_category(liar, code):
    """It would be taken for the last one."""
    liar.made.numbers(liar.array("d"), 1, np.int8, 9)[4] = code
    row = 4 + 12 * liar.batch
    with pytest.raises(DataError, match=rf'column "d": .*its code {code} is none of a dictionary of \d \(row {row}\)'):
        read(liar.made)
    assert liar.made.is_released_once()


@pytest.mark.parametrize("name", ["s", "l"])
def test_bytes_that_are_no_utf_8_are_no_text(liar, name):
    liar.made.numbers(liar.array(name), 2, np.uint8, 5)[2] = 0xFF
    with pytest.raises(DataError, match=f'column "{name}": .*not UTF-8'):
        read(liar.made)


def test_the_stream_says_what_is_wrong(liar):
    liar.made.fails_at, liar.made.code = 1, 5
    with pytest.raises(DataError, match=r"the disk is gone \(Input/output error"):
        read(liar.made)
    assert liar.made.is_released_once()


def test_what_is_no_stream():
    class Frame:
        def __init__(self, given):
            self.given = given

        def __arrow_c_stream__(self, requested_schema=None):
            if isinstance(self.given, Exception):
                raise self.given
            return self.given() if callable(self.given) else self.given

    def fit(frame):
        logodds.fit(frame, target="y")

    def fit_by_formula(frame):
        logodds.fit("y ~ x * z", frame)

    numbers = pa.chunked_array([[1, 2]])
    for given, said in [
        (None, "must give a capsule, and gave .*NoneType"),
        (7, "must give a capsule"),
        (lambda: pa.schema([]).__arrow_c_schema__(), "holds no Arrow stream"),
        (lambda: numbers.__arrow_c_stream__(), "it has no columns: it is one of numbers"),
        (RuntimeError("the server is gone"), "could not hand over its columns: the server is gone"),
    ]:
        for work in (fit, fit_by_formula):
            with pytest.raises(DataError, match=said):
                work(Frame(given))


def test_nothing_is_kept_of_a_stream():
    """Neither of one that is read, nor of one that is refused, nor of one that is handed on to pandas."""
    table = pa.concat_tables([TABLES[0]] * 200)
    fits = (lambda: read(table.to_reader()), lambda: mutated_streams.read_by_formula(table.to_reader()))
    for fit in fits:
        fit()
    one = table.select(["y", "f"]).filter(pa.compute.equal(table["y"], 1))
    before = pa.total_allocated_bytes()
    for fit in fits * 3:
        fit()
        with pytest.raises(DataError, match="one label"):
            logodds.fit(one.to_reader(), target="y", features=["f"], missing="drop")
    # Less than a column.
    assert pa.total_allocated_bytes() < before + 8 * len(table)


def test_half_precision_is_read_as_numpy_reads_it():
    """All 63,488 finite numbers of two bytes, and those that are none."""
    bits = np.arange(2**16, dtype=np.uint16)
    halves = bits.view(np.float16)
    halves = np.concatenate([halves[np.isfinite(halves)], halves[np.isfinite(halves)]])
    y = np.arange(len(halves)) % 2
    by_half = logodds.fit(pa.table({"x": pa.array(halves), "y": y, "z": y % 2}), target="y", features=["x"], covariance=None)
    by_double = logodds.fit(pa.table({"x": halves.astype(float), "y": y}), target="y", covariance=None)
    assert (by_half.params == by_double.params).all()
    for odd in (np.inf, -np.inf):
        with pytest.raises(DataError, match=f'"x" is {odd} in row 3'):
            logodds.fit(pa.table({"x": pa.array(np.array([1, 2, 0, odd], np.float16)), "y": [0, 1, 0, 1]}), target="y")
    with pytest.raises(DataError, match='1 cell of 1 row has no value: "x"'):
        logodds.fit(pa.table({"x": pa.array(np.array([1, 2, 0, np.nan], np.float16)), "y": [0, 1, 0, 1]}), target="y")


def test_numbers_that_only_their_library_knows_are_refused():
    """Periods of pandas are integers in Arrow: months since 1970."""
    pandas = pytest.importorskip("pandas")
    table = pa.Table.from_pandas(pandas.DataFrame({"when": pandas.period_range("2020-01", periods=12, freq="M"), "y": [0, 1, 1, 0] * 3}))
    with pytest.raises(DataError, match='"when" holds values of the type "pandas.period"'):
        logodds.fit(table, target="y")


def test_a_sliced_batch_is_the_rows_of_the_slice():
    """Some libraries slice by an offset of the batch alone, and leave its columns as they are."""
    made = Made(*TABLES)
    made.batches[0].offset, made.batches[0].length = 5, 7
    expected = read(pa.concat_tables([TABLES[0].slice(5), TABLES[1]]))
    assert (read(made) == expected).all()
    made = Made(*TABLES)
    made.batches[0].offset, made.batches[0].length = 5, 7
    by_formula = mutated_streams.read_by_formula(made)
    assert (by_formula == mutated_streams.read_by_formula(pa.concat_tables([TABLES[0].slice(5), TABLES[1]]))).all()

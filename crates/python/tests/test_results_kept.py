"""What results keep of the rows of their fit: whatever becomes of the data, no answer changes."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import logodds
from logodds.exceptions import DataError, NotKept, SpecificationError

import data


@pytest.fixture
def frame():
    return data.pandas("birthwt").assign(race=lambda f: f["race"].astype(str))


def spoil_pandas(frame):
    frame["age"] = 0.0
    frame.loc[:, "lwt"] = frame["lwt"] * 0
    frame["race"] = "1"


@pytest.mark.parametrize("formula", ["low ~ age + lwt + race", "low ~ age * lwt + race"])
def test_fitted_values_are_those_of_the_fit_whatever_becomes_of_the_frame(frame, formula):
    given = frame.copy()
    results = logodds.fit(formula, given)
    before = results.fittedvalues
    numbers = results.predict(interval=0.9, se=True)
    effects, influence = results.effects(), results.influence()
    spoil_pandas(given)
    assert (results.fittedvalues == before).all()
    assert (results.fittedvalues == results.predict(frame)).all()
    pd.testing.assert_frame_equal(results.predict(interval=0.9, se=True), numbers)
    pd.testing.assert_frame_equal(results.predict(frame, interval=0.9, se=True), numbers, rtol=1e-13)
    pd.testing.assert_frame_equal(results.effects(), effects)
    pd.testing.assert_frame_equal(results.influence(), influence)
    results.fittedvalues[:] = 0.5
    assert (results.fittedvalues == before).all()


def test_fitted_values_of_borrowed_arrays_are_kept():
    rng = np.random.default_rng(0)
    columns = {"x": rng.normal(size=500), "z": rng.normal(size=500), "y": (rng.random(500) < 0.4).astype(float)}
    results = logodds.fit(columns, target="y")
    before = results.fittedvalues
    columns["x"][:] = 0.0
    assert (results.fittedvalues == before).all() and (results.predict() == before).all()


def test_fitted_values_of_a_used_up_stream_are_kept(frame):
    table = pa.Table.from_pandas(frame, preserve_index=False)
    results = logodds.fit(table.to_reader(), target="low")
    assert results.fittedvalues.shape == (189,)
    assert (results.fittedvalues == results.predict(table)).all()
    assert (results.predict() == results.fittedvalues).all()


@pytest.mark.parametrize("rows", [300, 40_000])
def test_many_rows_have_the_bits_of_a_prediction(rows):
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({f"x{k}": rng.normal(size=rows) for k in range(6)} | {"s": rng.choice(list("abcd"), rows)})
    frame["y"] = (rng.random(rows) < 1 / (1 + np.exp(-frame["x0"] + 0.3 * (frame["s"] == "b")))).astype(int)
    results = logodds.fit(frame, target="y")
    assert (results.fittedvalues == results.predict(frame)).all()
    classes = logodds.fit(frame.assign(y=rng.choice(list("uvw"), rows)), target="y", covariance=None)
    assert classes.fittedvalues.shape == (rows, 3)
    assert (classes.fittedvalues == classes.predict(frame)).all()


def test_of_many_rows_probabilities_are_kept_and_the_rest_is_of_the_rows():
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({f"x{k}": rng.normal(size=60_000) for k in range(8)})
    frame["y"] = (rng.random(60_000) < 0.3).astype(int)
    results = logodds.fit(frame, target="y")
    for refused in (lambda: results.predict(interval=0.95), lambda: results.predict(kind="link")):
        with pytest.raises(DataError, match=r"give the rows: predict\(rows"):
            refused()
    for refused in (results.effects, results.influence):
        with pytest.raises(NotKept, match=r"give them: \w+\(data\)"):
            refused()
    assert results.influence(frame)["leverage"].sum() == pytest.approx(9)
    assert list(results.effects(frame).index) == [f"x{k}" for k in range(8)]


@pytest.mark.parametrize("formula", ["low ~ age + lwt", "low ~ age * lwt", "{low > 0} ~ age + lwt"])
def test_rows_that_were_dropped_are_nan_in_the_order_of_the_frame(frame, formula):
    holes = frame.assign(age=frame["age"].where(frame["age"] > 18).astype(float))
    results = logodds.fit(formula, holes, missing="drop")
    lacking = holes["age"].isna().to_numpy()
    assert (np.isnan(results.fittedvalues) == lacking).all()
    np.testing.assert_array_equal(results.fittedvalues, results.predict(holes))
    assert (results.influence()["leverage"].isna() == lacking).all()
    again = pickle.loads(pickle.dumps(results)).influence(holes)
    pd.testing.assert_frame_equal(again, results.influence(), rtol=1e-9)


def test_rows_that_are_separated_have_their_limit(frame):
    frame["always"] = (frame["low"] == 1) & (frame["age"] > 25)
    with pytest.warns(UserWarning, match="separat"):
        results = logodds.fit("low ~ age + lwt + always", frame)
    assert results.status == "limit"
    np.testing.assert_array_equal(results.fittedvalues, results.predict(frame))
    certain = frame["always"].to_numpy()
    assert (results.fittedvalues[certain] == 1).all()
    link = results.predict(frame, kind="link", se=True, interval=0.95)
    assert np.isposinf(link["log_odds"][certain]).all()
    assert link.loc[certain, ["std_error", "lower", "upper"]].isna().all(axis=None)
    assert link[~certain].notna().all(axis=None)
    pd.testing.assert_frame_equal(results.predict(kind="link", se=True, interval=0.95), link, rtol=1e-13)


def test_a_file_and_a_pickle_keep_no_rows_and_say_so(frame, tmp_path):
    results = logodds.fit("low ~ age + lwt", frame)
    results.save(tmp_path / "low.model")
    for again in (logodds.load(tmp_path / "low.model"), pickle.loads(pickle.dumps(results))):
        for absent in ("fittedvalues", "resid_pearson", "resid_deviance", "resid_response"):
            assert not hasattr(again, absent)
            with pytest.raises(NotKept, match="give them|predict"):
                getattr(again, absent)
        with pytest.raises(DataError, match="not kept"):
            again.predict(interval=0.9)
        pd.testing.assert_frame_equal(again.influence(frame), results.influence(), rtol=1e-10)
        pd.testing.assert_frame_equal(again.effects(frame), results.effects(), rtol=1e-10)


def test_copies_keep_what_results_keep_and_lists_are_their_own(frame):
    results = logodds.fit("low ~ age + lwt", frame)
    for copied in (copy.copy(results), copy.deepcopy(results)):
        assert (copied.fittedvalues == results.fittedvalues).all()
    results.labels.reverse()
    results.warnings.append("")
    assert results.labels == ["0", "1"] and results.warnings == []


def test_policies_are_for_new_rows(frame):
    results = logodds.fit("low ~ age + lwt", frame)
    for policy in ({"unseen": "base"}, {"missing": "drop"}):
        with pytest.raises(SpecificationError, match="new rows"):
            results.predict(**policy)


def test_tables_of_rows_are_like_the_data_of_the_fit(frame):
    indexed = frame.set_index(frame.index + 1000)
    results = logodds.fit("low ~ age + lwt", indexed)
    assert (results.influence().index == indexed.index).all()
    assert (results.predict(interval=0.9).index == indexed.index).all()
    assert isinstance(logodds.fit("low ~ age", pl.from_pandas(frame)).influence(), pl.DataFrame)
    of_dict = logodds.fit("low ~ age", frame.to_dict("list")).influence()
    assert isinstance(of_dict, dict) and of_dict["leverage"].shape == (189,)

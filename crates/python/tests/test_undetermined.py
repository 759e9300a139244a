"""Predictions of what the data of a fit do not determine, and the policies of a prediction.

The referee is rank: a row's log-odds are determined if and only if it is a combination of the rows of the fit.
"""

import pickle

import numpy as np
import pandas as pd
import pytest

import logodds
from logodds import LogisticRegression, UndeterminedWarning


def sums(rows=60):
    """y, a, b and total = a + b, of overlapping labels."""
    i = np.arange(rows)
    a, b = (i * 7) % 11, (i * 5) % 13
    y = ((i * 17) % 41 + a > b + 20).astype(int)
    return pd.DataFrame({"y": y, "a": a * 1.0, "b": b * 1.0, "total": (a + b) * 1.0})


NEW = pd.DataFrame({"a": [3.0, 3.0], "b": [4.0, 4.0], "total": [7.0, 50.0]})


@pytest.mark.parametrize("options", [{}, {"penalty": "firth"}, {"intercept": False}, {"solver": "lbfgs"}])
def test_a_row_that_breaks_an_equation_gets_nan_and_a_warning(options):
    results = logodds.fit(sums(), target="y", **options)
    with pytest.warns(UndeterminedWarning, match='row 1 gets NaN.* it breaks "total" = "a" \\+ "b", to which'):
        found = results.predict(NEW, interval=0.95)
    assert np.isnan(found.to_numpy()).tolist() == [[False] * 3, [True] * 3]
    kept = logodds.fit(sums(), target="y", features=["a", "b"], **options).predict(NEW, interval=0.95)
    np.testing.assert_allclose(found.iloc[0], kept.iloc[0], rtol=1e-7)
    with pytest.raises(logodds.DataError, match="do not determine row 1: it breaks .*leave out unseen='error'"):
        results.predict(NEW, unseen="error")
    # Through a model file, too.
    with pytest.warns(UndeterminedWarning):
        assert np.isnan(pickle.loads(pickle.dumps(results)).predict(NEW)).tolist() == [False, True]


def test_with_a_penalty_every_coefficient_is_determined(recwarn):
    data = sums().assign(year=2020.0)
    new = NEW.assign(year=[2020.0, 2021.0])
    results = logodds.fit(data, target="y", penalty="l2", lambda_=0.01)
    assert np.isfinite(results.predict(new)).all()
    model = LogisticRegression().fit(data[["a", "b", "total", "year"]], data["y"])
    assert np.isfinite(model.predict_proba(new)).all() and len(model.predict(new)) == 2
    assert not recwarn.list


def test_the_cell_of_an_interaction_that_no_row_had():
    """B16: no row has g = hi with k = v."""
    i = np.arange(90)
    g, k = np.array(["hi", "mid", "lo"])[i % 3], np.array(["u", "v"])[(i // 3) % 2]
    data = pd.DataFrame({"g": g, "k": np.where(g == "hi", "u", k), "y": (i * 13 + i // 7) % 3 % 2})
    results = logodds.fit("y ~ g * k", data)
    new = pd.DataFrame({"g": ["hi", "hi", "lo"], "k": ["v", "u", "v"]})
    with pytest.warns(UndeterminedWarning, match="row 0 gets NaN"):
        found = results.predict(new, interval=0.95)
    assert np.isnan(found.to_numpy()).all(axis=1).tolist() == [True, False, False]
    # A saturated model: shares of cells.
    for row, (level, other) in [(1, ("hi", "u")), (2, ("lo", "v"))]:
        cell = data[(data.g == level) & (data.k == other)]
        assert found.probability[row] == pytest.approx(cell.y.mean(), abs=1e-9)


@pytest.mark.parametrize("kind", ["float64", "float32", "fortran", "csr"])
def test_arrays_of_every_kind_leave_the_same_rows_out(kind):
    from scipy import sparse

    data, new = sums(), NEW
    make = {
        "float64": np.asarray,
        "float32": lambda x: np.asarray(x, dtype=np.float32),
        "fortran": np.asfortranarray,
        "csr": sparse.csr_matrix,
    }[kind]
    x, rows = make(data[["a", "b", "total"]].to_numpy()), make(new.to_numpy())
    for y in (data["y"], (np.arange(60) * 7 + np.arange(60) // 5) % 3):
        model = LogisticRegression(C=np.inf, covariance="model").fit(x, y)
        for method in ("predict_proba", "decision_function", "predict_log_proba"):
            with pytest.warns(UndeterminedWarning, match='row 1 gets NaN.*"x2" = "x0" \\+ "x1"|row 1 gets NaN'):
                found = np.asarray(getattr(model, method)(rows)).reshape(2, -1)
            assert np.isnan(found).tolist() == [[False] * found.shape[1], [True] * found.shape[1]], method
        with pytest.warns(UndeterminedWarning):
            lower, upper = model.predict_interval(rows)
        assert np.isnan(lower[1]).all() and np.isnan(upper[1]).all() and (lower[0] < upper[0]).all()
        with pytest.raises(logodds.DataError, match="do not determine row 1"):
            model.predict(rows)
        assert len(model.predict(rows[:1])) == 1


def test_policies_of_a_prediction():
    i = np.arange(60)
    data = pd.DataFrame({"x": (i * 7) % 11 * 1.0, "g": np.array(["a", "b", "c"])[i % 3], "y": (i * 13 + i // 7) % 3 % 2})
    new = pd.DataFrame({"x": [3.0, np.nan, 3.0, 3.0], "g": ["a", "b", "z", "b"]})
    for results in (logodds.fit(data, target="y"), logodds.fit(data, target="y", missing="drop", unseen="base")):
        found = results.predict(new, missing="drop", unseen="missing")
        assert np.isnan(found).tolist() == [False, True, True, False]
        base = results.predict(new, missing="drop", unseen="base")
        assert base[2] == base[0] and np.isnan(base).sum() == 1
        with pytest.raises(logodds.DataError, match="no value"):
            results.predict(new, missing="error", unseen="base")
        with pytest.raises(logodds.DataError, match='"z" in row 2 was never seen'):
            results.predict(new, missing="drop", unseen="error")
        with pytest.raises(logodds.SpecificationError, match="unseen='pooled'; it must be"):
            results.predict(new, unseen="pooled")
    with pytest.raises(logodds.DataError, match='predict with missing="drop"'):
        logodds.fit(data, target="y").predict(new)
    # A formula that makes columns has a policy of its own for levels.
    formula = logodds.fit("y ~ x * g", data)
    assert np.isnan(formula.predict(new.iloc[[0, 1, 3]], missing="drop")).tolist() == [False, True, False]
    with pytest.raises(logodds.SpecificationError, match="formulaic refuses"):
        formula.predict(new, unseen="missing")


def test_a_row_that_lacks_a_cell_may_have_a_level_never_seen():
    """B30, of frames; and an infinite number in such a row."""
    i = np.arange(60)
    data = pd.DataFrame({"x": (i * 7) % 11 * 1.0, "z": i % 5 * 1.0, "g": np.array(["a", "b"])[i % 2], "y": (i * 13 + i // 7) % 3 % 2})
    results = logodds.fit(data, target="y", missing="drop")
    new = pd.DataFrame({"x": [np.nan, 3.0, 3.0], "z": [np.inf, 1.0, 2.0], "g": ["z", "a", None]})
    assert np.isnan(results.predict(new)).tolist() == [True, False, True]


def test_more_columns_than_rows_are_told_first():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(60, 150)), np.arange(60) % 2
    for target in (y, np.arange(60) % 3):
        with pytest.warns(logodds.ConvergenceWarning, match="60 rows cannot determine 151 coefficients.*C=1.0"):
            model = LogisticRegression(C=np.inf).fit(x, target)
        assert (model.predict(x) == target).all()
        with pytest.warns(UndeterminedWarning, match="60 rows get NaN"):
            assert np.isnan(model.predict_proba(x + 1.0)).all()
    frame = pd.DataFrame(x, columns=[f"x{j}" for j in range(150)]).assign(y=y)
    with pytest.warns(logodds.ConvergenceWarning, match="60 rows cannot determine 151 coefficients.*penalty="):
        logodds.fit(frame, target="y")
    with pytest.raises(logodds.SpecificationError, match="2101 coefficients is not computed: 2000 are the most; try C=1.0"):
        LogisticRegression(penalty="firth").fit(rng.normal(size=(20, 2100)), y[:20])

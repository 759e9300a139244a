"""Masked cells are missing values, and numpy would look through the mask: they are refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from logodds import DataError, LogisticRegression, LogisticRegressionCV

RNG = np.random.default_rng(3)
X = RNG.normal(size=(150, 3))
Y = (X[:, 1] > 0.1 * RNG.normal(size=150)).astype(int)
HIDDEN = X.copy()
HIDDEN[3::10, 0] = 1e6
MASKED = np.ma.masked_greater(HIDDEN, 1e5)


@pytest.mark.parametrize("estimator", [LogisticRegression(), LogisticRegressionCV(Cs=2)])
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((MASKED, Y), "X is masked: 15 of its cells have no value, the first in row 3"),
        ((MASKED.astype(np.float32), Y), "X is masked: 15"),
        ((MASKED.T.copy().T, Y), "X is masked: 15"),
        ((list(MASKED), Y), "X is masked"),
        ((X, np.ma.masked_array(Y, mask=Y * 0 + (np.arange(150) == 7))), "y is masked: 1 of its cells have no value, the first in row 7"),
        ((X, Y, np.ma.masked_array(np.ones(150), mask=np.arange(150) == 9)), "sample_weight is masked"),
    ],
    ids=["X", "single", "Fortran", "rows", "y", "weights"],
)
def test_a_mask_is_not_looked_through(estimator, given, said):
    with pytest.raises(DataError, match=said):
        estimator.fit(*given)


def test_rows_to_be_scored_may_be_masked_no_more_than_those_of_the_fit():
    model = LogisticRegression().fit(X, Y)
    for method in ("predict", "predict_proba", "predict_log_proba", "decision_function"):
        with pytest.raises(DataError, match="X is masked"):
            getattr(model, method)(MASKED)


def test_a_mask_that_hides_nothing_is_none():
    known = LogisticRegression().fit(X, Y)
    for rows in (np.ma.masked_array(X), np.ma.masked_array(X, mask=np.zeros_like(X, dtype=bool))):
        np.testing.assert_array_equal(LogisticRegression().fit(rows, Y).coef_, known.coef_)
    np.testing.assert_array_equal(LogisticRegression().fit(X, np.ma.masked_array(Y), np.ma.masked_array(np.ones(150))).coef_, known.coef_)


def test_cells_that_are_missing_in_other_ways_are_refused_as_well():
    frame = pd.DataFrame(X).astype("Float64")
    frame.iloc[4, 1] = pd.NA
    labels = pd.Series(Y).astype("Int64")
    labels[5] = pd.NA
    rows = X.tolist()
    rows[6][2] = np.ma.masked
    entries = sparse.csr_matrix(np.where(np.abs(X) > 0.5, X, 0.0))
    entries.data = np.ma.masked_array(entries.data, mask=np.arange(entries.nnz) == 0)
    for given in [(frame, Y), (X, labels), (entries, Y)]:
        with pytest.raises(DataError):
            LogisticRegression().fit(*given)
    with pytest.warns(UserWarning, match="masked element"), pytest.raises(DataError):
        LogisticRegression().fit(rows, Y)


@pytest.mark.parametrize(
    "labels",
    [
        pd.Series(list("ab") * 75, dtype="string").where(np.arange(150) != 3),
        pd.Series(list("ab") * 75, dtype="category").where(np.arange(150) != 3),
        pd.Series(Y == 1, dtype="boolean").where(np.arange(150) != 3),
        np.array([None, *"ba" * 74, "b"], dtype=object),
        [np.ma.masked, *Y[1:]],
    ],
    ids=["texts", "categories", "booleans", "None", "masked"],
)
def test_labels_that_are_missing_are_told_as_such(labels):
    with pytest.raises(DataError, match="missing values|NaN|no value"):
        LogisticRegression().fit(X, labels)


def test_matrices_of_numpy_are_refused_as_scikit_learn_does():
    with pytest.raises(TypeError, match="np.matrix is not supported"):
        LogisticRegression().fit(np.asmatrix(X), Y)
    with pytest.raises(TypeError, match="np.matrix is not supported"):
        LogisticRegression().fit(X, Y).predict(np.asmatrix(X))


def test_masks_of_coefficients_that_are_set_are_not_looked_through():
    X = np.arange(12.0).reshape(6, 2) % 5
    model = LogisticRegression().fit(X, [0, 1, 0, 1, 1, 0])
    for name, values in (("coef_", np.ones((1, 2))), ("intercept_", np.ones(1))):
        with pytest.raises(DataError, match=f"{name} is masked: 1 of its cells"):
            setattr(model, name, np.ma.masked_array(values, mask=np.arange(values.size).reshape(values.shape) == 0))

"""Arrays that are taken as they are: scikit-learn's validation and numpy are the referees."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator
from sklearn.utils.validation import validate_data

from logodds import DataError, LogisticRegression, LogisticRegressionCV, LogoddsError
from logodds._estimator.arrays import labelled, validated

RNG = np.random.default_rng(16)
X = RNG.normal(size=(90, 3))
CODES = RNG.integers(0, 2, 90)
READ_ONLY = X.copy()
READ_ONLY.flags.writeable = False


class Referee(BaseEstimator):
    """What scikit-learn makes of data, and of an estimator that is given them."""

    def fit(self, X, y):
        return validate_data(self, X, y, accept_sparse="csr", dtype=[np.float64, np.float32], ensure_all_finite=False)


ROWS = [
    X,
    np.asfortranarray(X),
    X.astype(np.float32),
    READ_ONLY,
    X[:, :1],
    X[::2],
    X.astype(">f8"),
    X.astype(int),
    np.where(X > 2, np.nan, X),
]
LABELS = [
    CODES,
    CODES == 1,
    CODES.astype(np.uint8),
    CODES.astype(">i4"),
    CODES.astype(np.float64),
    np.array(["no", "yes"])[CODES],
    CODES + RNG.integers(0, 2, 90),
]


@pytest.mark.parametrize("before", [X, pd.DataFrame(X[:, :2], columns=["a", "b"])], ids=["array", "frame"])
@pytest.mark.parametrize("rows", ROWS, ids=lambda rows: f"{rows.dtype}{rows.strides}")
def test_arrays_are_taken_as_scikit_learn_takes_them(before, rows):
    for labels in LABELS:
        ours, theirs = LogisticRegression(), Referee()
        found, expected = [], []
        for estimator, take, into in [(ours, lambda *data: validated(ours, *data), found), (theirs, theirs.fit, expected)]:
            take(before, CODES)
            into.extend(take(rows, labels[: len(rows)]))
            assert estimator.n_features_in_ == rows.shape[1] and not hasattr(estimator, "feature_names_in_")
        for mine, other, given in zip(found, expected, (rows, labels), strict=True):
            np.testing.assert_array_equal(mine, other)
            assert mine.dtype == other.dtype and np.shares_memory(mine, given) == np.shares_memory(other, given)


@pytest.mark.parametrize("of", [LogisticRegression, lambda: LogisticRegressionCV(Cs=2, cv=2)], ids=["one", "cv"])
@pytest.mark.parametrize(
    ("rows", "labels"),
    [
        (X, CODES[:-1]),
        (X[:0], CODES[:0]),
        (X[:, :0], CODES),
        (X[0], CODES),
        (X, np.where(CODES == 1, np.nan, 0.0)),
        (X, np.where(CODES == 1, np.inf, 0.0)),
        (X, CODES.astype(complex)),
        (X, np.column_stack([CODES, CODES])),
        (X, np.array(1)),
    ],
    ids=["short", "no rows", "no columns", "one row", "NaN", "infinite", "complex", "two targets", "a number"],
)
def test_what_scikit_learn_refuses_is_refused_in_its_words(of, rows, labels):
    with pytest.raises((ValueError, TypeError)) as theirs:
        Referee().fit(rows, labels)
    with pytest.raises(LogoddsError) as ours:
        of().fit(rows, labels)
    assert isinstance(ours.value, (ValueError, TypeError))
    assert str(ours.value).replace(type(of()).__name__, "Referee") == str(theirs.value)


@pytest.mark.parametrize("kind", [bool, np.int8, np.uint64, ">i2", np.float32, np.float64, "<U3", object])
@pytest.mark.parametrize("count", [2, 3, 7, 200])
def test_classes_are_those_of_numpy(kind, count):
    several = RNG.integers(0, count, 1000)
    # All at once, and some only after the first 65,536 rows, which are looked at together.
    for values in [several, np.sort(several), np.concatenate([np.repeat(several[:2], 40_000), several])]:
        values = values % 128 - 64 if kind in (np.int8, ">i2") else values
        y = np.array([str(value) for value in values], dtype=kind) if kind in ("<U3", object) else values.astype(kind)
        classes, codes = np.unique(y, return_inverse=True)
        found = labelled(y, None, None, None)
        assert found.classes.dtype == classes.dtype
        np.testing.assert_array_equal(found.classes, classes)
        np.testing.assert_array_equal(found.codes, codes)


@pytest.mark.parametrize("kind", [bool, int, np.float64, "<U3"])
def test_one_class_is_refused(kind):
    with pytest.raises(DataError, match="only one class"):
        LogisticRegression().fit(X, np.ones(90).astype(kind))


def test_predictions_ask_for_names_after_a_fit_to_names_only():
    frame = pd.DataFrame(X, columns=["a", "b", "c"])
    model = LogisticRegression().fit(frame, CODES)
    with pytest.warns(UserWarning, match="does not have valid feature names"):
        model.predict(X)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.fit(X, CODES).predict(X)

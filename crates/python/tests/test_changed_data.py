"""Data that another thread changes during a call: an error or a result, never a panic, a crash or no end."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from scipy import sparse

from logodds import LogisticRegression
from logodds.exceptions import ConvergenceWarning, FitError, LogoddsError


def while_changing(change, work):
    """Run ``work`` while ``change(step)`` is called again and again."""
    done = threading.Event()

    def forever():
        step = 0
        while not done.is_set():
            change(step)
            step += 1

    thread = threading.Thread(target=forever)
    thread.start()
    try:
        return work()
    finally:
        done.set()
        thread.join()


@pytest.fixture(scope="module")
def rows():
    random = np.random.default_rng(0)
    X = sparse.random(30_000, 60, 0.1, "csr", random_state=random)
    y = random.integers(0, 3, X.shape[0])
    return X, y


def whole_rows(X, what, whole):
    getattr(X, what)[:] = whole
    return X


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("what", ["indices", "indptr", "data"])
def test_a_sparse_matrix(rows, what, classes, capfd):
    X, y = rows
    y = np.minimum(y, classes - 1)
    X = X.copy()
    array = getattr(X, what)
    whole = array.copy()
    wrong = {"indices": 2**30, "indptr": 2**30, "data": np.nan}[what]

    def change(step):
        array[step % 2 :: 2] = wrong
        array[:] = whole

    ended = []
    for _ in range(5):
        try:
            ended.append(while_changing(change, lambda: LogisticRegression(max_iter=20).fit(X, y)))
        except LogoddsError as error:
            ended.append(error)
    model = LogisticRegression(max_iter=20).fit(whole_rows(X, what, whole), y)
    for _ in range(5):
        try:
            ended.append(while_changing(change, lambda: model.predict_proba(X)))
        except LogoddsError as error:
            ended.append(error)
    assert len(ended) == 10
    # What ended by an error has not been printed as well.
    assert "panicked" not in capfd.readouterr().err


@pytest.mark.parametrize("rows_used", [300, 30_000], ids=["on this thread", "on threads"])
@pytest.mark.parametrize("solver", ["newton-cholesky", "lbfgs"])
def test_a_sparse_matrix_changed_by_the_callback(rows, solver, rows_used, capfd):
    """At a known moment: an index beyond the columns is an error, and no panic, which would be no Exception."""
    X, y = rows[0][:rows_used].copy(), rows[1][:rows_used] > 0

    def callback(*_):
        X.indices[:] = 2**30

    with pytest.raises(FitError, match="the data changed while they were in use .*index out of bounds.*leave arrays alone"):
        LogisticRegression(solver=solver).fit(X, y, callback=callback)
    assert "panicked" not in capfd.readouterr().err


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("solver", ["newton-cholesky", "lbfgs", "newton-cg", "saga"])
def test_a_dense_array_changed_by_the_callback(rows, solver, classes):
    """Numbers that become none are no optimum, and no fit without end."""
    X, y = rows[0][:2000].toarray(), np.minimum(rows[1][:2000], classes - 1)

    def callback(*_):
        X[:] = np.nan

    with pytest.warns(ConvergenceWarning, match="not certified"):
        LogisticRegression(solver=solver).fit(X, y, callback=callback)


@pytest.mark.parametrize("columns", [2**31, 2**40])
def test_more_columns_than_a_model_can_have_are_refused_at_once(columns):
    """Before a name is made for each of them."""
    X = sparse.csr_matrix((np.ones(4), ([0, 1, 2, 3], [0, 5, 7, columns - 1])), shape=(4, columns))
    with pytest.raises(LogoddsError, match=rf"X has {columns} columns, and a model at most 67108864: hash"):
        LogisticRegression().fit(X, [0, 1, 0, 1])

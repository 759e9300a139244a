"""Large arrays: read where they lie, and left alone when Ctrl-C is pressed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

MEMORY = """
    import sys
    import numpy as np
    from logodds import LogisticRegression

    rng = np.random.default_rng(0)

    def dense(order, kind):
        X = np.empty((400_000, 50), dtype=kind, order=order)
        for j in range(50):
            X[:, j] = rng.random(len(X), dtype=np.float32) - 0.5
        return X, X[:, 0], X[:1000].copy(order), X.nbytes

    def sparse(positions, kind):
        from scipy.sparse import csr_matrix

        rows, entries = 400_000, 20
        data = rng.random(rows * entries, dtype=np.float32).astype(kind)
        indices = (np.arange(rows * entries) % entries * 5 + rng.integers(0, 5, rows * entries)).astype(positions)
        X = csr_matrix((data, indices, np.arange(0, rows * entries + 1, entries)), shape=(rows, 5 * entries), copy=False)
        X.indices, X.indptr = indices, X.indptr.astype(positions)
        return X, data[::entries] - 0.5, X[:1000], data.nbytes + indices.nbytes + X.indptr.nbytes

    X, leaning, small, size = dense(*sys.argv[2:]) if sys.argv[1] == "dense" else sparse(*sys.argv[2:])
    y = (rng.random(X.shape[0]) < 1 / (1 + np.exp(-leaning))).astype(np.uint8)
    LogisticRegression().fit(small, y[:1000])  # what the code itself takes

    def status(key):
        return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith(key))

    with open("/proc/self/clear_refs", "w") as forget:
        forget.write("5")  # the peak so far, which making the data may have set
    before = status("VmRSS:")
    LogisticRegression().fit(X, y)
    print((status("VmHWM:") - before) * 1024 / size)
"""


def run(code, *arguments):
    environment = {**os.environ, "OMP_NUM_THREADS": "2"}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    ).stdout


@pytest.mark.skipif(not os.access("/proc/self/clear_refs", os.W_OK), reason="the peak of memory cannot be forgotten here")
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("kind", ["f8", "f4"])
def test_an_array_is_not_copied(order, kind):
    assert float(run(MEMORY, "dense", order, kind)) < 0.05


@pytest.mark.skipif(not os.access("/proc/self/clear_refs", os.W_OK), reason="the peak of memory cannot be forgotten here")
@pytest.mark.parametrize("positions", ["i4", "i8"])
@pytest.mark.parametrize("kind", ["f8", "f4"])
def test_a_sparse_matrix_is_not_copied(positions, kind):
    assert float(run(MEMORY, "sparse", positions, kind)) < 0.05


INTERRUPTED = """
    import sys, time
    import numpy as np
    from logodds import LogisticRegression

    rng = np.random.default_rng(0)
    X = rng.normal(size=(400_000, 40))
    X[:, 1:] = X[:, :1] + 1e-4 * X[:, 1:]  # so that steepest descent takes for ever
    y = rng.random(len(X)) < 1 / (1 + np.exp(-X[:, 0]))
    print("ready", flush=True)
    try:
        LogisticRegression(C=np.inf, solver="gradient-descent", tol=1e-7, max_iter=10**9).fit(X, y)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""


def test_ctrl_c_ends_a_fit_within_a_pass():
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(INTERRUPTED)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    time.sleep(1.0)
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == "interrupted\n"
    # A pass is some 20 ms; machines are slow at times.
    assert time.monotonic() - start < 5.0
    process.wait(10)

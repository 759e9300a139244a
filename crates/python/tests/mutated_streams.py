"""Streams that tell lies, thousands of them: each is refused as a DataError, or gives the result of the truth where the lie is none.

Run by itself, so that a crash is the end of this process and not of the tests: ``mutated_streams.py COUNT SEED``. Every stream is the same
data with one lie, or with two or three at once, which may contradict each other. Of one it is known what must become of it: ``refused``, or
``same``; of several, that it is one of the two, or, where numbers have been written over others, another result.
"""

from __future__ import annotations

import random
import sys
import warnings
from collections import Counter

import numpy as np

import logodds
from logodds.exceptions import ConvergenceWarning, DataError

from lies import FEATURES, LIES, TABLES, Liar
from streams import Made


def read(made: Made) -> np.ndarray:
    """What a model sees of the stream."""
    found = logodds.fit(
        made, target="y", features=FEATURES, penalty="l2", lambda_=0.1, missing="drop", covariance=None, threads=1
    )
    return found.params.to_numpy()


def read_by_formula(made: Made) -> np.ndarray:
    """The same, by way of pandas."""
    formula = "y ~ f * h + i + b + s + l + d + k"
    found = logodds.fit(formula, made, penalty="l2", lambda_=0.1, missing="drop", covariance=None, threads=1)
    return found.params.to_numpy()


def tell(k: int, seed: int, truths: dict) -> tuple[str, str]:
    """What became of stream ``k``: its lies, and ``refused``, ``same`` or ``other``."""
    random_ = random.Random(seed * 1_000_003 + k)
    liar = Liar(random_)
    # First each alone, in turn.
    lies = [LIES[k % len(LIES)]] if k % 3 < 2 else random_.choices(LIES, k=random_.choice([2, 3]))
    expected = []
    for lie in lies:
        try:
            expected.append(getattr(liar, lie)())
        except (ValueError, IndexError, TypeError):
            # An earlier lie has left nothing to lie about.
            assert len(lies) > 1, f"stream {k} of seed {seed}: {lie}"
            expected.append("other")
    # What a formula does not use is not known before all columns are read.
    reading = read_by_formula if k // len(LIES) % 8 == 7 else read
    truth = truths[reading]
    try:
        found = reading(liar.made)
        became = "same" if found.shape == truth.shape and (found == truth).all() else "other"
    except DataError:
        became = "refused"
    told = f"stream {k} of seed {seed}, {' and '.join(lies)}: {became}"
    if len(lies) == 1 and (expected[0] == "refused" or (expected[0] == "same" and reading is read)):
        assert became == expected[0], f"{told}, in place of {expected[0]}"
    assert liar.made.is_released_once(), f"{told}: handed over {liar.made.handed}, released {liar.made.released}"
    liar.made.forget()
    return lies[0] if len(lies) == 1 else "several", became


def main(count: int, seed: int) -> None:
    # Numbers written over others can make a fit that does not converge.
    warnings.simplefilter("ignore", ConvergenceWarning)
    truths = {reading: reading(Made(*TABLES)) for reading in (read, read_by_formula)}
    outcomes = Counter(tell(k, seed, truths) for k in range(count))
    totals = Counter()
    for (_, became), number in outcomes.items():
        totals[became] += number
    print(f"{count} streams: " + ", ".join(f"{number} {became}" for became, number in sorted(totals.items())))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

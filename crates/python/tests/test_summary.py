"""What a summary prints: what stands out of thousands of terms, and how many more."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
from scipy import sparse

import logodds


def test_ten_levels_of_a_column_and_how_many_more() -> None:
    city = np.repeat([f"c{k:03}" for k in range(190)], 3)
    frame = pd.DataFrame({"y": np.tile([0, 1, 1], 190), "city": city})
    results = logodds.fit("y ~ city", frame)
    text = str(results.summary())
    assert text.count("\n  c0") == 10
    assert "\n  … 179 more, summary(all_levels=True)\n" in text
    assert str(results.summary(all_levels=True)).count("\n  c") == 189


def _lines(text: str, among: list[str]) -> list[str]:
    """The terms that a table shows."""
    return [word for line in text.splitlines() for word in line.split()[:1] if word in set(among)]


def test_the_levels_that_are_printed_are_those_of_the_largest_z() -> None:
    rng = np.random.default_rng(5)
    levels = [f"c{k:02}" for k in range(40)]
    counts = range(31, 71)
    share = np.repeat(rng.random(40), counts)
    frame = pd.DataFrame({"y": rng.random(len(share)) < 0.2 + 0.6 * share, "city": np.repeat(levels, counts)})
    results = logodds.fit("y ~ city", frame)
    z = results.zvalues.iloc[1:].abs().sort_values(ascending=False)
    wanted = sorted(name.removeprefix("city=") for name in z.index[:10])
    assert _lines(str(results.summary()), levels) == wanted
    html = results.summary()._repr_html_()
    assert [level for level in levels[1:] if f"&nbsp;{level}<" in html] == wanted and "… 29 more" in html


def test_of_many_columns_200_rows_are_printed() -> None:
    rng = np.random.default_rng(6)
    names = [f"x{k:03}" for k in range(300)]
    frame = pd.DataFrame(rng.normal(size=(2000, 300)), columns=names)
    results = logodds.fit(frame.assign(y=rng.random(2000) < 0.5), target="y")
    z = results.zvalues.iloc[1:].abs().sort_values(ascending=False)
    text = str(results.summary())
    assert _lines(text, names) == sorted(z.index[:199]) and "\n… 101 more, summary(all_levels=True)" in text
    assert _lines(str(results.summary(all_levels=True)), names) == names


def test_a_level_that_is_held_is_among_those_printed() -> None:
    frame = pd.DataFrame({"y": np.tile([0, 1, 1], 40), "city": np.repeat([f"c{k:02}" for k in range(40)], 3)})
    frame["last"] = np.where(frame.city == "c39", "yes", "no")
    text = str(logodds.fit("y ~ last + city", frame).summary())
    assert "c39" in text and "held at 0" in text


def test_empty_columns_have_one_warning() -> None:
    """Hashed words: nearly all columns are empty."""
    rng = np.random.default_rng(7)
    entries = (np.ones(3000), (np.repeat(np.arange(300), 10), rng.integers(0, 60, 3000) * 80))
    X, y = sparse.csr_matrix(entries, shape=(300, 5000)), rng.random(300) < 0.5
    model = logodds.LogisticRegression().fit(X, y)
    [warning] = model.warnings_
    assert warning["code"] == "constant" and warning["message"].startswith("4940 columns are constant")
    assert len(warning["columns"]) == 4940


def test_scikit_learn_is_not_imported_with_the_package() -> None:
    code = (
        "import sys, logodds; fitted = logodds.fit({'y': [0, 1, 0, 1], 'x': [1.0, 2.0, 3.0, 4.0]}, target='y'); "
        "assert 'sklearn' not in sys.modules, 'imported'; logodds.ConvergenceWarning; from sklearn.exceptions import ConvergenceWarning; "
        "assert logodds.ConvergenceWarning is ConvergenceWarning is logodds.exceptions.ConvergenceWarning"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

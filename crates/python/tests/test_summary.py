"""What a summary prints: ten levels of a column and how many more, and odds ratios that no double holds."""

from __future__ import annotations

import numpy as np
import pandas as pd

import logodds
from logodds._summary import ratio


def test_an_odds_ratio_beyond_the_doubles_was_infinite_or_zero() -> None:
    """Values of mpmath at 30 digits, as in crates/cli/src/number.rs."""
    assert ratio(1036.2) == "1.037e450"
    assert ratio(-1036.2) == "9.640e-451"
    assert ratio(-745.0) == "2.822e-324"
    assert ratio(1e20) == "10^4.343e19"
    assert (ratio(float("inf")), ratio(-float("inf")), ratio(float("nan"))) == ("∞", "0", "—")


def test_ten_levels_of_a_column_and_how_many_more() -> None:
    city = np.repeat([f"c{k:03}" for k in range(190)], 3)
    frame = pd.DataFrame({"y": np.tile([0, 1, 1], 190), "city": city})
    results = logodds.fit("y ~ city", frame)
    text = str(results.summary())
    assert text.count("\n  c0") == 10
    assert "\n  … 179 more, summary(all_levels=True)\n" in text
    assert str(results.summary(all_levels=True)).count("\n  c") == 189

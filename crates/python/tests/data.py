"""The example data, as frames."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl

FOLDER = Path(__file__).parents[3] / "examples" / "data"


def path(name: str) -> Path:
    return FOLDER / f"{name}.csv"


def pandas(name: str) -> pd.DataFrame:
    return pd.read_csv(path(name))


def polars(name: str) -> pl.DataFrame:
    return pl.read_csv(path(name))

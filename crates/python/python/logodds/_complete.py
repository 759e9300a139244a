"""The rows of a frame that a formula's columns are made of: those that have all cells in use."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from . import _frames
from .exceptions import DataError


def named(data: Any) -> tuple[Any, list[str]]:
    """A frame, and the names of its columns; one of pandas where they cannot be known otherwise."""
    names = _frames.names(data)
    if names is None:
        data = _frames.to_pandas(data)
        names = _frames.names(data) or []
    return data, names


def complete(data: Any, needed: Collection[str], missing: str, *, predicting: bool) -> tuple[Any, np.ndarray | None]:
    """The columns ``needed`` as a pandas frame of the rows that have all of these cells, and which rows these are: booleans of shape
    ``(rows,)``, or ``None`` if all have.

    Raises
    ------
    DataError
        If some have not, and ``missing`` is "error"; at a fit, if none has.
    """
    found = _frames.to_pandas(_frames.select(data, needed))
    found.columns = [str(name) for name in found.columns]
    lacks = found[[name for name in found.columns if name in needed]].isna()
    counts = lacks.sum()
    counts = counts[counts > 0].sort_values(ascending=False, kind="stable")
    if counts.empty:
        return found, None
    wrong = lacks.any(axis=1).to_numpy()
    told = ", ".join(f"{name!r} ({count})" for name, count in counts.head(5).items())
    if missing == "drop" and not predicting and wrong.all():
        raise DataError(
            f"all {len(wrong)} rows have missing cells: {told}. Leave the emptiest column out, or fill its cells in"
        )
    if missing == "error":
        cells, rows = int(counts.sum()), int(wrong.sum())
        remedy = (
            'Fill them in, or predict with missing="drop": such rows then get NaN'
            if predicting
            else 'Leave these rows out with missing="drop", fill the cells in, or leave a column out'
        )
        raise DataError(
            f"{cells} cell{'s' * (cells != 1)} of {rows} row{'s' * (rows != 1)} {'has' if cells == 1 else 'have'} no value: {told}, "
            f"the first in row {int(wrong.argmax())}. {remedy}"
        )
    return found.loc[~wrong], ~wrong


def of_all(numbers: np.ndarray, complete: np.ndarray | None) -> np.ndarray:
    """Numbers of the complete rows, ``(rows, width)``, as those of all: NaN in the others."""
    if complete is None:
        return numbers
    out = np.full((len(complete), numbers.shape[1]), np.nan)
    out[complete] = numbers
    return out

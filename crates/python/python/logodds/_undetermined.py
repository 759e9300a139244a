"""Rows whose probability the data of a fit do not determine."""

from __future__ import annotations

import warnings

from .exceptions import DataError, UndeterminedWarning

#: How many, the first of them, counted from 0, and the equation that it breaks.
Undetermined = tuple[int, int, str]


def warn(found: Undetermined | None, remedy: str, stacklevel: int) -> None:
    """Warn of rows that get NaN, if there are any."""
    if found is not None:
        rows, row, equation = found
        who = f"row {row} gets NaN, as the data of the fit do not determine it: it breaks"
        if rows > 1:
            who = f"{rows} rows get NaN, as the data of the fit do not determine them: row {row} breaks"
        warnings.warn(
            f"{who} {equation}, to which all rows of the fit keep. {remedy}", UndeterminedWarning, stacklevel=stacklevel + 1
        )


def refuse(found: Undetermined | None, remedy: str) -> None:
    """Refuse rows that would get NaN, if there are any.

    Raises
    ------
    DataError
    """
    if found is not None:
        rows, row, equation = found
        more = f" ({rows} such rows)" if rows > 1 else ""
        raise DataError(
            f"the data of the fit do not determine row {row}{more}: it breaks {equation}, to which all rows of the fit keep. "
            f"{remedy}"
        )

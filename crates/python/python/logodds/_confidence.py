"""Confidence of intervals: by ``level``, as the engine has it, or by ``alpha``, as statsmodels and R's packages have it.

``conf_int(0.05)`` is an interval of 95 % to every user of statsmodels, and would be one of 5 % here: a level below one half is refused,
with both spellings.
"""

from __future__ import annotations

import warnings
from typing import Any

from ._rules import Refused, Rule, confidence, number, read, refuse


def level_rule(name: str) -> Rule:
    """Of an argument that is a confidence, one half or more; None is that of the fit."""

    def rule(value: Any) -> float | None:
        found = confidence(None)(value)
        if found is not None and found < 0.5:
            raise Refused(
                f"that would be an interval of {100 * found:g} %: for {100 * (1 - found):g} % write {name}={1 - found:g} or "
                f"alpha={found:g}, and if {100 * found:g} % is meant, alpha={1 - found:g}"
            )
        return found

    return rule


def confidence_of(level: Any, alpha: Any, name: str = "level") -> float | None:
    """The confidence that is asked for by one of two arguments, None if by neither.

    Raises
    ------
    SpecificationError
        If it is none, or both are given.

    >>> confidence_of(None, 0.1), confidence_of(0.9, None), confidence_of(None, None)
    (0.9, 0.9, None)
    """
    of_alpha = number("a number between 0 and 1, such as 0.05", lambda x: 0 < x < 1, None)
    given = read({name: level_rule(name), "alpha": of_alpha}, {name: level, "alpha": alpha})
    if given["alpha"] is None:
        return given[name]
    if given[name] is not None:
        refuse([f"{name} and alpha say the same twice (alpha is 1 - {name}); leave one out"])
    found = 1.0 - given["alpha"]
    if found < 0.5:
        warnings.warn(
            f"alpha={given['alpha']:g} makes an interval of {100 * found:g} %; for {100 * given['alpha']:g} % write "
            f"{name}={given['alpha']:g} or alpha={found:g}",
            UserWarning,
            stacklevel=3,
        )
    return found


def warn_of_small(name: str, value: float, stacklevel: int) -> None:
    """Warn of a confidence that reads like an alpha."""
    if value < 0.5:
        warnings.warn(
            f"{name}={value:g} makes intervals of {100 * value:g} %; for {100 * (1 - value):g} % write {name}={1 - value:g}",
            UserWarning,
            stacklevel=stacklevel + 1,
        )

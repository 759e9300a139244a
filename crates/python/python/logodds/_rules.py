"""Rules of arguments.

A rule takes what was given and returns it as the engine has it, or raises :class:`Refused` with what it must be. Everything
that is wrong is told at once, each by the name and the value that the user gave.
"""

from __future__ import annotations

import os
import reprlib
from collections.abc import Callable, Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np

from .exceptions import SpecificationError

Rule = Callable[[Any], Any]


class Refused(Exception):
    """What a value must be, in words."""


def read(rules: Mapping[str, Rule], given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, as the rules have it.

    Raises
    ------
    SpecificationError
        With everything that cannot be.
    """
    taken, problems = {}, []
    for name, value in given.items():
        try:
            taken[name] = rules[name](value)
        except Refused as refused:
            problems.append(f"{name}={shown(value)}; {refused}")
    refuse(problems)
    return taken


def one(name: str, rule: Rule, value: Any) -> Any:
    """A single argument, by its rule; errors as of :func:`read`."""
    return read({name: rule}, {name: value})[name]


def refuse(problems: list[str]) -> None:
    """Tell everything that is wrong, if anything is."""
    if problems:
        raise SpecificationError("\n".join(problems))


def shown(value: Any) -> str:
    """A value as it was given, if it is short, else its beginning; an array or a frame by its type and shape.

    >>> shown(0.5), shown(np.zeros((3, 2)))
    ('0.5', '<numpy.ndarray of shape (3, 2)>')
    """
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape:
        kind = type(value)
        return f"<{kind.__module__.partition('.')[0]}.{kind.__name__} of shape {shape}>"
    short = reprlib.Repr()
    short.maxstring = short.maxother = 60
    try:
        return short.repr(value)
    except Exception:  # of a representation that fails, or an integer of thousands of digits
        return f"<{type(value).__name__}>"


# Rules of many arguments


def choice(*names: str | None) -> Rule:
    """One of several names."""

    def rule(value: Any) -> str | None:
        if (isinstance(value, str) or value is None) and value in names:
            return None if value is None else str(value)
        raise Refused(f"it must be {_either([repr(name) for name in names])}")

    return rule


def integer(least: int, most: int, *others: Any) -> Rule:
    """An integer, or one of the ``others``: None, say."""

    def rule(value: Any) -> Any:
        if type(value) is int and least <= value <= most:
            return value  # most often, and quickest
        if _is_one_of(others, value):
            return value
        if isinstance(value, Integral) and not isinstance(value, bool) and least <= int(value) <= most:
            return int(value)
        or_else = "".join(f", or {other!r}" for other in others)
        raise Refused(f"it must be an integer from {least} to {_power(most)}{or_else}")

    return rule


def number(what: str, fits: Callable[[float], bool], *others: Any) -> Rule:
    """A number that ``fits``, which NaN must not."""

    def rule(value: Any) -> Any:
        if type(value) is float and fits(value):
            return value  # most often, and quickest
        if _is_one_of(others, value):
            return value
        if isinstance(value, Real) and not isinstance(value, bool | np.bool_):
            try:
                found = float(value)
            except OverflowError:  # of an integer of hundreds of digits
                found = float("inf") if abs(value) == value else -float("inf")
            if fits(found):
                return found
        raise Refused(f"it must be {what}")

    return rule


def confidence(*others: Any) -> Rule:
    """Of an interval."""
    return number("a number between 0 and 1, such as 0.95", lambda x: 0 < x < 1, *others)


def penalty(of_l1: str) -> Rule:
    """What is minimised beside the log loss; ``of_l1`` says what there is for L1."""
    one_of = choice("l2", None, "firth")

    def rule(value: Any) -> str | None:
        if isinstance(value, str) and value in ("l1", "elasticnet"):
            raise Refused(of_l1)
        return one_of(value)

    return rule


def flag(value: Any) -> bool:
    """Yes or no; a text such as "False" would be a yes."""
    if type(value) is bool:
        return value
    if isinstance(value, np.bool_) or (isinstance(value, Integral) and value in (0, 1)):
        return bool(value)
    raise Refused("it must be True or False")


def callback(value: Any) -> Any:
    """What is called after every step."""
    if value is None or callable(value):
        return value
    raise Refused("it must be a function of (iteration, objective, bound), or None")


def path(value: Any) -> str:
    """Where a file is."""
    try:
        return os.fsdecode(os.fsencode(value))
    except (TypeError, ValueError):
        raise Refused("it must be the path of a file") from None


def text(value: Any) -> str:
    """A name or a label as files have it."""
    try:
        found = str(value)
        found.encode()
    except ValueError:  # half a surrogate pair, or an integer of thousands of digits
        raise Refused("it cannot be written as a text") from None
    return found


# Counts of the engine are of 64 bits, and its threads of 16.
steps = integer(0, 2**63 - 1, None)
threads = integer(0, 2**16 - 1)
seed = integer(0, 2**64 - 1)
_lines = integer(0, 2**31 - 1)


def verbose(value: Any) -> int:
    """Whether progress is shown."""
    return int(value) if isinstance(value, bool | np.bool_) else _lines(value)


def _is_one_of(others: tuple[Any, ...], value: Any) -> bool:
    """Whether a value is one of these very objects; an array cannot be asked whether it is equal to one."""
    for other in others:
        if value is other:
            return True
    return False


def _power(most: int) -> str:
    bits = most.bit_length()
    return f"2**{bits} - 1" if bits > 20 and most == 2**bits - 1 else str(most)


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"

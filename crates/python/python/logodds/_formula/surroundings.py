"""What a formula takes from where ``fit`` was called: functions, modules, and values, kept as they are at the fit.

A value that has one entry for each row is a column that is not among the data: a prediction, of other rows, would not have it.
Lists of knots or of levels are copied, so that nothing that the caller does to them later changes a prediction.
"""

from __future__ import annotations

import copy
import importlib
import math
import pickle
import sys
from collections.abc import Iterable, Mapping
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

import numpy as np

from ..exceptions import SpecificationError
from .bounds import shown
from .functions import FUNCTIONS

# What formulas are made of, whoever else is called so.
_SYNTAX = ("C", "I", "Q", "contr")
# Libraries whose scale, bs or log in a formula is the formula's own.
_LIBRARIES = ("formulaic", "numpy", "pandas", "patsy", "scipy", "sklearn", "statsmodels")
# Picklers that keep functions by their code, and not by where they are defined.
_OF_CODE = ("cloudpickle", "dill")


def taken(wanted: Iterable[str], scopes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The names wanted, of the first scope that has them, copied unless they are functions, classes or modules."""
    found: dict[str, Any] = {}
    for scope in scopes:
        found |= {name: scope[name] for name in set(wanted) - set(found) if name in scope}
    return {name: _kept(_of_arrays(value)) for name, value in found.items() if not _is_ours(name, value)}


def _is_ours(name: str, value: Any) -> bool:
    """Whether a name that formulas know, such as sqrt or center, is defined by the caller as something that is no function of his own."""
    from formulaic.transforms import TRANSFORMS

    if name not in FUNCTIONS and name not in TRANSFORMS:
        return False
    of_library = str(getattr(value, "__module__", "")).partition(".")[0] in _LIBRARIES
    return name in _SYNTAX or of_library or not isinstance(value, FunctionType)


def _of_arrays(value: Any) -> Any:
    """A function of ``math``, which takes one number, as that of numpy."""
    of_math = isinstance(value, BuiltinFunctionType) and getattr(math, str(value.__name__), None) is value
    return getattr(np, str(value.__name__), value) if of_math else value


def _kept(value: Any) -> Any:
    if isinstance(value, ModuleType | type | FunctionType | BuiltinFunctionType | np.ufunc):
        return value
    try:
        return copy.deepcopy(value)
    except Exception:  # of an object that does not know how to be copied
        return value


def refuse_columns(formula: str, terms: Iterable[str], context: Mapping[str, Any], rows: int, *, lists: bool = False) -> None:
    """Refuse values with an entry for each of the rows, ``lists`` among them if so said, and any that are terms themselves."""
    for name in terms:
        if name in context:
            remedy = f"add it to the data as a column, data[{name!r}] = {name}"
            if callable(context[name]) or isinstance(context[name], ModuleType):
                remedy = f"write {name}(...)" if callable(context[name]) else f"write {name}.log(...), say"
            raise SpecificationError(
                f"{shown(formula)}: no column {name!r}; {name} is {_what(context[name])} where fit was called: {remedy}"
            )
    for name, value in context.items():
        length = None if callable(value) or isinstance(value, str | Mapping) else _length(value)
        if length == rows and rows > 1 and (lists or not isinstance(value, list | tuple)):
            raise SpecificationError(
                f"{shown(formula)}: {name} is {_what(value)} where fit was called, one for each row, and no column of the data, so that "
                f"a prediction would not have it; add it to the data as a column, data[{name!r}] = {name}"
            )


def _length(value: Any) -> int | None:
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple):
        return shape[0] if shape else None
    try:
        return len(value)
    except TypeError:
        return None


def _what(value: Any) -> str:
    if callable(value) or isinstance(value, ModuleType):
        return "a function" if callable(value) else "a module"
    length = _length(value)
    kind = type(value).__name__
    named = f"{'an' if kind[0] in 'aeiou' or kind == 'ndarray' else 'a'} {kind}"
    return named if length is None or isinstance(value, str) else f"{named} of {length} values"


def to_state(context: Mapping[str, Any]) -> dict[str, Any]:
    """What a pickle keeps: modules by their names.

    Raises
    ------
    pickle.PicklingError
        For a function that pickle could not find again.
    """
    if not _is_kept_by_code():
        for name, value in context.items():
            if not isinstance(value, ModuleType):
                _refuse_nameless(name, value)
    return {name: _Module(value.__name__) if isinstance(value, ModuleType) else value for name, value in context.items()}


def from_state(state: Mapping[str, Any]) -> dict[str, Any]:
    """What was kept."""
    return {name: importlib.import_module(value.name) if isinstance(value, _Module) else value for name, value in state.items()}


class _Module:
    """A module in a pickle."""

    def __init__(self, name: str) -> None:
        self.name = name


def _is_kept_by_code() -> bool:
    frame = sys._getframe(1)
    while frame is not None:
        if str(frame.f_globals.get("__name__")).partition(".")[0] in _OF_CODE:
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False


def _refuse_nameless(name: str, value: Any) -> None:
    try:
        pickle.dumps(value)
    except Exception as error:
        raise pickle.PicklingError(
            f"the formula uses {name}, which pickle cannot keep ({error}). Define it by def at the top of a module, or use cloudpickle"
        ) from error

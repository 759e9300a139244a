"""What `help()` says of every public name: what it is, its parameters by name, and an example, which the doc tests run."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import logodds

# Made by scikit-learn, of metadata routing.
_NOT_OURS = ("set_fit_request", "set_score_request")


def _public() -> list[tuple[str, Any]]:
    found = []
    for name in logodds.__all__:
        thing = getattr(logodds, name)
        found.append((name, thing))
        if inspect.isclass(thing) and not issubclass(thing, BaseException):
            members = [member for member in dir(thing) if not member.startswith("_") and member not in _NOT_OURS]
            for member in members:
                owner = next((base for base in thing.__mro__ if member in vars(base)), None)
                if owner is not None and owner.__module__.startswith("logodds"):
                    found.append((f"{name}.{member}", inspect.getattr_static(thing, member)))
    return found


@pytest.mark.parametrize(("name", "thing"), _public(), ids=[name for name, _ in _public()])
def test_help_says_what_it_is_with_an_example(name: str, thing: Any) -> None:
    is_failure = inspect.isclass(thing) and issubclass(thing, BaseException)
    function = thing.fget if isinstance(thing, property) else thing
    told = inspect.getdoc(function) or ""
    assert told, "nothing"
    assert is_failure or ">>>" in told, "no example"
    if callable(function) and not inspect.isclass(function):
        parameters = inspect.signature(function).parameters.values()
        named = [p.name for p in parameters if p.name != "self" and p.kind is not p.VAR_POSITIONAL]
        assert [name for name in named if name not in told] == []

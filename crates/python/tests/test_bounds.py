"""What the package declares to need is what the oldest versions of its tests are."""

from __future__ import annotations

import re
from importlib.metadata import requires
from pathlib import Path


def test_declared_lower_bounds_are_those_that_are_tested() -> None:
    oldest = Path(__file__).with_name("oldest.txt").read_text()
    tested = {name: _short(version) for name, version in re.findall(r"^([\w-]+)==([\d.]+)$", oldest, re.MULTILINE)}
    declared: dict[str, set[str]] = {}
    for requirement in requires("logodds") or ():
        found = re.match(r"([\w-]+)\s*>=\s*([\d.]+)", requirement)
        if found and found[1] in tested:
            declared.setdefault(found[1], set()).add(_short(found[2]))
    assert declared == {name: {version} for name, version in tested.items()}


def _short(version: str) -> str:
    """14.0.0 is 14."""
    return re.sub(r"(\.0)+$", "", version)

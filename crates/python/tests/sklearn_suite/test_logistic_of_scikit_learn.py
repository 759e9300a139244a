"""The installed scikit-learn's ``test_logistic.py``, read where it lies; only the two classes are ours."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import sklearn.linear_model

import logodds

_SOURCE = Path(sklearn.linear_model.__file__).parent / "tests" / "test_logistic.py"


def _tests() -> dict[str, object]:
    found: dict[str, object] = {"__name__": __name__, "__file__": str(_SOURCE)}
    ours = {name: getattr(logodds, name) for name in ("LogisticRegression", "LogisticRegressionCV")}
    # While the file is read, as its decorators name the classes, too.
    with mock.patch.multiple(sklearn.linear_model, **ours):
        exec(compile(_SOURCE.read_text(), str(_SOURCE), "exec"), found)
    return {name: value for name, value in found.items() if name.startswith("test_") or name == "pytestmark"}


globals().update(_tests())

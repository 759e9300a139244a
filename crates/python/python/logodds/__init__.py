"""Logistic regression with a certificate.

>>> import numpy as np
>>> from logodds import LogisticRegression
>>> hours = np.array([[0.5], [1.0], [1.5], [2.0], [2.5], [3.0], [3.5], [4.0], [4.5], [5.0]])
>>> passed = np.array([0, 0, 0, 1, 0, 1, 0, 1, 1, 1])
>>> model = LogisticRegression(C=np.inf).fit(hours, passed)
>>> model.status_
'converged'
>>> print(round(float(model.predict_proba([[2.75]])[0, 1]), 3))
0.5

A statistician's door to the same fit:

>>> import logodds
>>> result = logodds.fit("passed ~ hours", {"hours": hours[:, 0], "passed": passed})
>>> print(round(float(result.params["hours"]), 3), round(float(result.pvalues["hours"]), 3))
1.353 0.089
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from .exceptions import (
    DataError,
    DataTypeError,
    FitError,
    LogoddsError,
    ModelFileError,
    NoStandardErrors,
    NotKept,
    SpecificationError,
    UndeterminedWarning,
)
from .fitting import fit
from .results import Results, load

if TYPE_CHECKING:
    from .cross_validation import LogisticRegressionCV
    from .estimator import LogisticRegression
    from .exceptions import ConvergenceWarning

try:
    __version__ = version("logodds")
except PackageNotFoundError:  # imported from a source tree
    __version__ = "0"

__all__ = [
    "ConvergenceWarning",
    "DataError",
    "DataTypeError",
    "FitError",
    "LogisticRegression",
    "LogisticRegressionCV",
    "LogoddsError",
    "ModelFileError",
    "NoStandardErrors",
    "NotKept",
    "Results",
    "SpecificationError",
    "UndeterminedWarning",
    "fit",
    "load",
]

# Imported when asked for: these need scikit-learn (the warning is its own, where it is installed), the rest does not.
_LAZY = {
    "ConvergenceWarning": ".exceptions",
    "LogisticRegression": ".estimator",
    "LogisticRegressionCV": ".cross_validation",
}


def __getattr__(name: str) -> Any:
    module = _LAZY.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        found = getattr(import_module(module, __name__), name)
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.split(".")[0] not in ("sklearn", "scipy"):
            raise
        needed = f"{name} needs scikit-learn, which is not installed: pip install 'scikit-learn>=1.6'"
        raise ModuleNotFoundError(needed, name=missing.name) from missing
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""One class per kind of failure.

All derive from :class:`LogoddsError`, and from the built-in class that users of scikit-learn expect in its place, so
that ``except ValueError`` keeps working.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sklearn.exceptions import ConvergenceWarning

__all__ = [
    "ConvergenceWarning",
    "DataError",
    "DataTypeError",
    "FitError",
    "LogoddsError",
    "ModelFileError",
    "NoStandardErrors",
    "NotKept",
    "SpecificationError",
    "UndeterminedWarning",
]


class LogoddsError(Exception):
    """What this package raises of its own."""


class SpecificationError(LogoddsError, ValueError, TypeError):
    """What was asked for cannot be: an argument of a wrong value or type (as scikit-learn's InvalidParameterError), told
    before the data are looked at, or arguments that do not go together."""


class DataError(LogoddsError, ValueError):
    """The data cannot be fitted or scored; the message names the place and the remedy."""


class DataTypeError(DataError, TypeError):
    """Data of a type that numbers cannot be made of; a ``TypeError`` too, as scikit-learn raises it."""


class FitError(LogoddsError, RuntimeError):
    """A fit that could not be carried out, for want of memory or threads, say."""


class NoStandardErrors(LogoddsError, AttributeError):
    """Standard errors or intervals that there are not; the message says why, and what there is instead."""


class NotKept(LogoddsError, AttributeError):
    """What results do not have because the data of the fit are not kept; the message says what to do."""


class ModelFileError(LogoddsError, ValueError):
    """A model file that is damaged, too new, or none."""


class UndeterminedWarning(UserWarning):
    """Rows whose probability the data of the fit do not determine, because they break what all rows of the fit have in common
    (total = a + b, a level that no row had); they get NaN."""


class _ConvergenceWarning(UserWarning):
    """A fit that is not certified to be at the optimum, where there is no scikit-learn."""


def __getattr__(name: str) -> Any:
    # scikit-learn's own class, so that its users' filters know it; imported when it is asked for, as scikit-learn takes a second.
    if name != "ConvergenceWarning":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from sklearn.exceptions import ConvergenceWarning as found
    except ImportError:
        found = _ConvergenceWarning
    globals()[name] = found
    return found

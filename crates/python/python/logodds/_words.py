"""The engine's advice, which names the command's flags, in the words of who asked: arguments of :func:`logodds.fit`, or
parameters of an estimator."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ._summary import bound
from .exceptions import LogoddsError

Words = Callable[[str], str]

_FLAG = re.compile(r"--(?P<name>[a-z][a-z-]*)(?:[ =](?P<value>'[^']*'|\"[^\"]*\"|[^\s,;()]+))?")
_NA = re.compile(r"--na[= ](?P<value>'[^']*'|\S+) --missing drop")
# Frames tell arguments of their own without the dashes.
_AS_TEXTS = re.compile(r' \((?:--)?categorical "[^"]*"\)')
_EXCLUDED = re.compile(r'--exclude ("[^"]*"(?: --exclude "[^"]*")+)')
_TEXTS = {"covariance", "penalty", "solver", "missing", "unseen", "ci", "weight-kind"}
_NUMBERS = {"lambda": "lambda_", "tolerance": "tol", "max-iterations": "max_iter"}
# What the engine calls what was asked for.
_ASKED = {
    "Firth's fit: of more": "penalty='firth': of more",
    "profile-likelihood intervals: of more": "ci='profile': of more",
    "likelihood-ratio tests: of more": "tests=True: of more",
    "use lbfgs": "use solver='lbfgs'",
    "take HC1,": "take covariance='hc1',",
    "that `logodds fit --model` wrote": "that Results.save or the command wrote",
}


def in_python(text: str) -> str:
    """``text`` with arguments of :func:`logodds.fit` for flags.

    >>> in_python("try --covariance penalized (posterior), or --bootstrap 1000 (refits)")
    "try covariance='penalized' (posterior), or covariance='bootstrap' (refits)"
    >>> in_python('--exclude "age" --exclude "lwt"')
    'leave out "age", "lwt"'
    >>> in_python("--na=999 --missing drop")
    "make 999 missing (NaN or None), with missing='drop'"
    """
    text = _NA.sub(lambda found: f"make {found['value']} missing (NaN or None), with missing='drop'", text)
    return _FLAG.sub(_argument, _asked(text).replace("--penalty l2 --lambda", "--penalty l2, --lambda"))


def in_estimator(text: str) -> str:
    """``text`` with parameters of the estimators for flags.

    >>> in_estimator("a larger --lambda"), in_estimator("--penalty l2 --lambda 0.01")
    ('a smaller C', 'C=1.0')
    >>> in_estimator("--tolerance 1e-12, as rounding allows no smaller one")
    'tol=1.0e-6, as rounding allows no smaller one'
    """
    text = text.replace("a larger --lambda", "a smaller C").replace("--penalty l2 --lambda 0.01", "C=1.0")
    text = _asked(text).replace("covariance='hc1', or clusters", "covariance='hc1'")
    text = text.replace("a penalty of L2 with a lambda above 0", "the L2 penalty, of a finite C")
    text = _NA.sub(lambda found: f"leave out rows with {found['value']}", text)
    return _FLAG.sub(_parameter, text)


def _asked(text: str) -> str:
    text = _AS_TEXTS.sub("", text)
    for engines, ours in _ASKED.items():
        text = text.replace(engines, ours)
    return _EXCLUDED.sub(lambda found: "leave out " + found[1].replace(" --exclude", ","), text)


def _argument(flag: re.Match[str]) -> str:
    name, value = flag["name"], flag["value"]
    if name == "bootstrap":
        return "covariance='bootstrap'"
    if name in ("exclude", "na"):
        return "leave out" if value is None else f"leave out {value}"
    if name in _TEXTS:
        return name.replace("-", "_") if value is None else f"{name.replace('-', '_')}={value!r}"
    if name in _NUMBERS:
        return _NUMBERS[name] if value is None else f"{_NUMBERS[name]}={value}"
    return flag[0]


def _parameter(flag: re.Match[str]) -> str:
    name, value = flag["name"], flag["value"]
    if name == "lambda":
        return "C"
    if name == "tolerance" and value is not None:
        # That of the engine is its square, which must not be less than what was advised.
        return f"tol={bound(math.sqrt(float(value)))}"
    return _argument(flag)


@contextmanager
def told(words: Words) -> Iterator[None]:
    """The engine's errors, in the words of who asked."""
    try:
        yield
    except LogoddsError as error:
        error.args = (words(str(error)),)
        raise


def warnings_in(words: Words, warnings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a fit warns of, with remedies in the words of who asked."""
    return [
        {**w, "message": words(w["message"]), "remedies": [words(remedy) for remedy in w["remedies"]]} for w in warnings
    ]


def not_certified(status: str, gap: float, remedy: str) -> str:
    """What to say of a fit whose objective can be ``gap`` above its minimum; ``remedy`` is for one that was cut short."""
    what = "nothing is known of how far the objective is from its minimum"
    if math.isfinite(gap):
        what = f"the objective can be {gap:.1e} above its minimum"
    return f"the fit is not certified ({status}): {what}." + (f" {remedy}" if status == "iteration-limit" else "")

"""The engine's advice, which names the command's flags, in the words of who asked: arguments of :func:`logodds.fit`, or
parameters of an estimator."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ._figures import bound
from .exceptions import LogoddsError

Words = Callable[[str], str]

_FLAG = re.compile(r"--(?P<name>[a-z][a-z-]*)(?:[ =](?P<value>'[^']*'|\"[^\"]*\"|[^\s,;()]+))?")
_NA = re.compile(r"--na[= ](?P<value>'[^']*'|\S+) --missing drop")
# Arrays have no column to be named.
_AS_TEXTS = re.compile(r' \((?:--)?categorical[ =][^)]*\)')
_EXCLUDED = re.compile(r'--exclude ("[^"]*"(?: --exclude "[^"]*")+)')
_TEXTS = {"covariance", "penalty", "solver", "missing", "unseen", "ci", "weight-kind"}
_NUMBERS = {"lambda": "lambda_", "tolerance": "tol", "max-iterations": "max_iter"}
# A name as the engine quotes it, or as a list of names in a flag does.
_QUOTED = re.compile(r'"(?:[^"\\]|\\.|"")*"')
_KEPT = re.compile("\ue000(\\d+)\ue001")
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
    >>> in_python('"price--lambda" is constant: --exclude "price--lambda"')
    '"price--lambda" is constant: leave out "price--lambda"'
    """
    with _names_apart(text) as apart:
        apart.sub(_NA, lambda found: f"make {apart.keep(found['value'])} missing (NaN or None), with missing='drop'")
        apart.text = _asked(apart.text).replace("--penalty l2 --lambda", "--penalty l2, --lambda")
        apart.sub(_FLAG, _argument)
    return apart.text


def in_estimator(text: str) -> str:
    """``text`` with parameters of the estimators for flags.

    >>> in_estimator("a larger --lambda"), in_estimator("--penalty l2 --lambda 0.01")
    ('a smaller C', 'C=1.0')
    >>> in_estimator("--tolerance 1e-12, as rounding allows no smaller one")
    'tol=1.0e-6, as rounding allows no smaller one'
    """
    with _names_apart(text) as apart:
        apart.text = apart.text.replace("a larger --lambda", "a smaller C").replace("--penalty l2 --lambda 0.01", "C=1.0")
        apart.text = _asked(_AS_TEXTS.sub("", apart.text)).replace("covariance='hc1', or clusters", "covariance='hc1'")
        apart.text = apart.text.replace("a penalty of L2 with a lambda above 0", "the L2 penalty, of a finite C")
        apart.sub(_NA, lambda found: f"leave out rows with {apart.keep(found['value'])}")
        apart.sub(_FLAG, _parameter)
    return apart.text


class _Apart:
    """A text whose names, which stand in double quotes, are out of reach: a column can be called ``--lambda``."""

    def __init__(self, text: str) -> None:
        self._kept: list[str] = []
        self.text = _QUOTED.sub(lambda found: f'"{self.keep(found[0][1:-1])}"', text)

    def keep(self, text: str) -> str:
        """A mark for a text that is not to be touched."""
        self._kept.append(text)
        return f"\ue000{len(self._kept) - 1}\ue001"

    def sub(self, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> None:
        self.text = pattern.sub(by, self.text)

    def restore(self) -> None:
        # A value that was kept can hold a name that was.
        while _KEPT.search(self.text):
            self.text = _KEPT.sub(lambda found: self._kept[int(found[1])], self.text)


@contextmanager
def _names_apart(text: str) -> Iterator[_Apart]:
    apart = _Apart(text)
    yield apart
    apart.restore()


def _asked(text: str) -> str:
    for engines, ours in _ASKED.items():
        text = text.replace(engines, ours)
    return _EXCLUDED.sub(lambda found: "leave out " + found[1].replace(" --exclude", ","), text)


def _argument(flag: re.Match[str]) -> str:
    name, value = flag["name"], flag["value"]
    if name == "bootstrap":
        return "covariance='bootstrap'"
    if name in ("exclude", "na"):
        return "leave out" if value is None else f"leave out {value}"
    if name == "categorical":
        return name if value is None else f"categorical=[{value.strip(chr(39) + chr(34))!r}]"
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


def of_separation(warnings: list[dict[str, Any]]) -> list[str]:
    """What a fit warns of labels that are, or may be, separated."""
    return [w["message"] for w in warnings if w["code"] in ("too-few-rows", "separation", "possible-separation")]


def not_certified(status: str, gap: float, remedy: str) -> str:
    """What to say of a fit whose objective can be ``gap`` above its minimum; ``remedy`` is for one that was cut short."""
    what = "nothing is known of how far the objective is from its minimum"
    if math.isfinite(gap):
        what = f"the objective can be {gap:.1e} above its minimum"
    return f"the fit is not certified ({status}): {what}." + (f" {remedy}" if status == "iteration-limit" else "")

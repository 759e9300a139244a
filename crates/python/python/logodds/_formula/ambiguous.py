"""Names of columns that a formula would take for something else, in silence.

| column | taken for |
|---|---|
| ``1``, also where ``.`` stands for it | the intercept: there is no other term of this name |
| ``.`` in backticks | all columns |
| ``np.log(x)`` beside the term np.log(x) | that term |
| ``exp`` in code, as in ``I(exp**2)`` | the function exp |
| ``class`` in code | a word of Python |
"""

from __future__ import annotations

import ast
import keyword
from collections.abc import Iterable

from . import code as python
from ..exceptions import SpecificationError
from .bounds import shown

_REMEDY = "rename the column"


def refuse(formula: str, text: str, columns: Iterable[str] | None) -> None:
    """Refuse such names. ``text`` is the formula in formulaic's words; of ``columns`` that are not known those in backticks are."""
    from formulaic.parser.algos.tokenize import tokenize

    tokens = list(tokenize(text))
    quoted = {token.token for token in tokens if token.kind.value == "name" and text[token.source_start] == "`"}
    codes = [token.token for token in tokens if token.kind.value == "python"]
    known = quoted if columns is None else set(columns)
    sides = [k for k, token in enumerate(tokens) if token.kind.value == "operator" and token.token == "~"]
    start = sides[0] if sides else 0
    left = {token.token for token in tokens[:start]}
    right = {token.token for token in tokens[start:] if token.kind.value == "name"}
    if any(token.kind.value == "value" and token.token == "." for token in tokens[start:]):
        right |= known - left
    used = right & known
    if "1" in used:
        _refuse(formula, f"the column '1' would be the intercept; {_REMEDY}, or leave out the formula: fit(data, target=...)")
    if "." in quoted & known:
        _refuse(formula, f"the column '.' would be all columns; {_REMEDY}")
    terms = {read.text() for code in codes if (read := python.read(code)) is not None}
    for name in sorted(terms & used):
        if name.isidentifier():
            continue  # {x} is x
        _refuse(formula, f"the column {name!r} is called as the term {name} is; {_REMEDY}")
    for code in codes:
        _refuse_functions(formula, code, known)


def _refuse_functions(formula: str, text: str, columns: set[str]) -> None:
    """Refuse columns that Python or formulaic takes for something else in code."""
    from formulaic.transforms import TRANSFORMS

    code = python.read(text)
    if code is None:
        return
    functions = {node.func for node in ast.walk(code.tree) if isinstance(node, ast.Call)}
    modules = {node.value for node in ast.walk(code.tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(code.tree):
        name = code.name(node)
        if name is None or name not in columns or not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
            continue
        if keyword.iskeyword(name):
            _refuse(formula, f"{name!r} is a word of Python, and in {code.text()} no column can be called so; {_REMEDY}")
        if node.id == name and (node in functions or node in modules):
            continue
        if name in TRANSFORMS:
            _refuse(formula, f"in {code.text()} {name} is formulaic's function (or module), and not the column; {_REMEDY}")


def _refuse(formula: str, what: str) -> None:
    raise SpecificationError(f"{shown(formula)}: {what}")

"""A formula as it was written, in formulaic's words: R's and patsy's spellings, and names with dots or blanks.

| written | read as |
|---|---|
| ``factor(x)``, ``as.factor(x)``, ``as.character(x)`` | ``C(x)`` |
| ``relevel(x, ref="b")``, ``C(x, Treatment("b"))`` | ``C(x, contr.treatment(base="b"))`` |
| ``Q("blood pressure")`` | ```` `blood pressure` ```` |
| ``log(blood.pressure)`` | ``log(`blood.pressure`)``, if a column is called so |
| ``c(1, 2)``, ``TRUE``, ``FALSE`` | ``[1, 2]``, ``True``, ``False`` |

What there is not is answered by what there is instead. A function of the caller's own that is called so is that function.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from . import code as python
from .. import _engine
from ..exceptions import SpecificationError
from .bounds import shown

#: What functions of R and of mgcv are here; "{x}" is the first argument.
_INSTEAD = {
    "rcs": "write ns({x}, 3) for a natural spline",
    "s": "write bs({x}, df=5) for a spline",
    "te": "write bs(a, df=4):bs(b, df=4) for a surface",
    "cut": "write pd.cut({x}, [0, 10, 20]), with the edges, after import pandas as pd",
    "interaction": "write a:b",
    "as_numeric": "a column of numbers is one as it stands; make one of {x} in the data",
    "as_integer": "a column of numbers is one as it stands; make one of {x} in the data",
    "ordered": "make {x} an ordered categorical in the data, or write C({x}, contr.poly)",
    "cbind": "give one row for each outcome, and weights='n', weight_kind='frequency' for how many there are",
    "mean": "a mean is of all rows: write center({x}), which keeps that of the fit",
    "sd": "a deviation is of all rows: write scale({x}), which keeps that of the fit",
    "var": "a variance is of all rows: write scale({x}), which keeps that of the fit",
}
#: R's signs that Python's code does not have.
_SIGNS = {
    r"%/%": "//",
    r"%%": "%",
    r"%in%": "x.isin([...])",
    r"&&": "&, each side in brackets",
    r"\|\|": "|, each side in brackets",
    r"(?<![=!<>])!(?!=)": "~",
    r"\$": "the name of the column alone",
    r"<-": "nothing: a formula has no assignments",
}
_OF_R = re.compile(r"\bas\.(factor|character|numeric|integer|ordered)\b(?=\s*\()")
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.\w+)+")
# A column by a name that is no identifier, and its label, on the left.
_LABELLED = re.compile(r"^\s*(?:`([^`]+)`|Q\((['\"])(.*?)\2\))(\[[^\]]*\])\s*~")
_QUOTED = re.compile(r"`[^`]*`|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")


def labelled(text: str) -> str:
    """The formula, a left side such as ```` `low birth`[yes] ```` in braces, without which formulaic takes name and label for two."""
    return _LABELLED.sub(lambda found: f"{{`{found[1] or found[3]}`{found[4]}}} ~", text)


def translated(text: str, tokens: Iterable[Any], columns: Iterable[str] | None, defined: Mapping[str, Any]) -> str:
    """The formula for formulaic, from its tokens; ``defined`` is what the caller has defined."""
    known = None if columns is None else set(columns)
    parts, last = [], 0
    for token in tokens:
        if token.kind is None or token.kind.value != "python" or token.source_start is None:
            continue
        start, end = token.source_start, token.source_end + 1
        in_braces = text[start] == "{"
        start += in_braces
        found = _of_code(text, text[start:end], known, defined)
        # Backticks alone are a name; before code they must stand in braces with it.
        is_split = found.startswith("`") and not in_braces and re.fullmatch(r"`[^`]*`", found) is None
        parts += [text[last:start], f"{{{found}}}" if is_split else found]
        last = end
    return "".join([*parts, text[last:]])


def _of_code(formula: str, text: str, columns: set[str] | None, defined: Mapping[str, Any]) -> str:
    if re.fullmatch(r"(?:[^\W\d][\w.]*|`[^`]+`)\[[^\]]*\]", text):
        return text  # column[label], on the left
    own = {name for name, value in defined.items() if callable(value)}
    dotted = _outside_quotes(text, lambda part: _with_dots(_OF_R.sub(r"as_\1", part), columns or set()))
    try:
        code = python.Code(dotted)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise SpecificationError(f"{shown(formula)}: {_unread(text, error, columns)}") from None
    _InOurWords(formula, code, columns, own).visit(code.tree)
    return code.text()


def _outside_quotes(text: str, change: Callable[[str], str]) -> str:
    parts, last = [], 0
    for quoted in _QUOTED.finditer(text):
        parts += [change(text[last : quoted.start()]), quoted[0]]
        last = quoted.end()
    return "".join([*parts, change(text[last:])])


def _with_dots(text: str, columns: set[str]) -> str:
    """Names of columns that have dots, in backticks: the longest that there is."""

    def quoted(found: re.Match[str]) -> str:
        parts = found[0].split(".")
        for k in range(len(parts), 1, -1):
            name = ".".join(parts[:k])
            if name in columns:
                return f"`{name}`" + "".join(f".{part}" for part in parts[k:])
        return found[0]

    return _DOTTED.sub(quoted, text)


def _unread(text: str, error: Exception, columns: set[str] | None) -> str:
    absent = next((name for name in _DOTTED.findall(_QUOTED.sub("", text)) if re.search(r"\.\d", name)), None)
    if absent is not None and isinstance(error, SyntaxError):
        near = _engine.nearest(absent, sorted(columns or ()))
        return f"no column {absent!r}" + ("" if near is None else f"; did you mean {near!r}?")
    if text.startswith("."):
        return f"what comes before {text} must stand in braces with it, such as {{x.fillna(0).abs()}}"
    for sign, instead in _SIGNS.items():
        if re.search(sign, _QUOTED.sub("", text)):
            return f"{text} is to be Python; it is R, for which Python has {instead}"
    word = next((name for name in sorted(columns or ()) if keyword.iskeyword(name) and re.search(rf"\b{name}\b", text)), None)
    if word is not None:
        return f"{word!r} is a word of Python, and in {text} no column can be called so; rename the column"
    if not isinstance(error, SyntaxError):
        return "it is nested too deep"
    return f"{text} cannot be read as Python: {error.msg}"


class _InOurWords(ast.NodeTransformer):
    """Calls of R's and patsy's functions as those of formulaic."""

    def __init__(self, formula: str, code: python.Code, columns: set[str] | None, own: set[str]) -> None:
        self._formula, self._code, self._columns, self._own = formula, code, columns or set(), own

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in ("TRUE", "FALSE") and node.id not in self._columns:
            return ast.copy_location(ast.Constant(node.id == "TRUE"), node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = self._code.name(node.func)
        if name is None or name in self._own:
            return node
        if name in ("factor", "as_factor", "as_character"):
            return self._category(node, name)
        if name == "relevel":
            return self._relevelled(node)
        if name == "C" and len(node.args) == 2 and not node.keywords:
            if isinstance(node.args[1], ast.Name) and node.args[1].id == "Treatment" and "Treatment" not in self._own:
                return self._call(node.args[:1], [])
            node.args[1] = self._contrasts(node.args[1])
        if name == "Q" and len(node.args) == 1 and isinstance(node.args[0], ast.Constant):
            return ast.Name(self._code.identifier(str(node.args[0].value)), ast.Load())
        if name == "Q":
            self._refuse("Q takes the name of one column, in quotes: Q('blood pressure')")
        if name == "c" and not node.keywords:
            return ast.List(node.args, ast.Load())
        if name in _INSTEAD and name not in self._columns:
            first = self._text(node.args[0]) if node.args else "x"
            self._refuse(f"there is no {name.replace('as_', 'as.')}(...) in formulas here; {_INSTEAD[name].format(x=first)}")
        return node

    def _category(self, node: ast.Call, name: str) -> ast.AST:
        levels = [keyword for keyword in node.keywords if keyword.arg == "levels"]
        others = [keyword.arg for keyword in node.keywords if keyword.arg != "levels"]
        if len(node.args) != 1 or others or (levels and name != "factor"):
            first = self._text(node.args[0]) if node.args else "x"
            self._refuse(
                f"{name.replace('as_', 'as.')}(...) takes a column, and levels=[...] in factor; "
                f"write C({first}), C({first}, contr.treatment(base=...)) or C({first}, levels=[...])"
            )
        return self._call(node.args, levels)

    def _relevelled(self, node: ast.Call) -> ast.AST:
        bases = [*node.args[1:], *(keyword.value for keyword in node.keywords if keyword.arg == "ref")]
        if not node.args or len(bases) != 1 or len(node.keywords) > 1:
            self._refuse("relevel(...) takes a column and ref=..., such as C(x, contr.treatment(base='b')) does")
        column = node.args[0]
        if isinstance(column, ast.Call) and self._code.name(column.func) == "C" and len(column.args) == 1:
            column = column.args[0]
        return self._call([column, self._treatment(bases[0])], [])

    def _contrasts(self, node: ast.expr) -> ast.expr:
        """Patsy's contrasts, as R's are called."""
        if not isinstance(node, ast.Call) or self._code.name(node.func) != "Treatment" or "Treatment" in self._own:
            return node
        bases = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "reference")]
        if len(bases) != 1 or len(node.keywords) > 1:
            return node
        return self._treatment(bases[0])

    @staticmethod
    def _treatment(base: ast.expr) -> ast.expr:
        function = ast.Attribute(ast.Name("contr", ast.Load()), "treatment", ast.Load())
        return ast.Call(function, [], [ast.keyword("base", base)])

    @staticmethod
    def _call(arguments: list[ast.expr], keywords: list[ast.keyword]) -> ast.AST:
        return ast.Call(ast.Name("C", ast.Load()), arguments, keywords)

    def _text(self, node: ast.AST) -> str:
        return self._code.text(node)

    def _refuse(self, what: str) -> None:
        raise SpecificationError(f"{shown(self._formula)}: {what}")

"""How much a formula may be: what is beyond would take hours or all memory, and is refused before anything is expanded.

| of a formula | at most |
|---|---|
| characters | 1,000,000 |
| words and signs | 10,000, a sum of 5,000 columns |
| signs in a row | 20 |
| brackets within brackets | 100 |
| terms | 10,000 |
| columns in one interaction | 20 |
| a power ``(a + b + c)**k`` | 20, and 10,000 products |
| columns of one term (levels times levels) | 250,000 |
| bits of a whole number ``9**9**9`` in code | 10,000 |

They are bounds of what is written in a formula: ``.`` is any number of columns, and ``fit(data, target=...)`` takes all.
"""

from __future__ import annotations

import ast
from typing import Any

from ..exceptions import SpecificationError

_CHARACTERS = 1_000_000
_TOKENS = 10_000
_SIGNS = 20
_NESTED = 100
_TERMS = 10_000
_DEGREE = 20
_COLUMNS = 250_000
_BITS = 10_000
#: Functions that make as many columns as they are asked for.
_OF_COLUMNS = ("bs", "ns", "cr", "cs", "cc", "poly", "hashed")

_INSTEAD = "for so many columns name target= and features= instead of a formula"


def of_text(text: str) -> None:
    """Refuse a text that is too long, or too deep."""
    if len(text) > _CHARACTERS:
        raise SpecificationError(f"a formula of {len(text)} characters is beyond the {_CHARACTERS} that are read; {_INSTEAD}")
    depth = deepest = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    if deepest > _NESTED:
        raise SpecificationError(f"{shown(text)}: brackets within brackets, {deepest} deep, are more than {_NESTED}")


def of_tokens(text: str, tokens: list[Any]) -> None:
    """Refuse a formula of too many words, and what formulaic would take for several formulas."""
    if len(tokens) > _TOKENS:
        raise SpecificationError(f"{shown(text)}: {len(tokens)} words and signs are more than {_TOKENS}; {_INSTEAD}")
    signs = [token.token for token in tokens if token.kind is not None and token.kind.value == "operator"]
    for sign in signs:
        if len(sign) > _SIGNS:
            raise SpecificationError(f"{shown(text)}: {len(sign)} signs in a row are more than {_SIGNS}")
        if "|" in sign:
            raise SpecificationError(
                f"{shown(text)}: a formula has one part, and no random effects, (1 | group); | stands in code, such as {{(a > 1) | (b > 1)}}"
            )


def of_tree(text: str, tree: Any, columns: int) -> None:
    """Refuse a formula, as formulaic's tree, that expands to too many terms. ``columns`` is what ``.`` stands for."""
    sizes: dict[int, tuple[int, int]] = {}
    for node in _leaves_first(tree):
        sizes[id(node)] = _size(text, node, [sizes[id(part)] for part in getattr(node, "args", ())], columns)


def of_term(formula: str, term: Any, columns: int) -> None:
    """Refuse a term of too many columns."""
    if columns > _COLUMNS:
        raise SpecificationError(
            f"{shown(formula)}: the term {term} would be {columns} columns, which are more than {_COLUMNS}; "
            "merge levels, or make the combinations that there are a column of the data"
        )


def of_code(formula: str, code: Any) -> None:
    """Refuse a function that is asked for too many columns, such as ``hashed(g, levels=10**9)``, and whole numbers that take hours, such as
    ``9**9**9``."""
    for call in (node for node in ast.walk(code.tree) if isinstance(node, ast.Call) and code.name(node.func) in _OF_COLUMNS):
        asked = [*call.args[1:], *(keyword.value for keyword in call.keywords if keyword.arg in ("df", "degree", "levels"))]
        for number in filter(None, map(_whole, asked)):
            of_term(formula, code.text(call), number)
    for power in (node for node in ast.walk(code.tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)):
        base, exponent = _whole(power.left), _whole(power.right)
        if base is not None and exponent is not None and exponent * base.bit_length() > _BITS:
            raise SpecificationError(f"{shown(formula)}: {code.text(power)} is a number of more than {_BITS} bits; write it as a float, such as 1e9")


def _whole(node: ast.AST) -> int | None:
    """The whole number that is written, as a number or a power."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, int) and not isinstance(node.value, bool) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        base, power = _whole(node.left), _whole(node.right)
        # No number of columns has 64 digits.
        return None if base is None or power is None or power < 0 else min(abs(base), 10**64) ** min(power, 64)
    return None


def shown(formula: str) -> str:
    """A formula in a message, its beginning if it is long."""
    return f"formula {formula!r}" if len(formula) <= 200 else f"formula {formula[:180] + '...'!r}"


def _leaves_first(tree: Any) -> list[Any]:
    # A sum of thousands of terms is as deep, so there is no recursion here.
    order, todo = [], [tree]
    while todo:
        node = todo.pop()
        order.append(node)
        todo.extend(getattr(node, "args", ()))
    return order[::-1]


def _size(text: str, node: Any, parts: list[tuple[int, int]], columns: int) -> tuple[int, int]:
    """Terms, and columns in the longest of them."""
    if not hasattr(node, "args"):
        return 1, 1
    sign = node.operator.symbol
    if not parts:  # "."
        return max(columns, 1), 1
    terms, degrees = [part[0] for part in parts], [part[1] for part in parts]
    if len(parts) == 1 or sign in ("+", "-", "~", "|"):
        # Only a product multiplies; what "." stands for is as many as the data have.
        return sum(terms), max(degrees)
    if sign in ("**", "^"):
        return _power(text, node, terms[0], degrees[0])
    if sign == "/":
        found = terms[0] + terms[1], terms[0] * degrees[0] + degrees[1]
    elif sign == "in":
        found = terms[0] + terms[1], terms[1] * degrees[1] + degrees[0]
    else:
        product = terms[0] * terms[1]
        found = product + (sum(terms) if sign == "*" else 0), sum(degrees)
    if sign in ("*", ":"):
        _refuse_squares(text, node, sign)
    _refuse(text, *found)
    return found


def _power(text: str, node: Any, terms: int, degree: int) -> tuple[int, int]:
    base, exponent = node.args
    if hasattr(exponent, "args"):
        # Formulaic takes the terms of the exponent for numbers, and 1 + 1 for 1.
        raise SpecificationError(f"{shown(text)}: a power must be one whole number, such as (a + b)**2, and no formula of its own")
    try:
        power = ast.literal_eval(str(getattr(exponent, "token", "")))
    except (ValueError, SyntaxError):
        return terms, degree  # formulaic says what it must be
    if not isinstance(power, int) or power < 2:
        return terms, degree
    if not hasattr(base, "args") and base.kind.value in ("name", "python"):
        raise SpecificationError(_square(text, base, f"{base.token}{node.operator.symbol}{power}", power))
    if power > _DEGREE:
        raise SpecificationError(
            f"{shown(text)}: a power of {power} is more than {_DEGREE}; the number of columns in the brackets is all that is needed"
        )
    found = terms**power, min(power, terms) * degree
    _refuse(text, *found)
    return found


def _refuse(text: str, terms: int, degree: int) -> None:
    if terms > _TERMS:
        raise SpecificationError(f"{shown(text)}: it expands to {terms} terms, which are more than {_TERMS}; leave some out")
    if degree > _DEGREE:
        raise SpecificationError(f"{shown(text)}: an interaction of {degree} columns is of more than {_DEGREE}; leave some out")


def _refuse_squares(text: str, node: Any, sign: str) -> None:
    left, right = node.args
    is_name = not hasattr(left, "args") and not hasattr(right, "args") and left.kind is right.kind
    if is_name and left.kind.value in ("name", "python") and left.token == right.token:
        raise SpecificationError(_square(text, left, f"{left.token}{sign}{right.token}", 2))


def _square(text: str, base: Any, written: str, power: int) -> str:
    name = base.token if base.kind.value == "python" or base.token.isidentifier() else f"`{base.token}`"
    return (
        f"{shown(text)}: {written} is {base.token} itself, an interaction with itself; "
        f"write I({name}**{power}) for its power, or {name} alone"
    )

"""A formula, parsed by formulaic, in our reading of it."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from . import ambiguous, bounds, code as python, written
from .. import _engine, _fit_rules
from .._rules import Refused
from ..exceptions import SpecificationError
from .functions import FUNCTIONS

_LABEL = re.compile(r"(.+)\[(.+)\]")
_CATEGORY = re.compile(
    r"C\(\s*(?P<name>`[^`]+`|[^\W\d]\w*)\s*(?:,\s*contr\.treatment\(\s*(?:base\s*=\s*)?(?P<base>[^(),]+)\)\s*)?\)"
)
#: What is wrong with a model of no terms.
NOTHING = "no columns and no intercept: nothing is left to be fitted"
# What formulas of other languages have as terms, and the arguments of fit that are meant.
_ARGUMENTS = {"offset": "offset", "weights": "weights", "weight": "weights", "cluster": "cluster"}


class Formula(NamedTuple):
    """A formula, parsed."""

    text: str
    #: The column on the left, or the expression.
    target: str
    #: Its label that counts as 1, if one is named.
    positive: str | bool | None
    #: What is left, if it is an expression.
    left: Any
    #: What is right.
    right: Any
    #: The columns on the right, if it is an intercept and a list of columns and no more.
    plain: list[str] | None
    #: Whether there is an intercept.
    intercept: bool
    #: Those of the columns that are to be categories, as in ``C(race)``.
    categorical: list[str]
    #: Their base levels, as in ``C(race, contr.treatment("2"))``.
    base: list[tuple[str, Any]]

    @property
    def sides(self) -> list[Any]:
        """The right side, and the left if it is an expression."""
        return [self.right] if self.left is None else [self.right, self.left]

    def names(self, columns: Iterable[str]) -> tuple[set[str], set[str]]:
        """Names that are needed, apart: of columns, and of the surroundings."""
        needed = set().union(*(required(side) for side in self.sides))
        # A function of the caller's own comes before formulaic's of that name.
        called = set().union(*(called_names(side) for side in self.sides))
        of_columns = needed & set(columns)
        return of_columns, (needed - of_columns) | called


def required(of: Any) -> set[str]:
    """Names that a side of a formula needs, of columns or of values of the surroundings, and not of functions."""
    found: set[str] = set()
    for text in codes(of):
        found |= python.names(text)
    # A term can be called as a transformation is.
    return (found - set(_transforms()) - functions(of)) | lookups(of)


def functions(of: Any) -> set[str]:
    """Names of functions that it calls, but formulaic's."""
    return called_names(of) - set(_transforms())


def called_names(of: Any) -> set[str]:
    """Names of functions that it calls."""
    read = [code for text in codes(of) if (code := python.read(text)) is not None]
    called = set().union(*(code.called() for code in read))
    others = set().union(*(code.names() - code.called() for code in read))
    return called - others


def lookups(of: Any) -> set[str]:
    """Names that are factors themselves."""
    return {str(factor.expr) for factor in factors(of) if factor.eval_method.value == "lookup"}


def as_they_stand(of: Any) -> set[str]:
    """Names of columns that are terms, or parts of products, themselves or as categories."""
    read = [code for text in codes(of) if (code := python.read(text)) is not None]
    return lookups(of) | {name for code in read if (name := code.category()) is not None}


def codes(of: Any) -> list[str]:
    """Factors that are code."""
    return list(dict.fromkeys(str(factor.expr) for factor in factors(of) if factor.eval_method.value == "python"))


def factors(of: Any) -> list[Any]:
    """The factors of all terms."""
    return [factor for term in getattr(of, "formula", of) for factor in term.factors]


def _transforms() -> Any:
    import formulaic.transforms

    return formulaic.transforms.TRANSFORMS


def parse(text: Any, columns: Iterable[str] | None, defined: Mapping[str, Any] | None = None) -> Formula:
    """Parse a formula such as ``y ~ x + s``; ``columns`` are what ``.`` stands for, beside the left side. ``defined`` is what the caller has
    defined, whose functions are not taken for R's.

    Raises
    ------
    SpecificationError
        If it cannot be read, is too much (see :mod:`.bounds`), or would silently be another formula than it looks like.
    """
    columns = None if columns is None else list(columns)
    formula = _read(text, columns, defined or {})
    left, right = getattr(formula, "lhs", None), getattr(formula, "rhs", None)
    text = text if isinstance(text, str) else f"{left} ~ {right}"
    if left is None or not isinstance(right, formulaics().SimpleFormula) or len(left) != 1:
        raise SpecificationError(
            f"{bounds.shown(text)}: it must be 'target ~ terms', such as 'default ~ income + student'"
        )
    [factor] = list(left)[0].factors if len(list(left)[0].factors) == 1 else [None]
    if factor is None:
        raise SpecificationError(f"{bounds.shown(text)}: the left side must be one column, or one expression")
    if not list(right):
        raise SpecificationError(f"{bounds.shown(text)}: {NOTHING}")
    _refuse_multiples(text, right)
    for written_code in (*codes(left), *codes(right)):
        if (code := python.read(written_code)) is not None:
            python.refuse_xor(text, code)
            bounds.of_code(text, code)
    target, positive, expression = str(factor.expr), None, left
    if factor.eval_method.value == "lookup":
        expression = None
    else:
        found = _LABEL.fullmatch(target)
        if found and (columns is None or found[1].strip("`") in set(columns)):
            target, positive, expression = found[1].strip("`"), _label(found[2]), None
    if expression is None and target in required(right):
        raise SpecificationError(
            f"{bounds.shown(text)}: {target!r} is on both sides; what is to be predicted is not known then"
        )
    return Formula(text, target, positive, expression, right, *_listed(right, columns))


def _refuse_multiples(text: str, right: Any) -> None:
    """Refuse ``2:x``, whose coefficient, half that of x, would be under the name of x."""
    for term in right:
        number = next((str(factor.expr) for factor in term.factors if factor.eval_method.value == "literal"), "1")
        others = [str(factor.expr) for factor in term.factors if factor.eval_method.value != "literal"]
        if number != "1" and others:
            product = ":".join([number, *others])
            raise SpecificationError(
                f"{bounds.shown(text)}: {product} is {number} times {':'.join(others)}, under its name; write I({number} * {' * '.join(others)})"
            )


def _read(text: Any, columns: list[str] | None, defined: Mapping[str, Any]) -> Any:
    """Formulaic's formula of a text."""
    formulaic = formulaics()
    context = {"__formulaic_variables_available__": columns} if columns is not None else None
    if not isinstance(text, str):
        return _told(text, lambda: formulaic.Formula.from_spec(text, context=context))
    bounds.of_text(text)
    from formulaic.parser import DefaultFormulaParser
    from formulaic.parser.algos.tokenize import tokenize

    braced = written.labelled(text)
    tokens = _told(text, lambda: list(tokenize(braced)))
    bounds.of_tokens(text, tokens)
    if "``" in text:
        raise SpecificationError(f"{bounds.shown(text)}: a column without a name cannot stand in a formula; rename it")
    read = written.translated(braced, tokens, columns, defined)
    ambiguous.refuse(text, read, columns)
    tree = _told(text, lambda: DefaultFormulaParser().get_ast(read, context=dict(context or {})))
    if tree is not None:
        bounds.of_tree(text, tree, len(columns or ()))
    return _told(text, lambda: formulaic.Formula.from_spec(read, context=context))


def _told(text: Any, work: Any) -> Any:
    """Formulaic's complaints, in plain words."""
    formulaic = formulaics()
    try:
        return work()
    except (RecursionError, MemoryError):
        raise SpecificationError(f"{bounds.shown(str(text))}: it is nested too deep") from None
    except (formulaic.errors.FormulaicError, SyntaxError, ValueError, IndexError, KeyError, AttributeError, TypeError) as error:
        raise SpecificationError(f"{bounds.shown(str(text))}: {_plainly(error)}") from error


# Formulaic's words, and ours.
_WORDS = (
    (r"Operator `(.+?)` has insuff\w+ arguments and/or is misplaced\.?.*", r"the operator \1 lacks what is to be on one side of it"),
    (r"Operator `(.+?)` is incorrectly used\.?.*", r"the operator \1 cannot stand there"),
    (r"Operator `(.+?)` is at least partially disabled.*", r"the operator \1 cannot stand there"),
    (r"Missing operator between `(.+?)` and `(.+?)`\.?.*", r"there is no operator between \1 and \2; a name with blanks stands in backticks"),
    (r"Formula ended before quote context was closed\. Expected: (.)", r"it ends before a closing \1"),
    (r"Could not find matching context marker\.?.*", r"a bracket has no other that belongs to it"),
    (r"Unexpected character '(.+?)' following token `(.+?)`\.?.*", r"there is no operator between \2 and \1"),
    (r"The right-hand argument of `\*\*` must be a positive integer\.?.*", r"a power of brackets must be a whole number, such as (a + b)**2"),
    (r"Numeric literals other than `1` can only be used to scale other terms.*", r"a number is no term; 1 is the intercept, and 0 none"),
    (r"Unknown operator '='.*", "its sides are joined by ~"),
    (r"Unknown operator '\$'.*", "there is no operator $; the name of the column alone will do"),
    (r"Unknown operator '!'.*", "there is no operator !; what is not so is {~x}, or {x == 0}"),
    (r"Unknown operator '(.+?)'.*", r"there is no operator \1"),
    (r"String literals are not valid in formulae.*", "a text is no term; the name of a column stands without quotes, or in backticks"),
)


def _plainly(error: Exception) -> str:
    text = uncoloured(error)
    for theirs, ours in _WORDS:
        found = re.match(theirs, text)
        if found:
            return found.expand(ours)
    return text


def uncoloured(error: Exception) -> str:
    """What formulaic says, without the colours of a terminal."""
    text = re.sub(r"\x1b?\[[0-9;]*m|[⧛⧚]", "", str(error))
    return " ".join(text.split())


def _listed(right: Any, columns: list[str] | None) -> tuple[list[str] | None, bool, list[str], list[tuple[str, Any]]]:
    """The columns of a right side that is a list of columns, whether there is an intercept, which of the columns are categories, and their
    bases."""
    has_intercept = False
    known = None if columns is None else set(columns)
    plain: list[str] | None = []
    categorical: list[str] = []
    base: list[tuple[str, Any]] = []
    for term in right:
        [first, *others] = term.factors
        if first.eval_method.value == "literal" and not others and str(first.expr) == "1":
            has_intercept = True
        elif plain is not None and first.eval_method.value == "lookup" and not others:
            plain.append(str(first.expr))
        elif plain is not None and not others and (found_category := _category(str(first.expr), known)):
            name, *level = found_category
            plain.append(name)
            categorical.append(name)
            base += [(name, level[0])] if level else []
        else:
            plain = None
    # Without an intercept formulaic gives every level of a category a column; a column as it stands and as a category is its affair, too.
    if not has_intercept or (plain is not None and len(set(plain)) < len(plain)):
        plain = None
    return plain, has_intercept, categorical, base


def _category(code: str, columns: set[str] | None) -> list[Any] | None:
    """The column of ``C(column)``, and the base of ``C(column, contr.treatment(base))``; nothing of other calls."""
    found = _CATEGORY.fullmatch(code)
    if found is None:
        return None
    name = found["name"].strip("`")
    if columns is not None and name not in columns:
        return None
    if found["base"] is None:
        return [name]
    try:
        base = _fit_rules.level(ast.literal_eval(found["base"]))
    except (Refused, ValueError, SyntaxError):
        return None
    return None if base is None else [name, base]


def unknown(formula: Formula, columns: Iterable[str], context: Mapping[str, Any]) -> None:
    """Refuse a name that is neither a column nor known where ``fit`` was called."""
    columns = list(columns)
    known = {*context, *dir(builtins), *FUNCTIONS}
    called = set().union(*(functions(side) for side in formula.sides))
    values = set().union(*(required(side) for side in formula.sides))
    # Of values of the surroundings that are terms something else is said.
    terms = lookups(formula.right) - set(context)
    absent = sorted((called - known) | (values - set(columns) - (known - terms)))
    if not absent:
        return
    term = re.search(rf"\b({'|'.join(_ARGUMENTS)})\(\s*(?:(\w+)\s*\))?", formula.text)
    if term and term[1] in absent:
        column = term[2] if term[2] in columns else "..."
        made = "" if column != "..." else " (an expression of columns is to be made a column of the data first)"
        raise SpecificationError(
            f"{bounds.shown(formula.text)}: {term[1]}(...) is no term here; leave it out of the formula, and name its column "
            f"beside it: fit(formula, data, {_ARGUMENTS[term[1]]}={column!r}){made}"
        )
    dotted = re.search(rf"\b{re.escape(absent[0])}(?:\.\w+)+", formula.text)
    if dotted and absent[0] not in called:
        absent[0] = dotted[0]
    what, near = ("column", columns) if absent[0] not in called else ("function", [*_transforms(), *FUNCTIONS, *columns])
    raise SpecificationError(f"{bounds.shown(formula.text)}: no {what} {absent[0]!r}{hint(absent[0], near)}")


def hint(name: str, columns: Iterable[str]) -> str:
    """The nearest name that there is."""
    near = _engine.nearest(name, list(columns))
    return "" if near is None else f"; did you mean {near!r}?"


def _label(text: str) -> str | bool:
    try:
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return found if isinstance(found, bool) else str(found)


def formulaics() -> Any:
    """formulaic, if it is there."""
    try:
        import formulaic
        import formulaic.errors
    except ImportError:
        raise ImportError("formulas are read by formulaic: pip install formulaic (or name target and features)") from None
    return formulaic

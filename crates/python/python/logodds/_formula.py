"""Formulas, by formulaic: parsed, and turned into columns where they are more than a list of columns."""

from __future__ import annotations

import ast
import builtins
import re
import warnings
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from . import _columns, _engine, _fit_rules
from ._rules import Refused
from .exceptions import DataError, SpecificationError

# Shares of entries that are not zero beyond which a matrix is kept dense.
_DENSE = 0.3
_LABEL = re.compile(r"(.+)\[(.+)\]")
_CATEGORY = re.compile(
    r"C\(\s*(?P<name>`[^`]+`|[^\W\d]\w*)\s*(?:,\s*contr\.treatment\(\s*(?:base\s*=\s*)?(?P<base>[^(),]+)\)\s*)?\)"
)
# What the engine takes for blanks around a text.
_BLANKS = " \t\n\r\f"
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
    def required(self) -> set[str]:
        """Names on the right, of columns or of the surroundings."""
        return required(self.right)


def required(of: Any) -> set[str]:
    """Names that a side of a formula, or a model specification, needs: of columns or of the surroundings."""
    found = set(map(str, of.required_variables))
    # formulaic 1.2 overlooks what stands in calls with keywords, as in bs(x, df=4).
    for factor in _factors(of):
        if factor.eval_method.value == "python":
            found |= _in_code(str(factor.expr))
    # A term can be called as a transformation is.
    return found - set(_transforms()) | _lookups(of)


def of_data(of: Any, context: Mapping[str, Any]) -> set[str]:
    """Those that must be columns: neither known where ``fit`` was called, nor functions of Python's."""
    return required(of) - set(context) - (set(dir(builtins)) - _lookups(of))


def _lookups(of: Any) -> set[str]:
    """Names that are factors themselves."""
    return {str(factor.expr) for factor in _factors(of) if factor.eval_method.value == "lookup"}


def _factors(of: Any) -> list[Any]:
    return [factor for term in getattr(of, "formula", of) for factor in term.factors]


def names_in(factor: Any) -> set[str]:
    """Names in a factor."""
    return {str(factor.expr)} if factor.eval_method.value == "lookup" else _in_code(str(factor.expr))


def _in_code(code: str) -> set[str]:
    # Names that are no identifiers stand in backticks.
    quoted = re.findall(r"`([^`]*)`", code)
    try:
        tree = ast.parse(re.sub(r"`[^`]*`", "_", code), mode="eval")
    except SyntaxError:
        return set(quoted)
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {"_"} | set(quoted)


def _transforms() -> Any:
    import formulaic.transforms

    return formulaic.transforms.TRANSFORMS


class Matrix(NamedTuple):
    """The columns of a formula."""

    values: Any
    names: list[str]
    spec: Any
    #: Columns of each term, by its name.
    terms: dict[str, list[int]]


def parse(text: Any, columns: Iterable[str] | None) -> Formula:
    """Parse a formula such as ``y ~ x + s``; ``columns`` are what ``.`` stands for, beside the left side."""
    formulaic = _formulaic()
    context = {"__formulaic_variables_available__": list(columns)} if columns is not None else None
    try:
        formula = formulaic.Formula.from_spec(text, context=context)
    except formulaic.errors.FormulaicError as error:
        raise SpecificationError(f"formula {text!r}: {_uncoloured(error)}") from error
    left, right = getattr(formula, "lhs", None), getattr(formula, "rhs", None)
    text = text if isinstance(text, str) else str(text)
    if left is None or right is None or not hasattr(right, "required_variables") or len(left) != 1:
        raise SpecificationError(f"formula {text!r}: it must be 'target ~ terms', such as 'default ~ income + student'")
    [factor] = list(left)[0].factors if len(list(left)[0].factors) == 1 else [None]
    if factor is None:
        raise SpecificationError(f"formula {text!r}: the left side must be one column, or one expression")
    if not list(right):
        raise SpecificationError(f"formula {text!r}: {NOTHING}")
    target, positive, expression = str(factor.expr), None, left
    if factor.eval_method.value == "lookup":
        expression = None
    else:
        found = _LABEL.fullmatch(target)
        if found and (columns is None or found[1].strip("`") in set(columns)):
            target, positive, expression = found[1].strip("`"), _label(found[2]), None
    needed = required(right)
    if expression is None and target in needed:
        raise SpecificationError(f"formula {text!r}: {target!r} is on both sides; what is to be predicted is not known then")
    has_intercept = False
    plain: list[str] | None = []
    categorical: list[str] = []
    base: list[tuple[str, Any]] = []
    for term in right:
        [first, *others] = term.factors
        if first.eval_method.value == "literal" and not others and str(first.expr) == "1":
            has_intercept = True
        elif plain is not None and first.eval_method.value == "lookup" and not others:
            plain.append(str(first.expr))
        elif plain is not None and not others and (found_category := _category(str(first.expr), columns)):
            name, *level = found_category
            plain.append(name)
            categorical.append(name)
            base += [(name, level[0])] if level else []
        else:
            plain = None
    # Without an intercept formulaic gives every level of a category a column; a column as it stands and as a category is its affair, too.
    if not has_intercept or (plain is not None and len(set(plain)) < len(plain)):
        plain = None
    return Formula(text, target, positive, expression, right, plain, has_intercept, categorical, base)


def _category(code: str, columns: Iterable[str] | None) -> list[Any] | None:
    """The column of ``C(column)``, and the base of ``C(column, contr.treatment(base))``; nothing of other calls."""
    found = _CATEGORY.fullmatch(code)
    if found is None:
        return None
    name = found["name"].strip("`")
    if columns is not None and name not in set(columns):
        return None
    if found["base"] is None:
        return [name]
    try:
        base = _fit_rules.level(ast.literal_eval(found["base"]))
    except (Refused, ValueError, SyntaxError):
        return None
    return None if base is None else [name, base]


def surroundings(formula: Formula, columns: Iterable[str], scopes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What the formula takes from where ``fit`` was called: functions, mostly."""
    wanted = formula.required - set(columns)
    if formula.left is not None:
        wanted |= required(formula.left) - set(columns)
    found: dict[str, Any] = {}
    for scope in scopes:
        found |= {name: scope[name] for name in wanted - set(found) if name in scope}
    return found


def unknown(formula: Formula, columns: Iterable[str], context: Mapping[str, Any]) -> None:
    """Refuse a name that is neither a column nor known where ``fit`` was called."""
    columns = list(columns)
    absent = sorted(of_data(formula.right, context) - set(columns))
    if not absent:
        return
    term = re.search(rf"\b({'|'.join(_ARGUMENTS)})\(\s*(\w+)?", formula.text)
    if term and term[1] in absent:
        column = term[2] if term[2] in columns else "..."
        raise SpecificationError(
            f"formula {formula.text!r}: {term[1]}(...) is no term here; leave it out of the formula, and name its column "
            f"beside it: fit(formula, data, {_ARGUMENTS[term[1]]}={column!r})"
        )
    raise SpecificationError(f"formula {formula.text!r}: no column {absent[0]!r}{hint(absent[0], columns)}")


def hint(name: str, columns: Iterable[str]) -> str:
    """The nearest name that there is."""
    near = _engine.nearest(name, list(columns))
    return "" if near is None else f"; did you mean {near!r}?"


def matrix(formula: Formula, data: Any, context: Mapping[str, Any], declared: Iterable[str]) -> Matrix:
    """The columns of the right side for a pandas frame, without the intercept; sparse if they are mostly zeros. Categories of the
    columns ``declared`` are in an order that means something."""
    data = _plain(data, declared)
    used = [name for name in map(str, data.columns) if name in formula.required]
    dense = all(getattr(data[name].dtype, "kind", "O") in "fiub" for name in used) and "C(" not in formula.text
    # A transformation may make something of dates or of objects, which are no terms themselves.
    for name in _lookups(formula.right) & set(used):
        _columns.refuse_objects(data[name])
    built = _built(formula.right, data, context, "numpy" if dense else "sparse")
    spec = built.model_spec
    names = [str(name) for name in spec.column_names]
    place = {k: j for j, k in enumerate(beside_intercept(spec))}
    terms = {}
    for term, where in spec.term_slices.items():
        columns = [place[k] for k in range(len(names))[where] if k in place]
        if columns:
            terms[str(term)] = columns
    values, kept = _without_intercept(built, spec)
    return Matrix(values, kept, spec, terms)


def rows(spec: Any, data: Any, context: Mapping[str, Any]) -> Any:
    """The same columns for other data."""
    built = _built(spec, _plain(data), context, None)
    return _without_intercept(built, spec)[0]


def left(formula: Formula, data: Any, context: Mapping[str, Any]) -> np.ndarray:
    """The values of an expression on the left side."""
    built = np.asarray(_built(formula.left, _plain(data), context, "numpy"))
    if built.ndim != 2 or built.shape[1] != 1:
        raise SpecificationError(f"formula {formula.text!r}: the left side is not one column")
    return built[:, 0]


def _built(of: Any, data: Any, context: Mapping[str, Any], output: str | None) -> Any:
    formulaic = _formulaic()
    # Missing cells have been dealt with; what a transformation makes of the others is looked at.
    options = {"na_action": "ignore"} if output is None else {"na_action": "ignore", "output": output}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", formulaic.errors.DataMismatchWarning)
        try:
            return of.get_model_matrix(data, context=dict(context), **options)
        except formulaic.errors.DataMismatchWarning as error:
            text = str(error)
            unseen = re.search(r"\{.*\}", text)
            level = unseen[0] if unseen else text
            raise DataError(f"levels {level} were never seen by the fit; correct the cells, or leave the rows out") from None
        except (formulaic.errors.FormulaicError, TypeError, ValueError, NotImplementedError) as error:
            raise DataError(f"the formula cannot be worked out: {_uncoloured(error)}") from error


def _plain(data: Any, declared: Iterable[str] = ()) -> Any:
    """Columns of Arrow, of nullable types or of objects, without missing cells, as those of numpy that formulaic knows;
    categories in the engine's order, so that a column has one base in every formula."""
    import pandas

    declared = set(declared)

    data = _columns.usable(data)
    of_other_kinds = {}
    for name in data.columns:
        kind = data[name].dtype
        if isinstance(kind, pandas.CategoricalDtype):
            of_other_kinds[name] = _in_order(data[name], name in declared)
        elif kind == object:
            of_other_kinds[name] = _texts(_columns.of_objects(data[name]))
        elif not isinstance(kind, pandas.api.extensions.ExtensionDtype):
            continue
        elif pandas.api.types.is_bool_dtype(kind):
            of_other_kinds[name] = data[name].astype(bool)
        elif pandas.api.types.is_numeric_dtype(kind):
            of_other_kinds[name] = data[name].astype(np.float64)
        elif isinstance(kind, (pandas.ArrowDtype, pandas.StringDtype)):
            of_other_kinds[name] = _texts(data[name].astype(object))
    return data.assign(**of_other_kinds) if of_other_kinds else data


def _texts(column: Any) -> Any:
    """Texts as they stand, or as categories where formulaic would sort them otherwise, or take blanks around them for letters."""
    from pandas.api.types import infer_dtype

    if column.dtype != object or infer_dtype(column, skipna=True) != "string":
        return column
    levels = list(column.dropna().unique())
    plain = [level.strip(_BLANKS) for level in levels]
    as_formulaic = plain == levels and _columns.in_order(levels) == sorted(levels)
    return column if as_formulaic else _in_order(column.astype("category"), False)


def _in_order(column: Any, is_declared: bool) -> Any:
    """Categories in the engine's order, or in the one that they declare, texts without blanks around."""
    import pandas

    column = column.cat.remove_unused_categories()
    levels = [level.strip(_BLANKS) if isinstance(level, str) else level for level in column.cat.categories]
    distinct = list(dict.fromkeys(levels))
    order = distinct if is_declared else _columns.in_order(distinct)
    # The last place is that of missing cells, whose code is -1.
    place = {level: k for k, level in enumerate(order)}
    places = np.array([*(place[level] for level in levels), -1], dtype=np.int64)
    codes = places[column.cat.codes.to_numpy()]
    return pandas.Series(pandas.Categorical.from_codes(codes, order), index=column.index, name=column.name)


def beside_intercept(spec: Any) -> list[int]:
    """The columns but the intercept's, which is told by its term, 1: a column of the data can be called "Intercept" too."""
    of_intercept = {
        k
        for term, where in spec.term_slices.items()
        if all(factor.eval_method.value == "literal" and str(factor.expr) == "1" for factor in term.factors)
        for k in range(len(spec.column_names))[where]
    }
    return [k for k in range(len(spec.column_names)) if k not in of_intercept]


def _without_intercept(built: Any, spec: Any) -> tuple[Any, list[str]]:
    names, keep = [str(name) for name in spec.column_names], beside_intercept(spec)
    kept = [names[k] for k in keep]
    values = getattr(built, "__wrapped__", built)
    if np.iscomplexobj(getattr(values, "data", values)):
        raise DataError("a term of the formula is complex; take its real part, or its size")
    if hasattr(values, "tocsr"):
        values = values.tocsr()[:, keep]
        values.sort_indices()
        if values.nnz <= _DENSE * values.shape[0] * values.shape[1]:
            _finite(values.data, kept, lambda at: int(values.indices[at]))
            return values.astype(np.float64), kept
        values = values.toarray()
    else:
        values = np.asarray(values, dtype=np.float64)[:, keep]
    values = np.ascontiguousarray(values, dtype=np.float64)
    width = max(len(kept), 1)
    _finite(values.ravel(), kept, lambda at: at % width)
    return values, kept


def _finite(values: np.ndarray, names: list[str], column: Any) -> None:
    if values.size and not np.isfinite(values.sum()):
        wrong = np.flatnonzero(~np.isfinite(values))
        if wrong.size:
            name = names[column(int(wrong[0]))]
            raise DataError(
                f"term {name!r} is {values[wrong[0]]} in some rows; leave these out, or correct what it is made of"
            )


def _label(text: str) -> str | bool:
    try:
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return found if isinstance(found, bool) else str(found)


def _uncoloured(error: Exception) -> str:
    text = re.sub(r"\x1b?\[[0-9;]*m|[⧛⧚]", "", str(error))
    return " ".join(text.split())


def _formulaic() -> Any:
    try:
        import formulaic
        import formulaic.errors
    except ImportError:
        raise ImportError("formulas are read by formulaic: pip install formulaic (or name target and features)") from None
    return formulaic

"""The columns that a formula makes: of the rows of the fit, and of others as it did then."""

from __future__ import annotations

import math
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from . import bounds, code as python, memory, parsing, rowwise, surroundings
from .. import _columns
from ..exceptions import DataError, FitError, SpecificationError
from .functions import FUNCTIONS
from .terms import Term, beside_intercept, terms_of
from .unchanged import Unchanged

# What Python raises of code that does not go with its data.
_OF_CODE = (TypeError, ValueError, NotImplementedError, AttributeError, KeyError, IndexError, ArithmeticError, RecursionError, SyntaxError)
# What to do about a spline.
_BEYOND = (
    "some values lie beyond those of the fit; say what becomes of them, such as extrapolation='extend' or 'clip' among the arguments of the spline"
)
# Shares of entries that are not zero beyond which a matrix is kept dense.
_DENSE = 0.3


class Design:
    """How a formula makes columns: formulaic's specification, what the columns of the data were, and what it takes from the surroundings."""

    def __init__(
        self,
        formula: str,
        spec: Any,
        names: list[str],
        columns: memory.Memory,
        context: Mapping[str, Any],
        unchanged: Unchanged,
    ) -> None:
        self._formula = formula
        self._names = names
        self._spec = spec
        self._columns = columns
        self._context = dict(context)
        self._unchanged = unchanged

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_context": surroundings.to_state(self._context)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__ |= {**state, "_context": surroundings.from_state(state["_context"])}

    @property
    def columns(self) -> list[str]:
        """The columns of the data that are needed."""
        return list(self._columns)

    @property
    def terms(self) -> list[Term]:
        """The terms, the intercept left out."""
        return terms_of(self._spec, self._names)

    def rows(self, data: Any) -> Any:
        """The columns, without the intercept, for a pandas frame without missing cells, as the engine borrows them.

        Raises
        ------
        DataError
            If a column is not what it was at the fit, or the formula cannot be worked out.
        """
        given = memory.as_at_fit(_columns.usable(data), self._columns)
        self._unchanged.refuse_others(self._formula, rowwise.maker({**FUNCTIONS, **self._context}, self._spec))
        built, made = _built(self._formula, self._spec, given, self._context, None)
        _refuse_gaps(made)
        return borrowed(_without_intercept(built, self._spec)[0])

    def left(self, formula: parsing.Formula, data: Any) -> np.ndarray:
        """The values of an expression on the left side, for a pandas frame without missing cells."""
        return left(formula, data, self._context)


class Matrix(NamedTuple):
    """The columns of a formula."""

    values: Any
    names: list[str]
    design: Design


def matrix(formula: parsing.Formula, data: Any, context: Mapping[str, Any], declared: Iterable[str]) -> Matrix:
    """The columns of the right side for a pandas frame, without the intercept; sparse if they are mostly zeros. Categories of the
    columns ``declared`` are in an order that means something.

    Raises
    ------
    SpecificationError
        If a term looks at other rows, or would be too many columns.
    DataError
        If the formula cannot be worked out.
    """
    right = formula.right
    used = [name for name in map(str, data.columns) if name in parsing.required(right)]
    surroundings.refuse_columns(formula.text, parsing.lookups(right) - set(data.columns), context, len(data))
    data = _columns.usable(data[used])
    columns = _remembered(right, data, declared)
    # A transformation may make something of dates or of objects, which are no terms themselves.
    for name in parsing.lookups(right) & set(used):
        if columns[name].kind == "others":
            _columns.refuse_objects(data[name])
    data = memory.as_at_fit(data, columns)
    booleans = [name for name, column in columns.items() if column.kind == "booleans"]
    for code in parsing.codes(right):
        python.refuse_sums_of_truths(formula.text, code, booleans)
    _refuse_products(formula.text, right, columns)
    dense = all(column.kind in ("numbers", "booleans") for column in columns.values()) and "C(" not in formula.text
    try:
        built, made = _built(formula.text, right, data, context, "numpy" if dense else "sparse")
        spec = built.model_spec
        of_rows = {code: made[code] for code in parsing.codes(right) if not _is_category(code)}
        make = rowwise.maker({**FUNCTIONS, **context}, spec)
        rowwise.refuse_others(formula.text, of_rows, data, make)
    except SpecificationError:
        # A list with an entry for each row is why, where there is one; a list of knots can be as long by chance.
        surroundings.refuse_columns(formula.text, (), context, len(data), lists=True)
        raise
    _refuse_gaps(made)
    values, kept = _without_intercept(built, spec)
    names = _without_true(_whole(kept, columns), made)
    twice = next((name for name, count in Counter(names).items() if count > 1), None)
    if twice is not None:
        raise SpecificationError(f"{bounds.shown(formula.text)}: two columns would be the term {twice!r}; rename the column, or leave one out")
    unchanged = Unchanged(data, columns, parsing.codes(right), context, make)
    return Matrix(values, names, Design(formula.text, spec, names, columns, context, unchanged))


def borrowed(values: Any) -> Any:
    """A matrix as the engine borrows it: an array, or the parts of a sparse one."""
    return (values.indptr, values.indices, values.data, values.shape[1]) if hasattr(values, "indptr") else values


def refuse_policy(unseen: str | None) -> None:
    """Refuse to take levels never seen for anything: formulaic, which makes the columns, knows none but its own."""
    if unseen in ("base", "missing"):
        raise SpecificationError(
            f"unseen={unseen!r} is for a formula that is a list of columns: formulaic refuses levels never seen"
        )


def left(formula: parsing.Formula, data: Any, context: Mapping[str, Any]) -> np.ndarray:
    """The values of an expression on the left side."""
    used = [name for name in map(str, data.columns) if name in parsing.required(formula.left)]
    data = _columns.usable(data[used])
    data = memory.as_at_fit(data, _remembered(formula.left, data, ()))
    _, made = _built(formula.text, formula.left, data, context, "numpy")
    [found] = [rowwise.as_columns(value, len(data)) for value in made.values()]
    if found is None or len(found) != 1:
        raise SpecificationError(f"{bounds.shown(formula.text)}: the left side is not one column")
    return found[0]


def _remembered(of: Any, data: Any, declared: Iterable[str]) -> memory.Memory:
    """What the columns of the fit are to a side of the formula."""
    read = [code for text in parsing.codes(of) if (code := python.read(text)) is not None]
    alone = parsing.lookups(of)
    as_categories = {name for code in read for name in code.categories()}
    elsewhere = {name for code in read for name in code.elsewhere()}
    in_code = elsewhere - alone - as_categories
    return memory.of_fit(data, as_categories - alone - elsewhere, in_code, declared)


def _is_category(text: str) -> bool:
    code = python.read(text)
    return code is not None and code.category() is not None


def _refuse_products(formula: str, right: Any, columns: memory.Memory) -> None:
    """Refuse interactions of so many levels that their columns could not be made, before they are."""

    def width(factor: Any) -> int:
        text = str(factor.expr)
        code = python.read(text) if factor.eval_method.value == "python" else None
        column = columns.get(text if code is None else code.category() or "")
        if column is not None and column.kind == "booleans":
            return 2
        return 1 if column is None or column.levels is None else max(len(column.levels), 1)

    for term in right:
        bounds.of_term(formula, term, math.prod(width(factor) for factor in term.factors))


def _built(formula: str, of: Any, data: Any, context: Mapping[str, Any], output: str | None) -> tuple[Any, dict[str, Any]]:
    """What formulaic makes of the data, and the values of each factor."""
    formulaic = parsing.formulaics()
    # Missing cells have been dealt with; what a transformation makes of the others is looked at.
    options = {"na_action": "ignore"} if output is None else {"na_action": "ignore", "output": output}
    maker = _materializer(data, context)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", formulaic.errors.DataMismatchWarning)
        try:
            built = maker.get_model_matrix(of, **options)
        except formulaic.errors.DataMismatchWarning as error:
            _refuse_gaps({code: factor.values for code, factor in maker.factor_cache.items()})
            text = str(error)
            unseen = re.search(r"\{.*\}", text)
            level = unseen[0] if unseen else text
            raise DataError(
                f"levels {level} of a category that the formula makes were never seen by the fit, or are not among its levels=; "
                "correct the cells, or leave the rows out"
            ) from None
        except MemoryError as error:
            raise FitError("there is no memory for the columns that the formula makes; leave terms out, or merge levels") from error
        except (formulaic.errors.FormulaicError, *_OF_CODE) as error:
            rowwise.refuse_single(formula, {code: factor.values for code, factor in maker.factor_cache.items()}, parsing.codes(of), len(data))
            raise DataError(f"the formula cannot be worked out: {_worked_out(error)}") from error
    return built, {expression: factor.values for expression, factor in maker.factor_cache.items()}


def _is_truth(values: Any) -> bool:
    return getattr(values, "dtype", None) == bool


def _materializer(data: Any, context: Mapping[str, Any]) -> Any:
    """Formulaic's, to which truths are a category of two levels, as to R and to patsy: without an intercept, or in an interaction without the
    column itself, both have a column."""
    import pandas
    from formulaic.materializers import PandasMaterializer

    maker = PandasMaterializer(data, context={**FUNCTIONS, **context})
    is_categorical, encode = maker._is_categorical, maker._encode_categorical

    def encode_truths(values: Any, *arguments: Any, **named: Any) -> Any:
        if _is_truth(values):
            # Both are levels, though rows have one alone.
            values = pandas.Series(pandas.Categorical(np.asarray(values), categories=[False, True]))
        return encode(values, *arguments, **named)

    # The interface of a class of formulaic's is of one version; these two are called alike in all.
    maker._is_categorical = lambda values: _is_truth(values) or is_categorical(values)
    maker._encode_categorical = encode_truths
    return maker


def _worked_out(error: Exception) -> str:
    text = parsing.uncoloured(error)
    text = re.sub(r"Some field values extend beyond .* extrapolation should be performed\.", _BEYOND, text)
    found = re.fullmatch(r"Unable to evaluate factor `(.*)`\. \[\w+: (.*)\]", text)
    return text if found is None else f"the term {found[1]}: {found[2]}"


def _refuse_gaps(made: Mapping[str, Any]) -> None:
    """Refuse a category that the formula makes, such as that of an interval, of which a row has none: it would be taken for the base."""
    import pandas

    for term, values in made.items():
        values = getattr(values, "__wrapped__", values)
        if getattr(values, "ndim", 0) != 1 or getattr(getattr(values, "dtype", None), "kind", "f") in "biufc":
            continue
        lacks = np.asarray(pandas.isna(values))
        count = int(lacks.sum())
        if count:
            raise DataError(
                f"term {term!r} has no category in {count} row{'s' * (count > 1)}, the first in row {int(lacks.argmax())}; "
                "leave these out, or correct what it is made of"
            )


def _whole(names: list[str], columns: memory.Memory) -> list[str]:
    """Names of terms in which the levels of ``C(k)`` read as whole numbers, where k is a number elsewhere."""
    of_numbers = [name for name, column in columns.items() if column.kind == "numbers"]
    if not any(name.endswith(".0]") or ".0]:" in name for name in names):
        return names
    pattern = re.compile(rf"(\bC\(`?(?:{'|'.join(map(re.escape, of_numbers))})`?[,)].*?\[(?:T\.|S\.)?-?\d+)\.0\]")
    return [pattern.sub(r"\1]", name) for name in names]


def _without_true(names: list[str], made: Mapping[str, Any]) -> list[str]:
    """Names of terms in which a truth, whose base is false, is called as its column is."""
    truths = [term for term, values in made.items() if _is_truth(values)]
    if not truths:
        return names
    pattern = re.compile(rf"(?:(?<=:)|^)({'|'.join(map(re.escape, truths))})\[T\.True\](?=:|$)")
    return [pattern.sub(r"\1", name) for name in names]


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
    with np.errstate(over="ignore"):  # a sum of finite values can be beyond the range
        total = values.sum()
    if values.size and not np.isfinite(total):
        wrong = np.flatnonzero(~np.isfinite(values))
        if wrong.size:
            name = names[column(int(wrong[0]))]
            raise DataError(
                f"term {name!r} is {values[wrong[0]]} in some rows; leave these out, or correct what it is made of"
            )

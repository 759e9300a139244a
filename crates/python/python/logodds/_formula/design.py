"""The columns that a formula makes: of the rows of the fit, and of others as it did then."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from . import bounds, code as python, memory, parsing, rowwise, surroundings
from .. import _columns
from ..exceptions import DataError, FitError, SpecificationError
from .functions import FUNCTIONS
from .terms import Term, beside_intercept, terms_of

# What Python raises of code that does not go with its data.
_OF_CODE = (TypeError, ValueError, NotImplementedError, AttributeError, KeyError, IndexError, ArithmeticError, RecursionError, SyntaxError)
# Shares of entries that are not zero beyond which a matrix is kept dense.
_DENSE = 0.3


class Design:
    """How a formula makes columns: formulaic's specification, what the columns of the data were, and what it takes from the surroundings."""

    def __init__(self, formula: str, spec: Any, names: list[str], columns: memory.Memory, context: Mapping[str, Any]) -> None:
        self._formula = formula
        self._names = names
        self._spec = spec
        self._columns = columns
        self._context = dict(context)

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
        """The columns, without the intercept, for a pandas frame without missing cells.

        Raises
        ------
        DataError
            If a column is not what it was at the fit, or the formula cannot be worked out.
        """
        given = memory.as_at_fit(_columns.usable(data), self._columns)
        built, made = _built(self._spec, given, self._context, None)
        _refuse_gaps(made)
        return _without_intercept(built, self._spec)[0]

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
    built, made = _built(right, data, context, "numpy" if dense else "sparse")
    spec = built.model_spec
    of_rows = {code: made[code] for code in parsing.codes(right) if not _is_category(code)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rowwise.refuse_others(formula.text, of_rows, data, rowwise.maker({**FUNCTIONS, **context}, spec))
    _refuse_gaps(made)
    values, kept = _without_intercept(built, spec)
    names = _whole(kept, columns)
    return Matrix(values, names, Design(formula.text, spec, names, columns, context))


def left(formula: parsing.Formula, data: Any, context: Mapping[str, Any]) -> np.ndarray:
    """The values of an expression on the left side."""
    used = [name for name in map(str, data.columns) if name in parsing.required(formula.left)]
    data = _columns.usable(data[used])
    data = memory.as_at_fit(data, _remembered(formula.left, data, ()))
    built = np.asarray(_built(formula.left, data, context, "numpy")[0])
    if built.ndim != 2 or built.shape[1] != 1:
        raise SpecificationError(f"{bounds.shown(formula.text)}: the left side is not one column")
    return built[:, 0]


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
        return 1 if column is None or column.levels is None else max(len(column.levels), 1)

    for term in right:
        bounds.of_term(formula, term, math.prod(width(factor) for factor in term.factors))


def _built(of: Any, data: Any, context: Mapping[str, Any], output: str | None) -> tuple[Any, dict[str, Any]]:
    """What formulaic makes of the data, and the values of each factor."""
    formulaic = parsing.formulaics()
    from formulaic.materializers import PandasMaterializer

    # Missing cells have been dealt with; what a transformation makes of the others is looked at.
    options = {"na_action": "ignore"} if output is None else {"na_action": "ignore", "output": output}
    maker = PandasMaterializer(data, context={**FUNCTIONS, **context})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", formulaic.errors.DataMismatchWarning)
        try:
            built = maker.get_model_matrix(of, **options)
        except formulaic.errors.DataMismatchWarning as error:
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
            rowwise.refuse_single({code: factor.values for code, factor in maker.factor_cache.items()}, parsing.codes(of), len(data))
            raise DataError(f"the formula cannot be worked out: {_worked_out(error)}") from error
    return built, {expression: factor.values for expression, factor in maker.factor_cache.items()}


def _worked_out(error: Exception) -> str:
    text = parsing.uncoloured(error)
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
        if lacks.any():
            raise DataError(
                f"term {term!r} has no category in {int(lacks.sum())} row{'s' * (lacks.sum() > 1)}, the first in row {int(lacks.argmax())}; "
                "leave these out, or correct what it is made of"
            )


def _whole(names: list[str], columns: memory.Memory) -> list[str]:
    """Names of terms in which the levels of ``C(k)`` read as whole numbers, where k is a number elsewhere."""
    of_numbers = [name for name, column in columns.items() if column.kind == "numbers"]
    if not any(name.endswith(".0]") or ".0]:" in name for name in names):
        return names
    pattern = re.compile(rf"(\bC\(`?(?:{'|'.join(map(re.escape, of_numbers))})`?[,)].*?\[(?:T\.|S\.)?-?\d+)\.0\]")
    return [pattern.sub(r"\1]", name) for name in names]


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

"""Formulas, by formulaic: parsed, and turned into columns where they are more than a list of columns.

| module | its idea |
|---|---|
| ``written`` | R's and patsy's spellings in formulaic's words |
| ``bounds`` | how much a formula may be |
| ``ambiguous`` | names of columns that would be something else |
| ``parsing`` | what a formula is |
| ``code`` | Python code in a formula |
| ``functions`` | functions by R's names |
| ``natural`` | natural splines, as R has them |
| ``surroundings`` | what is taken from where ``fit`` was called |
| ``memory`` | what columns were at the fit |
| ``rowwise`` | whether terms are made row by row |
| ``unchanged`` | whether functions of the surroundings are what they were |
| ``design`` | the columns of the terms |
| ``terms`` | which columns are whose, and what can change by itself |

A formula runs Python code, as ``eval`` does: one that somebody else wrote can do whatever a program can.
"""

from .design import Design, borrowed, left, matrix, refuse_policy
from .memory import numbers
from .parsing import NOTHING, Formula, as_they_stand, hint, parse, required, unknown
from .surroundings import refuse_columns, taken
from .terms import Term, indicators, without_effect

__all__ = [
    "NOTHING",
    "Design",
    "Formula",
    "Term",
    "as_they_stand",
    "borrowed",
    "hint",
    "indicators",
    "left",
    "matrix",
    "numbers",
    "parse",
    "refuse_columns",
    "refuse_policy",
    "required",
    "taken",
    "unknown",
    "without_effect",
]

"""Python code in a formula, such as ``np.log(x)``: what it names, and what of it would silently mean something else.

| code | refused, because |
|---|---|
| ``k ^ 2`` | it is an exclusive or in Python, and a power in R |
| ``(x > 0) + (z > 0)``, a sum of truths | it is True, and not 2, where both are true |
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from ..exceptions import SpecificationError

_IN_BACKTICKS = re.compile(r"`([^`]*)`")
# What the name of a column in backticks is called while the code is a tree.
_PLACE = re.compile(r"_in_backticks_(\d+)_")


class Code:
    """Code as a tree, in which names in backticks are identifiers."""

    def __init__(self, text: str) -> None:
        self._quoted: list[str] = []
        self.tree = ast.parse(_IN_BACKTICKS.sub(self._keep, text).strip(), mode="eval")

    def _keep(self, found: re.Match[str]) -> str:
        return self.identifier(found[1])

    def identifier(self, column: str) -> str:
        """What stands for the column in the tree."""
        if column not in self._quoted:
            self._quoted.append(column)
        return f"_in_backticks_{self._quoted.index(column)}_"

    def name(self, node: ast.AST) -> str | None:
        """The name that a node is, if it is one."""
        if not isinstance(node, ast.Name):
            return None
        found = _PLACE.fullmatch(node.id)
        return node.id if found is None else self._quoted[int(found[1])]

    def names(self) -> set[str]:
        """All names that are not the code's own, as variables of a comprehension or a lambda are."""
        own = {node.arg for node in ast.walk(self.tree) if isinstance(node, ast.arg)}
        own |= {node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
        loaded = {self.name(node) for node in ast.walk(self.tree)}
        return {name for name in loaded if name is not None} - own

    def called(self) -> set[str]:
        """Names that are called, and nothing else: no columns, whatever columns are called so."""
        functions = {id(node.func): self.name(node.func) for node in ast.walk(self.tree) if isinstance(node, ast.Call)}
        others = {self.name(node) for node in ast.walk(self.tree) if id(node) not in functions}
        return {name for name in functions.values() if name is not None} - others

    def categories(self) -> set[str]:
        """Names that are made categories, as ``race`` is in ``C(race)``."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and self.name(node.func) == "C" and node.args:
                name = self.name(node.args[0])
                found |= set() if name is None else {name}
        return found

    def elsewhere(self) -> set[str]:
        """Names that are not only made categories."""
        in_c = {
            id(node.args[0])
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call) and self.name(node.func) == "C" and node.args
        }
        return {name for node in ast.walk(self.tree) if id(node) not in in_c and (name := self.name(node)) is not None}

    def category(self) -> str | None:
        """The column of ``C(column)`` or ``C(column, contrasts)``, if the code is no more than that."""
        call = self.tree.body
        if not isinstance(call, ast.Call) or self.name(call.func) != "C" or not call.args:
            return None
        return self.name(call.args[0])

    def text(self, node: ast.AST | None = None) -> str:
        """The tree, or a part of it, as code."""
        text = ast.unparse(self.tree if node is None else node)
        return _PLACE.sub(lambda found: f"`{self._quoted[int(found[1])]}`", text)


def read(text: str) -> Code | None:
    """The code, if it is any."""
    try:
        return Code(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def names(text: str) -> set[str]:
    """Names of columns and of the surroundings in the code."""
    code = read(text)
    return set(_IN_BACKTICKS.findall(text)) if code is None else code.names()


def refuse_xor(formula: str, code: Code) -> None:
    """Refuse ``^``."""
    for node in ast.walk(code.tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor):
            raise SpecificationError(
                f"formula {formula!r}: {code.text()} is Python, in which ^ is an exclusive or; write ** for a power (and != for truths)"
            )


def refuse_sums_of_truths(formula: str, text: str, booleans: Iterable[str]) -> None:
    """Refuse a sum of two truths, which is a truth again; columns ``booleans`` hold truths."""
    code = read(text)
    if code is None:
        return
    truths = set(booleans)

    def is_truth(node: ast.AST) -> bool:
        if isinstance(node, ast.Compare):
            return True
        if isinstance(node, ast.UnaryOp):
            return isinstance(node.op, ast.Not) or (isinstance(node.op, ast.Invert) and is_truth(node.operand))
        if isinstance(node, ast.BinOp):
            kept = isinstance(node.op, ast.BitAnd | ast.BitOr | ast.Add | ast.Mult)
            return kept and is_truth(node.left) and is_truth(node.right)
        return code.name(node) in truths

    for node in ast.walk(code.tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and is_truth(node):
            left, right = (code.text(side) for side in (node.left, node.right))
            raise SpecificationError(
                f"formula {formula!r}: ({left}) + ({right}) is a sum of truths, which is True in Python where both are true, and not 2; "
                f"write 1 * ({left}) + 1 * ({right}) to count them, or | for one or the other"
            )

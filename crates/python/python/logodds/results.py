"""What a fit has found: :class:`Results`, and :func:`load`."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from . import _engine, _formula
from ._results.diagnostics import Diagnostics
from ._results.elsewhere import elsewhere
from ._results.likelihood import Likelihood
from ._results.summary import Summary
from ._results.tables import OfRows, named, table
from ._rules import flag, one, path as path_rule

__all__ = ["Results", "Summary", "load"]


def load(path: str | os.PathLike[str]) -> Results:
    """The results in a model file, written by :meth:`Results.save` or by the command.

    How a formula makes columns is not in a model file (see :meth:`Results.save`).

    Examples
    --------
    >>> import logodds, tempfile, pathlib
    >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "y.model"
    >>> results = logodds.fit(data, target="y")
    >>> results.save(path)
    >>> bool((logodds.load(path).predict(data) == results.predict(data)).all())
    True
    """
    return Results(_engine.Model.load(one("path", path_rule, path)))


class Results(Diagnostics, Likelihood):
    """A fitted logistic regression, with everything that is known of it.

    Made by :func:`logodds.fit` and :func:`logodds.load`. Terms are in the order of the columns, the intercept first. Where
    there is pandas, tables are its series and frames; otherwise dictionaries. Of more than two labels, coefficients are
    those of every label but the first, relative to which they are; tables are indexed by label and term.

    Attributes
    ----------
    model : the engine's model
    formula : str or None
        The formula, if there was one.
    target : str
    labels : list of str
        Of two, the second is the one whose probability is predicted.

    Examples
    --------
    >>> import logodds
    >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
    >>> results = logodds.fit(data, target="y")
    >>> results
    <logodds.Results: y ~ 1 columns, 6 rows, converged>
    >>> list(results.to_frame()["term"]), results.fittedvalues.shape, list(results.influence())[:2]
    (['(intercept)', 'x'], (6,), ['probability', 'leverage'])
    """

    def __init__(
        self,
        model: Any,
        *,
        formula: str | None = None,
        spec: _formula.Design | None = None,
        tested: list[str] | None = None,
        complete: np.ndarray | None = None,
        like: OfRows | None = None,
    ) -> None:
        self.model = model
        self.formula = formula
        self._spec = spec
        self._tested = tested
        self._complete = complete
        self._like = like

    # The state of a pickle is the model file, and what makes the columns of a formula; data are not kept.
    def __getstate__(self) -> dict[str, Any]:
        return {
            "model": self.model.to_bytes(),
            "formula": self.formula,
            "spec": self._spec,
            "tested": self._tested,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        model = _engine.Model(state.pop("model"))
        self.__init__(model, **state)  # type: ignore[misc]

    # Results do not change, and a copy by the state would lose what is kept of the rows.
    def __copy__(self) -> Results:
        return self

    def __deepcopy__(self, memo: Any) -> Results:
        return self

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a model file, which :func:`logodds.load`, the command and the Rust library read.

        If a formula made the columns (interactions, transformations, ...), the file holds the model of these columns, and
        a warning that says so, but not how they are made: a model file holds numbers and names, nothing that could be
        run. To predict from the data themselves, keep the results by ``pickle``.

        Parameters
        ----------
        path : str or path
            The file, in place of an older one; it is written whole or not at all.

        Raises
        ------
        OSError
            If it cannot be written.

        Examples
        --------
        >>> import logodds, tempfile, pathlib
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "y.model"
        >>> logodds.fit(data, target="y").save(path)
        >>> path.exists()
        True
        """
        self.model.save(one("path", path_rule, path))

    @property
    def target(self) -> str:
        """The name of the column that is predicted.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> results.target
        'y'
        """
        return self._record["data"]["target"]

    # How it went

    @property
    def status(self) -> str:
        """"converged" if the optimum is certified, "limit" if there is none because some rows are separated, and the limit is
        certified; else how the fit ended.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> results.status
        'converged'
        """
        return self.model.fit["status"]

    @property
    def converged(self) -> bool:
        """True or False: whether the fit is certified to be at the optimum, or at the limit of the rows that are not separated:
        coefficients that have none are then infinite (or NaN, without a limit of their own), and have no errors.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> results.converged
        True
        """
        return self.status in ("converged", "limit")

    @property
    def certificate(self) -> dict[str, Any]:
        """A dictionary: "bound": how far the mean objective can be above its minimum, at most; "kind": by which argument;
        "gradient_norm", in the solver's coordinates.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> sorted(results.certificate)
        ['bound', 'gradient_norm', 'kind']
        """
        return self.model.fit["certificate"]

    @property
    def warnings(self) -> list[dict[str, Any]]:
        """What a user should know of the fit: columns that are constant, collinear, that separate the labels, ...

        A list of dictionaries with ``code``, ``message``, ``columns`` and ``remedies``; empty if there is nothing.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> results.warnings
        []
        """
        # How a formula makes columns is unknown to a model file alone.
        return [warning for warning in self.model.warnings if self._spec is None or warning["code"] != "formula"]

    @property
    def withheld(self) -> str | None:
        """A text, why there are no standard errors, if they were asked for; else None.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> logodds.fit(data, target="y", penalty="l2", lambda_=0.1).withheld[:42]
        'no standard errors: a penalty biases coeff'
        """
        inference = self._record["inference"]
        withheld = None if inference is None else inference["withheld"]
        return withheld

    @property
    def tests(self) -> Any:
        """Likelihood-ratio tests of columns (or of the terms of a formula), if the fit was asked for them by ``tests=True``.

        A DataFrame of shape (columns, 3): ``statistic`` (χ²), ``df``, ``p_value``; empty if it was not. (:meth:`wald_test_terms` need
        not be asked for.)

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> list(logodds.fit(data, target="y", tests=True).tests)
        ['statistic', 'df', 'p_value']
        """
        return table("column", self._tests())

    @property
    def contrasts(self) -> Any:
        """The contrasts that the fit was asked for by ``contrasts=``.

        A DataFrame of shape (contrasts, 6): ``estimate`` (in log-odds), ``std_error``, ``statistic``, ``p_value``, ``lower``,
        ``upper``; empty if there were none. (:meth:`contrast` has others.)

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> list(logodds.fit(data, target="y", contrasts=["x=2"]).contrasts.index)
        ['x=2']
        """
        numbers = ("contrast", "estimate", "std_error", "statistic", "p_value", "lower", "upper")
        return table("contrast", [named(row, *numbers) for row in self._record["contrasts"]])

    def summary(self, *, all_levels: bool = False) -> Summary:
        """The report of the command, as text and, in a notebook, as HTML.

        Parameters
        ----------
        all_levels : bool, default=False
            Every level of a column and every row, where ten levels and 200 rows are the most otherwise.

        Examples
        --------
        >>> import logodds
        >>> data = {"y": [0, 0, 1, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
        >>> results = logodds.fit(data, target="y")
        >>> str(results.summary()).splitlines()[0]
        'data     6 rows; 1 feature, 2 terms'
        """
        return Summary(self, one("all_levels", flag, all_levels))

    def __repr__(self) -> str:
        what = self.formula or f"{self.target} ~ {len(self._record['schema']['columns'])} columns"
        return f"<logodds.Results: {what}, {self._record['data']['rows_used']} rows, {self.status}>"

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()

    def _tests(self) -> list[dict[str, Any]]:
        tests = [dict(test) for test in self._record["tests"]]
        if self._tested is not None and len(self._tested) == len(tests):
            tests = [{**test, "column": name} for test, name in zip(tests, self._tested, strict=True)]
        return tests

    def __getattr__(self, name: str) -> Any:
        # A property that raises an AttributeError of its own comes here, too.
        found = getattr(type(self), name, None)
        if isinstance(found, property) and found.fget is not None:
            return found.fget(self)
        raise AttributeError(elsewhere(type(self).__name__, name))

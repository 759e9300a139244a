"""``coef_`` and ``intercept_``, which may be written.

Predictions come from the engine's model, which is more than its coefficients. As soon as somebody sets one of them, or writes into
the array that was given out, predictions follow what is there, and what was known of the fit (its status, its certificate, its
standard errors) is known no longer and says so. An array that was given out is compared with a copy whenever something is predicted:
nobody is told that a numpy array was written to.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse
from sklearn.utils.validation import check_is_fitted

from ..exceptions import DataError, NoStandardErrors
from .arrays import refuse_masked
from .linear import Linear
from .solution import Solution

_NAMES = ("intercept_", "coef_")
_BY_HAND = "coef_ or intercept_ was set by hand, and nothing is known of how far that is from an optimum; fit again to have one"


class Coefficients:
    """The attributes, and what predicts with them. A fit leaves ``model_``, ``_kept``, ``_scaling``, ``_status`` and
    ``_certificate``; ``_given`` holds what was set, ``_shown`` what was given out, each with a copy."""

    classes_: np.ndarray

    @property
    def coef_(self) -> np.ndarray:
        """Coefficients, ``(1, n_features)`` for two classes, of the log-odds of ``classes_[1]``; else ``(n_classes, n_features)``.
        May be set, or written to.

        Examples
        --------
        >>> import numpy as np
        >>> from logodds import LogisticRegression
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([0, 0, 1, 0, 1, 1])
        >>> model = LogisticRegression().fit(X, y)
        >>> model.coef_.shape
        (1, 1)
        """
        return self._show("coef_")

    @coef_.setter
    def coef_(self, values: Any) -> None:
        self._set("coef_", values)

    @property
    def intercept_(self) -> np.ndarray:
        """Intercepts, ``(1,)`` for two classes, else ``(n_classes,)``; -inf for a class without weight in the fit. May be set, or
        written to.

        Examples
        --------
        >>> import numpy as np
        >>> from logodds import LogisticRegression
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([0, 0, 1, 0, 1, 1])
        >>> LogisticRegression().fit(X, y).intercept_.shape
        (1,)
        """
        return self._show("intercept_")

    @intercept_.setter
    def intercept_(self, values: Any) -> None:
        self._set("intercept_", values)

    def sparsify(self) -> Coefficients:
        """Make ``coef_`` a sparse matrix (CSR). Predictions are the same.

        Returns
        -------
        self

        Examples
        --------
        >>> import numpy as np
        >>> from logodds import LogisticRegression
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([0, 0, 1, 0, 1, 1])
        >>> LogisticRegression().fit(X, y).sparsify().coef_.format
        'csr'
        """
        check_is_fitted(self, ["_status", "_given"], all_or_any=any)
        if not sparse.issparse(self.coef_):
            self._show_as("coef_", sparse.csr_matrix(self.coef_))
            self.__dict__["_sparse"] = True
        return self

    def densify(self) -> Coefficients:
        """Make ``coef_`` an array again, if it was made sparse.

        Returns
        -------
        self

        Examples
        --------
        >>> import numpy as np
        >>> from logodds import LogisticRegression
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([0, 0, 1, 0, 1, 1])
        >>> type(LogisticRegression().fit(X, y).sparsify().densify().coef_).__name__
        'ndarray'
        """
        check_is_fitted(self, ["_status", "_given"], all_or_any=any)
        if sparse.issparse(self.coef_):
            self._show_as("coef_", _dense(self.coef_))
            self.__dict__.pop("_sparse", None)
        return self

    @property
    def status_(self) -> str:
        """How the fit ended: "converged" if the optimum is certified; "limit" if there is none and the limit is certified; "given" if
        coefficients were set by hand since; "averaged" of ``refit=False``.

        Examples
        --------
        >>> import numpy as np
        >>> from logodds import LogisticRegression
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([0, 0, 1, 0, 1, 1])
        >>> LogisticRegression().fit(X, y).status_
        'converged'
        """
        self._of_fit("status_")
        given = self._written()
        return given[0] if given else self.__dict__["_status"]

    @property
    def certificate_(self) -> dict[str, Any]:
        """"bound": how far the mean objective can be above its minimum, at most; "kind": by which argument; "gradient_norm". NaN with
        "withheld", the reason, if coefficients were set or averaged.

        Examples
        --------
        >>> import numpy as np
        >>> from logodds import LogisticRegression
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([0, 0, 1, 0, 1, 1])
        >>> LogisticRegression().fit(X, y).certificate_["bound"] < 1e-9
        True
        """
        self._of_fit("certificate_")
        given = self._written()
        if given:
            return {"bound": float("nan"), "kind": None, "gradient_norm": float("nan"), "withheld": given[1]}
        return self.__dict__["_certificate"]

    # What there is

    def _of_fit(self, name: str) -> None:
        fitted = self.__dict__
        if "_status" not in fitted and "_given" not in fitted:
            raise AttributeError(f"this {type(self).__name__} is not fitted yet, and has no {name}")

    def _solution(self) -> Solution | None:
        """What the fit found, if there was one."""
        fitted = self.__dict__
        if "_status" not in fitted:
            return None
        stands_for = (fitted.get(name) for name in ("_kept", "_lost", "_scaling"))
        return Solution(fitted["model_"], len(fitted["classes_"]), fitted["n_features_in_"], *stands_for)

    def _coefficients(self) -> tuple[np.ndarray, np.ndarray]:
        """Intercepts and coefficients as they stand."""
        self._written()
        found = self._solution()
        values = dict(zip(_NAMES, found.coefficients(), strict=True)) if found else {}
        values |= {name: _dense(value) for name, value in self.__dict__.get("_given", {}).items()}
        missing = [name for name in _NAMES if name not in values]
        if missing or "classes_" not in self.__dict__:
            what = missing[0] if missing else "classes_"
            raise AttributeError(f"this {type(self).__name__} is not fitted, and of what it predicts with only some is set: {what} is missing")
        classes = len(self.classes_)
        scores = 1 if classes == 2 else classes
        coefficients = np.atleast_2d(values["coef_"])
        intercepts = np.broadcast_to(values["intercept_"], (scores,)) if values["intercept_"].ndim == 0 else values["intercept_"]
        for name, value in zip(_NAMES, (intercepts, coefficients), strict=True):
            if value.shape[0] != scores or value.ndim != 1 + (name == "coef_"):
                raise DataError(f"{name} has shape {value.shape}; for {classes} classes it must be {_shape(name, scores, None)}")
        return intercepts, coefficients

    def _predictor(self) -> Any:
        """What scores rows."""
        fitted = self.__dict__
        if "_shown" in fitted:
            self._written()
        if "_given" in fitted:
            return Linear(*self._coefficients())
        if "_kept" in fitted or "_scaling" in fitted:
            return self._solution().predictor()  # type: ignore[union-attr]
        return fitted["model_"]

    def _written(self) -> tuple[str, str] | None:
        """What is to be said of coefficients that are not the fit's, after a look at the arrays that were given out."""
        fitted = self.__dict__
        for name, (shown, copy) in tuple(fitted.get("_shown", {}).items()):
            if _bytes(shown) != copy:
                self._give({name: shown}, "given", _BY_HAND)
        return fitted.get("_given_as") if "_given" in fitted else None

    def _give(self, values: dict[str, Any], status: str, why: str) -> None:
        """Predict with these from now on."""
        fitted = self.__dict__
        fitted["_given"] = {**fitted.get("_given", {}), **values}
        fitted["_given_as"] = (status, why)
        for name in values:
            fitted.get("_shown", {}).pop(name, None)

    def _forget(self) -> None:
        """Before a fit: nothing of what was."""
        for name in ("_given", "_given_as", "_shown", "_kept", "_lost", "_scaling", "_sparse", "_status", "_certificate", "model_"):
            self.__dict__.pop(name, None)

    def _show(self, name: str) -> Any:
        fitted = self.__dict__
        if name in fitted.get("_given", {}):
            return fitted["_given"][name]
        if name not in fitted.get("_shown", {}):
            if "_status" not in fitted:
                raise AttributeError(f"this {type(self).__name__} is not fitted yet, and has no {name}")
            intercepts, coefficients = self._solution().coefficients()  # type: ignore[union-attr]
            found = coefficients if name == "coef_" else intercepts
            found = found.astype(np.float32) if fitted.get("_single") else found
            self._show_as(name, sparse.csr_matrix(found) if name == "coef_" and "_sparse" in fitted else found)
        return fitted["_shown"][name][0]

    def _show_as(self, name: str, values: Any) -> None:
        fitted = self.__dict__
        if name in fitted.get("_given", {}):
            fitted["_given"][name] = values
        else:
            fitted["_shown"] = {**fitted.get("_shown", {}), name: (values, _bytes(values))}

    def _set(self, name: str, values: Any) -> None:
        taken = values if sparse.issparse(values) and name == "coef_" else _numbers(name, values)
        fitted = self.__dict__
        if "_status" in fitted:
            known = (1 if len(self.classes_) == 2 else len(self.classes_), fitted["n_features_in_"])
            expected = known if name == "coef_" else known[:1]
            if taken.shape != expected and not (taken.ndim == len(expected) - 1 and known[0] == 1):
                raise DataError(f"{name} has shape {taken.shape}; of this fit it must be {_shape(name, *known)}")
        self._give({name: taken}, "given", _BY_HAND)

    def _refuse_errors(self) -> None:
        """That there are no standard errors, if coefficients are not the fit's, or it has none."""
        given = self._written()
        if given:
            raise NoStandardErrors(f"no standard errors: {given[1]}")

    def __getstate__(self) -> dict[str, Any]:
        self._written()
        # What was given out is the model's still, and equal fits have equal states.
        state: dict[str, Any] = super().__getstate__()  # type: ignore[misc, assignment]
        return {name: value for name, value in state.items() if name != "_shown"}


def _shape(name: str, scores: int, columns: int | None) -> str:
    return f"({scores}, {'n_features' if columns is None else columns})" if name == "coef_" else f"({scores},)"


def _numbers(name: str, values: Any) -> np.ndarray:
    """Numbers as an array: the array itself if it is one of floats, so that writing to it is seen."""
    refuse_masked(name, values)
    try:
        found = np.asarray(values)
        if found.dtype.kind not in "fiub":
            raise TypeError
        found = found if found.dtype in (np.float64, np.float32) else found.astype(np.float64)
    except (TypeError, ValueError):
        raise DataError(f"{name} must be numbers") from None
    if np.isnan(found).any() or (name == "coef_" and not np.isfinite(found).all()):
        raise DataError(f"{name} holds NaN or infinity, which predicts nothing")
    return found


def _dense(values: Any) -> np.ndarray:
    return values.toarray() if sparse.issparse(values) else values


def _bytes(values: Any) -> Any:
    """What tells whether numbers were changed, quickly, and NaN like the others."""
    if sparse.issparse(values):
        return values.data.tobytes(), values.indices.tobytes(), values.indptr.tobytes()
    return values.tobytes()

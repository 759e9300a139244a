"""Attributes of cross-validation in scikit-learn's layouts.

scikit-learn 1.8 made them simpler, and keeps the old ones until its release 1.10 unless ``use_legacy_attributes=False``:

================  ==========================================  ======================================
attribute         simple                                      legacy
================  ==========================================  ======================================
``C_``            float                                       (1,), or (n_classes,) times the same
``l1_ratio_``     float                                       the same shape
``scores_``       (n_folds, n_l1_ratios, n_cs)                dict by class of (n_folds, n_cs)
``n_iter_``       (n_folds, n_l1_ratios, n_cs)                (1, n_folds, n_cs)
``coefs_paths_``  (n_folds, n_l1_ratios, n_cs, scores, dof)   dict by class of (n_folds, n_cs, dof)
================  ==========================================  ======================================

``scores`` is 1 for two classes, else the number of classes; ``dof`` counts the intercept, which is last, if there is one. The keys
are the classes, of two the second alone. If ``l1_ratios`` is given, the legacy ones have its dimension after that of ``Cs``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import sklearn
from sklearn.utils.fixes import parse_version

#: Whether the installed scikit-learn has the legacy layouts unless it is told otherwise.
LEGACY = parse_version(sklearn.__version__) < parse_version("1.10.dev0")
# From its release 1.9 on a fit without refit says 0.0 where there was None.
_SAYS_ZERO = parse_version(sklearn.__version__) >= parse_version("1.9.dev0")
# And since 1.8 that of given ratios is the ratio.
_KNOWS_RATIO = parse_version(sklearn.__version__) >= parse_version("1.8.dev0")


class Path(NamedTuple):
    """What cross-validation found."""

    classes: np.ndarray
    #: ``(n_folds, n_cs)``.
    scores: np.ndarray
    #: ``(n_folds, n_cs)``.
    steps: np.ndarray
    #: ``(n_folds, n_cs, scores, dof)``.
    coefficients: np.ndarray
    #: The chosen C.
    C: float
    #: None, or those given, which are 0.
    ratios: Any
    refit: bool

    def simple(self) -> dict[str, Any]:
        """As of scikit-learn 1.10."""
        ratios = 1 if self.ratios is None else len(self.ratios)
        return {
            "C_": self.C,
            "l1_ratio_": 0.0,
            "l1_ratios_": _ratios(self.ratios),
            "scores_": np.repeat(self.scores[:, None, :], ratios, axis=1),
            "n_iter_": np.repeat(self.steps[:, None, :], ratios, axis=1),
            "coefs_paths_": np.repeat(self.coefficients[:, None], ratios, axis=1),
        }

    def legacy(self) -> dict[str, Any]:
        """As until scikit-learn 1.9."""
        named = self.classes[1:] if len(self.classes) == 2 else self.classes
        scores, steps, paths = self.scores, self.steps, np.moveaxis(self.coefficients, 2, 0)
        if self.ratios is not None:
            count = len(self.ratios) if _KNOWS_RATIO else 1
            scores, steps = (np.repeat(values[..., None], count, axis=-1) for values in (scores, steps))
            paths = np.repeat(paths[..., None, :], count, axis=-2)
        known = (self.ratios is not None and _KNOWS_RATIO and self.refit) or (not self.refit and _SAYS_ZERO)
        return {
            "C_": np.full(len(named), self.C),
            "l1_ratio_": np.full(len(named), 0.0 if known else None),
            "l1_ratios_": _ratios(self.ratios if _KNOWS_RATIO else None),
            "scores_": {label: scores.copy() for label in named},
            "n_iter_": steps[None],
            "coefs_paths_": dict(zip(named, paths.copy(), strict=True)),
        }


def _ratios(ratios: Any) -> np.ndarray:
    return np.array([None] if ratios is None else [float(share) for share in ratios])

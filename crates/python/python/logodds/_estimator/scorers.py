"""Scores of cross-validation, told the classes of the fit.

A fold need not have all classes, and a score of two text labels must know which one it is of: scikit-learn's
LogisticRegressionCV tells its scores ``labels``, all classes, and ``pos_label``, the second, if they take them. What the user gave to
``make_scorer`` comes first.
"""

from __future__ import annotations

import copy
import inspect
from numbers import Real
from typing import Any

import numpy as np
from sklearn.metrics import get_scorer

from .._rules import Refused, shown
from ..exceptions import SpecificationError

#: As scikit-learn's log loss has it, a probability of 0.
LEAST = float(np.log(np.finfo(np.float64).eps))


def rule(scoring: Any) -> Any:
    """The function of a score's name."""
    if callable(scoring):
        return scoring
    if scoring is None or (isinstance(scoring, str) and scoring != "warn"):
        try:
            return get_scorer("neg_log_loss" if scoring is None else scoring)
        except ValueError:
            raise Refused("it must be one of sklearn.metrics.get_scorer_names(), such as 'roc_auc'") from None
    raise Refused("it must be the name of a score, a function of (estimator, X, y), or None: one score, as one C is chosen")


def told_of_classes(scorer: Any, classes: np.ndarray, always: bool) -> Any:
    """A score that knows the classes; of ``labels`` only if ``always``, or if it is of probabilities."""
    function = getattr(scorer, "_score_func", None)
    if function is None or not hasattr(scorer, "_kwargs"):
        return scorer
    try:
        takes = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return scorer
    given = scorer._kwargs
    added: dict[str, Any] = {}
    of_probabilities = getattr(scorer, "_response_method", None) == "predict_proba"
    if "labels" in takes and "labels" not in given and (always or of_probabilities):
        added["labels"] = classes
    averages = "average" in given and given["average"] != "binary"
    if "pos_label" in takes and "pos_label" not in given and (averages or len(classes) == 2):
        # An average over classes is of none of them, and 1, which is the default, need not be one.
        added["pos_label"] = None if averages else classes[1]
    if not added:
        return scorer
    scorer = copy.copy(scorer)
    scorer._kwargs = {**added, **given}
    return scorer


def is_log_loss(scoring: Any) -> bool:
    """Whether a score is the mean log-likelihood, which is had without rounded probabilities."""
    return scoring is None or (isinstance(scoring, str) and scoring == "neg_log_loss")


def number(scoring: Any, found: Any) -> float:
    """A score that was found.

    Raises
    ------
    SpecificationError
        If it is no number.
    """
    if not isinstance(found, Real):
        raise SpecificationError(f"scoring={shown(scoring)}; its score must be a number, and is {shown(found)}")
    return float(found)

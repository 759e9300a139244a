"""Metadata of LogisticRegressionCV: what its splitter and its score are told besides the data.

With metadata routing (``sklearn.set_config(enable_metadata_routing=True)``) each gets what it requested. Without, ``sample_weight``
goes to the score, and there is nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sklearn import get_config
from sklearn.utils.metadata_routing import process_routing

from ..exceptions import SpecificationError


def routed(estimator: Any, method: str, sample_weight: Any, params: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the splitter and the score are told in ``method``.

    Raises
    ------
    SpecificationError
        If there are parameters, and metadata routing is not enabled.
    """
    if get_config().get("enable_metadata_routing"):
        given = dict(params) if sample_weight is None else {"sample_weight": sample_weight, **params}
        found = process_routing(estimator, method, **given)
        return (dict(found.splitter.split) if method == "fit" else {}), dict(found.scorer.score)
    if params:
        names = ", ".join(sorted(params))
        raise SpecificationError(
            f"{names}: passing this to {type(estimator).__name__}.{method} is only supported if enable_metadata_routing=True: "
            "sklearn.set_config(enable_metadata_routing=True)"
        )
    return {}, {} if sample_weight is None else {"sample_weight": sample_weight}

"""What is said of how a fit ended."""

from __future__ import annotations

import math
from typing import Any


def of_separation(warnings: list[dict[str, Any]]) -> list[str]:
    """What a fit warns of labels that are, or may be, separated."""
    return [w["message"] for w in warnings if w["code"] in ("too-few-rows", "separation", "possible-separation")]


def not_certified(status: str, gap: float, remedy: str) -> str:
    """What to say of a fit whose objective can be ``gap`` above its minimum; ``remedy`` is for one that was cut short."""
    what = "nothing is known of how far the objective is from its minimum"
    if math.isfinite(gap):
        what = f"the objective can be {gap:.1e} above its minimum"
    return f"the fit is not certified ({status}): {what}." + (f" {remedy}" if status == "iteration-limit" else "")

"""Numbers for people, with the command's digits."""

from __future__ import annotations

import math


def bound(x: float) -> str:
    """Two digits, never rounded below the value."""
    if not math.isfinite(x) or x == 0:
        return "0" if x == 0 else "—" if math.isnan(x) else "∞" if x > 0 else "−∞"
    e = math.floor(math.log10(abs(x)))
    mantissa = math.ceil(x / 10.0 ** (e - 1)) if e > -300 else 10
    return f"{mantissa / 10:.1f}e{e}" if mantissa < 100 else f"1.0e{e + 1}"

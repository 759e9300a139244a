"""Numbers for people, with the command's digits."""

from __future__ import annotations

import math

#: Digits of errors, tests and odds ratios.
JUDGED = 4


def figures(x: float, digits: int) -> str:
    """``digits`` significant digits; scientific where a plain number would be long."""
    if math.isnan(x):
        return "—"
    if math.isinf(x):
        return "∞" if x > 0 else "−∞"
    if x == 0:
        return "0"
    mantissa, _, exponent = f"{x:.{digits - 1}e}".partition("e")
    e = int(exponent)
    return f"{x:.{max(digits - 1 - e, 0)}f}" if -4 <= e < digits + 3 else f"{mantissa}e{e}"


def p_value(p: float) -> str:
    """Three figures, as far as any are worth telling."""
    return "<1e-16" if p < 1e-16 else figures(p, 3)


def bound(x: float) -> str:
    """Two digits, never rounded below the value."""
    if not math.isfinite(x) or x == 0:
        return figures(x, 2)
    e = math.floor(math.log10(abs(x)))
    mantissa = math.ceil(x / 10.0 ** (e - 1)) if e > -300 else 10
    return f"{mantissa / 10:.1f}e{e}" if mantissa < 100 else f"1.0e{e + 1}"


def ratio(log_odds: float) -> str:
    """An odds ratio: e to this power. Where no double has it, by its logarithm, as ∞ and 0 are those of infinite coefficients."""
    if math.isnan(log_odds):
        return "—"
    if math.isinf(log_odds):
        return "∞" if log_odds > 0 else "0"
    if abs(log_odds) < 708:
        return figures(math.exp(log_odds), JUDGED)
    decimal = log_odds / math.log(10)
    if abs(decimal) >= 1e5:
        return f"10^{figures(decimal, JUDGED)}"
    mantissa, _, carried = f"{10 ** (decimal - math.floor(decimal)):.{JUDGED - 1}e}".partition("e")
    return f"{mantissa}e{math.floor(decimal) + int(carried)}"

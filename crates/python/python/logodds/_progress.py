"""What a fit says while it runs: by tqdm if it is there, else by a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

Callback = Callable[[int, float, float], None]


def progress(verbose: int, callback: Callback | None) -> Callback | None:
    """What is called after every step with its number, the objective, and the bound on its distance from the optimum."""
    if not verbose:
        return callback
    return both(_bar() or _lines(), callback)


def both(first: Callback | None, second: Callback | None) -> Callback | None:
    """Two callbacks as one, called in this order."""
    if first is None or second is None:
        return first or second

    def called(iteration: int, value: float, bound: float) -> None:
        first(iteration, value, bound)
        second(iteration, value, bound)

    return called


def _bar() -> Callback | None:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    bar = tqdm(desc="logodds", unit=" steps")

    def show(iteration: int, value: float, bound: float) -> None:
        bar.n = iteration
        bar.set_postfix_str(f"objective {value:.6g}, at most {bound:.1e} above the optimum")

    return show


def _lines() -> Callback:
    last = 0.0

    def show(iteration: int, value: float, bound: float) -> None:
        nonlocal last
        if iteration == 0 or time.monotonic() - last >= 1.0:
            last = time.monotonic()
            print(
                f"logodds: step {iteration}, objective {value:.6g}, at most {bound:.1e} above the optimum",
                file=sys.stderr,
            )

    return show

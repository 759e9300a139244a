"""Folds at the same time: each on fewer threads of its own, so that all are on as many as one fit would take.

A fit of some 10,000 rows is too short to be shared well by several threads, and five of them are not. The numbers are the same to the
last bit, as no fit depends on its threads, or on another fold.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TypeVar

# Cells below which a fit stays on the calling thread anyway: Python's own share of the work is then not small.
_FEW = 100_000
# Cells beyond which all threads are used well by one fit, and the test rows of several folds at a time would be much memory.
_MANY = 10_000_000

Part = TypeVar("Part")
Found = TypeVar("Found")


class Stopped(Exception):
    """Another fold failed, or was interrupted."""


def shares(parts: int, cells: int, threads: int) -> tuple[int, int]:
    """How many parts at a time, and of how many threads each (0 is one per processor)."""
    if not _FEW < cells <= _MANY:
        return 1, threads
    total = threads or os.cpu_count() or 1
    at_once = min(parts, total)
    return at_once, max(total // at_once, 1)


def at_once(work: Callable[[Part, Callable[..., None]], Found], parts: Sequence[Part], workers: int) -> list[Found]:
    """``work(part, step)`` of every part, in order; ``step`` is to be called now and then, and raises :class:`Stopped`.

    Raises
    ------
    BaseException
        What the first of them raised, or an interrupt, when the others have stopped.
    """
    stop = threading.Event()

    def step(*_: float) -> None:
        if stop.is_set():
            raise Stopped

    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(work, part, step) for part in parts]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
            failed = [future for future in futures if future.done() and future.exception() is not None]
            if not failed:
                return [future.result() for future in futures]
        finally:
            stop.set()
            for future in futures:
                future.cancel()
    # The first of the folds that failed, whichever was the first to.
    errors = [future.exception() for future in futures if not future.cancelled() and future.exception() is not None]
    raise next(error for error in errors if error is not None and not isinstance(error, Stopped))

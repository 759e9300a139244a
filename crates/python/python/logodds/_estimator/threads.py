"""How many threads: as scikit-learn's own native code has it."""

from __future__ import annotations

import os
from typing import Any

from .._rules import one
from .rules import n_jobs as rule


def threads(n_jobs: Any) -> int:
    """Threads for ``n_jobs``; 0 is one per processor.

    ``None`` is all processors but what ``OMP_NUM_THREADS`` allows, which joblib sets in its workers so that they do not
    take each other's processors; what is no plain number there says nothing. A negative number counts from all processors down, as in joblib.
    """
    if n_jobs is None:
        allowed = os.environ.get("OMP_NUM_THREADS", "")
        digits = allowed.lstrip("0") if allowed.isascii() and allowed.isdigit() else ""
        # The engine counts threads in 16 bits; a number of more digits than these six is beyond that in any case.
        return min(int(digits[:6] or 0), 2**16 - 1)
    n_jobs = one("n_jobs", rule, n_jobs)
    return n_jobs if n_jobs > 0 else max((os.cpu_count() or 1) + 1 + n_jobs, 1)

"""How many threads: as scikit-learn's own native code has it."""

from __future__ import annotations

import os

from .exceptions import SpecificationError


def threads(n_jobs: int | None) -> int:
    """Threads for ``n_jobs``; 0 is one per processor.

    ``None`` is all processors but what ``OMP_NUM_THREADS`` allows, which joblib sets in its workers so that they do not
    take each other's processors. A negative number counts from all processors down, as in joblib.
    """
    if n_jobs is None:
        allowed = os.environ.get("OMP_NUM_THREADS", "")
        return int(allowed) if allowed.isdigit() else 0
    if n_jobs == 0:
        raise SpecificationError("n_jobs is 0; it must be a number of threads, or -1 for all processors")
    return n_jobs if n_jobs > 0 else max((os.cpu_count() or 1) + 1 + n_jobs, 1)

"""Runs a command: seconds, peak memory and its last words as JSON. A process of its own, because the peak that the system reports
for a child begins with what its parent held."""
import json
import os
import resource
import subprocess
import sys
import time

if __name__ == "__main__":
    start = time.perf_counter()
    done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    last = ((done.stderr if done.returncode else done.stdout).strip().splitlines() or [""])[-1]
    print(json.dumps({"seconds": time.perf_counter() - start, "peak": peak, "code": done.returncode, "last": last}))

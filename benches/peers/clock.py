"""Seconds, memory, and how much of the machine others used meanwhile."""
import multiprocessing
import os
import time

TICK = os.sysconf("SC_CLK_TCK")


def timed(function):
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def status(key):
    """A figure of /proc/self/status, in bytes; 0 where there is none."""
    try:
        with open("/proc/self/status") as f:
            return next(int(line.split()[1]) * 1024 for line in f if line.startswith(key + ":"))
    except (OSError, StopIteration):
        return 0


def measured(function):
    """(seconds, bytes above what was held before at the peak, result)"""
    try:
        with open("/proc/self/clear_refs", "w") as f:
            f.write("5")                                         # forget the peak so far (Linux)
    except OSError:
        pass
    before = status("VmRSS")
    seconds, result = timed(function)
    return seconds, max(0, status("VmHWM") - before), result


def busy():
    """(CPU seconds of this process and its children, of the whole machine) since they started."""
    t = os.times()
    own = t.user + t.system + t.children_user + t.children_system
    for child in multiprocessing.active_children():              # os.times knows children that ended alone
        with open(f"/proc/{child.pid}/stat") as f:
            own += sum(map(int, f.read().rpartition(")")[2].split()[11:13])) / TICK
    with open("/proc/stat") as f:
        user, nice, system, _idle, _wait, irq, soft, steal = map(int, f.readline().split()[1:9])
    return own, (user + nice + system + irq + soft + steal) / TICK


class Quiet:
    """Tells how much of the machine others used meanwhile: timings beside a busy neighbour prove little."""
    def __enter__(self):
        self.start, self.clock = busy() if os.path.exists("/proc/stat") else None, time.perf_counter()
        return self

    def __exit__(self, *_):
        self.text = ""
        if self.start:
            own, everyone = (b - a for a, b in zip(self.start, busy()))
            share = max(0.0, everyone - own) / (time.perf_counter() - self.clock) / os.cpu_count()
            self.text = f"\nOther programs used {share:.0%} of the machine meanwhile" + (
                ": too much for a fair measurement, repeat when idle.\n" if share > 0.05 else ".\n")

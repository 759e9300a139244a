"""What a run prints: notes, tables, and the machine they are from."""
import datetime
import os
import platform
import statistics
import subprocess

notes = []


def note(text):
    if text not in notes:
        notes.append(text)
        print("note:", text, flush=True)


def table(title, rows, third, quiet):
    """rows: (name, seconds, text, text); no seconds: the tool failed. The ratio is to logodds if it ran,
    else to the fastest."""
    medians = [statistics.median(r[1]) if r[1] else None for r in rows]
    ran = [m for m in medians if m is not None] or [1.0]
    ours = rows[0][0] == "logodds" and medians[0] is not None
    against = medians[0] if ours else min(ran)
    unit, k = ("s", 1) if min(ran) >= 0.1 else ("ms", 1e3)
    lines = [f"### {title}", "", f"| tool | median {unit} | min to max | times {'logodds' if ours else 'the fastest'} | {third} | |",
             "|---|---:|---:|---:|---:|---|"]
    for (name, s, a, b), m in zip(rows, medians):
        if m is None:
            lines.append(f"| {name} | none | | | {a} | {b} |")
        else:
            lines.append(f"| {name} | {m * k:.3f} | {min(s) * k:.3f} to {max(s) * k:.3f} | {m / against:.2f} | {a} | {b} |")
    text = "\n".join(lines) + "\n" + quiet.text
    print("\n" + text, flush=True)
    return text


def machine(root, packages):
    from importlib.metadata import PackageNotFoundError, version
    cpu = platform.processor()
    try:
        with open("/proc/cpuinfo") as f:
            cpu = next(l.split(":")[1].strip() for l in f if l.startswith("model name"))
    except (OSError, StopIteration):
        pass
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, cwd=root).stdout.split()
    versions = [f"Python {platform.python_version()}"]
    for p in packages:
        try:
            versions.append(f"{p} {version(p)}")
        except PackageNotFoundError:
            pass
    return (f"{datetime.date.today()}; {cpu}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}; "
            + ", ".join(versions) + (f", rustc {rustc[1]}" if len(rustc) > 1 else ""))

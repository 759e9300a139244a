#!/usr/bin/env python3
"""logodds beside other tools, on one machine, in one run.

    python3 benches/peers/run.py [--quick] [--tasks T1,T2,T3] [--rounds N] [--no-ours]

Makes its own virtual environment (target/peers-venv) and its data (target/peers-data, seeded), runs the tools
in turn, `rounds` times, and reports medians. A full run with every task rewrites benches/peers/RESULTS.md;
--quick (a tenth of the rows) and partial runs only print.

    T1  dense 1,000,000 x 50 f64, L2 with lambda = 1e-4 per row (scikit-learn's C = 1/(n lambda)):
        seconds to a fit within 1e-6 of the optimum, relative; and seconds of one pass of loss and gradient
    T2  a CSV of 1,000,000 x 20: 15 numbers "%.5f", 5 categories, one of them of 1,000 levels
    T3  birthwt, German credit, breast cancer, columns as given (not standardised), to the same 1e-6

Rules. (1) One referee: every tool hands back its intercept and coefficients, and the objective is computed from
them here, in numpy f64; nobody's own claim counts. T1's optimum is the best found, refined by Newton until the
gradient is at rounding level; T3's is tests/golden/optima.json. (2) A tool's tolerance means something else in
each tool, so each gets the loosest tol of a ladder that brings it within 1e-6, found before the clock starts. A
tool that never gets there is timed at its tightest tol and marked. (3) Data are in memory, in the layout the
tool likes best, before the clock starts; all cores for everyone.

Our side is one Rust program, called through `ours()` below. Protocol: on

    cargo run --release --quiet --example peer_task -- fit  X.f64 y.u8 ROWS COLS --lambda L --tolerance T --repeats R
    cargo run --release --quiet --example peer_task -- pass X.f64 y.u8 ROWS COLS --lambda L --repeats R
    cargo run --release --quiet --example peer_task -- csv  FILE --repeats R

it prints one JSON line (X.f64: row-major little-endian f64; y.u8: one byte a row, 0 or 1; no header):

    {"task": "fit" | "pass" | "csv",
     "seconds": [...],          one entry per repeat: the fit, the pass or the read alone, data already in memory
                                (for csv: opening the file to a typed table)
     "pass_seconds": [...],     optional: mean seconds of a pass within each fit
     "gbps": x,                 optional: bytes of X (or of the file) per second, at the median
     "intercept": b, "coefficients": [...], "status": "converged", "bound": g, "passes": k,     for fit
     "value": F, "gradient_norm": g,      optional, for pass: at w = 0.01 everywhere, b = 0 (checked here)
     "rows": n, "columns": p}             optional, for csv (checked here)

Unknown keys are ignored. No such example, or a failing one: the rows "logodds" are left out with a plain note.
"""
import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import warnings

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, "target", "peers-venv")
DATA = os.path.join(ROOT, "target", "peers-data")
PACKAGES = ["scikit-learn", "glum", "polars", "pandas", "pyarrow"]
TARGET = 1e-6
LADDER = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10]
notes = []


def note(text):
    if text not in notes:
        notes.append(text)
        print("note:", text, flush=True)


def enter_venv():
    """Create the environment once, then run again inside it."""
    python = os.path.join(VENV, "bin", "python")
    if os.path.realpath(sys.prefix) == os.path.realpath(VENV):
        return
    stamp = os.path.join(VENV, "installed")
    if not os.path.exists(stamp):
        subprocess.check_call([sys.executable, "-m", "venv", VENV])
        subprocess.check_call([python, "-m", "pip", "install", "--quiet", *PACKAGES])
        open(stamp, "w").write(" ".join(PACKAGES) + "\n")
    os.execv(python, [python, os.path.abspath(__file__), *sys.argv[1:]])


# ---------------------------------------------------------------- our side: adapt here

def ours(task, *args):
    """One call of our program; its JSON, or None with a note."""
    if options.no_ours:
        return None
    command = ["cargo", "run", "--release", "--quiet", "--example", "peer_task", "--", task, *map(str, args)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        note(f"logodds skipped in {task}: {last}")
        return None
    try:
        return json.loads(done.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError):
        note(f"logodds skipped in {task}: its output is not a JSON line")
        return None


# ---------------------------------------------------------------- data

def dense(rows, cols):
    """Normal columns, correlated through five common factors, and y from a logistic model; X, y and their files."""
    import numpy as np
    os.makedirs(DATA, exist_ok=True)
    x_path, y_path = (os.path.join(DATA, f"dense_{rows}x{cols}.{e}") for e in ("f64", "u8"))
    if not (os.path.exists(x_path) and os.path.exists(y_path)):
        rng = np.random.default_rng(1)
        common = rng.standard_normal((rows, 5))
        x = rng.standard_normal((rows, cols)) + 0.5 * common @ rng.standard_normal((5, cols))
        w = rng.standard_normal(cols) / np.sqrt(cols)
        y = rng.random(rows) < 1 / (1 + np.exp(-(x @ w - 0.5)))
        x.astype("<f8").tofile(x_path)
        y.astype("u1").tofile(y_path)
    return np.fromfile(x_path, "<f8").reshape(rows, cols), np.fromfile(y_path, "u1"), x_path, y_path


def csv_file(rows):
    import numpy as np
    import polars as pl
    os.makedirs(DATA, exist_ok=True)
    path = os.path.join(DATA, f"mixed_{rows}x20.csv")
    if not os.path.exists(path):
        rng = np.random.default_rng(2)
        columns = {f"n{j:02d}": rng.normal(0, 10.0 ** (j % 4), rows) for j in range(15)}
        for j, levels in enumerate((2, 5, 12, 60, 1000)):
            names = np.array([f"level_{k}" for k in range(levels)])
            columns[f"c{levels}"] = names[rng.integers(0, levels, rows)]
        pl.DataFrame(columns).write_csv(path + ".part", float_precision=5)
        os.replace(path + ".part", path)
    return path


def coded(path, target, positive, categorical):
    """Treatment coding as in tests/golden: numeric if every cell is, else levels in byte order, the first the base."""
    import csv
    import numpy as np
    with open(path, newline="", encoding="utf-8") as f:
        header, *rows = csv.reader(f)
    terms, columns = [], []
    for j, name in enumerate(header):
        cells = [r[j] for r in rows]
        if name == target:
            y = np.array([c == positive for c in cells], dtype="u1")
            continue
        try:
            if name in categorical:
                raise ValueError
            columns.append([float(c) for c in cells])
            terms.append(name)
        except ValueError:
            for level in sorted(set(cells), key=lambda s: s.encode("utf-8"))[1:]:
                columns.append([float(c == level) for c in cells])
                terms.append(f"{name}={level}")
    return np.ascontiguousarray(np.array(columns).T), y, terms


# ---------------------------------------------------------------- the referee

class Referee:
    def __init__(self, x, y, lam):
        self.x, self.y, self.lam = x, y.astype(float), lam

    def value(self, b, w):
        import numpy as np
        eta = self.x @ w + b
        return float(np.mean(np.logaddexp(0.0, eta) - self.y * eta)) + self.lam / 2 * float(w @ w)

    def refine(self, b, w, steps=4):
        """Newton in numpy from an already good point -> (value, norm of the gradient)."""
        import numpy as np
        n, p = self.x.shape
        for _ in range(steps):
            eta = self.x @ w + b
            mu = 1 / (1 + np.exp(-eta))
            r, d = (mu - self.y) / n, mu * (1 - mu) / n
            g = np.append(r.sum(), self.x.T @ r + self.lam * w)
            h = np.zeros((p + 1, p + 1))
            h[0, 0] = d.sum()
            h[0, 1:] = h[1:, 0] = self.x.T @ d
            for s in range(0, n, 100_000):
                block = self.x[s:s + 100_000]
                h[1:, 1:] += block.T @ (d[s:s + 100_000, None] * block)
            h[1:, 1:] += self.lam * np.eye(p)
            step = np.linalg.solve(h, g)
            b, w = b - step[0], w - step[1:]
        return self.value(b, w), float(np.linalg.norm(g))


# ---------------------------------------------------------------- peers: name -> fit(tol) -> (b, w, iterations)

def fitters(x, y, lam):
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    n = len(y)
    xf, yf = np.asfortranarray(x), y.astype(float)

    def sklearn_fit(solver):
        def fit(tol):
            m = LogisticRegression(C=1 / (n * lam) if lam else np.inf, solver=solver, tol=tol, max_iter=20_000).fit(x, y)
            return float(m.intercept_[0]), m.coef_[0].copy(), int(m.n_iter_[0])
        return fit

    def glum_fit(solver):
        from glum import GeneralizedLinearRegressor

        def fit(tol):
            m = GeneralizedLinearRegressor(family="binomial", alpha=lam, l1_ratio=0, solver=solver, gradient_tol=tol,
                                           max_iter=20_000).fit(xf, yf)
            return float(m.intercept_), np.asarray(m.coef_).copy(), int(m.n_iter_)
        return fit

    out = {f"scikit-learn {s}": sklearn_fit(s) for s in ("newton-cholesky", "lbfgs")}
    try:
        import glum  # noqa: F401
        out |= {f"glum {s}": glum_fit(s) for s in ("irls-ls", "lbfgs")}
    except ImportError:
        note("glum is not installed: skipped")
    return out


def loosest(fit, referee, best):
    """The loosest tolerance within TARGET of `best` (or the tightest), and what it gave."""
    for tol in LADDER:
        result = fit(tol)
        gap = referee.value(*result[:2]) / best - 1
        if gap <= TARGET:
            break
    return tol, gap


def busy():
    """(CPU seconds of this process and its children, of the whole machine) since they started."""
    t = os.times()
    with open("/proc/stat") as f:
        user, nice, system, _idle, _wait, irq, soft, steal = map(int, f.readline().split()[1:9])
    return t.user + t.system + t.children_user + t.children_system, (user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK")


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


def timed(function):
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def fit_table(title, x, y, lam, files, rounds, repeats, best=None):
    """Fit with every tool in turn; a table."""
    referee = Referee(x, y, lam)
    tools = fitters(x, y, lam)
    norm = None
    if best is None:
        b, w, _ = tools["scikit-learn newton-cholesky"](1e-8)
        best, norm = referee.refine(b, w)
    tols = {}
    for name in list(tools):
        try:
            tols[name] = loosest(tools[name], referee, best)[0]
        except Exception as e:                                   # a peer that fails is a result too
            note(f"{title}: {name} failed: {type(e).__name__}: {str(e)[:120]}")
            del tools[name]
    seconds, last = {name: [] for name in tools}, {}
    mine = []
    with Quiet() as quiet:
        for _ in range(rounds):
            for name, fit in tools.items():
                for _ in range(repeats):
                    s, last[name] = timed(lambda: fit(tols[name]))
                    seconds[name].append(s)
                    if s > 0.2:                                  # long enough to need no repeat within the round
                        break
            got = ours("fit", *files, *x.shape, "--lambda", repr(lam), "--tolerance", repr(TARGET), "--repeats", repeats)
            if got:
                mine += got["seconds"]
    rows = []
    if mine:
        import numpy as np
        gap = referee.value(got["intercept"], np.array(got["coefficients"])) / best - 1
        rows.append(("logodds", mine, f"{gap:.1e}" + ("" if gap <= TARGET else " (missed)"), f"{got.get('passes')} passes, {got.get('status')}, bound {got.get('bound')}"))
    for name in tools:
        b, w, k = last[name]
        gap = referee.value(b, w) / best - 1
        rows.append((name, seconds[name], f"{gap:.1e}" + ("" if gap <= TARGET else " (missed)"), f"tol {tols[name]:g}, {k} iterations"))
    how = f"F* = {best:.15g}" + (f" (gradient there {norm:.0e})" if norm is not None else " (tests/golden)")
    return table(f"{title}; lambda = {lam:g}; {how}", rows, "relative gap", quiet)


def pass_table(x, y, lam, files, rounds):
    """One evaluation of loss and gradient at w = 0.01, b = 0."""
    import numpy as np
    from scipy.special import expit
    from sklearn._loss import HalfBinomialLoss
    from sklearn.linear_model._linear_loss import LinearModelLoss
    n, p = x.shape
    yf, w = y.astype(float), np.full(p + 1, 0.01)
    w[-1] = 0.0
    loss = LinearModelLoss(base_loss=HalfBinomialLoss(), fit_intercept=True)

    def plain():
        eta = x @ w[:-1] + w[-1]
        value = np.mean(np.logaddexp(0, eta) - yf * eta) + lam / 2 * w[:-1] @ w[:-1]
        r = (expit(eta) - yf) / n
        return value, np.append(x.T @ r + lam * w[:-1], r.sum())

    threads = os.cpu_count()
    tools = {f"scikit-learn loss_gradient, n_threads={t}": (lambda t=t: loss.loss_gradient(w, x, yf, l2_reg_strength=lam, n_threads=t))
             for t in sorted({1, threads})} | {"numpy": plain, "reading X once (numpy x.sum())": lambda: (None, x.sum())}
    seconds, mine, value = {k: [] for k in tools}, [], plain()[0]
    for f in tools.values():
        f()
    with Quiet() as quiet:
        for _ in range(rounds):
            for name, f in tools.items():
                for _ in range(3):
                    seconds[name].append(timed(f)[0])
            got = ours("pass", *files, n, p, "--lambda", repr(lam), "--repeats", 5)
            if got:
                mine += got["seconds"]
                if got.get("value") is not None and abs(got["value"] / value - 1) > 1e-12:
                    note(f"logodds pass: value {got['value']!r} differs from {float(value)!r}")
    gbps = lambda s: f"{x.nbytes / statistics.median(s) / 1e9:.1f} GB/s of X"
    rows = ([("logodds", mine, gbps(mine), "")] if mine else []) + [(k, s, gbps(s), "") for k, s in seconds.items()]
    return table(f"T1: one pass of loss and gradient, {n:,} x {p} f64", rows, "rate", quiet)


def csv_table(path, rounds):
    import pandas as pd
    import polars as pl
    names = pl.read_csv(path, n_rows=1).columns
    categories = {c: pl.Categorical for c in names if c.startswith("c")}
    tools = {
        "polars read_csv": lambda: pl.read_csv(path),
        "polars read_csv, Categorical": lambda: pl.read_csv(path, schema_overrides=categories),
        "pandas read_csv (c)": lambda: pd.read_csv(path),
        "pandas read_csv (c), category": lambda: pd.read_csv(path, dtype={c: "category" for c in categories}),
        "pandas read_csv (pyarrow)": lambda: pd.read_csv(path, engine="pyarrow"),
    }
    size = os.path.getsize(path)
    open(path, "rb").read()                                      # everyone reads from the page cache
    seconds, mine = {k: [] for k in tools}, []
    with Quiet() as quiet:
        for _ in range(rounds):
            for name, f in tools.items():
                s, frame = timed(f)
                shape = frame.shape
                del frame
                seconds[name].append(s)
            got = ours("csv", path, "--repeats", 1)
            if got:
                mine += got["seconds"]
                if (got.get("rows", shape[0]), got.get("columns", shape[1])) != shape:
                    note(f"logodds csv: {got.get('rows')} x {got.get('columns')}, expected {shape}")
    rate = lambda s: f"{size / statistics.median(s) / 1e6:.0f} MB/s"
    rows = ([("logodds", mine, rate(mine), "")] if mine else []) + [(k, s, rate(s), "") for k, s in seconds.items()]
    return table(f"T2: reading a CSV of {shape[0]:,} x {shape[1]}, {size / 1e6:.0f} MB", rows, "rate", quiet)


# ---------------------------------------------------------------- reporting

def table(title, rows, third, quiet):
    """rows: (name, seconds, text, text). The ratio is to logodds if it ran, else to the fastest."""
    medians = [statistics.median(r[1]) for r in rows]
    against = medians[0] if rows[0][0] == "logodds" else min(medians)
    unit, k = ("s", 1) if min(medians) >= 0.1 else ("ms", 1e3)
    lines = [f"### {title}", "", f"| tool | median {unit} | min to max | times {'logodds' if rows[0][0] == 'logodds' else 'the fastest'} | {third} | |",
             "|---|---:|---:|---:|---:|---|"]
    for (name, s, a, b), m in zip(rows, medians):
        lines.append(f"| {name} | {m * k:.3f} | {min(s) * k:.3f} to {max(s) * k:.3f} | {m / against:.2f} | {a} | {b} |")
    text = "\n".join(lines) + "\n" + quiet.text
    print("\n" + text, flush=True)
    return text


def machine():
    from importlib.metadata import version
    cpu = platform.processor()
    try:
        with open("/proc/cpuinfo") as f:
            cpu = next(l.split(":")[1].strip() for l in f if l.startswith("model name"))
    except (OSError, StopIteration):
        pass
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, cwd=ROOT).stdout.split()
    versions = [f"Python {platform.python_version()}"] + [f"{p} {version(p)}" for p in PACKAGES + ["numpy"]]
    return (f"{datetime.date.today()}; {cpu}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}; "
            + ", ".join(versions) + (f", rustc {rustc[1]}" if len(rustc) > 1 else ""))


def main():
    warnings.filterwarnings("ignore")
    scale = 10 if options.quick else 1
    rounds = options.rounds or (2 if options.quick else 5)
    tasks = options.tasks.split(",")
    load = [os.getloadavg()[0]]
    parts = []
    if "T1" in tasks:
        n, lam = 1_000_000 // scale, 1e-4
        x, y, *files = dense(n, 50)
        parts.append(pass_table(x, y, lam, files, rounds))
        parts.append(fit_table(f"T1: fit {n:,} x 50 f64 to {TARGET:g}", x, y, lam, files, rounds, 1))
        del x, y
    if "T2" in tasks:
        parts.append(csv_table(csv_file(1_000_000 // scale), rounds))
    if "T3" in tasks:
        with open(os.path.join(ROOT, "tests", "golden", "optima.json"), encoding="utf-8") as f:
            cases = json.load(f)["cases"]
        for c in cases:
            x, y, terms = coded(os.path.join(ROOT, c["data"]), c["target"], c["positive"], c["categorical"])
            assert terms == [t["term"] for t in c["coefficients"]][1:]
            files = [os.path.join(DATA, f"{c['name']}.{e}") for e in ("f64", "u8")]
            os.makedirs(DATA, exist_ok=True)
            x.astype("<f8").tofile(files[0])
            y.tofile(files[1])
            parts.append(fit_table(f"T3: {c['name']}, {x.shape[0]} x {x.shape[1]}", x, y, c["lambda"], files,
                                   rounds, 4, float(c["objective"])))
    load.append(os.getloadavg()[0])
    head = ["# logodds beside other tools", "", "Written by `python3 benches/peers/run.py`; what is measured and how is told at the top of that file.", "",
            machine() + f"; {rounds} rounds, the tools in turn; load average {load[0]:.1f} before, {load[1]:.1f} after.", ""]
    if notes:
        head += ["Notes:", ""] + [f"- {t}" for t in notes] + [""]
    if not options.quick and set(tasks) >= {"T1", "T2", "T3"}:
        with open(os.path.join(ROOT, "benches", "peers", "RESULTS.md"), "w") as f:
            f.write("\n".join(head) + "\n" + "\n".join(parts))
        print("written: benches/peers/RESULTS.md")
    else:
        print("\n".join(head[4:]))


parser = argparse.ArgumentParser(description="logodds beside other tools (see the top of this file)")
parser.add_argument("--quick", action="store_true", help="a tenth of the rows, two rounds, no RESULTS.md")
parser.add_argument("--tasks", default="T1,T2,T3")
parser.add_argument("--rounds", type=int)
parser.add_argument("--no-ours", action="store_true", help="the other tools alone")
options = parser.parse_args()

if __name__ == "__main__":
    enter_venv()
    main()

"""The tables: each runs the tools in turn, `rounds` times."""
import json
import os
import statistics
import subprocess
import sys

import numpy as np

import peers
from clock import Quiet, timed
from datasets import DATA
from ours import built_command, ours
from referee import ClassesReferee, Referee
from report import note, table
from worker import TooSlow, Worker

TARGET = 1e-6
TARGETS = [1e-3, TARGET, 1e-10]
LADDER = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12]


def missed(gap, target):
    return f"{gap:.1e}" + ("" if gap <= target else " (missed)")


def arguments(problem, target, repeats):
    p = problem
    return p.task, *p.files, p.rows, p.cols, "--lambda", repr(p.lam), "--tolerance", repr(target), "--repeats", repeats


def memory(extra):
    return "" if extra is None else f"{extra / 1e6:+.0f} MB at the peak"


class Fits:
    """Every tool on one problem; what it reached at which tolerance is remembered from target to target."""
    def __init__(self, title, problem, tools, limit, best=None):
        self.title, self.problem, self.limit = title, problem, limit
        self.referee = (ClassesReferee if problem.task == "classes" else Referee)(*problem.load(), problem.lam)
        self.worker = Worker(problem, tools, limit)
        self.tools, self.values, self.failed = tools, {}, {}
        if best is not None:
            self.best, self.how = best, "tests/golden"
        else:
            if problem.task == "sparse":
                self.best, norm = self.referee.minimise()
            elif problem.task == "classes":
                got = ours(*arguments(problem, 1e-11, 1))
                b, w = (got["intercept"], got["coefficients"]) if got else self.worker.fit(tools[0], 1e-8)[2][:2]
                self.best, norm = self.referee.value(b, w), self.referee.gradient_norm(b, w)
            else:
                _, _, (b, w, _) = self.worker.fit("scikit-learn newton-cholesky", 1e-8)
                self.best, norm = self.referee.refine(b, w)
            self.how = f"gradient there {norm:.0e}"

    def gap(self, b, w):
        return self.referee.value(b, w) / self.best - 1

    def loosest(self, name, target):
        """The loosest tolerance within `target` of the optimum, else the tightest; None if the tool fails on the way,
        and from then on."""
        if name in self.failed:
            return None
        for tol in LADDER:
            try:
                if (name, tol) not in self.values:
                    self.values[name, tol] = self.gap(*self.worker.fit(name, tol)[2][:2])
            except (TooSlow, RuntimeError) as e:
                self.failed[name] = str(e)
                return None
            if self.values[name, tol] <= target:
                break
        return tol

    def table(self, target, rounds, repeats):
        tols = {name: self.loosest(name, target) for name in self.tools}
        seconds, last, mine, got, extra = {name: [] for name in self.tools}, {}, [], None, {}
        with Quiet() as quiet:
            for _ in range(rounds):
                for name, tol in tols.items():
                    for _ in range(repeats):
                        if tol is None or sum(seconds[name]) > self.limit:
                            break
                        try:
                            s, extra[name], last[name] = self.worker.fit(name, tol)
                        except TooSlow:                          # it was within the limit on the ladder: as good as at it
                            s = float(self.limit)
                        seconds[name].append(s)
                        if s > 0.2:                              # long enough to need no repeat within the round
                            break
                got = ours(*arguments(self.problem, target, repeats))
                if got:
                    mine += got["seconds"]
        rows = []
        if got:
            gap = self.gap(got["intercept"], np.array(got["coefficients"]))
            rows.append(("logodds", mine, missed(gap, target), f"{got.get('solver')}, {got.get('passes'):.3g} passes, {got.get('status')}, bound {got.get('bound'):.1e}, {memory(got.get('extra'))}"))
        for name, tol in tols.items():
            if tol is None:
                rows.append((name, [], "", self.failed[name]))
            else:
                b, w, k = last[name]
                rows.append((name, seconds[name], missed(self.gap(b, w), target), f"tol {tol:g}, {k} iterations, {memory(extra.get(name))}"))
        title = f"{self.title} to {target:g}; lambda = {self.problem.lam:g}; F* = {self.best:.15g} ({self.how})"
        return table(title, rows, "relative gap", quiet)


def fit_tables(title, problem, targets, rounds, repeats, limit, tools=None, best=None):
    fits = Fits(title, problem, tools or peers.names(problem.task), limit, best)
    try:
        return [fits.table(target, rounds, repeats) for target in targets]
    finally:
        fits.worker.stop()


def pass_table(problem, rounds):
    """One evaluation of loss and gradient at w = 0.01, b = 0."""
    from scipy.special import expit
    from sklearn._loss import HalfBinomialLoss
    from sklearn.linear_model._linear_loss import LinearModelLoss
    (x, y), lam = problem.load(), problem.lam
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
            got = ours("pass", *problem.files, n, p, "--lambda", repr(lam), "--repeats", 5)
            if got:
                mine += got["seconds"]
                if got.get("value") is not None and abs(got["value"] / value - 1) > 1e-12:
                    note(f"logodds pass: value {got['value']!r} differs from {float(value)!r}")
    gbps = lambda s: f"{x.nbytes / statistics.median(s) / 1e9:.1f} GB/s of X"
    rows = ([("logodds", mine, gbps(mine), "")] if mine else []) + [(k, s, gbps(s), "") for k, s in seconds.items()]
    return table(f"T1: one pass of loss and gradient, {n:,} x {p} f64", rows, "rate", quiet)


def csv_table(task, path, rounds):
    """Columns whose name begins with c are texts, which some tools can also read as categories."""
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow.csv
    names = pl.read_csv(path, n_rows=1).columns
    categories = {c: pl.Categorical for c in names if c.startswith("c")}
    tools = {
        "polars read_csv": lambda: pl.read_csv(path),
        "pandas read_csv (c)": lambda: pd.read_csv(path),
        "pandas read_csv (pyarrow)": lambda: pd.read_csv(path, engine="pyarrow"),
        "pyarrow read_csv": lambda: pyarrow.csv.read_csv(path),
        "duckdb read_csv to arrow": lambda: duckdb.read_csv(path).to_arrow_table(),
    }
    if categories:
        tools |= {
            "polars read_csv, Categorical": lambda: pl.read_csv(path, schema_overrides=categories),
            "pandas read_csv (c), category": lambda: pd.read_csv(path, dtype={c: "category" for c in categories}),
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
            got = ours("csv", path, "--repeats", 3)          # in one process, as the others are all along
            if got:
                mine += got["seconds"]
                if (got.get("rows", shape[0]), got.get("columns", shape[1])) != shape:
                    note(f"logodds csv: {got.get('rows')} x {got.get('columns')}, expected {shape}")
    rate = lambda s: f"{size / statistics.median(s) / 1e6:.0f} MB/s"
    rows = ([("logodds", mine, rate(mine), "")] if mine else []) + [(k, s, rate(s), "") for k, s in seconds.items()]
    return table(f"{task}: reading a CSV of {shape[0]:,} x {shape[1]}, {size / 1e6:.0f} MB", rows, "rate", quiet)


def from_file_table(path, n, rounds):
    """Processes from start to end; the log loss of the probabilities that each wrote is computed here."""
    import polars as pl
    here = os.path.dirname(os.path.abspath(__file__))
    out, model = os.path.join(DATA, "written.csv"), os.path.join(DATA, "from_file.logodds")
    script = os.path.join(here, "from_file.py")
    tools = {name: [[sys.executable, script, name, path, out]]
             for name in ("polars+glum", "pandas+scikit-learn") if "glum" not in name or "glum" not in peers.missing()}
    program = built_command()
    if program:
        tools = {"logodds": [[program, "fit", path, "--target", "y", "--quiet", "--model", model],
                             [program, "predict", model, path, "--output", out]]} | tools
    seconds, peak, loss, last = ({name: [] for name in tools} for _ in range(4))
    open(path, "rb").read()
    with Quiet() as quiet:
        for _ in range(rounds):
            for name, commands in list(tools.items()):
                steps = [json.loads(subprocess.run([sys.executable, os.path.join(here, "measured.py"), *c], capture_output=True,
                                                   text=True, check=True).stdout) for c in commands]
                if any(s["code"] for s in steps):
                    note(f"T6: {name} failed: {next(s['last'] for s in steps if s['code'])[:120]}")
                    del tools[name]
                    continue
                seconds[name].append(sum(s["seconds"] for s in steps))
                peak[name].append(max(s["peak"] for s in steps))
                last[name] = "fit {:.2f} s, predict {:.2f} s".format(*(s["seconds"] for s in steps)) if len(steps) > 1 else steps[0]["last"]
                if not loss[name]:
                    p, y = (pl.read_csv(out, columns=[c])[c].to_numpy() for c in ("probability", "y"))
                    loss[name].append(float(-np.mean(np.log(np.where(y == 1, p, 1 - p)))))
                os.remove(out)
    best = min((loss[name][0] for name in tools), default=0.0)
    rows = [(name, seconds[name], f"{max(peak[name]) / 1e9:.2f} GB",
             f"mean log loss {loss[name][0]:.12f}, {missed(loss[name][0] / best - 1, TARGET)} above the least; {last[name]}") for name in tools]
    return table(f"T6: read, fit, predict, write a CSV of {n:,} x 20, {os.path.getsize(path) / 1e6:.0f} MB", rows, "peak memory", quiet)

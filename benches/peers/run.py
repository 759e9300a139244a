#!/usr/bin/env python3
"""logodds beside other tools, on one machine, in one run.

    python3 benches/peers/run.py [--quick] [--tasks T1,T2,T3,T4,T5,T6,T7,T8,T9,T10,T11] [--rounds N] [--no-ours]

Makes its own virtual environment (target/peers-venv) and its data (target/peers-data, seeded), runs the tools
in turn, `rounds` times, and reports medians. A full run with every task rewrites benches/peers/RESULTS.md;
--quick (a tenth of the rows) and partial runs only print.

    T1  dense 1,000,000 x 50 f64, L2 with lambda = 1e-4 per row (scikit-learn's C = 1/(n lambda)):
        seconds to a fit within 1e-3, 1e-6 and 1e-10 of the optimum, relative; and seconds of one pass of loss and gradient
    T2  a CSV of 1,000,000 x 20: 15 numbers "%.5f", 5 categories, one of them of 1,000 levels
    T3  birthwt, German credit, spam7, breast cancer, columns as given (not standardised), to 1e-6
    T4  sparse 400,000 x 100,000, 57 entries a row on average, L2 with lambda = 1e-6, to the same three
    T5  dense 100,000 x 500, neighbours correlated 0.9, each column in a unit of its own from 0.01 to 100,
        L2 with lambda = 1e-4, to the same three
    T6  a CSV of 2,000,000 x 20, as in T2, and y: read, fit by maximum likelihood, and write it with probabilities;
        whole processes, to each tool's own default tolerance; and their peak memory
    T7  multinomial: 60,000 images of 28 x 28, 10 classes, f32, L2 with lambda = 1e-4, to the same three
    T8  probabilities from a fitted model, 20 numbers a row: a million rows, and one row at a time
    T9  a CSV of 1 GB: 2,300,000 x 51 numbers "%.5f"
    T10 dense 500,000 x 30, maximum likelihood with the standard error of every coefficient
    T11 from Python: our estimator beside scikit-learn's, each with its default tolerance: fits (dense, sparse, multinomial,
        small), predict_proba of a million rows and of one, cross-validation; and the same fit from Rust. Of the package
        in target/peers-venv (pip install crates/python), if it is there

Rules. (1) One referee: every tool hands back its intercept and coefficients, and the objective is computed from
them here, in numpy f64; nobody's own claim counts. The optimum of T1 and T5 is the best found, refined by Newton
until the gradient is at rounding level; T4's is the referee's own, by Newton with conjugate gradients, and its
gradient proves it; T7's is ours at 1e-11, proved by the gradient that the referee computes; T3's is tests/golden/optima.json. T6's log loss is that of the probabilities in the file.
(2) A tool's tolerance means something else in each tool, so each gets the loosest tol of a ladder that brings it
within the target, found before the clock starts. A tool that never gets there is timed at its tightest tol and
marked. (3) Data are in memory, in the layout the tool likes best, before the clock starts (T6 aside); all cores
for everyone. (4) A fit is stopped after 120 s (20 s in a quick run), and a tool is not timed again once it has
had that much in all. (5) liblinear and snapml penalise their intercept: it is scaled by 10, so that this costs less
than the target shows. snapml, whose licence is not free, and R are used where they are installed, and not installed.

Our side is one Rust program, called through `ours()` in ours.py (T6: the command). Protocol: on

    cargo run --release --quiet --example peer_task -- fit  X.f64 y.u8 ROWS COLS --lambda L --tolerance T --repeats R
    cargo run --release --quiet --example peer_task -- pass X.f64 y.u8 ROWS COLS --lambda L --repeats R
    cargo run --release --quiet --example peer_task -- csv  FILE --repeats R
    cargo run --release --quiet --example peer_task -- classes X.f32 y.u8 ROWS COLS --lambda L --tolerance T --repeats R
    cargo run --release --quiet --example peer_task -- predict ROWS COLS --repeats R
    cargo run --release --quiet --example peer_task -- sparse INDPTR COLUMNS VALUES Y ROWS COLS --lambda L --tolerance T --repeats R

it prints one JSON line (X.f64: row-major little-endian f64; y.u8: one byte a row, 0 or 1; no header; sparse rows:
indptr u64, columns u32, values f64, little-endian, columns rising within a row):

    {"task": "fit" | "pass" | "csv" | "sparse",
     "seconds": [...],          one entry per repeat: the fit, the pass or the read alone, data already in memory
                                (for csv: opening the file to a typed table)
     "pass_seconds": [...],     optional: mean seconds of a pass within each fit
     "gbps": x,                 optional: bytes of X (or of the file) per second, at the median
     "intercept": b, "coefficients": [...], "status": "converged", "bound": g, "passes": k,     for fit and sparse
     "value": F, "gradient_norm": g,      optional, for pass: at w = 0.01 everywhere, b = 0 (checked here)
     "extra": bytes,            optional: memory at the peak of the fits above what was held before them
     "batch_seconds": [...], "into_seconds": [...],    for predict: all rows, into new memory and into memory that is kept,
     "batch_f32_seconds": [...], "into_f32_seconds": [...],     the same of rows stored as f32,
     "row_seconds": [...],                             and one row
     "rows": n, "columns": p}             optional, for csv (checked here)

Unknown keys are ignored. No such example, or a failing one: the rows "logodds" are left out with a plain note.
"""
import argparse
import json
import os
import subprocess
import sys
import warnings

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, "target", "peers-venv")
PACKAGES = ["scikit-learn", "glum", "polars", "pandas", "pyarrow", "onnx", "onnxruntime", "duckdb", "statsmodels"]
TASKS = ["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11"]


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


def measure(chosen, quick, rounds):
    """The tables of the tasks in `chosen`."""
    import datasets
    import errors
    import peers
    import predict
    import tasks
    from report import note
    for name in peers.missing():
        note(f"{name} is not installed: skipped")
    scale, limit = (10, 20) if quick else (1, 120)
    parts = []
    if "T1" in chosen:
        n = 1_000_000 // scale
        problem = datasets.dense(n, 50, 1e-4)
        parts.append(tasks.pass_table(problem, rounds))
        parts += tasks.fit_tables(f"T1: fit {n:,} x 50 f64", problem, tasks.TARGETS, rounds, 1, limit)
    if "T2" in chosen:
        parts.append(tasks.csv_table("T2", datasets.csv_file(1_000_000 // scale, labelled=False), rounds))
    if "T3" in chosen:
        with open(os.path.join(ROOT, "tests", "golden", "optima.json"), encoding="utf-8") as f:
            cases = json.load(f)["cases"]
        for c in cases:
            problem = datasets.golden(c)
            parts += tasks.fit_tables(f"T3: {c['name']}, {problem.rows} x {problem.cols}", problem, [tasks.TARGET], rounds, 4, limit,
                                      peers.small(problem.lam), float(c["objective"]))
    if "T4" in chosen:
        problem = datasets.sparse(400_000 // scale, 100_000, 1e-6)
        entries = os.path.getsize(problem.files[1]) // 4
        parts += tasks.fit_tables(f"T4: fit sparse {problem.rows:,} x 100,000, {entries:,} entries", problem, tasks.TARGETS,
                                  rounds, 1, limit)
    if "T5" in chosen:
        problem = datasets.ill_conditioned(100_000 // scale, 500, 1e-4)
        tools = [t for t in peers.names("fit") if t != "glum lbfgs"]
        parts += tasks.fit_tables(f"T5: fit {problem.rows:,} x 500 f64, ill-conditioned", problem, tasks.TARGETS, rounds, 1, limit, tools)
    if "T6" in chosen:
        n = 2_000_000 // scale
        parts.append(tasks.from_file_table(datasets.csv_file(n, labelled=True), n, rounds))
    if "T7" in chosen:
        problem = datasets.images(60_000 // scale, 28, 10, 1e-4)
        parts += tasks.fit_tables(f"T7: multinomial, {problem.rows:,} x 784 f32, 10 classes", problem, tasks.TARGETS, rounds, 1, limit)
    if "T8" in chosen:
        parts.append(predict.table_of(1_000_000 // scale, 20, rounds))
    if "T9" in chosen:
        parts.append(tasks.csv_table("T9", datasets.csv_numbers(2_300_000 // scale, 51), rounds))
    if "T10" in chosen:
        parts.append(errors.errors_table(datasets.dense(500_000 // scale, 30, 0.0), rounds))
    if "T11" in chosen:
        import in_python
        parts += in_python.python_tables(scale, rounds)
    return parts


def main():
    parser = argparse.ArgumentParser(description="logodds beside other tools (see the top of this file)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows, two rounds, no RESULTS.md")
    parser.add_argument("--tasks", default=",".join(TASKS))
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--no-ours", action="store_true", help="the other tools alone")
    options = parser.parse_args()
    chosen = options.tasks.split(",")
    if unknown := set(chosen) - set(TASKS):
        parser.error(f"no task {', '.join(sorted(unknown))}: there are {', '.join(TASKS)}")
    enter_venv()
    warnings.filterwarnings("ignore")
    import ours
    from report import machine, notes
    ours.wanted = not options.no_ours
    rounds = options.rounds or (2 if options.quick else 5)
    load = [os.getloadavg()[0]]
    parts = measure(chosen, options.quick, rounds)
    load.append(os.getloadavg()[0])
    head = ["# logodds beside other tools", "", "Written by `python3 benches/peers/run.py`; what is measured and how is told at the top of that file.", "",
            machine(ROOT, PACKAGES + ["snapml", "numpy"])
            + f"; {rounds} rounds, the tools in turn; load average {load[0]:.1f} before, {load[1]:.1f} after.", ""]
    if notes:
        head += ["Notes:", ""] + [f"- {t}" for t in notes] + [""]
    if not options.quick and set(chosen) == set(TASKS):
        with open(os.path.join(ROOT, "benches", "peers", "RESULTS.md"), "w") as f:
            f.write("\n".join(head) + "\n" + "\n".join(parts))
        print("written: benches/peers/RESULTS.md")
    else:
        print("\n".join(head[4:]))


if __name__ == "__main__":
    main()

"""A category of many levels beside pyfixest: `y ~ x + g` of one frame in one run, with standard errors.

    python levels.py [--command PATH] [--times K] [ROWS:LEVELS[+LEVELS][:NUMBERS] ...]

pyfixest eliminates levels (`y ~ x | g`) and drops those that hold one label, with their rows; logodds estimates every level, and those go to their
limits: the coefficients of numbers and their errors are the same numbers, of the same rows. pyfixest's errors are those by the model, without its
factor for small samples, and its tolerances are set so that they have eight digits; its time is at its own defaults. Least of K runs each, in turn.
The command reads the same data from a file, and its whole process is timed.
"""

import argparse
import json
import os
import resource
import subprocess
import tempfile
import time
import warnings

import numpy as np
import pandas as pd
import pyfixest

import logodds

SHAPES = ["200000:1000", "200000:5000", "200000:20000", "200000:100000", "1000000:10000+1000:5", "1000000:100000:5"]


def frame(rows, levels, numbers, seed=3):
    """Numbers and levels drawn independently, effects of levels of size 1."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, numbers))
    margin = x.sum(1)
    columns = {f"x{j}": x[:, j] for j in range(numbers)}
    for name, count in zip("gh", levels):
        code = rng.integers(0, count, rows)
        margin = margin + rng.normal(size=count)[code]
        columns[name] = np.array([f"{name}{k:06d}" for k in range(count)])[code]
    columns["y"] = (rng.random(rows) < 1 / (1 + np.exp(-margin))).astype(int)
    return pd.DataFrame(columns)


def least(times, *runs):
    """The least time of every run, taken in turn, and what each gave."""
    found, best = [None] * len(runs), [np.inf] * len(runs)
    for _ in range(times):
        for k, run in enumerate(runs):
            start = time.perf_counter()
            found[k] = run()
            best[k] = min(best[k], time.perf_counter() - start)
    return best, found


def shape(text, times, command):
    rows, levels, *numbers = text.split(":")
    rows, levels, numbers = int(rows), [int(k) for k in levels.split("+")], int(numbers[0]) if numbers else 1
    data = frame(rows, levels, numbers)
    names, groups = [f"x{j}" for j in range(numbers)], list("gh"[: len(levels)])
    theirs = f"y ~ {' + '.join(names)} | {' + '.join(groups)}"
    ours = f"y ~ {' + '.join(names + groups)}"
    fixest = lambda **more: pyfixest.feglm(theirs, data, family="logit", vcov="iid", **more)  # noqa: E731
    with tempfile.TemporaryDirectory() as folder:
        runs = [fixest, lambda: logodds.fit(ours, data)]
        if command:
            path = os.path.join(folder, "data.csv")
            data.to_csv(path, index=False)
            line = [command, "fit", path, "--target", "y", "--quiet", "--model", os.path.join(folder, "m.lo")]
            runs.append(lambda: subprocess.run(line, capture_output=True, check=False).returncode)
        best, found = least(times, *runs)
    sharp = fixest(ssc=pyfixest.ssc(k_adj=False), fixef_tol=1e-12, iwls_tol=1e-12)
    fit = found[1]
    estimates, errors = fit.params[names].to_numpy(), fit.bse[names].to_numpy()
    apart = lambda a, b: float(np.max(np.abs(a / np.asarray(b) - 1)))  # noqa: E731
    told = {
        "shape": text,
        "pyfixest_s": round(best[0], 3),
        "frame_s": round(best[1], 3),
        "ratio": round(best[0] / best[1], 2),
        "status": fit.status,
        "coefficients_apart": apart(estimates, sharp.coef()[names]),
        "errors_apart": apart(errors, sharp.se()[names]),
        "rows_of_pyfixest": int(sharp._N),
        "errors_of_levels": int(np.isfinite(fit.bse.to_numpy()).sum()) - numbers,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if command:
        told |= {"command_s": round(best[2], 3), "exit": found[2], "ratio_of_command": round(best[0] / best[2], 2)}
    print(json.dumps(told), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("shapes", nargs="*", default=SHAPES)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    for text in asked.shapes:
        shape(text, asked.times, asked.command)


if __name__ == "__main__":
    main()

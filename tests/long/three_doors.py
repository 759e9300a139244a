"""One data set through three doors: the command, the Rust library and Python must tell the same numbers, or the same refusal.

    python tests/long/three_doors.py LOGODDS RUST_DOOR [COUNT [FIRST]]

LOGODDS is the command, RUST_DOOR the example `rust_door`; Python's module `logodds` must be importable. COUNT (500) small data sets are drawn
from FIRST (0) on, each by its own number: ties, separation, collinearity, constant columns, categories, weights of three kinds with zeros
among them, offsets, clusters, missing cells, two to four labels, penalties and covariances. Numbers are compared to the last bit, since all
doors lead to one engine. Prints every difference and ends with 1 if there is one.
"""

import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pandas as pd

import logodds

STATISTICS = ("log_likelihood", "aic", "bic", "nagelkerke_r2")


def drawn(number):
    """A frame, and what is asked of it."""
    r = np.random.default_rng(number)
    rows = int(r.integers(4, 61))
    columns = int(r.integers(1, 5))
    labels = int(r.choice([2, 2, 2, 2, 3, 4]))
    frame = {}
    for j in range(columns):
        kind = r.choice(["normal", "ties", "binary", "scaled", "constant", "huge"], p=[0.4, 0.25, 0.15, 0.1, 0.05, 0.05])
        x = r.normal(size=rows)
        if kind == "ties":
            x = np.round(x)
        elif kind == "binary":
            x = (x > 0).astype(float)
        elif kind == "scaled":
            x = x * 10.0 ** r.integers(-9, 10) + 10.0 ** r.integers(-3, 6)
        elif kind == "constant":
            x = np.full(rows, np.round(x[0], 2))
        elif kind == "huge":
            x[r.integers(rows)] = 1e9
        frame[f"x{j}"] = x + 0.0
    if columns > 1 and r.random() < 0.2:  # collinear, exactly or nearly
        near = 0.0 if r.random() < 0.5 else 1e-6 * r.normal(size=rows)
        frame["sum"] = frame["x0"] + frame["x1"] + near
    asked = {"target": "y", "categorical": []}
    if r.random() < 0.35:
        frame["g"] = r.choice(["a", "b", "c", "d"][: int(r.integers(2, 5))], size=rows)
    eta = r.normal() + sum(r.normal() * np.sign(x) * np.minimum(np.abs(x), 3) for x in list(frame.values())[:2] if x.dtype == float)
    if labels == 2:
        y = (eta + r.logistic(size=rows) > 0).astype(int)
        if r.random() < 0.15:  # separated by the first column
            y = (frame["x0"] > np.median(frame["x0"])).astype(int)
    else:
        y = np.clip(np.floor(labels / (1 + np.exp(-eta - r.logistic(size=rows)))), 0, labels - 1).astype(int)
    frame["y"] = np.array(["n", "o", "p", "q"])[y]
    if r.random() < 0.35:
        kind = str(r.choice(["frequency", "sampling", "precision"]))
        w = r.integers(0, 5, size=rows).astype(float)
        frame["w"] = w if kind == "frequency" else np.round(w * r.random(rows), 3)
        asked |= {"weights": "w", "weight_kind": kind}
    if labels == 2 and r.random() < 0.15:
        frame["o"] = np.round(r.normal(size=rows), 3)
        asked["offset"] = "o"
    choice = r.random()
    if choice < 0.15:
        asked |= {"penalty": "l2", "lambda": float(10.0 ** r.integers(-4, 2))}
    elif choice < 0.25:
        asked["penalty"] = "firth"
    choice = r.random()
    if choice < 0.3:
        asked["covariance"] = str(r.choice(["hc0", "hc1", "hc3"]))
    elif choice < 0.4:
        frame["c"] = r.integers(0, max(2, rows // 4), size=rows).astype(float)
        asked["cluster"] = "c"
    frame = pd.DataFrame(frame)
    if r.random() < 0.1:
        frame.loc[r.integers(rows), "x0"] = np.nan
        asked["missing"] = "drop" if r.random() < 0.7 else "error"
    return frame, asked


def by_command(command, path, asked):
    flags = []
    for key, value in asked.items():
        for one in value if isinstance(value, list) else [value]:
            flags += [f"--{key.replace('_', '-')}", str(one)]
    model = path.with_suffix(".model")
    ended = subprocess.run(
        [command, "fit", str(path), *flags, "--json", "-m", str(model)], capture_output=True, text=True, check=False
    )
    if ended.returncode not in (0, 4, 5):
        return {"refused": ended.stderr.strip(), "code": ended.returncode}
    found = json.loads(ended.stdout)
    terms = {}
    for one in found["coefficients"]:
        name = one["term"] if one["class"] is None else f"{one['class']}:{one['term']}"
        terms[name] = [one["estimate"], one["std_error"]]
    scored = subprocess.run([command, "predict", str(model), str(path), "--only"], capture_output=True, text=True, check=False)
    probabilities = {"refused": scored.stderr.strip()}
    if scored.returncode == 0:
        cells = [row[: 1 if len(found["data"]["classes"]) == 2 else -1] for row in csv.reader(scored.stdout.splitlines()[1:])]
        probabilities = [[float(cell) if cell else None for cell in row] for row in cells]
    verdict = (found["separation"] or {}).get("verdict") or "none"
    return {
        "status": found["fit"]["status"],
        "separated": verdict not in ("none", "undecided"),
        "warnings": sorted({warning["code"] for warning in found["warnings"]}),
        "terms": terms,
        "probabilities": probabilities,
        **{name: found["statistics"][name] for name in STATISTICS},
    }


def by_python(frame, asked):
    arguments = {("lambda_" if key == "lambda" else key): value for key, value in asked.items() if key != "categorical"}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = logodds.fit(frame, **arguments)
    except logodds.exceptions.LogoddsError as error:
        return {"refused": str(error)}
    try:
        scored = np.atleast_2d(found.predict(frame).T).T.tolist()
        scored = [[number(p) for p in row] for row in scored]
    except logodds.exceptions.LogoddsError as error:
        scored = {"refused": str(error)}
    params, bse = found.params, found.bse
    name = lambda key: key if isinstance(key, str) else f"{key[0]}:{key[1]}"  # noqa: E731
    statistics = found._record["statistics"]  # noqa: SLF001 (what the summary is made of)
    return {
        "status": found.status,
        "warnings": sorted({warning["code"] for warning in found.warnings}),
        "terms": {name(key): [params[key], bse[key]] for key in params.index},
        "probabilities": scored,
        "log_likelihood": found.llf,
        "aic": found.aic,
        "bic": found.bic,
        "nagelkerke_r2": statistics["nagelkerke_r2"],
    }


def number(x):
    return None if x is None or not math.isfinite(x) else x


def differences(one, other):
    """What two doors tell differently."""
    if ("refused" in one) != ("refused" in other):
        return [f"{one.get('refused', 'fitted')!r} / {other.get('refused', 'fitted')!r}"]
    if "refused" in one:
        return []
    found = [f"{key}: {one[key]!r} / {other[key]!r}" for key in ("status", "separated", "warnings") if key in one and key in other and one[key] != other[key]]
    for key in STATISTICS:
        if key in other and number(one[key]) != number(other[key]):
            found.append(f"{key}: {one[key]!r} / {other[key]!r}")
    if "probabilities" in other and one["probabilities"] != other["probabilities"]:
        a, b = one["probabilities"], other["probabilities"]
        if not (isinstance(a, dict) and isinstance(b, dict)):
            found.append(f"probabilities: {a if isinstance(a, dict) else a[:3]} / {b if isinstance(b, dict) else b[:3]}")
    for term in one["terms"]:
        a, b = one["terms"][term], other["terms"].get(term)
        if b is None or [number(x) for x in a] != [number(x) for x in b]:
            found.append(f"{term}: {a} / {b}")
    return found


def main():
    command, rust = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 500
    first = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    bad = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        sets, lines = [], []
        for k in range(first, first + count):
            frame, asked = drawn(k)
            path = pathlib.Path(folder) / f"{k}.csv"
            frame.to_csv(path, index=False, quoting=csv.QUOTE_MINIMAL)
            sets.append((k, frame, asked, path))
            lines.append(json.dumps({**asked, "data": str(path)}))
        told = subprocess.run([rust], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True).stdout.splitlines()
        for (k, frame, asked, path), line in zip(sets, told, strict=True):
            told_by = {"rust": json.loads(line), "python": by_python(frame, asked)}
            here = by_command(command, path, asked)
            refused += "refused" in here
            found = [f"command / {door}: {one}" for door, other in told_by.items() for one in differences(here, other)]
            if found:
                bad += 1
                print(f"-- {k}: {asked}, {len(frame)} rows, {list(frame.columns)}")
                print("\n".join(f"   {one}" for one in found[:6]))
    print(f"{count} data sets, {refused} refused by the command, {bad} told differently")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

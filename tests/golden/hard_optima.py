"""Badly scaled data sets with certified optima -> hard/*.csv, hard_optima.json.   python3 tests/golden/hard_optima.py

One base design of 200 rows and 5 columns (a normal, a uniform, a skewed, a 0/1 and one correlated with the
first), one y, and the same design scaled, shifted, or given offsets. Cells are written in the shortest form
that reads back to the same float64, and the optimum is that of the float64 values read back from the file:
rounding at the shift is part of the data, not an error of the solver.

Numbers come from Python's random.Random(20240229), whose generator is the same in every version.
"""
import json
import os
import random

from flint import arb, arb_mat

import reference as ref

HERE = os.path.dirname(os.path.abspath(__file__))
N = 200
YEAR_MS = 365.25 * 86400e3


def base():
    rng = random.Random(20240229)
    rows = []
    for _ in range(N):
        a = rng.gauss(0, 1)
        rows.append([round(v, 6) for v in (a, rng.uniform(-1, 1), rng.expovariate(1), float(rng.random() < 0.4),
                                           0.6 * a + 0.8 * rng.gauss(0, 1))])
    truth = (0.8, -1.1, 0.5, 0.7, -0.6)
    y = []
    for r in rows:
        eta = -0.4 + sum(t * v for t, v in zip(truth, r))
        y.append(int(rng.random() < 1 / (1 + pow(2.718281828459045, -eta))))
    return rows, y, rng


def cases():
    """(name, what it is, columns by name, offset or None)"""
    rows, y, rng = base()
    x = [list(c) for c in zip(*rows)]
    names = ["x1", "x2", "x3", "x4", "x5"]
    scaled = lambda scales: dict(zip(names, ([v * s for v in c] for c, s in zip(x, scales))))
    plain = dict(zip(names, x))
    noise = [round(1e4 + rng.gauss(0, 1), 6) for _ in range(N)]
    halves = [1e4] * (N // 2) + [-1e4] * (N // 2)
    rng.shuffle(halves)
    epoch = [float(round(1.7e12 + rng.uniform(-0.5, 0.5) * YEAR_MS)) for _ in range(N)]
    out = [
        ("base", "the base design itself", plain, None),
        ("scales_1e9", "columns times 1e-9, 1e-6, 1, 1e6, 1e9", scaled((1e-9, 1e-6, 1.0, 1e6, 1e9)), None),
        ("centred_1e9", "every column shifted to 1e9, spread kept (about 1)", {k: [v + 1e9 for v in c] for k, c in plain.items()}, None),
        ("epoch_ms", "a time in milliseconds since 1970 over one year, with x1 and x2",
         {"epoch_ms": epoch, "x1": x[0], "x2": x[1]}, None),
        ("offset_plus_1e4", "constant offset +1e4", plain, [1e4] * N),
        ("offset_minus_1e4", "constant offset -1e4", plain, [-1e4] * N),
        ("offset_1e4_noise", "offset 1e4 + N(0,1)", plain, noise),
        ("offset_halves", "offset +1e4 for half of the rows at random, -1e4 for the others, whatever y", plain, halves),
        ("scales_1e12", "columns times 1e-12 (x1, x3, x5) and 1e12 (x2, x4)", scaled((1e-12, 1e12, 1e-12, 1e12, 1e-12)), None),
    ]
    return out, y


def write_csv(path, columns, offset, y):
    names = list(columns) + (["offset"] if offset else []) + ["y"]
    cells = list(zip(*(list(columns.values()) + ([offset] if offset else []))))
    with open(path, "w", newline="") as f:
        f.write(",".join(names) + "\n")
        for row, label in zip(cells, y):
            f.write(",".join(repr(v) for v in row) + f",{label}\n")


def by_homotopy(columns, y, offset):
    """Newton from zero is hopeless where every margin is +-1e4 (the Hessian there is about exp(-10000)), so follow
    the optimum w(s) of offsets s*o from s = 0 to 1. For large s it is affine in s: predict by the secant, correct."""
    previous, s_previous, current, s_current = None, 0.0, arb_mat(len(columns), 1), 0.0
    s, step = 0.0, 1e-4
    trail = []
    while True:
        f = ref.Objective(columns, y, offset, scale=arb(s))
        start = current if previous is None else ref.mid(
            current + (current - previous) * (arb(s - s_current) / arb(s_current - s_previous)))
        w, k = ref.newton(f, start)
        previous, s_previous, current, s_current = current, s_current, w, s
        if s == 0.0:
            previous = None
        trail.append((s, k))
        if s == 1.0:
            return w, trail
        s, step = min(1.0, s + step), step * 1.5


def main():
    os.makedirs(f"{HERE}/hard", exist_ok=True)
    everything, y = cases()
    out = []
    for name, what, columns, offset in everything:
        path = f"tests/golden/hard/{name}.csv"
        write_csv(f"{HERE}/hard/{name}.csv", columns, offset, y)
        terms, parsed, labels, o = ref.encode(ref.read_csv(f"{HERE}/hard/{name}.csv"), "y", "1",
                                              offset="offset" if offset else None)
        assert labels == y and parsed[1:] == list(columns.values()) and o == (offset or [0.0] * N)
        # Newton is affine invariant and carries 300 digits: scales and shifts cost it nothing. Offsets do.
        start = None
        if name == "offset_halves":
            start, trail = by_homotopy(parsed, labels, o)
            print("   homotopy steps:", len(trail), "Newton steps:", sum(k for _, k in trail))
        elif offset:
            start = arb_mat([[arb(-offset[0])]] + [[arb(0)]] * (len(terms) - 1))
        f, w, iterations, log10_gradient = ref.optimum(parsed, labels, o, start=start)
        record = {"name": name, "what": what, "data": path, "target": "y", "positive": "1",
                  "offset": "offset" if offset else None, "penalty": "none", "lambda": 0.0}
        record |= ref.report(f, w, terms, log10_gradient)
        record["probabilities"] = [ref.digits(ref.sigmoid(e), 20) for e in f.margins(w)[:10]]
        out.append(record)
        print(f"{name}: Newton steps {iterations}, F* = {record['objective'][:22]}, b = {record['coefficients'][0]['estimate'][:14]},",
              [c["estimate"][:9] + "e" + c["estimate"].split("e")[1] if "e" in c["estimate"] else c["estimate"][:9] for c in record["coefficients"][1:]])
    with open(f"{HERE}/hard_optima.json", "w") as file:
        json.dump({"cases": out}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Fits of many shapes of data beside scikit-learn's solvers and glum: who is within 1e-6 of the optimum first, and is our default fit certified?

    pip install numpy scipy scikit-learn glum pandas, and crates/python
    python3 benches/peers/shapes.py [WORD…]                  the named shapes (those whose name contains one of the words)
        --drawn [COUNT]     shapes drawn by a seed besides (30), see shape_data.py; --only-drawn: these alone
        --before DIRECTORY  also with the logodds package found there: an earlier state of ours, in the same run
        --json FILE, --limit SECONDS (of one fit, 20), --repeats N (of what is close: the least of N, 3)

Every fit runs in a process of its own, the data made before the clock starts. A tool's tolerance means something else in each tool, so each gets a ladder
of them, and its time is the least that truly reaches the target, by the objective that is computed here. F* is the least that any fit reached. A row says:
our seconds to 1e-6; our seconds, status and bound at default settings; the best peer's seconds to 1e-6; the ratio (above 1: we are ahead).
"""
import json
import multiprocessing
import sys
import time
import warnings

import numpy as np

import shape_data

warnings.simplefilter("ignore")
TARGET = 1e-6
OURS = [1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 1e-4]
TOLS = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9]


def objective(x, y, omega, w, b, l2):
    if len(w) == 1:
        z = x @ w[0] + b[0]
        loss = np.logaddexp(0, z) - y * z
    else:
        z = x @ w.T + b
        m = z.max(1)
        loss = m + np.log(np.exp(z - m[:, None]).sum(1)) - z[np.arange(len(y)), y]
    return np.average(loss, weights=omega) + l2 / 2 * (w * w).sum()


def ours(place):
    def make(knob):
        def build(n, l2):
            if place:
                sys.path.insert(0, place)
            from logodds import LogisticRegression
            return LogisticRegression(**(dict(C=1 / (n * l2)) if l2 else dict(penalty=None)), **({} if knob is None else dict(tol=knob)))
        return build
    return make


def sk(solver):
    def make(knob):
        from sklearn.linear_model import LogisticRegression
        return lambda n, l2: LogisticRegression(solver=solver, tol=knob, max_iter=3000, C=1 / (n * l2) if l2 else np.inf)
    return make


def of_glum(solver):
    def make(knob):
        from glum import GeneralizedLinearRegressor
        return lambda n, l2: GeneralizedLinearRegressor(family="binomial", alpha=l2, l1_ratio=0, solver=solver, gradient_tol=knob, max_iter=3000)
    return make


PEERS = {"sk lbfgs": sk("lbfgs"), "sk newton-cg": sk("newton-cg"), "sk newton-cholesky": sk("newton-cholesky"),
         "glum lbfgs": of_glum("lbfgs"), "glum irls": of_glum("irls-ls")}


def applies(peer, x, y):
    k, p = y.max() + 1, x.shape[1]
    if peer.startswith("glum") and k > 2:
        return False
    return not (peer in ("sk newton-cholesky", "glum irls") and p * (k if k > 2 else 1) > 3100)


def child(pipe, x, y, omega, l2, make, knob):
    warnings.simplefilter("ignore")
    estimator = make(knob)(len(y) if omega is None else omega.sum(), l2)
    arguments = {} if omega is None else dict(sample_weight=omega)
    begin = time.perf_counter()
    estimator.fit(x, y, **arguments)
    seconds = time.perf_counter() - begin
    w, b = np.atleast_2d(estimator.coef_).astype(float), np.atleast_1d(estimator.intercept_).astype(float)
    value = float(objective(x.astype(float), y, omega, w, b, l2))
    pipe.send((seconds, value, str(getattr(estimator, "status_", "")), (getattr(estimator, "certificate_", None) or {}).get("bound")))


def fit(data, l2, make, knob, limit):
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe()
    process = context.Process(target=child, args=(theirs, *data, l2, make, knob))
    process.start()
    theirs.close()
    found = None
    try:
        if mine.poll(limit):
            found = mine.recv()
    except EOFError:
        pass
    if found is None:
        process.kill()
    process.join()
    return found


def ladder(data, l2, make, knobs, limit, best):
    """Fits at ever tighter tolerances, until one is surely good enough or nothing changes any more."""
    runs, last = [], None
    for knob in knobs:
        run = fit(data, l2, make, knob, limit)
        runs.append((knob, run))
        best = min(best, run[1] if run else best)
        if run is None or run[1] <= best * (1 + TARGET / 10) or (last and abs(run[1] - last[1]) <= 1e-12 * abs(run[1]) and run[0] > limit / 4):
            break
        last = run
    return runs


def race(name, make_data, l2, weighted, before, limit, repeats):
    x, y = make_data()
    omega = shape_data.rng(99).uniform(.2, 5, len(y)) if weighted else None
    data = (x, y, omega)
    tools = {"ours": ours(None)} | ({"before": ours(before)} if before else {})
    runs = {f"{tool} default": [(None, fit(data, l2, make, None, 6 * limit))] for tool, make in tools.items()}
    best = min((r[1] for rs in runs.values() for _, r in rs if r), default=np.inf)
    for tool, make in tools.items():
        runs[tool] = [(knob, fit(data, l2, make, knob, limit)) for knob in OURS]
    for peer, make in PEERS.items():
        if applies(peer, x, y):
            runs[peer] = ladder(data, l2, make, TOLS, limit, best)
    star = min(r[1] for rs in runs.values() for _, r in rs if r)
    good = lambda r: r is not None and r[1] <= star + TARGET * abs(star)

    def least(tool):
        """Of the cheapest setting that is good enough, the least seconds of some repetitions."""
        found = [(r[0], knob) for knob, r in runs.get(tool, []) if good(r)]
        return min(found, default=None)

    makers = {**{t: m for t, m in tools.items()}, **{f"{t} default": m for t, m in tools.items()}, **PEERS}
    first = {tool: least(tool) for tool in runs}
    fastest = min((v[0] for k, v in first.items() if v and k in PEERS), default=None)
    again = [t for t, v in first.items() if v and (t not in PEERS or v[0] <= 1.5 * fastest)]
    seconds = {t: v[0] for t, v in first.items() if v}
    for _ in range(repeats - 1):
        for tool in again:
            r = fit(data, l2, makers[tool], first[tool][1], 6 * limit)
            if r:
                seconds[tool] = min(seconds[tool], r[0])
    us = min((seconds[t] for t in ("ours", "ours default") if t in seconds), default=None)
    was = min((seconds[t] for t in ("before", "before default") if t in seconds), default=None)
    who = min((t for t in seconds if t in PEERS), key=seconds.get, default=None)
    default = runs["ours default"][0][1]
    row = dict(shape=name, l2=l2, ours=us, before=was, default=seconds.get("ours default", default and default[0]), status=default and default[2],
               bound=default and default[3] and default[3] / abs(star), gap=default and (default[1] - star) / abs(star),
               peer=who, peer_seconds=who and seconds[who], ratio=us and who and seconds[who] / us)
    s = lambda v, f="%.3f": "-" if v is None else f % v
    earlier = f" (before {s(was)} s)" if before else ""
    print(f"{name:44s} ours {s(us)} s{earlier}, default {s(row['default'])} s {row['status']}, bound {s(row['bound'], '%.0e')}; "
          f"best {who} {s(row['peer_seconds'])} s; ratio {s(row['ratio'], '%.2f')}", flush=True)
    return row


def main(args):
    def option(key, default, kind):
        if key not in args:
            return default
        place = args.index(key)
        args.pop(place)
        return kind(args.pop(place))
    out, limit, repeats = option("--json", None, str), option("--limit", 20.0, float), option("--repeats", 3, int)
    before = option("--before", None, str)
    only = "--only-drawn" in args
    shapes = {} if only else {name: (*shape, False) for name, shape in shape_data.NAMED.items()}
    if only or "--drawn" in args:
        flag = "--only-drawn" if only else "--drawn"
        place = args.index(flag)
        args.pop(place)
        count = int(args.pop(place)) if place < len(args) and args[place].isdigit() else 30
        shapes |= shape_data.drawn(count)
    rows = [race(name, *shape, before, limit, repeats) for name, shape in shapes.items() if not args or any(word in name for word in args)]
    ratios = [r["ratio"] for r in rows if r["ratio"]]
    slow = [r["shape"] for r in rows if r["ours"] and r["default"] > 2 * r["ours"]]
    print(f"{len(rows)} shapes; geometric mean of ratios {np.exp(np.mean(np.log(ratios))):.2f}, least {min(ratios):.2f}, {sum(r < 1 for r in ratios)} below 1; "
          f"default slower than twice: {slow}; not certified at default: {[r['shape'] for r in rows if r['status'] != 'converged']}")
    if out:
        with open(out, "w") as file:
            json.dump(rows, file, indent=1)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Standard errors of nearly collinear columns against 60-digit arithmetic.

200 random designs with condition numbers (of the columns about their means, of unit size) from 1 to 1e12: singular values spread evenly, one
column nearly a combination of others, powers of calendar years; weights of three kinds, clusters, two labels and three. The referee finds the
optimum by Newton's method in 600 bits (python-flint) and takes every covariance from there. Every standard error that the command gives, of
coefficients, of contrasts and of the log-odds of rows (from `predict --interval`), must be within 1e-6 of it, or withheld with its reason; up to
condition 1e8 none may be withheld.

usage: sandwich.py COMMAND [DESIGNS [FIRST]]       needs numpy and python-flint
"""

import json
import math
import os
import subprocess
import sys
import tempfile

import flint
import numpy as np
from flint import arb, arb_mat

flint.ctx.prec = 600
TOLERANCE = 1e-6
QUANTILE = 1.959963984540054


def design(seed):
    """Rows of numbers that a double holds, labels, weights and clusters."""
    r = np.random.default_rng(seed)
    labels = 3 if seed % 4 == 3 else 2
    n, p = int(r.integers(80, 260)), int(r.integers(2, 6))
    condition = 10 ** (12 * ((seed * 0.618033988749895) % 1.0))
    kind = seed % 3
    if kind == 0:
        u, _ = np.linalg.qr(r.normal(size=(n, p)) - 0.0)
        v, _ = np.linalg.qr(r.normal(size=(p, p)))
        x = u * math.sqrt(n) * condition ** -np.linspace(0, 1, p) @ v.T
    elif kind == 1:
        x = r.normal(size=(n, p))
        x[:, -1] = x[:, :-1] @ r.normal(size=p - 1) + 2.0 * r.normal(size=n) / condition
        x += r.normal(size=p) * 10.0 ** r.integers(-1, 4)
    else:
        years = r.integers(1960, 2025, size=n).astype(float) - float(r.choice([0, 0, 1900]))
        degree = int(r.integers(2, 4))
        x = np.column_stack([years**k for k in range(1, degree + 1)])
        if seed % 2:
            x = np.array([[float(f"{v:.6g}") for v in row] for row in x])
    base = (x - x.mean(0)) / x.std(0)
    signal = base[:, 0] * 0.7 + 0.3 * r.normal(size=n)
    if labels == 2:
        y = (r.random(n) < 1 / (1 + np.exp(-signal))).astype(int)
    else:
        gumbel = -np.log(-np.log(r.random((n, 3))))
        y = np.argmax(np.column_stack([0 * signal, 0.5 * signal, -0.6 * signal]) + gumbel, axis=1)
    weights = [None, "frequency", "sampling", "precision"][int(r.integers(4))]
    w = np.ones(n)
    if weights == "frequency":
        w = r.integers(1, 5, size=n).astype(float)
    elif weights:
        w = np.round(r.uniform(0.2, 5.0, size=n), 3)
    clusters = r.integers(0, int(r.integers(12, 40)), size=n)
    return x, y, w, weights, clusters, labels


def condition_of(x):
    z = x - x.mean(0)
    with np.errstate(all="ignore"):
        return float(np.linalg.cond(z / np.linalg.norm(z, axis=0)))


class Referee:
    """The optimum in 600 bits, relative to the first label."""

    def __init__(self, x, y, w, labels):
        self.n, self.k, self.m = len(x), x.shape[1] + 1, labels - 1
        self.y, self.w, self.labels = y, [arb(float(v)) for v in w], labels
        # Unit size keeps the balls small; the numbers are exact all the same.
        self.z = [[arb(1)] + [arb(float(v)) for v in row] for row in x]
        self.zm = arb_mat(self.z)
        self.theta = arb_mat(self.k, self.m)
        for _ in range(200):
            gradient, hessian = self.derivatives()
            step = hessian.solve(gradient)
            decrement = float((gradient.transpose() * step)[0, 0].mid())
            size = 1.0 if decrement < 0.25 else 1 / (1 + math.sqrt(decrement))
            move = [[(step[c * self.k + j, 0] * size) for c in range(self.m)] for j in range(self.k)]
            self.theta = self.theta - arb_mat(move)
            self.theta = arb_mat([[arb(self.theta[j, c].mid()) for c in range(self.m)] for j in range(self.k)])
            if abs(decrement) < 1e-110:
                break
        else:
            raise ValueError("no optimum")
        self.derivatives()
        self.inverse = self.hessian.inv()

    def derivatives(self):
        eta = self.zm * self.theta
        self.p, self.r = [], []
        for i in range(self.n):
            e = [arb(1)] + [eta[i, c].exp() for c in range(self.m)]
            total = sum(e, arb(0))
            p = [v / total for v in e]
            self.p.append(p[1:])
            self.r.append([p[c + 1] - (1 if self.y[i] == c + 1 else 0) for c in range(self.m)])
        z, k, m = self.zm, self.k, self.m
        zt = z.transpose()
        gradient = arb_mat(k * m, 1)
        self.hessian = arb_mat(k * m, k * m)
        for c in range(m):
            g = zt * arb_mat(self.n, 1, [self.w[i] * self.r[i][c] for i in range(self.n)])
            for j in range(k):
                gradient[c * k + j, 0] = g[j, 0]
            for d in range(c + 1):
                weight = [
                    self.w[i] * self.p[i][c] * ((1 if c == d else 0) - self.p[i][d]) for i in range(self.n)
                ]
                block = zt * arb_mat([[weight[i] * v for v in self.z[i]] for i in range(self.n)])
                for a in range(k):
                    for b in range(k):
                        self.hessian[c * k + a, d * k + b] = block[a, b]
                        self.hessian[d * k + b, c * k + a] = block[a, b]
        return gradient, self.hessian

    def covariance(self, estimator, kind, clusters):
        """That of the command of this name, with weights of this kind."""
        k, m, n = self.k, self.m, self.n
        if estimator == "model":
            return self.inverse
        rows = sum(self.w, arb(0)) if kind == "frequency" else arb(n)
        factor, unknowns = arb(1), k * m
        scores = []
        for i in range(n):
            w = self.w[i]
            scale = w.sqrt() if kind == "frequency" and estimator != "cluster" else w
            if estimator == "hc3":
                zi = arb_mat(k, 1, self.z[i])
                one = arb(1) if kind == "frequency" else w
                h = one * self.p[i][0] * (1 - self.p[i][0]) * (zi.transpose() * self.inverse * zi)[0, 0]
                scale = scale / (1 - h)
            scores.append([scale * self.r[i][c] * v for c in range(m) for v in self.z[i]])
        if estimator == "cluster":
            groups = {}
            for i, g in enumerate(clusters):
                into = groups.setdefault(int(g), [arb(0)] * (k * m))
                groups[int(g)] = [a + b for a, b in zip(into, scores[i])]
            scores = list(groups.values())
            factor = arb(len(scores)) / (len(scores) - 1)
        elif estimator == "hc1":
            factor = rows / (rows - unknowns)
        elif estimator == "sampling":
            factor = rows / (rows - 1)
        s = arb_mat(scores)
        return self.inverse * (s.transpose() * s) * self.inverse * factor

    def errors(self, v):
        """Of intercept and coefficients of every label, of a contrast, of the log-odds of the first row."""
        k = self.k
        of = [float(v[a, a].sqrt().mid()) for a in range(k * self.m)]
        contrast = v[1, 1] + v[2, 2] - 2 * v[1, 2] if k > 2 else v[1, 1]
        z = arb_mat(1, k, self.z[0])
        first = arb_mat([[v[a, b] for b in range(k)] for a in range(k)])
        eta = float((z * self.theta)[0, 0].mid())
        return of, float(contrast.sqrt().mid()), float((z * first * z.transpose())[0, 0].sqrt().mid()), eta


def run(*arguments):
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def check(command, seed, folder):
    """What was found wrong with a design, its condition, how many numbers were compared, the largest error, what was withheld."""
    x, y, w, weights, clusters, labels = design(seed)
    n, p = x.shape
    condition = condition_of(x)
    data, model, out = (os.path.join(folder, name) for name in ("data.csv", "m.model", "p.csv"))
    names = [f"x{j + 1}" for j in range(p)]
    with open(data, "w") as file:
        file.write(",".join(["y", *names, "w", "g"]) + "\n")
        for i in range(n):
            file.write(",".join(["abc"[y[i]], *(repr(float(v)) for v in x[i]), repr(float(w[i])), f"g{clusters[i]}"]) + "\n")
    referee = None
    compared, worst, wrong, withheld = 0, 0.0, [], []
    estimators = ["model", "hc0", "hc1", "cluster"] + (["hc3"] if labels == 2 else [])
    if weights == "sampling":
        estimators = ["sampling" if e == "model" else e for e in estimators]
    for estimator in estimators:
        arguments = [command, "fit", data, "--target", "y", "--features", ",".join(names), "--json", "-m", model]
        if estimator == "cluster":
            arguments += ["--cluster", "g"]
        elif estimator != "sampling":
            arguments += ["--covariance", estimator]
        if weights:
            arguments += ["--weights", "w", "--weight-kind", weights]
        if labels == 2:
            arguments += ["--contrast", "x1=1,x2=-1"]
        code, stdout, stderr = run(*arguments)
        try:
            told = json.loads(stdout)
        except ValueError:
            wrong.append(f"{estimator}: exit {code}: {stderr.strip()[:300]}")
            continue
        reason = (told["inference"] or {}).get("withheld")
        held = [c["term"] for c in told["coefficients"] if c["note"]]
        if reason or held:
            withheld.append(f"{estimator}: {reason or held}")
            continue
        referee = referee or Referee(x, y, w, labels)
        of, contrast, of_row, eta = referee.errors(referee.covariance(estimator, weights, clusters))
        found = [c["std_error"] for c in told["coefficients"]]
        pairs = [(name, a, b) for name, a, b in zip((c["term"] for c in told["coefficients"]), found, of)]
        if len(found) != len(of):
            wrong.append(f"{estimator}: {len(found)} errors for {len(of)}")
        if labels == 2:
            pairs.append(("contrast", told["contrasts"][0]["std_error"], contrast))
            run(command, "predict", model, data, "--interval", "0.95", "-o", out)
            with open(out) as file:
                cells = file.readlines()[1].strip().split(",")[-2:]
            if "" in cells:
                withheld.append(f"{estimator}: interval of row 1")
            elif abs(eta) < 8 and of_row < 2:
                low, high = (math.log(c / (1 - c)) if 0 < c < 1 else math.inf for c in map(float, cells))
                pairs.append(("row 1", (high - low) / (2 * QUANTILE), of_row))
        for name, a, b in pairs:
            compared += 1
            if a is None:
                withheld.append(f"{estimator}: {name}")
                continue
            error = abs(a - b) / b
            worst = max(worst, error)
            if not error <= TOLERANCE:
                wrong.append(f"{estimator}: {name}: {a} for {b}: {error:.1e}")
    if withheld and condition <= 1e8:
        wrong.append(f"withheld at condition {condition:.1e}: {withheld[0]}")
    return wrong, condition, compared, worst, withheld


def main():
    command = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    failed, total, largest, silent = 0, 0, 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + count):
            wrong, condition, compared, worst, withheld = check(command, seed, folder)
            failed += bool(wrong)
            total += compared
            silent += bool(withheld)
            largest = max(largest, worst)
            if wrong or withheld:
                print(f"design {seed}, condition {condition:.1e}, worst {worst:.1e}: {'; '.join(wrong) or 'withheld: ' + withheld[0]}")
    print(f"{count} designs, {total} standard errors, largest error {largest:.1e}; withheld in {silent}; wrong in {failed}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

"""Firth's fits and profile intervals of random sparse designs, checked in 50 digits.

    cargo run --release -p logodds-inference --example sparse_designs -- 0 1000 | python tests/golden/inference/sparse_designs.py

Needs mpmath and scipy. A fit may be off by 1e-8 standard errors, an end of an interval by 1e-7 in 2 (max - profile). Faults that are known stand in
tests/long/firth_known.txt, by seed, with their reason: any other one ends this with 1, and so does a known one that is gone. With ``--write FILE`` the 50-digit
estimates and standard errors of the fits that have no closed form are written there, for tests that compile.
"""

import json
import pathlib
import sys

import numpy as np
from mpmath import erfinv, exp, log, log1p, lu_solve, matrix, mp, mpf
from scipy.optimize import minimize
from scipy.special import expit

mp.dps = 50
Q2 = 2 * erfinv(mpf("0.95")) ** 2  # chi-squared quantile, 0.95, 1 degree of freedom


class Likelihood:
    """Rows that are equal are one, with the sum of their weights."""

    def __init__(self, design):
        cells = {}
        n = len(design["labels"])
        weights = design["weights"] or [1.0] * n
        offsets = design["offset"] or [0.0] * n
        for row, y, w, o in zip(design["rows"], design["labels"], weights, offsets, strict=True):
            if w > 0:
                cell = cells.setdefault((tuple(row), o), [mpf(0), mpf(0)])
                cell[y] += mpf(w)
        self.rows = [([mpf(1)] + [mpf(x) for x in row], mpf(o), none, some) for (row, o), (none, some) in cells.items()]
        self.p = len(design["rows"][0]) + 1

    def at(self, b):
        """Value of the penalised likelihood, modified score, information."""
        p = self.p
        info, parts, value = matrix(p, p), [], mpf(0)
        for z, o, none, some in self.rows:
            eta = o + sum(x * w for x, w in zip(z, b, strict=True))
            e = exp(-abs(eta))
            high = 1 / (1 + e)
            pi, rest = (high, e * high) if eta > 0 else (e * high, high)
            # log p and log (1 - p) without cancellation
            log_p, log_q = (-log1p(e), -eta - log1p(e)) if eta > 0 else (eta - log1p(e), -log1p(e))
            value += some * log_p + none * log_q
            c = (none + some) * pi * rest
            parts.append((z, c, some * rest - none * pi, rest - mpf(1) / 2))
            for i in range(p):
                if z[i]:
                    for j in range(i + 1):
                        info[i, j] += c * z[i] * z[j]
        for i in range(p):
            for j in range(i):
                info[j, i] = info[i, j]
        # Cholesky, for the determinant and the leverages
        lower = matrix(p, p)
        for i in range(p):
            for j in range(i + 1):
                s = info[i, j] - sum(lower[i, k] * lower[j, k] for k in range(j))
                lower[i, j] = s**0.5 if i == j else s / lower[j, j]
        score = [mpf(0)] * p
        for z, c, residual, half in parts:
            t = []
            for i in range(p):
                t.append((z[i] - sum(lower[i, k] * t[k] for k in range(i))) / lower[i, i])
            u = residual + c * sum(x * x for x in t) * half
            for i in range(p):
                score[i] += u * z[i]
        return value + sum(log(lower[i, i]) for i in range(p)), score, info

    def jacobian(self, b, score, scale):
        """Of the modified score, by differences in 50 digits."""
        h = mpf(10) ** -20
        columns = []
        for j in range(self.p):
            moved = list(b)
            moved[j] += h * scale[j]
            columns.append([(new - old) / (h * scale[j]) for new, old in zip(self.at(moved)[1], score, strict=True)])
        return columns

    def newton(self, b, free, steps):
        """Newton's method in the coordinates `free`."""
        b = [mpf(x) for x in b]
        for _ in range(steps):
            value, score, info = self.at(b)
            scale = [1 / info[j, j] ** 0.5 for j in range(self.p)]
            columns = self.jacobian(b, score, scale)
            slope = matrix(len(free), len(free))
            for a, i in enumerate(free):
                for c, j in enumerate(free):
                    slope[a, c] = columns[j][i]
            step = lu_solve(slope, matrix([-score[i] for i in free]))
            for a, i in enumerate(free):
                b[i] += step[a]
            if max(abs(step[a]) / scale[i] for a, i in enumerate(free)) < mpf(10) ** -18:
                break
        return b


def errors(info, p):
    inverse = info**-1
    return [inverse[j, j] ** 0.5 for j in range(p)]


class Doubles:
    """The same likelihood in double precision, in units of standard errors about the estimate: to find where Newton's method may begin."""

    def __init__(self, likelihood, best, std_errors):
        # Offsets and intercepts about the estimate: only differences are taken from there.
        z = [[x * s for x, s in zip(row[0], std_errors, strict=True)] for row in likelihood.rows]
        eta = [row[1] + sum(x * b for x, b in zip(row[0], best, strict=True)) for row in likelihood.rows]
        self.z, self.eta = np.array(z, dtype=float), np.array(eta, dtype=float)
        self.none = np.array([row[2] for row in likelihood.rows], dtype=float)
        self.some = np.array([row[3] for row in likelihood.rows], dtype=float)

    def at(self, u):
        eta = self.eta + self.z @ u
        p, rest = expit(eta), expit(-eta)
        c = (self.none + self.some) * p * rest
        info = self.z.T @ (c[:, None] * self.z)
        sign, log_det = np.linalg.slogdet(info)
        if sign <= 0 or not np.isfinite(log_det):
            return np.inf, np.zeros_like(u)
        h = c * np.einsum("ij,jk,ik->i", self.z, np.linalg.inv(info), self.z)
        value = -np.logaddexp(0, -eta) @ self.some - np.logaddexp(0, eta) @ self.none + log_det / 2
        return -value, -(self.some * rest - self.none * p + h * (rest - 0.5)) @ self.z


def constrained(likelihood, best, std_errors, k, end):
    """The maximum with coefficient k at `end`, followed from the estimate."""
    free = [j for j in range(likelihood.p) if j != k]
    doubles, far = Doubles(likelihood, best, std_errors), float((mpf(end) - best[k]) / std_errors[k])
    u = np.zeros(likelihood.p)

    def of(v):
        u[free] = v
        value, slope = doubles.at(u)
        return value, slope[free]

    for share in np.linspace(0, 1, 21)[1:]:
        u[k] = share * far
        u[free] = minimize(of, u[free].copy(), jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 500}).x
    b = [mpf(best[j]) + std_errors[j] * mpf(float(u[j])) for j in range(likelihood.p)]
    b[k] = mpf(end)
    return likelihood.newton(b, free, 8)


KNOWN = pathlib.Path(__file__).parents[2] / "long" / "firth_known.txt"


def known():
    """The seeds of known faults."""
    lines = (line.split("#")[0].split() for line in KNOWN.read_text().splitlines())
    return {int(line[0]) for line in lines if line}


def main():
    write = sys.argv[sys.argv.index("--write") + 1] if "--write" in sys.argv else None
    intervals = int(sys.argv[sys.argv.index("--intervals") + 1]) if "--intervals" in sys.argv else 25
    golden, worst, worst_end, fits, ends, seeds, bad = [], 0.0, 0.0, 0, 0, set(), set()
    for line in sys.stdin:
        design = json.loads(line)
        seed, likelihood = design["seed"], Likelihood(design)
        fits += 1
        seeds.add(seed)
        if design["status"] != "converged":
            print(f"seed {seed} ({design['kind']}): {design['status']}")
            bad.add(seed)
            continue
        best = likelihood.newton(design["estimates"], list(range(likelihood.p)), 6)
        top, _, info = likelihood.at(best)
        std_errors = errors(info, likelihood.p)
        off = max(float(abs(b - mpf(e)) / s) for b, e, s in zip(best, design["estimates"], std_errors, strict=True))
        worst = max(worst, off)
        if off > 1e-8:
            print(f"seed {seed} ({design['kind']}): off by {off:.1e} standard errors")
            bad.add(seed)
        if write and design["kind"] == "mixed":
            golden.append({"seed": seed, "estimates": [float(b) for b in best], "std_errors": [float(s) for s in std_errors]})
        for k, pair in enumerate(design["ends"]):
            if isinstance(pair, str):
                print(f"seed {seed} ({design['kind']}), coefficient {k}: {pair}")
                bad.add(seed)
            elif intervals and seed % intervals == 4:
                for end in pair:
                    b = constrained(likelihood, best, std_errors, k, end)
                    equation = float(abs(2 * (top - likelihood.at(b)[0]) - Q2))
                    ends, worst_end = ends + 1, max(worst_end, equation)
                    if equation > 1e-7:
                        print(f"seed {seed} ({design['kind']}), coefficient {k}: the end {end} is off by {equation:.1e}")
                        bad.add(seed)
    print(f"{fits} fits, off by {worst:.1e} standard errors at most; {ends} ends, by {worst_end:.1e}; {len(bad)} seeds with faults")
    if write:
        with open(write, "w") as out:
            out.write("[\n" + ",\n".join(json.dumps(one) for one in golden) + "\n]\n")
    new, gone = sorted(bad - known()), sorted((known() & seeds) - bad)
    if new or gone:
        print(f"not known: {new}; known, and gone: {gone} ({KNOWN.name})")
    sys.exit(bool(new or gone))


if __name__ == "__main__":
    main()

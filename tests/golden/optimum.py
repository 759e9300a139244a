"""Certified optima of the example data -> optima.json.   python3 tests/golden/optimum.py

Each case by ball arithmetic (reference.py); birthwt once more by an independent 50-digit Newton
written in mpmath alone, and against R's glm (birthwt.json) where the two must agree.
"""
import json
import os

from mpmath import mp, mpf

import reference as ref

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = "examples/data"
CASES = [
    # name, file, target, positive, categorical, lambda
    ("birthwt", "birthwt.csv", "low", "1", ["race"], 0.0),
    ("german_credit", "german_credit.csv", "creditability", "bad", [], 0.0),
    ("german_credit_l2", "german_credit.csv", "creditability", "bad", [], 0.01),
    ("spam7", "spam7.csv", "yesno", "y", [], 0.0),
    ("breast_cancer_l2", "breast_cancer.csv", "diagnosis", "malignant", [], 0.01),
]


def mpmath_newton(columns, y, digits=50):
    """Textbook IRLS in mpmath, sharing nothing with reference.py but the coded columns."""
    mp.dps = digits + 20
    n, q = len(y), len(columns)
    rows = [[mpf(c[i]) for c in columns] for i in range(n)]
    w = [mpf(0)] * q
    for _ in range(60):
        g = mp.matrix(q, 1)
        h = mp.matrix(q, q)
        for x, t in zip(rows, y):
            p = 1 / (1 + mp.exp(-mp.fdot(x, w)))
            for j in range(q):
                g[j] += (p - t) * x[j]
                for k in range(j + 1):
                    h[j, k] += p * (1 - p) * x[j] * x[k]
        for j in range(q):
            for k in range(j):
                h[k, j] = h[j, k]
        step = mp.lu_solve(h, g)
        w = [a - b for a, b in zip(w, step)]
        if max(abs(s) for s in step) < mpf(10) ** -digits:
            break
    loglik = mpf(0)
    for x, t in zip(rows, y):
        e = mp.fdot(x, w)
        loglik += t * e - mp.log(1 + mp.exp(e))
    return w, loglik


def agree(a, b, digits, what):
    a, b = mpf(a), mpf(b)
    assert abs(a - b) <= mpf(10) ** -digits * abs(a), f"{what}: {a} and {b} differ"


def main():
    out = []
    for name, file, target, positive, categorical, lam in CASES:
        table = ref.read_csv(f"{DATA}/{file}")
        terms, columns, y, offset = ref.encode(table, target, positive, categorical)
        f, w, iterations, log10_gradient = ref.optimum(columns, y, offset, lam)
        record = {"name": name, "data": f"{DATA}/{file}", "target": target, "positive": positive,
                  "categorical": categorical, "penalty": "l2" if lam else "none", "lambda": lam}
        record |= ref.report(f, w, terms, log10_gradient, standard_errors=not lam)
        if not lam:
            k, n = sum(y), len(y)
            rate = ref.arb(k) / n
            record["null_log_likelihood"] = ref.digits(rate.log() * k + (1 - rate).log() * (n - k))
        out.append(record)
        print(f"{name}: n {f.n}, terms {f.q}, Newton steps {iterations}, F* = {record['objective'][:22]}")
        if name == "birthwt":
            again, loglik = mpmath_newton(columns, y)
            for c, v in zip(record["coefficients"], again):
                agree(c["estimate"], v, 38, c["term"])
            agree(record["log_likelihood"], loglik, 38, "log-likelihood")
            with open(f"{HERE}/birthwt.json") as file:
                r = json.load(file)
            worst = 0.0
            for c, v in zip(record["coefficients"], r["coefficients"]):
                assert c["term"] == v["term"]
                agree(c["estimate"], v["estimate"], 12, c["term"])
                # R's standard errors belong to the weights of its last but one step: 9 digits here.
                agree(c["std_error"], v["std_error"], 8, c["term"])
                worst = max(worst, abs(float(mpf(v["estimate"]) / mpf(c["estimate"]) - 1)))
            agree(record["log_likelihood"], r["log_likelihood"], 14, "R log-likelihood")
            print(f"    mpmath agrees to 38 digits; R's coefficients to {worst:.1e} relative")
    with open(f"{HERE}/optima.json", "w") as file:
        json.dump({"cases": out}, file, indent=1, ensure_ascii=False)
        file.write("\n")


if __name__ == "__main__":
    main()

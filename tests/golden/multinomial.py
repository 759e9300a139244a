"""Certified optima of multinomial fits -> multinomial.json.   python3 tests/golden/multinomial.py

    F(W, b) = (1/n) sum_i [ log sum_k exp(e_ik) - e_iy ] + lambda/2 sum_k |w_k|^2,   e_ik = x_i.w_k + b_k

by the ball arithmetic of reference.py: Newton to DIGITS digits, then an interval Newton step that proves the optimum.
Without a penalty W and b are relative to the first class (w_0 = 0, b_0 = 0); with one, all w_k are unknowns (the
optimum has sum_k w_k = 0 by itself), b_0 = 0 while solving, and the printed b are moved to sum to 0.

Two packages are asked as well, and must agree to their own accuracy: statsmodels' MNLogit without a penalty,
scikit-learn's LogisticRegression (C = 1/(n lambda)) with one. Their estimates are written beside ours.
"""
import json
import os

import numpy as np
import statsmodels.api as sm
from flint import arb, arb_mat
from sklearn.linear_model import LogisticRegression

import reference as ref

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = [
    # name, file, target, lambda
    ("birthwt_race", "birthwt.csv", "race", 0.0),
    ("iris_l2", "iris.csv", "species", 0.01),
]


class Softmax:
    """The objective of reference.Objective's interface: unknowns are (b_1 .. b_{K-1}), then the free rows of W."""

    def __init__(self, columns, y, classes, lam):
        self.x = [[arb(c[i]) for c in columns[1:]] for i in range(len(y))]
        self.y, self.k, self.lam, self.p = y, classes, arb(lam), len(columns) - 1
        self.n, self.first = len(y), 0 if lam > 0 else 1
        self.q = (classes - 1) + (classes - self.first) * self.p

    def place(self, k, j):
        """The unknown of class k and column j (-1: the intercept); None if it is 0."""
        if j < 0:
            return k - 1 if k else None
        return (self.k - 1) + (k - self.first) * self.p + j if k >= self.first else None

    def coefficient(self, w, k, j):
        at = self.place(k, j)
        return arb(0) if at is None else w[at, 0]

    def margins(self, w):
        table = [[self.coefficient(w, k, j) for j in range(-1, self.p)] for k in range(self.k)]
        return [[sum((a * b for a, b in zip(x, row[1:])), row[0]) for row in table] for x in self.x]

    def value(self, w):
        total = arb(0)
        for y, e in zip(self.y, self.margins(w)):
            total += sum(((v - e[y]).exp() for v in e), arb(0)).log()
        penalty = sum((self.coefficient(w, k, j) ** 2 for k in range(self.k) for j in range(self.p)), arb(0))
        return total / self.n + self.lam * penalty / 2, -total      # F, log-likelihood

    def probabilities(self, w):
        out = []
        for e in self.margins(w):
            z = [(v - max(e, key=lambda b: float(b.mid()))).exp() for v in e]
            total = sum(z, arb(0))
            out.append([v / total for v in z])
        return out

    def gradient(self, w):
        g = [arb(0)] * self.q
        for x, y, p in zip(self.x, self.y, self.probabilities(w)):
            for k in range(self.k):
                r = p[k] - (1 if k == y else 0)
                for j in range(-1, self.p):
                    at = self.place(k, j)
                    if at is not None:
                        g[at] += r * (x[j] if j >= 0 else 1)
        g = [v / self.n for v in g]
        for k in range(self.k):
            for j in range(self.p):
                if self.place(k, j) is not None:
                    g[self.place(k, j)] += self.lam * self.coefficient(w, k, j)
        return arb_mat([[v] for v in g])

    def hessian(self, w):
        h = [[arb(0)] * self.q for _ in range(self.q)]
        places = [(k, j, self.place(k, j)) for k in range(self.k) for j in range(-1, self.p)]
        places = [place for place in places if place[2] is not None]
        for x, p in zip(self.x, self.probabilities(w)):
            between = [[p[k] * ((1 if k == l else 0) - p[l]) for l in range(self.k)] for k in range(self.k)]
            row = x + [arb(1)]                                      # row[-1] is the intercept's
            outer = [[a * b for b in row] for a in row]
            for k, j, a in places:
                for l, i, b in places:
                    if b <= a:
                        h[a][b] += between[k][l] * outer[j][i]
        for a in range(self.q):
            for b in range(a):
                h[b][a] = h[a][b]
        h = [[v / self.n for v in row] for row in h]
        for k, j, a in places:
            if j >= 0:
                h[a][a] += self.lam
        return arb_mat(h)


def package(columns, y, classes, lam):
    """-> (name, coefficients [class][intercept, columns], log-likelihood) by another program, in its own accuracy."""
    x = np.array(columns[1:]).T
    if lam == 0:
        fit = sm.MNLogit(y, sm.add_constant(x)).fit(method="newton", tol=1e-14, maxiter=100, disp=0)
        return "statsmodels MNLogit", [[0.0] * (x.shape[1] + 1)] + fit.params.T.tolist(), float(fit.llf)
    fit = LogisticRegression(C=1 / (len(y) * lam), tol=1e-12, max_iter=10_000, solver="lbfgs").fit(x, y)
    both = [[b - fit.intercept_.mean(), *w] for b, w in zip(fit.intercept_, fit.coef_)]
    loglik = float(fit.predict_log_proba(x)[np.arange(len(y)), y].sum())
    return "scikit-learn LogisticRegression", both, loglik


def main():
    out = []
    for name, file, target, lam in CASES:
        data = f"examples/data/{file}"
        table = ref.read_csv(data)
        labels = sorted(set(table[target]))                         # one-digit numbers: by value as well
        terms, columns, _, _ = ref.encode(table, target, None)
        y = [labels.index(c) for c in table[target]]
        f = Softmax(columns, y, len(labels), lam)
        w, iterations = ref.newton(f, arb_mat(f.q, 1))
        w, log10_gradient = ref.certify(f, w)
        value, loglik = f.value(w)
        shift = sum((f.coefficient(w, k, -1) for k in range(f.k)), arb(0)) / f.k if lam > 0 else arb(0)
        ours = [[f.coefficient(w, k, j) - (shift if j < 0 else 0) for j in range(-1, f.p)] for k in range(f.k)]
        who, theirs, their_loglik = package(columns, y, len(labels), lam)
        for a, b in zip(ours, theirs):
            for u, v in zip(a, b):
                assert abs(float(u) - v) <= (1e-8 if lam == 0 else 1e-5) * (1 + abs(v)), f"{name}: {u} and {v} differ"
        assert abs(float(loglik) - their_loglik) <= (1e-10 if lam == 0 else 1e-6) * abs(their_loglik)
        print(f"{name}: {iterations} iterations, gradient 1e{log10_gradient:.0f}, agrees with {who}")
        out.append({
            "name": name, "data": data, "target": target, "labels": labels, "lambda": lam, "rows": f.n,
            "class_rows": [y.count(k) for k in range(f.k)],
            "objective": ref.digits(value), "log_likelihood": ref.digits(loglik),
            "coefficients": [
                {"class": labels[k], "term": term, "estimate": ref.digits(ours[k][j]), "package": theirs[k][j]}
                for k in range(f.first, f.k) for j, term in enumerate(terms)
            ],
            "package": who, "package_log_likelihood": their_loglik, "digits": ref.DIGITS,
            "probabilities": [[ref.digits(v, 20) for v in row] for row in f.probabilities(w)[:10]],
        })
    with open(os.path.join(HERE, "multinomial.json"), "w", encoding="utf-8") as g:
        json.dump({"cases": out}, g, indent=1, ensure_ascii=False)
        g.write("\n")


if __name__ == "__main__":
    main()

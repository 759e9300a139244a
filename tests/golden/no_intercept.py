"""Certified optima without an intercept -> no_intercept.json.   python3 tests/golden/no_intercept.py

    F(w) = (1/n) sum_i l(y_i, x_i.w + o_i) + lambda/2 |w|^2

by the ball arithmetic of reference.py, in which every column is penalised as there is no intercept to be free.
"""
import json
import os

from flint import arb, arb_mat

import reference as ref

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = [
    # name, file, target, positive, categorical, offset, lambda
    ("birthwt", "examples/data/birthwt.csv", "low", "1", ["race"], None, 0.0),
    ("birthwt_l2", "examples/data/birthwt.csv", "low", "1", ["race"], None, 0.01),
    ("spam7", "examples/data/spam7.csv", "yesno", "y", [], None, 0.0),
    ("breast_cancer_l2", "examples/data/breast_cancer.csv", "diagnosis", "malignant", [], None, 0.01),
    ("scales_1e9", "tests/golden/hard/scales_1e9.csv", "y", "1", [], None, 0.0),
    ("centred_1e9", "tests/golden/hard/centred_1e9.csv", "y", "1", [], None, 1e-4),
    ("offset_1e4_noise", "tests/golden/hard/offset_1e4_noise.csv", "y", "1", [], "offset", 1.0),
    ("offset_halves", "tests/golden/hard/offset_halves.csv", "y", "1", [], "offset", 1.0),
]


class Origin(ref.Objective):
    def value(self, w):
        f, loglik = super().value(w)
        return f + self.lam * w[0, 0] * w[0, 0] / 2, loglik

    def gradient(self, w):
        g = super().gradient(w)
        g[0, 0] += self.lam * w[0, 0]
        return g

    def hessian(self, w):
        h = super().hessian(w)
        h[0, 0] += self.lam
        return h


def main():
    out = []
    for name, file, target, positive, categorical, offset, lam in CASES:
        table = ref.read_csv(file)
        terms, columns, y, o = ref.encode(table, target, positive, categorical, offset)
        f = Origin(columns[1:], y, o, lam)
        w, iterations = ref.newton(f, arb_mat(f.q, 1))
        w, log10_gradient = ref.certify(f, w)
        record = {"name": name, "data": file, "target": target, "positive": positive, "categorical": categorical,
                  "penalty": "l2" if lam else "none", "lambda": lam}
        if offset:
            record["offset"] = offset
        record |= ref.report(f, w, terms[1:], log10_gradient, standard_errors=not lam)
        null = -sum((ref.loss(t, arb(v)) for t, v in zip(y, o)), arb(0))
        record["null_log_likelihood"] = ref.digits(null)
        out.append(record)
        print(f"{name}: n {f.n}, terms {f.q}, Newton steps {iterations}, F* = {record['objective'][:22]}")
    with open(f"{HERE}/no_intercept.json", "w") as file:
        json.dump({"cases": out}, file, indent=1, ensure_ascii=False)
        file.write("\n")


if __name__ == "__main__":
    main()

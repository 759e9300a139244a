"""Coefficients and errors of two numbers beside a category of 700 levels, some of which hold one label, by pyfixest (PyPI, 0.60) and, of every level, by
Newton's method with a dense Hessian in NumPy on the rows that are left: `python levels.py > levels.json`.

Rows come from SplitMix64 (G. Steele et al., OOPSLA, 2014), so that the test makes the same: of every row four numbers in order, the level
(modulo 700), two uniform numbers (the upper 53 bits), and one for the label: 1 where it is below sigmoid(x1 − x2 / 2 + effect of the level), the effect being
((37 level) modulo 101) / 25 − 2. A label with exactly the same probability is not to be expected. (pyfixest keeps rows of levels that are all 1, whose effects run away; they say nothing of the numbers.)
"""

import json
import math
import warnings

import numpy as np
import pandas as pd
import pyfixest

ROWS, LEVELS, MASK = 9000, 700, (1 << 64) - 1


class Random:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def uniform(self):
        return (self.next() >> 11) / (1 << 53)


def rows():
    random, found = Random(17), []
    for _ in range(ROWS):
        level = random.next() % LEVELS
        x1, x2, u = random.uniform(), random.uniform(), random.uniform()
        effect = (37 * level % 101) / 25 - 2
        found.append((level, x1, x2, int(u < 1 / (1 + math.exp(-(x1 - x2 / 2 + effect))))))
    return pd.DataFrame(found, columns=["g", "x1", "x2", "y"])


def main():
    warnings.simplefilter("ignore")
    data = rows()
    sharp = {"fixef_tol": 1e-13, "iwls_tol": 1e-13, "ssc": pyfixest.ssc(k_adj=False)}
    fit = pyfixest.feglm("y ~ x1 + x2 | g", data, family="logit", vcov="iid", **sharp)
    share = data.groupby("g")["y"].transform("mean")
    left = data[(share > 0) & (share < 1)]
    levels = np.sort(left["g"].unique())
    indicators = (left["g"].to_numpy()[:, None] == levels[None, :]).astype(float)
    design = np.column_stack([left[["x1", "x2"]].to_numpy(), indicators])
    y, w = left["y"].to_numpy(), np.zeros(design.shape[1])
    for _ in range(12):
        p = 1 / (1 + np.exp(-design @ w))
        hessian = (design * (p * (1 - p))[:, None]).T @ design
        w = w + np.linalg.solve(hessian, design.T @ (y - p))
    covariance = np.linalg.inv(hessian)
    # Relative to level 0, as ours; that of level 0 is the intercept.
    assert levels[0] == 0
    intercept = 2
    contrasts = np.diag(covariance)[3:] + covariance[intercept, intercept] - 2 * covariance[intercept, 3:]
    told = {
        "pyfixest": {"estimates": list(fit.coef()), "errors": list(fit.se()), "rows": int(fit._N)},
        "rows_left": len(left),
        "levels_of_one_label": int(data["g"].nunique() - len(levels)),
        "dense": {
            "estimates": list(w[:3]),
            "errors": list(np.sqrt(np.diag(covariance)[:3])),
            "levels": [int(k) for k in levels[1:]],
            "estimates_of_levels": list(w[3:] - w[intercept]),
            "errors_of_levels": list(np.sqrt(contrasts)),
        },
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()

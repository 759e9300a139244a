"""Inference of a multinomial model by statsmodels' MNLogit and numpy -> classes.json. Run from the repository root:
python3 tests/golden/inference/classes.py   (pip install statsmodels pandas scipy)

The optimum is polished by Newton on the exact Hessian, so that all numbers have twelve digits. Terms in file order, the intercept
first; classes relative to the first.

std_errors        by the model, statsmodels' cov_params
covariances       standard errors by the scatter of the scores (p - y) (x) (1, x), by numpy; HC0 is checked against statsmodels'
                  cov_type="HC0" here, and cluster against cov_type="cluster" once its factor (n - 1) / (n - k) is taken away.
                  (statsmodels gives the numbers of HC0 for HC1 and HC3, too.) Clusters are equal ages; k counts all coefficients.
weighted          the same with the weights 1 + lwt % 3: an optimum of numpy alone
intervals         p, lower, upper of every class in rows 0, 20, 40, ... at 95 %: the delta method on logit p_k, its gradient by
                  differences of the logit itself, in complex steps, so that no formula of the gradient is repeated here
"""
import json

import numpy as np
import pandas as pd
import statsmodels
from scipy.stats import norm
from statsmodels.api import MNLogit, add_constant

d = pd.read_csv("examples/data/birthwt.csv")
frame = add_constant(d[["low", "age", "lwt", "smoke", "ptl", "ht", "ui", "ftv"]].astype(float))
X, y = np.asarray(frame), d["race"].values - 1
n, p = X.shape
K = 3
k = (K - 1) * p


def probabilities(beta):
    eta = np.c_[np.zeros(n), X @ beta.reshape(K - 1, p).T]
    e = np.exp(eta - eta.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def scores(beta):
    r = (probabilities(beta) - np.eye(K)[y])[:, 1:]
    return np.concatenate([r[:, [c]] * X for c in range(K - 1)], axis=1)


def information(beta, w):
    q = probabilities(beta)[:, 1:]
    H = np.zeros((k, k))
    for c in range(K - 1):
        for e in range(K - 1):
            a = w * q[:, c] * ((c == e) - q[:, e])
            H[c * p:(c + 1) * p, e * p:(e + 1) * p] = X.T @ (a[:, None] * X)
    return H


def optimum(beta, w):
    # Columns of unit size, for the digits of the solve.
    size = np.tile(np.abs(X).max(axis=0), K - 1)
    for _ in range(50):
        g = (w[:, None] * scores(beta)).sum(axis=0)
        beta = beta - np.linalg.solve(information(beta, w) / np.outer(size, size), g / size) / size
    return beta


def inverse(H):
    size = np.sqrt(np.diag(H))
    return np.linalg.inv(H / np.outer(size, size)) / np.outer(size, size)


def errors(V):
    return np.sqrt(np.diag(V)).tolist()


def clustered(S, groups):
    sums = np.array([S[groups == g].sum(axis=0) for g in np.unique(groups)])
    return sums.T @ sums, len(sums)


ones = np.ones(n)
model = MNLogit(d["race"], frame)
start = np.asarray(model.fit(method="newton", maxiter=100, disp=0).params).flatten("F")
beta = optimum(start, ones)
V = inverse(information(beta, ones))
assert np.allclose(V, np.linalg.inv(-model.hessian(beta)), rtol=1e-8)
S = scores(beta)
groups = d["age"].values
M_cluster, G = clustered(S, groups)
hc0 = V @ (S.T @ S) @ V
cluster = G / (G - 1) * V @ M_cluster @ V


def of_statsmodels(cov_type, **kwds):
    fit = model.fit(method="newton", maxiter=100, disp=0, cov_type=cov_type, cov_kwds=kwds)
    return np.asarray(fit.bse).flatten("F")


assert np.allclose(of_statsmodels("HC0"), errors(hc0), rtol=1e-7)
by_cluster = of_statsmodels("cluster", groups=groups)
# statsmodels counts a covariate per equation as one coefficient.
factors = [np.sqrt((n - 1) / (n - m)) for m in (p, k)]
assert any(np.allclose(by_cluster, f * np.array(errors(cluster)), rtol=1e-7) for f in factors), by_cluster / errors(cluster)
covariances = {"hc0": errors(hc0), "hc1": errors(n / (n - k) * hc0), "cluster": errors(cluster)}

w = 1.0 + d["lwt"].values % 3
beta_w = optimum(beta, w)
V_w = inverse(information(beta_w, w))
S_w = scores(beta_w)
weighted_S = w[:, None] * S_w
M_frequency = S_w.T @ weighted_S
N = w.sum()
weighted = {
    "coefficients": beta_w.tolist(),
    "precision": {"model": errors(V_w), "hc0": errors(V_w @ (weighted_S.T @ weighted_S) @ V_w),
                  "hc1": errors(n / (n - k) * V_w @ (weighted_S.T @ weighted_S) @ V_w)},
    "sampling": {"sampling": errors(n / (n - 1) * V_w @ (weighted_S.T @ weighted_S) @ V_w),
                 "cluster": errors(G / (G - 1) * V_w @ clustered(weighted_S, groups)[0] @ V_w)},
    "frequency": {"hc0": errors(V_w @ M_frequency @ V_w), "hc1": errors(N / (N - k) * V_w @ M_frequency @ V_w),
                  "cluster": errors(G / (G - 1) * V_w @ clustered(weighted_S, groups)[0] @ V_w)},
}


def logit(beta, row, c):
    eta = np.concatenate([[0], beta.reshape(K - 1, p) @ row])
    others = np.delete(eta, c)
    return eta[c] - np.log(np.exp(others).sum())


intervals = []
q = norm.ppf(0.975)
for i in range(0, n, 20):
    row = {"row": i, "classes": []}
    for c in range(K):
        gradient = np.array([logit(beta + 1e-200j * np.eye(k)[j], X[i], c).imag * 1e200 for j in range(k)])
        centre, error = logit(beta, X[i], c), np.sqrt(gradient @ V @ gradient)
        row["classes"].append([1 / (1 + np.exp(-(centre + s * q * error))) for s in (0, -1, 1)])
    intervals.append(row)

cases = [{"class": str(label), "coefficients": beta[c * p:(c + 1) * p].tolist(), "std_errors": errors(V)[c * p:(c + 1) * p]}
         for c, label in enumerate([2, 3])]
with open("tests/golden/inference/classes.json", "w") as f:
    json.dump({"source": f"statsmodels {statsmodels.__version__} MNLogit and numpy, examples/data/birthwt.csv, race",
               "terms": list(frame.columns), "classes": cases, "covariances": covariances, "weighted": weighted,
               "intervals": intervals}, f, indent=1)
    f.write("\n")

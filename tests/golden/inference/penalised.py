"""Covariance of the posterior under an L2 penalty as a normal prior, in forty digits -> penalised.json. Run from the repository root:
python3 tests/golden/inference/penalised.py   (pip install mpmath)

Nothing of the program is used but the definition of the objective: the optimum by Newton's method from 0, the Hessian written out in the
coefficients of the columns as given (of several labels, in those of all labels, with a term that makes the intercepts sum to 0), its inverse by elimination. Terms in file order, the intercept first; of several labels those of the first, then of the
second, and so on.
"""
import csv
import json

from mpmath import exp, matrix, mp, mpf, sqrt

mp.dps = 40


def read(path, target, features):
    with open(path) as f:
        rows = list(csv.DictReader(f))
    labels = sorted({row[target] for row in rows})
    x = [[mpf(1)] + [mpf(row[name]) for name in features] for row in rows]
    return x, [labels.index(row[target]) for row in rows], labels


def ridges(x, weights, lam, standardize):
    """Σω λ_j of every column, the intercept's 0."""
    total = sum(weights)
    out = [mpf(0)]
    for j in range(1, len(x[0])):
        mean = sum(w * row[j] for w, row in zip(weights, x)) / total
        variance = sum(w * (row[j] - mean) ** 2 for w, row in zip(weights, x)) / total
        out.append(total * lam * (variance if standardize else 1))
    return out


def fit(x, y, classes, weights, ridge):
    """Coefficients of all labels but the first of two, or of all of more, and their posterior covariance."""
    k, p = (1, len(x[0])) if classes == 2 else (classes, len(x[0]))
    n = k * p
    beta = matrix(n, 1)
    for _ in range(60):
        g, h = matrix(n, 1), matrix(n, n)
        for a in range(k):
            for j in range(p):
                g[a * p + j] += ridge[j] * beta[a * p + j]
                h[a * p + j, a * p + j] += ridge[j]
        if k > 1:
            # Adding a number to all intercepts changes no probability; nothing else is free.
            for a in range(k):
                for b in range(k):
                    h[a * p, b * p] += 1
        for row, label, w in zip(x, y, weights):
            eta = [sum(beta[a * p + j] * row[j] for j in range(p)) for a in range(k)]
            if k == 1:
                prob = [1 / (1 + exp(-eta[0]))]
                own = [mpf(label)]
            else:
                total = sum(exp(e) for e in eta)
                prob = [exp(e) / total for e in eta]
                own = [mpf(int(a == label)) for a in range(k)]
            for a in range(k):
                for j in range(p):
                    g[a * p + j] += w * (prob[a] - own[a]) * row[j]
                for b in range(k):
                    d = w * prob[a] * ((1 if a == b else 0) - prob[b])
                    for i in range(p):
                        for j in range(p):
                            h[a * p + i, b * p + j] += d * row[i] * row[j]
        step = mp.lu_solve(h, g)
        beta -= step
        if max(abs(s) for s in step) < mpf(10) ** -32:
            break
    else:
        raise RuntimeError("Newton's method did not end")
    covariance = h ** -1
    if k > 1:
        # What is common to all labels changes no probability, and its posterior is its prior: errors are of coefficients about their mean.
        about = matrix(n, n)
        for a in range(k):
            for b in range(k):
                for j in range(p):
                    about[a * p + j, b * p + j] = (1 if a == b else 0) - mpf(1) / k
        covariance = about * covariance * about.T
    return beta, covariance


birthwt = ["age", "lwt", "smoke", "ptl", "ht", "ui", "ftv"]
iris = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
cases = []
for name, target, features, lam, standardize in [
    ("birthwt", "low", birthwt, "0.01", False),
    ("birthwt", "low", birthwt, "0.02", True),
    ("iris", "species", iris, "0.01", False),
    ("iris", "species", iris, "0.05", True),
]:
    x, y, labels = read(f"examples/data/{name}.csv", target, features)
    weights = [mpf(1)] * len(x)
    ridge = ridges(x, weights, mpf(lam), standardize)
    beta, covariance = fit(x, y, len(labels), weights, ridge)
    n = len(beta)
    # A row of the mean of the features, for the log-odds' error (of two labels).
    middle = [sum(row[j] for row in x) / len(x) * (mpf(11) / 10 if j else 1) for j in range(len(x[0]))]
    eta = sqrt(sum(middle[i] * covariance[i, j] * middle[j] for i in range(len(middle)) for j in range(len(middle))))
    cases.append({
        "data": name, "target": target, "features": features, "lambda": float(lam), "standardize": standardize, "labels": labels,
        "coefficients": [float(b) for b in beta], "std_errors": [float(sqrt(covariance[i, i])) for i in range(n)],
        "row": [float(m) for m in middle[1:]] if len(labels) == 2 else None,
        "std_error_of_row": float(eta) if len(labels) == 2 else None,
    })
with open("tests/golden/inference/penalised.json", "w") as f:
    json.dump(cases, f, indent=1)
    f.write("\n")

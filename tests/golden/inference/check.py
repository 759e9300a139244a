# inference.json against Python: statsmodels where the two should agree, and mpmath with 30 digits on small sets.
# From the repository root:   python3 tests/golden/inference/check.py          (pip install statsmodels pandas mpmath)
# Not compared: HC1 to HC3 (statsmodels' Logit gives HC0 for all of them), the null log-likelihood (found by an optimiser there).
import json
import warnings

import mpmath as mp
import numpy as np
import pandas as pd
import statsmodels.api as sm

warnings.simplefilter("ignore")
here = "tests/golden/inference/"
worst = {}
for case in json.load(open(here + "inference.json")):
    if case["weight_kind"] in ("precision", "sampling"):
        continue
    table = pd.read_csv(here + case["name"] + ".csv")
    if case["weights"]:
        table = table.loc[table.index.repeat(table["weight_"])].reset_index(drop=True)
    X = table[case["columns"]].to_numpy(float)
    size, centre = X.std(0), X.mean(0)
    Z = np.column_stack([np.ones(len(X)), (X - centre) / size])
    raw = np.diag(np.r_[1, 1 / size])
    raw[0, 1:] = -centre / size
    model = sm.Logit(table["y"].to_numpy(float), Z)
    fit = lambda **how: model.fit(method="newton", tol=1e-15, maxiter=100, disp=0, **how)
    plain = fit()
    error = lambda f: np.sqrt(np.diag(raw @ f.cov_params() @ raw.T))
    pairs = {
        "coefficients": ((raw @ plain.params - case["coefficients"]) / case["std_errors"] + 1, np.ones(len(raw))),
        "std_errors": (error(plain), case["std_errors"]),
        "log_likelihood": (plain.llf, case["log_likelihood"]),
        "aic, bic": ([plain.aic, plain.bic], [case["aic"], case["bic"]]),
        "hc0": (error(fit(cov_type="HC0")), case["hc0"]),
    }
    effects = sm.Logit(table["y"], sm.add_constant(X)).fit(method="newton", tol=1e-15, maxiter=100, disp=0).get_margeff(at="overall")
    pairs["marginal effects"] = (effects.margeff, case["marginal_effects"]["estimate"])
    pairs["marginal effects' errors"] = (effects.margeff_se, case["marginal_effects"]["std_error"])
    if case["clusters"]:
        groups = table["cluster_"].nunique()
        f = fit(cov_type="cluster", cov_kwds={"groups": table["cluster_"].to_numpy(int), "use_correction": False})
        pairs["cluster"] = (error(f) * np.sqrt(groups / (groups - 1)), case["cluster"])
    for what, (found, expected) in pairs.items():
        difference = float(np.max(np.abs(np.asarray(found) / np.asarray(expected) - 1)))
        if difference > worst.get(what, (0, ""))[0]:
            worst[what] = (difference, case["name"])


# ---- 30 digits -------------------------------------------------------------------------------------------------------------------

mp.mp.dps = 30


def dot(a, b):
    return mp.fsum(x * y for x, y in zip(a, b))


def state(Z, y, b, firth):
    """Objective, score and information at b; h from the information of all columns."""
    eta = [dot(z, b) for z in Z]
    p = [1 / (1 + mp.exp(-e)) for e in eta]
    k = len(b)
    information = mp.matrix(k, k)
    for i in range(k):
        for j in range(i + 1):
            information[i, j] = information[j, i] = mp.fsum(z[i] * z[j] * q * (1 - q) for z, q in zip(Z, p))
    residual = [t - q for t, q in zip(y, p)]
    value = mp.fsum(t * e - mp.log1p(mp.exp(e)) for t, e in zip(y, eta))
    if firth:
        inverse = information ** -1
        h = [q * (1 - q) * mp.fsum(z[i] * z[j] * inverse[i, j] for i in range(k) for j in range(k)) for z, q in zip(Z, p)]
        residual = [r + g * (mp.mpf(1) / 2 - q) for r, g, q in zip(residual, h, p)]
        value += mp.log(mp.det(information)) / 2
    return value, [dot([z[j] for z in Z], residual) for j in range(k)], information


def maximum(Z, y, b, firth, fixed=None):
    free = [j for j in range(len(b)) if j != fixed]
    for _ in range(400):
        value, score, information = state(Z, y, b, firth)
        step = mp.lu_solve(mp.matrix([[information[i, j] for j in free] for i in free]), mp.matrix([score[j] for j in free]))
        for s, j in zip(step, free):
            b[j] += s
        if all(abs(s) < mp.mpf(10) ** -19 * (1 + abs(b[j])) for s, j in zip(step, free)):
            return state(Z, y, b, firth)[:2]
    raise ValueError("not converged")


def precise(case, firth):
    """Coefficients and, from each interval's end, the end that one Newton step on the exact profile makes of it."""
    table = pd.read_csv(here + case["name"] + ".csv", float_precision="round_trip")
    Z = [[mp.mpf(1)] + [mp.mpf(v) for v in row] for row in table[case["columns"]].to_numpy(float).tolist()]
    y = [int(v) for v in table["y"]]
    values = case["firth"] if firth else case
    errors = values["std_errors"]
    b = [mp.mpf(v) for v in values["coefficients"]]
    top, _ = maximum(Z, y, b, firth)
    away = max(abs(float(x - v)) / e for x, v, e in zip(b, values["coefficients"], errors))
    value = values["penalized_log_likelihood" if firth else "log_likelihood"]
    half = mp.findroot(lambda q: mp.gammainc(mp.mpf(1) / 2, 0, q, regularized=True) - mp.mpf("0.95"), 1.92)
    ends = 0.0
    inverse = state(Z, y, b, firth)[2] ** -1
    for j, interval in enumerate(values["ci_profile_95"]):
        for end in interval:
            start = [v + inverse[i, j] / inverse[j, j] * (mp.mpf(end) - b[j]) for i, v in enumerate(b)]
            start[j] = mp.mpf(end)
            found, score = maximum(Z, y, start, firth, j)
            ends = max(ends, abs(float((found - (top - half)) / score[j])) / errors[j])
    return away, abs(float(top - value) / value), ends


cases = {case["name"]: case for case in json.load(open(here + "inference.json"))}
for name in ("plasma", "donner", "urine"):
    for firth in (False, True):
        away, value, ends = precise(cases[name], firth)
        print(f"{name:8} {'Firth' if firth else '':6} coefficients {away:.0e} and interval ends {ends:.0e} of a standard error, log-likelihood {value:.0e}", flush=True)

for what, (difference, name) in worst.items():
    print(f"{what:26} {difference:.1e}  {name}")

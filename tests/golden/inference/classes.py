"""Standard errors of a multinomial model by statsmodels' MNLogit -> classes.json. Run from the repository root:
python3 tests/golden/inference/classes.py   (pip install statsmodels pandas)

The optimum is polished by Newton on the exact Hessian of statsmodels, so that the errors have twelve digits. Terms in file order, the
intercept first; classes relative to the first.
"""
import json

import numpy as np
import pandas as pd
import statsmodels
from statsmodels.api import MNLogit, add_constant

d = pd.read_csv("examples/data/birthwt.csv")
x = add_constant(d[["low", "age", "lwt", "smoke", "ptl", "ht", "ui", "ftv"]].astype(float))
model = MNLogit(d["race"], x)
fit = model.fit(method="newton", maxiter=100, disp=0)
beta = np.asarray(fit.params).flatten("F")
for _ in range(3):
    beta = beta - np.linalg.solve(model.hessian(beta), model.score(beta))
errors = np.sqrt(np.diag(np.linalg.inv(-model.hessian(beta))))
p = x.shape[1]
cases = [{"class": str(label), "coefficients": beta[k * p:(k + 1) * p].tolist(), "std_errors": errors[k * p:(k + 1) * p].tolist()}
         for k, label in enumerate([2, 3])]
with open("tests/golden/inference/classes.json", "w") as f:
    json.dump({"source": f"statsmodels {statsmodels.__version__} MNLogit, examples/data/birthwt.csv, race", "terms": list(x.columns),
               "classes": cases}, f, indent=1)
    f.write("\n")

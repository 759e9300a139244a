"""statsmodels' MNLogit without a constant -> no_intercept_classes.json.   python3 tests/golden/no_intercept_classes.py

The race of birthwt (3 classes) by age, lwt and smoke; coefficients are relative to the first class.
"""
import csv
import json
import os

import numpy as np
import statsmodels
import statsmodels.api as sm

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = ["age", "lwt", "smoke"]

with open("examples/data/birthwt.csv", newline="") as file:
    rows = list(csv.DictReader(file))
x = np.array([[float(row[c]) for c in COLUMNS] for row in rows])
y = np.array([int(row["race"]) - 1 for row in rows])
model = sm.MNLogit(y, x)
fit = model.fit(method="newton", tol=1e-14, maxiter=100, disp=0)
assert np.max(np.abs(model.score(fit.params))) < 1e-8
record = {
    "source": f"statsmodels {statsmodels.__version__}",
    "x": x.ravel().tolist(), "y": y.tolist(), "columns": len(COLUMNS),
    "coefficients": fit.params.T.tolist(), "std_errors": fit.bse.T.tolist(), "log_likelihood": fit.llf,
}
with open(f"{HERE}/no_intercept_classes.json", "w") as file:
    json.dump(record, file)
    file.write("\n")

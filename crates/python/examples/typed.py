"""A user's script, which `mypy --strict` passes: both doors, with types.

Rows are 500 loans with an income (in thousands) and whether there is a guarantor; what is predicted is default.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import logodds
from logodds import DataError, LogisticRegression, LogisticRegressionCV, Results


def loans(rows: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Features, of shape (rows, 2), and defaults."""
    rng = np.random.default_rng(seed)
    income = rng.gamma(4.0, 10.0, rows)
    guarantor = (rng.random(rows) < 0.3).astype(np.float64)
    log_odds = 0.5 - 0.04 * income - guarantor
    return np.column_stack([income, guarantor]), rng.random(rows) < 1 / (1 + np.exp(-log_odds))


def by_arrays() -> float:
    """The mean probability of default by scikit-learn's door."""
    features, defaults = loans(500, 1)
    model = LogisticRegression(C=np.inf, covariance="model").fit(features, defaults)
    lower, upper = model.predict_interval(features)
    assert model.status_ == "converged" and bool((lower <= upper).all())
    chosen = LogisticRegressionCV(Cs=[0.1, 1.0, 10.0]).fit(features, defaults)
    print("C", chosen.C_, "coefficients", model.coef_.ravel().round(3))
    return float(model.predict_proba(features)[:, 1].mean())


def by_columns(folder: Path) -> Results:
    """The results of the statistician's door, through a file."""
    features, defaults = loans(500, 1)
    data = {"income": features[:, 0], "guarantor": features[:, 1], "default": defaults}
    results = logodds.fit("default ~ income + guarantor", data)
    results.save(folder / "default.model")
    try:
        results.predict({"income": [30.0]})
    except DataError as error:
        print(error)
    return logodds.load(folder / "default.model")


if __name__ == "__main__":
    print("mean probability", round(by_arrays(), 4))
    with tempfile.TemporaryDirectory() as name:
        results = by_columns(Path(name))
    print(results.llf, results.aic)
    print(results.summary())

"""Standard errors of nearly collinear columns in 600 bits, for tests/behaviour/near_collinear.rs: eight of the designs of tests/long/sandwich.py.

usage: near_collinear.py > near_collinear.json       needs numpy and python-flint
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "long"))
import sandwich  # noqa: E402

SEEDS = [14, 22, 25, 27, 30, 38, 47, 48]


def case(seed):
    x, y, w, weights, clusters, labels = sandwich.design(seed)
    referee = sandwich.Referee(x, y, w, labels)
    errors = {}
    for name in ["model", "hc0", "hc1", "cluster", "sampling"] + (["hc3"] if labels == 2 else []):
        of, contrast, row, _ = referee.errors(referee.covariance(name, weights, clusters))
        errors[name] = {"coefficients": of, "contrast": contrast, "row": row}
    return {
        "seed": seed,
        "condition": sandwich.condition_of(x),
        "labels": labels,
        "weight_kind": weights,
        "columns": [[float(v) for v in column] for column in x.T],
        "y": [int(v) for v in y],
        "weights": [float(v) for v in w],
        "clusters": [int(v) for v in clusters],
        "errors": errors,
    }


print("[" + ",\n".join(json.dumps(case(seed), separators=(",", ":")) for seed in SEEDS) + "]")

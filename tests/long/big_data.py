"""Many rows: a block of rows, written again and again, must give the block's own fit.

    python big_data.py LOGODDS ROWS

The referee is arithmetic: r copies of the same rows have the same maximum of the likelihood, r times its logarithm, and errors divided by √r. Prints
seconds and the peak of memory of reading with fitting, and of predicting. Ends with 1 if a number differs, or if memory is beyond twice what the numbers of
the table take (plus 200 MB).
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np

BLOCK, COLUMNS = 100_000, 10


def write_block():
    random = np.random.default_rng(1)
    x = random.normal(size=(BLOCK, COLUMNS)).round(4)
    eta = x @ np.linspace(-1, 1, COLUMNS) - 0.5
    y = random.random(BLOCK) < 1 / (1 + np.exp(-eta))
    lines = [",".join(f"{v:.4f}" for v in row) + f",{int(label)}\n" for row, label in zip(x, y, strict=True)]
    return "".join(f"x{j}," for j in range(COLUMNS)) + "y\n", "".join(lines)


def run(command, output):
    """Seconds, and the peak of memory in MB."""
    began = time.monotonic()
    with open(output, "wb") as out:
        process = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[1]}: ended with {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - began, usage.ru_maxrss / 1024


def fit(logodds, data, model):
    output = model.with_suffix(".json")
    seconds, memory = run([logodds, "fit", data, "--target", "y", "--model", model, "--json"], output)
    return json.loads(output.read_text()), seconds, memory


def main(logodds, rows):
    copies = rows // BLOCK
    header, block = write_block()
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        folder = pathlib.Path(folder)
        one, all_, scored = folder / "one.csv", folder / "all.csv", folder / "scored.csv"
        one.write_text(header + block)
        with open(all_, "w") as out:
            out.write(header)
            for _ in range(copies):
                out.write(block)
        expected, _, _ = fit(logodds, one, folder / "one.model")
        found, seconds, memory = fit(logodds, all_, folder / "all.model")
        print(f"fit: {copies * BLOCK:,} rows, {all_.stat().st_size / 1e6:.0f} MB: {seconds:.1f} s, {memory:.0f} MB, {found['fit']['passes']} passes")
        faults = []
        if found["data"]["rows"] != copies * BLOCK or found["fit"]["status"] != "converged":
            faults.append(f"{found['data']['rows']} rows, {found['fit']['status']}")
        for a, b in zip(found["coefficients"], expected["coefficients"], strict=True):
            # Both are optima to 1e-10 of the objective, and polished beyond.
            if abs(a["estimate"] - b["estimate"]) > 1e-5 * b["std_error"]:
                faults.append(f"{a['term']}: {a['estimate']} of all, {b['estimate']} of one block")
            if abs(a["std_error"] * copies**0.5 / b["std_error"] - 1) > 1e-6:
                faults.append(f"{a['term']}: error {a['std_error']} of all, {b['std_error']} of one block")
        likelihood = found["statistics"]["log_likelihood"] / copies / expected["statistics"]["log_likelihood"]
        if abs(likelihood - 1) > 1e-9:
            faults.append(f"log-likelihood: {likelihood} of what it is")
        limit = 2 * copies * BLOCK * (COLUMNS + 1) * 8 / 2**20 + 200
        if memory > limit:
            faults.append(f"{memory:.0f} MB, more than {limit:.0f}")
        seconds, memory = run([logodds, "predict", folder / "all.model", all_, "-o", scored], os.devnull)
        with open(scored, "rb") as lines:
            lines = sum(chunk.count(b"\n") for chunk in iter(lambda: lines.read(1 << 24), b""))
        print(f"predict: {lines - 1:,} rows: {seconds:.1f} s, {memory:.0f} MB")
        if lines != copies * BLOCK + 1:
            faults.append(f"{lines} lines predicted")
    for fault in faults:
        print(fault)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

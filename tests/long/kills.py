"""Kills the command at moments spread over its run: the file that it replaces must be the old one or the new one, to the byte.

    python3 kills.py LOGODDS [COUNT]

A model of 20,000 levels, whose file takes a while to write, replaces a small one, and predictions of its rows replace an older file. COUNT (200)
runs of each end by SIGKILL, half of them in the last tenth of the time that a run takes, where the file is written; half as many fits are begun
again from their journal. Ends with 1 if a file is neither old nor new, or a fit another one. What a killed run leaves beside it (temporary files have names of their own) is counted.
"""

import pathlib
import random
import subprocess
import sys
import tempfile
import time

# Three rows a level.
ROWS = 60_000


def write_data(path, rows):
    draw = random.Random(rows)
    with open(path, "w") as out:
        out.write("level,x,y\n")
        for row in range(rows):
            out.write(f"l{row % (rows // 3)},{draw.random():.6f},{draw.randrange(2)}\n")


def killed(command, after):
    """Whether the run was still going on."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return process.returncode == -9


def campaign(name, command, target, old, count):
    target.write_bytes(old)
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    took = time.monotonic() - began
    new = target.read_bytes()
    assert new != old
    beside = {path.name for path in target.parent.iterdir()}
    kills = kept = replaced = 0
    for k in range(count):
        share = k / count * 2 if 2 * k < count else 0.9 + 0.2 * (2 * k - count) / count
        target.write_bytes(old)
        kills += killed(command, share * took)
        found = target.read_bytes()
        if found not in (old, new):
            sys.exit(f"{name}: killed after {share:.3f} of its time, the file is neither old nor new ({len(found)} bytes)")
        kept += found == old
        replaced += found == new
    left = [path for path in target.parent.iterdir() if path.name not in beside]
    for path in left:
        path.unlink()
    print(f"{name}: {kills} of {count} runs killed within {took:.2f} s; {kept} files old, {replaced} new, none half; {len(left)} temporary files left")


def resumed(fit, journal, model, count):
    """A fit that is killed and begun again with its journal ends at the bytes of one that is not."""
    subprocess.run(fit, check=True)
    expected = model.read_bytes()
    command = [*fit, "--journal", journal]
    began = time.monotonic()
    subprocess.run(command, check=True)
    took = time.monotonic() - began
    kills = remembered = 0
    for k in range(count):
        journal.unlink(missing_ok=True)
        model.unlink()
        kills += killed(command, k / count * took)
        remembered += journal.exists()
        subprocess.run(command, check=True)
        if model.read_bytes() != expected:
            sys.exit(f"journal: killed after {k / count:.3f} of its time and begun again, the fit is another one")
    print(f"journal: {kills} of {count} fits killed, {remembered} left a journal; begun again, all ended at the same bytes")


def main(logodds, count):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        data, model, output = folder / "data.csv", folder / "kept" / "a.model", folder / "kept" / "out.csv"
        model.parent.mkdir()
        write_data(data, ROWS)
        fit = [logodds, "fit", data, "--target", "y", "--penalty", "l2", "--lambda", "0.01", "--reproducible", "--quiet", "--model"]
        # A model is replaced by no less than a model; the old one is of other rows.
        write_data(folder / "old.csv", 100)
        subprocess.run([fit[0], fit[1], folder / "old.csv", *fit[3:], folder / "old.model"], check=True)
        fit.append(model)
        campaign("fit", fit, model, (folder / "old.model").read_bytes(), count)
        resumed(fit, folder / "journal", model, count // 2)
        campaign("predict", [logodds, "predict", model, data, "-o", output], output, b"the predictions of yesterday\n", count)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200)

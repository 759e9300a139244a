"""Our side: the program `peer_task` and the command. The protocol is told at the top of run.py."""
import json
import os
import subprocess

from datasets import ROOT
from report import note

COMMAND = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), "release", "logodds")
wanted = True                                                    # run.py --no-ours


def ours(task, *args):
    """One call of our program; its JSON, or None with a note."""
    if not wanted:
        return None
    command = ["cargo", "run", "--release", "--quiet", "--example", "peer_task", "--", task, *map(str, args)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        note(f"logodds skipped in {task}: {last}")
        return None
    try:
        return json.loads(done.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError):
        note(f"logodds skipped in {task}: its output is not a JSON line")
        return None


def built_command():
    """The path of the command, built; None with a note."""
    if not wanted:
        return None
    done = subprocess.run(["cargo", "build", "--release", "--quiet", "--bin", "logodds"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0 or not os.path.exists(COMMAND):
        note(f"logodds skipped from file: {COMMAND} could not be built")
        return None
    return COMMAND

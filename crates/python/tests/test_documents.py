"""The examples of the documents, run as they stand: every block of Python, in order, in one namespace for each document."""

from __future__ import annotations

import io
import os
import re
import subprocess
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import logodds

ROOT = Path(__file__).resolve().parents[3]
DOCUMENTS = ["README.md", "crates/python/README.md", "docs/python.md"]
# The last cell of a row of a table, where it is code and nothing else.
_CELL = re.compile(r"^\|.*\| `([^`]+)` \|$", re.MULTILINE)
_BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def prepared() -> dict[str, Any]:
    """What the documents take as given: features and classes, and R's birthwt with some new rows."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 3))
    y = (X[:, 0] + rng.logistic(size=200) > 0).astype(int)
    frame = pd.read_csv(ROOT / "examples/data/birthwt.csv")
    return {"X": X, "y": y, "X_new": X[:5], "frame": frame, "new": frame[:5].drop(columns="low")}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_examples_run(document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / document).read_text()
    blocks = list(_BLOCK.finditer(text))
    assert blocks, f"{document} has no block of Python"
    monkeypatch.chdir(tmp_path)
    os.symlink(ROOT / "examples", tmp_path / "examples")
    namespace = prepared()
    for block in blocks:
        # Lines count from the document's, so that a failure is found there.
        code = "\n" * text[: block.start()].count("\n") + "\n" + block[1]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            exec(compile(code, str(ROOT / document), "exec"), namespace)


def test_lines_of_others_have_their_lines_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = _CELL.findall((ROOT / "docs/coming_from.md").read_text())
    assert len(lines) > 50
    monkeypatch.chdir(tmp_path)
    namespace = {**prepared(), "np": np, "logodds": logodds}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for line in lines:
            try:
                exec(line, namespace)
            except Exception as error:
                raise AssertionError(f"{line}: {type(error).__name__}: {error}") from error


def test_a_model_of_the_formula_example_predicts_from_the_shell(tmp_path: Path) -> None:
    command = os.environ.get("LOGODDS_COMMAND")
    if command is None:
        pytest.skip("LOGODDS_COMMAND does not say where the command is")
    given = prepared()
    results = logodds.fit("low ~ age + lwt + C(race) + smoke", given["frame"])
    results.save(tmp_path / "low.model")
    given["new"].to_csv(tmp_path / "new.csv", index=False)
    ran = subprocess.run([command, "predict", tmp_path / "low.model", tmp_path / "new.csv"], check=True, capture_output=True, text=True)
    told = pd.read_csv(io.StringIO(ran.stdout), float_precision="round_trip")
    assert list(told.columns) == [*given["new"].columns, "probability"]
    assert told["probability"].tolist() == results.predict(given["new"]).tolist()

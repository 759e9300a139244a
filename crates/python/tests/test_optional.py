"""Packages that are not needed by all."""

from __future__ import annotations

import subprocess
import sys

WITHOUT = """
import sys

sys.modules["sklearn"] = None  # as if it were not installed
import logodds

try:
    logodds.LogisticRegression
except ModuleNotFoundError as error:
    print(error)
"""


def test_without_scikit_learn_the_estimators_say_what_they_need():
    told = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True).stdout
    assert told == "LogisticRegression needs scikit-learn, which is not installed: pip install 'scikit-learn>=1.6'\n"

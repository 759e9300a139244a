"""scikit-learn's own tests of logistic regression, with our classes in place of its: what is not for us is skipped, each with
its reason (``not_applicable.txt``), and what fails is expected to by name (``expected_failures.txt``)."""

from __future__ import annotations

from pathlib import Path

import pytest
import sklearn
from sklearn.utils.fixes import parse_version

# The lists are of scikit-learn 1.9; its tests before ask for what it did then.
BEFORE = parse_version(sklearn.__version__) < parse_version("1.9.dev0")
HERE = Path(__file__).parent


def listed(name: str) -> list[tuple[str, str]]:
    """Tests, each with a reason: lines of ``test  reason``, where a test that ends in ``*`` is all that begin so."""
    lines = (HERE / name).read_text().splitlines()
    pairs = [line.split("  ", 1) for line in lines if line.strip() and not line.startswith("#")]
    return [(test.strip(), reason.strip()) for test, reason in pairs]


def reason(test: str, among: list[tuple[str, str]]) -> str | None:
    for pattern, why in among:
        if test == pattern or (pattern.endswith("*") and test.startswith(pattern[:-1])):
            return why
    return None


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "thread_unsafe: of scikit-learn's tests")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    others, failures = listed("not_applicable.txt"), listed("expected_failures.txt")
    failures += listed("expected_failures_before_1.9.txt") if BEFORE else []
    for item in items:
        if item.path.parent != HERE:
            continue
        if why := reason(item.name, others):
            item.add_marker(pytest.mark.skip(reason=why))
        elif why := reason(item.name, failures):
            item.add_marker(pytest.mark.xfail(reason=why, strict=not BEFORE))


def pytest_terminal_summary(terminalreporter) -> None:
    """What share of what applies passes."""
    found = {
        outcome: sum("sklearn_suite" in report.nodeid for report in terminalreporter.stats.get(outcome, []))
        for outcome in ("passed", "failed", "xfailed", "skipped")
    }
    failed = found["failed"] + found["xfailed"]
    if found["passed"]:
        terminalreporter.write_line(
            f"scikit-learn's test_logistic.py: {found['passed']} of {found['passed'] + failed} that apply pass "
            f"({found['passed'] / (found['passed'] + failed):.1%}), {failed} fail, {found['skipped']} do not apply or are skipped by scikit-learn"
        )


@pytest.fixture
def global_random_seed() -> int:
    """That of scikit-learn's suite, unless it is told another."""
    return 42

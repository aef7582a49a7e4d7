"""The suite notices every seeded mistake, and none where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.mutants import CLOSING, MUTANTS, Mutant, planted, survives

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_suite_kills_it(mutant: Mutant, tmp_path: Path) -> None:
    assert survives(planted(mutant, tmp_path), mutant.tests) == ""


def test_without_a_mistake_the_same_tests_pass(tmp_path: Path) -> None:
    harmless = Mutant("none", "trainer/exams/rules.py", "from __future__", "from __future__", (CLOSING,))
    assert "100%" in survives(planted(harmless, tmp_path), harmless.tests)

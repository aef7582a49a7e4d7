"""A moment of fuzzing for every reader; `make fuzz` gives each ten minutes."""

from __future__ import annotations

import pytest

from question_bank.exchange.formats import FORMATS
from tests.fuzzing.run import fuzz

pytestmark = pytest.mark.pure
FILES = 150


@pytest.mark.parametrize("name", FORMATS)
def test_a_damaged_file_is_read_or_refused_with_its_reason(name: str) -> None:
    told = fuzz(name, lambda files: files < FILES, seed=2027, half_time=lambda _files: False)
    assert told.faults == []
    assert told.read + told.unreadable == FILES

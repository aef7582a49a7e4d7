"""Every hostile file ends in words: the whole is unreadable, or each question is refused, or what is left is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from question_bank.exchange.formats import FORMATS, detected
from question_bank.exchange.found import Unreadable
from tests.question_bank.exchange.hostile import HOSTILE

pytestmark = pytest.mark.pure


def told(path: Path, name: str) -> Iterator[str]:
    """What is said of a file: of the whole, or of each question in it that is refused."""
    try:
        for found in FORMATS[name].read(path):
            assert bool(found.draft) != bool(found.refusal)
            yield found.refusal
    except Unreadable as problem:
        yield str(problem)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words(tmp_path: Path, name: str) -> None:
    case = HOSTILE[name]
    path = tmp_path / "file"
    path.write_bytes(case.make())
    assert any(case.says in says for says in told(path, case.format))
    try:
        assert detected(path) in FORMATS
    except Unreadable as problem:
        assert str(problem)  # noqa: PT017 - either ending is right, and both say something

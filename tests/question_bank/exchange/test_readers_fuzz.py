"""Whatever a file holds, a reader finds questions, refuses them, or says that the file is unreadable; nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.exchange import aiken
from question_bank.exchange.found import Found, Unreadable, Writer
from question_bank.exchange.gift import read as gift
from question_bank.exchange.gift.write import write as write_gift
from question_bank.exchange.moodle.read import read as read_moodle
from question_bank.exchange.moodle.write import write as write_moodle
from question_bank.exchange.table import read as table
from question_bank.exchange.table.write import write as write_table
from tests.question_bank.cards import real_content
from tests.question_bank.exchange.some_cards import unhurried

pytestmark = pytest.mark.pure
FILES = sorted((Path(__file__).parent / "gift").glob("*.gift"))
AIKEN = "Which is deep?\nA. Skin\nB) Lung\nANSWER: B\n\n" * 3


@cache
def written(write: Writer) -> str:
    """One card of every type, as a real file."""
    out = io.BytesIO()
    several = {card.type: card for card in real_content().cards}
    list(write(several.values(), out, {}))
    return out.getvalue().decode("utf-8-sig")


@st.composite
def damaged(draw: st.DrawFn, whole: str, signs: str) -> str:
    """A real file with pieces cut out, put elsewhere, or replaced."""
    for _time in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(whole)))
        end = draw(st.integers(start, min(len(whole), start + 40)))
        put = draw(st.text(st.sampled_from(signs), max_size=4) | st.just(whole[start:end] * 2))
        whole = whole[:start] + put + whole[end:]
    return whole


def is_told(found: Callable[[], Iterator[Found]]) -> None:
    """Every question is a draft or has a reason; or the file has one."""
    try:
        for each in found():
            assert each.where
            assert bool(each.draft) != bool(each.refusal)
    except Unreadable as problem:
        assert str(problem)  # noqa: PT017 - either ending is right, and both say something


GIFT_SIGNS = "{}~=#:%$[]\\->/*\n 15.aT"


REAL_GIFT = st.sampled_from(FILES).flatmap(lambda path: damaged(path.read_text("utf-8"), GIFT_SIGNS))
OUR_GIFT = st.deferred(lambda: damaged(written(write_gift), GIFT_SIGNS))
OUR_TABLE = st.deferred(lambda: damaged(written(write_table), ",\"\n;'=-1/ x"))
OUR_MOODLE = st.deferred(lambda: damaged(written(write_moodle), "<>/&;\"'=![]{}x1 "))


@unhurried
@given(st.text(st.sampled_from(GIFT_SIGNS)) | REAL_GIFT | OUR_GIFT)
def test_gift(text):
    is_told(lambda: gift.found_in(text))


@unhurried
@given(st.text(st.sampled_from("ABC.) ANSWER:\nx")) | damaged(AIKEN, "ABC.):\n "))
def test_aiken(text):
    is_told(lambda: aiken.found_in(text))


@unhurried
@given(st.text(st.sampled_from("stem,;\t\"\n1right ='")) | OUR_TABLE)
def test_tables(text):
    is_told(lambda: table.found_in(text))


@unhurried
@given(OUR_MOODLE)
def test_moodle(tmp_path, text):
    path = tmp_path / "questions.xml"
    path.write_text(text, "utf-8")
    is_told(lambda: read_moodle(path))


@unhurried
@given(st.binary(max_size=300), st.sampled_from([gift.read, aiken.read, table.read, read_moodle]))
def test_bytes(tmp_path, data, reader):
    path = tmp_path / "file"
    path.write_bytes(data)
    is_told(lambda: reader(path))


@pytest.mark.parametrize("part", ["{", "}", "::", "~", "=", "\\", "%1", "{#", "// [id:", "$CATEGORY:", "a{~", "\n\n{"])
def test_gift_that_repeats_itself_is_read_to_its_end(part):
    is_told(lambda: gift.found_in(part * 5_000))

"""Stretches of time: nothing of them is lost, and nothing counted twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import NOON
from trainer.exams.spans import Span, in_words

pytestmark = pytest.mark.pure
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
moments = st.integers(0, 600).map(lambda seconds: NOON + seconds * SECOND)
spans = st.tuples(moments, moments).map(lambda pair: Span(min(pair), max(pair)))


@given(spans, st.lists(spans), st.lists(moments))
def test_spans_lose_and_double_nothing(span: Span, covered: list[Span], signs: list[datetime]) -> None:
    def second(moment: datetime) -> int:
        return (moment - NOON) // SECOND

    def inside(spans: list[Span]) -> set[int]:
        return {n for each in spans for n in range(second(each.begin), second(each.end))}

    assert inside(span.without(covered)) == inside([span]) - inside(covered)
    assert inside(span.split(signs)) == inside([span])
    assert sum((part.length for part in span.split(signs)), timedelta(0)) == span.length


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (7 * MINUTE, "from 12:00 to 12:07 UTC"),
        (45 * SECOND, "from 12:00:00 to 12:00:45 UTC"),
        (timedelta(days=2), "from 20 November 12:00 to 22 November 12:00 UTC"),
    ],
)
def test_a_stretch_in_words(length: timedelta, words: str) -> None:
    assert in_words(Span(NOON, NOON + length)) == words

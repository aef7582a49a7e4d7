"""Counting how often somebody asked: as a plain reading of the rule counts, and without growing for ever."""

from __future__ import annotations

from datetime import timedelta
from threading import enumerate as threads_running

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits.storage import storage_from_string

from tests.build import NOON
from trainer.core import clock
from trainer.web.counts import CLEARED_EVERY, Counts

pytestmark = pytest.mark.pure
asked = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 50), st.integers(1, 5)), max_size=40)


@given(asked)
def test_counts_begin_anew_when_their_span_is_over(asked: list[tuple[str, int, int]]) -> None:
    counts, spans, passed = Counts(), dict.fromkeys("abc", (0, -1)), 0
    for key, later, amount in asked:
        passed += later
        count, end = spans[key] if spans[key][1] > passed else (0, passed + 60)
        spans[key] = count + amount, end
        with clock.stopped_at(NOON + timedelta(seconds=passed)):
            assert counts.incr(key, 60, amount) == count + amount
            assert counts.get_expiry(key) == NOON.timestamp() + end
            for other, (counted, over) in spans.items():
                assert counts.get(other) == (counted if over > passed else 0)


def test_what_is_over_is_forgotten_and_no_thread_is_needed_for_it() -> None:
    counts, threads = Counts(), set(threads_running())
    for minute in range(5):
        with clock.stopped_at(NOON + timedelta(seconds=minute * CLEARED_EVERY)):
            for number in range(100):
                counts.incr(f"{minute} {number}", 1)
    assert counts.reset() <= 100
    assert set(threads_running()) <= threads, "others may have ended meanwhile"


def test_what_is_cleared_was_never_asked() -> None:
    counts = storage_from_string("counts://")
    counts.incr("a", 60)
    counts.incr("b", 60)
    counts.clear("a")
    counts.clear("never asked")
    assert (counts.get("a"), counts.get("b"), counts.check()) == (0, 1, True)

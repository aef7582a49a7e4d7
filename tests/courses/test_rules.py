"""What opens when, and what a check question answers."""

from __future__ import annotations

import pytest

from trainer.courses.rules import first_unread, open_flags, quiz_slug, verdict

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("passed", "opened"),
    [
        ([], []),
        ([False, False, False], [True, False, False]),
        ([True, False, False], [True, True, False]),
        ([True, True, False], [True, True, True]),
        ([False, True, False], [True, True, True]),
    ],
)
def test_a_module_opens_when_the_one_before_it_is_passed(passed: list[bool], opened: list[bool]) -> None:
    assert open_flags(passed) == opened


@pytest.mark.parametrize(("read", "first"), [(set(), 7), ({7}, 8), ({8}, 7), ({7, 8}, None)])
def test_reading_resumes_at_the_first_unread_page(read: set[int], first: int | None) -> None:
    assert first_unread([7, 8], read) == first


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [(None, ["", "", ""]), (0, ["wrong", "right", "other"]), (1, ["other", "right", "other"])],
)
def test_feedback_marks_the_chosen_and_the_right_option(chosen: int | None, shown: list[str]) -> None:
    assert [verdict(option, key=1, chosen=chosen) for option in range(3)] == shown


def test_a_quiz_is_named_after_course_and_module() -> None:
    assert quiz_slug("dry-needling", "thorax") == "dry-needling-thorax-quiz"

"""The exam's pages through a browser without JavaScript."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.exams.conftest import Candidate
from trainer.exams.models import Answer, Attempt
from trainer.exams.screens.places import ranges
from trainer.web.packing import packed


def answer_form(alice: Candidate, attempt: UUID, position: int, answer: object, **more: object) -> TestResponse:
    data = {"answer": answer, "revision": "1", "go": "next"} | more
    return alice.post(f"/attempts/{attempt}/answers/{position}", {k: v for k, v in data.items() if v is not None})


def stored(alice: Candidate, attempt: UUID) -> dict[int, Answer]:
    with alice.store.session() as session:
        rows = session.scalars(select(Answer).where(Answer.attempt_id == attempt))
        return {row.position: row for row in rows}


def test_the_first_question_has_its_place_and_its_time(alice: Candidate) -> None:
    attempt = alice.start()
    page = alice.get(f"/attempts/{attempt}").text
    assert "Question </span><b data-number>1</b> of 8" in page
    assert "1:00:00" in page
    assert "until <span data-end>13:00 UTC</span>" in page
    assert page.count('name="go"') == 8 + 5  # the map, then save, clear, previous, review, next
    assert '<meta name="csrf-token"' in page


def test_a_players_page_is_light_with_124_questions_too(alice: Candidate) -> None:
    page = alice.get(f"/attempts/{alice.start()}").text
    entry = page[page.index("<li><button") : page.index("</button></li>") + 20]
    whole = page + "".join(entry.replace("Question 1", f"Question {n}") for n in range(9, 125))
    assert len(packed(whole.encode())) < 9_000


def test_moving_on_saves_the_answer(alice: Candidate) -> None:
    attempt = alice.start()
    given = alice.right_answers(attempt)[1]
    moved = answer_form(alice, attempt, 1, given, flag="on")
    assert (moved.status_code, moved.location) == (303, f"/attempts/{attempt}?q=2")
    row = stored(alice, attempt)[1]
    assert (row.answer, row.is_flagged, row.revision) == (given, True, 1)
    assert 'aria-label="Question 1, answered, flagged"' in alice.get(moved.location).text


@pytest.mark.parametrize(
    ("position", "go", "goal"),
    [
        (1, "next", "?q=2"),
        (8, "next", "/review"),
        (5, "previous", "?q=4"),
        (5, "review", "/review"),
        (5, "7", "?q=7"),
        (5, "stay", "?q=5"),
        (5, "99", "/review"),
        (5, "nonsense", "/review"),
    ],
)
def test_where_a_move_leads(alice: Candidate, position: int, go: str, goal: str) -> None:
    attempt = alice.start()
    assert answer_form(alice, attempt, position, None, go=go).location == f"/attempts/{attempt}{goal}"


def test_an_answer_can_be_cleared(alice: Candidate) -> None:
    attempt = alice.start()
    given = alice.right_answers(attempt)[1]
    answer_form(alice, attempt, 1, given)
    cleared = answer_form(alice, attempt, 1, given, revision="2", go="clear")
    assert cleared.location == f"/attempts/{attempt}?q=1"
    assert stored(alice, attempt)[1].answer is None


def test_a_list_is_saved_from_its_boxes(alice: Candidate) -> None:
    attempt = alice.start()
    entry = next(entry for entry in alice.paper(attempt) if entry["type"] == "multiple_response")
    given = [shown for shown, _own in entry["options"]][:2]
    answer_form(alice, attempt, entry["position"], given)
    assert stored(alice, attempt)[entry["position"]].answer == given


def test_another_window_is_told_and_overwrites_nothing(alice: Candidate) -> None:
    attempt = alice.start()
    entry = next(entry for entry in alice.paper(attempt) if entry["type"] == "single_choice")
    theirs, mine = (shown for shown, _own in entry["options"][:2])
    answer_form(alice, attempt, entry["position"], theirs)
    conflict = answer_form(alice, attempt, entry["position"], mine)
    assert conflict.status_code == 409
    assert "answered in another window" in conflict.text
    assert re.search(rf'value="{mine}"\s+checked', conflict.text)
    assert 'name="revision" value="2"' in conflict.text
    assert stored(alice, attempt)[entry["position"]].answer == theirs


@pytest.mark.parametrize("revision", [None, "", "one"])
def test_a_missing_revision_is_refused_never_assumed(alice: Candidate, revision: str | None) -> None:
    attempt = alice.start()
    assert answer_form(alice, attempt, 1, None, revision=revision).status_code == 422
    assert stored(alice, attempt) == {}


def test_an_answer_too_late_is_told_and_not_stored(alice: Candidate) -> None:
    attempt = alice.start()
    alice.at(61)
    late = answer_form(alice, attempt, 1, alice.right_answers(attempt)[1])
    assert late.status_code == 409
    assert "was not stored" in late.text
    assert stored(alice, attempt) == {}


def test_a_page_opened_again_resumes_at_the_last_question(alice: Candidate) -> None:
    attempt = alice.start()
    answer_form(alice, attempt, 1, None)
    alice.at(1)
    answer_form(alice, attempt, 6, alice.right_answers(attempt)[6])
    page = alice.get(f"/attempts/{attempt}").text
    assert "Question </span><b data-number>6</b> of 8" in page
    assert "Answer saved 12:01 UTC" in page


@pytest.mark.parametrize(("q", "status"), [("1", 200), ("8", 200), ("0", 404), ("9", 404), ("-1", 404), ("x", 200)])
def test_a_question_outside_the_paper_is_not_found(alice: Candidate, q: str, status: int) -> None:
    attempt = alice.start()
    assert alice.get(f"/attempts/{attempt}?q={q}").status_code == status


def test_the_review_says_what_is_missing(alice: Candidate) -> None:
    attempt = alice.start()
    for position, answer in alice.right_answers(attempt).items():
        if position not in (3, 7):
            answer_form(alice, attempt, position, answer)
    page = alice.get(f"/attempts/{attempt}/review").text
    assert "2 questions have no answer yet" in page
    assert re.findall(r'<th scope="row" data-label="Question" class="num">(\d)', page) == ["3", "7"]
    asked = alice.get(f"/attempts/{attempt}/review?confirm=1").text
    assert "Submit with 2 unanswered?" in asked
    assert "Questions" in asked
    assert "3 and 7" in re.sub(r"\s+", " ", asked)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([], ""),
        ([4], "4"),
        ([3, 7], "3 and 7"),
        ([1, 2], "1 and 2"),
        ([1, 3, 4, 5, 8], "1, 3 to 5 and 8"),
        ([1, 2, 3], "1 to 3"),
    ],
)
def test_numbers_are_named_as_one_reads_them_out(numbers: list[int], words: str) -> None:
    assert ranges(numbers) == words


@pytest.mark.parametrize(("show", "rows"), [("all", 8), ("flagged", 1), ("unanswered", 7), ("look", 8), ("odd", 8)])
def test_the_review_can_be_narrowed(alice: Candidate, show: str, rows: int) -> None:
    attempt = alice.start()
    answer_form(alice, attempt, 2, alice.right_answers(attempt)[2], flag="on")
    page = alice.get(f"/attempts/{attempt}/review?show={show}").text
    assert page.count('data-label="Question"') == rows


def test_a_partly_answered_question_is_told_apart(alice: Candidate) -> None:
    attempt = alice.start()
    entry = next(entry for entry in alice.paper(attempt) if entry["type"] == "multiple_response")
    answer_form(alice, attempt, entry["position"], [entry["options"][0][0]])
    assert f"Question {entry['position']}, partly answered" in alice.get(f"/attempts/{attempt}?q=1").text
    assert "Partly answered" in alice.get(f"/attempts/{attempt}/review").text


def test_after_handing_in_every_page_leads_to_the_result(alice: Candidate) -> None:
    attempt = alice.start()
    assert alice.get(f"/attempts/{attempt}/result").location == f"/attempts/{attempt}"
    assert alice.post(f"/attempts/{attempt}/submit").location == f"/attempts/{attempt}/result"
    for path in ("", "/review"):
        assert alice.get(f"/attempts/{attempt}{path}").location == f"/attempts/{attempt}/result"
    waiting = alice.get(f"/attempts/{attempt}/result").text
    assert "Your answers are being marked" in waiting
    assert "You handed in on 20 November 2026, 12:00 UTC" in waiting
    assert f"/attempts/{attempt}/receipts" in waiting


def test_the_time_ending_has_its_own_words(alice: Candidate) -> None:
    attempt = alice.start()
    alice.at(60.1)
    waiting = alice.get(f"/attempts/{attempt}/result").text
    assert "Time ended on 20 November 2026, 13:00 UTC; everything saved by then counts." in waiting
    assert "You handed in" not in waiting
    alice.at(70)
    alice.sweep()
    page = alice.get(f"/attempts/{attempt}/result").text
    assert "time ended on 20 November 2026, 13:00 UTC" in page


def test_handing_in_tells_the_worker(alice: Candidate, app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    jobs = app.extensions["trainer"].jobs
    monkeypatch.setattr(jobs, "tell", told.append)
    alice.post(f"/attempts/{alice.start()}/submit")
    assert told == ["exams.sweep"]


def test_a_void_attempt_says_so(alice: Candidate) -> None:
    attempt = alice.start()
    with alice.store.write() as session:
        session.get_one(Attempt, attempt).state = "void"
    assert "This attempt is void" in alice.get(f"/attempts/{attempt}/result").text

"""Sitting an exam as a program sees it: exactly as the contract says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete, event, select, update

from tests.build import NOON
from tests.exams.conftest import Candidate
from trainer.accounts.models import Person, PersonRole, PersonSession
from trainer.exams.models import Answer

CLOCK = {"state", "paused", "deadline", "seconds_left", "limit_seconds", "break_left_seconds", "credits", "window"}
PAPER = CLOCK | {"attempt", "csrf_token", "items"}
ITEM = {"position", "group", "type", "stem_html", "options", "chooses", "answer", "flagged", "revision"}


def first_single(alice: Candidate, attempt: UUID) -> dict[str, Any]:
    return next(entry for entry in alice.paper(attempt) if entry["type"] == "single_choice")


def test_the_paper_says_everything_a_player_needs(alice: Candidate) -> None:
    attempt = alice.start()
    alice.at(10)
    said = alice.get(f"/attempts/{attempt}/paper").get_json()
    assert set(said) == PAPER
    assert (said["attempt"], said["state"], said["paused"]) == (str(attempt), "running", False)
    assert (said["deadline"], said["seconds_left"]) == ("2026-11-20T13:00:00Z", 3000)
    assert [item["position"] for item in said["items"]] == list(range(1, 9))


def test_an_item_of_the_paper_is_what_is_shown_and_no_more(alice: Candidate) -> None:
    attempt = alice.start()
    item = alice.get(f"/attempts/{attempt}/paper").get_json()["items"][0]
    assert set(item) == ITEM
    assert item["stem_html"].endswith("<p>Which <strong>one</strong> choice is best?</p>")
    assert [option["id"] for option in item["options"]] == [shown for shown, _own in alice.paper(attempt)[0]["options"]]
    assert (item["answer"], item["flagged"], item["revision"]) == (None, False, 0)


def test_a_save_is_acknowledged(alice: Candidate) -> None:
    attempt = alice.start()
    entry = first_single(alice, attempt)
    alice.at(1)
    answer = alice.put(attempt, entry["position"], entry["options"][0][0], writer=str(uuid4()))
    assert answer.status_code == 200
    said = answer.get_json()
    assert re.fullmatch(r"[A-Za-z0-9_-]{86}", said.pop("receipt"))
    assert said == {
        "position": entry["position"], "revision": 1, "saved_at": "2026-11-20T12:01:00Z", "seconds_left": 3540,
    }  # fmt: skip


def test_a_paper_read_again_holds_the_answer(alice: Candidate) -> None:
    attempt = alice.start()
    entry = first_single(alice, attempt)
    alice.put(attempt, entry["position"], entry["options"][2][0], flagged=True)
    item = alice.get(f"/attempts/{attempt}/paper").get_json()["items"][entry["position"] - 1]
    assert (item["answer"], item["flagged"], item["revision"]) == (entry["options"][2][0], True, 1)


def test_a_stale_revision_is_told_with_what_is_stored(alice: Candidate) -> None:
    attempt = alice.start()
    entry = first_single(alice, attempt)
    alice.put(attempt, entry["position"], entry["options"][0][0])
    answer = alice.put(attempt, entry["position"], entry["options"][1][0])
    assert (answer.status_code, answer.content_type) == (409, "application/problem+json")
    said = answer.get_json()
    assert (said["type"], said["status"]) == ("stale-revision", 409)
    assert said["stored"] == {
        "answer": entry["options"][0][0], "flagged": False, "revision": 1, "saved_at": "2026-11-20T12:00:00Z",
        "writer": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "location"),
    [
        ({"revision": None}, "revision"),
        ({"revision": "1"}, "revision"),
        ({"revision": True}, "revision"),
        ({"revision": 1.0}, "revision"),
        ({"flagged": "no"}, "flagged"),
        ({"answer": "nothing like it"}, "answer"),
        ({"answer": {"id": 1}}, "answer"),
        ({"writer": "not a uuid"}, "writer"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(alice: Candidate, more: dict[str, Any], location: str) -> None:
    attempt = alice.start()
    answer = alice.put(attempt, 1, **more)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert [error["location"] for error in answer.get_json()["errors"]] == [location]


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b'"text"'])
def test_a_body_that_is_no_save_is_told(alice: Candidate, body: bytes) -> None:
    attempt = alice.start()
    answer = alice.send("PUT", f"/attempts/{attempt}/answers/1", data=body, content_type="application/json")
    assert answer.status_code == 422


def test_after_the_grace_nothing_is_stored_and_the_paper_is_empty(alice: Candidate) -> None:
    attempt = alice.start()
    alice.at(60.25)
    assert alice.put(attempt, 1, None).status_code == 200
    alice.at(60.26)
    answer = alice.put(attempt, 2, None)
    assert (answer.status_code, answer.get_json()["type"]) == (409, "closed")
    said = alice.get(f"/attempts/{attempt}/paper").get_json()
    assert (said["state"], said["seconds_left"], said["items"]) == ("submitted", 0, [])


def test_reading_changes_nothing(alice: Candidate) -> None:
    attempt = alice.start()
    alice.at(500)
    for path in ("", "/paper", "/clock", "/review", "/result"):
        alice.get(f"/attempts/{attempt}{path}")
    alice.at(1)
    assert alice.get(f"/attempts/{attempt}/clock").get_json()["state"] == "running"


def test_a_late_save_latches_the_closing_across_clock_changes(alice: Candidate) -> None:
    attempt = alice.start()
    alice.at(500)
    assert alice.put(attempt, 1, None).status_code == 409
    alice.at(1)
    assert alice.get(f"/attempts/{attempt}/clock").get_json()["state"] == "submitted"
    assert alice.put(attempt, 1, None).status_code == 409


def test_the_clock_is_short(alice: Candidate) -> None:
    attempt = alice.start()
    alice.at(59.9999)
    said = alice.get(f"/attempts/{attempt}/clock").get_json()
    assert set(said) == PAPER - {"attempt", "items"}
    assert said["seconds_left"] == 0
    assert said["state"] == "running"


def test_the_states_follow_the_attempt(alice: Candidate) -> None:
    attempt = alice.start()
    clock_url = f"/attempts/{attempt}/clock"
    assert alice.get(clock_url).get_json()["state"] == "running"
    assert alice.post(f"/attempts/{attempt}/submit", json={}).status_code == 303
    assert alice.get(clock_url).get_json()["state"] == "submitted"
    alice.sweep()
    assert alice.get(clock_url).get_json()["state"] == "graded"


def test_submitting_twice_is_once(alice: Candidate) -> None:
    attempt = alice.start()
    answers = [alice.post(f"/attempts/{attempt}/submit") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303] * 3
    assert {answer.location for answer in answers} == {f"/attempts/{attempt}/result"}


def test_anothers_attempt_is_not_found(alice: Candidate, carol: Candidate) -> None:
    attempt = alice.start()
    assert carol.put(attempt, 1, None).status_code == 404
    for path in ("", "/paper", "/clock", "/review", "/result"):
        assert carol.get(f"/attempts/{attempt}{path}").status_code == 404
    assert carol.post(f"/attempts/{attempt}/submit").status_code == 404
    assert carol.post(f"/attempts/{attempt}/answers/1", {"revision": "1"}).status_code == 404


@pytest.mark.parametrize("path", ["paper", "clock"])
def test_signed_out_is_a_problem_document_never_a_redirect(alice: Candidate, client: FlaskClient, path: str) -> None:
    attempt = alice.start()
    answer = client.get(f"/attempts/{attempt}/{path}")
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert client.put(f"/attempts/{attempt}/answers/1", json={}).status_code == 401


def test_a_save_without_its_token_is_a_csrf_problem(app: Flask, alice: Candidate) -> None:
    attempt = alice.start()
    app.config["WTF_CSRF_ENABLED"] = True
    refused = alice.put(attempt, 1, None)
    assert (refused.status_code, refused.get_json()["type"]) == (403, "csrf")
    token = alice.get(f"/attempts/{attempt}/clock").get_json()["csrf_token"]
    body = {"answer": None, "flagged": False, "revision": 1}
    url, headers = f"/attempts/{attempt}/answers/1", {"X-CSRFToken": token}
    assert alice.send("PUT", url, json=body, headers=headers).status_code == 200


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements an engine executes meanwhile, but for those that only begin."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_a_save_takes_at_most_five_statements(alice: Candidate) -> None:
    attempt = alice.start()
    for revision in (1, 2):
        with counted(alice.store.engine) as seen:
            assert alice.put(attempt, 1, None, revision, flagged=revision == 2).status_code == 200
        assert 3 <= len(seen) <= 5, "\n".join(seen)


@pytest.mark.parametrize(
    ("what", "status"),
    [
        (delete(PersonRole), 403),
        (update(PersonSession).values(ended_at=NOON), 401),
        (update(PersonSession).values(ends_at=NOON), 401),
        (update(Person).values(is_active=False), 401),
    ],
    ids=["role", "ended session", "session over", "closed account"],
)
def test_a_right_taken_away_ends_saving_at_once(alice: Candidate, what: Any, status: int) -> None:
    attempt = alice.start()
    assert alice.put(attempt, 1, None, 1).status_code == 200
    with alice.store.write() as session:
        session.execute(what)
    assert alice.put(attempt, 1, None, 2).status_code == status
    assert alice.put(attempt, 1, "nonsense", "nonsense").status_code == status
    with alice.store.session() as session:
        assert session.scalars(select(Answer.revision)).all() == [1]

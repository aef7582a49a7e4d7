"""One attempt under way: its head, the question on screen, the map, the review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from question_bank.items import Payload, Presented, wording
from trainer.core import clock
from trainer.core.errors import NotFound
from trainer.exams import marking, queries
from trainer.exams.models import Answer, Attempt
from trainer.exams.screens.clock import clock_json
from trainer.exams.screens.places import Place, Tally, places, ranges, tally
from trainer.library import queries as library

ABOUT_LENGTH = 96
BREAK = "break"
"""The kind of credit that is not news: whoever took a break knows that the clock stood."""


@dataclass(frozen=True)
class Head:
    """The top of every page of an attempt. `clock` is None when it is untimed; `credits` say what was added and why."""

    attempt: Attempt
    title: str
    of: int
    seconds_left: int | None
    clock: str | None
    ends_at: datetime | None
    is_low: bool
    is_paused: bool
    break_left: str | None
    credits: list[str]


@dataclass(frozen=True)
class Question:
    """The question on screen. `revision` is the stored one; the form says the next."""

    position: int
    of: int
    shown: Presented
    answer: Any
    is_flagged: bool
    revision: int
    saved_at: datetime | None


@dataclass(frozen=True)
class Asked:
    """One question of the paper without any answer, as the player keeps it."""

    position: int
    shown: Presented


@dataclass(frozen=True)
class Row:
    """One question on the review page."""

    place: Place
    about: str


@dataclass(frozen=True)
class Review:
    """The review page: counts, and the rows asked for."""

    tally: Tally
    show: str
    rows: list[Row]
    missing: list[int]
    missing_words: str
    last: int


def head(session: Session, attempt: Attempt, of: int, now: datetime) -> Head:
    """The head of a page of a paper with so many questions."""
    timing, told = queries.timing(attempt), clock_json(attempt, now)
    left, pause = told["seconds_left"], told["break_left_seconds"]
    return Head(
        attempt=attempt,
        title=queries.exam(session, attempt.exam_id).title,
        of=of,
        seconds_left=left,
        clock=None if left is None else clock_words(left),
        ends_at=timing.ends_at(now),
        is_low=timing.is_low(now),
        is_paused=told["paused"],
        break_left=clock_words(pause) if pause and left is not None else None,
        credits=[credit_words(given) for given in told["credits"] if given["kind"] != BREAK and given["seconds"]],
    )


def credit_words(given: Mapping[str, Any]) -> str:
    """What was added to the time, and why: 10 minutes added: the server was down."""
    seconds = given["seconds"]
    count, unit = (seconds, "second") if seconds < 60 else (given["minutes"], "minute")
    return f"{count} {unit}{'' if count == 1 else 's'} added: {given['why']}"


def clock_words(seconds: int) -> str:
    """A time left as 41:20, or 2:05:09 above an hour."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def resume_at(answers: Mapping[int, Answer]) -> int:
    """Where to go on: the question answered last, or the first."""
    return max(answers.values(), key=lambda answer: answer.saved_at).position if answers else 1


def asked(session: Session, attempt: Attempt) -> list[Asked]:
    """Every question of the paper, in order."""
    items = queries.paper_items(session, attempt.id)
    payloads = library.payloads(session, [entry["version_id"] for entry in items])
    return [Asked(entry["position"], shown(entry, payloads[entry["version_id"]])) for entry in items]


Known = dict[int, dict[str, Any]]
"""What is stored at each answered position, as the player takes it."""


def question(session: Session, attempt: Attempt, position: int | None) -> tuple[Question, list[Place], Known]:
    """The question at a position (or where the candidate left off), the map, what is stored; NotFound outside."""
    items = queries.paper_items(session, attempt.id)
    answers = queries.answers(session, attempt.id)
    at = resume_at(answers) if position is None else position
    if not 1 <= at <= len(items):
        raise NotFound
    version_id = items[at - 1]["version_id"]
    payload = library.payloads(session, [version_id])[version_id]
    known = {at: _known(answer) for at, answer in answers.items()}
    return _question(items[at - 1], payload, answers.get(at), len(items)), places(items, answers, at), known


def _known(answer: Answer) -> dict[str, Any]:
    return {
        "answer": answer.answer,
        "flagged": answer.is_flagged,
        "revision": answer.revision,
        "saved_at": clock.stamp(answer.saved_at),
    }


def _question(entry: Mapping[str, Any], payload: Payload, answer: Answer | None, of: int) -> Question:
    return Question(
        position=entry["position"],
        of=of,
        shown=shown(entry, payload),
        answer=answer.answer if answer else None,
        is_flagged=answer.is_flagged if answer else False,
        revision=answer.revision if answer else 0,
        saved_at=answer.saved_at if answer and answer.answer is not None else None,
    )


def shown(entry: Mapping[str, Any], payload: Payload) -> Presented:
    """What a candidate is shown of one position: never a key, a rationale or a harm grade."""
    return marking.presented(marking.known_ids(entry), payload)


def review(session: Session, attempt: Attempt, show: str) -> Review:
    """The review page; `show` is look, unanswered, flagged or all, and anything else is look."""
    items = queries.paper_items(session, attempt.id)
    answers = queries.answers(session, attempt.id)
    found = places(items, answers)
    wanted = [place for place in found if _is_wanted(place, show)]
    payloads = library.payloads(session, [items[place.position - 1]["version_id"] for place in wanted])
    rows = [Row(place, about(payloads[items[place.position - 1]["version_id"]])) for place in wanted]
    missing = [place.position for place in found if place.is_unanswered]
    return Review(tally(found), show, rows, missing, ranges(missing), resume_at(answers))


def _is_wanted(place: Place, show: str) -> bool:
    if show == "all":
        return True
    if show == "flagged":
        return place.is_flagged
    if show == "unanswered":
        return place.is_unanswered
    return place.is_flagged or place.state != "done"


def about(payload: Payload) -> str:
    """How the question begins, as much of it as fits on a line; its last words are often the same."""
    begins = wording.plain(payload.stem)
    return begins if len(begins) <= ABOUT_LENGTH else begins[: ABOUT_LENGTH - 1].rsplit(" ", 1)[0] + "…"

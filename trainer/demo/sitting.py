"""Simulated sittings on record: real papers, answers in bulk, handed in and graded by the exams' own service."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from question_bank.items.card import Group, Level
from question_bank.scoring.decision import Verdict
from question_bank.scoring.policy import Policy
from trainer.core.clock import day_of
from trainer.demo import simulation
from trainer.demo.simulation import Asked, Candidate, Sitting
from trainer.exams import marking, paper, queries
from trainer.exams import service as exams
from trainer.exams.machine import State
from trainer.exams.models import Acceptance, Answer, Attempt, Exam, Paper
from trainer.exams.paper import Bank
from trainer.exams.service import trail
from trainer.exams.service.draw import Call, final, paper_for
from trainer.library import queries as library
from trainer.library.models import ItemVersion

MARKED_AFTER = timedelta(seconds=8)
"""How long the worker takes to mark what was handed in."""


class Room:
    """Where one demonstration's exams are sat: what items are like, read once."""

    def __init__(self, session: Session, *, seed: int, grace_seconds: int, zone: str) -> None:
        self.session = session
        self.seed = seed
        self.grace_seconds = grace_seconds
        self.zone = zone
        self._bank: Bank | None = None
        self._asked: dict[int, Asked] = {}
        self._kept: list[ItemVersion] = []  # held, so that the session finds them again at each marking

    def open_final(self, exam: Exam, person_id: int, *, chance: Random, now: datetime) -> Attempt:
        """Start a final exam on a paper of its own, past the gates: a candidate of the history has no licence here."""
        seed = chance.getrandbits(62)
        attempt = self._new(exam, person_id, seed, exam.rules, chance=chance, now=now)
        attempt.blueprint_version_id, attempt.policy_version_id = exam.blueprint_version_id, exam.policy_version_id
        return self._open(exam, attempt, self._draw(exam, seed, now), now=now)

    def open_follow_up(self, exam: Exam, held: Attempt, *, chance: Random, now: datetime) -> Attempt:
        """Start the follow-up of a held final, past the gates."""
        seed = chance.getrandbits(62)
        items = paper_for(self.session, Call(exam, held.person_id, seed, day_of(now, self.zone)), held).items
        rules = {**exam.rules, "items": len(items), "minutes": len(items) * exam.rules["minutes_an_item"]}
        attempt = self._new(exam, held.person_id, seed, rules, chance=chance, now=now)
        attempt.parent_id, attempt.policy_version_id = held.id, held.policy_version_id
        return self._open(exam, attempt, items, now=now)

    def _new(
        self, exam: Exam, person_id: int, seed: int, rules: dict[str, Any], *, chance: Random, now: datetime
    ) -> Attempt:
        limit = rules["minutes"] * 60
        return Attempt(
            id=UUID(int=chance.getrandbits(128), version=4), person_id=person_id, exam_id=exam.id, number=1,
            state=State.RUNNING.value, seed=seed, rules=dict(rules), base_limit_seconds=limit, limit_seconds=limit,
            grace_seconds=self.grace_seconds, started_at=now, deadline=now + timedelta(seconds=limit),
        )  # fmt: skip

    def _open(self, exam: Exam, attempt: Attempt, items: list[dict[str, Any]], *, now: datetime) -> Attempt:
        self.session.add(attempt)
        self.session.flush()
        self.session.add(Paper(attempt_id=attempt.id, items=items))
        for statement in queries.statements(self.session, exam.id):
            self.session.add(Acceptance(attempt_id=attempt.id, statement_id=statement.id, accepted_at=now))
        detail = {"exam": exam.slug, "number": 1, "seed": attempt.seed}
        trail.leave(self.session, attempt, trail.STARTED, by=attempt.person_id, now=now, detail=detail)
        return attempt

    def _draw(self, exam: Exam, seed: int, now: datetime) -> list[dict[str, Any]]:
        """A paper from the bank as it stood at the first: nothing in the library changes while this history is told."""
        call = Call(exam, 0, seed, day_of(now, self.zone))
        if self._bank is None:
            self._bank = queries.bank(self.session, use="exam", today=call.today)
            self._know({item.version_id for item in self._bank})
        drawn = final(self.session, call, self._bank, {})
        return paper.freeze(drawn, self._bank, lambda version_id: self._asked[version_id].payload, seed=seed)

    def sit(self, attempt: Attempt, person: Candidate, *, chance: Random, must_pass: bool = False) -> Attempt:
        """Answer an open attempt as this person would, hand it in or run out of time, and have it marked.

        With `must_pass` a sitting that would not pass is imagined anew, so that a story can rest on it.
        """
        items = queries.paper_items(self.session, attempt.id)
        self._know({entry["version_id"] for entry in items})
        asked = [self._asked[entry["version_id"]] for entry in items]
        limit, policy = attempt.limit_seconds or 0, self._policy(attempt)
        sitting = simulation.sit(person, asked, limit_seconds=limit, chance=chance)
        while must_pass and not passes(items, asked, sitting, policy):
            sitting = simulation.sit(person, asked, limit_seconds=limit, chance=chance)
        self._write_answers(attempt, items, sitting)
        closed = self._close(attempt, sitting)
        return exams.grade(self.session, attempt.id, now=closed + MARKED_AFTER)

    def _policy(self, attempt: Attempt) -> Policy:
        if attempt.policy_version_id is None:
            return marking.quiz_policy(attempt.rules)
        return library.policy(self.session, attempt.policy_version_id)

    def _close(self, attempt: Attempt, sitting: Sitting) -> datetime:
        end = attempt.started_at + timedelta(seconds=int(sitting.seconds))
        if sitting.ran_out:
            end += timedelta(seconds=attempt.grace_seconds + 3)
            exams.expire(self.session, attempt.id, now=end)
        else:
            exams.submit(self.session, attempt.id, by=attempt.person_id, now=end)
        return end

    def _write_answers(self, attempt: Attempt, items: list[dict[str, Any]], sitting: Sitting) -> None:
        rows = []
        for given in sitting.given:
            entry = items[given.position - 1]
            payload = self._asked[entry["version_id"]].payload
            shown = {own: shown for shown, own in entry["options"]}
            rows.append(
                {
                    "attempt_id": attempt.id, "position": given.position, "is_flagged": given.is_flagged, "revision": 1,
                    "answer": payload.say(given.response, shown), "writer": None,
                    "saved_at": attempt.started_at + timedelta(seconds=given.at),
                }
            )  # fmt: skip
        if rows:
            self.session.execute(insert(Answer), rows)

    def _know(self, version_ids: set[int]) -> None:
        for version in library.versions_by_id(self.session, version_ids - set(self._asked)).values():
            self._kept.append(version)
            self._asked[version.id] = self._as_asked(version)

    def _as_asked(self, version: ItemVersion) -> Asked:
        payload = library.payload_of(version)
        nature = simulation.nature_of(
            payload, code=version.item.code, number=version.number, level=Level(version.level),
            is_rule=version.must_not_miss is not None, seed=self.seed,
        )  # fmt: skip
        return Asked(payload, Group(version.group), nature)


def passes(items: list[dict[str, Any]], asked: list[Asked], sitting: Sitting, policy: Policy) -> bool:
    """Whether this sitting would pass."""
    marked = [
        marking.Marked(entry, response, each.payload.grade(response))
        for entry, each in zip(items, asked, strict=True)
        for response in [sitting.responses.get(entry["position"], each.payload.parse(None, {}))]
    ]
    return bool(marking.decision(marked, policy)["verdict"] == Verdict.PASSED)

"""Somebody of each kind, with everything they can open: exams in every state, certificates, licences, items."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import build
from tests.browser import setting as arranged
from tests.browser.setting import COURSE, FINAL, QUIZ, SHORT_QUIZ
from tests.certificates import build as certified
from trainer.accounts.models import Person
from trainer.accounts.service import open_reset_link
from trainer.certificates.models import Certificate
from trainer.certificates.rules import RANDOM_BITS, identifier_from
from trainer.certificates.service import Grounds, confirm, decide_certificate, move, propose
from trainer.core import clock
from trainer.exams.models import Attempt
from trainer.exams.service import accommodate, appeal
from trainer.exams.service.report import report
from trainer.library.models import Item, ItemReport
from trainer.licensing.models import Licence
from trainer.practicals.models import PracticalSignOff
from trainer.web.permissions import Role

CHANCE = random.Random(2)
STAFF = (Role.REGISTRAR, Role.ASSESSOR, Role.AUTHOR, Role.ADMINISTRATOR, Role.EMPLOYER)


def arrange(session: Session) -> tuple[dict[str, Person], dict[str, Any]]:
    """Somebody of each kind, and the ids of what they can open."""
    people = {
        "newcomer": build.person(session, "Nora New"), "sitting": arranged.ready(session, "Rita Run"),
        "failed": arranged.ready(session, "Frank Fall"), "held": arranged.ready(session, "Hilde Held"),
        "certified": arranged.ready(session, "Clara Þórsdóttir"), "candidate": arranged.ready(session, "Otto Open"),
    }  # fmt: skip
    people |= {role.value: build.person(session, f"{role.value.title()} Ash", role) for role in STAFF}
    arranged.licensed(session, people["assessor"])
    ids = {"course": COURSE, "certified": people["certified"].id, "email": people["candidate"].email}
    return people, ids | sittings(session, people) | verdicts(session, people) | records(session, people)


def sittings(session: Session, people: dict[str, Person]) -> dict[str, Any]:
    """An attempt for each way one can stand."""
    rita, clara = people["sitting"], people["certified"]
    attempts = {
        "void": arranged.voided(session, rita, SHORT_QUIZ),
        "quiz_not": arranged.sat(session, rita, QUIZ, wrong=8),
        "quiz_passed": arranged.sat(session, clara, SHORT_QUIZ, wrong=1),
        "not_passed": arranged.sat(session, people["failed"], FINAL, wrong=60),
        "held_attempt": arranged.sat(session, people["held"], FINAL, rule="no_consent_stop"),
        "passed": arranged.sat(session, clara, FINAL, wrong=3),
        "running": arranged.started(session, rita, QUIZ, "single_choice", "multiple_response"),
    }
    own = certificate(session, attempts["passed"], clock.now())
    assert attempts["held_attempt"].outcome == "held"
    ids: dict[str, Any] = {name: str(attempt.id) for name, attempt in attempts.items()} | {"own": own.id}
    for kind, name in (("single_choice", "single"), ("multiple_response", "multiple")):
        at = next(entry["position"] for entry in attempts["running"].paper.items if entry["type"] == kind)
        ids[name] = f"{ids['running']}?q={at}"
    return ids


def certificate(session: Session, attempt: Attempt, now: datetime) -> Certificate:
    chance = CHANCE.getrandbits(RANDOM_BITS)
    made = decide_certificate(session, attempt.id, certified.FACTS, chance=chance, now=now)
    assert made is not None
    return made


def verdicts(session: Session, people: dict[str, Person]) -> dict[str, Any]:
    """An identifier for each answer of the verify page."""
    now, day = clock.now(), timedelta(days=1)
    found = {"unknown": identifier_from(CHANCE.getrandbits(RANDOM_BITS))}
    terms = {"valid": (1, 9), "expired": (900, 9), "lapsed": (30, -2), "superseded": (200, 9)}
    terms |= dict.fromkeys(("suspended", "reviewed", "revoked"), (5, 9))
    for name, (ago, until) in terms.items():
        holder = arranged.ready(session, f"{name.title()} Holder", expires_on=(now + until * day).date())
        made = certificate(session, passed(session, holder, now - ago * day), now - ago * day)
        found[name] = made.identifier
        if name == "superseded":
            certificate(session, passed(session, holder, now - day), now - day)
        doubted(session, made, name, people)
    return found


def doubted(session: Session, term: Certificate, name: str, people: dict[str, Person]) -> None:
    """What staff did about a term of this name, if anything."""
    by, other, now = people["administrator"].id, people["registrar"].id, clock.now()
    if name == "suspended":
        move(session, term.id, "suspend", Grounds("complaint", "A clinic wrote to us.", other), now=now)
    if name == "reviewed":
        move(session, term.id, "review", Grounds("evidence", "A module was read in a minute.", other), now=now)
    if name == "revoked":
        motion = propose(session, term.id, "revoke", Grounds("unsafe", "Seen by two colleagues.", other), now=now)
        confirm(session, motion.id, by=by, now=now)


def passed(session: Session, holder: Person, at: datetime) -> Attempt:
    return session.get_one(Attempt, certified.attempt(session, holder, at=at))


def records(session: Session, people: dict[str, Person]) -> dict[str, Any]:
    """Items, licences, a page of the course, a link to a new password, what somebody asked for and reported."""
    stated = arranged.ready(session, "Stella Stated", state="stated", decided_at=None)
    token = "a-token-for-looking-at-the-page"
    open_reset_link(session, people["newcomer"].id, token, now=clock.now())
    sitting = session.scalars(select(Attempt.id).where(Attempt.person_id == people["sitting"].id)).first()
    assert sitting is not None
    report(session, sitting, 1, "The second option is also right.", by=people["sitting"].id, now=clock.now())
    return {
        "asked": accommodate.ask(session, people["candidate"].id, "I read slowly.", now=clock.now()).id,
        "appeal": appealed(session, people["failed"]),
        "report": session.scalars(select(ItemReport.id)).first(),
        "item": session.scalars(select(Item.id).where(Item.use == "exam").order_by(Item.code)).first(),
        "multi": session.scalars(select(Item.id).where(Item.versions.any(type="multiple_response"))).first(),
        "licence": session.scalars(select(Licence.id).where(Licence.person_id == people["certified"].id)).first(),
        "stated": session.scalars(select(Licence.id).where(Licence.person_id == stated.id)).first(),
        "page": arranged.first_page(session), "reset": token, **in_question(session, people),
    }  # fmt: skip


def appealed(session: Session, by: Person) -> int:
    """An appeal that waits for its decision."""
    attempt = session.scalars(select(Attempt.id).where(Attempt.person_id == by.id)).one()
    return appeal.make(session, attempt, by.id, "course", "The lights went out for ten minutes.", now=clock.now()).id


def in_question(session: Session, people: dict[str, Person]) -> dict[str, Any]:
    """A certificate about which something is proposed, one that is active, and a practical."""
    now = clock.now()
    ids = [
        certificate(session, passed(session, arranged.ready(session, name), now), now).id for name in ("Quinn", "Una")
    ]
    by = people["administrator"].id
    propose(session, ids[0], "revoke", Grounds("misconduct", "Two people sat under one name.", by), now=now)
    sign_off = session.scalars(select(PracticalSignOff.id).order_by(PracticalSignOff.id.desc())).first()
    return {"proposed": ids[0], "certificate": ids[1], "sign_off": sign_off}

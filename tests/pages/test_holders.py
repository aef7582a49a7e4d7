"""Who passed an exam that rested on a source: found through papers and follow-ups, named to administrators only."""

from __future__ import annotations

import csv
import html
import io
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.certificates import build as certified
from tests.library import build
from tests.library.conftest import administrator, author
from trainer.audit.models import AuditEvent
from trainer.certificates.models import Certificate, CertificationDecision
from trainer.core import clock
from trainer.core.db import Database
from trainer.exams.models import Attempt, Drawn
from trainer.library.models import Item, ItemVersion
from trainer.pages import sources_holders
from trainer.pages.sources_holders import Reach

__all__ = ["administrator", "author"]
HOLDERS = "/staff/sources/S8/holders"


def cited(session: Session, code: str, *keys: str) -> ItemVersion:
    """The one version of an item that cites these sources."""
    own = build.item(session, build.card(code, sources=list(keys)))
    return session.scalars(select(ItemVersion).join(Item).where(Item.id == own.id)).one()


def asked(session: Session, attempt: Attempt, *versions: ItemVersion) -> None:
    """Let the paper of an attempt ask these."""
    session.add_all(Drawn(attempt_id=attempt.id, position=n, version_id=one.id) for n, one in enumerate(versions, 1))
    session.flush()


def passed(session: Session, name: str, *versions: ItemVersion) -> tuple[Attempt, Certificate]:
    """Somebody certified by a paper that asked these."""
    _holder, made = certified.certified(session, name)
    decision = session.get_one(CertificationDecision, made.decision_id)
    attempt = session.get_one(Attempt, decision.attempt_id)
    asked(session, attempt, *versions)
    return attempt, made


def sat(session: Session, name: str, *versions: ItemVersion, **more: Any) -> Attempt:
    """Somebody's attempt that led to no certificate by itself."""
    attempt = session.get_one(Attempt, certified.attempt(session, person(session, name), **more))
    asked(session, attempt, *versions)
    return attempt


@pytest.fixture
def papers(store: Database) -> None:
    """Zoe and =Alice passed on S8; Carol on another source; Dan failed on S8; Eve passed by a follow-up on S8."""
    with store.write() as session:
        first, second, other = (
            cited(session, "D6-E-001", "S8", "S1"),
            cited(session, "D6-E-002", "S8"),
            cited(session, "D6-E-003", "S1"),
        )
        passed(session, "Zoe Zander", first, second, other)
        passed(session, '=Alice "Ash", MD', other, first)
        passed(session, "Carol Stranger", other)
        sat(session, "Dan Dorn", first, outcome="not_passed")
        attempt, _made = passed(session, "Eve Elm", other)
        attempt.released_by_id = sat(session, "Eve Elm again", second).id


@pytest.mark.usefixtures("papers")
def test_holders_are_found_through_their_papers_and_follow_ups(store: Database) -> None:
    with store.session() as session:
        found = [(one.name, one.questions) for one in sources_holders.holders(session, "S8")]
        assert found == [('=Alice "Ash", MD', 1), ("Eve Elm", 1), ("Zoe Zander", 2)]
        assert sources_holders.reach(session, "S8") == Reach(papers=5 - 1, certificates=3, people=3)
        assert sources_holders.reach(session, "S9") == Reach(0, 0, 0)
        page = [one.name for one in sources_holders.holders(session, "S8", offset=1, limit=1)]
        assert page == ["Eve Elm"]


def test_a_version_of_long_ago_counts_and_a_newer_one_does_not(store: Database) -> None:
    with store.write() as session:
        old = cited(session, "D6-E-001", "S8")
        build.source(session, "S22")
        new = build.put_live(
            session, old.item_id, build.card("D6-E-001", sources=["S22"]), by=person(session).id, now=NOON
        )
        passed(session, "Zoe Zander", old)
        passed(session, "Carol Stranger", new)
    with store.session() as session:
        assert [one.name for one in sources_holders.holders(session, "S8")] == ["Zoe Zander"]
        assert [one.name for one in sources_holders.holders(session, "S22")] == ["Carol Stranger"]


@pytest.mark.usefixtures("papers")
def test_others_see_the_count_and_administrators_the_names(author: FlaskClient, administrator: FlaskClient) -> None:
    page = author.get("/staff/sources/S8").text
    assert "Held by 3 people." in page
    assert "An administrator can list the names." in page
    assert "Zander" not in page
    assert author.get(HOLDERS).status_code == author.post(HOLDERS).status_code == 403
    page = html.unescape(administrator.get(HOLDERS).text)
    assert "3 people hold 3 certificates" in page
    assert "Zoe Zander" in page
    assert "Carol Stranger" not in page


@pytest.mark.usefixtures("papers")
def test_the_file_is_whole_harmless_and_recorded(administrator: FlaskClient, store: Database) -> None:
    with store.write() as session:
        zoe, alice, *_rest = session.scalars(select(Certificate).order_by(Certificate.id))
        zoe.state, alice.expires_on = "under_review", NOON.date() - timedelta(days=1)
    with clock.stopped_at(NOON):
        answer = administrator.post(HOLDERS)
    assert answer.headers["Content-Disposition"] == "attachment; filename=holders-S8.csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["name"], row["state"], row["questions"]) for row in rows] == [
        ('\'=Alice "Ash", MD', "expired", "1"),
        ("Eve Elm", "active", "1"),
        ("Zoe Zander", "under review", "2"),
    ]
    assert all("@" in row["e-mail"] and row["issued"] == "2026-11-20" for row in rows)
    with store.session() as session:
        look = select(AuditEvent.subject, AuditEvent.detail).where(AuditEvent.action == "review.source.holders-listed")
        assert session.execute(look).all() == [("source:S8", {"certificates": 3})]
    assert "Holders listed" in administrator.get("/staff/sources/S8").text


@pytest.mark.usefixtures("papers")
def test_a_look_at_the_names_changes_nothing_and_the_file_needs_a_source(
    administrator: FlaskClient, store: Database
) -> None:
    administrator.get(HOLDERS)
    assert administrator.post("/staff/sources/S99/holders").status_code == 404
    with store.session() as session:
        assert session.scalars(select(AuditEvent.id).where(AuditEvent.action.startswith("review.source"))).all() == []


def test_nobody_to_write_to_is_said(administrator: FlaskClient, store: Database) -> None:
    with store.write() as session:
        cited(session, "D6-E-001", "S8")
        assert session.scalars(select(Drawn.attempt_id)).all() == []
    page = administrator.get(HOLDERS).text
    assert "No certificate rests on a paper that used this source." in page
    assert "Download" not in page

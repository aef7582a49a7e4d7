"""The history a verifier reads: every event on its own day, with the class of its reason and what the log has of it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.build import NOON
from tests.certificates import build, lives
from tests.certificates.test_doors import pause, statements
from tests.certificates.test_verify import verdict, words
from trainer.certificates.models import Certificate
from trainer.certificates.service import Workshop, issue_pending, move
from trainer.core import clock
from trainer.core.db import Database
from trainer.transparency.models import LogEntry

LATER = (
    ("suspend", "complaint", 10), ("reinstate", "unfounded", 14), ("review", "evidence", 20), ("clear", "upheld", 25),
)  # fmt: skip
"""What happens so many days after the issue, which was on the 20th."""


def live(store: Database, certificate: Certificate) -> None:
    """Let all of it happen."""
    with store.write() as session:
        rosa = lives.registrar(session)
        for verb, reason, days in LATER:
            move(session, certificate.id, verb, lives.because(reason, rosa), now=NOON + timedelta(days=days))


def lines(client: FlaskClient, certificate: Certificate) -> list[tuple[Any, ...]]:
    found = verdict(client, certificate.identifier)["history"]
    return [(line["on"], line["event"], line["because"]) for line in found]


def test_each_event_stands_under_its_own_day_with_its_reason(
    client: FlaskClient, store: Database, issued: Certificate
) -> None:
    live(store, issued)
    assert lines(client, issued) == [
        ("2026-12-15", "Review ended", "The decision was looked at and stands"),
        ("2026-12-10", "Put under review", "There is new evidence about the exam"),
        ("2026-12-04", "Reinstated", "There was no ground for it"),
        ("2026-11-30", "Suspended", "A complaint is being looked into"),
        ("2026-11-20", "Renewal of the term until 17 November 2026, now until 19 November 2028", None),
        ("2026-11-20", "Issued, knowledge and observed practical", None),
        ("2026-11-20", "Superseded by another term", None),
        ("2024-11-18", "Issued, knowledge only", None),
    ]
    said = words(client, issued.identifier)
    assert '<time datetime="2026-11-30">30 November 2026</time><b>Suspended</b>: A complaint is being looked' in said
    assert lives.DETAIL not in said + client.get(f"/api/v1/verify/{issued.identifier}").text


def test_the_days_are_those_of_the_issuer(client: FlaskClient, store: Database, issued: Certificate) -> None:
    with store.write() as session:
        lives.unguarded(session)
        term = session.get_one(Certificate, issued.id)
        term.record = term.record | {"zone": "Pacific/Auckland"}
        grounds = lives.because("safety", lives.registrar(session))
        move(session, term.id, "suspend", grounds, now=datetime(2026, 11, 30, 23, tzinfo=UTC))
    assert lines(client, issued)[0][:2] == ("2026-12-01", "Suspended")


def test_what_was_written_last_stands_first_whatever_a_clock_said(
    client: FlaskClient, store: Database, issued: Certificate
) -> None:
    with store.write() as session:
        rosa = lives.registrar(session)
        for verb, reason, days in (
            ("suspend", "complaint", 10),
            ("reinstate", "unfounded", 9),
            ("review", "evidence", 9),
        ):
            move(session, issued.id, verb, lives.because(reason, rosa), now=NOON + timedelta(days=days))
    found = verdict(client, issued.identifier)
    assert [line["number"] for line in found["history"][:5]] == [5, 4, 3, 2, 1]
    assert (found["verdict"], found["history"][0]["event"]) == ("under_review", "Put under review")


def test_an_issue_is_told_of_the_day_on_the_certificate(
    client: FlaskClient, store: Database, apps_workshop: Workshop, quick_pages: None
) -> None:
    with store.write() as session:
        _, made = build.certified(session)
    signed = NOON + timedelta(days=5)
    issue_pending(store, apps_workshop, now=signed)
    with clock.stopped_at(signed):
        found = verdict(client, made.identifier)
    (line,) = found["history"]
    assert (found["verdict"], found["issued_on"]) == ("valid", "2026-11-25")
    assert (line["on"], line["at"]) == ("2026-11-25", clock.stamp(signed))


def test_whoever_is_told_the_salt_can_open_what_the_log_has(
    client: FlaskClient, store: Database, issued: Certificate
) -> None:
    live(store, issued)
    with store.session() as session:
        salts = {one.identifier: bytes.fromhex(one.salt) for one in session.scalars(select(Certificate))}
        logged = {(entry.kind, entry.commitment) for entry in session.scalars(select(LogEntry))}
    for line in verdict(client, issued.identifier)["history"]:
        said = {"v": 1} | {name: line[name] for name in ("identifier", "number", "kind", "reason", "until", "at")}
        committed = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
        opened = hashlib.sha256(salts[line["identifier"]] + committed).hexdigest()
        assert ((line["kind"], opened) in logged) is (line["kind"] != "issued")


def test_the_record_for_a_file_tells_it_too(client: FlaskClient, store: Database, issued: Certificate) -> None:
    live(store, issued)
    said = client.get(f"/v/{issued.identifier}/record").text
    assert "Suspended: A complaint is being looked into" in said
    assert said.index("15 December 2026") < said.index("30 November 2026") < said.index("18 November 2024")


def test_events_of_a_paused_term_are_not_told(client: FlaskClient, store: Database, issued: Certificate) -> None:
    live(store, issued)
    with store.session() as session:
        first = session.scalars(select(Certificate).where(Certificate.superseded_by_id == issued.id)).one()
    assert len(lines(client, first)) == 8
    pause(store, issued)
    assert lines(client, first) == [
        ("2026-11-20", "Superseded by another term", None), ("2024-11-18", "Issued, knowledge only", None),
    ]  # fmt: skip


def test_a_longer_history_takes_no_more_statements(client: FlaskClient, store: Database, issued: Certificate) -> None:
    told = []
    for seconds in (0, 60):
        with clock.stopped_at(NOON + timedelta(days=26, seconds=seconds)), statements(store) as asked:
            verdict(client, issued.identifier)
        told.append(len(asked))
        if not seconds:
            live(store, issued)
    assert told[0] >= told[1]

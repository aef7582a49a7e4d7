"""The bank is read once and kept, and every change to it is seen at the next start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from question_bank.lint.rules import RULES
from tests.build import NOON, person
from tests.exams import build
from tests.library import build as build_library
from trainer.audit import service as audit
from trainer.core.db import Database
from trainer.exams import queries
from trainer.exams.models import Exam
from trainer.library import editing, evidence, keeping, listing, loading, review
from trainer.library import queries as library
from trainer.library.models import Item, Source
from trainer.web.permissions import Role, permissions_of

TODAY = NOON.date()
GONE = TODAY - timedelta(days=1)
ANYTHING = {rule.name: "It may stand" for rule in RULES}


@pytest.fixture(autouse=True)
def content(database: Database) -> None:
    with database.write() as session:
        build.world(session)
        person(session, "Ines Item")


def item(session: Session, code: str = "D1-E-001") -> Item:
    return session.scalars(select(Item).where(Item.code == code)).one()


def version_ids(database: Database, today: date = TODAY) -> set[int]:
    with database.session() as session:
        return {banked.version_id for banked in queries.bank(session, use="exam", today=today)}


def truth(database: Database) -> set[int]:
    with database.session() as session:
        live = {version.id for version in library.live_versions(session, use="exam")}
        return live - set(session.scalars(evidence.blocked(TODAY)))


def retire(session: Session, code: str = "D1-E-001") -> None:
    build_library.retire(session, item(session, code).id, by=1, now=NOON)


def restore(session: Session, code: str = "D1-E-001") -> None:
    boss = review.By(1, permissions_of(frozenset({Role.ADMINISTRATOR})))
    for verb in ("restore", "publish"):
        review.move(session, item(session, code).id, verb, by=boss, now=NOON, reason="Good", overrides=ANYTHING)


def reword(session: Session) -> None:
    own = item(session)
    card = listing.card_of(own, listing.version(session, own.id, own.current_number))
    said = card.model_copy(update={"safety_critical": not card.safety_critical})
    build_library.put_live(session, own.id, said, by=1, now=NOON)


def load_again(session: Session) -> None:
    cards = (*build.content().cards, build.card("D1-E-099"))
    known = build.content()
    loading.load(session, type(known)(known.course, known.sources, known.pages, cards, {}), now=NOON)


def cite(session: Session, code: str, *keys: str) -> None:
    """Let an item that is live cite these."""
    own = item(session, code)
    said = listing.card_of(own, listing.version(session, own.id, own.current_number))
    build_library.put_live(session, own.id, said.model_copy(update={"sources": keys}), by=1, now=NOON)


def block(session: Session, **said: object) -> None:
    """D1-E-002 rests on S8, which is blocking."""
    build_library.source(session, "S8")
    session.flush()
    cite(session, "D1-E-002", "S1", "S8")
    base = session.get_one(Source, "S8").row_version
    keeping.change(session, "S8", {"is_blocking": True, **said}, base=base, by=1, now=NOON)


def block_for_good(session: Session) -> None:
    block(session, review_by=GONE)


def supersede(session: Session) -> None:
    build_library.source(session, "S22")
    session.flush()
    block(session, superseded_by="S22")


def swap(session: Session) -> None:
    """As many live items as before, and no new version."""
    restore(session, "D1-E-001")
    retire(session, "D1-E-002")


@pytest.mark.parametrize("change", [retire, reword, load_again, block_for_good, supersede])
def test_every_change_to_the_library_is_seen_at_once(database: Database, change: Callable[[Session], None]) -> None:
    before = version_ids(database)
    assert before == truth(database)
    with database.write() as session:
        change(session)
    assert version_ids(database) == truth(database) != before


def test_one_item_for_another_is_seen_though_there_are_as_many(database: Database) -> None:
    with database.write() as session:
        retire(session)
    before = version_ids(database)
    with database.write() as session:
        swap(session)
    assert len(before) == len(version_ids(database))
    assert version_ids(database) == truth(database) != before


def test_a_change_is_seen_inside_its_own_transaction_and_forgotten_with_it(database: Database) -> None:
    with database.write() as session:
        retire(session)
    before = version_ids(database)
    with database.session() as session:
        session.connection(execution_options={"writes": True})
        swap(session)
        assert {banked.version_id for banked in queries.bank(session, use="exam", today=TODAY)} != before
        session.rollback()
    with database.write() as session:  # two events that take the numbers that came free
        audit.record(session, "account.session.started", "person:1", by=1, now=NOON)
        audit.record(session, "account.session.started", "person:1", by=1, now=NOON)
    assert version_ids(database) == before


def test_a_change_made_by_hand_is_seen(database: Database) -> None:
    before = version_ids(database)
    with database.write() as session:
        item(session).live_number = None
    assert version_ids(database) == truth(database) != before


def test_other_news_leave_the_bank_as_it_was_read(database: Database) -> None:
    with database.session() as session:
        kept = queries.bank(session, use="exam", today=TODAY)
    with database.write() as session:
        audit.record(session, "account.session.started", "person:1", by=1, now=NOON)
    with database.session() as session:
        assert queries.bank(session, use="exam", today=TODAY) is kept
        assert queries.bank(session, use="practice", today=TODAY) is not kept


def test_asking_again_is_one_statement(database: Database) -> None:
    version_ids(database)
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    version_ids(database)
    assert len([one for one in said if one.startswith("SELECT")]) == 1


def test_a_day_that_passes_takes_items_off_papers_without_a_question(database: Database) -> None:
    with database.write() as session:
        block(session, review_by=TODAY)
    before = version_ids(database)
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    after = version_ids(database, TODAY + timedelta(days=1))
    assert len([one for one in said if one.startswith("SELECT")]) == 1
    with database.session() as session:
        assert before - after == {item(session, "D1-E-002").versions[-1].id}
        tomorrow = queries.bank(session, use="exam", today=TODAY + timedelta(days=1))
        assert tomorrow is queries.bank(session, use="exam", today=TODAY + timedelta(days=9)), "put together once"
    assert version_ids(database) == before


def test_a_source_that_is_in_force_again_brings_its_items_back(database: Database) -> None:
    before = version_ids(database)
    with database.write() as session:
        supersede(session)
    assert len(version_ids(database)) == len(before) - 1
    with database.write() as session:
        keeping.change(session, "S8", {"superseded_by": None}, base=2, by=1, now=NOON)
    assert len(version_ids(database)) == len(before)


def test_a_newer_draft_that_cites_a_blocked_source_does_not_take_the_live_version_off(database: Database) -> None:
    before = version_ids(database)
    with database.write() as session:
        block_for_good(session)
        own = item(session, "D1-E-003")
        said = listing.card_of(own, listing.version(session, own.id, own.current_number))
        draft = said.model_copy(update={"sources": ("S8",)})
        editing.new_version(session, own.id, draft, by=1, note="Changed", now=NOON)
    assert version_ids(database) == truth(database)
    assert len(version_ids(database)) == len(before) - 1


def test_whoever_writes_an_exam_item_is_known_for_it_from_then_on(database: Database) -> None:
    with database.session() as session:
        assert not queries.has_written_items(session, 1)
    with database.write() as session:
        reword(session)
    with database.write() as session:
        retire(session)
    with database.session() as session:
        assert queries.has_written_items(session, 1)
        assert not queries.has_written_items(session, 2)


def test_payloads_are_read_once(database: Database) -> None:
    ids = version_ids(database)
    with database.session() as session:
        first = library.payloads(session, ids)
        versions = library.versions_by_id(session, ids)
        assert first == {own: library.payload_of(version) for own, version in versions.items()}
        again = library.payloads(session, [*ids, 99999])
    assert again.keys() == ids
    assert all(again[own] is payload for own, payload in first.items())


def test_a_start_draws_from_what_is_live_now(database: Database) -> None:
    with database.write() as session:
        own = session.scalars(select(Exam).where(Exam.kind == "final")).one()
        build.started(session, own, build.ready(session, build.world(session)))
    with database.write() as session:
        retire(session, "D1-E-003")
    with database.write() as session:
        gone = item(session, "D1-E-003")
        attempts = [
            build.started(session, own, build.ready(session, build.world(session), f"Person {n}"), seed=n)
            for n in range(6)
        ]
        drawn = {entry["version_id"] for each in attempts for entry in queries.paper_items(session, each.id)}
        assert not drawn & {version.id for version in gone.versions}

"""Items that do not go together: found, decided by people, kept apart on papers."""

from __future__ import annotations

import html

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank.items.card import Use
from tests.build import NOON, person
from tests.library import build
from trainer.core.db import Database
from trainer.core.errors import Conflict, NotFound
from trainer.exams import queries
from trainer.library import pairs
from trainer.library.models import ItemPair
from trainer.web.permissions import Role

OTHER = "A 41-year-old cyclist books a first visit for pain in the calf.\n\nWhat do you ask before anything else?"
CUED = "He takes care to ask which medicines she takes at present.\n\nWhat is the next step for this runner?"
ELSE = [
    {"id": "a", "text": "Look at the skin of the whole leg", "key": True, "rationale": "It shows infection."},
    {"id": "b", "text": "Count the needles that were opened", "rationale": "That comes later."},
    {"id": "c", "text": "Write the letter to her physician", "rationale": "That comes last."},
]


@pytest.fixture
def bank(store: Database) -> Database:
    with store.write() as session:
        build.item(session, build.card("D6-E-001"))
        build.item(session, build.card("D6-E-002", stem=OTHER))
        build.item(session, build.card("D6-E-003", stem=CUED, options=ELSE))
    return store


def suggested(session: Session) -> list[tuple[str, str, str]]:
    found = pairs.in_state(session, pairs.SUGGESTED)
    return sorted((each.one.item.code, each.other.item.code, each.pair.kind) for each in found)


def both_ways(found: list[tuple[str, str, str]]) -> set[tuple[frozenset[str], str]]:
    return {(frozenset(codes), kind) for *codes, kind in found}


def test_the_bank_is_looked_over_once_for_each_state_of_it(bank: Database) -> None:
    assert pairs.look(bank, now=NOON) == 3
    with bank.session() as session:
        assert both_ways(suggested(session)) == {
            (frozenset({"D6-E-001", "D6-E-002"}), pairs.DUPLICATE),
            (frozenset({"D6-E-001", "D6-E-003"}), pairs.CUE),
            (frozenset({"D6-E-002", "D6-E-003"}), pairs.CUE),
        }
    assert pairs.look(bank, now=NOON) == 0
    with bank.write() as session:
        build.item(session, build.card("D6-P-001", stem=OTHER))
    assert pairs.look(bank, now=NOON) > 0


def test_what_was_decided_is_not_suggested_again_and_what_is_gone_is_forgotten(bank: Database) -> None:
    pairs.look(bank, now=NOON)
    with bank.write() as session:
        bob = person(session, "Bob Birch", Role.AUTHOR).id
        pair = session.scalars(select(ItemPair).where(ItemPair.kind == pairs.DUPLICATE)).one()
        pairs.decide(session, pair.id, pairs.DISMISSED, reason="Two ages, two points", by=bob, now=NOON)
        third = pairs.in_state(session, pairs.SUGGESTED, kind=pairs.CUE)[0]
        cued = next(row for row in (third.one, third.other) if row.item.code == "D6-E-003")
        said = build.card("D6-E-003", stem="What is the next step for this runner?", options=ELSE)
        build.put_live(session, cued.item.id, said, by=bob, now=NOON)
    pairs.look(bank, now=NOON)
    with bank.session() as session:
        assert suggested(session) == []
        assert pairs.counts(session) == {pairs.DISMISSED: 1}


def test_enemies_made_by_people_are_kept_apart_on_papers(bank: Database) -> None:
    pairs.look(bank, now=NOON)
    with bank.write() as session:
        bob = person(session, "Bob Birch", Role.AUTHOR).id
        kept = queries.bank(session, use="exam", today=NOON.date()).by_code["D6-E-001"].candidate
        assert kept.enemies == frozenset()
        pair = session.scalars(select(ItemPair).where(ItemPair.kind == pairs.DUPLICATE)).one()
        pairs.decide(session, pair.id, pairs.ENEMIES, reason="", by=bob, now=NOON)
        apart = {
            each.candidate.id: each.candidate.enemies for each in queries.bank(session, use="exam", today=NOON.date())
        }
        assert (apart["D6-E-001"], apart["D6-E-002"]) == ({"D6-E-002"}, {"D6-E-001"})
        live = {card.code: card.enemies for card in pairs.live_cards(session, Use.EXAM)}
        assert live == {"D6-E-001": ("D6-E-002",), "D6-E-002": ("D6-E-001",), "D6-E-003": ()}
        with pytest.raises(Conflict, match="decided this pair already"):
            pairs.decide(session, pair.id, pairs.ENEMIES, reason="", by=bob, now=NOON)
        with pytest.raises(NotFound):
            pairs.decide(session, 99, pairs.ENEMIES, reason="", by=bob, now=NOON)


def test_an_author_is_told_what_is_nearly_the_same(bank: Database) -> None:
    with bank.session() as session:
        card = build.card("D6-E-009", stem=OTHER.replace("41", "44"))
        found = pairs.near(session, card)
        assert {match.code for match in found} == {"D6-E-001", "D6-E-002"}
        told = [fault.says for fault in pairs.faults_of(found, card)]
        assert all("they differ in numbers only" in says for says in told)
        apart = build.card("D6-E-009", stem=card.payload.stem, enemies=["D6-E-001"])
        assert len(list(pairs.faults_of(found, apart))) == 1
        assert pairs.near(session, build.card("D6-E-009", stem="Which?", options=ELSE)) == []


def test_pairs_are_decided_on_their_page(bank: Database, author: FlaskClient, reviewer: FlaskClient) -> None:
    pairs.look(bank, now=NOON)
    page = html.unescape(author.get("/staff/item-pairs").text)
    assert "Suggested: 3" in page
    assert "<del>40</del>" in page
    assert "<ins>41</ins>" in page
    with bank.session() as session:
        pair = session.scalars(select(ItemPair).where(ItemPair.kind == pairs.DUPLICATE)).one().id
    assert reviewer.post(f"/staff/item-pairs/{pair}/enemies").status_code == 403
    assert author.post(f"/staff/item-pairs/{pair}/friends").status_code == 404
    assert author.post(f"/staff/item-pairs/{pair}/enemies", data={"reason": "x" * 1001}).status_code == 422
    assert author.post(f"/staff/item-pairs/{pair}/enemies", data={"reason": "Same point"}).status_code == 303
    page = author.get("/staff/item-pairs?state=enemies").text
    assert "Same point" in page
    assert author.get("/staff/item-pairs?state=lost&kind=lost").status_code == 200
    only = author.get("/staff/item-pairs?kind=cue").text
    assert only.count("Gives a key away</span>") == 2

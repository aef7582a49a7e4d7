"""What is drawn for a certificate: places that nobody can foresee, and a salt that its identifier does not tell."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

import pytest
from flask.testing import FlaskClient

from tests.build import NOON
from tests.certificates import build, lives
from trainer.certificates import queries
from trainer.certificates.lots import BITS, ENTRIES, Lot
from trainer.certificates.models import Certificate
from trainer.certificates.rules import RANDOM_BITS
from trainer.certificates.service import Workshop, begin, confirm, issue_pending, propose
from trainer.core import clock
from trainer.core.db import Database
from trainer.credentials import bits_of, is_set, read

MANY = 1000
PARTS = 16
DRAWN = [Lot(random.Random(number).getrandbits(BITS)) for number in range(MANY)]
IN_A_ROW = [Lot(number) for number in range(MANY)]


def first(lot: Lot) -> int:
    return next(lot.places())


@pytest.mark.parametrize("lots", [DRAWN, IN_A_ROW], ids=["drawn", "in a row"])
def test_places_are_spread_over_the_list_and_follow_no_order(lots: list[Lot]) -> None:
    places = [first(lot) for lot in lots]
    assert len(set(places)) > MANY * 0.98
    parts = Counter(place * PARTS // ENTRIES for place in places)
    assert parts.keys() == set(range(PARTS))
    assert max(parts.values()) < 2 * MANY / PARTS
    rising = sum(after > before for before, after in pairwise(places))
    assert MANY * 0.45 < rising < MANY * 0.55


def test_the_places_of_one_lot_are_as_far_apart() -> None:
    tried = list(islice(DRAWN[0].places(), MANY))
    assert all(0 <= place < ENTRIES for place in tried)
    steps = Counter(after - before for before, after in pairwise(tried))
    assert max(steps.values()) < 5
    assert tried == list(islice(Lot(DRAWN[0].number).places(), MANY))


def test_no_two_lots_share_a_salt_or_an_identifier() -> None:
    lots = {lot.number: lot for lot in [*DRAWN, *IN_A_ROW]}.values()
    assert len({lot.salt for lot in lots}) == len({lot.identifier for lot in lots}) == len(lots)


def test_whoever_knows_the_identifier_knows_neither_salt_nor_place() -> None:
    """All the other bits go into both, so that there are 2**382 of each for one identifier."""
    lot = DRAWN[0]
    others = [Lot(lot.number ^ 1 << bit) for bit in range(RANDOM_BITS, BITS)]
    assert {other.identifier for other in others} == {lot.identifier}
    assert len({lot.salt, *(other.salt for other in others)}) == len(others) + 1
    assert len({first(lot), *(first(other) for other in others)}) > len(others) * 0.98
    assert not any(lot.identifier.lower() in other.salt for other in others)


@dataclass(frozen=True)
class Unlucky(Lot):
    """A lot whose first place somebody has."""

    taken: int = 0

    def places(self) -> Iterator[int]:
        yield self.taken
        yield from super().places()


def test_a_certificate_gets_the_first_free_place_of_its_lot(database: Database) -> None:
    with database.write() as session:
        _, made = build.certified(session)
        assert [begin.free_place(session, lot) for lot in DRAWN[:20]] == [(0, first(lot)) for lot in DRAWN[:20]]
        unlucky = Unlucky(DRAWN[0].number, taken=made.status_index)
        assert begin.free_place(session, unlucky) == (0, first(DRAWN[0]))


def test_when_a_list_is_half_full_the_next_begins_and_tells_of_its_own_alone(
    client: FlaskClient,
    store: Database,
    apps_workshop: Workshop,
    noon: object,
    quick_pages: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(begin, "FILLED", 2)
    with store.write() as session:
        made = [build.certified(session, name)[1] for name in ("Alice Ash", "Bob Birch", "Carol Cole")]
        ada, rosa = lives.administrator(session), lives.registrar(session)
    assert [one.status_list for one in made] == [0, 0, 1]
    issue_pending(store, apps_workshop, now=NOON)
    assert told(client, made[2]) == ([False] * 4, "/status/2")
    with store.write() as session:
        motion = propose(session, made[2].id, "revoke", lives.because("misconduct", ada), now=NOON)
        confirm(session, motion.id, by=rosa.id, now=NOON)
        lives.suspend(session, queries.locked(session, made[0].id), rosa)
    issue_pending(store, apps_workshop, now=NOON)
    assert told(client, made[2]) == ([False, False, True, False], "/status/2")
    assert told(client, made[0]) == ([True, True, False, False], "/status/0")
    assert told(client, made[1])[0] == [False] * 4
    with clock.stopped_at(NOON):
        page = client.get(f"/api/v1/verify/{made[2].identifier}").get_json()
    listed = next(check for check in page["checks"] if check["name"] == "Status list")
    assert (page["verdict"], listed["detail"]) == ("revoked", "The published list says so too")


def told(client: FlaskClient, made: Certificate) -> tuple[list[bool], str]:
    """Whether its place is set in each of the four lists that are published, and which list its credential names."""
    lists = [read(client.get(f"/status/{number}").data) for number in range(4)]
    assert [one["credentialSubject"]["statusPurpose"] for one in lists] == ["revocation", "suspension"] * 2
    set_in = [is_set(bits_of(one["credentialSubject"]["encodedList"]), made.status_index) for one in lists]
    credential = client.get(f"/v/{made.identifier}", headers={"Accept": "application/vc"}).get_json(force=True)
    status = credential["credentialStatus"]
    assert int(status["statusListIndex"]) == made.status_index
    return set_in, "/" + status["statusListCredential"].split("/", 3)[-1]

"""Items that do not go together: found over the bank and at each save, made enemies or dismissed by people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Select, delete, func, select
from sqlalchemy.orm import Session, aliased

from question_bank.formats.faults import Fault
from question_bank.items.card import OUT_OF_USE, Card, Use
from question_bank.similar import Index, Match, Pair, cues, how_alike, text_of
from trainer.audit import service as audit
from trainer.core.db import Database
from trainer.core.errors import Conflict, NotFound
from trainer.library import listing, search
from trainer.library.models import Item, ItemPair, ItemVersion

SUGGESTED, ENEMIES, DISMISSED = "suggested", "enemies", "dismissed"
DUPLICATE, CUE = "duplicate", "cue"
CLOSELY = 100
"""So many items are compared word by word with one that is saved."""
CHUNK = 1_000
"""So many items are asked for by code at once."""
_looked_up_to: WeakKeyDictionary[Engine, int] = WeakKeyDictionary()
"""Up to which version each database was looked over: the same bank is not compared twice."""
One, Other = aliased(Item), aliased(Item)


@dataclass(frozen=True)
class Found:
    """Two items that do not go together, by code: of which kind, why, and how much, of 100."""

    code: str
    other: str
    kind: str
    says: str
    score: int


def look(database: Database, *, now: datetime) -> int:
    """Look over the whole bank for pairs; how many were suggested, or are suggested no more."""
    with database.session() as session:
        newest = session.scalar(select(func.max(ItemVersion.id))) or 0
        if _looked_up_to.get(database.engine) == newest:
            return 0
        cards = current_cards(session)
        ids = dict(session.execute(select(Item.code, Item.id)).all())
    found = list(over(cards))
    with database.write() as session:
        changed = suggest(session, found, ids, now=now) + forget_stale(session, found, ids)
    _looked_up_to[database.engine] = newest
    return changed


def look_among(database: Database, codes: Sequence[str], *, now: datetime) -> int:
    """Suggest the pairs that these items make among themselves; how many are new."""
    with database.session() as session:
        few = [codes[start : start + CHUNK] for start in range(0, len(codes), CHUNK)]
        used = listing.current().where(Item.status.not_in(OUT_OF_USE))
        rows = [row for some in few for row in session.execute(used.where(Item.code.in_(some)))]
        cards, ids = [listing.card_of(*row) for row in rows], {item.code: item.id for item, _version in rows}
    found = list(over(cards))
    with database.write() as session:
        return suggest(session, found, ids, now=now)


def current_cards(session: Session) -> list[Card]:
    """What every item that may still be used says now."""
    rows = session.execute(listing.current().where(Item.status.not_in(OUT_OF_USE)).order_by(Item.code))
    return [listing.card_of(item, version) for item, version in rows]


def over(cards: list[Card]) -> Iterator[Found]:
    """Every pair of a bank whose items are not enemies by what they say."""
    apart = {frozenset((card.code, enemy)) for card in cards for enemy in card.enemies}
    unseen = {card.code for card in cards if card.use is Use.EXAM}
    index = Index({card.code: text_of(card) for card in cards})
    for pair in index.pairs():
        if frozenset((pair.code, pair.other)) not in apart:
            yield _near(pair.code, pair.other, pair)
    for cue in cues(cards):
        if cue.part == "rationale" and cue.code in unseen:
            continue  # who sits an exam sees no rationale before its key is of no more use
        says = f"the {cue.part} of {cue.code} says “{cue.words}”, which is the key of {cue.other}"
        yield Found(cue.code, cue.other, CUE, says, 100)


def _near(code: str, other: str, found: Match | Pair) -> Found:
    return Found(code, other, DUPLICATE, how_alike(found), round(100 * found.score))


def _ordered(found: Found, ids: Mapping[str, UUID]) -> tuple[UUID, UUID]:
    """Both items, the one with the earlier code first."""
    one, other = sorted((found.code, found.other))
    return ids[one], ids[other]


def suggest(session: Session, found: Iterable[Found], ids: Mapping[str, UUID], *, now: datetime) -> int:
    """Keep what is new among these; what was decided stays decided."""
    known = {(pair.one_id, pair.other_id, pair.kind) for pair in session.scalars(select(ItemPair))}
    fresh: dict[tuple[UUID, UUID, str], ItemPair] = {}
    for each in found:
        one, other = _ordered(each, ids)
        key = (one, other, each.kind)
        if key not in known:
            fresh[key] = ItemPair(
                one_id=one, other_id=other, kind=each.kind, says=each.says, score=each.score, state=SUGGESTED, at=now
            )
    session.add_all(fresh.values())
    session.flush()
    return len(fresh)


def near(session: Session, card: Card, *, own: UUID | None = None) -> list[Match]:
    """The items most like this one, best first, itself apart: the bank is asked for the words, then compared."""
    text = text_of(card)
    likely = search.likely(session, text, most=CLOSELY)
    rows = session.execute(listing.current().where(Item.id.in_(likely), Item.status.not_in(OUT_OF_USE)))
    texts = {item.code: text_of(listing.card_of(item, version)) for item, version in rows if item.id != own}
    return Index(texts).near(text) if texts else []


def remember(session: Session, item_id: UUID, card: Card, *, now: datetime) -> int:
    """Suggest the pairs that a saved item makes with what is nearly the same; how many are new."""
    found = [
        _near(card.code, match.code, match)
        for match in near(session, card, own=item_id)
        if match.code not in card.enemies
    ]
    ids = {**listing.ids_by_code(session, [each.other for each in found]), card.code: item_id}
    return suggest(session, found, ids, now=now) if found else 0


def faults_of(matches: Iterable[Match], card: Card) -> Iterator[Fault]:
    """What to say to an author whose item is nearly another one."""
    for match in matches:
        if match.code not in card.enemies:
            says = f"{match.code} is nearly the same: {how_alike(match)}; make them enemies or change one"
            yield Fault(card.code, "near-duplicate", says, True, "stem")


def decide(session: Session, pair_id: int, state: str, *, reason: str, by: int, now: datetime) -> ItemPair:
    """Make two items enemies, dismiss the suggestion, or open it again; Conflict when somebody was faster."""
    pair = session.get(ItemPair, pair_id, with_for_update=True, populate_existing=True)
    if pair is None:
        raise NotFound("There is no such pair.")
    if pair.state == state:
        raise Conflict("Somebody has decided this pair already. Open the list again to see how.")
    before, pair.state, pair.reason = pair.state, state, reason
    pair.decided_by_id, pair.decided_at = by, now
    session.flush()
    detail = {"pair": pair.id, "from": before, "to": state, "reason": reason}
    audit.record(session, "library.pair.decided", f"item:{pair.one_id}", by=by, now=now, detail=detail)
    return pair


def enemies(session: Session) -> dict[str, set[str]]:
    """Which items people have made enemies, by code and both ways; what items themselves say is not among them."""
    apart: dict[str, set[str]] = defaultdict(set)
    for one, other in session.execute(_codes().where(ItemPair.state == ENEMIES)):
        apart[one].add(other)
        apart[other].add(one)
    return apart


def live_cards(session: Session, use: Use) -> list[Card]:
    """The live items of a pool as papers draw them, with the enemies people made."""
    apart = enemies(session)
    cards = listing.live_cards(session, use)
    return [
        card.model_copy(update={"enemies": (*card.enemies, *sorted(apart[card.code]))}) if card.code in apart else card
        for card in cards
    ]


def _codes() -> Select[str, str]:
    joined = select(One.code, Other.code).join(ItemPair, ItemPair.one_id == One.id)
    return joined.join(Other, ItemPair.other_id == Other.id)


@dataclass(frozen=True)
class Shown:
    """A pair with both items as they are now."""

    pair: ItemPair
    one: listing.Row
    other: listing.Row


def in_state(session: Session, state: str, *, kind: str = "", offset: int = 0, limit: int = 50) -> list[Shown]:
    """The pairs in a state, those most alike first."""
    wanted = select(ItemPair).where(ItemPair.state == state).order_by(ItemPair.score.desc(), ItemPair.id)
    found = list(session.scalars((wanted.where(ItemPair.kind == kind) if kind else wanted).offset(offset).limit(limit)))
    return _shown(session, found)


def about(session: Session, item_id: UUID) -> list[Shown]:
    """The pairs an item is one of, dismissed ones apart."""
    mine = (ItemPair.one_id == item_id) | (ItemPair.other_id == item_id)
    return _shown(session, list(session.scalars(select(ItemPair).where(mine, ItemPair.state != DISMISSED))))


def _shown(session: Session, pairs: list[ItemPair]) -> list[Shown]:
    ids = {own for pair in pairs for own in (pair.one_id, pair.other_id)}
    found = session.execute(listing.current().where(Item.id.in_(ids)))
    rows = {item.id: listing.Row(item, version) for item, version in found}
    return [Shown(pair, rows[pair.one_id], rows[pair.other_id]) for pair in pairs]


def count(session: Session, state: str, kind: str = "") -> int:
    """How many pairs are in a state."""
    wanted = select(func.count()).select_from(ItemPair).where(ItemPair.state == state)
    return session.scalar(wanted.where(ItemPair.kind == kind) if kind else wanted) or 0


def counts(session: Session) -> dict[str, int]:
    """How many pairs are in each state."""
    return dict(session.execute(select(ItemPair.state, func.count()).group_by(ItemPair.state)).all())


def forget_stale(session: Session, found: Iterable[Found], ids: Mapping[str, UUID]) -> int:
    """Take back suggestions that nothing speaks for any more; decisions stay."""
    standing = {(*_ordered(each, ids), each.kind) for each in found}
    open_ = session.scalars(select(ItemPair).where(ItemPair.state == SUGGESTED))
    gone = [pair.id for pair in open_ if (pair.one_id, pair.other_id, pair.kind) not in standing]
    session.execute(delete(ItemPair).where(ItemPair.id.in_(gone)))
    return len(gone)

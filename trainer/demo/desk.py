"""What lies on desks: an item in review with a remark, another still being written, an appeal nobody has decided."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank.items.card import Card, Group
from trainer.demo.cast import Calendar
from trainer.demo.stage import Stage
from trainer.demo.story import Story
from trainer.exams.service import appeal
from trainer.library import comments, editing, listing, review
from trainer.library.models import Item
from trainer.web.permissions import Role, permissions_of

AUTHOR, REVIEWER = "author@demo.example", "reviewer@demo.example"
FAILED = "not_passed"
APPEAL = "The fire alarm rang half-way through. We stood outside for a quarter of an hour, and my clock went on."
REMARK = "Agreed: whoever meets one of the two knows half of the other. Read the stem once more before I approve it."


def write(story: Story, stage: Stage, calendar: Calendar) -> None:
    """Write into the story what author and reviewer of the demonstration did last week, and an appeal since."""

    def parted(session: Session, now: datetime) -> None:
        first, second, third, fourth = _cards(session)
        item = _apart(session, first, second, by=stage.ids[AUTHOR], now=now)
        writes = review.By(stage.ids[AUTHOR], permissions_of(frozenset({Role.AUTHOR})))
        review.move(session, item.id, "submit", by=writes, now=now, reason="They ask about the same thing")
        comments.comment(session, item.id, text=REMARK, by=stage.ids[REVIEWER], now=now)
        _apart(session, third, fourth, by=stage.ids[AUTHOR], now=now)

    story.at(calendar.ago(4), parted)
    story.at(calendar.ago(2), partial(_appealed, stage))


def _appealed(stage: Stage, session: Session, now: datetime) -> None:
    """The last who did not pass appeals, as far as anybody failed."""
    failed = [(email, attempt_id) for email, attempt_id, outcome in stage.attempts if outcome == FAILED]
    if failed:
        email, attempt_id = failed[-1]
        appeal.make(session, attempt_id, stage.ids[email], "course", APPEAL, now=now)


def _cards(session: Session) -> list[Card]:
    """Four items about plain knowledge that have no enemies, the first by code."""
    rows = session.execute(listing.current().where(Item.use == "exam").order_by(Item.code))
    cards = (listing.card_of(item, version) for item, version in rows)
    alone = (card for card in cards if card.group is Group.KNOWLEDGE and not card.payload.case and not card.enemies)
    return list(islice(alone, 4))


def _apart(session: Session, card: Card, other: Card, *, by: int, now: datetime) -> Item:
    """A new version of an item that names another one as its enemy."""
    item = session.scalars(select(Item).where(Item.code == card.code)).one()
    said = card.model_copy(update={"enemies": (*card.enemies, other.code)})
    editing.new_version(session, item.id, said, by=by, note=f"An enemy of {other.code}", now=now)
    return item

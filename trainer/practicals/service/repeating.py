"""A form that is sent again: the same is the sign-off it led to, and anything else is told what is stored."""

from __future__ import annotations

from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.core import clock
from trainer.core.errors import Conflict
from trainer.courses.models import Course
from trainer.documents import written_day
from trainer.practicals import queries
from trainer.practicals.models import PracticalSignOff
from trainer.practicals.rules import REGIONS

NAMES = {
    "person_id": "person", "course_id": "course", "regions": "regions", "skills": "list of what was seen",
    "observed_on": "day", "place": "place", "needles_in": "needles in", "needles_out": "needles out", "note": "note",
}  # fmt: skip
"""What an assessor says of a practical, by the columns of its sign-off."""


class SignedAlready(Conflict):
    """A form was signed before with other content; `sign_off_id` is what it led to, where whoever asks signed it."""

    title = "This is not signed: the same form was signed before"

    def __init__(self, detail: str, sign_off_id: int | None) -> None:
        super().__init__(detail)
        self.sign_off_id = sign_off_id


def signed_before(session: Session, asked: PracticalSignOff, *, zone: str) -> PracticalSignOff | None:
    """The sign-off that this very form led to, if it was sent before; SignedAlready where that says anything else."""
    stored = queries.by_form_key(session, asked.form_key) if asked.form_key else None
    if stored is None:
        return None
    if stored.assessor_id != asked.assessor_id:
        raise SignedAlready("Another assessor has signed with it. Sign again what you see here.", None)
    other = [words for name, words in NAMES.items() if getattr(stored, name) != getattr(asked, name)]
    withdrawn = queries.withdrawal_of(session, stored.id) is not None
    if not other and not withdrawn:
        return stored
    raise SignedAlready(f"{_told(session, stored, zone)} {_why(other, withdrawn)}", stored.id)


def _told(session: Session, stored: PracticalSignOff, zone: str) -> str:
    """What is stored, in a sentence."""
    who, course = session.get_one(Person, stored.person_id).name, session.get_one(Course, stored.course_id).title
    regions = ", ".join(REGIONS[region].lower() for region in stored.regions)
    when, day = clock.in_words(stored.signed_at, zone), written_day(stored.observed_on.isoformat())
    return f"Signed already at {when} for {who}, {course}: {regions}, observed on {day}, {stored.place}."


def _why(other: list[str], withdrawn: bool) -> str:
    """Why this is not that, and what to do about it."""
    if withdrawn:
        return "That sign-off was withdrawn since. If what you see here is right, sign it."
    return (
        f"What you sent now differs: {', '.join(other)}. To change what is signed, withdraw that sign-off first."
        " If this is another practical, sign it: both then count."
    )

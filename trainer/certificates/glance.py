"""How terms stand at a glance, for the pages of their holder and of staff: state, days, and the holder's licence.

What a verifier is told rests on far more; these words and shapes are theirs all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from trainer.certificates.checks import LicenceClock, licence_clock
from trainer.certificates.evidence import licences_behind
from trainer.certificates.models import Certificate
from trainer.certificates.rules import Verdict
from trainer.certificates.showing import Showing, licence_mark, showing_beside
from trainer.certificates.verification import term_verdict


@dataclass(frozen=True)
class Glance:
    """One term: its verdict by state and days, and the licence beside it."""

    verdict: Verdict
    licence: LicenceClock

    @property
    def licence_word(self) -> str:
        """How the licence stands, in a word or two."""
        return licence_mark(self.licence).says

    @property
    def showing(self) -> Showing:
        """How both are shown together: green only when both are good."""
        return showing_beside(self.verdict, self.licence)


def glances(session: Session, terms: Sequence[Certificate], *, now: datetime) -> dict[int, Glance]:
    """How each of these terms stands, by its id; the licences of all holders are read at once."""
    licences = licences_behind(session, terms)
    return {term.id: Glance(term_verdict(term, now), licence_clock(licences[term.id], now=now)) for term in terms}

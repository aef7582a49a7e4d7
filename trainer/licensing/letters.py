"""The letter that tells a holder what was decided."""

from __future__ import annotations

from datetime import datetime

from trainer.accounts.letters import written
from trainer.accounts.models import Person
from trainer.core.clock import stamp
from trainer.licensing.jurisdictions import name_of
from trainer.licensing.models import Licence
from trainer.licensing.rules import Verdict
from trainer.mail import Letter

SUBJECTS = {Verdict.VERIFY: "Your licence is verified", Verdict.REFUSE: "Your licence could not be verified"}


def decision(licence: Licence, holder: Person, verdict: Verdict, reason: str, *, now: datetime) -> Letter:
    """What was decided of a licence, and why; written once for each moment of deciding."""
    return written(
        "licence_decision",
        key=f"licence-{licence.id}-{verdict.value}-{stamp(now)}",
        to=holder.email,
        subject=SUBJECTS[verdict],
        name=holder.name,
        licence=licence,
        place=name_of(licence.jurisdiction),
        is_verified=verdict is Verdict.VERIFY,
        reason=reason,
    )

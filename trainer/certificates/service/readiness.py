"""Whether what is decided can be signed and logged at once: otherwise nothing is decided, and no day is lost."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from trainer.audit import service as audit
from trainer.certificates.models import Certificate
from trainer.certificates.service.workshop import Workshop
from trainer.certificates.wording import faults_in
from trainer.core import clock
from trainer.core.errors import Unavailable
from trainer.keys import NoKeys, Use

PROMPT = timedelta(days=1)
"""A credential that is made later than this after its decision is dated by the day on which it is made."""


def obstacles(workshop: Workshop) -> list[str]:
    """Why nothing can be issued now: keys that are missing, a log that disagrees, a name that no paper can show."""
    try:
        for use in Use:
            workshop.keys.current(use)
    except NoKeys as error:
        return [str(error)]
    return [*workshop.log.differences(), *faults_in("the name of the issuer", workshop.issuer.issuer)]


def demand_ready(workshop: Workshop) -> None:
    """Unavailable when nothing can be issued now."""
    if obstacles(workshop):
        raise Unavailable(
            "Certificates cannot be signed just now, so nothing was changed. Whoever runs the site sees why."
        )


def is_late(certificate: Certificate, edition: int, now: datetime) -> bool:
    """Whether a first credential is made so late that the log could not confirm the day of the decision."""
    return edition == 0 and now - certificate.issued_at > PROMPT


def date_anew(certificate: Certificate, now: datetime) -> None:
    """Have a certificate that nobody was given yet begin now; its last day stays."""
    certificate.issued_at, certificate.issued_on = now, clock.day_of(now, certificate.record["zone"])
    dates = {"issued_on": certificate.issued_on.isoformat(), "issued_at": clock.stamp(now)}
    certificate.record = certificate.record | dates


def note_new_date(session: Session, certificate: Certificate, *, now: datetime) -> None:
    """Date a locked certificate anew and write down from which day."""
    detail = {"from": certificate.issued_on.isoformat()}
    date_anew(certificate, now)
    detail["to"] = certificate.issued_on.isoformat()
    audit.record(
        session, "certificates.certificate.dated", f"certificate:{certificate.id}", by=None, now=now, detail=detail
    )

"""The checks behind a verdict that look at our own register: state, days, decision, licence. Each one is pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from trainer.certificates.evidence import Evidence
from trainer.certificates.models import Certificate
from trainer.certificates.rules import State, Verdict, last_day
from trainer.core import clock
from trainer.licensing.models import Licence
from trainer.licensing.queries import newest_check
from trainer.licensing.rules import Seen, is_current
from trainer.licensing.rules import State as LicenceState

FRESH = 12
"""So many months the last look at a register is told as it is; then, that nobody has looked since."""
LICENCE = "Licence"


@dataclass(frozen=True)
class Check:
    """One thing looked at: it held, it did not, or it was not to be had. `tells` is the verdict that follows if not.

    `at` is the moment for which that is so: of the look, or where something signed says it, of that signature.
    """

    name: str
    ok: bool | None
    at: datetime
    detail: str
    tells: Verdict | None = None


@dataclass(frozen=True)
class LicenceClock:
    """The holder's licence: current, lapsed or unconfirmed; by which authority; when it was last seen as active.

    `is_old` where nobody has seen it as active for FRESH months.
    """

    status: str
    authority: str
    confirmed_on: date | None
    is_old: bool = False


def licence_clock(licences: tuple[Licence, ...], *, now: datetime) -> LicenceClock:
    """How the licence stands that is shown."""
    shown = licence_shown(licences, now=now)
    if shown is None:
        return LicenceClock("unconfirmed", "", None)
    confirmed_on = _confirmed_on(shown)
    is_old = confirmed_on is not None and last_day(confirmed_on, FRESH) < clock.day_of(now, shown.zone)
    status = "lapsed" if _has_lapsed(shown, now) else "unconfirmed"
    return LicenceClock("current" if is_in_force(shown, now) else status, shown.authority, confirmed_on, is_old)


def licence_shown(licences: tuple[Licence, ...], *, now: datetime) -> Licence | None:
    """The licence that a verifier is told of: the one in force, else the last that was ever confirmed; newest first."""
    in_force = next((one for one in licences if is_in_force(one, now)), None)
    return in_force or next((one for one in licences if _confirmed_on(one)), None)


def is_in_force(licence: Licence, now: datetime) -> bool:
    """Whether a licence is verified, and its day of expiry not over."""
    return licence.state == LicenceState.VERIFIED.value and is_current(licence.expires_on, licence.zone, now)


def _confirmed_on(licence: Licence) -> date | None:
    """The last day on which the register showed this licence as active."""
    return max((check.checked_on for check in licence.checks if check.status_seen == Seen.ACTIVE.value), default=None)


def _has_lapsed(licence: Licence, now: datetime) -> bool:
    """Whether its day of expiry is over, or the register already said so."""
    newest = newest_check(licence)
    said_so = newest is not None and newest.status_seen == Seen.EXPIRED.value
    return said_so or not is_current(licence.expires_on, licence.zone, now)


def check_status(certificate: Certificate, now: datetime) -> Check:
    """Nobody has set the certificate aside."""
    if certificate.state == State.ACTIVE.value:
        return Check("Status", True, now, "Not suspended, not revoked, not superseded")
    return Check("Status", False, now, certificate.state.replace("_", " ").capitalize(), Verdict(certificate.state))


def check_dates(certificate: Certificate, now: datetime) -> Check:
    """Today, in the issuer's zone, lies within the term; its last day is included whole."""
    today = clock.day_of(now, certificate.record["zone"])
    if today > certificate.expires_on:
        return Check("Dates", False, now, "Outside its term", Verdict.EXPIRED)
    if today < certificate.issued_on:
        return Check("Dates", False, now, "Its term has not begun", Verdict.UNDER_REVIEW)
    return Check("Dates", True, now, "Within its term")


def check_decision(evidence: Evidence, now: datetime) -> Check:
    """A recorded decision stands behind the certificate, and record and register say the same."""
    certificate, record = evidence.certificate, evidence.certificate.record
    agrees = (
        all(gate["open"] for gate in evidence.decision.inputs["gates"].values())
        and record["identifier"] == certificate.identifier
        and record["issued_on"] == certificate.issued_on.isoformat()
        and record["expires_on"] == certificate.expires_on.isoformat()
    )
    if agrees:
        return Check("Decision", True, now, "Every condition held when it was issued")
    return Check("Decision", False, now, "The record and the decision do not agree", Verdict.UNDER_REVIEW)


LICENCE_SAYS = {
    "current": "Verified, and not past its day of expiry",
    "lapsed": "Past its day of expiry",
    "unconfirmed": "The register no longer confirms it, or we hold none",
}


def check_licence(licence: LicenceClock, now: datetime) -> Check:
    """The holder's licence is verified and in force; a certificate stands without one, and this is said beside it."""
    says = LICENCE_SAYS[licence.status] + ("; last confirmed more than a year ago" if licence.is_old else "")
    return Check(LICENCE, licence.status == "current", now, says)

"""What holds of a licence: when it is current, what may be decided, what looks odd. No database, no clock."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

PROFESSIONS = (
    "physiotherapist",
    "osteopath",
    "chiropractor",
    "occupational therapist",
    "athletic trainer",
    "medical doctor",
    "nurse",
    "acupuncturist",
    "other",
)
LONGEST_TERM = timedelta(days=366 * 20)
NPI_PREFIX = "80840"


class State(StrEnum):
    """Where a stated licence stands."""

    STATED = "stated"
    VERIFIED = "verified"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


class Seen(StrEnum):
    """What the primary source said of a licence."""

    ACTIVE = "active"
    RESTRICTED = "restricted"
    NOT_FOUND = "not found"
    EXPIRED = "expired"


class Verdict(StrEnum):
    """What a registrar can decide."""

    VERIFY = "verify"
    REFUSE = "refuse"


DECISIONS: dict[tuple[State, Verdict], State] = {
    (State.STATED, Verdict.VERIFY): State.VERIFIED,
    (State.STATED, Verdict.REFUSE): State.REFUSED,
}
AFTER_CHECK: dict[tuple[State, Seen], State] = {
    (State.VERIFIED, Seen.RESTRICTED): State.STATED,
    (State.VERIFIED, Seen.NOT_FOUND): State.STATED,
    (State.VERIFIED, Seen.EXPIRED): State.STATED,
}
"""A verified licence of which the register says something else waits for a decision again, and opens nothing."""


def is_current(expires_on: date, zone: str, now: datetime) -> bool:
    """Whether the day of expiry is not over in its authority's zone; that day is included whole."""
    return day_in(zone, now) <= expires_on


def day_in(zone: str, now: datetime) -> date:
    """The day it is in a zone."""
    return now.astimezone(ZoneInfo(zone)).date()


def waited(since: datetime, now: datetime) -> str:
    """How long something has waited, in words."""
    hours = max(0, int((now - since) / timedelta(hours=1)))
    if hours < 1:
        return "less than an hour"
    number, unit = (hours // 24, "day") if hours >= 24 else (hours, "hour")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def expiry_fault(expires_on: date, zone: str, now: datetime) -> str | None:
    """What is wrong with a day of expiry that is being stated, or None."""
    if not is_current(expires_on, zone, now):
        return "This day is past. State the licence once it is renewed, with its new day of expiry."
    if expires_on - day_in(zone, now) > LONGEST_TERM:
        return "This is more than twenty years away. Check the year."
    return None


def normal_number(number: str) -> str:
    """A licence number for comparing: letters and digits alone, in capitals."""
    return "".join(c for c in unicodedata.normalize("NFKC", number).upper() if c.isalnum())


def names_differ(one: str, other: str) -> bool:
    """Whether two names are made of different words, whatever their order, accents, capitals and commas."""
    return _words(one) != _words(other)


def _words(name: str) -> list[str]:
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return sorted(re.findall(r"\w+", bare.casefold()))


def number_note(jurisdiction: str, profession: str, number: str) -> str | None:
    """What looks odd about a licence number, or None. It never blocks, and a number that looks right proves nothing."""
    normal = normal_number(number)
    if jurisdiction.startswith("US-") and re.fullmatch(r"\d{10}", normal):
        return _npi_note(normal)
    if jurisdiction == "AU" and not re.fullmatch(r"[A-Z]{3}\d{10}", normal):
        return "Ahpra numbers are three letters and ten digits, such as PHY0001234567. Is this one complete?"
    if jurisdiction == "GB" and profession == "physiotherapist" and not re.fullmatch(r"PH\d{5,6}", normal):
        return "HCPC numbers of physiotherapists are PH and five or six digits. Is this one complete?"
    return None


def _npi_note(normal: str) -> str:
    if is_npi(normal):
        return "This looks like an NPI, which is not a licence number. The state’s licence number is needed."
    return "Ten digits look like an NPI, though its check digit does not fit. The state’s licence number is needed."


def is_npi(number: str) -> bool:
    """Whether ten digits are a well-formed NPI: first 1 or 2, and Luhn's check digit over 80840 and the number."""
    if not re.fullmatch(r"[12][0-9]{9}", number):
        return False
    digits = [int(c) for c in reversed(NPI_PREFIX + number)]
    doubled = (d if place % 2 == 0 else sum(divmod(2 * d, 10)) for place, d in enumerate(digits))
    return sum(doubled) % 10 == 0

"""What a certificate's identifier, its days and its verdict are. Pure."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_SYMBOLS = 26
RANDOM_BITS = 5 * RANDOM_SYMBOLS
LENGTH = RANDOM_SYMBOLS + 1
GROUP = 5
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_READ_AS = str.maketrans("OIL", "011")
SEPARATING = ("Zs", "Pd", "Cc", "Cf")
BETWEEN = "_\u02d7\u2043\u2212"
"""What else is written for a dash: the low line, the small and the bulleted hyphen, the minus sign."""


class MalformedIdentifier(ValueError):
    """A text that cannot be an identifier, told from the text alone; its words say why."""


def identifier_from(number: int) -> str:
    """The identifier of a random number of 130 bits: 26 symbols and a check symbol."""
    if not 0 <= number < 1 << RANDOM_BITS:
        raise ValueError(f"an identifier is made from {RANDOM_BITS} bits")
    body = "".join(ALPHABET[number >> shift & 31] for shift in range(RANDOM_BITS - 5, -1, -5))
    return body + check_symbol(body)


def check_symbol(body: str) -> str:
    """The Luhn mod 32 symbol that completes `body`."""
    return ALPHABET[-_luhn_sum(body, first_factor=2) % 32]


def _luhn_sum(symbols: str, *, first_factor: int) -> int:
    """The Luhn mod 32 sum from the right: every second value is doubled and its base-32 digits added."""
    total = 0
    for place, symbol in enumerate(reversed(symbols)):
        value = _VALUE[symbol] * (first_factor if place % 2 == 0 else 3 - first_factor)
        total += value // 32 + value % 32
    return total


def grouped(identifier: str) -> str:
    """An identifier as people read it, five symbols at a time."""
    return "-".join(identifier[i : i + GROUP] for i in range(0, len(identifier), GROUP))


def normalise(typed: str) -> str:
    """What was typed, in capitals, without spaces, dashes and a last full stop, with O read as 0 and I and L as 1."""
    kept = (c for c in typed.rstrip(". ") if c not in BETWEEN and unicodedata.category(c) not in SEPARATING)
    return "".join(kept).upper().translate(_READ_AS)


def in_address(typed: str) -> str:
    """The part of the address of a page that is its identifier; any other text as it is."""
    _, mark, rest = typed.rpartition("/v/")
    return re.split("[/?#]", rest)[0] if mark else typed


def read_identifier(typed: str) -> str:
    """The identifier that was meant, also by the address of its page; or MalformedIdentifier, why in words."""
    found = normalise(in_address(typed))
    if not found:
        raise MalformedIdentifier("Type the identifier printed under the square code.")
    strange = next((symbol for symbol in found if symbol not in _VALUE), None)
    if strange is not None:
        raise MalformedIdentifier(
            f"“{strange}” is never part of an identifier: it holds the digits, and letters except I, L, O and U."
        )
    if len(found) != LENGTH:
        raise MalformedIdentifier(f"An identifier has {LENGTH} symbols without the dashes; this one has {len(found)}.")
    if _luhn_sum(found, first_factor=1) % 32:
        raise MalformedIdentifier("One symbol is mistyped, or two are swapped. Compare it with the paper.")
    return found


def last_day(issued_on: date, months: int) -> date:
    """The last day of a term of whole months; a day the last month lacks counts as its end."""
    years, month = divmod(issued_on.month - 1 + months, 12)
    year, month = issued_on.year + years, month + 1
    longest = calendar.monthrange(year, month)[1]
    if issued_on.day > longest:
        return date(year, month, longest)
    return date(year, month, issued_on.day) - timedelta(days=1)


def renewed_until(issued_on: date, months: int, *, unused_until: date | None = None) -> date:
    """The last day of a term that begins on a day and is given what was unused of the one before it.

    No day is lost, and none is hoarded: it ends at most two terms after it began, one of them ahead, unless the one
    before it lasts longer already.
    """
    one_term = last_day(issued_on, months)
    if unused_until is None or unused_until < issued_on:
        return one_term
    kept = min(unused_until, one_term)
    return max(unused_until, last_day(kept + timedelta(days=1), months))


REMINDERS = (7, 30, 90)
"""How many days before its last day the holder of a term is reminded."""


def reminder_due(expires_on: date, today: date) -> int | None:
    """Which reminder is due: the nearest one only, so that a long silence is not made up for by three letters."""
    left = (expires_on - today).days
    return None if left < 0 else next((days for days in REMINDERS if left <= days), None)


class State(StrEnum):
    """What was decided about a term; whether it has expired follows from its last day."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    UNDER_REVIEW = "under_review"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """The one word a verifier is told. Of several that apply, the first in this order is told."""

    UNKNOWN = "unknown"
    TAMPERED = "tampered"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    BACK_DATED = "back_dated"
    NOT_LOGGED = "not_logged"
    SUSPENDED = "suspended"
    UNDER_REVIEW = "under_review"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    VALID = "valid"


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """The one verdict to tell of those that apply; valid only when nothing else does, unknown when none applies."""
    found = set(verdicts)
    return next((verdict for verdict in Verdict if verdict in found), Verdict.UNKNOWN)


def verdict_of(state: State | None, expires_on: date, today: date) -> Verdict:
    """The verdict on a term on a day; its last day is included whole, and no term at all is unknown."""
    if state is None:
        return Verdict.UNKNOWN
    if state is not State.ACTIVE:
        return Verdict(state.value)
    return Verdict.VALID if today <= expires_on else Verdict.EXPIRED


KNOWLEDGE = "knowledge"
WITH_PRACTICAL = "knowledge and observed practical"


def basis_words(basis: str, supervision: str) -> str:
    """The basis as it is printed: what was assessed, and whether anybody watched the exam."""
    assessed = "Knowledge only" if basis == KNOWLEDGE else "Knowledge and observed practical"
    return f"{assessed}, exam {supervision}"

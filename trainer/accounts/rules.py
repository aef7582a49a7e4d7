"""What may be a password, and when a sign-in must wait. No database, no clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil

from trainer.accounts.common_passwords import COMMON, WORDS
from trainer.core.addresses import household_of

SHORTEST = 10
LONGEST = 128
PRODUCT = "trainer"
SHORTEST_NAME = 4
"""Shorter parts of a name stand in too many words to be looked for."""
LONGEST_REPEATED = 8


@dataclass(frozen=True)
class Limit:
    """So many failures within so long, and the next try waits."""

    most: int
    within: timedelta


ACCOUNT = Limit(5, timedelta(minutes=15))
ADDRESS = Limit(50, timedelta(minutes=15))
"""High, because a hospital shares one address."""
DEVICE_FAILURES = 10
RESETS = Limit(3, timedelta(minutes=30))
"""Letters with a reset link to one account; more are swallowed without a word."""
RESET_LASTS = timedelta(minutes=30)
ROLE_SETTLES = timedelta(days=7)
"""Where two people are asked, a role that was granted less than this ago speaks for whoever granted it too."""
SESSION_LASTS = timedelta(hours=12)
SESSION_KEPT = timedelta(days=30)
DEVICE_LASTS = timedelta(days=400)


def wait(limit: Limit, failures: Sequence[datetime], now: datetime) -> timedelta:
    """How long until the next try, counted from failures in any order; zero when it may be made now."""
    recent = sorted(at for at in failures if now - at < limit.within)
    if len(recent) < limit.most:
        return timedelta(0)
    return recent[-limit.most] + limit.within - now


@dataclass(frozen=True)
class Wait:
    """How long a try must wait, and why, in words."""

    seconds: int
    words: str


def waiting(account: Sequence[datetime], address: Sequence[datetime], now: datetime) -> Wait | None:
    """The wait that the failures of an account and of an address ask for, or None."""
    by_account, by_address = wait(ACCOUNT, account, now), wait(ADDRESS, address, now)
    longest = max(by_account, by_address)
    if not longest:
        return None
    whose = "with this e-mail" if by_account >= by_address else "from your network"
    minutes = ceil(longest / timedelta(minutes=1))
    until = "a minute" if minutes == 1 else f"{minutes} minutes"
    words = f"There were several tries {whose} that did not match. Wait {until}, then try again, or set a new password."
    return Wait(ceil(longest.total_seconds()), words)


def network_of(address: str | None) -> str:
    """The network failures are counted under: an IPv4 address itself, an IPv6 address's /64."""
    try:
        return household_of(address or "")
    except ValueError:
        return "unknown"


def password_faults(password: str, *, email: str = "", name: str = "") -> list[str]:
    """What is wrong with a new password; empty when nothing is. Any signs may be used, and none must be."""
    if len(password) < SHORTEST:
        return [f"Use at least {SHORTEST} characters; a few words in a row are easy to remember."]
    if len(password) > LONGEST:
        return [f"Use at most {LONGEST} characters."]
    if is_common(password):
        return ["This is one of the first passwords anyone would try. A few unrelated words are better."]
    if own := next((part for part in own_words(email, name) if part in password.casefold()), None):
        return [f"Leave “{own}” out of it: your own name, your e-mail and ours are tried first."]
    return []


def own_words(email: str, name: str) -> list[str]:
    """The words a password may not hold: e-mail, its part before the @, the name and its longer parts, the product."""
    email, name = email.strip().casefold(), name.strip().casefold()
    parts = [email, email.partition("@")[0], name, name.replace(" ", ""), *re.split(r"[\s'’.-]+", name), PRODUCT]
    return [part for part in parts if len(part) >= SHORTEST_NAME]


def is_common(password: str) -> bool:
    """Whether a password is listed, a listed word with digits and signs behind it, a run, or a short bit repeated."""
    folded = password.casefold()
    word = folded.rstrip("0123456789!?.,-_*#@$%& ")
    return folded in COMMON or word in WORDS or _is_run(folded) or _period(folded) < LONGEST_REPEATED


def _period(folded: str) -> int:
    """The length of the bit a text repeats from end to end; its own length when it repeats nothing."""
    return (folded + folded).find(folded, 1)


def _is_run(folded: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in pairwise(folded)}
    return len(steps) == 1 and abs(steps.pop()) <= 1


def reset_link(base_url: str, token: str) -> str:
    """The address of the page that sets a new password, below the configured one whatever host was asked for."""
    return f"{base_url}/reset/{token}"

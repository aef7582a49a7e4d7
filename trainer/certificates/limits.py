"""How often certificates may be asked about: by one address or the holder of a key, and by all without a key."""

from __future__ import annotations

from typing import NamedTuple

from flask import g, request

from trainer.certificates import api_keys
from trainer.certificates.rules import LENGTH, MalformedIdentifier, read_identifier
from trainer.web.limits import limiter, sender
from trainer.web.session import current_session

MOST_AT_ONCE = 1_000
LINE = LENGTH + 1
"""The bytes that an identifier in a list takes at least."""


class GoodKey(NamedTuple):
    """The number of an API key, and whose it is."""

    number: int
    name: str


def good_key() -> GoodKey | None:
    """The API key that this request bears, if it bears one that is good."""
    if "good_key" not in g:
        given = request.authorization
        is_key = given is not None and given.type == "bearer" and given.token
        row = api_keys.good(current_session(), given.token or "") if given and is_key else None
        g.good_key = GoodKey(row.id, row.name) if row else None
    found: GoodKey | None = g.good_key
    return found


def key_holder() -> str | None:
    """Whose API key this request bears, if it bears one that is good."""
    found = good_key()
    return found.name if found else None


def who() -> str:
    """On whose account a request goes: the key's holder, else whoever has the address."""
    holder = key_holder()
    return f"key:{holder}" if holder else sender()


def which() -> str:
    """The identifier in the address of a request, however it is typed and whether anything is known of it."""
    try:
        return read_identifier((request.view_args or {})["identifier"])
    except MalformedIdentifier:
        return "malformed"


def is_known() -> bool:
    """Whether a request bears a good key: it counts against the limits of its holder, and uses up nobody else's."""
    return key_holder() is not None


def how_many() -> int:
    """For how many identifiers a request asks, as it says itself; at least one. Of a list, as many as have room."""
    if not request.is_json:
        return min(max(1, (request.content_length or 0) // LINE), MOST_AT_ONCE)
    said = request.get_json(silent=True)
    ids = said.get("ids") if isinstance(said, dict) else None
    return min(max(1, len(ids)), MOST_AT_ONCE) if isinstance(ids, list) else 1


VERIFYING = limiter.shared_limit(
    lambda: "3000 per minute" if key_holder() else "60 per minute", scope="verifying", key_func=who
)
"""Every door to a verdict counts together: page, API and document."""
MANY = limiter.shared_limit(
    lambda: "60000 per minute" if key_holder() else "3000 per hour", scope="many", key_func=who, cost=how_many
)
"""Identifiers asked for at once are counted each."""
MANY_IN_ALL = limiter.shared_limit(
    "7200000 per hour", scope="many by all", key_func=lambda: "all", cost=how_many, exempt_when=is_known
)
"""Apart from those who ask for one, so that nobody's lists keep them waiting.

By the hour, as the limits of longer spans count last, and only what those of the address let through.
"""
TABLES = limiter.shared_limit("6 per minute", scope="tables", key_func=who)
NUMBERS = limiter.shared_limit(
    lambda: "600 per hour" if key_holder() else "5 per minute; 20 per hour", scope="licence numbers", key_func=who
)
"""Licence numbers are short enough to be guessed, so those who type them wait much sooner."""
NUMBERS_OF_ONE = limiter.shared_limit("10 per hour; 30 per day", scope="licence numbers of one", key_func=which)
"""However many addresses guess, the number behind one certificate is not found in a lifetime."""
IN_ALL = limiter.shared_limit("6000 per minute", scope="verifying by all", key_func=lambda: "all", exempt_when=is_known)
"""Many addresses that guess together are one guesser: at this pace, 2**130 identifiers outlast the sun."""
FILES = limiter.shared_limit("20 per minute", scope="files", key_func=who)
FILES_IN_ALL = limiter.shared_limit(
    "120 per minute", scope="files of all", key_func=lambda: "all", exempt_when=is_known
)
"""A file costs a process of its own."""

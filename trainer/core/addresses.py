"""Whose an address is, as far as it tells."""

from __future__ import annotations

from ipaddress import IPv6Network, ip_address

HOUSEHOLD = 64
"""The bits of IPv6 that one household has; the rest it gives out as it likes."""


def household_of(address: str) -> str:
    """What counts as one sender: an IPv4 address, however it is written, or an IPv6 network; ValueError for others."""
    found = ip_address(address)
    if found.version == 4:
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((int(found), HOUSEHOLD), strict=False))

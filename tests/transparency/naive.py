"""The definitions of RFC 6962, section 2.1, word for word and slow."""

from __future__ import annotations

from hashlib import sha256


def tree_hash(data: list[bytes]) -> bytes:
    if not data:
        return sha256().digest()
    if len(data) == 1:
        return sha256(b"\x00" + data[0]).digest()
    k = part(len(data))
    return sha256(b"\x01" + tree_hash(data[:k]) + tree_hash(data[k:])).digest()


def part(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(m: int, data: list[bytes]) -> list[bytes]:
    if len(data) == 1:
        return []
    k = part(len(data))
    if m < k:
        return [*path(m, data[:k]), tree_hash(data[k:])]
    return [*path(m - k, data[k:]), tree_hash(data[:k])]


def proof(m: int, data: list[bytes]) -> list[bytes]:
    return subproof(m, data, whole=True)


def subproof(m: int, data: list[bytes], *, whole: bool) -> list[bytes]:
    if m == len(data):
        return [] if whole else [tree_hash(data)]
    k = part(len(data))
    if m <= k:
        return [*subproof(m, data[:k], whole=whole), tree_hash(data[k:])]
    return [*subproof(m - k, data[k:], whole=False), tree_hash(data[:k])]

"""The Merkle tree of RFC 6962: its hashes, and proofs made and checked. Positions are (level, number): the subtree
of 2**level leaves that begins at leaf number * 2**level."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

HashOf = Callable[[int, int], bytes]
EMPTY = sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf (RFC 6962, 2.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(pair: bytes) -> bytes:
    """The hash of two subtrees side by side, of their hashes one after the other (RFC 6962, 2.1)."""
    return sha256(b"\x01" + pair).digest()


def cover(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The fewest complete subtrees that make up the leaves from `start` to before `end`, from the left."""
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield level, start >> level
        start += 1 << level


def fold(hashes: Iterable[bytes]) -> bytes:
    """The hash above complete subtrees that shrink from left to right, as `cover(0, size)` gives them."""
    found = list(hashes)
    if not found:
        return EMPTY
    above = found.pop()
    while found:
        above = node_hash(found.pop() + above)
    return above


def range_hash(start: int, end: int, hash_of: HashOf) -> bytes:
    """The hash of the leaves from `start` to before `end`, a range that `inclusion` and `consistency` come upon."""
    return fold(hash_of(level, number) for level, number in cover(start, end))


def root_hash(size: int, hash_of: HashOf) -> bytes:
    """The root of a tree of `size` leaves."""
    return range_hash(0, size, hash_of)


def _middle(start: int, end: int) -> int:
    """Where a range of more than one leaf is parted: after the largest power of two smaller than its length."""
    return start + (1 << (end - start - 1).bit_length() - 1)


def inclusion(index: int, size: int, hash_of: HashOf) -> list[bytes]:
    """The hashes beside the way from a leaf up to the root (RFC 6962, 2.1.1); raises IndexError beyond the tree."""
    if not 0 <= index < size:
        raise IndexError(f"a tree of {size} leaves has no leaf {index}")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = _middle(start, end)
        if index < middle:
            path.append(range_hash(middle, end, hash_of))
            end = middle
        else:
            path.append(range_hash(start, middle, hash_of))
            start = middle
    return path[::-1]


def consistency(old: int, new: int, hash_of: HashOf) -> list[bytes]:
    """The hashes that show the tree of `old` leaves to be the beginning of that of `new` (RFC 6962, 2.1.2)."""
    if not 0 <= old <= new:
        raise IndexError(f"a tree of {new} leaves cannot begin with one of {old}")
    if old in (0, new):
        return []
    start, end, path = 0, new, []
    while old != end:
        middle = _middle(start, end)
        if old <= middle:
            path.append(range_hash(middle, end, hash_of))
            end = middle
        else:
            path.append(range_hash(start, middle, hash_of))
            start = middle
    if start:
        path.append(range_hash(start, end, hash_of))
    return path[::-1]


def includes(root: bytes, size: int, index: int, leaf: bytes, path: Sequence[bytes]) -> bool:
    """Whether a path shows a leaf's hash to stand at `index` below `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, above = index, size - 1, leaf
    for beside in path:
        if not last:
            return False
        if place & 1 or place == last:
            above = node_hash(beside + above)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            above = node_hash(above + beside)
        place, last = place >> 1, last >> 1
    return not last and above == root


def extends(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that a tree grew from `old` to `new` leaves without changing one (RFC 9162, 2.1.4.2)."""
    if old > new or old < 0:
        return False
    if old == new:
        return not proof and old_root == new_root
    if not old:
        return not proof and old_root == EMPTY
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    return bool(steps) and _climb(old - 1, new - 1, steps) == (old_root, new_root)


def _climb(place: int, last: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots a proof leads to, or None when it has too many or too few steps."""
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for beside in steps[1:]:
        if not last:
            return None
        if place & 1 or place == last:
            before, after = node_hash(beside + before), node_hash(beside + after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after + beside)
        place, last = place >> 1, last >> 1
    return None if last else (before, after)

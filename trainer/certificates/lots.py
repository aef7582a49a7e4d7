"""What is random about a certificate: its identifier, its salt in the public log, its place in the status lists. Pure.

One number of 512 random bits gives all three; none of them tells another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from trainer.certificates.rules import RANDOM_BITS, identifier_from

BITS = 512
ENTRIES = 131_072
"""How many places one status list has."""
FILLED = ENTRIES // 2
"""How many of them are used before the next list begins: a free one is found in two draws on average."""


@dataclass(frozen=True)
class Lot:
    """What was drawn for one certificate."""

    number: int

    @property
    def identifier(self) -> str:
        """130 of the bits, with their check symbol."""
        return identifier_from(self.number & (1 << RANDOM_BITS) - 1)

    @property
    def salt(self) -> str:
        """32 bytes in hex, drawn from all of the bits, so that the identifier does not give them away."""
        return self._drawn("salt").hex()

    def places(self) -> Iterator[int]:
        """Places of a status list without end, each to be tried where the one before is taken."""
        turn = 0
        while True:
            yield int.from_bytes(self._drawn(f"place {turn}")) % ENTRIES
            turn += 1

    def _drawn(self, purpose: str) -> bytes:
        return sha256(purpose.encode() + self.number.to_bytes(BITS // 8)).digest()

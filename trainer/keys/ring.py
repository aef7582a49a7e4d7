"""The ring: every key there ever was with its life, in one file; the private halves are elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from trainer.core import files
from trainer.keys.provider import NoKeys, PublicKey, Use

FILE = "keys.json"


@dataclass(frozen=True)
class Authority:
    """An issuing CA with its life; the name is that of its certificate and of its list."""

    name: str
    since: datetime
    retired_at: datetime | None = None
    compromised_at: datetime | None = None


Living = TypeVar("Living", PublicKey, Authority)


@dataclass(frozen=True)
class Ring:
    """The public halves, oldest first, and why those that are compromised are called so."""

    keys: tuple[PublicKey, ...] = ()
    authorities: tuple[Authority, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)

    def every(self) -> tuple[PublicKey | Authority, ...]:
        """The issuing CAs and the keys."""
        return (*self.authorities, *self.keys)

    def of(self, use: Use) -> tuple[PublicKey, ...]:
        """The keys of one use, oldest first."""
        return tuple(key for key in self.keys if key.use is use)

    def current(self, use: Use) -> PublicKey:
        """The newest key of a use that is in use, or NoKeys."""
        found = [key for key in self.of(use) if in_use(key)]
        if not found:
            raise NoKeys(f"there is no key for {use}: run `trainer keys rotate {use}`")
        return found[-1]

    def authority(self) -> Authority:
        """The CA that issues now, or NoKeys."""
        found = [one for one in self.authorities if in_use(one)]
        if not found:
            raise NoKeys("there is no issuing CA: run `trainer keys rotate ca --root DIR`")
        return found[-1]

    def named(self, name: str) -> PublicKey | Authority:
        """A key or an authority; NoKeys when no name is so."""
        for one in self.every():
            if one.name == name:
                return one
        raise NoKeys(f"there is no key {name}; `trainer keys list` names them")

    def ended(self, name: str, *, retired_at: datetime | None = None, compromised_at: datetime | None = None) -> Ring:
        """The ring with the end of one key written down; NoKeys when no name is so."""
        self.named(name)

        def told(one: Living) -> Living:
            if one.name != name:
                return one
            return replace(
                one,
                retired_at=retired_at or one.retired_at,
                compromised_at=compromised_at or one.compromised_at,
            )

        return replace(
            self,
            keys=tuple(told(key) for key in self.keys),
            authorities=tuple(told(one) for one in self.authorities),
        )


def in_use(one: PublicKey | Authority) -> bool:
    """Whether a key signs still."""
    return one.retired_at is None and one.compromised_at is None


RING = TypeAdapter(Ring)


def path(folder: Path) -> Path:
    """The file of the ring."""
    return folder / FILE


def mark(folder: Path) -> tuple[int, int, int]:
    """What changes with every writing of the ring; zeros where there is none."""
    try:
        found = path(folder).stat()
    except FileNotFoundError:
        return 0, 0, 0
    return found.st_ino, found.st_mtime_ns, found.st_size


def read(folder: Path) -> Ring:
    """The ring in a folder, or NoKeys."""
    try:
        return RING.validate_json(path(folder).read_bytes())
    except FileNotFoundError as error:
        raise NoKeys(f"there are no keys in {folder}: run `trainer keys create --root DIR`") from error
    except (OSError, ValidationError) as error:
        raise NoKeys(f"{path(folder)} cannot be read: {error}") from error


def write(folder: Path, ring: Ring) -> None:
    """Put a ring in place of the one that is there; for whoever is alone in the folder."""
    files.replace(path(folder), RING.dump_json(ring, indent=2))

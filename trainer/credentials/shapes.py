"""Canonical N-Quads from a template: what PyLD makes of documents of one shape differs in the texts alone.

The shape of a document is the document with every text but its types and contexts replaced by a numbered leaf. PyLD
puts the shape in order once; for each document the texts are put back, blank nodes named anew and the lines sorted.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from trainer.credentials.graphs import NotAGraph, canonical

LEAF = re.compile(r'(<urn:leaf:\d+>|"urn:leaf:\d+"|_:c14n\d+)')
CONSTANT = frozenset({"@context", "type", "proofPurpose"})
"""Members whose texts are names in a context, so that they belong to the shape."""
ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(frozen=True)
class Part:
    """A piece of a line: as it stands, or a leaf, or a blank node."""

    text: str
    leaf: int | None = None
    is_blank: bool = False


@dataclass(frozen=True)
class Shape:
    """The lines of a shape's graph in pieces, and its blank nodes each with the lines it stands in."""

    lines: tuple[tuple[Part, ...], ...]
    blanks: Mapping[str, tuple[int, ...]]


def canonical_by_shape(document: Mapping[str, Any]) -> bytes:
    """What `canonical` says of a document whose texts hold no control characters and whose addresses are whole."""
    leaves: list[str] = []
    shape = _shape(json.dumps(_hollow(document, leaves), sort_keys=False))
    iris = [f"<{leaf}>" for leaf in leaves]
    literals = [f'"{leaf.translate(ESCAPES)}"' for leaf in leaves]
    written = [_filled(line, iris, literals) for line in shape.lines]
    names = _named(shape, written)
    return "".join(sorted({_joined(line, names) for line in written})).encode()


def _hollow(value: Any, leaves: list[str]) -> Any:
    """The value with leaves for its texts, which are collected in `leaves`."""
    if isinstance(value, str):
        leaves.append(value)
        return f"urn:leaf:{len(leaves) - 1}"
    if isinstance(value, Mapping):
        return {name: one if name in CONSTANT else _hollow(one, leaves) for name, one in value.items()}
    if isinstance(value, list):
        return [_hollow(one, leaves) for one in value]
    return value


@lru_cache(maxsize=32)
def _shape(hollow: str) -> Shape:
    """A shape, put in order once; NotAGraph when it has a leaf that its graph would not hold."""
    text = canonical(json.loads(hollow)).decode()
    held = set(re.findall(r"urn:leaf:\d+", text))
    if dropped := set(re.findall(r"urn:leaf:\d+", hollow)) - held:
        raise NotAGraph(f"{len(dropped)} texts would not be signed")
    lines = tuple(tuple(_parts(line)) for line in text.splitlines(keepends=True))
    blanks: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(lines):
        for name in {part.text for part in line if part.is_blank}:
            blanks[name] = (*blanks.get(name, ()), number)
    return Shape(lines, blanks)


def _parts(line: str) -> Iterator[Part]:
    for piece in LEAF.split(line):
        if piece.startswith("_:"):
            yield Part(piece, is_blank=True)
        elif LEAF.fullmatch(piece):
            yield Part(piece[0], leaf=int(piece[1:-1].rpartition(":")[2]))
        elif piece:
            yield Part(piece)


def _filled(line: tuple[Part, ...], iris: list[str], literals: list[str]) -> tuple[Part, ...]:
    """The line with its texts put back."""
    return tuple(
        part if part.leaf is None else Part((iris if part.text == "<" else literals)[part.leaf]) for part in line
    )


def _named(shape: Shape, lines: list[tuple[Part, ...]]) -> dict[str, str]:
    """Canonical names of the blank nodes, in the order of their first-degree hashes (RDFC-1.0, 4.4 and 4.6)."""
    hashes: dict[str, str] = {}
    for blank, numbers in shape.blanks.items():
        seen_from = {name: "_:a" if name == blank else "_:z" for name in shape.blanks}
        about = sorted(_joined(lines[number], seen_from) for number in numbers)
        hashes[hashlib.sha256("".join(about).encode()).hexdigest()] = blank
    if len(hashes) < len(shape.blanks):
        raise NotAGraph("two parts without an identifier cannot be told apart")
    return {hashes[found]: f"_:c14n{place}" for place, found in enumerate(sorted(hashes))}


def _joined(line: tuple[Part, ...], names: Mapping[str, str]) -> str:
    return "".join(names[part.text] if part.is_blank else part.text for part in line)

"""What stands around an attempt for a person to review: signals in words, and whether its receipts hold together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from trainer.exams import checking
from trainer.exams.service import receipts, signals
from trainer.exams.service.signals import Signal

KINDS = {
    "focus-lost": "The exam window lost the focus",
    "window-left": "The exam window was left",
    "paste": "Text was pasted",
    "address-changed": "Another network address",
    "browser-changed": "Another browser",
    "impossible-speed": "Answers faster than anybody reads",
}


@dataclass(frozen=True)
class Clue:
    """One signal in words."""

    signal: Signal
    words: str
    detail: str


@dataclass(frozen=True)
class Chain:
    """How many receipts there are, and the number of the first that does not hold; None when all do."""

    count: int
    broken_at: int | None


def clues_of(session: Session, attempt_id: UUID) -> list[Clue]:
    """The signals of an attempt, in order of time."""
    return [
        Clue(signal, KINDS.get(signal.kind, signal.kind.replace("-", " ").capitalize()), _detail(signal.detail))
        for signal in signals.signals_of(session, attempt_id)
    ]


def _detail(detail: dict[str, Any]) -> str:
    said = []
    if detail.get("answers"):
        said.append(f"{detail['answers']} first answers")
    if detail.get("seconds"):
        said.append(f"{detail['seconds']:g} seconds")
    if detail.get("position"):
        said.append(f"question {detail['position']}")
    if detail.get("before"):
        said.append(f"{detail['before']}, then {detail['after']}")
    return ", ".join(said)


def chain_of(session: Session, attempt_id: UUID) -> Chain:
    """The receipts of an attempt, each checked as a file of them would be."""
    given = receipts.of(session, attempt_id)
    lines = checking.check(receipts.document_of(attempt_id, given), given).lines
    return Chain(len(lines), next((line.number for line in lines if not line.is_good), None))

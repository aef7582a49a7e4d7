"""The sealed record of an attempt: what its decision rests on as canonical JSON (RFC 8785), and checking it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.core import clock
from trainer.core.errors import NotFound
from trainer.exams import marking, queries
from trainer.exams.marks import policy_of
from trainer.exams.models import Attempt, AttemptEvent, SealedRecord
from trainer.exams.signing import canonical, digest
from trainer.library import queries as library
from trainer.library.models import ItemVersion

DigestOf = Callable[[ItemVersion], str]


def key_digest(version: ItemVersion) -> str:
    """The digest of what an item version says, its keys with it."""
    return digest(canonical(version.payload))


def body_of(session: Session, attempt: Attempt, digest_of: DigestOf = key_digest) -> dict[str, Any]:
    """The record of an attempt as the database holds it now, with the decision that is stored."""
    paper = queries.paper_items(session, attempt.id)
    return {
        "attempt": str(attempt.id),
        "exam": queries.exam(session, attempt.exam_id).slug,
        "person": attempt.person_id,
        "number": attempt.number,
        "started_at": clock.stamp(attempt.started_at),
        "closed_at": clock.stamp(attempt.closed_at) if attempt.closed_at else None,
        "closed_by": attempt.closed_by,
        "paper": paper,
        "responses": {
            str(position): {"answer": row.answer, "revision": row.revision}
            for position, row in queries.answers(session, attempt.id).items()
        },
        "key_version": {str(version.id): digest_of(version) for version in _versions(session, paper).values()},
        "policy": policy_of(session, attempt),
        "decision": attempt.decision,
    }


def _versions(session: Session, paper: list[dict[str, Any]]) -> dict[int, ItemVersion]:
    return library.versions_by_id(session, [entry["version_id"] for entry in paper])


def fault(session: Session, attempt_id: UUID) -> str | None:
    """The first thing in which an attempt and its sealed record disagree, in words; None when they agree.

    The decision is derived again from the record's own paper, responses and policy with the item versions of the
    library, and the record is written again from the database, byte for byte.
    """
    sealed, attempt = session.get(SealedRecord, attempt_id), session.get(Attempt, attempt_id)
    if sealed is None or attempt is None:
        raise NotFound("There is no sealed record of this attempt.")
    text = sealed.body.encode()
    if digest(text) != sealed.digest:
        return "the record: its text does not have the digest it was sealed with"
    if not _is_in_trail(session, sealed):
        return "the record: its digest is not the one the trail tells"
    kept = json.loads(text)
    digest_of = cache(key_digest)
    return (
        _decides_otherwise(session, kept, digest_of)
        or _written_otherwise(kept, text, body_of(session, attempt, digest_of))
        or _came_otherwise(attempt)
    )


def _is_in_trail(session: Session, sealed: SealedRecord) -> bool:
    told = session.scalars(select(AttemptEvent.detail).where(AttemptEvent.attempt_id == sealed.attempt_id))
    return [detail["seal"] for detail in told if "seal" in detail] == [sealed.digest]


def _decides_otherwise(session: Session, kept: dict[str, Any], digest_of: DigestOf) -> str | None:
    versions = _versions(session, kept["paper"])
    for version_id, hashed in sorted(kept["key_version"].items(), key=lambda pair: int(pair[0])):
        version = versions.get(int(version_id))
        if version is None:
            return f"key_version.{version_id}: the library no longer has this item version"
        if digest_of(version) != hashed:
            return f"key_version.{version_id}: the library's item version is not the one that was marked with"
    payloads = {own: library.payload_of(version) for own, version in versions.items()}
    answers = {int(position): given["answer"] for position, given in kept["responses"].items()}
    marked = marking.marked(kept["paper"], answers, payloads)
    again = marking.decided(marked, kept["policy"]["kind"], kept["policy"]["spec"])
    return difference(kept["decision"], again, "decision")


def _written_otherwise(kept: dict[str, Any], text: bytes, now: dict[str, Any]) -> str | None:
    if canonical(now) == text:
        return None
    return difference(kept, now, "") or "the record: it is not written in its canonical form"


def _came_otherwise(attempt: Attempt) -> str | None:
    """The outcome is what was decided; a hold becomes what settled it."""
    verdict = (attempt.decision or {})["verdict"]
    may = {verdict, "passed", "not_passed"} if verdict == "held" else {verdict}
    if attempt.outcome in may and (attempt.outcome != "passed" or verdict == "passed" or attempt.released_by_id):
        return None
    return f"outcome: decided as {_short(verdict)}, now {_short(attempt.outcome)}"


def difference(kept: Any, now: Any, path: str) -> str | None:
    """Where two values first differ, as a path with both sides; None when they are the same JSON."""
    if isinstance(kept, Mapping) and isinstance(now, Mapping):
        names = sorted(set(kept) | set(now), key=str)
        found = (difference(kept.get(name), now.get(name), f"{path}.{name}".strip(".")) for name in names)
        return next((each for each in found if each), None)
    if isinstance(kept, list) and isinstance(now, list) and len(kept) == len(now):
        both = enumerate(zip(kept, now, strict=True))
        return next((each for at, (a, b) in both if (each := difference(a, b, f"{path}[{at}]"))), None)
    if canonical(kept) == canonical(now):
        return None
    return f"{path}: sealed as {_short(kept)}, now {_short(now)}"


def _short(value: Any) -> str:
    text = canonical(value).decode()
    return text if len(text) <= 60 else f"{text[:57]}..."

"""The rules for sources: what is due is told wherever it is cited, and what supersedes what leads somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from question_bank.formats.course import Source
from question_bank.formats.faults import Fault
from question_bank.lint.rule import NamedRule

DUE = NamedRule(
    "source-due",
    "What rests on a source that was superseded, or not looked at again in time, may hold no longer.",
    "A page that cites S9, which S75 supersedes; an item that cites S10, to be looked at again by last Monday.",
    is_warning=True,
)
SUCCESSION = NamedRule(
    "source-succession",
    "Whoever asks what took the place of a source has to end at one that stands.",
    "S9 is superseded by S75, and S75 by S9; or S9 by S99, which is not listed.",
)
SOURCE_RULES = (DUE, SUCCESSION)


def is_due(superseded_by: str | None, review_by: date | None, today: date | None) -> bool:
    """Whether a source has to be looked at before more rests on it; without a day only a successor makes it due."""
    return superseded_by is not None or (today is not None and review_by is not None and review_by < today)


def why_due(superseded_by: str | None, review_by: date | None) -> str:
    """What a source that is due is or was, in words that follow its key."""
    if superseded_by is not None:
        return f"is superseded by {superseded_by}"
    return f"was to be looked at again by {review_by:%-d %B %Y}"


def due_fault(where: str, key: str, why: str, field: str = "") -> Fault:
    """The warning about one source that is due."""
    return DUE.fault(where, f"{key} {why}; look at it again, or cite what holds now", field)


def due_faults(
    where: str, keys: Iterable[str], sources: Mapping[str, Source], today: date | None, field: str = ""
) -> Iterator[Fault]:
    """A warning for each source that is cited and due; those that nobody knows are left to another rule."""
    for source in (sources[key] for key in keys if key in sources):
        if is_due(source.superseded_by, source.review_by, today):
            yield due_fault(where, source.key, why_due(source.superseded_by, source.review_by), field)


def misplaced(key: str, successor: str | None, later: Mapping[str, str | None]) -> str:
    """What is wrong with a source's successor, in words; empty when nothing is.

    `later` holds what supersedes each source that is known.
    """
    if successor is not None and successor != key and successor not in later:
        return f"{successor}: no source has this key"
    seen = [key]
    while successor is not None and successor not in seen:
        seen.append(successor)
        successor = later.get(successor)
    if successor != key:
        return ""
    return f"{' is superseded by '.join([*seen, key])}: a source cannot come after itself"


def succession_faults(sources: Mapping[str, Source], lines: Mapping[str, int]) -> Iterator[Fault]:
    """Every source whose successor is unknown or leads back to it; `lines` tells where each says so in its file."""
    later = {key: source.superseded_by for key, source in sources.items()}
    for key, successor in later.items():
        says = misplaced(key, successor, later)
        if says:
            yield SUCCESSION.fault(f"sources.yaml:{lines.get(key, 1)}: {key}", says, "superseded_by")

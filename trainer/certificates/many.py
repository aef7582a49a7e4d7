"""Many identifiers at once: each as it was typed, with what is found under it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from trainer.certificates.models import Certificate
from trainer.certificates.rules import MalformedIdentifier, Verdict, read_identifier
from trainer.certificates.service.workshop import Workshop
from trainer.certificates.showing import SHOWINGS, showing_of
from trainer.certificates.verification import Verification, verify_many

FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEAD = (
    "typed", "verdict", "says", "holder", "certificate", "basis", "issued on", "expires on", "licence", "checked at",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What was typed, and what it led to: a verification, or a fault of the text, or neither where it is unknown."""

    typed: str
    found: Verification | None = None
    fault: str = ""

    @property
    def word(self) -> str:
        """The answer in a word or two."""
        if self.fault:
            return "Malformed"
        return showing_of(self.found).word if self.found else SHOWINGS[Verdict.UNKNOWN].word


def answers(session: Session, typed: Iterable[str], workshop: Workshop, *, now: datetime) -> list[Answer]:
    """An answer to each text, in the same order, in a handful of statements for all."""
    read = [(text, *_read(text)) for text in typed]
    found = verify_many(session, {one for _, one, _ in read if one}, workshop, now=now)
    return [Answer(text, found.get(identifier), fault) for text, identifier, fault in read]


def shown(found: Iterable[Answer]) -> list[Certificate]:
    """The certificates among the answers."""
    return [one.found.certificate for one in found if one.found]


def _read(text: str) -> tuple[str, str]:
    """The identifier that was meant, or what is wrong with the text."""
    try:
        return read_identifier(text), ""
    except MalformedIdentifier as error:
        return "", str(error)


def identifiers_in(text: str) -> list[str]:
    """What looks meant as an identifier in a pasted list or a file of comma separated values, one from each line.

    A line without one is given whole, unless it is the first of several and so a heading.
    """
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip(' ,;\t"')]
    found = [(line, next((cell for cell in _cells(line) if not _read(cell)[1]), "")) for line in lines]
    if len(found) > 1 and not found[0][1]:
        found = found[1:]
    return [cell or line[:80] for line, cell in found]


def _cells(line: str) -> list[str]:
    """The parts of a line: an address gives its last part."""
    return [cell.strip(" \"'").rpartition("/")[2] for cell in re.split(r"[,;\t]", line)]


def as_table(found: Iterable[Answer], stamp: str) -> str:
    """The answers as comma separated values that no spreadsheet takes for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows([harmless(cell) for cell in _row(answer, stamp)] for answer in found)
    return out.getvalue()


def _row(answer: Answer, stamp: str) -> tuple[str, ...]:
    if answer.found is None:
        return answer.typed, "malformed" if answer.fault else "unknown", answer.fault, "", "", "", "", "", "", stamp
    found, record = answer.found, answer.found.record
    return (
        answer.typed, found.verdict.value, answer.word, record["name"], record["certificate"], found.basis,
        record["issued_on"], record["expires_on"], found.licence.status, stamp,
    )  # fmt: skip


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell

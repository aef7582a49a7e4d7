"""Many identifiers at once: each as it was typed, with what is found under it."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice

from sqlalchemy.orm import Session

from trainer.certificates.models import Certificate
from trainer.certificates.rules import BETWEEN, LENGTH, MalformedIdentifier, Verdict, read_identifier
from trainer.certificates.service.workshop import Workshop
from trainer.certificates.showing import SHOWINGS, Showing, showing_of
from trainer.certificates.verification import Verification, verify_many
from trainer.core.cells import harmless

LONGEST, SHORTEST = 80, 20
"""So much is given back of what was typed, and so much takes whatever looks like an identifier."""
MEANT = re.compile(
    rf"(?:^|[\s:#])(?=\S*\d)(?:[^\W_][-\u2010-\u2015{BETWEEN}]*){{20,}}\.?(?=\s|$)"  # in one piece or with dashes
    r"|^(?=.*\d)(?:\w{4,6}\s+){4,}\w{1,6}$"  # with blanks
)
"""What looks like an identifier, mistyped or not. A name or a heading has no digits, and a street has other groups."""
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
        return self.showing.word if self.showing else "Malformed"

    @property
    def showing(self) -> Showing | None:
        """How the answer is shown; None where the text was no identifier."""
        if self.fault:
            return None
        return showing_of(self.found) if self.found else SHOWINGS[Verdict.UNKNOWN]


def answers(session: Session, typed: Iterable[str], workshop: Workshop, *, now: datetime) -> list[Answer]:
    """An answer to each text, in the same order, in a handful of statements for all."""
    read = [(text, *_read(text)) for text in typed]
    found = verify_many(session, {one for _, one, _ in read if one}, workshop, now=now)
    return [Answer(text, found.get(identifier), fault) for text, identifier, fault in read]


def tally(found: Iterable[Answer]) -> list[tuple[Showing | None, str, int]]:
    """How often each answer was given, the commonest first: how it is shown, unless the text was no identifier."""
    found = list(found)
    showings = {one.word: one.showing for one in found}
    return [(showings[word], word, count) for word, count in Counter(one.word for one in found).most_common()]


def shown(found: Iterable[Answer]) -> list[Certificate]:
    """The certificates among the answers."""
    return [one.found.certificate for one in found if one.found]


def _read(text: str) -> tuple[str, str]:
    """The identifier that was meant, or what is wrong with the text."""
    try:
        return read_identifier(text), ""
    except MalformedIdentifier as error:
        return "", str(error)


def decoded(data: bytes) -> str:
    """The text of a file: as its first bytes say, where a spreadsheet put them there, else UTF-8."""
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if is_wide else "utf-8-sig", "replace")


def identifiers_in(*texts: str, most: int) -> list[str]:
    """What looks meant as an identifier in pasted lists or files of comma separated values; no more than `most` of it.

    Nothing after those is looked at, so that it costs no more than it may be about.
    """
    return list(islice(chain.from_iterable(_meant_in(text) for text in texts), most))


def _meant_in(text: str) -> Iterator[str]:
    """What looks meant in one text, mistyped or not, one after the other.

    A line without any is given whole, unless it is the first of several and has no digit: that is a heading. One with
    a digit may be what was left of an identifier, and a heading that is called malformed does less harm than that
    an identifier goes without an answer.
    """
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip(' ,;\t"')]
    for place, line in enumerate(lines):
        cells = (cell for cell in _cells(line) if _is_meant(cell))
        is_heading = place == 0 and len(lines) > 1 and not any(sign.isdigit() for sign in line)
        first = next(cells, "" if is_heading else line)
        if first:
            yield first[:LONGEST]
        yield from (cell[:LONGEST] for cell in cells)


def _is_meant(cell: str) -> bool:
    """Whether a text is an identifier, or looks like one."""
    return bool(MEANT.search(cell[:LONGEST])) or (len(cell) >= LENGTH and not _read(cell)[1])


def _cells(line: str) -> Iterator[str]:
    """The parts of a line that are long enough for one, one after the other: an address gives its last part."""
    return (_last(cell.strip(" \"'")) for cell in re.split(r"[,;\t]", line) if len(cell) >= SHORTEST)


def _last(cell: str) -> str:
    """The last part of an address, without what is asked of it; any other text as it is."""
    return re.split(r"[?#]", cell)[0].rstrip("/").rpartition("/")[2] if "/" in cell else cell


def as_table(found: Iterable[Answer], stamp: str) -> str:
    """The answers as comma separated values, each in quotes, that no spreadsheet takes for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
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

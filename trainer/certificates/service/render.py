"""The page: a certificate on paper, from its record alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from trainer.certificates.rules import KNOWLEDGE, basis_words, grouped
from trainer.documents import fill, pdf_from, square_code, written_day

SHORT_NAME, LONG_NAME = 24, 34
GROUPS_IN_FIRST_LINE = 18


def certificate_pdf(record: dict[str, Any]) -> bytes:
    """The PDF of a record; the same record gives the same bytes."""
    return pdf_from(certificate_html(record), identifier=record["identifier"])


def certificate_html(record: dict[str, Any]) -> str:
    """The page as HTML."""
    identifier = grouped(record["identifier"])
    return fill(
        "documents/certificate.html",
        record=record,
        grouped=identifier,
        lines=(identifier[:GROUPS_IN_FIRST_LINE], identifier[GROUPS_IN_FIRST_LINE:]),
        size=size_of(record["name"]),
        basis=basis_words(record["basis"], record["supervision"]),
        how=how_assessed(record),
        scope=parts_of(record),
        square=square_code(record["url"]),
        host=urlsplit(record["url"]).netloc,
    )


def how_assessed(record: dict[str, Any]) -> str:
    """By what the standard was met, within the sentence that certifies it."""
    examination = f"{record['supervision']} online examination"
    return f"{examination} alone" if record["basis"] == KNOWLEDGE else f"{examination} and by observed practical"


def size_of(name: str) -> str:
    """Which of the three sizes a name is set in."""
    if len(name) <= SHORT_NAME:
        return ""
    return "long" if len(name) <= LONG_NAME else "longest"


def parts_of(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The scope in at most four parts: knowledge, what else was seen, what was not, and always the thorax."""
    knowledge, *regions = record["scope"]
    thorax = [part for part in regions if part["part"] == "thorax"]
    others = [part for part in regions if part["part"] != "thorax"]
    seen = [part for part in others if part["state"] == "observed"]
    unseen = [part for part in others if part["state"] != "observed"]
    return [part_of(group) for group in ([knowledge], seen, unseen, thorax) if group]


def part_of(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Parts of one state under one heading."""
    days = sorted({part["on"] for part in parts if part["on"]})
    state = parts[0]["state"]
    what = ", ".join(part["part"] for part in parts).capitalize()
    when = " to ".join(map(written_day, days[:1] + days[1:][-1:]))
    return {"what": what, "state": state, "done": state != "not observed", "when": when}

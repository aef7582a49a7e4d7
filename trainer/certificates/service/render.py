"""The page: a certificate on paper, from its record alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from trainer.certificates.rules import KNOWLEDGE, basis_words, grouped
from trainer.documents import (
    Attachment,
    TooLong,
    Unset,
    direction_of,
    fill,
    is_plain,
    pdf_from,
    square_code,
    unset,
    written_day,
)  # fmt: skip

SHORT_NAME, LONG_NAME = 24, 34
GROUPS_IN_FIRST_LINE = 18
STYLES = ("css/tokens.css", "css/documents.css")
OTHER_SCRIPTS = "css/documents-scripts.css"
FITS = ("", "tight", "tightest")


def certificate_pdf(
    record: dict[str, Any], *, attachments: Sequence[Attachment] = (), at: datetime | None = None,
    timestamped: bool = False,
) -> bytes:  # fmt: skip
    """The PDF of a record, not yet signed, made at a moment (of issue unless told); the same input, the same bytes.

    `timestamped` is whether an independent authority will confirm the time of signing. A long text is set smaller;
    TooLong when even the smallest does not fit on the sheet, Unset when no font has a letter of the record.
    """
    words = " ".join(texts_of(record))
    if missing := unset(words):
        raise Unset(f"No font of ours can set {', '.join(missing)}.")
    styles = STYLES if is_plain(words) else (*STYLES, OTHER_SCRIPTS)
    sheet = fill("documents/sheet.html")
    for fit in FITS:
        page = certificate_html(record, fit=fit, timestamped=timestamped)
        try:
            return pdf_from(
                page,
                identifier=record["identifier"],
                attachments=attachments,
                at=at,
                styles=styles,
                sheet=sheet,
                pages=1,
            )
        except TooLong as error:
            trouble = error
    raise trouble


def texts_of(part: Any) -> Iterator[str]:
    """Every text in a record, however deep."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for each in part.values() if isinstance(part, dict) else part:
            yield from texts_of(each)


def certificate_html(record: dict[str, Any], *, fit: str = "", timestamped: bool = False) -> str:
    """The page as HTML, without its style sheets."""
    identifier = grouped(record["identifier"])
    return fill(
        "documents/certificate.html",
        record=record,
        fit=fit,
        grouped=identifier,
        lines=(identifier[:GROUPS_IN_FIRST_LINE], identifier[GROUPS_IN_FIRST_LINE:]),
        size=size_of(record["name"]),
        direction=direction_of(record["name"]),
        basis=basis_words(record["basis"], record["supervision"]),
        how=how_assessed(record),
        scope=parts_of(record),
        square=square_code(record["url"]),
        host=urlsplit(record["url"]).netloc,
        timestamped=timestamped,
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

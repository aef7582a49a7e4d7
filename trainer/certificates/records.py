"""A record of a check for a personnel file: who checked, what, when, every check, and how to check again later."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Blueprint, make_response, render_template, request, send_file
from lxml import etree
from werkzeug.wrappers import Response

from trainer.certificates import tasks
from trainer.certificates.checks import LicenceClock
from trainer.certificates.doors import held, seen, unlisted
from trainer.certificates.limits import FILES, FILES_IN_ALL, IN_ALL, VERIFYING
from trainer.certificates.looks import Door
from trainer.certificates.recent import recent
from trainer.certificates.rules import grouped
from trainer.certificates.showing import licence_mark, showing_of
from trainer.certificates.turns import Turns
from trainer.certificates.verification import Verification
from trainer.core import clock
from trainer.documents import fill, pdf_from, unset, written_day
from trainer.web.permissions import public
from trainer.web.services import facts
from trainer.web.session import current_session

bp = Blueprint("verify_record", __name__)
LONGEST = 200
NOBODY_SIGNED = "Not signed off: no clinical lead had put their name to the course when this was issued"
RESULTS = {True: "passed", False: "not passed", None: "not done"}
TURNS = Turns(
    1, seconds=5, says="Many records are being made just now. Try again in a minute, or print the page of the record."
)
"""Paper is made in this process, which has others to answer."""
ICONS = Path(__file__).resolve().parents[2] / "static" / "img" / "icons.svg"
STYLES = ("css/tokens.css", "css/documents-record.css")


@bp.get("/v/<identifier>/record")
@public
@IN_ALL
@VERIFYING
def show(identifier: str) -> Response:
    """The record of a check made now, ready to print; who checked is still to be said."""
    return page(found_under(identifier), "")


@bp.post("/v/<identifier>/record")
@public
@FILES_IN_ALL
@FILES
def make(identifier: str) -> Response:
    """The same with who checked, as a page or as PDF; what was typed is kept nowhere."""
    found, by = found_under(identifier), settable(request.form.get("by", ""))
    if request.form.get("as") != "pdf":
        return page(found, by)
    name = f"Check of {grouped(found.certificate.identifier)} on {clock.stamp(found.at)[:10]}.pdf"
    return unlisted(send_file(BytesIO(pdf(found, by)), "application/pdf", as_attachment=True, download_name=name))


def found_under(typed: str) -> Verification:
    """What is to be recorded, as far as it can be shown."""
    found = recent(current_session(), held(typed).identifier, tasks.workshop(), now=clock.now())
    seen(Door.PAGE, found.certificate)
    return found


def page(found: Verification, by: str) -> Response:
    """The record as a page."""
    return unlisted(make_response(render_template("certificates/record.html", **told(found, by))))


def pdf(found: Verification, by: str) -> bytes:
    """The record as PDF, when its turn comes; it is no certificate, so it bears no signature."""
    html = fill("documents/record.html", **told(found, by))
    with TURNS.one():
        return pdf_from(html, identifier=f"record {found.certificate.identifier}", at=found.at, styles=STYLES)


def told(found: Verification, by: str) -> dict[str, Any]:
    """What a record states."""
    address = f"{facts().base_url}/v/{found.certificate.identifier}"
    checks = [(one.name, RESULTS[one.ok], one.detail, clock.in_words(one.at, "UTC")) for one in found.checks]
    history = [
        (written_day(one.on.isoformat()), one.words, "This one" if one.is_this else grouped(one.identifier))
        for one in found.history
    ]
    shown, at = showing_of(found), f"{written_day(found.at.date().isoformat())}, {found.at:%H:%M:%S} UTC"
    return {
        "found": found, "shown": shown, "shape": shapes()[shown.icon], "by": by, "address": address, "at": at,
        "certified": certified(found), "checks": checks, "history": history, "note": found.note.strip(),
        "longest": LONGEST,
    }  # fmt: skip


def certified(found: Verification) -> list[tuple[str, list[str]]]:
    """The facts of record and the licence, each with its lines."""
    record, signed = found.record, found.record["content_signed_off"]
    of_course = f"{record['certificate']}, course version {record['course']['version']}"
    content = f"Signed off by {signed['by']} on {written_day(signed['on'])}" if signed else NOBODY_SIGNED
    observed = record["assessors"] or ["Nobody: skill with a needle was not observed"]
    return [
        ("Name as certified", [record["name"]]),
        ("Certificate", [of_course]),
        ("Clinical sign-off", [content]),
        ("Basis", [found.basis]),
        ("Scope", [_part(part) for part in record["scope"]]),
        ("Covers", record["covers"]),
        ("Does not cover", record["does_not_cover"]),
        ("Practical observed by", observed),
        ("Issued by", [record["issuer"]]),
        ("Issued", [written_day(record["issued_on"])]),
        ("Valid until", [f"{written_day(record['expires_on'])}, that day included, {record['zone']}"]),
        ("Licence", [_licence(found.licence)]),
    ]


def _part(part: dict[str, str | None]) -> str:
    """One part of the scope: what it is, how it was assessed, and when."""
    on = f" {written_day(part['on'])}" if part["on"] else ""
    return f"{str(part['part']).capitalize()}: {part['state']}{on}"


def _licence(licence: LicenceClock) -> str:
    """How the licence stands, and when which register last confirmed it."""
    status = licence_mark(licence).says
    if licence.confirmed_on is None:
        return status
    return f"{status}, last confirmed {written_day(licence.confirmed_on.isoformat())} with {licence.authority}"


@cache
def shapes() -> dict[str, list[tuple[str, dict[str, str]]]]:
    """The parts each icon is drawn with: paper cannot fetch a drawing into a drawing."""
    root = etree.parse(ICONS).getroot()
    return {
        str(symbol.get("id")): [
            (etree.QName(part).localname, {str(k): str(v) for k, v in part.attrib.items()}) for part in symbol
        ]
        for symbol in root
    }


def settable(typed: str) -> str:
    """What was typed in one line, without letters that no font of ours can set."""
    line = " ".join(typed.split())[:LONGEST]
    missing = set(unset(line))
    return "".join("?" if letter in missing else letter for letter in line)

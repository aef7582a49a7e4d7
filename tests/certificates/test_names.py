"""Names through the whole issue: set as they are written and read back, or refused by their letters, to be mended."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.certificates import build, lives
from tests.certificates.records import record
from tests.conftest import SignIn
from tests.licensing.test_pages import TYPED
from trainer.certificates import gates
from trainer.certificates.models import Certificate
from trainer.certificates.service import Workshop, certificate_pdf, issue_pending
from trainer.core.db import Database
from trainer.documents.fonts import faces
from trainer.documents.names import LONGEST_NAME, name_faults, printed_name
from trainer.exams.models import Attempt
from trainer.licensing.models import Licence

ACCEPTED = [
    "Łukasz Żółć-Ångström Ðórð Ķęņģūčiņš",
    "Ășțâî Šćđžěřůý Őűğışçøæþ Ŵŷ ẞß",
    "Nguyễn Thị Ánh Đặng Ữu Phượng Quỳnh",
    "Ἐλένη Παπαδοπούλου-Ζώης",
    "Юлія Шевченко-Ґєїўћђѓќ",
    "مُحَمَّد الخطيب",
    "אַבְרָהָם כהן",
]
REFUSED = [
    ("李小龙", "cjk unified ideograph-674e, U+674E"),
    ("Alice 🪡 Ash", "sewing needle, U+1FAA1"),
    ("Alice\u0007 Ash", "U+0007"),
    ("Alice \u202eAsh", "right-to-left override, U+202E"),
]
SHOWN_AS = re.compile(rb"\[((?:[^\[\]])*)\]\s*TJ|<([0-9a-f]+)>\s*Tj")


def lines_of(pdf: bytes, folder: Path) -> list[str]:
    """The lines of text that a reader takes out of a file."""
    (folder / "page.pdf").write_bytes(pdf)
    told = subprocess.run(["pdftotext", "-layout", "page.pdf", "-"], cwd=folder, check=True, capture_output=True)
    return [" ".join(unicodedata.normalize("NFC", line).split()) for line in told.stdout.decode().splitlines()]


def letters_of(text: str) -> str:
    """A text without directions and the marks on its letters, which readers set apart in an order of their own."""
    return "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) not in ("Mn", "Cf", "Zs"))


def glyphs_of(pdf: bytes) -> set[bytes]:
    """The number of every glyph that is drawn, four digits each."""
    drawn = set()
    for array, single in SHOWN_AS.findall(PdfReader(BytesIO(pdf)).pages[0].get_contents().get_data()):
        for text in re.findall(rb"<([0-9a-f]+)>", array) or [single]:
            drawn |= {text[at : at + 4] for at in range(0, len(text), 4)}
    return drawn


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_name_goes_through_the_whole_issue_and_is_read_back(
    database: Database, workshop: Workshop, name: str, tmp_path: Path
) -> None:
    name = unicodedata.normalize("NFC", name)
    with database.write() as session:
        build.passed(session, name)
    issue_pending(database, workshop, now=NOON)
    with database.session() as session:
        made = session.scalars(select(Certificate)).one()
    assert made.record["name"] == name
    credential = json.loads(workshop.storage.get(made.credential_key or ""))
    assert name in [one["identityHash"] for one in credential["credentialSubject"]["identifier"]]
    pdf = workshop.storage.get(made.pdf_key or "")
    lines = lines_of(pdf, tmp_path)
    assert any(letters_of(name) in letters_of(line) for line in lines), lines[:20]
    assert set(name) <= set("".join(lines)) | {" "}
    listed = subprocess.run(["pdffonts", "page.pdf"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    fonts = listed.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts), listed


@pytest.mark.parametrize(("name", "called"), REFUSED)
def test_a_name_that_cannot_be_set_is_refused_where_it_is_typed(
    store: Database, as_person: SignIn, name: str, called: str
) -> None:
    with store.write() as session:
        alice = person(session, "Alice Ash")
    answer = as_person(alice).post("/licence", data={**TYPED, "name_on_register": name})
    assert answer.status_code == 422
    assert called in answer.text
    assert "Type a form that your register also uses" in answer.text
    with store.session() as session:
        assert session.scalar(select(func.count(Licence.id))) == 0


def shut_by_name(session: Session, attempt_id: object, now=NOON) -> list[str]:
    standing = gates.standing(session, session.get_one(Attempt, attempt_id), now=now)
    return [gate.says for gate in standing.shut if gate.name == "name"]


@pytest.mark.parametrize(("name", "called"), REFUSED)
def test_one_that_came_in_before_is_not_issued_and_is_mended_by_a_person(
    store: Database, apps_workshop: Workshop, as_person: SignIn, quick_pages: None, noon: object, name: str, called: str
) -> None:
    with store.write() as session:
        rosa = lives.registrar(session)
        alice, attempt_id = build.passed(session, name_on_register=name, decided_by_id=rosa.id)
    assert issue_pending(store, apps_workshop, now=NOON) == 0
    with store.session() as session:
        (says,) = shut_by_name(session, attempt_id)
        licence_id = session.scalars(select(Licence.id)).one()
    assert called in says
    assert "State your licence again" in says
    told: list[FlaskClient] = [as_person(alice), as_person(rosa)]
    assert called in told[0].get("/certificates").text
    assert called in told[1].get(f"/staff/licences/{licence_id}").text
    with store.write() as session:
        session.get_one(Licence, licence_id).state = "superseded"
        build.licence(session, alice, name_on_register="Alice Ash")
    issue_pending(store, apps_workshop, now=NOON)
    with store.session() as session:
        assert session.scalars(select(Certificate)).one().record["name"] == "Alice Ash"


@st.composite
def names(draw: st.DrawFn) -> str:
    """Names that are accepted, of letters and marks of one of the fonts."""
    face = draw(st.sampled_from(faces()))
    letters = st.sampled_from(sorted(map(chr, face.letters)))
    return printed_name(
        draw(st.text(st.one_of(letters, letters, st.just(" ")), min_size=1, max_size=LONGEST_NAME // 2))
    )


@pytest.mark.pure
@settings(max_examples=40)
@given(names().filter(lambda name: not name_faults(name)))
def test_every_accepted_name_is_set_without_a_box(name: str) -> None:
    drawn = glyphs_of(certificate_pdf(record(name)))
    assert drawn
    assert b"0000" not in drawn

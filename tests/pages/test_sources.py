"""Sources for their keepers: listed with what cites them, told with what rests on them, changed without a loss."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.build import NOON
from tests.library import build
from tests.library.conftest import administrator, author, clinician, reviewer
from trainer.audit.models import AuditEvent
from trainer.core import clock
from trainer.core.db import Database
from trainer.courses.models import Course, Module, Page
from trainer.library.models import Source, Task
from trainer.pages.sources_forms import works_from, works_in_words

__all__ = ["administrator", "author", "clinician", "reviewer"]
GONE = (NOON - timedelta(days=1)).date()
LIST = "/staff/sources"
TYPED: dict[str, Any] = {
    "title": "A survey of needling", "kind": "survey", "n": "120", "seen": "excerpt", "works": "Ash. A survey.",
    "grade": "", "review_by": "", "superseded_by": "", "owner_id": "", "note": "", "base": "1",
}  # fmt: skip
WORKS = [{"citation": "Ash A. J Man 2020;1:1-9.", "doi": "10.1186/s12906-020-02896-1"}, {"citation": "B.", "doi": None}]


@pytest.fixture(autouse=True)
def bank(store: Database) -> None:
    """S1 has passed its date and is cited by a live item; S2 supersedes S3; a course page cites S2."""
    with store.write() as session:
        build.source(session, "S1").review_by = GONE
        build.source(session, "S2", "Guidance on ribs & <needles>").kind = "guideline"
        build.item(session, build.card("D6-E-001", sources=["S1"]))
        build.item(session, build.card("D6-E-002", sources=["S2"], status="draft"))
        build.source(session, "S3", "Older guidance").superseded_by = "S2"
        course = Course(
            slug="needling", title="Needling", version="1", summary="", covers=[], does_not_cover=[], domains={},
            certificate_months=24, loaded_at=NOON,
        )  # fmt: skip
        own = Module(position=1, slug="thorax", title="Thorax", summary="", domains=[], quiz={})
        common = {"lede": "", "minutes": 5, "pieces": [], "checks": []}
        own.pages = [
            Page(position=1, slug="ribs", title="Bracketing a rib", sources=["S2"], **common),
            Page(position=2, slug="old", title="An old page", sources=["S1"], is_retired=True, **common),
        ]
        course.modules = [own]
        session.add(course)


def words(page: str) -> str:
    return " ".join(html.unescape(page).split())


def text(client: FlaskClient, path: str) -> str:
    with clock.stopped_at(NOON):
        answer = client.get(path)
    assert answer.status_code == 200
    return words(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.text))


def send(client: FlaskClient, path: str, **typed: Any) -> tuple[int, str]:
    with clock.stopped_at(NOON):
        answer = client.post(path, data=TYPED | typed)
    return answer.status_code, words(answer.text)


def keys(client: FlaskClient, query: str) -> list[str]:
    with clock.stopped_at(NOON):
        return re.findall(rf'href="{LIST}/(S\d+)"', client.get(f"{LIST}?{query}").text)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["S1", "S2", "S3"]),
        ("q=ribs+guid", ["S2"]),
        ("q=ASH+older", ["S3"]),
        ("state=due", ["S1", "S3"]),
        ("state=superseded", ["S3"]),
        ("state=unused", ["S3"]),
        ("state=blocking", []),
        ("kind=guideline", ["S2"]),
        ("state=nonsense&kind=nonsense", ["S1", "S2", "S3"]),
    ],
)
def test_the_list_is_narrowed_by_its_address(author: FlaskClient, query: str, found: list[str]) -> None:
    assert keys(author, query) == found


def test_the_list_counts_the_items_and_pages_that_cite(author: FlaskClient) -> None:
    with clock.stopped_at(NOON):
        page = author.get(LIST).text
    cells = re.findall(r'data-label="(Items|Course pages)">(\d+)<', page)
    assert [int(number) for _label, number in cells] == [1, 0, 1, 1, 0, 0]


def test_a_source_tells_what_rests_on_it(author: FlaskClient) -> None:
    page = text(author, f"{LIST}/S1")
    assert "S1 was to be looked at again by 19 November 2026" in page
    assert "1 item cites it" in page
    assert "D6-E-001" in page
    assert "No course page cites it" in page
    assert "Papers that used it 0" in page
    page = text(author, f"{LIST}/S2")
    assert "Guidance on ribs & <needles>" in page
    assert "Bracketing a rib in Thorax" in page
    assert "Supersedes S3" in page


def test_course_pages_that_rest_on_what_is_due_are_listed(author: FlaskClient, store: Database) -> None:
    assert "Course pages that rest on what is due" not in text(author, LIST)
    with store.write() as session:
        session.get_one(Source, "S2").review_by = GONE
        session.scalars(select(Page).where(Page.slug == "ribs")).one().sources = ["S9", "S3", "S2"]
    page = text(author, LIST)
    assert "Bracketing a rib in Thorax : S3 is superseded by S2, S2 was to be looked at again by 19 November" in page
    assert "An old page" not in page
    page = text(author, f"{LIST}/S3")
    assert "1 course page cites it, too" in page
    assert "Bracketing a rib in Thorax" in page


def test_who_may_see_and_who_may_change(
    author: FlaskClient, reviewer: FlaskClient, administrator: FlaskClient, clinician: FlaskClient
) -> None:
    paths = (LIST, f"{LIST}/S1", f"{LIST}/new", f"{LIST}/S1/edit", f"{LIST}/S1/holders")
    seen = [[one.get(path).status_code for path in paths] for one in (author, reviewer, administrator, clinician)]
    keeper = [200, 200, 200, 200]
    assert seen == [[*keeper, 403], [*keeper, 403], [*keeper, 200], [403] * 5]


def test_a_source_is_added_and_found(author: FlaskClient, store: Database) -> None:
    status, _page = send(
        author, LIST, title="A new trial", works="Elm E. 2026. doi:10.1000/xyz", review_by="2027-01-31"
    )
    assert status == 303
    page = text(author, f"{LIST}/S4")
    assert "31 January 2027" in page
    assert "Added by Bob Birch" in page
    with store.session() as session:
        assert session.get_one(Source, "S4").works == [{"citation": "Elm E. 2026.", "doi": "10.1000/xyz"}]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": " "}, "Give the source a title."),
        ({"kind": "gossip"}, "Not a valid choice"),
        ({"works": "doi:10.1000/xyz"}, "Write the citation before its DOI"),
        ({"review_by": "31/01/2027"}, "Not a valid date value"),
        ({"superseded_by": "S99"}, "Not a valid choice"),
        ({"owner_id": "999"}, "Not a valid choice"),
        ({"owner_id": "x"}, "Invalid Choice"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(
    author: FlaskClient, wrong: dict[str, str], says: str
) -> None:
    status, page = send(author, f"{LIST}/S1/edit", **{"note": "Typed with care", **wrong})
    assert status == 422
    assert says in page
    assert "Typed with care" in page


def test_a_circle_of_successors_is_refused(author: FlaskClient) -> None:
    status, page = send(author, f"{LIST}/S2/edit", superseded_by="S3", note="Typed with care")
    assert status == 422
    assert "S2 is superseded by S3 is superseded by S2: a source cannot come after itself." in page
    assert 'href="#superseded_by"' in page, "the fault stands on its field"
    assert "Typed with care" in page


def test_a_change_stands_in_the_history_and_makes_its_tasks_at_once(author: FlaskClient, store: Database) -> None:
    status, _page = send(author, f"{LIST}/S1/edit", is_blocking="y", review_by=GONE.isoformat())
    assert status == 303
    page = text(author, f"{LIST}/S1")
    assert "Changed by Bob Birch" in page
    assert "Keeps items off new papers once due: yes, before: no" in page
    assert "1 live item that cites it stays off new papers" in page
    with store.session() as session:
        subjects = session.scalars(select(Task.subject).order_by(Task.subject)).all()
        assert subjects == ["item:D6-E-001:S1", "source:S1", "source:S3"]


def test_two_who_change_one_source_lose_nothing(author: FlaskClient, reviewer: FlaskClient, store: Database) -> None:
    assert send(author, f"{LIST}/S2/edit", title="Ribs", kind="guideline", note="Bob's note")[0] == 303
    status, page = send(reviewer, f"{LIST}/S2/edit", title="Ribs", kind="guideline", note="Rita's note")
    assert status == 409
    assert "Rita's note</textarea>" in page
    assert re.search(r"<dt>Note</dt>\s*<dd[^>]*>Bob's note</dd>", page)
    assert "<dt>Title</dt>" not in page
    again = re.search(r'name="base"[^>]*value="(\d+)"', page)
    assert again
    assert send(reviewer, f"{LIST}/S2/edit", title="Ribs", kind="guideline", note="Both", base=again.group(1))[0] == 303
    with store.session() as session:
        assert session.get_one(Source, "S2").note == "Both"
        trail = select(AuditEvent.detail).where(AuditEvent.subject == "source:S2").order_by(AuditEvent.id.desc())
        assert session.scalars(trail).first() == {"note": ["Bob's note", "Both"]}


def test_saving_the_form_as_it_came_changes_nothing(author: FlaskClient, store: Database) -> None:
    with store.write() as session:
        one = session.get_one(Source, "S1")
        one.works, one.grade, one.superseded_by, one.seen = WORKS, "B", "S2", "a summary of it"
    page = author.get(f"{LIST}/S1/edit").text
    typed = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    typed |= {name: said.strip() for name, said in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)', page)}
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        typed[name] = re.findall(r'<option selected value="([^"]*)"', options)[0]
    typed.pop("is_blocking")
    assert author.post(f"{LIST}/S1/edit", data=typed).status_code == 303
    with store.session() as session:
        kept = session.get_one(Source, "S1")
        assert (kept.row_version, kept.works, kept.seen) == (1, WORKS, "a summary of it")


def test_a_doi_is_a_link_and_nothing_else_is(author: FlaskClient, store: Database) -> None:
    with store.write() as session:
        session.get_one(Source, "S1").works = [*WORKS, {"citation": "C.", "doi": 'javascript:alert("1")'}]
    page = author.get(f"{LIST}/S1").text
    assert 'href="https://doi.org/10.1186/s12906-020-02896-1" rel="noreferrer"' in page
    assert "https://doi.org/javascript" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize(
    "line",
    [
        "Ash A. 2020. doi:10.1/a(b)c",
        "Ash A. 2020. DOI: 10.1000/abc",
        "Ash A. 2020. https://doi.org/10.1000/abc",
        "Ash A. 2020, section 10.2",
    ],
)
def test_works_are_one_a_line(line: str) -> None:
    typed = f"\n  {line}  \r\n\r\nBirch B. 2019.\n"
    first, second = works_from(typed)
    assert first["citation"].startswith("Ash A. 2020")  # type: ignore[union-attr] # a citation is never none
    assert (first["doi"] or "").startswith("10." if "10.1" in line else "")
    assert second == {"citation": "Birch B. 2019.", "doi": None}
    assert works_from(works_in_words([first, second])) == [first, second]

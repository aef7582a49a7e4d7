"""Loading a course: idempotent, pages followed and retired, progress kept, nothing half done."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.courses.build import read, replace_in
from tests.courses.conftest import page_named
from trainer.audit.models import AuditEvent
from trainer.core.errors import Conflict, Invalid
from trainer.courses import queries, service
from trainer.courses.models import CheckAnswer, Course, PageRead
from trainer.library.loading import LoadReport

LATER = NOON + timedelta(days=1)
START = "modules/first/01-start.md"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "content"


def load_again(session: Session, directory: Path) -> LoadReport:
    report = LoadReport()
    service.load(session, read(directory), now=LATER, report=report)
    return report


def test_a_course_is_loaded_with_modules_and_pages_in_order(session: Session, course: Course) -> None:
    assert [module.slug for module in course.modules] == ["first", "second"]
    assert [page.slug for page in course.modules[0].pages] == ["start", "middle"]
    page = course.modules[0].pages[0]
    assert page.sources == ["S1", "S2"]
    assert len(page.pieces) == 2
    assert page.checks[0]["id"] == "start-check"


def test_loading_again_changes_nothing(session: Session, course: Course, directory: Path) -> None:
    events = select(func.count()).select_from(AuditEvent)
    before = session.scalar(events)
    report = load_again(session, directory)
    assert report.is_quiet
    assert len(report.unchanged) == 6
    assert course.loaded_at == NOON
    assert session.scalar(events) == before


def test_a_changed_page_is_followed_in_place(session: Session, course: Course, directory: Path) -> None:
    page_id = page_named(session, "start").id
    replace_in(directory / START, "A claim that", "Another claim that")
    assert load_again(session, directory).changed == ["page first/start"]
    page = page_named(session, "start")
    assert page.id == page_id
    assert "Another claim" in page.pieces[0]
    assert course.loaded_at == LATER


def test_a_page_that_vanished_is_retired_and_its_reading_kept(
    session: Session, course: Course, directory: Path
) -> None:
    alice, page = person(session), page_named(session, "start")
    service.mark_read(session, page.id, person_id=alice.id, now=NOON)
    (directory / START).unlink()
    assert load_again(session, directory).retired == ["page first/start"]
    assert page_named(session, "start").is_retired
    assert session.scalar(select(func.count()).select_from(PageRead)) == 1
    state = queries.module_states(session, course, alice.id)[0]
    assert (state.pages_read, state.pages_total) == (0, 1)


def test_a_page_that_comes_back_is_as_it_was(session: Session, course: Course, directory: Path) -> None:
    text = (directory / START).read_text()
    (directory / START).unlink()
    assert load_again(session, directory).retired == ["page first/start"]
    assert load_again(session, directory).is_quiet
    (directory / START).write_text(text)
    assert load_again(session, directory).changed == ["page first/start", "page first/middle"]
    assert not page_named(session, "start").is_retired


@pytest.mark.parametrize(("old", "kept"), [("The wrong thing", 0), ("A claim that", 1)])
def test_an_answer_is_forgotten_only_when_its_question_changed(
    session: Session, course: Course, directory: Path, old: str, kept: int
) -> None:
    alice, page = person(session), page_named(session, "start")
    service.answer_check(session, page.id, "start-check", 0, person_id=alice.id, now=NOON)
    replace_in(directory / START, old, "Something else")
    load_again(session, directory)
    assert session.scalar(select(func.count()).select_from(CheckAnswer)) == kept


def test_an_answer_outlives_a_change_of_the_sources_it_rests_on(
    session: Session, course: Course, directory: Path
) -> None:
    alice, page = person(session), page_named(session, "start")
    service.answer_check(session, page.id, "start-check", 0, person_id=alice.id, now=NOON)
    replace_in(directory / START, "sources: [S2]", "sources: [F1, S2]")
    assert load_again(session, directory).changed == ["page first/start"]
    assert page_named(session, "start").sources == ["S1", "F1", "S2"]
    assert session.scalar(select(func.count()).select_from(CheckAnswer)) == 1


def test_a_module_cannot_be_taken_out(session: Session, course: Course, directory: Path) -> None:
    text = (directory / "course.yaml").read_text()
    start, end = text.index("  - slug: second"), text.index("exam:")
    (directory / "course.yaml").write_text(text[:start] + text[end:])
    with pytest.raises(Conflict, match="no longer has the module second"):
        load_again(session, directory)


def test_a_sign_off_is_kept_with_name_and_role(session: Session, course: Course, directory: Path) -> None:
    signed = "clinical_sign_off: {name: Dr Ada Berg, role: physiotherapist, on: 2026-11-01}"
    replace_in(directory / "course.yaml", "certificate_months", f"{signed}\ncertificate_months")
    assert load_again(session, directory).changed == ["course small"]
    assert course.signed_off_by == "Dr Ada Berg, physiotherapist"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [("[@S1]", "[@S9]", "cites S9, which is not in sources.yaml"), ("```check", "```python", "a fenced block")],
)
def test_a_page_that_cannot_stand_is_refused_by_name(
    session: Session, course: Course, directory: Path, old: str, new: str, says: str
) -> None:
    replace_in(directory / START, old, new)
    with pytest.raises(Invalid, match=f"page first/start.*{says}"):
        load_again(session, directory)

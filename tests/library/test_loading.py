"""Loading the bank: once is enough, a change is a new version, and what staff decided stands."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from question_bank.items import SingleChoice
from tests.build import NOON, person
from tests.courses.build import read, replace_in, write_course, write_item
from trainer.audit.models import AuditEvent
from trainer.core.errors import Conflict, Invalid, NotFound
from trainer.library import editing, keeping, loading, queries
from trainer.library.loading import LoadReport
from trainer.library.models import BlueprintVersion, Item, ItemVersion, PolicyVersion, Source
from trainer.library.writing import SAID
from trainer.web.permissions import Role

LATER = NOON + timedelta(days=1)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return write_course(tmp_path / "content")


def load(session: Session, directory: Path) -> LoadReport:
    return loading.load(session, read(directory), now=LATER)


def item(session: Session, code: str = "D1-E-001") -> Item:
    return session.scalars(select(Item).where(Item.code == code)).one()


def rows(session: Session) -> list[int]:
    tables = (Source, Item, ItemVersion, BlueprintVersion, PolicyVersion, AuditEvent)
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def edited_by_staff(session: Session, own: Item) -> ItemVersion:
    author = person(session, "Bob Birch", Role.AUTHOR)
    first = own.versions[0]
    said = {name: getattr(first, name) for name in SAID}
    own.current_number = 2
    version = ItemVersion(
        number=2, note="A better word", created_at=NOON, created_by_id=author.id, **{**said, "level": "recall"}
    )
    own.versions.append(version)
    session.flush()
    return version


def test_the_first_loading_adds_everything(session: Session, directory: Path) -> None:
    report = load(session, directory)
    assert report.counts() == {"added": 9, "changed": 0, "retired": 0, "unchanged": 0}
    assert "item D1-E-001" in report.added
    own = item(session)
    assert (own.use, own.status, own.current_number) == ("exam", "live", 1)
    assert own.versions[0].note == "From the content files, version 1"


def test_loading_again_adds_nothing(session: Session, directory: Path) -> None:
    load(session, directory)
    before = rows(session)
    report = load(session, directory)
    assert report.is_quiet
    assert len(report.unchanged) == 9
    assert rows(session) == before


def test_a_changed_item_becomes_a_new_version_and_the_old_one_stays(session: Session, directory: Path) -> None:
    load(session, directory)
    write_item(directory, "D1-E-001", **{"text: Wait": "text: Wait a while", "use: exam": "version: 7\nuse: exam"})
    assert load(session, directory).changed == ["item D1-E-001"]
    own = item(session)
    assert own.current_number == 2
    assert own.versions[1].note == "From the content files, version 7"
    texts = [version.payload["options"][0]["text"] for version in own.versions]
    assert texts == ["Wait", "Wait a while"]


def test_an_edit_by_staff_stands_while_the_file_is_as_it_was(session: Session, directory: Path) -> None:
    load(session, directory)
    edited_by_staff(session, item(session))
    assert load(session, directory).is_quiet
    assert item(session).current_number == 2


def test_a_file_changed_after_an_edit_follows_it_under_the_next_number(session: Session, directory: Path) -> None:
    load(session, directory)
    edited_by_staff(session, item(session))
    write_item(directory, "D1-E-001", **{"text: Hurry": "text: Run"})
    load(session, directory)
    assert [version.number for version in item(session).versions] == [1, 2, 3]
    assert item(session).current_number == 3


@pytest.mark.parametrize(
    ("stored", "written", "becomes"),
    [
        ("retired", "live", "retired"),
        ("live", "retired", "retired"),
        ("draft", "live", "live"),
        ("live", "draft", "draft"),
    ],
)
def test_a_retired_item_stays_retired_and_other_states_follow_the_file(
    session: Session, directory: Path, stored: str, written: str, becomes: str
) -> None:
    load(session, directory)
    item(session).status = stored
    write_item(directory, "D1-E-001", **{"status: live": f"status: {written}"})
    load(session, directory)
    assert item(session).status == becomes
    assert item(session).current_number == 1


def test_an_item_that_is_gone_from_the_files_is_left_alone(session: Session, directory: Path) -> None:
    load(session, directory)
    (directory / "items/d1/d1-e-001.yaml").unlink()
    assert load(session, directory).is_quiet
    assert item(session).status == "live"


def test_a_code_that_staff_took_first_is_refused(session: Session, directory: Path) -> None:
    load(session, directory)
    author = person(session, "Bob Birch", Role.AUTHOR)
    item(session).versions[0].created_by_id = author.id
    with pytest.raises(Conflict, match="D1-E-001 was written here"):
        load(session, directory)


def test_policy_and_blueprint_are_versioned_by_what_they_say(session: Session, directory: Path) -> None:
    load(session, directory)
    replace_in(directory / "course.yaml", "total: {at_least: 1, of: 2}", "total: {at_least: 2, of: 2}")
    replace_in(directory / "course.yaml", "version: 1\n    quotas", "version: 9\n    quotas")
    assert load(session, directory).changed == ["policy small-final"]
    newest = queries.newest_policy(session, "small-final")
    assert newest.number == 2
    assert queries.policy(session, newest.id).total.at_least == 2
    assert queries.policy(session, newest.id).version == 2
    assert queries.newest_blueprint(session, "small-final").number == 1


def test_a_corrected_source_is_corrected_in_place(session: Session, directory: Path) -> None:
    load(session, directory)
    replace_in(directory / "sources.yaml", "12 people", "13 people")
    assert load(session, directory).changed == ["source S1"]
    assert session.get_one(Source, "S1").n == "13 people"


def test_what_staff_said_of_a_source_stands_where_the_file_is_silent(session: Session, directory: Path) -> None:
    load(session, directory)
    own = session.get_one(Source, "S1")
    kept = {
        "grade": "B", "review_by": NOON.date(), "superseded_by": "S2", "is_blocking": True, "note": "Ask the panel",
        "owner_id": person(session, "Bob Birch", Role.AUTHOR).id,
    }  # fmt: skip
    for name, value in kept.items():
        setattr(own, name, value)
    session.flush()
    assert load(session, directory).is_quiet
    replace_in(directory / "sources.yaml", "12 people", "13 people")
    assert load(session, directory).changed == ["source S1"]
    assert {name: getattr(own, name) for name in kept} == kept
    assert (own.n, own.row_version) == ("13 people", 2), "somebody who edits it meanwhile is told"


def test_what_a_file_says_of_a_source_is_taken_in_whatever_order(session: Session, directory: Path) -> None:
    said = "seen: excerpt, grade: C, review_by: 2027-01-31, is_blocking: true, superseded_by: S2"
    replace_in(directory / "sources.yaml", "seen: excerpt", said)
    load(session, directory)
    own = session.get_one(Source, "S1")
    assert (own.grade, own.review_by, own.is_blocking, own.superseded_by) == ("C", date(2027, 1, 31), True, "S2")
    own.review_by, own.grade = date(2028, 1, 31), "A"
    session.flush()
    assert load(session, directory).is_quiet
    assert (own.grade, own.review_by) == ("A", date(2028, 1, 31)), "what staff judged stands"


def test_a_key_that_staff_took_for_another_source_is_refused(session: Session, directory: Path) -> None:
    load(session, directory)
    said = {"title": "Our own survey", "kind": "survey", "seen": "excerpt", "works": []}
    keeping.add(session, said, by=person(session, "Bob Birch", Role.AUTHOR).id, now=NOON)
    replace_in(directory / "sources.yaml", "F1:", "S3: {title: A trial, kind: cohort, seen: excerpt}\nF1:")
    with pytest.raises(Conflict, match="S3 was added here"):
        load(session, directory)
    replace_in(directory / "sources.yaml", "title: A trial", "title: Our own survey")
    assert load(session, directory).changed == ["source S3"]


@pytest.mark.parametrize(("successor", "says"), [("S1", "cannot come after itself"), ("S9", "no source has this key")])
def test_a_file_whose_sources_come_after_themselves_is_refused(
    session: Session, directory: Path, successor: str, says: str
) -> None:
    replace_in(directory / "sources.yaml", "seen: excerpt", f"seen: excerpt, superseded_by: {successor}")
    with pytest.raises(Invalid, match=says):
        load(session, directory)


def test_live_versions_are_the_current_ones_of_one_pool(session: Session, directory: Path) -> None:
    load(session, directory)
    edited = edited_by_staff(session, item(session))
    item(session).live_number, item(session, "D2-E-001").live_number = 2, None
    found = queries.live_versions(session, use="exam")
    assert [(version.item.code, version.id) for version in found] == [("D1-E-001", edited.id)]
    assert queries.live_versions(session, use="practice", domains=["D2"])[0].item.code == "D2-P-001"
    assert queries.live_versions(session, use="practice", domains=[]) == []


def test_a_version_gives_back_the_payload_it_was_made_from(session: Session, directory: Path) -> None:
    load(session, directory)
    version = item(session).versions[0]
    payload = queries.payload_of(version)
    assert isinstance(payload, SingleChoice)
    assert payload.keys == {"a"}
    assert queries.versions_by_id(session, [version.id, 99999]) == {version.id: version}


def test_sources_come_in_the_order_asked_for(session: Session, directory: Path) -> None:
    load(session, directory)
    assert [source.key for source in queries.sources(session, ["S2", "nothing", "S1"])] == ["S2", "S1"]


def test_what_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        queries.item(session, loading.item_id("D9-E-999"))
    for ask in (queries.newest_policy, queries.newest_blueprint):
        with pytest.raises(NotFound):
            ask(session, "none")
    for get in (queries.policy, queries.blueprint):
        with pytest.raises(NotFound):
            get(session, 1)


def test_a_policy_that_staff_put_to_use_stands_until_the_file_changes(session: Session, directory: Path) -> None:
    load(session, directory)
    bob = person(session, "Bob Planner", Role.ADMINISTRATOR)
    slug = session.scalars(select(PolicyVersion.slug)).one()
    policy = queries.policy(session, queries.newest_policy(session, slug).id)
    stricter = policy.model_copy(update={"note": "Stricter by the panel"})
    editing.new_policy(session, stricter, by=bob.id, now=LATER)
    report = load(session, directory)
    assert f"policy {slug}" in report.unchanged
    assert queries.newest_policy(session, slug).spec["note"] == "Stricter by the panel"

"""Forms: made once, given to many, to each the one met least; and drawn papers where no form can be given."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.exams import build
from tests.library import build as build_library
from trainer.audit.models import AuditEvent
from trainer.core.db import Database
from trainer.core.errors import Conflict, Invalid
from trainer.exams import fixed, holds, queries
from trainer.exams.models import Attempt, ExamForm, FormOrder
from trainer.exams.service import fix
from trainer.library import editing
from trainer.library import queries as library
from trainer.library.models import Item

TODAY = NOON.date()
DAY = timedelta(days=1)


@pytest.fixture
def own(session: Session) -> build.World:
    return build.world(session)


@pytest.fixture
def bob(session: Session) -> int:
    return person(session, "Bob Birch").id


def ordered(session: Session, own: build.World, bob: int, name: str = "Spring", count: int = 1) -> FormOrder:
    return fix.order(session, own.final, name=name, count=count, overlap=0, seed=7, by=bob, now=NOON)


def made(session: Session, own: build.World, bob: int, name: str = "Spring", count: int = 1) -> list[ExamForm]:
    asked = ordered(session, own, bob, name, count)
    fix.write(session, asked.id, fix.drawn(session, asked, TODAY), now=NOON)
    return [form for form, _papers in fixed.forms(session, own.final) if form.order_id == asked.id]


def moved(session: Session, own: build.World, form: ExamForm, verb: str, bob: int) -> ExamForm:
    return fix.move(session, own.final, form.id, verb, reason="So", by=bob, today=TODAY, now=NOON)


def in_use(session: Session, own: build.World, bob: int, count: int = 2) -> list[ExamForm]:
    return [moved(session, own, form, "use", bob) for form in made(session, own, bob, count=count)]


def asked(session: Session, attempt: Attempt) -> list[int]:
    return [entry["version_id"] for entry in queries.paper_items(session, attempt.id)]


def retire(session: Session, code: str, bob: int) -> None:
    build_library.retire(session, session.scalars(select(Item).where(Item.code == code)).one().id, by=bob, now=NOON)


def test_two_forms_share_nothing_and_tell_what_they_hold(session: Session, own: build.World, bob: int) -> None:
    one, other = made(session, own, bob, count=2)
    assert [one.name, other.name] == ["Spring A", "Spring B"]
    assert not set(one.codes) & set(other.codes)
    assert (one.state, len(one.codes), one.report["shared"]) == ("draft", 8, {"Spring B": []})
    assert ["cell", "D1", "knowledge", 4] in one.report["counts"]
    assert one.report["expected"] == pytest.approx(6)
    assert one.report["sd"] == pytest.approx(8**0.5 * (0.75 * 0.25) ** 0.5)


def test_more_forms_than_the_bank_holds_are_refused_in_words(session: Session, own: build.World, bob: int) -> None:
    assert made(session, own, bob, count=3) == []
    order = session.scalars(select(FormOrder)).one()
    assert order.state == "refused"
    assert "3 forms with no item in common cannot be made; 2 can be" in order.says


def test_what_waits_is_made_once(database: Database) -> None:
    with database.write() as session:
        own = build.world(session)
        ordered(session, own, person(session, "Bob Birch").id, count=2)
    assert [fix.make_waiting(database, today=TODAY, now=NOON) for _ in range(2)] == [1, 0]
    with database.session() as session:
        assert len(session.scalars(select(ExamForm)).all()) == 2
        assert session.scalars(select(FormOrder)).one().state == "made"


def test_a_name_is_given_once(session: Session, own: build.World, bob: int) -> None:
    made(session, own, bob)
    with pytest.raises(Invalid, match="named Spring already"):
        ordered(session, own, bob)


def test_two_orders_of_one_name_do_not_both_make_forms(session: Session, own: build.World, bob: int) -> None:
    first, second = ordered(session, own, bob), ordered(session, own, bob)
    for order in (first, second):
        fix.write(session, order.id, fix.drawn(session, order, TODAY), now=NOON)
    assert [first.state, second.state] == ["made", "refused"]


def test_a_draft_is_given_to_nobody(session: Session, own: build.World, bob: int) -> None:
    made(session, own, bob, count=2)
    assert build.started(session, own.final, build.ready(session, own)).form_id is None


def test_a_start_gives_a_form_as_it_is(session: Session, own: build.World, bob: int) -> None:
    (form,) = in_use(session, own, bob, count=1)
    people = [build.ready(session, own, name) for name in ("Alice Ash", "Bea Birch")]
    attempts = [build.started(session, own.final, each, seed=n) for n, each in enumerate(people)]
    assert [attempt.form_id for attempt in attempts] == [form.id, form.id]
    assert [asked(session, attempt) for attempt in attempts] == [form.version_ids] * 2
    papers = [queries.paper_items(session, attempt.id) for attempt in attempts]
    assert papers[0] != papers[1]  # each has options in an order and under ids of its own
    assert len(build.positions(session, attempts[0], rule=build.RULE)) == 2


def test_forms_are_given_in_turn(session: Session, own: build.World, bob: int) -> None:
    forms = in_use(session, own, bob)
    people = [build.ready(session, own, f"Person {n}") for n in range(4)]
    given = [build.started(session, own.final, each, seed=1).form_id for each in people]
    assert given == [forms[0].id, forms[1].id] * 2


def test_somebody_gets_the_form_they_met_least(session: Session, own: build.World, bob: int) -> None:
    alice = build.ready(session, own)
    forms = in_use(session, own, bob)
    first = build.finished(session, build.started(session, own.final, alice), wrong=range(1, 9))
    for n in range(3):  # so that the other form was given oftener
        attempt = build.started(session, own.final, build.ready(session, own, f"Person {n}"))
        attempt.form_id = forms[1].id
    session.flush()
    second = build.started(session, own.final, alice, now=NOON + 20 * DAY)
    assert (first.form_id, second.form_id) == (forms[0].id, forms[1].id)


def test_a_form_with_an_item_off_papers_is_not_given(session: Session, own: build.World, bob: int) -> None:
    one, other = in_use(session, own, bob)
    retire(session, one.codes[0], bob)
    given = [build.started(session, own.final, build.ready(session, own, f"Person {n}")).form_id for n in range(2)]
    assert given == [other.id, other.id]
    retire(session, other.codes[0], bob)
    assert build.started(session, own.final, build.ready(session, own)).form_id is None


def test_a_form_of_another_plan_is_neither_given_nor_put_to_use(session: Session, own: build.World, bob: int) -> None:
    one, other = made(session, own, bob, count=2)
    moved(session, own, one, "use", bob)
    assert own.final.blueprint_version_id is not None
    before = library.blueprint(session, own.final.blueprint_version_id)
    own.final.blueprint_version_id = editing.new_blueprint(session, before, by=None, now=NOON).id
    session.flush()
    assert build.started(session, own.final, build.ready(session, own)).form_id is None
    with pytest.raises(Invalid, match="another plan"):
        moved(session, own, other, "use", bob)


def test_a_withdrawn_form_keeps_its_papers(session: Session, own: build.World, bob: int) -> None:
    (form,) = in_use(session, own, bob, count=1)
    attempt = build.started(session, own.final, build.ready(session, own))
    moved(session, own, form, "withdraw", bob)
    assert asked(session, attempt) == form.version_ids
    assert build.started(session, own.final, build.ready(session, own, "Bea Birch")).form_id is None
    with pytest.raises(Conflict):
        moved(session, own, form, "withdraw", bob)


def test_every_step_leaves_its_reason(session: Session, own: build.World, bob: int) -> None:
    (form,) = in_use(session, own, bob, count=1)
    moved(session, own, form, "withdraw", bob)
    told = session.scalars(select(AuditEvent).where(AuditEvent.action.startswith("exam.form")).order_by(AuditEvent.id))
    assert [row.action for row in told] == [
        "exam.forms.ordered", "exam.forms.made", "exam.form.used", "exam.form.withdrawn",
    ]  # fmt: skip


def test_a_start_without_forms_asks_no_more_than_it_did(session: Session, own: build.World) -> None:
    """Blueprint, policy and whether there are forms are one statement."""
    said: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: said.append(args[2]))
    build.started(session, own.final, build.ready(session, own))
    tables = ("blueprint_version", "policy_version", "exam_form")
    assert [sum(f"FROM {table}" in one for one in said) for table in tables] == [1, 0, 1]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["use", "withdraw", "start"])), max_size=12))
def test_whatever_happens_to_forms_only_one_in_use_is_given(database: Database, story: list[tuple[int, str]]) -> None:
    with database.session() as session:
        session.connection(execution_options={"writes": True})
        own, bob = build.world(session), person(session, "Bob Birch").id
        forms, state = made(session, own, bob, count=2), ["draft", "draft"]
        times = [0, 0]
        for number, (which, verb) in enumerate(story):
            if verb == "start":
                given = build.started(session, own.final, build.ready(session, own, f"Person {number}"))
                able = [n for n in (0, 1) if state[n] == "in_use"]
                wanted = min(able, key=lambda n: (times[n], n)) if able else None
                assert given.form_id == (None if wanted is None else forms[wanted].id)
                if wanted is not None:
                    times[wanted] += 1
            elif (after := fixed.STEPS.get((state[which], verb))) is None:
                with pytest.raises(Conflict):
                    moved(session, own, forms[which], verb, bob)
            else:
                state[which] = moved(session, own, forms[which], verb, bob).state
                assert state[which] == after
        session.rollback()


def test_a_follow_up_is_drawn_whatever_forms_there_are(session: Session, own: build.World, bob: int) -> None:
    in_use(session, own, bob, count=1)
    alice = build.ready(session, own)
    attempt = build.started(session, own.final, alice)
    wrong: Any = build.positions(session, attempt, rule=build.RULE)
    build.finished(session, attempt, wrong=wrong)
    follow_up = build.started(session, holds.beside(session, own.final, holds.FOLLOW_UP), alice)
    assert follow_up.form_id is None

"""The learner's pages: courses, modules and their pages."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from trainer.core import clock
from trainer.courses import queries, service
from trainer.courses.forms import CheckForm
from trainer.courses.models import Course, Module, Page
from trainer.courses.reading import page_after, reading
from trainer.courses.rules import STANDING, quiz_slug
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, transaction

bp = Blueprint("courses", __name__, url_prefix="/courses")
PAGE = "/<slug>/modules/<module>/<page>"


@dataclass(frozen=True)
class Place:
    """Where in a course an address leads."""

    course: Course
    module: Module
    page: Page

    @property
    def url(self) -> str:
        """The address of this page."""
        return page_url(self.page)


def page_url(page: Page) -> str:
    """The address of a page."""
    module = page.module
    return url_for("courses.page", slug=module.course.slug, module=module.slug, page=page.slug)


def quiz_url(module: Module) -> str:
    """The address of a module's quiz."""
    return f"/exams/{quiz_slug(module.course.slug, module.slug)}"


def place_of(slug: str, module: str, page: str) -> Place:
    """The page behind an address; NotFound when there is none."""
    course = queries.course_by_slug(current_session(), slug)
    found = queries.module_by_slug(course, module)
    return Place(course, found, queries.page_by_slug(found, page))


@bp.get("")
@needs(Permission.LEARN)
def index() -> str:
    session = current_session()
    mine = queries.enrolled_in(session, me().id)
    rows = [
        (course, course.id in mine, queries.module_states(session, course, me().id))
        for course in queries.courses(session)
    ]
    return render_template("courses/list.html", rows=rows)


@bp.post("/<slug>/enrol")
@needs(Permission.LEARN)
def enrol(slug: str) -> Answer:
    with transaction() as session:
        course = queries.course_by_slug(session, slug)
        service.enrol(session, me().id, course.id, now=clock.now())
    flash("You are enrolled. Your place is kept from now on.", "ok")
    return redirect(url_for("course.show", slug=slug), 303)


@bp.get("/<slug>/modules/<module>")
@needs(Permission.LEARN)
def module(slug: str, module: str) -> Answer:
    """Lead to where the person left: the first page not yet read."""
    course = queries.course_by_slug(current_session(), slug)
    state = queries.module_state(current_session(), queries.module_by_slug(course, module), me().id)
    if not state.is_open:
        return locked(state)
    return redirect(page_url(state.next_page or queries.pages_of(state.module)[0]))


@bp.get(PAGE)
@needs(Permission.LEARN)
def page(slug: str, module: str, page: str) -> Response:
    return show(place_of(slug, module, page))


@bp.post(f"{PAGE}/read")
@needs(Permission.LEARN)
def read(slug: str, module: str, page: str) -> Answer:
    place = place_of(slug, module, page)
    with transaction() as session:
        service.mark_read(session, place.page.id, person_id=me().id, now=clock.now())
    following = page_after(place.page)
    return redirect(page_url(following) if following else quiz_url(place.module), 303)


@bp.post(f"{PAGE}/check/<check_id>")
@needs(Permission.LEARN)
def check(slug: str, module: str, page: str, check_id: str) -> Answer:
    place, form = place_of(slug, module, page), CheckForm()
    if not form.validate():
        return show(place, unanswered=check_id)
    option = form.option.data
    with transaction() as session:
        service.answer_check(session, place.page.id, check_id, option, person_id=me().id, now=clock.now())
    return redirect(f"{place.url}#check-{check_id}", 303)


def show(place: Place, *, unanswered: str = "") -> Response:
    """A page to read; the question in `unanswered` was sent without an answer."""
    session = current_session()
    state = queries.module_state(session, place.module, me().id)
    if not state.is_open:
        return locked(state)
    return make_response(
        render_template(
            "courses/page.html",
            course=place.course,
            module=place.module,
            shown=reading(session, place.page, me().id),
            is_enrolled=place.course.id in queries.enrolled_in(session, me().id),
            quiz=quiz_url(place.module),
            page_url=page_url,
            unanswered=unanswered,
            STANDING=STANDING,
        ),
        422 if unanswered else 200,
    )


def locked(state: queries.ModuleState) -> Response:
    """Say which quiz opens a module, and lead there."""
    module = state.module
    before = queries.module_state(current_session(), module.course.modules[state.number - 2], me().id)
    return make_response(
        render_template("courses/locked.html", state=state, before=before, quiz=quiz_url(before.module)), 409
    )

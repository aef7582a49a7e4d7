"""Reading courses, and how far somebody has come in them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.core.errors import NotFound
from trainer.courses.models import CheckAnswer, Course, Enrolment, Module, ModulePass, Page, PageRead
from trainer.courses.rules import first_unread, open_flags


@dataclass(frozen=True)
class ModuleState:
    """How one person stands in one module. `next_page` is the first one not read; None when all are."""

    module: Module
    number: int
    pages_total: int
    pages_read: int
    minutes_left: int
    next_page: Page | None
    passed: ModulePass | None
    is_open: bool

    @property
    def is_done(self) -> bool:
        """Whether the module's quiz is passed."""
        return self.passed is not None


def courses(session: Session) -> list[Course]:
    """Every course, by title."""
    return list(session.scalars(select(Course).order_by(Course.title)))


def course_by_slug(session: Session, slug: str) -> Course:
    """The course of this name; NotFound when there is none."""
    course = session.scalar(select(Course).where(Course.slug == slug))
    if course is None:
        raise NotFound("There is no course of this name.")
    return course


def module_by_slug(course: Course, slug: str) -> Module:
    """The module of this name in a course; NotFound when there is none."""
    module = next((module for module in course.modules if module.slug == slug), None)
    if module is None:
        raise NotFound("There is no module of this name.")
    return module


def page_by_slug(module: Module, slug: str) -> Page:
    """The page of this name in a module; NotFound when there is none, or no longer."""
    page = next((page for page in pages_of(module) if page.slug == slug), None)
    if page is None:
        raise NotFound("There is no page of this name, or no longer. The module's contents list what there is.")
    return page


def pages_of(module: Module) -> list[Page]:
    """The pages a module has today, in order."""
    return [page for page in module.pages if not page.is_retired]


def read_page_ids(session: Session, person_id: int, course_id: int) -> set[int]:
    """The pages of a course that a person has read."""
    wanted = (
        select(PageRead.page_id)
        .join(Page, Page.id == PageRead.page_id)
        .join(Module, Module.id == Page.module_id)
        .where(PageRead.person_id == person_id, Module.course_id == course_id)
    )
    return set(session.scalars(wanted))


def module_states(session: Session, course: Course, person_id: int) -> list[ModuleState]:
    """How a person stands in each module; a module opens when the one before it is passed."""
    read = read_page_ids(session, person_id, course.id)
    passes = passes_of(session, person_id, course.id)
    opened = open_flags([module.id in passes for module in course.modules])
    return [
        _state(module, number, read, passes.get(module.id), is_open=is_open)
        for number, (module, is_open) in enumerate(zip(course.modules, opened, strict=True), 1)
    ]


def _state(module: Module, number: int, read: set[int], passed: ModulePass | None, *, is_open: bool) -> ModuleState:
    pages = pages_of(module)
    unread = first_unread([page.id for page in pages], read)
    return ModuleState(
        module=module,
        number=number,
        pages_total=len(pages),
        pages_read=sum(page.id in read for page in pages),
        minutes_left=sum(page.minutes for page in pages if page.id not in read),
        next_page=next((page for page in pages if page.id == unread), None),
        passed=passed,
        is_open=is_open,
    )


def module_state(session: Session, module: Module, person_id: int) -> ModuleState:
    """How a person stands in one module."""
    states = module_states(session, module.course, person_id)
    return next(state for state in states if state.module.id == module.id)


def passes_of(session: Session, person_id: int, course_id: int) -> dict[int, ModulePass]:
    """The modules of a course whose quiz a person has passed, by module id."""
    wanted = (
        select(ModulePass)
        .join(Module, Module.id == ModulePass.module_id)
        .where(ModulePass.person_id == person_id, Module.course_id == course_id)
    )
    return {row.module_id: row for row in session.scalars(wanted)}


def modules_done(session: Session, person_id: int, course_id: int) -> bool:
    """Whether a person has passed the quiz of every module of a course."""
    done, modules = modules_passed(session, person_id, course_id)
    return 0 < modules == done


def modules_passed(session: Session, person_id: int, course_id: int) -> tuple[int, int]:
    """The quizzes of how many modules of a course a person has passed, and how many modules there are."""
    mine = (ModulePass.module_id == Module.id) & (ModulePass.person_id == person_id)
    counts = select(func.count(ModulePass.id), func.count(Module.id)).select_from(Module).outerjoin(ModulePass, mine)
    done, modules = session.execute(counts.where(Module.course_id == course_id)).one()
    return done, modules


def enrolled_in(session: Session, person_id: int) -> set[int]:
    """The ids of the courses a person takes."""
    return set(session.scalars(select(Enrolment.course_id).where(Enrolment.person_id == person_id)))


def check_answers(session: Session, person_id: int, page_id: int) -> dict[str, int]:
    """What a person last answered to the check questions of a page, by check."""
    wanted = select(CheckAnswer).where(CheckAnswer.person_id == person_id, CheckAnswer.page_id == page_id)
    return {row.check_id: row.option for row in session.scalars(wanted)}

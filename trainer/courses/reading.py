"""One page as its reader sees it: pieces and check questions in turn, sources, contents, and the way on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy.orm import Session

from question_bank.formats.page import Check
from trainer.courses.models import Page
from trainer.courses.queries import ModuleState, check_answers, module_state, pages_of, read_page_ids
from trainer.courses.rules import verdict
from trainer.library import queries as library
from trainer.library.models import Source


@dataclass(frozen=True)
class OptionShown:
    """One answer of a check question; `verdict` is right, wrong, other, or nothing before an answer."""

    letter: str
    text: str
    rationale: str
    verdict: str
    is_chosen: bool


@dataclass(frozen=True)
class CheckShown:
    """A check question with what was answered to it, and its sources with their numbers on the page."""

    id: str
    stem: str
    options: tuple[OptionShown, ...]
    sources: tuple[tuple[str, int], ...]
    is_answered: bool
    is_right: bool


@dataclass(frozen=True)
class Reading:
    """A page with everything beside it. `blocks` pairs each stretch of HTML with the check after it, if any."""

    page: Page
    state: ModuleState
    position: int
    blocks: list[tuple[str, CheckShown | None]]
    sources: list[Source]
    contents: list[tuple[Page, bool]]
    before: Page | None
    after: Page | None
    is_read: bool


def reading(session: Session, page: Page, person_id: int) -> Reading:
    """A page for this reader."""
    pages = pages_of(page.module)
    at = [own.id for own in pages].index(page.id)
    read = read_page_ids(session, person_id, page.module.course_id)
    answers = check_answers(session, person_id, page.id)
    checks = [check_shown(check, answers, page.sources) for check in checks_of(page)]
    return Reading(
        page=page,
        state=module_state(session, page.module, person_id),
        position=at + 1,
        blocks=list(zip_longest(page.pieces, checks)),
        sources=library.sources(session, page.sources),
        contents=[(own, own.id in read) for own in pages],
        before=pages[at - 1] if at else None,
        after=page_after(page),
        is_read=page.id in read,
    )


def page_after(page: Page) -> Page | None:
    """The page that follows, or None after the last."""
    pages = pages_of(page.module)
    at = [own.id for own in pages].index(page.id)
    return pages[at + 1] if at + 1 < len(pages) else None


def checks_of(page: Page) -> list[Check]:
    """The check questions of a page in their order."""
    return [Check.model_validate(check) for check in page.checks]


def check_shown(check: Check, answers: dict[str, int], cited: Sequence[str]) -> CheckShown:
    """A check question with its feedback; an answer that names no option counts as none."""
    key = next(index for index, option in enumerate(check.options) if option.key)
    chosen = answers.get(check.id)
    if chosen is not None and chosen >= len(check.options):
        chosen = None
    options = tuple(
        OptionShown(
            letter="ABCDE"[index],
            text=option.text,
            rationale=option.rationale,
            verdict=verdict(index, key=key, chosen=chosen),
            is_chosen=index == chosen,
        )
        for index, option in enumerate(check.options)
    )
    sources = tuple((own, cited.index(own) + 1) for own in check.sources)
    return CheckShown(check.id, check.stem, options, sources, is_answered=chosen is not None, is_right=chosen == key)

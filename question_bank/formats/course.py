"""A course as values: modules, pages, sources, blueprint, policy and statements."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from question_bank.items.base import Frozen
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint


class Work(Frozen):
    """One published work within a source."""

    citation: str
    doi: str | None = None


class Source(Frozen):
    """What a claim or a key rests on."""

    key: str = Field(pattern=r"^[SF]\d+(\.\d+)?b?$")
    title: str
    kind: str
    n: str | None = None
    seen: str
    works: tuple[Work, ...] = ()
    grade: Literal["A", "B", "C", "D"] | None = None
    review_by: date | None = None
    superseded_by: str | None = None
    is_blocking: bool = False


class Quiz(Frozen):
    """A module's quiz: a learning gate, never evidence of competence."""

    items: int = Field(ge=1)
    minutes: int = Field(ge=1)
    pass_mark: int = Field(ge=1)
    tries_a_day: int = Field(ge=1)

    @model_validator(mode="after")
    def reachable(self) -> Self:
        if self.pass_mark > self.items:
            raise ValueError("the pass mark is higher than the number of items")
        return self


class Module(Frozen):
    """One module of the course."""

    slug: str = Field(pattern=r"^[a-z][a-z-]*$")
    title: str
    summary: str
    domains: tuple[str, ...]
    quiz: Quiz


class Statement(Frozen):
    """A text a candidate accepts before an exam; a changed text is a new version."""

    slug: str
    version: int
    title: str
    text: str


class SignOff(Frozen):
    """Who, of the clinicians, answers for the content, and since when."""

    name: str
    role: str
    on: date


class FollowUp(Frozen):
    """What follows a held decision: fresh items on each rule that held it, once, within some days."""

    items_a_rule: int = Field(default=4, ge=1)
    pass_mark: int = Field(default=3, ge=1)
    days: int = Field(default=14, ge=1)
    minutes_an_item: int = Field(default=2, ge=1)

    @model_validator(mode="after")
    def reachable(self) -> Self:
        if self.pass_mark > self.items_a_rule:
            raise ValueError("the follow-up asks for more right answers than it has items on a rule")
        return self


class Practice(Frozen):
    """The paper to try the player with: unscored, open to every learner."""

    minutes: int = Field(default=15, ge=1)
    items: int = Field(default=12, ge=1)


class Exam(Frozen):
    """The final exam: its blueprint and pass policy, what follows a held decision, and the paper to try it with."""

    slug: str
    title: str
    minutes: int
    tries_a_year: int
    cool_down_days: int
    blueprint: Blueprint
    policy: Policy
    follow_up: FollowUp = FollowUp()
    practice: Practice = Practice()
    statements: tuple[Statement, ...]


class Course(Frozen):
    """The course file."""

    slug: str
    title: str
    version: str
    summary: str
    covers: tuple[str, ...]
    does_not_cover: tuple[str, ...]
    clinical_sign_off: SignOff | None = None
    certificate_months: int
    domains: dict[str, str]
    modules: tuple[Module, ...]
    exam: Exam


class Page(Frozen):
    """One short page of a module, in Markdown."""

    slug: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    minutes: int = Field(ge=1, le=30)
    lede: str
    body: str = Field(min_length=1)

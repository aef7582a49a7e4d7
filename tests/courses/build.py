"""A small course as files: two modules, three pages, four items; enough to load, cheap to change."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from question_bank.formats import course_yaml
from question_bank.formats.course_yaml import Content
from tests.build import NOON
from trainer.courses import service
from trainer.courses.models import Course
from trainer.library import loading

COURSE = """\
slug: small
title: A small course
version: "1"
summary: Just enough of a course.
covers: [What is here]
does_not_cover: [What is not]
certificate_months: 24
domains: {D1: Law, D2: Theory}
modules:
  - slug: first
    title: The first module
    summary: It opens at once.
    domains: [D1]
    quiz: {items: 2, minutes: 5, pass_mark: 1, tries_a_day: 2}
  - slug: second
    title: The second module
    summary: It opens later.
    domains: [D2]
    quiz: {items: 2, minutes: 5, pass_mark: 1, tries_a_day: 2}
exam:
  slug: small-final
  title: The final exam
  minutes: 10
  tries_a_year: 2
  cool_down_days: 14
  blueprint:
    slug: small-final
    version: 1
    quotas: [{domain: D1, groups: {knowledge: 1}}, {domain: D2, groups: {knowledge: 1}}]
  policy:
    slug: small-final
    version: 1
    total: {at_least: 1, of: 2}
  statements:
    - {slug: rules, version: 1, title: The rules, text: Answer two questions.}
"""
SOURCES = """\
S1:
  {title: A first source, kind: cohort, n: 12 people, seen: excerpt, works: [{citation: "Ash 2020;1:1.", doi: 10.1/x}]}
S2: {title: A second source, kind: guideline, seen: second-hand, works: [{citation: Birch 2019}]}
F1: {title: The fact sheet, kind: course fact sheet, seen: standard-knowledge}
"""
PAGE = """\
---
title: {title}
minutes: 5
lede: What this page is about.
---
A claim that rests on something. [@S1]

```check
id: {check}
stem: What follows?
sources: [S2]
options:
  - text: The wrong thing
    rationale: It does not follow.
  - text: The right thing
    key: true
    rationale: It follows.
  - text: Another wrong thing
    rationale: Nor does this.
```

And what came after. [@S2, @S1]
"""
ITEM = """\
code: {code}
type: single_choice
use: {use}
status: live
domain: {domain}
group: knowledge
level: apply
sources: [S1]
stem: {stem}
options:
  - {{id: a, text: Wait, key: true, rationale: Because.}}
  - {{id: b, text: Hurry, harm: minor, rationale: It would not help.}}
  - {{id: c, text: Leave, harm: minor, rationale: Nobody is served by that.}}
  - {{id: d, text: Sleep, harm: serious, rationale: There is a person here.}}
"""
PAGES = {"first/01-start": "start", "first/02-middle": "middle", "second/01-end": "end"}
STEMS = {
    "D1-E-001": "Which step comes first in the morning?",
    "D2-E-001": "What do you do with a stranger's umbrella?",
    "D1-P-001": "Where does the last patient of the day go?",
    "D2-P-001": "How is the window closed when it rains?",
}


def write_course(directory: Path) -> Path:
    """The small course's files."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "course.yaml").write_text(COURSE)
    (directory / "sources.yaml").write_text(SOURCES)
    for place, name in PAGES.items():
        path = directory / "modules" / f"{place}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(title=f"The {name}", check=f"{name}-check"))
    for code in STEMS:
        write_item(directory, code)
    return directory


def write_item(directory: Path, code: str, **changes: str) -> Path:
    """One item's file; `changes` replaces words in it."""
    use = "exam" if "-E-" in code else "practice"
    text = ITEM.format(code=code, use=use, domain=code[:2], stem=STEMS[code])
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    path = directory / "items" / code[:2].lower() / f"{code.lower()}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def replace_in(path: Path, old: str, new: str) -> None:
    """Change some words of a file, which must be there."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def read(directory: Path) -> Content:
    """The content of a directory."""
    return course_yaml.read(directory)


def loaded(session: Session, directory: Path) -> Course:
    """The small course, written and loaded."""
    content = read(write_course(directory))
    loading.load(session, content, now=NOON)
    return service.load(session, content, now=NOON)

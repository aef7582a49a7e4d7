"""Templates for paper and letters, filled without a request: plain Jinja, escaped, blind to everything not given."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from trainer.documents.fonts import is_wide

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def written_day(value: str) -> str:
    """An ISO day written out: 3 November 2026."""
    found = date.fromisoformat(value)
    return f"{found.day} {found:%B %Y}"


def wide(text: str) -> str:
    """The class that sets a text in the wide font, where the usual one cannot; else nothing."""
    return " wide" if is_wide(text) else ""


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(("html", "svg")),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters["day"] = written_day
    made.filters["wide"] = wide
    return made


def fill(template: str, **values: object) -> str:
    """The template with these values in it; text in HTML is escaped, a missing value is an error."""
    return _environment().get_template(template).render(**values)

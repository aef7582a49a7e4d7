"""Sources that are due are told wherever they are cited; what supersedes what is told when it leads nowhere."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.formats import strict_yaml
from question_bank.lint.__main__ import main
from question_bank.lint.course import lint
from question_bank.lint.sources import misplaced
from tests.courses.build import replace_in, write_course, write_item

pytestmark = pytest.mark.pure
LAST_DAY = date(2027, 3, 31)
S2 = "S2: {title: A second source"
ITEMS = [f"items/{code[:2].lower()}/{code}" for code in ("D1-E-001", "D1-P-001", "D2-E-001", "D2-P-001")]
PAGES = [f"modules/{page}" for page in ("first/start", "first/middle", "second/end")]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return write_course(tmp_path / "content")


def say(directory: Path, key: str, said: str) -> None:
    """Add to what sources.yaml says of a source."""
    replace_in(directory / "sources.yaml", "seen: excerpt" if key == "S1" else "seen: second-hand", said)


def told(directory: Path, rule: str, today: date | None = None) -> list[tuple[str, str, str]]:
    return [(fault.where, fault.says, fault.severity) for fault in lint(directory, today) if fault.rule == rule]


@pytest.mark.parametrize(("today", "is_due"), [(LAST_DAY, False), (LAST_DAY + timedelta(days=1), True), (None, False)])
def test_a_source_past_its_date_is_warned_of_wherever_it_is_cited(
    directory: Path, today: date | None, is_due: bool
) -> None:
    say(directory, "S1", f"seen: excerpt, review_by: {LAST_DAY}")
    says = "S1 was to be looked at again by 31 March 2027; look at it again, or cite what holds now"
    wanted = [(where, says, "warning") for where in ITEMS + PAGES] if is_due else []
    assert sorted(told(directory, "source-due", today)) == sorted(wanted)


def test_a_superseded_source_is_warned_of_on_any_day_even_where_only_a_check_cites_it(directory: Path) -> None:
    say(directory, "S2", "seen: second-hand, superseded_by: S1")
    replace_in(directory / "modules/second/01-end.md", "[@S2, @S1]", "[@S1]")
    replace_in(directory / "modules/first/02-middle.md", "[@S2, @S1]", "[@S1]")
    replace_in(directory / "modules/first/02-middle.md", "sources: [S2]", "sources: [S1]")
    says = "S2 is superseded by S1; look at it again, or cite what holds now"
    wanted = [("modules/first/start", says, "warning"), ("modules/second/end", says, "warning")]
    assert told(directory, "source-due") == wanted


def test_nobody_is_told_of_what_is_out_of_use(directory: Path) -> None:
    say(directory, "S1", "seen: excerpt, superseded_by: S2")
    write_item(directory, "D1-E-001", **{"status: live": "status: retired"})
    write_item(directory, "D2-E-001", **{"status: live": "status: compromised"})
    wheres = [where for where, _says, _severity in told(directory, "source-due") if where.startswith("items")]
    assert wheres == [ITEMS[1], ITEMS[3]]


@pytest.mark.parametrize(
    ("s1", "s2", "wanted"),
    [
        ("S9", "", {"sources.yaml:2: S1": "S9: no source has this key"}),
        ("S1", "", {"sources.yaml:2: S1": "S1 is superseded by S1: a source cannot come after itself"}),
        ("S2", "", {}),
        ("F1", "S1", {}),
        (
            "S2",
            "S1",
            {
                "sources.yaml:2: S1": "S1 is superseded by S2 is superseded by S1: a source cannot come after itself",
                "sources.yaml:3: S2": "S2 is superseded by S1 is superseded by S2: a source cannot come after itself",
            },
        ),
    ],
)
def test_a_successor_that_leads_nowhere_is_told_with_its_line(
    directory: Path, s1: str, s2: str, wanted: dict[str, str]
) -> None:
    say(directory, "S1", f"seen: excerpt, superseded_by: {s1}")
    if s2:
        say(directory, "S2", f"seen: second-hand, superseded_by: {s2}")
    found = told(directory, "source-succession")
    assert {where: says for where, says, _severity in found} == wanted
    assert {severity for _where, _says, severity in found} <= {"error"}


def test_a_line_is_that_of_the_word_itself() -> None:
    works = "  title: superseded_by\n  works:\n  - superseded_by: no\n"
    text = f"# the list\nS1:\n{works}  superseded_by: S2\nS2: {{title: a}}\n"
    assert strict_yaml.lines_of(text, "superseded_by") == {"S1": 6}
    assert strict_yaml.lines_of("S1: [", "superseded_by") == {}


KEYS = st.sampled_from(["S1", "S2", "S3", "S4"])


@given(st.dictionaries(KEYS, st.none() | KEYS | st.just("S9"), min_size=1))
def test_where_nothing_is_misplaced_every_way_ends_at_a_source_that_stands(later: dict[str, str | None]) -> None:
    wrong = [key for key, successor in later.items() if misplaced(key, successor, later)]
    ways = {key: _way(key, later) for key in later}
    assert bool(wrong) == any(way[-1] not in later or len(set(way)) < len(way) for way in ways.values())


def _way(key: str, later: dict[str, str | None]) -> list[str]:
    """A source and what came after it, up to the first that is unknown, stands, or was passed before."""
    way = [key]
    while (after := later.get(way[-1])) and after not in way:
        way.append(after)
    return [*way, after] if after else way


def test_the_day_can_be_said_on_the_command_line(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    say(directory, "S1", f"seen: excerpt, review_by: {LAST_DAY}")
    main([str(directory), "--on", "2027-04-01"])
    assert "warning: source-due: S1" in capsys.readouterr().out
    main([str(directory), "--on", "2027-03-31"])
    assert "source-due" not in capsys.readouterr().out

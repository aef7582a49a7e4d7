"""The course directory: the real one is whole, and a broken one is told in words, all of it, with nothing raised."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.formats import course_yaml, strict_yaml
from question_bank.formats.course_yaml import Content
from question_bank.formats.faults import UnreadableContent
from question_bank.formats.page import render
from tests.courses.build import COURSE, ITEM, replace_in, write_course

pytestmark = pytest.mark.pure
REAL = Path(course_yaml.__file__).parents[1] / "content"
ITEM_FILE = "items/d1/d1-e-001.yaml"
PAGE_FILE = "modules/first/01-start.md"


@pytest.fixture(scope="module")
def real() -> Content:
    return course_yaml.read(REAL)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return write_course(tmp_path / "content")


def faults_of(directory: Path) -> list[str]:
    with pytest.raises(UnreadableContent) as caught:
        course_yaml.read(directory)
    return [str(fault) for fault in caught.value.faults]


def test_every_real_page_renders_with_its_claims_sourced_and_one_check(real: Content) -> None:
    for page in [page for pages in real.pages.values() for page in pages]:
        rendered = render(page, real.figures)
        assert rendered.uncited == [], page.slug
        assert set(rendered.cited) <= set(real.sources), page.slug
        assert len(rendered.checks) == 1, page.slug
        assert len(rendered.pieces) == 2, page.slug


def test_ids_on_a_real_page_are_unique_and_what_is_pointed_at_is_there(real: Content) -> None:
    for page in [page for pages in real.pages.values() for page in pages]:
        rendered = render(page, real.figures)
        html = "".join(rendered.pieces)
        ids = re.findall(r'\bid="([^"]+)"', html) + [f"source-{key}" for key in rendered.cited]
        assert len(ids) == len(set(ids)), page.slug
        named = re.findall(r'aria-labelledby="([^"]+)"|href="#([^"]+)"|url\(#([^)]+)\)', html)
        wanted = {name for group in named for part in group for name in part.split()}
        assert wanted <= set(ids), page.slug


def test_every_real_figure_has_a_title_and_a_description(real: Content) -> None:
    for name, svg in real.figures.items():
        assert re.search(r"<title[^>]*>[^<]{5,}</title>", svg), name
        assert re.search(r"<desc[^>]*>[^<]{20,}</desc>", svg), name


def test_checks_of_a_real_module_have_ids_of_their_own(real: Content) -> None:
    for module, pages in real.pages.items():
        ids = [check.id for page in pages for check in render(page, real.figures).checks]
        assert len(ids) == len(set(ids)), module


def test_a_half_written_item_is_told_by_file_and_line(directory: Path) -> None:
    path = directory / "items/d1/d1-e-001.yaml"
    path.write_text(path.read_text()[:-20])
    told = faults_of(directory)
    assert len(told) == 1
    assert told[0].startswith("items/d1/d1-e-001.yaml: error: yaml: not readable YAML at line ")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (ITEM_FILE, "key: true, ", "", f"{ITEM_FILE}: error: schema: a single-choice item has exactly one key, not 0"),
        (ITEM_FILE, "stem: Which", "stam: Which", f"{ITEM_FILE}: error: schema: stem: Field required"),
        (ITEM_FILE, "use: exam\n", "", "use: Field required"),
        (ITEM_FILE, "type: single_choice", "type: [a]", "is not one of single_choice"),
        (ITEM_FILE, "use: exam", "use: exam\nuse: exam", "at line 4: the name 'use' is written twice"),
        (ITEM_FILE, "D1-E-001", "D1-E-002", "file-name"),
        ("course.yaml", "certificate_months: 24\n", "", "course.yaml: error: schema: certificate_months: Field"),
        ("course.yaml", 'version: "1"', "version: 2026-13-45", "not readable YAML"),
        ("sources.yaml", "kind: cohort, ", "", "sources.yaml: S1: error: schema: kind: Field required"),
        (PAGE_FILE, "---\ntitle", "title", "front-matter"),
        (PAGE_FILE, "minutes: 5", "minutes: soon", f"{PAGE_FILE}: error: schema: minutes"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_field(directory: Path, file: str, old: str, new: str, says: str) -> None:
    replace_in(directory / file, old, new)
    assert any(says in told for told in faults_of(directory)), faults_of(directory)


def test_all_faults_are_told_at_once(directory: Path) -> None:
    (directory / "items/d1/d1-e-001.yaml").write_bytes(b"code: \xff\xfe")
    (directory / "figures").mkdir()
    (directory / "figures/a.svg").write_bytes(b"<svg>\xff</svg>")
    (directory / "sources.yaml").unlink()
    (directory / "modules/second/01-end.md").rename(directory / "modules/first/03-start.md")
    told = "\n".join(faults_of(directory))
    for says in ("not UTF-8 at byte 6", "figures/a.svg: error: encoding", "sources.yaml: error: missing-file",
                 "modules/second: error: no-pages", "another page of this module is named start"):  # fmt: skip
        assert says in told


def test_an_empty_directory_is_told_and_not_raised(tmp_path: Path) -> None:
    assert "course.yaml: error: missing-file: this file is missing" in faults_of(tmp_path)


@settings(deadline=None)
@given(st.integers(0, 900))
def test_a_file_cut_anywhere_is_read_or_refused_in_words(at: int) -> None:
    for text in (COURSE, ITEM):
        with suppress(strict_yaml.UnreadableYaml):
            assert strict_yaml.load(text[:at])


def test_on_and_no_are_words_and_true_is_not() -> None:
    assert strict_yaml.load("on: no\nkey: true") == {"on": "no", "key": True}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: &x [1]\nb: *x", "an alias"),
        ("[1, 2]: x", "cannot be a name"),
        ("1: x", "put it in quotes"),
        ("- one", "not a mapping"),
        ("", "empty"),
        ("a: \x07", "not readable YAML"),
        ("[" * 5000, "not readable YAML"),
        ("a: !!python/object/apply:os.system [ls]", "not readable YAML at line 1"),
        ("a: " + "x" * strict_yaml.LARGEST, "larger than a megabyte"),
    ],
)
def test_yaml_that_surprises_is_refused(text: str, says: str) -> None:
    with pytest.raises(strict_yaml.UnreadableYaml, match=re.escape(says)):
        strict_yaml.load(text)

"""Pages rendered: citations, figures, tables, boxes, checks, and nothing that an author must not write."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from question_bank.formats.course import Page
from question_bank.formats.page import Rendered, UnreadablePage, read_check, render

pytestmark = pytest.mark.pure
SVG = '<?xml version="1.0"?><svg class="fig" role="img"><title>T</title></svg>'
FIGURES = {"back.svg": SVG, "rates.svg": SVG.replace('"fig"', '"chart"')}
CHECK = """\
```check
id: one
stem: Which?
options:
  - {text: This, key: true, rationale: Yes.}
  - {text: That, rationale: No.}
```
"""
TAGS = {
    *("p", "h2", "h3", "ul", "ol", "li", "em", "strong", "code", "br", "hr", "a", "blockquote", "div", "svg", "use"),
    *("table", "thead", "tbody", "tr", "th", "td", "caption", "small"),
}
ATTRIBUTES = {
    *("class", "href", "aria-label", "aria-hidden", "id", "scope", "data-label", "tabindex", "role", "start"),
}


def rendered(body: str) -> Rendered:
    return render(Page(slug="p", title="T", minutes=1, lede="L", body=body), FIGURES)


def html_of(body: str) -> str:
    return "\n".join(rendered(body).pieces)


class Reader(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_citations_are_numbered_in_order_of_first_mention() -> None:
    page = rendered("One. [@S9, @F3.1]\n\nTwo. [@F3.1]\n\n- Three. [@S2]\n")
    assert page.cited == ["S9", "F3.1", "S2"]
    assert re.findall(r'href="#source-([^"]+)" aria-label="Source (\d)"', page.pieces[0]) == [
        ("S9", "1"), ("F3.1", "2"), ("F3.1", "2"), ("S2", "3"),
    ]  # fmt: skip


def test_a_citation_follows_the_full_stop_without_a_blank() -> None:
    assert "Two.<a " in html_of("Two. [@S1]")


def test_figures_are_drawn_in_place_and_numbered() -> None:
    html = html_of('![Back](figures/back.svg "The back. [@S1]")\n\n![Rates](figures/rates.svg "The rates.")')
    assert html.count("<svg") == 2
    assert "<?xml" not in html
    assert "<p><figure" not in html
    assert "<b>Figure 1.</b> The back.<a " in html
    assert '<figure class="figure" id="figure-2">' in html


def test_a_wide_chart_may_scroll_and_says_what_it_is() -> None:
    html = html_of('![Rates](figures/rates.svg "Caption.")')
    assert '<div class="chart-scroll" tabindex="0" role="region" aria-label="Chart: Rates"><svg class="chart"' in html


def test_a_key_stands_beside_its_figure_with_letters_names_and_details() -> None:
    html = html_of('![Back](figures/back.svg "C.")\n\n::: figkey\n- **A** Scapula: over ribs 2 to 7\n- **B** Lung\n:::')
    key = '<span class="key__dot">A</span><span>Scapula<small>over ribs 2 to 7</small></span>'
    assert key in html
    assert '<span class="key__dot">B</span><span>Lung</span>' in html
    assert html.index("key__dot") < html.index("<figcaption>")
    assert "figure__body--key" in html


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('![Back](figures/none.svg "C.")', "none.svg is not in figures/"),
        ("![Back](figures/back.svg)", "needs alternative text and a caption"),
        ('![](figures/back.svg "C.")', "needs alternative text and a caption"),
        ('See ![Back](figures/back.svg "C.") here.', "stands alone"),
        ('![B](figures/back.svg "C.")\n\n![B](figures/back.svg "C.")', "twice"),
        ("::: figkey\n- **A** Scapula\n:::", "follows its figure"),
        ('![B](figures/back.svg "C.")\n\n::: figkey\n- Scapula\n:::', "begins with its letter in bold"),
        ("[a page](https://example.org)", "links nowhere"),
        ("<https://example.org>", "links nowhere"),
        ("```python\nprint()\n```", "a fenced block is a check question"),
        ("Words. [@S1]\n\n    indented", "indented block"),
        ("# A title", "headings begin with ##"),
        ("#### A small one", "headings begin with ##"),
        ("Table: Of nothing. [@S1]", "no table stands before"),
        (CHECK + "\n" + CHECK, "stands on the page twice"),
        ("- a list\n\n  " + CHECK.replace("\n", "\n  "), "outside lists and boxes"),
    ],
)
def test_what_a_page_cannot_say_is_refused_in_words(body: str, says: str) -> None:
    with pytest.raises(UnreadablePage, match=says):
        rendered(body)


def test_a_table_has_its_caption_row_headers_and_a_label() -> None:
    html = html_of("| Line | Lung |\n|---|---:|\n| Side | rib 8 |\n\nTable: Lower edges. In adults. [@S1]")
    assert 'role="region" aria-label="Lower edges. In adults."' in html
    assert '<caption>Lower edges. <small>In adults.<a class="cite"' in html
    assert '<th scope="row">Side</th>' in html
    assert '<td class="n" data-label="Lung">rib 8</td>' in html
    assert "style=" not in html
    assert "Table:" not in html


def test_an_empty_head_is_no_header_and_a_table_without_caption_is_named_by_its_heads() -> None:
    html = html_of("| | Active | Latent |\n|---|---|---|\n| Pain | yes | no |")
    assert "<td></td>" in html
    assert 'aria-label="Table of Active, Latent"' in html


def test_checks_stand_between_the_pieces_of_a_page() -> None:
    page = rendered(f"Before. [@S1]\n\n{CHECK}\nAfter. [@S1]")
    assert ["Before" in page.pieces[0], "After" in page.pieces[1]] == [True, True]
    assert [check.id for check in page.checks] == ["one"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id: one\nstem: Which?\noptions: []", "options"),
        (CHECK[9:-4].replace(", key: true", ""), "exactly one key"),
        (CHECK[9:-4] + "colour: red\n", "colour"),
        (CHECK[9:-4] + "id: two\n", "line 6: the name 'id' is written twice"),
        ("id: [", "line 2"),
        ("just words", "not a mapping"),
    ],
)
def test_a_check_that_is_not_whole_is_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(UnreadablePage, match=re.escape(says)):
        read_check(text)


def test_icons_come_from_the_address_given() -> None:
    page = Page(slug="p", title="T", minutes=1, lede="L", body="::: stop\nNever. [@S1]\n:::")
    assert '<use href="/else/icons.svg#bad">' in render(page, {}, "/else/icons.svg").pieces[0]


FRAGMENTS = st.sampled_from(
    [
        *("<b>x</b>", "<script>alert(1)</script>", "<img src=x onerror=y>", "</p>", "&lt;b&gt;", "<!-- -->", "<?x ?>"),
        *("\n\n", "\n", " ", "word ", "**", "*", "[@S1]", "[@F3.1, @S2]", '[@"><b>]', "- ", "1. ", "> ", "## ", "`"),
        *(
            "| a | b |\n|---|:-:|\n| c | d |\n",
            "Table: ",
            "::: key\n",
            "::: stop\n",
            ":::\n",
            "javascript:",
            "\\",
            "\x00",
        ),
    ]
)
BODIES = st.one_of(st.text(min_size=1, max_size=80), st.lists(FRAGMENTS, min_size=1, max_size=14).map("".join))


@settings(deadline=None)
@given(BODIES)
@example(">:::key\n>")
def test_no_raw_html_of_an_author_passes(body: str) -> None:
    try:
        html = html_of(body)
    except (UnreadablePage, ValidationError):
        return
    for tag, attributes in Reader(html).seen:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES
        assert str(attributes.get("href", "#")).startswith(("#source-", "#", "/static/img/icons.svg#"))


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(["S1", "S2b", "F3.1", "S60"]), min_size=1), min_size=1))
def test_every_citation_has_a_target(groups: list[list[str]]) -> None:
    page = rendered("\n\n".join(f"A claim. [{', '.join('@' + key for key in keys)}]" for keys in groups))
    chips = re.findall(r'href="#source-([^"]+)" aria-label="Source (\d+)"', page.pieces[0])
    assert len(chips) == sum(map(len, groups))
    assert all(page.cited[int(number) - 1] == key for key, number in chips)
    assert page.uncited == []

"""Foreign texts as item text: what is kept, what is named as lost, and that nothing breaks it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.exchange import markup
from question_bank.exchange.found import Refused
from question_bank.exchange.markup import LONGEST, Told, as_read, html, of_html, told
from question_bank.exchange.markup_page import Image
from tests.question_bank.exchange.some_cards import unhurried

pytestmark = pytest.mark.pure
KINDS = ("html", "markdown", "moodle", "plain")
LIST, TABLE = "the list is told as lines of text", "the table is told as lines of text"
FORMULA = "formulas are told as a line of text"
ITALICS = "words in italics or underlined stand as plain words"


@pytest.mark.parametrize(
    ("source", "text", "losses"),
    [
        ("<p>One</p><p>Two <b>three</b></p>", "One\n\nTwo **three**", ()),
        ("<div>One<br>two</div>", "One\n\ntwo", ()),
        ("a &lt; b &amp;&nbsp;c", "a < b & c", ()),
        ("10 m<sup>2</sup> of H<sub>2</sub>O", "10 m² of H₂O", ()),
        ("x<sup>half</sup>", "x^(half)", ("raised and lowered words stand on the line, behind ^ and _",)),
        ("<ol><li>Wash<li>Dry</ol>", "1. Wash\n\n2. Dry", (LIST,)),
        ("<ul><li>Wash</li></ul>", "- Wash", (LIST,)),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a | b\n\nc | d", (TABLE,)),
        ("<em>very</em> deep", "very deep", (ITALICS,)),
        ("<a href='https://example.org'>there</a>", "there", ("a link to https://example.org stands as plain words",)),
        ("before<script>alert(1)</script>", "before", ("a script is left out",)),
        ("before<style>p {}</style><!-- unseen --> after", "before after", ()),
        ("<b>all <i>of</i> it</b>", "**all of it**", (ITALICS,)),
        ("a <strong> spaced </strong> word", "a **spaced** word", ()),
        ("a ** b ** c", "a ** b ** c", (markup.STRESS_LOSS,)),
        ("<p>$$x^2$$</p>", "$$x^2$$", (markup.FORMULA_LOSS,)),
        ("<math><mfrac><mn>1</mn><mn>3</mn></mfrac></math>", "1/3", (FORMULA,)),
        ("<m:math><m:mn>2</m:mn><m:mfrac><m:mn>1</m:mn><m:mn>2</m:mn></m:mfrac></m:math> mL", "2 1/2 mL", (FORMULA,)),
        ("bell\x07", "bell", (markup.UNSEEN_LOSS,)),
        ("", "", ()),
        ("<p> </p>", "", ()),
    ],
)
def test_html_becomes_paragraphs_and_stress_and_the_rest_is_named(source, text, losses):
    assert told(source, "html") == Told(text, losses)


def test_pictures_are_told_with_their_words():
    assert of_html("<p>Look<img src='a.png' alt=' a  card '></p>") == Told("Look", (), (Image("a.png", "a card"),))


@pytest.mark.parametrize(
    ("source", "kind", "text"),
    [
        ("a **b**\n\nc", "markdown", "a **b**\n\nc"),
        ("1. Wash\n2. Dry", "markdown", "1. Wash\n\n2. Dry"),
        ("if a < b and c > d", "moodle", "if a < b and c > d"),
        ("one\ntwo", "moodle", "one\n\ntwo"),
        ("<b>one</b>\ntwo", "moodle", "**one**\n\ntwo"),
        ("<b>one</b>", "plain", "<b>one</b>"),
        ("fish &amp; chips", "moodle", "fish & chips"),
    ],
)
def test_each_format_is_read_by_its_own_rules(source, kind, text):
    assert told(source, kind).text == text


@unhurried
@given(st.text())
def test_what_was_written_as_html_once_is_written_alike_ever_after(text):
    once = as_read(text)
    assert as_read(once) == once
    assert of_html(html(once)) == Told(once, of_html(html(once)).losses)


@unhurried
@given(st.text() | st.text(st.sampled_from("<>/&#;*_`[]()!-bpiuol liasup\n=\"'\x00")), st.sampled_from(KINDS))
def test_no_text_breaks_a_reader(text, kind):
    said = told(text, kind)
    assert "\0" not in said.text
    assert said.text == said.text.strip()


@pytest.mark.parametrize(
    "part", ["<", "<b>", "<ul><li>", "<!--", "&", "<sup>", "<table><td>", "**", "<math>", "<math><mfrac>"]
)
def test_what_is_repeated_without_end_is_read_all_the_same(part):
    assert len(told(part * (LONGEST["html"] // len(part)), "html").text) <= 2 * LONGEST["html"]
    with pytest.raises(Refused, match="longer than 200000 signs"):
        told(part * (LONGEST["html"] + 1), "html")

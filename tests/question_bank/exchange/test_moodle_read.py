"""What Moodle's XML means here: which item each question becomes, what is lost, and what is refused by name."""

from __future__ import annotations

import base64
import io
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from question_bank.exchange.found import Found, Outcome, Unreadable
from question_bank.exchange.moodle.read import read
from tests.question_bank.exchange.qti_items import picture

pytestmark = pytest.mark.pure


def answer(share: str, text: str, more: str = "") -> str:
    return f'<answer fraction="{share}" format="html"><text>{text}</text>{more}</answer>'


def said(reason: str) -> str:
    return f'<feedback format="html"><text>{reason}</text></feedback>'


def questions(folder: Path, body: str) -> list[Found]:
    path = folder / "questions.xml"
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{body}\n</quiz>', "utf-8")
    return list(read(path))


def only(folder: Path, kind: str, body: str, stem: str = "What?") -> Found:
    head = f'<name><text>Name</text></name><questiontext format="html"><text><![CDATA[{stem}]]></text>'
    (found,) = questions(folder, f'<question type="{kind}">{head}{picture_file()}</questiontext>{body}</question>')
    return found


def picture_file() -> str:
    out = io.BytesIO()
    Image.new("RGB", (3, 2)).save(out, format="png")
    return f'<file name="a b.png" path="/" encoding="base64">{base64.b64encode(out.getvalue()).decode()}</file>'


def test_a_single_choice_with_its_comments(tmp_path):
    body = answer("0", "A", said("No.")) + answer("100", "B", said("<p>Yes.</p>")) + "<single>true</single>"
    found = only(tmp_path, "multichoice", body)
    assert (found.outcome, found.name) == (Outcome.IMPORTED, "Name")
    assert [(each.text, each.key, each.rationale) for each in found.draft.payload.options] == [
        ("A", False, "No."),
        ("B", True, "Yes."),
    ]


def test_a_choice_of_several_is_scored_by_shares(tmp_path):
    body = answer("50", "A") + answer("50", "B") + answer("-33.33333", "C") + "<single>false</single>"
    payload = only(tmp_path, "multichoice", body).draft.payload
    assert payload.grade(("a", "c")).credit == Fraction(1, 6)


def test_all_or_nothing(tmp_path):
    payload = only(tmp_path, "multichoiceset", answer("100", "A") + answer("100", "B") + answer("0", "C")).draft.payload
    assert payload.scoring == "all_or_nothing"
    assert payload.keys == {"a", "b"}


def test_true_and_false(tmp_path):
    payload = only(tmp_path, "truefalse", answer("0", "true", said("No.")) + answer("100", "false")).draft.payload
    assert [(each.text, each.key, each.rationale) for each in payload.options] == [
        ("True", False, "No."),
        ("False", True, ""),
    ]


def test_a_word_may_ask_for_capitals_and_knows_no_stars(tmp_path):
    body = "<usecase>1</usecase>" + answer("100", "Frog") + answer("50", "Fro*") + answer("0", "a \\* b")
    found = only(tmp_path, "shortanswer", body)
    assert found.draft.payload.case_sensitive
    assert [each.text for each in found.draft.payload.near] == ["a * b"]
    assert found.losses == ("the answer Fro* is left out: * for any letters is not known here",)


def test_a_number_in_several_units(tmp_path):
    units = "<unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
    units += "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit>"
    body = answer("100", "5", "<tolerance>0.1</tolerance>") + f"<units>{units}</units>"
    payload = only(tmp_path, "numerical", body).draft.payload
    assert (payload.value, payload.tolerance, payload.unit) == ("5", "0.1", "m")
    assert payload.grade(("500", "u1")).credit == 1


@pytest.mark.parametrize("kind", ["matching", "ddmatch"])
def test_a_match(tmp_path, kind):
    lines = [("Deltoid", "Axillary"), ("Trapezius", "Accessory"), ("", "Median")]
    body = "".join(
        f'<subquestion format="html"><text>{line}</text><answer><text>{choice}</text></answer></subquestion>'
        for line, choice in lines
    )
    payload = only(tmp_path, kind, body).draft.payload
    assert [(each.text, each.match) for each in payload.prompts] == [("Deltoid", "c1"), ("Trapezius", "c2")]
    assert [each.text for each in payload.choices] == ["Axillary", "Accessory", "Median"]


@pytest.mark.parametrize(
    ("grading", "scoring"),
    [("ALL_OR_NOTHING", "all_or_nothing"), ("LONGEST_CONTIGUOUS_SUBSET", "longest_run"), ("", "absolute_position")],
)
def test_an_order_is_told_by_the_numbers_of_its_steps(tmp_path, grading, scoring):
    steps = answer("2.0000000", "Dry") + answer("1.0000000", "Wash") + answer("3.0000000", "Glove")
    payload = only(tmp_path, "ordering", steps + f"<gradingtype>{grading}</gradingtype>").draft.payload
    assert [step.text for step in payload.steps] == ["Wash", "Dry", "Glove"]
    assert payload.scoring == scoring


@pytest.mark.parametrize(("kind", "option"), [("ddwtos", "dragbox"), ("gapselect", "selectoption")])
def test_gaps_to_fill_are_a_match(tmp_path, kind, option):
    body = "".join(f"<{option}><text>{word}</text><group>1</group></{option}>" for word in ("skin", "lung", "bone"))
    found = only(tmp_path, kind, body, "From [[1]] to [[3]].")
    payload = found.draft.payload
    assert payload.stem == "From [1] _____ to [2] _____."
    assert [(each.text, each.match) for each in payload.prompts] == [("[1]", "c1"), ("[2]", "c2")]
    assert [each.text for each in payload.choices] == ["skin", "bone", "lung"]
    assert found.losses == ("gaps in the text are told as numbered lines to match",)


@pytest.mark.parametrize(
    ("gap", "kind"),
    [
        ("{1:MULTICHOICE:=soil#Yes~dust}", "single_choice"),
        ("{1:MULTIRESPONSE:%50%soil~%50%air~%-50%dust}", "multiple_response"),
        ("{1:SHORTANSWER:=water~%50%H2O}", "short_text"),
        ("{2:NUMERICAL:=7:0.5~%50%7:1}", "numeric"),
    ],
)
def test_one_gap_with_its_answers_inside_is_what_it_asks(tmp_path, gap, kind):
    payload = only(tmp_path, "cloze", "", f"Plants need {gap} here.").draft.payload
    assert (payload.kind, payload.stem) == (kind, "Plants need _____ here.")


def test_a_picture_in_the_question_travels_with_it(tmp_path):
    stem = "Look.<img src='@@PLUGINFILE@@/a%20b.png' alt='A card'><img src='https://example.org/x.png'>"
    found = only(tmp_path, "truefalse", answer("0", "true") + answer("100", "false"), stem)
    picture = found.draft.payload.picture
    assert (picture.alt, picture.width, picture.height) == ("A card", 3, 2)
    assert set(found.draft.media) == {picture.digest}
    assert found.losses == ("the picture https://example.org/x.png is left out: a question shows one picture",)


def test_a_picture_that_is_not_in_the_file_is_not_fetched(tmp_path):
    stem = "Look.<img src='https://example.org/x.png'>"
    found = only(tmp_path, "truefalse", answer("0", "true") + answer("100", "false"), stem)
    assert found.draft.payload.picture is None
    assert "nothing is fetched" in found.losses[0]


OLD = "<image>a b%20.png</image><image_base64>\n{}\n</image_base64>"


def test_a_picture_as_moodle_1_9_wrote_it_is_the_picture_of_the_question(tmp_path):
    old = OLD.format(base64.b64encode(picture()).decode())
    found = only(tmp_path, "multichoice", answer("100", "A") + answer("0", "B") + old)
    assert found.losses == ()
    assert list(found.draft.media) == [found.draft.payload.picture.digest]


def test_no_picture_is_no_loss(tmp_path):
    assert only(tmp_path, "multichoice", answer("100", "A") + answer("0", "B") + "<image></image>").losses == ()


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("<defaultgrade>3.0</defaultgrade>", "worth 3.0 marks"),
        ("<penalty>0.25</penalty>", "a penalty of 0.25"),
        ("<hidden>1</hidden>", "was hidden"),
        ("<hint format='html'><text>Think.</text></hint>", "hints between tries"),
        ("<image>old.gif</image>", "the picture old.gif is left out"),
        ("<shuffleanswers>0</shuffleanswers>", "kept their order"),
        ("<correctfeedback><text>Bravo!</text></correctfeedback>", "comments on right"),
    ],
)
def test_settings_without_a_place_here_are_named(tmp_path, setting, says):
    (loss,) = only(tmp_path, "multichoice", answer("100", "A") + answer("0", "B") + setting).losses
    assert says in loss


def test_usual_settings_say_nothing(tmp_path):
    usual = (
        "<defaultgrade>1.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden>"
        "<shuffleanswers>true</shuffleanswers><shownumcorrect/>"
        "<correctfeedback format='html'><text>&lt;p&gt;Your answer is correct.&lt;/p&gt;</text></correctfeedback>"
    )
    assert only(tmp_path, "multichoice", answer("100", "A") + answer("0", "B") + usual).losses == ()


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("essay", "marked by a person"),
        ("description", "text without a question"),
        ("calculatedsimple", "drawn anew"),
        ("ddmarker", "make a hotspot"),
        ("coderunner", "type coderunner"),
    ],
)
def test_other_types_are_refused_by_name(tmp_path, kind, says):
    found = only(tmp_path, kind, "")
    assert found.outcome is Outcome.REFUSED
    assert says in found.refusal


def test_a_text_with_several_gaps_is_refused(tmp_path):
    found = only(tmp_path, "cloze", "", "{1:SA:=a} and {1:SA:=b}")
    assert "2 gaps" in found.refusal


def test_a_category_stands_over_what_follows(tmp_path):
    head = '<question type="category"><category><text>$course$/top/Lungs</text></category></question>'
    tags = "<idnumber>D4-E-007</idnumber><tags><tag><text>source: S1</text></tag><tag><text>new</text></tag></tags>"
    body = f'<question type="truefalse"><questiontext><text>Q</text></questiontext>{tags}'
    (found,) = questions(tmp_path, f"{head}{body}{answer('100', 'true')}{answer('0', 'false')}</question>")
    assert found.draft.category == "Lungs"
    assert found.draft.about == {"code": "D4-E-007", "sources": ("S1",)}
    assert found.draft.tags == ("new",)
    assert found.where == "line 3"


@pytest.mark.parametrize("data", [b"", b"<quiz></quiz>", b"<quiz><question", b"not xml", b"\x89PNG"])
def test_what_is_no_file_of_moodles_is_unreadable(tmp_path, data):
    path = tmp_path / "questions.xml"
    path.write_bytes(data)
    with pytest.raises(Unreadable):
        list(read(path))

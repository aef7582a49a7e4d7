"""What GIFT means here: which item each question becomes, what is lost, and what is refused by name."""

from __future__ import annotations

from fractions import Fraction

import pytest

from question_bank.exchange.found import Found, Outcome, Unreadable
from question_bank.exchange.gift.read import found_in, read

pytestmark = pytest.mark.pure


def only(text: str) -> Found:
    (found,) = found_in(text)
    return found


def options(found: Found) -> list[tuple[str, bool, str | None]]:
    return [(option.text, option.key, option.credit) for option in found.draft.payload.options]


def test_one_right_answer_is_a_single_choice():
    found = only("::Depth::How deep?{~1 mm#Too little. =3 mm#Right. ~9 mm####See the table.}")
    assert (found.where, found.name, found.outcome) == ("line 1", "Depth", Outcome.IMPORTED)
    assert found.draft.payload.kind == "single_choice"
    assert found.draft.payload.scoring == "all_or_nothing"
    assert options(found) == [("1 mm", False, None), ("3 mm", True, None), ("9 mm", False, None)]
    assert found.draft.payload.options[1].rationale == "Right.\n\nSee the table."


def test_weights_make_a_mapping():
    found = only("Where?{~Jerusalem ~%25%Bethlehem ~%-50%Rome =Nazareth}")
    payload = found.draft.payload
    assert payload.scoring == "mapping"
    assert payload.grade(("b",)).credit == Fraction(1, 4)
    assert payload.grade(("c",)).credit == 0
    assert found.losses == ("answers that took marks away earn nothing here",)


def test_weights_without_a_right_answer_are_a_multiple_response():
    payload = only("Which?{~%33.33333%A ~%33.33333%B ~%33.33333%C ~%-100%D}").draft.payload
    assert payload.kind == "multiple_response"
    assert payload.grade(("a", "b")).credit == Fraction(2, 3)
    assert payload.grade(("a", "b", "c")).credit == 1
    assert payload.grade(("a", "b", "c", "d")).credit == 0


def test_of_a_true_false_question_the_first_comment_is_for_whoever_is_wrong():
    """As Moodle reads it. The reference parser takes the first for true and the second for false."""
    yes, no = (only(f"Sharp?{{{key}#wrong#right}}").draft.payload.options for key in ("TRUE", "FALSE"))
    assert [(option.text, option.key, option.rationale) for option in yes] == [
        ("True", True, "right"),
        ("False", False, "wrong"),
    ]
    assert [(option.key, option.rationale) for option in no] == [(False, "wrong"), (True, "right")]


def test_a_word_to_type_keeps_what_is_partly_right_and_what_is_near():
    found = only("Which?{=Frog#Good! =%50%Cat#Nearly. =%0%Dog#No. =%0%*#What?}")
    payload = found.draft.payload
    assert payload.accepted == ("Frog",)
    assert [(each.text, each.credit, each.rationale) for each in payload.partial] == [("Cat", "1/2", "Nearly.")]
    assert [(each.text, each.rationale) for each in payload.near] == [("Dog", "No.")]
    assert payload.rationale == "Good!"
    assert found.losses == ("the comment on every other answer is not kept: What?",)


@pytest.mark.parametrize(
    ("answers", "value", "tolerance"),
    [("1822", "1822", "0"), ("1822:5", "1822", "5"), ("1..5", "3", "2"), ("-5..-4", "-4.5", "0.5"), ("=3:2", "3", "2")],
)
def test_a_number_is_told_by_value_and_tolerance_or_by_a_range(answers, value, tolerance):
    payload = only(f"When?{{#{answers}}}").draft.payload
    assert (payload.value, payload.tolerance) == (value, tolerance)


def test_a_wrong_number_with_a_comment_is_legal():
    """The reference parser rejects it; Moodle's own tests read it."""
    found = only("A number from 1 to 5?{#3:2~#Completely wrong}")
    assert found.draft.payload.value == "3"
    assert found.losses == ("the comment on a wrong number is not kept: Completely wrong",)


def test_numbers_that_are_partly_right():
    payload = only("When?{#=1822:0 =%50%1822:2#Close.}").draft.payload
    assert payload.grade(("1823", "")).credit == Fraction(1, 2)


def test_a_match_may_offer_more_than_it_needs():
    payload = only("Match.{=Canada -> Ottawa =Quebec -> Ottawa = -> Oslo}").draft.payload
    assert [(each.text, each.match) for each in payload.prompts] == [("Canada", "c1"), ("Quebec", "c1")]
    assert [each.text for each in payload.choices] == ["Ottawa", "Oslo"]
    assert payload.scoring == "per_part"


def test_labels_say_what_a_card_says():
    found = only(
        "$CATEGORY: $course$/top/Thorax\n\n// [id:D4-E-007] [tag:domain: D4] [tag:source: S1] [tag:odd \\] one]\nQ{T}"
    )
    assert found.draft.category == "Thorax"
    assert found.draft.about == {"code": "D4-E-007", "domain": "D4", "sources": ("S1",)}
    assert found.draft.tags == ("odd ] one",)


def test_an_id_that_is_no_code_is_a_label():
    assert only("// [id:2112]\nQ{T}").draft.tags == ("id: 2112",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Write about it. {}", "marked by a person"),
        ("Just a text.", "text without a question"),
        ("Order{>3 ALL VERTICAL\nA\nB\nC\n}", "not read from GIFT"),
        ("What?{=a ~b", "brace is not closed"),
        ("What?{=a} and {=b}", "two sets of answers"),
        ("What?{~a ~b}", "0% together"),
        ("What?{=%50%a ~b}", "no answer earns 100 %"),
        ("What?{#about five}", "is not a number"),
        ("What?{#=1 =2}", "2 numbers earn 100 %"),
        ("What?{=neur*}", "no answer that can be kept"),
        ("Match.{=a->b =c}", "has no ->"),
        ("[html]<img src='x.png'>{=a ~b}", "no text"),
        ("What?{=a =a ~b}", "two options share a text"),
        ("What?{" + "~x" * 30 + "=y}", "at most 26"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(text, says):
    found = only(text)
    assert found.outcome is Outcome.REFUSED
    assert says in found.refusal


def test_a_question_that_cannot_be_read_does_not_hide_the_next():
    first, second = found_in("Broken{=a\n\nWhole{=a ~b}")
    assert (first.outcome, second.outcome) == (Outcome.REFUSED, Outcome.IMPORTED)
    assert second.where == "line 3"


def test_a_file_without_a_question_is_unreadable():
    with pytest.raises(Unreadable, match="holds no question"):
        list(found_in("// only a comment\n\n$CATEGORY: x"))


def test_an_encoding_that_is_guessed_is_told(tmp_path):
    path = tmp_path / "old.gift"
    path.write_bytes("Naïve?{T}".encode("cp1252"))
    (found,) = read(path)
    assert found.draft.payload.stem == "Naïve?"
    assert "Windows-1252" in found.losses[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are_leave_no_doubt(tmp_path, encoding):
    path = tmp_path / "new.gift"
    path.write_bytes("Naïve?{T}".encode(encoding))
    (found,) = read(path)
    assert (found.draft.payload.stem, found.losses) == ("Naïve?", ())


def test_a_file_that_is_no_text_is_unreadable(tmp_path):
    path = tmp_path / "picture.gift"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    with pytest.raises(Unreadable, match="not a text file"):
        list(read(path))

"""Tables as people make them: separators, encodings, headings in their own words, and rows named as they see them."""

from __future__ import annotations

import pytest

from question_bank.exchange.found import Found, Outcome, Unreadable
from question_bank.exchange.table.read import found_in, read

pytestmark = pytest.mark.pure


def only(text: str) -> Found:
    (found,) = found_in(text)
    return found


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_out(separator):
    rows = [["question", "option 1", "option 2", "answer"], ["Which?", "this", "that", "B"]]
    found = only("\n".join(separator.join(row) for row in rows))
    assert [(each.text, each.key) for each in found.draft.payload.options] == [("this", False), ("that", True)]


@pytest.mark.parametrize(
    ("answer", "kind", "keys"),
    [("A", "single_choice", {"a"}), ("2", "single_choice", {"b"}), ("A, C", "multiple_response", {"a", "c"}),
     ("that one", "single_choice", {"b"})],
)  # fmt: skip
def test_the_right_options_are_named_by_letter_number_or_text(answer, kind, keys):
    payload = only(f'stem,text 1,text 2,text 3,right\nQ,this,that one,else,"{answer}"').draft.payload
    assert (payload.kind, payload.keys) == (kind, keys)


def test_a_comma_may_stand_in_a_number():
    payload = only("type;stem;text 1;tolerance 1;unit;other units\nnumeric;Q;3,5;0,1;cm;mm = 0,1").draft.payload
    assert (payload.value, payload.tolerance, payload.units[0].factor) == ("3.5", "0.1", "0.1")


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    text = 'stem,text 1,right 1,text 2\n"Two\nlines",a,yes,b\n\nNext,a,yes,b\n'
    assert [found.where for found in found_in(text)] == ["row 2", "row 4"]


def test_a_column_that_is_not_known_is_named():
    assert only("stem,text 1,right 1,text 2,Chapter\nQ,a,yes,b,7").losses == ("the column Chapter is not known",)


def test_an_apostrophe_of_its_own_stays():
    assert only("stem,text 1,right 1,text 2\n'Tis?,'=1+1,yes,''").draft.payload.stem == "'Tis?"
    assert only("stem,text 1,right 1,text 2\n'Tis?,'=1+1,yes,''").draft.payload.options[0].text == "=1+1"


def test_an_encoding_that_is_guessed_is_told(tmp_path):
    path = tmp_path / "old.csv"
    path.write_bytes("stem,text 1,right 1,text 2\nNaïve?,a,yes,b".encode("cp1252"))
    (found,) = read(path)
    assert found.draft.payload.stem == "Naïve?"
    assert "Windows-1252" in found.losses[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("stem,text 1,text 2,right,domain\nQ,a,b,A,Lungs", "column category"),
        ("stem,type\nQ,essay", "the type essay is not one of"),
        ("stem,text 1,text 2\nQ,a,b", "exactly one key"),
        ("stem,text 1,text 2,right\nQ,a,b,C", "does not name one option"),
        ("stem,text 1,text 2,right\nQ,a,b,perhaps", "does not name one option"),
        ("stem,type,text 1,text 2\nQ,matching,a,b", "no choice in the column"),
        ("stem,type,text 1,text 2\nQ,numeric,1,2", "2 right numbers"),
        ("stem,type,text 1\nQ,numeric,many", "value"),
        ("stem,type,text 1,right 1,text 2,scoring\nQ,ordering,a,,b,by eye", "scoring"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(text, says):
    found = only(text)
    assert found.outcome is Outcome.REFUSED
    assert says in found.refusal


@pytest.mark.parametrize("text", ["", "a,b\n1,2", "stem,text 1\n"])
def test_what_is_no_table_of_items_is_unreadable(text):
    with pytest.raises(Unreadable, match="row"):
        list(found_in(text))

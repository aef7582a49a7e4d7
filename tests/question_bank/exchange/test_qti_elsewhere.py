"""What other systems' writers do beside the standard, and what becomes of it: the key is the one they say."""

from __future__ import annotations

from random import Random

import pytest

from question_bank.exchange.found import Found
from question_bank.exchange.qti.drafting import OVERRULED
from question_bank.exchange.qti.kinds import SILENT
from question_bank.exchange.qti.shared import LONGEST, REPEATED
from question_bank.items import Matching, SingleChoice
from tests.question_bank.exchange.qti_items import MAP, asking, choices, found, item, manifest, one

pytestmark = pytest.mark.pure
TWO = asking("choiceInteraction", choices("simpleChoice", A="One", B="Two"))
CONDITION = (
    "<responseCondition><responseIf><match><variable identifier='RESPONSE'/><correct identifier='RESPONSE'/></match>"
    "{}</responseIf></responseCondition>"
)
MAPPED = (
    '<mapping lowerBound="-1"><mapEntry mapKey="B" mappedValue="2"/><mapEntry mapKey="A" mappedValue="-1"/></mapping>'
)
FULL_FROM_THE_START = (
    b'identifier="SCORE" cardinality="single" baseType="float"><defaultValue><value>5</value></defaultValue>'
)


TOO_LONG = Random(1).randbytes(LONGEST // 2 + 1).hex().encode()


def keys(result: Found) -> list[str]:
    assert result.draft is not None, result.refusal
    payload = result.draft.payload
    assert isinstance(payload, SingleChoice)
    return [option.text for option in payload.options if option.key]


def starting_full(data: bytes) -> bytes:
    bare = b'identifier="SCORE" cardinality="single" baseType="float"/>'
    assert bare in data
    return data.replace(bare, FULL_FROM_THE_START + b"</outcomeDeclaration>")


@pytest.mark.parametrize(
    "data",
    [
        item(TWO, "B", rules="<responseProcessing/>"),
        item(TWO, "B", rules="<!-- none -->"),
        item(TWO, "B", rules=f"<responseProcessing>{CONDITION.format('')}</responseProcessing>"),
        item(TWO, "", rules="<responseProcessing/>", more=MAPPED),
        starting_full(item(TWO, "B", rules="<!-- none -->")),
        starting_full(item(TWO, "B", rules=CONDITION.format(""))),
    ],
    ids=["empty", "none", "sets nothing", "mapping alone", "starts full", "outside"],
)
def test_what_is_declared_right_is_the_key_where_no_rule_says_what_it_earns(data: bytes) -> None:
    result = one(data)
    assert keys(result) == ["Two"]
    assert SILENT in result.losses


def test_rules_that_set_the_score_are_believed_and_not_what_is_declared_beside_them() -> None:
    sets = '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
    is_a = CONDITION.format(sets).replace(
        "<correct identifier='RESPONSE'/>", '<baseValue baseType="identifier">A</baseValue>'
    )
    result = one(item(TWO, "B", rules=f"<responseProcessing>{is_a}</responseProcessing>"))
    assert keys(result) == ["One"]
    assert OVERRULED in result.losses
    assert SILENT not in result.losses


def test_a_template_scores_the_only_response_whatever_it_is_called() -> None:
    assert keys(one(item(TWO, "B").replace(b'"RESPONSE"', b'"RESPONSE684"'))) == ["Two"]


def with_second(data: bytes, right: str) -> bytes:
    declared = (
        '<responseDeclaration identifier="R2" cardinality="single" baseType="identifier"><correctResponse>'
        f"<value>{right}</value></correctResponse></responseDeclaration><itemBody>"
    )
    return data.replace(b"<itemBody>", declared.encode())


def test_lists_with_words_of_their_own_are_one_matching() -> None:
    first = asking("inlineChoiceInteraction", choices("inlineChoice", A="pen", B="pan"))
    second = asking("inlineChoiceInteraction", choices("inlineChoice", C="ant", D="apple")).replace("RESPONSE", "R2")
    result = one(with_second(item(f"<p>{first} and {second}</p>", "A", body="", rules="<responseProcessing/>"), "D"))
    assert result.draft is not None, result.refusal
    payload = result.draft.payload
    assert isinstance(payload, Matching)
    words = {choice.id: choice.text for choice in payload.choices}
    assert [words[prompt.match] for prompt in payload.prompts] == ["pen", "apple"]
    assert list(words.values()) == ["pen", "pan", "ant", "apple"]


def test_pairs_that_earn_more_than_those_called_right_are_the_key_and_it_is_said() -> None:
    gaps = choices("gapText", A="one", B="two") + '<p>Say <gap identifier="X"/> and <gap identifier="Y"/></p>'
    worth = {"A X": 1, "B Y": 1, "A Y": 3, "B X": 3}
    entries = "".join(f'<mapEntry mapKey="{pair}" mappedValue="{mark}"/>' for pair, mark in worth.items())
    result = one(item(asking("gapMatchInteraction", gaps), "A X\nB Y", base="directedPair", cardinality="multiple",
                      template=MAP, more=f'<mapping defaultValue="0">{entries}</mapping>'))  # fmt: skip
    assert result.draft is not None
    assert isinstance(result.draft.payload, Matching)
    assert [prompt.match for prompt in result.draft.payload.prompts] == ["b", "a"]
    assert OVERRULED in result.losses


def test_notes_behind_words_do_not_run_into_the_text() -> None:
    note = 'a <span data-role="tooltip-target">word</span><span data-role="tooltip-content">its meaning</span>, said'
    result = one(item(TWO.replace("One", note), body=f"<p>{note}</p>"))
    assert result.draft is not None
    assert result.draft.payload.stem == "a word, said"
    assert keys(result) == ["a word, said"]
    assert "notes that opened behind a word are left out" in result.losses


def test_feedback_on_a_choice_not_made_is_no_reason_for_it() -> None:
    said = '<modalFeedback outcomeIdentifier="FEEDBACK" identifier="A" showHide="{}">{}</modalFeedback>'
    after = said.format("show", "Yes") + said.format("hide", "You did not see it")
    result = one(item(TWO, cardinality="multiple", after=after))
    assert result.draft is not None
    assert [option["rationale"] for option in result.draft.payload.model_dump()["options"]] == ["Yes", ""]
    assert "feedback on the question as a whole is left out" in result.losses


def beside(passage: bytes | None) -> Found:
    body = '<rubricBlock view="candidate"><object data="../p/a.html" type="text/html"/></rubricBlock><p>Which?</p>'
    files = {"imsmanifest.xml": manifest("items/i.xml"), "items/i.xml": item(TWO, body=body)}
    [result] = found(files if passage is None else {**files, "p/a.html": passage})
    assert result.draft is not None, result.refusal
    return result


def test_a_passage_in_a_file_of_its_own_stands_before_the_question() -> None:
    page = "<p>A man, <b>60</b>.</p><p>He coughs.<img src='x.png'/></p>"
    result = beside(f"<html><head><title>no</title></head><body>{page}</body></html>".encode())
    assert result.draft is not None
    assert result.draft.payload.stem == "A man, **60**.\n\nHe coughs.\n\nWhich?"
    assert result.losses == (REPEATED, "pictures in what it shares with other questions are left out")


@pytest.mark.parametrize(("passage", "why"), [(None, "has no file p/a.html"), (TOO_LONG, "longer than 1 MB")])
def test_a_passage_that_cannot_be_shown_is_a_named_loss(passage: bytes | None, why: str) -> None:
    result = beside(passage)
    assert result.draft is not None
    assert result.draft.payload.stem == "Which?"
    [loss] = result.losses
    assert "the text beside it is left out" in loss
    assert why in loss


def test_fractions_in_answers_stay_fractions() -> None:
    half = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mn>1</mn><mn>2</mn></mfrac></math>'
    third = (
        '<m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:mfrac><m:mn>1</m:mn><m:mn>3</m:mn></m:mfrac></m:math>'
    )
    result = one(item(asking("choiceInteraction", choices("simpleChoice", A=half, B=third))))
    assert result.draft is not None
    assert [option["text"] for option in result.draft.payload.model_dump()["options"]] == ["1/2", "1/3"]
    assert "formulas are told as a line of text" in result.losses

"""Every interaction lands where it should, scored as there; what cannot be read is refused by name."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from question_bank.exchange.found import Found
from question_bank.items import Payload
from tests.question_bank.exchange.qti_items import MAP, OBJECT, POINT, asking, choices, item, one

pytestmark = pytest.mark.pure
THREE = choices("simpleChoice", A="One", B="Two", C="Three")
MAPPED = (
    '<mapping lowerBound="0" upperBound="2" defaultValue="-1"><mapEntry mapKey="A" mappedValue="1"/>'
    '<mapEntry mapKey="B" mappedValue="1"/></mapping>'
)
PAIRS = """<mapping defaultValue="0"><mapEntry mapKey="A X" mappedValue="1"/>
<mapEntry mapKey="B Y" mappedValue="1"/></mapping>"""
SETS = (
    f"<simpleMatchSet>{choices('simpleAssociableChoice', A='One', B='Two')}</simpleMatchSet>"
    f"<simpleMatchSet>{choices('simpleAssociableChoice', X='Left', Y='Right')}</simpleMatchSet>"
)
TRUTHS = SETS.replace("Left", "True").replace("Right", "False")
SPOTS = (
    f'{OBJECT}<hotspotChoice identifier="A" shape="rect" coords="0,0,10,10"/>'
    '<hotspotChoice identifier="B" shape="circle" coords="20,20,5"/>'
)
PLACES = SPOTS.replace("hotspotChoice", "associableHotspot")
AREAS = (
    '<areaMapping defaultValue="0"><areaMapEntry shape="circle" coords="10,10,5" mappedValue="2"/>'
    '<areaMapEntry shape="rect" coords="20,5,35,25" mappedValue="1"/></areaMapping>'
)
WORDS = (
    '<mapping defaultValue="0"><mapEntry mapKey="York" mappedValue="2" caseSensitive="false"/>'
    '<mapEntry mapKey="Jorvik" mappedValue="1" caseSensitive="false"/></mapping>'
)
NEAR = (
    '<responseProcessing><responseCondition><responseIf><equal toleranceMode="absolute" tolerance="0.5 0.5">'
    '<variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal><setOutcomeValue identifier="SCORE">'
    '<baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>'
)
LANDS: list[tuple[str, bytes, str, list[tuple[Any, Fraction]]]] = [
    ("choice", item(asking("choiceInteraction", THREE, 'maxChoices="1"')), "single_choice",
     [(("a",), Fraction(1)), (("b",), Fraction(0))]),
    ("choice with a mapping", item(asking("choiceInteraction", THREE, 'maxChoices="0"'), "A\nB", cardinality="multiple",
     template=MAP, more=MAPPED), "multiple_response",
     [(("a", "b"), Fraction(1)), (("a",), Fraction(1, 2)), (("a", "b", "c"), Fraction(1, 2)), (("c",), Fraction(0))]),
    ("inline choice", item(asking("inlineChoiceInteraction", choices("inlineChoice", A="One", B="Two"))),
     "single_choice", [(("a",), Fraction(1))]),
    ("hot text", item(asking("hottextInteraction", f"<p>See {choices('hottext', A='one', B='two')}</p>",
     'maxChoices="0"'), "A\nB", cardinality="multiple"), "multiple_response",
     [(("a", "b"), Fraction(1)), (("a",), Fraction(0))]),
    ("text", item(asking("textEntryInteraction", ""), "York", base="string", template=MAP, more=WORDS), "short_text",
     [("york", Fraction(1)), ("Jorvik", Fraction(1, 2)), ("Leeds", Fraction(0))]),
    ("number", item(asking("textEntryInteraction", ""), "7.5", base="float", rules=NEAR), "numeric",
     [(("8", ""), Fraction(1)), (("8.01", ""), Fraction(0)), (("7", ""), Fraction(1))]),
    ("slider", item(asking("sliderInteraction", "", 'lowerBound="0" upperBound="10" step="1"'), "4", base="integer"),
     "numeric", [(("4", ""), Fraction(1)), (("5", ""), Fraction(0))]),
    ("match", item(asking("matchInteraction", SETS), "A X\nB Y", base="directedPair", cardinality="multiple",
     template=MAP, more=PAIRS), "matching",
     [((("a", "x"), ("b", "y")), Fraction(1)), ((("a", "x"), ("b", "x")), Fraction(1, 2))]),
    ("match of truths", item(asking("matchInteraction", TRUTHS), "A X\nB Y", base="directedPair",
     cardinality="multiple"), "true_false_set",
     [((("a", True), ("b", False)), Fraction(1)), ((("a", True), ("b", True)), Fraction(0))]),
    ("order", item(asking("orderInteraction", THREE), "C\nA\nB", cardinality="ordered"), "ordering",
     [(("c", "a", "b"), Fraction(1)), (("a", "b", "c"), Fraction(0))]),
    ("gap match", item(asking("gapMatchInteraction", choices("gapText", A="one", B="two")
     + '<p>Say <gap identifier="X"/> and <gap identifier="Y"/></p>'), "A X\nB Y", base="directedPair",
     cardinality="multiple", template=MAP, more=PAIRS), "matching",
     [((("x", "a"), ("y", "b")), Fraction(1)), ((("x", "a"),), Fraction(1, 2))]),
    ("graphic gap match", item(asking("graphicGapMatchInteraction", PLACES + choices("gapText", X="one", Y="two")),
     "X A\nY B", base="directedPair", cardinality="multiple"), "matching", [((("a", "x"), ("b", "y")), Fraction(1))]),
    ("associate", item(asking("associateInteraction", choices("simpleAssociableChoice", A="1", B="2", C="3", D="4")),
     "A B\nC D", base="pair", cardinality="multiple"), "matching", [((("a", "b"), ("c", "d")), Fraction(1))]),
    ("graphic order", item(asking("graphicOrderInteraction", SPOTS), "B\nA", cardinality="ordered"), "ordering",
     [(("b", "a"), Fraction(1)), (("a", "b"), Fraction(0))]),
    ("hotspot", item(asking("hotspotInteraction", SPOTS, 'maxChoices="1"')), "hotspot",
     [(("a",), Fraction(1)), (("b",), Fraction(0))]),
    ("point", item(asking("selectPointInteraction", OBJECT, 'maxChoices="1"'), "10 10", base="point", template=POINT,
     more=AREAS), "hotspot", [(("area-1",), Fraction(1)), (("area-2",), Fraction(1, 2))]),
]  # fmt: skip


def landed(result: Found) -> Payload:
    assert result.draft is not None, result.refusal
    return result.draft.payload


@pytest.mark.parametrize(("data", "kind", "expected"), [case[1:] for case in LANDS], ids=[case[0] for case in LANDS])
def test_every_interaction_lands(data: bytes, kind: str, expected: list[tuple[Any, Fraction]]) -> None:
    result = one(data)
    payload = landed(result)
    assert payload.kind == kind
    assert [(response, payload.grade(response).credit) for response, _credit in expected] == expected
    assert not [loss for loss in result.losses if "earns" in loss and kind != "short_text"]


def inline(response: str) -> str:
    return asking("inlineChoiceInteraction", choices("inlineChoice", A="one", B="two")).replace("RESPONSE", response)


def test_several_lists_become_one_matching() -> None:
    asks = "".join(
        f'<match><variable identifier="{each}"/><correct identifier="{each}"/></match>' for each in ("RESPONSE", "R2")
    )
    sets = '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
    rules = f"<responseCondition><responseIf><and>{asks}</and>{sets}</responseIf></responseCondition>"
    second = (
        '<responseDeclaration identifier="R2" cardinality="single" baseType="identifier"><correctResponse>'
        "<value>B</value></correctResponse></responseDeclaration><itemBody>"
    )
    body = f"<p>Say {inline('RESPONSE')} or {inline('R2')}</p>"
    data = item(body, body="", rules=f"<responseProcessing>{rules}</responseProcessing>")
    payload = landed(one(data.replace(b"<itemBody>", second.encode())))
    assert payload.stem == "Say [1] or [2]"
    assert payload.grade((("response", "o-0"), ("r2", "o-1"))).credit == 1
    assert payload.grade((("response", "o-0"), ("r2", "o-0"))).credit == 0


@pytest.mark.parametrize(
    "name", ["extendedText", "upload", "drawing", "media", "endAttempt", "custom", "portableCustom"]
)
@pytest.mark.parametrize("is_three", [False, True])
def test_what_a_machine_cannot_score_is_refused_by_name(name: str, is_three: bool) -> None:
    tag = f"{name}Interaction"
    written = {"endAttempt": "end-attempt", "extendedText": "extended-text", "portableCustom": "portable-custom"}
    told = f"qti-{written.get(name, name)}-interaction" if is_three else tag
    result = one(item(asking(told, "")))
    assert result.draft is None
    assert result.refusal.startswith(f"line 1: <{tag}> ")


TWO = asking("choiceInteraction", THREE) + asking("textEntryInteraction", "")
OWN = '<responseProcessing><customOperator class="org.example.Mine"/></responseProcessing>'
UNKNOWN = '<responseProcessing template="http://198.51.100.7/mine.xml"/>'
ASKS_CUSTOM = NEAR.replace("<equal", '<customOperator class="org.example.Mine"/><equal')


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (item(TWO), "asks 2 things at once (<choiceInteraction>, <textEntryInteraction>)"),
        (item(""), "it asks nothing"),
        (item(asking("strangeInteraction", "")), "<strangeInteraction> is no interaction that is read here"),
        (item(asking("choiceInteraction", THREE)).replace(b'adaptive="false"', b'adaptive="true"'), "it is adaptive"),
        (item(asking("choiceInteraction", THREE), after="<templateProcessing/>"), "a template that makes many items"),
        (item(asking("choiceInteraction", THREE), rules=OWN), "<customOperator> is no rule"),
        (item(asking("choiceInteraction", THREE), rules=UNKNOWN), "is not known here"),
        (item(asking("choiceInteraction", THREE), ""), "no answer to it earns anything"),
        (item(asking("hotspotInteraction", SPOTS.replace("p.png", "q.png"))), "its picture cannot be shown"),
        (item(asking("hotspotInteraction", SPOTS.replace("20,20,5", "20,20"))), "“circle 20,20” is no shape"),
        (b"<questestinterop><item/></questestinterop>", "this is QTI 1.2"),
        (b"<html/>", "this is no item: its outermost element is <html>"),
        (item(asking("choiceInteraction", THREE))[:-30], "not well-formed XML"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_refusals_say_what_and_where(data: bytes, reason: str) -> None:
    result = one(data)
    assert result.draft is None
    assert reason in result.refusal
    assert result.where == "i.xml"


def test_feedback_becomes_the_reason_of_each_option() -> None:
    rules = (
        '<responseProcessing><responseCondition><responseIf><match><variable identifier="RESPONSE"/><correct '
        'identifier="RESPONSE"/></match><setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue>'
        '</setOutcomeValue></responseIf></responseCondition><setOutcomeValue identifier="FEEDBACK"><variable '
        'identifier="RESPONSE"/></setOutcomeValue></responseProcessing>'
    )
    inline = '<feedbackInline outcomeIdentifier="FEEDBACK" identifier="B" showHide="show">Too many</feedbackInline>'
    parts = THREE.replace("Two", f"Two{inline}")
    modal = '<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{}" showHide="show"><p>{}</p></modalFeedback>'
    after = modal.format("A", "Because") + modal.format("lost", "Nobody sees this")
    result = one(item(asking("choiceInteraction", parts), rules=rules, after=after))
    options = landed(result).model_dump()["options"]
    assert [(each["text"], each["rationale"]) for each in options] == [
        ("One", "Because"), ("Two", "Too many"), ("Three", ""),
    ]  # fmt: skip
    assert result.losses == ("feedback on the question as a whole is left out",)


def test_pictures_are_carried_and_outsiders_are_not_fetched() -> None:
    body = '<p>See <img src="p.png" alt="A map"/></p>'
    result = one(item(asking("choiceInteraction", THREE), body=body))
    assert result.draft is not None
    assert result.draft.payload.picture is not None
    assert list(result.draft.media) == [result.draft.payload.picture.digest]
    outside = one(item(asking("choiceInteraction", THREE), body=body.replace("p.png", "http://198.51.100.7/p.png")))
    assert outside.draft is not None
    assert "lies outside the package and is not fetched" in outside.losses[0]

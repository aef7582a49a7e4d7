"""Settings of Moodle's questions that have no place in an item, each named where it says something of its own."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from question_bank.exchange import xml
from question_bank.exchange.markup import told
from question_bank.exchange.moodle.elements import is_yes, said, value
from question_bank.exchange.moodle.shares import number

USUAL_PENALTIES = ("0", "0.1", "0.3333333", "1")
"""What Moodle sets by itself; nobody chose it."""
USUAL_COMMENTS = (
    "",
    "Your answer is correct.",
    "Your answer is partially correct.",
    "Your answer is incorrect.",
)
READ = frozenset((
    "name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden", "idnumber", "tags",
    "answer", "single", "shuffleanswers", "usecase", "units", "unitgradingtype", "unitpenalty", "showunits",
    "subquestion", "selecttype", "gradingtype", "dragbox", "selectoption", "hint", "correctfeedback",
    "partiallycorrectfeedback", "incorrectfeedback", "image", "image_base64",
))  # fmt: skip
"""What is read, here or where the question is read."""
LOOKS = frozenset((
    "answernumbering", "showstandardinstruction", "shownumcorrect", "unitsleft", "layouttype", "selectcount",
    "showgrading", "numberingstyle",
))  # fmt: skip
"""How a question looks there; it says nothing of what it asks."""
COMMENTS = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def lost_settings(question: etree._Element) -> Iterator[str]:
    """What a question's settings say that its item cannot."""
    grade = value(question, "defaultgrade", "1")
    if _differs(grade, "1"):
        yield f"worth {grade} marks there; here every question of a paper counts alike"
    if _differs(value(question, "penalty", "0"), *USUAL_PENALTIES):
        yield f"a penalty of {value(question, 'penalty')} for each further try; here there is one try"
    if question.find("hint") is not None:
        yield "hints between tries are left out"
    if is_yes(value(question, "hidden", "0")):
        yield "the question was hidden there; here it is a draft like any other"
    if not is_yes(value(question, "shuffleanswers", "1")):
        yield "the answers kept their order there; here they are shuffled"
    if any(_words(question, name) not in USUAL_COMMENTS for name in COMMENTS):
        yield "the comments on right, partly right and wrong answers as a whole are left out"
    for name in dict.fromkeys(xml.local(child) for child in question):
        if name not in READ | LOOKS | {""}:
            yield f"{name} is left out: nothing here is like it"


def _words(question: etree._Element, name: str) -> str:
    comment = said(question.find(name))
    return told(comment.text, comment.kind).text


def _differs(text: str, *usual: str) -> bool:
    try:
        return number(text) not in [number(each) for each in usual]
    except ValueError:
        return True

"""Moodle XML as drafts, streamed, so that a large bank never stands in memory whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from question_bank.exchange import xml
from question_bank.exchange.found import Draft, Found, Refused, Unreadable
from question_bank.exchange.moodle.elements import files, said, value
from question_bank.exchange.moodle.kinds import KINDS
from question_bank.exchange.moodle.reading import Reading
from question_bank.exchange.moodle.settings import lost_settings

NO_QUESTION = "the file holds no question of Moodle's; export it from Moodle as Moodle XML format"
MOST_PARTS = 300
"""Answers and settings of one question; more are not even read."""
CALCULATED = (
    "its numbers are drawn anew for everybody, and that is not done here; write one question with fixed numbers"
)
REFUSALS = {
    "essay": "an essay is marked by a person, and that is not done here; ask for a choice, a word or a number",
    "description": "this is a text without a question; put it before the stem of the question it belongs to",
    "calculated": CALCULATED,
    "calculatedmulti": CALCULATED,
    "calculatedsimple": CALCULATED,
    "randomsamatch": "it draws other questions at random; export those themselves",
    "ddmarker": "places in a picture are not read from Moodle; make a hotspot here",
    "ddimageortext": "places in a picture are not read from Moodle; make a hotspot or a match here",
}


def read(path: Path) -> Iterator[Found]:
    """Every question of a Moodle XML file; raises Unreadable when it is none."""
    category, is_empty = "", True
    with path.open("rb") as file:
        for question in xml.pieces(file, "question"):
            is_empty = False
            if question.get("type") == "category":
                category = value(question, "category")
            else:
                yield _found(question, category)
    if is_empty:
        raise Unreadable(NO_QUESTION)


def _found(question: etree._Element, category: str) -> Found:
    where, title = f"line {question.sourceline}", " ".join(said(question.find("name")).text.split())
    reading = Reading(files(question))
    try:
        draft = _draft(question, title, category, reading)
    except Refused as refusal:
        return Found(where, title, refusal=str(refusal))
    return Found(where, title, draft, tuple(reading.losses))


def _draft(question: etree._Element, title: str, category: str, reading: Reading) -> Draft:
    kind = str(question.get("type"))
    if kind not in KINDS:
        raise Refused(REFUSALS.get(kind, f"questions of the type {kind} are not read; make a choice or a match of it"))
    if len(question) > MOST_PARTS:
        raise Refused(f"it has {len(question)} parts; no question here has more than {MOST_PARTS}")
    payload = KINDS[kind](question, reading)
    reading.losses.add(*lost_settings(question))
    tags = [said(tag).text for tag in question.iterfind("tags/tag")]
    own = value(question, "idnumber")
    named = "" if title == own else title
    return reading.draft(payload, named, category, [" ".join(tag.split()) for tag in tags], own)

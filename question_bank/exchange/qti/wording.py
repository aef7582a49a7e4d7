"""The words of an item: what its body, its choices and its feedback say, as item text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy

from lxml import etree

from question_bank.exchange.found import Refused
from question_bank.exchange.markup import Losses, Told, told
from question_bank.exchange.qti.folding import found, name

LATER = ("feedbackInline", "feedbackBlock", "modalFeedback")
"""Shown after an answer, and read by themselves."""
CHOICES = (
    "simpleChoice",
    "simpleMatchSet",
    "simpleAssociableChoice",
    "gapText",
    "gapImg",
    "hotspotChoice",
    "associableHotspot",
    "inlineChoice",
)
INLINE = ("textEntryInteraction", "inlineChoiceInteraction", "gap", "endAttemptInteraction")
NOTE = "tooltip-content"
GAP = "[{}]"
BLANK = "____"
MOST_GAPS = 200
PICTURES = re.compile(r"image/")


def text(element: etree._Element | None, losses: Losses) -> str:
    """What an element says, on one line, without feedback."""
    said = words(element, losses)
    return said.line


def words(element: etree._Element | None, losses: Losses) -> Told:
    """What an element says, without feedback, and the pictures in it."""
    if element is None:
        return Told("")
    copy = deepcopy(element)
    copy.tail = None
    _without(copy, LATER)
    _without_notes(copy, losses)
    said = told(_html(copy), "html")
    losses.add(*said.losses)
    return said


def stem(body: etree._Element, asking: Iterable[etree._Element], losses: Losses) -> Told:
    """What is asked: the body with its prompts, gaps as marks, and without what there is to choose."""
    asked = {each.get("responseIdentifier"): number for number, each in enumerate(asking, 1)}
    copy = deepcopy(body)
    for rubric in [each for each in found(copy, "rubricBlock") if "candidate" not in each.get("view", "candidate")]:
        losses.add("instructions for others than the candidate are left out")
        remove(rubric)
    marks = _marks(copy, asked)
    inline = list(found(copy, *INLINE))
    if len(inline) > MOST_GAPS:
        raise Refused(f"it has more than {MOST_GAPS} gaps")
    for element in inline:
        _replace(element, marks.get(element.get("identifier") or element.get("responseIdentifier") or "", BLANK))
    for element in [each for each in copy.iter(etree.Element) if name(each).endswith("Interaction")]:
        _keep_words(element)
    return words(copy, losses)


def _marks(body: etree._Element, asked: Mapping[str | None, int]) -> dict[str, str]:
    """The sign each gap stands under: numbers where there are several."""
    gaps = [each.get("identifier", "") for each in found(body, "gap")]
    several = gaps or [str(each) for each in asked if len(asked) > 1]
    return {identifier: GAP.format(number) for number, identifier in enumerate(several, 1)}


def _keep_words(interaction: etree._Element) -> None:
    """Leave of an interaction its prompt and the text it runs through."""
    for choice in list(found(interaction, *CHOICES)):
        remove(choice)
    for text_run in list(found(interaction, "hottext", "prompt")):
        text_run.tag = "span" if text_run.tag == "hottext" else "p"
    for picture in list(interaction.iterchildren("object", "img", "picture")):
        remove(picture)
    interaction.tag = "div"


def _html(element: etree._Element) -> str:
    """The element as HTML, pictures that stand in objects as pictures."""
    for each in list(found(element, "object")):
        if PICTURES.match(each.get("type", "image/")):
            alt = each.get("alt") or each.get("ariaLabel") or " ".join("".join(map(str, each.itertext())).split())
            _as_image(each, each.get("data", ""), alt)
    element.tag = "div"
    return etree.tostring(element, encoding="unicode", method="html")


def _as_image(element: etree._Element, source: str, alt: str) -> None:
    tail = element.tail
    element.clear()
    element.tag, element.tail = "img", tail
    element.set("src", source)
    element.set("alt", alt)


def _without(element: etree._Element, names: tuple[str, ...]) -> None:
    for each in list(found(element, *names)):
        remove(each)


def _without_notes(element: etree._Element, losses: Losses) -> None:
    """Leave out what some systems show only while a word is pointed at."""
    for each in [each for each in element.iter(etree.Element) if each.get("data-role") == NOTE]:
        losses.add("notes that opened behind a word are left out")
        remove(each)


def remove(element: etree._Element) -> None:
    """Take an element out of its text."""
    _replace(element, "")


def _replace(element: etree._Element, sign: str) -> None:
    """Put a sign where the element stood, and keep what follows it."""
    parent, kept = element.getparent(), sign + (element.tail or "")
    if parent is None:
        return
    before = element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + kept
    else:
        before.tail = (before.tail or "") + kept
    parent.remove(element)

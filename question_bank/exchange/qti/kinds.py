"""Which interactions are read, as what, and which are refused by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from question_bank.exchange.found import Draft, Refused
from question_bank.exchange.markup import Losses
from question_bank.exchange.qti import choosing, ordering, placing, sides, typed
from question_bank.exchange.qti.drafting import Drafted, Reading, settled
from question_bank.exchange.qti.feedback import Feedback
from question_bank.exchange.qti.folding import name, refused
from question_bank.exchange.qti.item import Item
from question_bank.exchange.qti.pictures import Fetch, Shelf

READ: Mapping[str, Callable[[Reading], Drafted]] = {
    "choiceInteraction": choosing.draft,
    "inlineChoiceInteraction": choosing.draft,
    "hottextInteraction": choosing.draft,
    "textEntryInteraction": typed.draft,
    "sliderInteraction": typed.draft,
    "matchInteraction": sides.match,
    "gapMatchInteraction": sides.gaps,
    "graphicGapMatchInteraction": sides.labels,
    "associateInteraction": sides.associations,
    "graphicAssociateInteraction": sides.associations,
    "orderInteraction": ordering.draft,
    "graphicOrderInteraction": ordering.draft,
    "hotspotInteraction": placing.hotspots,
    "selectPointInteraction": placing.points,
}
"""How each interaction becomes a question here."""
REFUSED = {
    "extendedTextInteraction": "asks for a long text, which a person has to score",
    "uploadInteraction": "asks for a file, which a person has to score",
    "drawingInteraction": "asks for a drawing, which a person has to score",
    "mediaInteraction": "plays sound or video, which cannot be shown here",
    "endAttemptInteraction": "has a button that ends the attempt or asks for a hint, and there is none here",
    "positionObjectInteraction": "asks to put objects into a picture, and there is no such question here",
    "customInteraction": "is an interaction of its own, which only its maker's player knows",
    "portableCustomInteraction": "brings a program of its own, and programs are not run",
}
"""Interactions that are not read, and why."""
LEFT_OUT = {
    "stylesheet": "a style sheet is left out",
    "catalogInfo": "other ways to present the question are left out",
    "companionMaterialsInfo": "tools that were to lie beside the question are left out",
    "apipAccessibility": "other ways to present the question are left out",
}
"""What may stand beside the body, and is not read."""
SILENT = "its rules give no answer a mark; what it declares as right earns it here"


def drafted(item: Item, fetch: Fetch, losses: Losses) -> Draft:
    """The draft of an item; Refused with where and why."""
    asking = tuple(_asking(item.body))
    reading = Reading(item, asking, losses, Shelf(fetch, losses), Feedback(item, losses))
    if item.is_silent:
        losses.add(SILENT)
    draft = READ[name(asking[0])] if len(asking) == 1 else sides.blanks
    payload = settled(item, draft(reading), losses)
    reading.feedback.finish()
    losses.add(*(said for tag, said in LEFT_OUT.items() if item.root.find(tag) is not None))
    return Draft(payload, title=item.title, media=reading.shelf.media)


def _asking(body: etree._Element) -> list[etree._Element]:
    found = [each for each in body.iter(etree.Element) if name(each).endswith("Interaction")]
    for each in found:
        if name(each) in REFUSED:
            raise refused(each, f"<{name(each)}> {REFUSED[name(each)]}")
        if name(each) not in READ:
            raise refused(each, f"<{name(each)}> is no interaction that is read here")
    if not found:
        raise Refused("it asks nothing: there is no interaction in it")
    if len(found) > 1 and {name(each) for each in found} != {"inlineChoiceInteraction"}:
        names = ", ".join(dict.fromkeys(f"<{name(each)}>" for each in found))
        raise refused(
            found[1],
            f"it asks {len(found)} things at once ({names}), and here a question asks one; make a question of each",
        )
    return found

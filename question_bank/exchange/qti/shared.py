"""What an item shares with others - a stimulus, a passage beside it - fetched, in words."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from question_bank.exchange import markup, xml
from question_bank.exchange.encoding import decoded
from question_bank.exchange.found import Draft, Refused, Unreadable
from question_bank.exchange.markup import PARAGRAPH, Losses, Told
from question_bank.exchange.qti import wording
from question_bank.exchange.qti.folding import folded, found
from question_bank.exchange.qti.pictures import Fetch

MOST = 5
"""Texts beside one item."""
LONGEST = 1_000_000
"""Bytes of a passage."""
REPEATED = "what it shares with other questions stands in each of them"
KINDS = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "plain"}


def texts(root: etree._Element, fetch: Fetch, losses: Losses) -> list[str]:
    """Everything shared that an item names, in order; Refused or Unreadable when a stimulus is not there."""
    addresses = dict.fromkeys(each.get("href", "") for each in found(root, "assessmentStimulusRef"))
    passages = [each for each in found(root, "object") if _kind(each) in KINDS and each.get("data")]
    if len(addresses) + len(passages) > MOST:
        raise Refused(f"it shares more than {MOST} texts with others")
    said = [_stimulus(address, fetch, losses) for address in addresses]
    said += [_passage(each, fetch, losses) for each in passages]
    return [text for text in said if text]


def preceded(draft: Draft, shared: list[str]) -> Draft:
    """The draft with what it shares before its stem."""
    if not shared:
        return draft
    stem = PARAGRAPH.join([*shared, draft.payload.stem])
    return replace(draft, payload=draft.payload.model_copy(update={"stem": stem}))


def _kind(element: etree._Element) -> str:
    return element.get("type", "").partition(";")[0].strip().lower()


def _stimulus(address: str, fetch: Fetch, losses: Losses) -> str:
    root = folded(xml.parse(fetch(address)))
    return _repeated(wording.words(next(found(root, "stimulusBody"), root), losses), losses)


def _passage(element: etree._Element, fetch: Fetch, losses: Losses) -> str:
    """The text of a file of its own; a loss when it is not there or too long."""
    kind, address = KINDS[_kind(element)], element.get("data", "")
    wording.remove(element)
    try:
        data = fetch(address)
        if len(data) > LONGEST:
            raise Refused(f"{address} is longer than {LONGEST // 1_000_000} MB")
        said = markup.told(decoded(data)[0], kind)
    except (Refused, Unreadable) as error:
        losses.add(f"the text beside it is left out: {error}")
        return ""
    losses.add(*said.losses)
    return _repeated(said, losses)


def _repeated(said: Told, losses: Losses) -> str:
    losses.add(REPEATED)
    if said.images:
        losses.add("pictures in what it shares with other questions are left out")
    return said.text

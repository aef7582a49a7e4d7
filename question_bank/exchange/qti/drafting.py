"""From an item to a draft: what is gathered while it is read, and the scoring rule that fits its answers best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any

from lxml import etree
from pydantic import ValidationError

from question_bank.exchange.found import Refused
from question_bank.exchange.markup import Losses
from question_bank.exchange.qti import wording
from question_bank.exchange.qti.feedback import Feedback
from question_bank.exchange.qti.item import Answers, Item
from question_bank.exchange.qti.pictures import Shelf
from question_bank.items import Payload, Response, payload_from
from question_bank.items.base import LETTERS

OWN = re.compile(r"[a-z][a-z0-9-]{0,31}")
LAST_BLANK = re.compile(rf"\n\n{wording.BLANK}(?: (\S{{1,12}}))?\Z")
ZERO = Fraction(0)
MOST_PARTS = len(LETTERS)
MOST_TRIED = 5
"""Pictures of one item that are fetched until one can be shown."""
OVERRULED = "what the file calls right does not earn the most; what does is the key here"
MOST_STEPS = 100_000
"""Elements of response processing run for one item, over all the answers tried."""


@dataclass(frozen=True)
class Sample:
    """One answer: as the item takes it, as the draft takes it, and in words."""

    answers: Answers
    response: Response
    says: str


@dataclass
class Reading:
    """One item while it is read: its interactions, its losses, its pictures, its feedback."""

    item: Item
    asking: tuple[etree._Element, ...]
    losses: Losses
    shelf: Shelf
    feedback: Feedback

    @property
    def interaction(self) -> etree._Element:
        """What is answered, where that is one thing."""
        return self.asking[0]

    @property
    def response_id(self) -> str:
        """The variable the interaction answers; Refused when it is not declared."""
        identifier = self.interaction.get("responseIdentifier", "RESPONSE")
        if identifier not in self.item.responses:
            raise Refused(f"it asks for {identifier}, and that is not declared")
        return identifier


@dataclass(frozen=True)
class Drafted:
    """A payload but for its scoring: the rules that could be meant, and the answers by which one is chosen."""

    kind: str
    data: Mapping[str, Any]
    rules: Sequence[Mapping[str, Any]]
    samples: Sequence[Sample]
    highest: Fraction


def check_effort(item: Item, count: int) -> None:
    """Raise Refused when so many answers cannot be tried in good time."""
    if item.rules is not None and count * sum(1 for _each in item.rules.iter()) > 10 * MOST_STEPS:
        raise Refused("its response processing is too long for so many possible answers")


def few(item: Item, samples: Iterable[Sample]) -> list[Sample]:
    """No more answers than the item's rules can be run over in good time."""
    size = 1 if item.rules is None else 1 + sum(1 for _each in item.rules.iter())
    return list(islice(samples, max(20, MOST_STEPS // size)))


def highest(item: Item, samples: Iterable[Sample]) -> Fraction:
    """The most any of these answers earns; Refused when that is nothing."""
    best = max((item.score(each.answers) for each in samples), default=ZERO)
    if best <= 0:
        raise Refused("no answer to it earns anything: it says neither what is right nor what an answer is worth")
    return best


def settled(item: Item, drafted: Drafted, losses: Losses) -> Payload:
    """The payload with the rule whose credits agree best; an answer that is scored otherwise is a named loss."""
    earned = [(each, item.score(each.answers) / drafted.highest) for each in drafted.samples]
    best: tuple[Fraction, Payload, str] | None = None
    faults = ""
    for rule in drafted.rules:
        try:
            payload = payload_from(drafted.kind, {**drafted.data, **rule})
        except ValidationError as error:
            faults = faults or faults_in(error)
            continue
        off = [(each, credit, payload.grade(each.response).credit) for each, credit in earned]
        wrong = [each for each in off if each[1] != each[2]]
        distance = sum((abs(there - here) for _each, there, here in wrong), ZERO)
        if best is None or distance < best[0]:
            best = (distance, payload, _otherwise(wrong))
        if not wrong:
            break
    if best is None:
        raise Refused(faults)
    if best[2]:
        losses.add(best[2])
    return best[1]


def _otherwise(wrong: Sequence[tuple[Sample, Fraction, Fraction]]) -> str:
    if not wrong:
        return ""
    sample, there, here = wrong[0]
    more = f" (one of {len(wrong)} answers tried that are scored otherwise)" if len(wrong) > 1 else ""
    return f"{sample.says} earns {there} of the mark there and {here} here{more}"


def faults_in(error: ValidationError) -> str:
    """What is wrong with a payload, in the words of its checks."""
    return "; ".join(dict.fromkeys(each["msg"].removeprefix("Value error, ") for each in error.errors()))


def own_ids(identifiers: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """An own id for each identifier: the same where it can be, else the nearest that is free."""
    used = set(taken)
    ids: dict[str, str] = {}
    for identifier in identifiers:
        base = re.sub(r"[^a-z0-9]+", "-", identifier.lower()).strip("-")[:24]
        near = identifier if OWN.fullmatch(identifier) else base if OWN.fullmatch(base) else f"o-{base}".strip("-")
        own, number = near, 2
        while own in used:
            own, number = f"{near[:24]}-{number}", number + 1
        used.add(own)
        ids[identifier] = own
    return ids


def identified(elements: Iterable[etree._Element]) -> dict[str, etree._Element]:
    """Elements by their identifier; Refused when two share one."""
    found: dict[str, etree._Element] = {}
    for element in elements:
        identifier = element.get("identifier", "")
        if identifier in found:
            raise Refused(f"two of its parts are called {identifier!r}")
        if len(found) == MOST_PARTS:
            raise Refused(f"it offers more than {MOST_PARTS} parts")
        found[identifier] = element
    return found


def texts(elements: Mapping[str, etree._Element], losses: Losses, named: str) -> dict[str, str]:
    """What each part says; one without words is named by a letter, one that says the same as another is numbered."""
    said: dict[str, str] = {}
    made_up: list[str] = []
    for place, (identifier, element) in enumerate(elements.items()):
        label = element.get("hotspotLabel") or element.get("objectLabel") or ""
        words = _worded(element, losses) or label.strip()
        if not words:
            words = f"{named} {LETTERS[place] if place < len(LETTERS) else place + 1}"
            made_up.append(f"“{words}”")
        said[identifier] = _distinct(words, said.values(), losses)
    if made_up:
        losses.add(f"parts without words are called {', '.join(made_up)}")
    return said


def _worded(element: etree._Element, losses: Losses) -> str:
    said = wording.words(element, losses)
    alts = [image.alt for image in said.images if image.alt]
    if said.images:
        losses.add("pictures among the answers are told by their words")
    return said.line or ", ".join(alts)


def _distinct(words: str, others: Iterable[str], losses: Losses) -> str:
    taken, number, own = {each.casefold() for each in others}, 2, words
    while own.casefold() in taken:
        own, number = f"{words} ({number})", number + 1
    if own != words:
        losses.add(f"two parts say “{words}”; the second is numbered")
    return own


def stemmed(reading: Reading) -> dict[str, Any]:
    """The stem and the first picture of it, as a payload names them."""
    said = wording.stem(reading.item.body, reading.asking, reading.losses)
    data: dict[str, Any] = {"stem": said.text or reading.item.title}
    if not said.text:
        reading.losses.add("it asks nothing in words; its title stands in for the question")
    tried = (reading.shelf.picture(image.source, image.alt) for image in said.images[:MOST_TRIED])
    if picture := next(filter(None, tried), None):
        data["picture"] = picture
    if len(said.images) > 1:
        reading.losses.add(f"of its {len(said.images)} pictures only the first that can be is shown")
    return data


def without_blank(stem: str) -> tuple[str, str]:
    """A stem without a last line that is only a place to write, and the unit that stands behind that place."""
    match = LAST_BLANK.search(stem)
    return (stem, "") if match is None else (stem[: match.start()], match[1] or "")


def fixed(interaction: etree._Element, losses: Losses) -> None:
    """Name what is lost when answers that stood in a fixed order are shuffled."""
    if interaction.get("shuffle") == "false" or any(each.get("fixed") == "true" for each in interaction.iter()):
        losses.add("its answers stood in a fixed order; here they are shuffled")


def written(credit: Fraction) -> str:
    """A credit as a payload writes it."""
    return str(credit)


def subsets(ids: Sequence[str], *wanted: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Sets of ids to try: those wanted, each with one more and one less, single ones, all, and every one of few."""
    seen: set[frozenset[str]] = set()
    for each in _sets(ids, [frozenset(one) for one in wanted]):
        if each not in seen:
            seen.add(each)
            yield tuple(own for own in ids if own in each)


def _sets(ids: Sequence[str], wanted: Sequence[frozenset[str]]) -> Iterator[frozenset[str]]:
    yield from wanted
    yield frozenset()
    yield from (frozenset((own,)) for own in ids)
    yield frozenset(ids)
    for each in wanted:
        yield from (each ^ {own} for own in ids)
        yield from (each ^ {first, second} for first in ids for second in ids if first < second)
    if len(ids) <= 6:
        yield from (
            frozenset(own for place, own in enumerate(ids) if number >> place & 1) for number in range(2 ** len(ids))
        )

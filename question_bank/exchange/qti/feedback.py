"""Feedback, and which part of the question it explains: read by what an answer brings to show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from question_bank.exchange.found import Refused
from question_bank.exchange.markup import Losses
from question_bank.exchange.qti import wording
from question_bank.exchange.qti.folding import found
from question_bank.exchange.qti.item import Answers, Item
from question_bank.exchange.qti.values import Value, written

NAMES = ("modalFeedback", "feedbackBlock", "feedbackInline")
MOST = 500
LEFT_OUT = "feedback on the question as a whole is left out"


class Feedback:
    """All feedback of one item; what no rationale takes is a loss at the end."""

    def __init__(self, item: Item, losses: Losses) -> None:
        self._item, self._losses = item, losses
        self._all = list(found(item.root, *NAMES))
        if len(self._all) > MOST:
            raise Refused(f"it has more than {MOST} pieces of feedback")
        self._taken: set[etree._Element] = set()

    def inside(self, part: etree._Element) -> str:
        """The feedback that stands inside a part."""
        return self._join(each for each in found(part, *NAMES))

    def named(self, identifier: str) -> str:
        """The feedback that is called as a part is; what shows while it is not chosen says nothing of it."""
        return self._join(
            each for each in self._all if each.get("identifier") == identifier and each.get("showHide") != "hide"
        )

    def after(self, answers: Answers, apart_from: frozenset[etree._Element] = frozenset()) -> str:
        """The feedback an answer brings to show."""
        outcomes = self._item.processed(answers)
        return self._join(each for each in self._all if each not in apart_from and _shows(each, outcomes))

    def only_after(self, answers: Answers, others: Answers) -> str:
        """The feedback one answer brings to show and another does not."""
        outcomes = self._item.processed(others)
        return self.after(answers, frozenset(each for each in self._all if _shows(each, outcomes)))

    def of_parts(self, parts: Mapping[str, etree._Element]) -> dict[str, str]:
        """What is said of each part, by its identifier."""
        return {name: self.inside(part) or self.named(name) for name, part in parts.items()}

    def of_choices(self, parts: Mapping[str, etree._Element], answers: Mapping[str, Answers]) -> dict[str, str]:
        """What is said of each choice, be it only when it is chosen."""
        own = self.of_parts(parts)
        before = frozenset(self._taken)
        return {name: own[name] or self.after(answers[name], before) for name in parts}

    def finish(self) -> None:
        """Name the loss of what was not taken."""
        if any(each not in self._taken and "".join(map(str, each.itertext())).strip() for each in self._all):
            self._losses.add(LEFT_OUT)

    def _join(self, elements: Iterable[etree._Element]) -> str:
        chosen: Sequence[etree._Element] = list(elements)
        self._taken.update(chosen)
        return "\n\n".join(filter(None, (_said(each, self._losses) for each in chosen)))


def _said(element: etree._Element, losses: Losses) -> str:
    said = wording.words(element, losses)
    if said.images:
        losses.add("pictures in feedback are left out")
    return said.text


def _shows(element: etree._Element, outcomes: Mapping[str, Value]) -> bool:
    value = outcomes.get(element.get("outcomeIdentifier", ""))
    is_named = value is not None and element.get("identifier", "") in [written(item) for item in value.items]
    return is_named is (element.get("showHide", "show") == "show")

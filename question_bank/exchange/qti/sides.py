"""The two sides of what is paired: who is given something, in each kind of interaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree

from question_bank.exchange.found import Refused
from question_bank.exchange.qti.drafting import Drafted, Reading, fixed, identified, texts
from question_bank.exchange.qti.folding import found
from question_bank.exchange.qti.item import Answers
from question_bank.exchange.qti.pairing import Matches, Sides, draft
from question_bank.exchange.qti.placing import picture_in

LIMITED = "each choice could be given a limited number of times; here it can be given to every prompt"


def match(reading: Reading) -> Drafted:
    """Two sets side by side: the one whose members take one partner each is asked about."""
    sets = list(found(reading.interaction, "simpleMatchSet"))
    if len(sets) != 2:
        raise Refused("its two sides are not both there")
    first, second = (identified(found(each, "simpleAssociableChoice")) for each in sets)
    is_turned = _takes_several(reading, first, 0)
    if is_turned and _takes_several(reading, second, 1):
        raise Refused("both of its sides take several partners, and here each prompt is given one choice")
    prompts, choices = (second, first) if is_turned else (first, second)
    return draft(reading, _pairs(reading, prompts, choices, prompt_first=not is_turned))


def gaps(reading: Reading) -> Drafted:
    """Words for the gaps of a text."""
    spaces = identified(found(reading.interaction, "gap"))
    named = {identifier: f"Gap {number}" for number, identifier in enumerate(spaces, 1)}
    return draft(reading, _pairs(reading, spaces, _words(reading), prompt_first=False, named=named))


def labels(reading: Reading) -> Drafted:
    """Words for the places of a picture."""
    places = identified(found(reading.interaction, "associableHotspot"))
    reading.losses.add("its places are labelled by their names; where they lie in the picture is not kept")
    drafted = draft(reading, _pairs(reading, places, _words(reading), prompt_first=False, prompts_named="Place"))
    return _pictured(reading, drafted)


def associations(reading: Reading) -> Drafted:
    """Pairs within one set: the first of each right pair is asked about, the others are offered."""
    parts = identified(found(reading.interaction, "simpleAssociableChoice", "associableHotspot"))
    correct = [item for item in reading.item.responses[reading.response_id].correct.items if isinstance(item, tuple)]
    firsts, others = {str(first) for first, _second in correct}, {str(second) for _first, second in correct}
    if not correct or firsts & others or len(firsts) != len(correct):
        raise Refused("its pairs share members, and here each prompt has a choice of its own")
    reading.losses.add("which of a pair stands on which side is told here, and was not there")
    prompts = {name: part for name, part in parts.items() if name in firsts}
    choices = {name: part for name, part in parts.items() if name not in firsts}
    drafted = draft(reading, _pairs(reading, prompts, choices, prompt_first=True, prompts_named="Place"))
    return _pictured(reading, drafted)


def blanks(reading: Reading) -> Drafted:
    """Several lists to choose from, each in its place in a text."""
    lists = {each.get("responseIdentifier", ""): each for each in reading.asking}
    named = {identifier: f"Gap {number}" for number, identifier in enumerate(lists, 1)}
    offered = {name: identified(found(each, "inlineChoice")) for name, each in lists.items()}
    missing = set(lists) - set(reading.item.responses)
    if missing or len(lists) < len(reading.asking):
        raise Refused("two of its lists share a response, or one has none declared")
    said = {name: texts(parts, reading.losses, "Option") for name, parts in offered.items()}
    words = list(dict.fromkeys(text for each in said.values() for text in each.values()))
    if any(len(each) != len(words) for each in said.values()):
        reading.losses.add("each list offered words of its own; here every gap is offered all of them")
    known = {name: {text: identifier for identifier, text in each.items()} for name, each in said.items()}

    def answers(given: Matches) -> Answers:
        return {name: [known[name][words[int(choice)]]] if words[int(choice)] in known[name] else []
                for name, choice in given.items()}  # fmt: skip

    sides = Sides(named, {str(place): word for place, word in enumerate(words)}, {}, answers)
    return draft(reading, sides)


def _pairs(
    reading: Reading,
    prompts: Mapping[str, etree._Element],
    choices: Mapping[str, etree._Element],
    *,
    prompt_first: bool,
    named: Mapping[str, str] | None = None,
    prompts_named: str = "Prompt",
) -> Sides:
    """Sides whose answer is one variable of pairs."""
    fixed(reading.interaction, reading.losses)
    response = reading.response_id
    if any(each.get("matchMax", "1") not in ("0", str(len(prompts))) for each in choices.values()):
        reading.losses.add(LIMITED)

    def answers(given: Matches) -> Answers:
        ordered = given.items() if prompt_first else ((choice, prompt) for prompt, choice in given.items())
        return {response: [f"{one} {other}" for one, other in ordered]}

    said = named or texts(prompts, reading.losses, prompts_named)
    return Sides(said, texts(choices, reading.losses, "Choice"), prompts, answers)


def _words(reading: Reading) -> dict[str, etree._Element]:
    return identified(found(reading.interaction, "gapText", "gapImg"))


def _takes_several(reading: Reading, parts: Iterable[str], side: int) -> bool:
    """Whether some member of a side belongs to several members of the other."""
    correct = [item for item in reading.item.responses[reading.response_id].correct.items if isinstance(item, tuple)]
    taken = [pair[side] for pair in correct if pair[side] in set(parts)]
    return len(set(taken)) < len(taken)


def _pictured(reading: Reading, drafted: Drafted) -> Drafted:
    """The draft with the picture it is about, where there is one."""
    picture = picture_in(reading, reading.interaction)
    if picture is None:
        return drafted
    data = {**drafted.data, "picture": picture}
    return Drafted(drafted.kind, data, drafted.rules, drafted.samples, drafted.highest)

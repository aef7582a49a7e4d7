"""Candidates who do not exist, answering as such people might: pure, seeded, without a database.

Right or wrong follows the three-parameter logistic model (Birnbaum 1968, in Lord & Novick, ch. 17, eq. 17.3.1); time
follows a lognormal model with a speed for each person and an intensity for each item (van der Linden 2006, eq. 1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log, sqrt
from random import Random

from question_bank.items import Choices, Payload, Response, SingleChoice
from question_bank.items.base import Harm
from question_bank.items.card import Group, Level

MEAN_ABILITY = 2.3
"""Logits above an average item: candidates come from the course, and the cuts ask for about 84 % of the marks."""
ABILITY_SD = 0.8
ALIKE = 0.75
"""The correlation between a person's abilities in any two groups."""
DIFFICULTY = {Level.RECALL: -0.45, Level.APPLY: 0.0, Level.ANALYSE: 0.45}
DIFFICULTY_SD = 0.75
RULE_IS_EASIER = 0.25
"""What must not be missed was taught most often."""
TEMPTS = {Harm.NONE: 1.0, Harm.MINOR: 0.8, Harm.SERIOUS: 0.5, Harm.CRITICAL: 0.25}
"""The more harm an option would do, the less often somebody chooses it."""
SECONDS = 42.0
ITEM_TIME_SD, PERSON_TIME_SD, MOMENT_TIME_SD = 0.25, 0.21, 0.45
FLAGGED = 0.06


@dataclass(frozen=True)
class Nature:
    """What an item is like: difficulty in logits, discrimination, the share right by guessing, seconds it takes."""

    difficulty: float
    discrimination: float
    guessing: float
    seconds: float
    tempting: Mapping[str, float]


@dataclass(frozen=True)
class Candidate:
    """One simulated person: an ability for each group in logits, and how long they take next to the average."""

    abilities: Mapping[Group, float]
    slowness: float


@dataclass(frozen=True)
class Asked:
    """One item of a paper, as far as answering it needs."""

    payload: Payload
    group: Group
    nature: Nature


@dataclass(frozen=True)
class Given:
    """One answer in own option ids, the seconds after the start at which it was saved, and whether it was flagged."""

    position: int
    response: Response
    at: float
    is_flagged: bool


@dataclass(frozen=True)
class Sitting:
    """One simulated sitting; `seconds` is when it was handed in, or the limit when time ran out."""

    given: tuple[Given, ...]
    seconds: float
    ran_out: bool

    @cached_property
    def responses(self) -> dict[int, Response]:
        """What was answered at each answered position."""
        return {answer.position: answer.response for answer in self.given}


def nature_of(payload: Payload, *, code: str, number: int, level: Level, is_rule: bool, seed: int) -> Nature:
    """Draw what one item version is like; the same version and seed give the same nature."""
    chance = Random(f"{seed}/{code}/{number}")  # noqa: S311 - a simulation, nothing secret
    spread = DIFFICULTY_SD * (0.8 if is_rule else 1.0)
    difficulty = chance.gauss(DIFFICULTY[level] - (RULE_IS_EASIER if is_rule else 0.0), spread)
    return Nature(
        difficulty=difficulty,
        discrimination=chance.uniform(0.6, 1.6),
        guessing=0.8 / len(payload.own_ids()) if isinstance(payload, SingleChoice) else 0.03,
        seconds=SECONDS * exp(chance.gauss(0.0, ITEM_TIME_SD)),
        tempting={
            option.id: TEMPTS[option.harm] * chance.gammavariate(2.0, 0.5)
            for option in (payload.options if isinstance(payload, Choices) else ())
            if not option.key
        },
    )


def candidate(chance: Random) -> Candidate:
    """Draw one person; their abilities in the groups go together without being the same."""
    common = chance.gauss(0.0, 1.0)
    abilities = {
        group: MEAN_ABILITY + ABILITY_SD * (sqrt(ALIKE) * common + sqrt(1 - ALIKE) * chance.gauss(0.0, 1.0))
        for group in Group
    }
    return Candidate(abilities, exp(chance.gauss(0.0, PERSON_TIME_SD)))


def chance_of_right(nature: Nature, ability: float) -> float:
    """The probability (0 to 1) of a right answer at an ability in logits."""
    return nature.guessing + (1 - nature.guessing) / (1 + exp(nature.discrimination * (nature.difficulty - ability)))


def answer(asked: Asked, ability: float, chance: Random) -> Response:
    """What a person of this ability answers, in own ids."""
    payload, nature = asked.payload, asked.nature
    if not isinstance(payload, Choices):
        is_right = chance.random() < chance_of_right(nature, ability)
        return chance.choice([given for given, credit in payload.examples() if given and (credit == 1) is is_right])
    keys = [option.id for option in payload.options if option.key]
    if chance.random() < chance_of_right(nature, ability):
        return tuple(keys)
    wrong = _pick(nature.tempting, chance)
    kept = keys if len(keys) == 1 else chance.sample(keys, len(keys) - 1)
    chosen = {wrong} if len(keys) == 1 else {*kept, wrong}
    return tuple(option.id for option in payload.options if option.id in chosen)


def _pick(weights: Mapping[str, float], chance: Random) -> str:
    return chance.choices(list(weights), weights=list(weights.values()))[0]


def sit(person: Candidate, paper: Sequence[Asked], *, limit_seconds: float, chance: Random) -> Sitting:
    """Answer a paper in its order until it is done or time runs out."""
    given: list[Given] = []
    at = 0.0
    for position, asked in enumerate(paper, 1):
        at += person.slowness * exp(chance.gauss(log(asked.nature.seconds), MOMENT_TIME_SD))
        response = answer(asked, person.abilities[asked.group], chance)
        if at >= limit_seconds:
            return Sitting(tuple(given), limit_seconds, ran_out=True)
        given.append(Given(position, response, at, chance.random() < FLAGGED))
    return Sitting(tuple(given), min(limit_seconds - 1, at + chance.uniform(40, 400)), ran_out=False)

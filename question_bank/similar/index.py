"""Near-duplicates in a bank. Texts that share rare pairs of words are candidates; rapidfuzz scores those and no others.

All pairs of words stand in one sorted array, with the texts that contain them beside it, so that a bank of 20,000 items
takes some tens of megabytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from question_bank.similar.texts import normal, without_numbers

Numbers = NDArray[np.int64]
NEARLY_SAME = 0.85
"""So alike, of 1, are two items of which somebody should hear: in the bank, at a save and at an import alike.

One word changed in a text of thirty leaves two items well above it.
"""
ENOUGH = 20_000
"""So many places are looked up for one text, those of its rarest pairs of words first."""
BEST = 200
"""So many candidates are scored for one text, those that share most."""
COMMON = 50
"""A pair of words that stands in more texts says nothing about any two of them."""
LEAST_SHARED = 0.25
"""Two texts are scored when they share this part of the rarer pairs of words of the one with fewer, and two at least.

A changed word breaks two pairs, so texts with a seventh of their words changed still share two thirds of them.
"""
MOST_PAIRS = 4_000_000
"""So many candidates are gathered over a whole bank; where there would be more, only rarer pairs of words count."""


@dataclass(frozen=True)
class Match:
    """A text that is near: its code, how alike they are from 0 to 1, and whether they differ in numbers only."""

    code: str
    score: float
    numbers_only: bool = False


@dataclass(frozen=True)
class Pair:
    """Two texts of a bank that are near, the earlier one first."""

    code: str
    other: str
    score: float
    numbers_only: bool = False


def how_alike(found: Match | Pair) -> str:
    """How alike two items are, in words."""
    return "they differ in numbers only" if found.numbers_only else f"their words are {found.score:.0%} alike"


class Index:
    """The texts of a bank by code, ready to be asked for what is near."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._codes = list(texts)
        self._texts = [normal(text) for text in texts.values()]
        self._words: dict[str, int] = {}
        rows = [self._numbered(text) for text in self._texts]
        shingles = np.concatenate([_pairs_of_words(row) for row in rows] or [_none()])
        owners = np.repeat(np.arange(len(rows)), [max(len(row) - 1, 0) for row in rows])
        order = np.lexsort((owners, shingles))
        shingles, owners = shingles[order], owners[order]
        is_new = np.ones(len(shingles), dtype=bool)
        is_new[1:] = (shingles[1:] != shingles[:-1]) | (owners[1:] != owners[:-1])
        self._owners = owners[is_new]
        self._shingles, self._starts, self._counts = np.unique(shingles[is_new], return_index=True, return_counts=True)

    def _numbered(self, text: str) -> Numbers:
        """The words of a text as numbers, the same word always the same."""
        numbers = (self._words.setdefault(word, len(self._words)) for word in text.split())
        return np.fromiter(numbers, dtype=np.int64)

    def near(self, text: str, *, limit: int = 5, cutoff: float = NEARLY_SAME) -> list[Match]:
        """The texts most like this one, best first, itself among them where it is in the bank; none below `cutoff`."""
        own = normal(text)
        bare = without_numbers(own)
        found = []
        for place in self._candidates(own):
            score = _score(own, self._texts[place], cutoff)
            if score:
                numbers_only = self._texts[place] != own and without_numbers(self._texts[place]) == bare
                found.append(Match(self._codes[place], score, numbers_only))
        return sorted(found, key=lambda match: (-match.score, match.code))[:limit]

    def _candidates(self, text: str) -> list[int]:
        """The texts that share the rarest pairs of words with this one, those that share most first."""
        words = (self._words.get(word, -1) for word in text.split())
        wanted = np.unique(_pairs_of_words(np.fromiter(words, dtype=np.int64)))
        places = np.searchsorted(self._shingles, wanted[wanted <= self._shingles.max(initial=-1)])
        places = places[self._shingles[places] == wanted[: len(places)]]
        places = places[np.argsort(self._counts[places], kind="stable")]
        reach = np.cumsum(self._counts[places])
        places = places[: 1 + int(np.searchsorted(reach, ENOUGH))]
        owners = [self._owners[self._starts[at] : self._starts[at] + self._counts[at]] for at in places]
        shared = np.bincount(np.concatenate(owners)) if owners else _none()
        best = np.argsort(-shared, kind="stable")[:BEST]
        return [int(place) for place in best if shared[place]]

    def pairs(self, cutoff: float = NEARLY_SAME) -> list[Pair]:
        """Every two texts that are near, best first; of very many that are alike, each with the next only."""
        found = {}
        for one, other in self._candidate_pairs():
            score = _score(self._texts[one], self._texts[other], cutoff)
            if score:
                found[one, other] = score
        ranked = sorted(found.items(), key=lambda each: (-each[1], each[0]))
        return [self._pair(one, other, score) for (one, other), score in ranked]

    def _pair(self, one: int, other: int, score: float) -> Pair:
        mine, theirs = self._texts[one], self._texts[other]
        numbers_only = mine != theirs and without_numbers(mine) == without_numbers(theirs)
        return Pair(self._codes[one], self._codes[other], score, numbers_only)

    def _candidate_pairs(self) -> Iterator[tuple[int, int]]:
        """Texts that share enough of their rarer pairs of words, and texts that are the same but for numbers."""
        size, cap = len(self._texts), self._cap()
        blocks = [self._within(count) for count in range(2, cap + 1)]
        keys, shared = np.unique(np.concatenate([*blocks, self._next(cap)]), return_counts=True)
        rare = np.bincount(self._owners[np.repeat(self._counts <= cap, self._counts)], minlength=size)
        wanted = LEAST_SHARED * np.minimum(rare[keys // size], rare[keys % size]) if size else shared
        for key in np.union1d(keys[shared >= np.maximum(2, wanted)], self._alike()).tolist():
            yield divmod(key, size)

    def _cap(self) -> int:
        """How many texts a pair of words may stand in, so that the candidates stay few enough."""
        texts_each, how_many = np.unique(self._counts, return_counts=True)
        pairs = np.cumsum(how_many * texts_each * (texts_each - 1) // 2)
        fits = texts_each[(pairs <= MOST_PAIRS) & (texts_each <= COMMON)]
        return int(fits.max(initial=0))

    def _within(self, count: int) -> Numbers:
        """Two by two the texts that share a pair of words which stands in exactly `count`, as one number each."""
        starts = self._starts[self._counts == count]
        members = self._owners[starts[:, None] + np.arange(count)]
        first, second = np.triu_indices(count, 1)
        keys: Numbers = members[:, first] * len(self._texts) + members[:, second]
        return keys.ravel()

    def _next(self, cap: int) -> Numbers:
        """Each text with the next one that shares a pair of words which stands in more than `cap`."""
        is_last = np.zeros(len(self._owners), dtype=bool)
        is_last[self._starts + self._counts - 1] = True
        is_chained = np.repeat(self._counts > cap, self._counts) & ~is_last
        places = np.flatnonzero(is_chained)
        return self._owners[places] * len(self._texts) + self._owners[places + 1]

    def _alike(self) -> Numbers:
        """Each text with the next one that is the same but for its numbers."""
        last: dict[str, int] = {}
        found = []
        for place, text in enumerate(self._texts):
            bare = without_numbers(text)
            if bare in last:
                found.append(last[bare] * len(self._texts) + place)
            last[bare] = place
        return np.array(found, dtype=np.int64)


def _pairs_of_words(words: Numbers) -> Numbers:
    """Each word with the next as one number; a word that is not known makes none."""
    is_known = (words[:-1] >= 0) & (words[1:] >= 0)
    return (words[:-1][is_known] << 32) | words[1:][is_known]


def _none() -> Numbers:
    return np.zeros(0, dtype=np.int64)


def _score(one: str, other: str, cutoff: float) -> float:
    """How alike two compared texts are, from 0 to 1 (Indel similarity); 0 below the cutoff."""
    return fuzz.ratio(one, other, score_cutoff=100 * cutoff) / 100

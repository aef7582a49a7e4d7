"""Texts that a credential may hold, the odd ones first."""

from __future__ import annotations

from hypothesis import strategies as st

from trainer.credentials.facts import is_unfit

ODD = [
    '"',
    "\\",
    "]]>",
    "<b>&amp;",
    "_:c14n0",
    "_:a",
    "urn:leaf:3",
    '"urn:leaf:1"',
    "<urn:leaf:2>",
    "\u2028",
    "e\u0301",
    "😀",
    "𝒵",
    "שלום",
]
letters = st.characters(exclude_categories=("Cs",)).filter(lambda c: not is_unfit(ord(c)))
texts = st.lists(st.one_of(letters, st.sampled_from(ODD)), min_size=1, max_size=30).map("".join)
names = texts.filter(lambda text: bool(text.strip()))

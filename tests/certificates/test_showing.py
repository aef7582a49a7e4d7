"""How verdicts are shown: in a word, a tone and a shape of their own."""

from __future__ import annotations

import re

from trainer.certificates.rules import Verdict
from trainer.certificates.showing import ANSWERS, REPLACED, SHOWINGS
from trainer.documents import STATIC

DRAWN = re.compile(r'<symbol id="([a-z]+)" viewBox="0 0 24 24">(.+?)</symbol>')
LOOK = {
    Verdict.VALID: "ok", Verdict.EXPIRED: "expired", Verdict.SUSPENDED: "paused", Verdict.REVOKED: "revoked",
    Verdict.SUPERSEDED: "older", Verdict.TAMPERED: "warn", Verdict.NOT_LOGGED: "bad", Verdict.BACK_DATED: "clock",
    Verdict.UNKNOWN: "unknown",
}  # fmt: skip
"""The ticked circle, hourglass, pause, octagon, two sheets, triangle, diamond, clock and broken ring."""


def test_every_answer_has_a_word_and_a_shape_of_its_own() -> None:
    every = (*ANSWERS, REPLACED)
    assert len({shown.word for shown in every}) == len({shown.icon for shown in every}) == len(every)


def test_every_shape_is_drawn_and_no_two_alike() -> None:
    drawn = dict(DRAWN.findall((STATIC / "img/icons.svg").read_text("utf-8")))
    assert len({drawn[shown.icon] for shown in (*ANSWERS, REPLACED)}) == len(ANSWERS) + 1


def test_the_verdicts_that_the_look_names_have_its_shapes() -> None:
    assert {verdict: SHOWINGS[verdict].icon for verdict in LOOK} == LOOK


def test_only_a_good_certificate_is_green() -> None:
    assert [shown.word for shown in (*ANSWERS, REPLACED) if shown.kind == "ok"] == ["Valid"]

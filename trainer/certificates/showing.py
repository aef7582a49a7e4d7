"""How each verdict is shown: word, tone and shape, what it means and what to do.

Only a good one is green, and no two have one shape: they are told apart in grey, and by whoever reads one out.
"""

from __future__ import annotations

from dataclasses import dataclass

from trainer.certificates.paper import Paper
from trainer.certificates.rules import Verdict
from trainer.certificates.verification import Verification


@dataclass(frozen=True)
class Showing:
    """A verdict as a page shows it; `kind` is the tone and `icon` the shape."""

    word: str
    kind: str
    icon: str
    means: str
    do: str

    @property
    def is_active(self) -> bool:
        """Whether the certificate is good, whatever became of the licence."""
        return self in (SHOWINGS[Verdict.VALID], LICENCE_LAPSED, LICENCE_UNCONFIRMED)


SHOWINGS = {
    Verdict.VALID: Showing(
        "Valid", "ok", "ok", "This certificate is active.",
        "Rely on it for what it covers. Look up the licence as well.",
    ),
    Verdict.EXPIRED: Showing(
        "Expired", "warn", "expired", "Its term is over. It was good until then.",
        "Ask the holder whether it is being renewed.",
    ),
    Verdict.SUSPENDED: Showing(
        "Suspended", "warn", "paused", "It is set aside while a question is looked into.",
        "Do not rely on it for now. Check again later.",
    ),
    Verdict.UNDER_REVIEW: Showing(
        "Under review", "warn", "half", "The decision behind it is being looked at again.",
        "Do not rely on it alone. Ask the holder, and check again later.",
    ),
    Verdict.REVOKED: Showing(
        "Revoked", "bad", "revoked", "The issuer has taken it back.",
        "Do not rely on it, whatever the paper says.",
    ),
    Verdict.SUPERSEDED: Showing(
        "Superseded", "", "older", "A newer term has taken its place.",
        "Open the current term.",
    ),
    Verdict.WITHDRAWN: Showing(
        "Withdrawn", "bad", "withdrawn", "It was issued in error and has been withdrawn.",
        "Do not rely on it, whatever the paper says.",
    ),
    Verdict.TAMPERED: Showing(
        "Tampered", "bad", "warn", "It is not what was issued: something was changed.",
        "Do not rely on it. Ask the holder for the original, and check its identifier.",
    ),
    Verdict.NOT_LOGGED: Showing(
        "Not logged", "warn", "bad", "The public log does not hold it. Just after issue this takes a few minutes.",
        "Do not rely on it yet. Check again in an hour; if it says the same, write to the issuer.",
    ),
    Verdict.BACK_DATED: Showing(
        "Back-dated", "bad", "clock", "It claims a day long before the public log first had it.",
        "Do not rely on its date of issue. Write to the issuer.",
    ),
    Verdict.UNKNOWN: Showing(
        "Unknown", "", "unknown", "We hold nothing that we can show under this identifier.",
        "Compare it with the paper, symbol by symbol. If it is right, ask the holder for the link.",
    ),
}  # fmt: skip
LICENCE_LAPSED = Showing(
    "Certificate valid; licence lapsed", "warn", "lapsed", "The certificate is active; the licence has lapsed.",
    "A certificate is no licence. Look the licence up on the register before you rely on either.",
)  # fmt: skip
LICENCE_UNCONFIRMED = Showing(
    "Certificate valid; licence not confirmed", "warn", "unconfirmed",
    "The certificate is active; no licence is confirmed.",
    "A certificate is no licence. Look the licence up on the register before you rely on either.",
)  # fmt: skip
REPLACED = Showing(
    "File replaced", "warn", "replaced",
    "We issued this file. A newer one of the same certificate has taken its place.",
    "Open its page, which says what holds now, and ask for the present file.",
)  # fmt: skip


def showing_of(found: Verification) -> Showing:
    """How this verification is shown: green only when certificate and licence are both good."""
    if found.is_without_licence:
        return LICENCE_LAPSED if found.licence.status == "lapsed" else LICENCE_UNCONFIRMED
    return SHOWINGS[found.verdict]


def showing_of_paper(paper: Paper) -> Showing:
    """How the verdict on a file is shown: as that on its certificate, unless the file itself tells another."""
    if paper.is_replaced and paper.verdict is Verdict.SUPERSEDED:
        return REPLACED
    if paper.live is not None and paper.live.verdict is paper.verdict:
        return showing_of(paper.live)
    return SHOWINGS[paper.verdict]


ANSWERS = (
    SHOWINGS[Verdict.VALID],
    LICENCE_LAPSED,
    *(showing for verdict, showing in SHOWINGS.items() if verdict is not Verdict.VALID),
)
"""Every answer the page can give, for the page that explains them."""

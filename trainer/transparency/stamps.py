"""Timestamps by an authority (RFC 3161): asking for one, and reading what came back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from hashlib import sha256

from asn1crypto import tsp  # type: ignore[import-untyped] # it ships no types

from trainer.documents.timestamps import post
from trainer.documents.tokens import leads_to

GRANTED = ("granted", "granted_with_mods")


class Refusal(RuntimeError):
    """The authority gave no timestamp, or not the one that was asked for."""


def fetch(url: str, data: bytes, roots: Sequence[bytes] = ()) -> bytes:
    """A timestamp over `data`, as the authority sent it; raises Refusal, or NoTimestamp where it is out of reach.

    Where roots are named, in DER, one that goes back to none of them is refused, too: nothing here would believe it.
    """
    nonce = secrets.randbits(63)
    question = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": sha256(data).digest()},
            "nonce": nonce,
            "cert_req": True,
        }
    ).dump()
    token = post(url, question)
    if said(token).nonce != nonce:
        raise Refusal("the answer belongs to another question")
    if not covers(token, data):
        raise Refusal("the timestamp is over something else")
    if roots and not is_below(token, roots):
        raise Refusal("the timestamp goes back to no certificate in TRAINER_TSA_ROOTS")
    return token


class Said:
    """What a timestamp states, whoever signed it."""

    def __init__(self, info: tsp.TSTInfo) -> None:
        self.nonce = info["nonce"].native
        self.at = info["gen_time"].native
        self.algorithm = info["message_imprint"]["hash_algorithm"]["algorithm"].native
        self.digest = info["message_imprint"]["hashed_message"].native


def said(token: bytes) -> Said:
    """What an answer states; raises Refusal where there is no timestamp in it."""
    try:
        answer = tsp.TimeStampResp.load(token, strict=True)
        if answer["status"]["status"].native not in GRANTED:
            raise Refusal(f"the authority refused: {answer['status'].native}")
        return Said(answer["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed)
    except (ValueError, TypeError, KeyError) as error:
        raise Refusal(f"the answer cannot be read: {error}") from error


def is_below(token: bytes, roots: Sequence[bytes]) -> bool:
    """Whether what `said` can read was signed by an authority below one of these roots, in DER."""
    return leads_to(tsp.TimeStampResp.load(token)["time_stamp_token"], roots)


def covers(token: bytes, data: bytes) -> bool:
    """Whether a timestamp is over `data`."""
    stated = said(token)
    return bool(stated.algorithm == "sha256" and stated.digest == sha256(data).digest())

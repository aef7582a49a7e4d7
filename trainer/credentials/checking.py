"""Our own look at a credential or a status list: each check named, each with its result and the reason."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785

from trainer.core.clock import in_words
from trainer.credentials.contexts import CREDENTIALS
from trainer.credentials.did import method_of, raw_key
from trainer.credentials.graphs import NotAGraph
from trainer.credentials.openbadge import CONTEXT, TYPE
from trainer.credentials.proofs import OVER_GRAPH, OVER_JSON, holds
from trainer.credentials.status import ENTRIES, LIST_TYPE, UnreadableList, bits_of, is_set
from trainer.keys import PublicKey
from trainer.keys.trust import believed

LARGEST = 65_536
PLACE = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Finding:
    """One check: whether it holds (None when it was not looked at), and why; `is_old` where age alone left it open."""

    name: str
    ok: bool | None
    detail: str
    is_old: bool = False


@dataclass(frozen=True)
class Kind:
    """What a document must call itself."""

    context: list[str]
    type: list[str]


BADGE = Kind(CONTEXT, TYPE)
LIST = Kind([CREDENTIALS], LIST_TYPE)


class UnreadableCredential(ValueError):
    """Bytes that hold no credential, with the reason in words."""


def read(content: bytes) -> dict[str, Any]:
    """The JSON object in these bytes; UnreadableCredential when there is none, or one that has two readings."""
    if len(content) > LARGEST:
        raise UnreadableCredential(f"it is larger than {LARGEST} bytes")
    try:
        found = json.loads(content.decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise UnreadableCredential("it is not JSON that has one reading") from error
    if not isinstance(found, dict):
        raise UnreadableCredential("it is not a JSON object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The members of an object; ValueError when a name stands twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def check(
    document: Mapping[str, Any],
    did: str,
    keys: Iterable[PublicKey],
    *,
    now: datetime,
    kind: Kind = BADGE,
    graph_too: bool = True,
    logged_at: datetime | None = None,
) -> list[Finding]:
    """Whether this issuer signed this document with a key that was good then, and whether its time is now.

    `logged_at` is when the public log first had it: of a compromised key only what was in the log before is believed.
    The graph is put in order only once the proof over the JSON holds: then we wrote it, and it is not tangled. It costs
    a hundred times what the other proof does, and may be left out where we hold the document ourselves.
    """
    form = _form(document, kind)
    issuer = _issuer(document, did)
    if not form.ok:
        names = ("Key", "Signature", "Linked data signature", "Dates")
        return [form, issuer, *(Finding(name, None, "Not looked at: the form is not ours") for name in names)]
    over_graph, over_json = document["proof"]
    signer = _signer(document["proof"], did, keys)
    signature = _signature("Signature", document, over_json, signer)
    graph = Finding("Linked data signature", None, "Not looked at: the other signature does not hold")
    if signature.ok and graph_too:
        graph = _signature("Linked data signature", document, over_graph, signer)
    graphs = [graph] if graph_too else []
    return [form, issuer, _key(over_json, signer, logged_at), signature, *graphs, _dates(document, now)]


def check_status(
    entry: Mapping[str, Any],
    document: Mapping[str, Any],
    did: str,
    keys: Iterable[PublicKey],
    *,
    now: datetime,
    graph_too: bool = True,
) -> Finding:
    """What a status list says of the credential with this entry: ok when its bit is not set.

    A list that is not signed by the issuer, or another one than the entry names, is no answer. One that is out of date
    still tells of what is set in it; of anything else it does not tell what happened since.
    """
    name = str(entry.get("statusPurpose", "status")).capitalize()
    *looked_at, dates = check(document, did, keys, now=now, kind=LIST, graph_too=graph_too)
    wrong = next((one for one in looked_at if not one.ok), None)
    if wrong is not None:
        return Finding(name, None, f"The status list cannot be relied on: {wrong.detail}")
    subject = document["credentialSubject"]
    if (document["id"], subject["statusPurpose"]) != (entry.get("statusListCredential"), entry.get("statusPurpose")):
        return Finding(name, None, "This is not the status list that the credential names")
    place = str(entry.get("statusListIndex"))
    if not (PLACE.fullmatch(place) and int(place) < ENTRIES):
        return Finding(name, None, "The credential names no place in the status list")
    try:
        found = is_set(bits_of(subject["encodedList"]), int(place))
    except UnreadableList as error:
        return Finding(name, None, f"The status list cannot be read: {error}")
    made = _moment(document.get("validFrom"))
    as_of = f" as of {in_words(made, 'UTC')}" if made else ""
    if found:
        return Finding(name, False, f"Set in the status list{as_of}")
    if not dates.ok:
        return Finding(name, None, f"Not set in the status list{as_of}; what happened since is not known", is_old=True)
    return Finding(name, True, "Not set in the status list")


def _form(document: Mapping[str, Any], kind: Kind) -> Finding:
    says = "It is not in the form that we issue"
    if (document.get("@context"), document.get("type")) != (kind.context, kind.type):
        return Finding("Form", False, says)
    proofs = document.get("proof")
    if not isinstance(proofs, list) or not all(isinstance(proof, dict) for proof in proofs):
        return Finding("Form", False, says)
    if [proof.get("cryptosuite") for proof in proofs] != [OVER_GRAPH, OVER_JSON]:
        return Finding("Form", False, "It does not carry the two proofs that we issue")
    if proofs[1].get("@context") != kind.context or not all(_is_assertion(proof) for proof in proofs):
        return Finding("Form", False, "Its proofs are not in the form that we issue")
    return Finding("Form", True, "In the form that we issue")


def _is_assertion(proof: Mapping[str, Any]) -> bool:
    return proof.get("type") == "DataIntegrityProof" and proof.get("proofPurpose") == "assertionMethod"


def _issuer(document: Mapping[str, Any], did: str) -> Finding:
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, dict) else issuer
    return Finding("Issuer", found == did, f"Issued by {did}" if found == did else "Issued by somebody else")


def _signer(proofs: list[Mapping[str, Any]], did: str, keys: Iterable[PublicKey]) -> PublicKey | None:
    """The key that all proofs name, if it is the issuer's."""
    named = {str(proof.get("verificationMethod")) for proof in proofs}
    return next((key for key in keys if named == {method_of(did, key)}), None)


def _key(proof: Mapping[str, Any], signer: PublicKey | None, logged_at: datetime | None) -> Finding:
    """The key vouches for what it signed when the proof says so; of a compromised one only the log's moment counts."""
    if signer is None:
        return Finding("Key", False, "No key of the issuer has this name")
    created = _moment(proof.get("created"))
    if created is None or created < signer.since:
        return Finding("Key", False, f"Signed before {signer.name} was in use")
    if believed(signer, signed_at=created, logged_at=logged_at):
        return Finding("Key", True, f"Signed with {signer.name} while it was in use")
    if signer.compromised_at is None:
        return Finding("Key", False, f"Signed after {signer.name} was retired")
    since = in_words(signer.compromised_at, "UTC")
    says = f"{signer.name} may be in other hands since {since}, and nothing shows that this was signed before"
    return Finding("Key", False, says)


def _signature(name: str, document: Mapping[str, Any], proof: Mapping[str, Any], signer: PublicKey | None) -> Finding:
    if signer is None:
        return Finding(name, None, "Not looked at: the key is not known")
    try:
        good = holds(document, proof, raw_key(signer))
    except (NotAGraph, rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError):
        return Finding(name, False, "It says something that cannot be signed")
    return Finding(name, good, "Not changed since it was signed" if good else "Changed since it was signed")


def _dates(document: Mapping[str, Any], now: datetime) -> Finding:
    begins, ends = _moment(document.get("validFrom")), _moment(document.get("validUntil"))
    if begins is None or ends is None:
        return Finding("Dates", False, "It does not say when it is valid")
    if now < begins:
        return Finding("Dates", False, "Not valid yet")
    return Finding("Dates", now <= ends, "Within its term" if now <= ends else "Expired")


def _moment(text: object) -> datetime | None:
    """An aware moment, or None."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None

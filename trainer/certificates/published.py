"""The public halves of every key, for whoever checks what was signed here."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from trainer.core.errors import NotFound, Unavailable
from trainer.credentials.did import did_document, did_of
from trainer.exams import signing
from trainer.keys import FileKeys, NoKeys, Use
from trainer.keys.chains import pem_of
from trainer.keys.trust import handed_out
from trainer.transparency.checkpoint import origin_of, verifiers
from trainer.transparency.note import PLAIN
from trainer.web.permissions import public
from trainer.web.services import facts, services

bp = Blueprint("published", __name__)
PEM_CHAIN = "application/pem-certificate-chain"
KEPT = "public, max-age=300"
"""How long a copy may be used: what was compromised is not to be believed for long."""
ALGORITHMS = {"Ed25519": "EdDSA", "P-256": "ES256"}


@bp.get("/.well-known/did.json")
@public
def did() -> Response:
    """The issuer's did:web document: every key of credentials, and which of them still vouch for what they signed."""

    def document(keys: FileKeys) -> bytes:
        return as_json(did_document(did_of(facts().base_url), keys.every(Use.CREDENTIAL)))

    return given(document, "application/did+json")


@bp.get("/.well-known/jwks.json")
@public
def jwks() -> Response:
    """Every public key (RFC 7517) but compromised ones: nothing in this form could say so of them."""
    return given(lambda keys: as_json({"keys": key_set(keys)}), "application/jwk-set+json")


def key_set(keys: FileKeys) -> list[dict[str, str]]:
    """The keys of every use that still vouch for what they signed, and the one that signs receipts."""
    trusted = [(key.name, key.jwk) for key in keys.ring().keys if key.compromised_at is None]
    return [
        {**jwk, "kid": name, "use": "sig", "alg": ALGORITHMS[jwk["crv"]]}
        for name, jwk in [*trusted, ("receipts", signing.public_key())]
    ]


@bp.get("/pki/root.pem")
@public
def root() -> Response:
    """Every root that signers of certificates go back to, the newest first."""

    def newest_first(keys: FileKeys) -> bytes:
        return pem_of(reversed(keys.roots().values()))

    return given(newest_first, PEM_CHAIN)


@bp.get("/pki/ca.pem")
@public
def authorities() -> Response:
    """Every issuing CA that is not compromised, the newest first."""

    def newest_first(keys: FileKeys) -> bytes:
        return pem_of(keys.certificates(one.name)[0] for one in handed_out(keys.ring().authorities))

    return given(newest_first, PEM_CHAIN)


@bp.get("/pki/<authority>.crl")
@public
def revocation_list(authority: str) -> Response:
    """The list of the certificates that an issuing CA, or the root, has revoked."""

    def listed(keys: FileKeys) -> bytes:
        if authority not in keys.listing():
            raise NotFound("There is no authority of this name.")
        return keys.revocation_list(authority)

    return given(listed, "application/pkix-crl")


@bp.get("/log/key")
@public
def log_key() -> Response:
    """The keys of the public log as C2SP signed-note writes them, a line each, the newest first."""

    def lines(keys: FileKeys) -> bytes:
        found = verifiers(origin_of(facts().base_url), handed_out(keys.every(Use.LOG)))
        return "".join(f"{one}\n" for one in found if one.kind == PLAIN).encode()

    return given(lines, "text/plain; charset=utf-8")


def given(make: Callable[[FileKeys], bytes], content_type: str) -> Response:
    """What the keys make of themselves, for any site to read and for caches to keep a while."""
    try:
        response = Response(make(services().keys), content_type=content_type)
    except NoKeys as error:
        raise Unavailable("The keys of this installation are not there just now.") from error
    response.headers["Cache-Control"] = KEPT
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    return response.make_conditional(request)


def as_json(value: Any) -> bytes:
    """A value as JSON that is the same bytes each time."""
    return json.dumps(value, indent=2, sort_keys=True).encode()

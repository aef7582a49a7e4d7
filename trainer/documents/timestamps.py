"""Asking a timestamp authority to confirm when something was signed (RFC 3161)."""

from __future__ import annotations

import asyncio
import http.client
import secrets
from urllib.parse import urlsplit

from asn1crypto import cms, tsp  # type: ignore[import-untyped] # asn1crypto ships no types
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

SECONDS = 10
LARGEST_ANSWER = 64 * 1024
DIGEST, DIGEST_BYTES = "sha256", 32
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


class NoTimestamp(OSError):
    """The timestamp authority did not answer, or not as it should; signing can be tried again."""


def reach(address: str) -> cms.ContentInfo:
    """Ask an authority for a timestamp that nobody keeps; NoTimestamp when it gives none."""
    return asyncio.run(Authority(address).async_timestamp(secrets.token_bytes(DIGEST_BYTES), DIGEST))


class Authority(TimeStamper):
    """One timestamp authority by its address."""

    def __init__(self, address: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # its constructor has no types
        self.address = address

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """The token over a digest, or NoTimestamp; a token over anything else is refused."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            imprint = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
            found = imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native
        except (TimestampRequestError, ValueError, TypeError, AttributeError) as error:
            raise NoTimestamp(f"the timestamp authority’s answer cannot be used: {error}") from error
        if found != (md_algorithm, message_digest):
            raise NoTimestamp("the timestamp authority confirmed something else than it was asked")
        return token

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """What the authority answers to a request."""
        return tsp.TimeStampResp.load(post(self.address, req.dump()))


def post(address: str, query: bytes) -> bytes:
    """What an authority answers to a query: no redirects, no waiting for long, no long answers; or NoTimestamp."""
    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=SECONDS)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        connection.request("POST", path, query, {"Content-Type": QUERY, "Accept": REPLY})
        with connection.getresponse() as answer:
            body = answer.read(LARGEST_ANSWER + 1)
    except (OSError, http.client.HTTPException) as error:
        raise NoTimestamp(f"the timestamp authority at {parts.netloc} cannot be reached: {error}") from error
    finally:
        connection.close()
    if answer.status != http.client.OK or len(body) > LARGEST_ANSWER:
        raise NoTimestamp(f"the timestamp authority at {parts.netloc} answered {answer.status}, {len(body)} bytes")
    return body

"""The trust bundle: all that is needed to check a certificate without a network, as one archive."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from trainer.certificates.anchors import Anchors
from trainer.core import clock
from trainer.credentials import UnreadableCredential, did_document, read
from trainer.documents.findings import Trust
from trainer.keys import PublicKey, Use
from trainer.keys.chains import der_from, pem_from
from trainer.keys.trust import handed_out
from trainer.transparency import checkpoint
from trainer.transparency.checkpoint import verifiers
from trainer.transparency.note import PLAIN, Malformed

README = """\
Trust bundle of {origin}, made {at}

Everything here is public. With it a certificate can be checked without a network.

  trainer certificates check certificate.pdf --bundle bundle.zip

or with other people's tools:

  # the lists of what was revoked, and the authority that vouches for signatures
  (cat root.pem; for list in *.crl; do openssl crl -inform DER -in $list; done) > trust.pem
  openssl verify -CAfile trust.pem -crl_check_all ca.pem

  # whether the signature holds, and covers the whole file
  pdfsig -nocert certificate.pdf

  # who signed, and whether that key was revoked
  pdfsig -dump certificate.pdf
  set -- $(grep -ao '/ByteRange \\[[0-9 ]*\\]' certificate.pdf | tr -dc '0-9 ')
  (head -c $2 certificate.pdf; tail -c +$(($3+1)) certificate.pdf) > signed.bin
  openssl cms -verify -binary -inform DER -in certificate.pdf.sig0 -content signed.bin \\
    -CAfile trust.pem -crl_check_all -out /dev/null

"certificate revoked" of a file from before: the first command or its page can tell whether it is still good.
"CRL has expired": the bundle is older than a week. Fetch another, and another each day for the status lists.

tsa-root.pem is what the timestamps in signatures go back to; it is empty where no authority gives any.
did.json holds the keys of credentials, log-key those of the public log, checkpoint the last head of its tree,
keys.json the life of both, those included that were lost and are believed no more,
status/ the lists of what nobody may rely on. What happened after {at} is not in here: ask the
page of the certificate.
"""
KEYS = TypeAdapter(tuple[PublicKey, ...])
LARGEST = 64 * 1024 * 1024


class NotABundle(ValueError):
    """A file that is no trust bundle, with the reason in words."""


def packed(anchors: Anchors, authorities: bytes, lists: Mapping[str, bytes], note: str, *, now: datetime) -> bytes:
    """The archive; `lists` are the lists of revoked certificates in DER by authority, `note` the last checkpoint."""
    notes = [one for one in verifiers(anchors.origin, handed_out(anchors.log_keys)) if one.kind == PLAIN]
    about = {"did": anchors.did, "origin": anchors.origin, "made_at": clock.stamp(now)}
    files = {
        "README.txt": README.format(origin=anchors.origin, at=clock.stamp(now)).encode(),
        "root.pem": pem_from(anchors.trust.roots),
        "tsa-root.pem": pem_from(anchors.trust.timestamp_roots),
        "ca.pem": authorities,
        "did.json": _json(did_document(anchors.did, anchors.credential_keys)),
        "log-key": "".join(f"{one}\n" for one in notes).encode(),
        "checkpoint": note.encode(),
        "bundle.json": _json(about),
        "keys.json": KEYS.dump_json((*anchors.credential_keys, *anchors.log_keys), indent=2),
        **{f"{name}.crl": data for name, data in lists.items()},
        **{f"status/{url.rpartition('/')[2]}.json": data for url, data in anchors.lists.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (now.year, now.month, now.day, 0, 0, 0)), data)
    return out.getvalue()


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=2, sort_keys=True).encode()


def unpacked(path: Path) -> Anchors:
    """The anchors in a bundle; NotABundle for anything else."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST:
                raise NotABundle("it unpacks to more than a bundle holds")
            return _anchors({name: archive.read(name) for name in archive.namelist()})
    except (zipfile.BadZipFile, KeyError, ValidationError, OSError, Malformed, UnreadableCredential) as error:
        raise NotABundle("it is not a trust bundle") from error


def _anchors(files: Mapping[str, bytes]) -> Anchors:
    about, keys = json.loads(files["bundle.json"]), KEYS.validate_json(files["keys.json"])
    revoked = [data for name, data in files.items() if name.endswith(".crl")]
    roots, clocks = (der_from(pem) if pem else () for pem in (files["root.pem"], files.get("tsa-root.pem", b"")))
    trust = Trust(roots, revoked, clocks)
    lists = {str(read(data)["id"]): data for name, data in files.items() if name.startswith("status/")}
    credential_keys, log_keys = (tuple(key for key in keys if key.use == use) for use in (Use.CREDENTIAL, Use.LOG))
    note = files["checkpoint"].decode()
    head = checkpoint.read(note, about["origin"], log_keys, even_compromised=True)[0] if note else None
    return Anchors(trust, about["did"], about["origin"], credential_keys, log_keys, lists, head)

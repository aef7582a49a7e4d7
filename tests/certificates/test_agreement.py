"""A certificate is revoked: a minute later every place that tells of it says so."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.build import NOON
from tests.certificates import lives
from tests.certificates.test_verify import verdict, words
from tests.conftest import SignIn
from trainer.certificates import commitments
from trainer.certificates.models import Certificate, CertificateSeries
from trainer.certificates.service import Workshop, propose
from trainer.core import clock
from trainer.core.db import Database
from trainer.credentials import check_status, read
from trainer.keys import Use
from trainer.tasks import make_tasks

MINUTE = timedelta(seconds=60)
AGE = re.compile(r"max-age=(\d+)")


def is_listed(workshop: Workshop, certificate: Certificate, listed: bytes) -> bool:
    """Whether a published list says that nobody may rely on it."""
    entry = json.loads(workshop.storage.get(certificate.credential_key or ""))["credentialStatus"]
    keys = workshop.keys.every(Use.CREDENTIAL)
    found = check_status(entry, read(listed), workshop.did, keys, now=clock.now())
    assert found.ok is not None, found.detail
    return not found.ok


def last_in_log(client: FlaskClient, certificate: Certificate) -> str:
    """The last thing that the tiles of the public log, which anybody fetches, tell of a certificate."""
    size = int(client.get("/log/checkpoint").text.splitlines()[1])
    bundle = client.get(f"/log/tile/entries/000.p/{size}").data
    entries, start = [], 0
    while start < len(bundle):
        end = start + 2 + int.from_bytes(bundle[start : start + 2])
        entries.append(json.loads(bundle[start + 2 : end]))
        start = end
    assert len(entries) == size
    kinds = [one["kind"] for one in entries if one["subject"] == commitments.subject(certificate)]
    return str(kinds[-1])


def told(client: FlaskClient, workshop: Workshop, certificate: Certificate) -> dict[str, bool]:
    """Whether each public place says that it is revoked."""
    identifier = certificate.identifier
    many = client.post("/api/v1/verify", json={"ids": [identifier]}).get_json()["results"][0]
    with zipfile.ZipFile(io.BytesIO(client.get("/trust/bundle.zip").data)) as bundle:
        packed = bundle.read(f"status/{2 * certificate.status_list}.json")
    return {
        "page": '<p class="verdict__word">Revoked</p>' in words(client, identifier),
        "record": "Revoked" in client.get(f"/v/{identifier}/record").text,
        "api": verdict(client, identifier)["verdict"] == "revoked",
        "many": many["verdict"] == "revoked",
        "table": "Revoked" in client.post("/verify/batch", data={"ids": identifier}).text,
        "status list": is_listed(workshop, certificate, client.get(f"/status/{2 * certificate.status_list}").data),
        "bundle": is_listed(workshop, certificate, packed),
        "log": last_in_log(client, certificate) == "revoked",
    }


def own(browser: FlaskClient, path: str, certificate: Certificate) -> bool:
    """Whether a list of somebody who is signed in says so, in the row of this certificate."""
    rows = re.findall(r"<tr>.*?</tr>", browser.get(path).text, re.DOTALL)
    (row,) = [row for row in rows if certificate.identifier in row.replace("-", "")]
    return "Revoked" in row


def test_every_place_agrees_within_a_minute(
    app: Flask, client: FlaskClient, store: Database, as_person: SignIn, apps_workshop: Workshop, issued: Certificate
) -> None:
    with store.write() as session:
        ada, rosa = lives.administrator(session), lives.registrar(session)
        motion = propose(session, issued.id, "revoke", lives.because("misconduct", ada), now=NOON)
        holder = session.get_one(CertificateSeries, issued.series_id).person_id
    assert set(told(client, apps_workshop, issued).values()) == {False}
    assert as_person(rosa).post(f"/staff/certificates/motions/{motion.id}/confirm").status_code == 303
    assert verdict(client, issued.identifier)["verdict"] == "revoked"
    with clock.stopped_at(NOON + MINUTE):
        for task in make_tasks(app):
            if task.every_seconds <= MINUTE.total_seconds():
                task.run()
        found = told(client, apps_workshop, issued)
        found["holder's list"] = own(as_person(holder), "/certificates", issued)
        found["staff's list"] = own(as_person(rosa), "/staff/certificates", issued)
        checks = verdict(client, issued.identifier)["checks"]
    assert [place for place, says_so in found.items() if not says_so] == []
    assert {check["name"]: check["ok"] for check in checks if not check["ok"]} == {"Status": False}


@pytest.mark.parametrize(
    ("path", "task"),
    [
        ("/v/{}", None), ("/api/v1/verify/{}", None), ("/certificates/{}.pdf", None), ("/trust/bundle.zip", None),
        ("/status/0", "certificates.status"), ("/log/checkpoint", "log.sequence"),
    ],
)  # fmt: skip
def test_no_copy_is_used_for_longer(
    app: Flask, client: FlaskClient, issued: Certificate, path: str, task: str | None
) -> None:
    period = {one.name: one.every_seconds for one in make_tasks(app)}.get(task or "", 0)
    assert bool(period) is bool(task)
    kept = client.get(path.format(issued.identifier)).headers["Cache-Control"]
    found = AGE.search(kept)
    assert int(found[1]) + period <= MINUTE.total_seconds() if found else "no-store" in kept

"""What our own key signed and is not the certificate: the browser never calls it valid, and offers the server."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from asn1crypto import cms  # type: ignore[import-untyped] # asn1crypto ships no types
from asn1crypto import x509 as choice
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.files import Desk, apart
from tests.browser.test_verify_file import choose, lose, told
from trainer.certificates.reissue_command import reissue_command
from trainer.certificates.showing import LICENCE_LAPSED
from trainer.core import clock
from trainer.keys import Use
from trainer.keys.life import rotate
from trainer.licensing.models import Licence
from trainer.web.services import issuer_of

RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)")


def gap(pdf: bytes) -> tuple[int, int]:
    """Where the digits of the signature begin and end."""
    found = RANGE.search(pdf)
    assert found
    return int(found[1]) + 1, int(found[2]) - 1


def decoy(name: x509.Name) -> bytes:
    """A certificate with somebody's name that may issue nothing."""
    key, now = ec.generate_private_key(ec.SECP256R1()), clock.now()
    made = x509.CertificateBuilder(issuer_name=x509.Name([]), subject_name=name, public_key=key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def with_decoy(pdf: bytes) -> bytes:
    """The same file with a decoy of the issuing authority among the certificates, which no signature covers."""
    start, end = gap(pdf)
    info = cms.ContentInfo.load(bytes.fromhex(pdf[start:end].decode()))
    certificates = [one.dump() for one in info["content"]["certificates"]]
    signer = x509.load_der_x509_certificate(info["content"]["certificates"][0].dump())
    every = [decoy(signer.issuer), *certificates]
    info["content"]["certificates"] = cms.CertificateSet(
        [cms.CertificateChoices("certificate", choice.Certificate.load(one)) for one in every]
    )
    digits = info.dump(force=True).hex().encode()
    assert len(digits) <= end - start
    return pdf[:start] + digits.ljust(end - start, b"0") + pdf[end:]


def left_open(page: Page, data: bytes, check: str, says: str) -> None:
    """The browser decides nothing of a file, names the check, and offers the server."""
    page.goto("/verify")
    choose(page, data)
    assert "0 not passed" in told(page, "Not decided")
    expect(page.locator(".checks .is-none", has_text=check)).to_contain_text(says)
    expect(page.get_by_role("button", name="Send it and check")).to_be_visible()


def test_a_forgery_by_a_revoked_key_is_not_valid_for_a_decoy_of_its_authority(alone: tuple[Desk, Page]) -> None:
    made, page = alone
    forged = made.another(name="Mallory Smithson")
    time.sleep(1.1)  # lists of revoked keys tell whole seconds
    lose(made, Use.PDF, clock.now() - timedelta(hours=1))
    for data in (forged, with_decoy(forged)):
        left_open(page, data, "Key in force", "The key that sealed it was revoked")
        page.get_by_role("button", name="Send it and check").click()
        expect(page.locator(".verdict__word")).to_have_text("Tampered")


def in_the_other_case(pdf: bytes) -> bytes:
    """The same signature in digits that look otherwise, which it does not cover itself."""
    start, end = gap(pdf)
    digits = pdf[start:end]
    return pdf[:start] + (digits.lower() if digits != digits.lower() else digits.upper()) + pdf[end:]


def test_a_file_that_the_log_was_never_told_of_is_not_valid(alone: tuple[Desk, Page]) -> None:
    made, page = alone
    for data in (in_the_other_case(made.pdf), with_decoy(made.pdf), made.another(name="Mallory Smithson")):
        left_open(page, data, "File in the public log", "It is not the file that the log was told of last")
        page.get_by_role("button", name="Send it and check").click()
        expect(page.locator(".verdict__word")).to_have_text("Not logged")


def test_a_file_that_another_has_replaced_is_not_valid_and_the_new_one_is(alone: tuple[Desk, Page]) -> None:
    made, page = alone
    own = made.app.extensions["trainer"]
    rotate(own.keys, Use.PDF, issuer_of(own.facts), now=clock.now())
    command = made.app.test_cli_runner()
    assert apart(lambda: command.invoke(reissue_command, ["--signed-by", "pdf-1"])).exit_code == 0
    left_open(page, made.pdf, "File in the public log", "It is not the file that the log was told of last")
    page.get_by_role("button", name="Send it and check").click()
    expect(page.locator(".verdict__word")).to_have_text("File replaced")
    page.goto("/verify")
    choose(page, made.app.test_client().get(f"/certificates/{made.certificate.identifier}.pdf").data)
    assert "0 not passed, 0 not done" in told(page, "Valid")


@pytest.mark.parametrize("named", [{"file_commitment": None}, {}])
def test_where_the_server_names_no_file_nothing_is_decided(alone: tuple[Desk, Page], named: dict[str, None]) -> None:
    made, page = alone
    page.route("**/api/v1/verify/*", lambda route: route.fulfill(json={"says": "Valid", **named}))
    left_open(page, made.pdf, "File in the public log", "The server names no file")


def test_no_word_on_the_licence_hides_that_a_file_is_not_the_one_logged(alone: tuple[Desk, Page]) -> None:
    made, page = alone
    with made.app.extensions["trainer"].database.write() as session:
        session.scalars(select(Licence)).one().expires_on = (clock.now() - timedelta(days=3)).date()
    for data, word in ((made.pdf, LICENCE_LAPSED.word), (made.another(name="Mallory Smithson"), "Not decided")):
        page.goto("/verify")
        choose(page, data)
        told(page, word)


@pytest.mark.parametrize("kept_away", ["ca", "root"])
def test_without_a_list_of_revoked_keys_nothing_is_decided(alone: tuple[Desk, Page], kept_away: str) -> None:
    made, page = alone
    page.route(f"**/pki/{kept_away}.crl", lambda route: route.abort())
    left_open(page, made.pdf, "Key in force", "No list of revoked keys")


def test_a_clock_that_is_slow_decides_nothing(alone: tuple[Desk, Page]) -> None:
    made, page = alone
    page.clock.set_fixed_time(clock.now() - timedelta(minutes=5))
    left_open(page, made.pdf, "Credential: dates", "By the clock of this device its term has not begun")
    page.get_by_role("button", name="Send it and check").click()
    expect(page.locator(".verdict__word")).to_have_text("Valid")


def test_with_a_list_that_is_out_of_date_nothing_is_decided(alone: tuple[Desk, Page]) -> None:
    made, page = alone
    page.clock.set_fixed_time(clock.now() + timedelta(days=9))
    left_open(page, made.pdf, "Key in force", "No list of revoked keys")

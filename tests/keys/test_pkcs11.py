"""Keys in a token, here SoftHSM's: the same promises, and no private half in the folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.keys.conftest import ISSUER, NOW
from trainer.keys import FileKeys, KeysExist, NoKeys, Use, create, jwk, life
from trainer.keys.choice import make_keys
from trainer.keys.pkcs11 import NoPlace, forget_sessions, place_of
from trainer.keys.vault import Curve

pytestmark = pytest.mark.pure


def signs_for_its_public_half(keys: FileKeys, use: Use) -> None:
    key = keys.current(use)
    public, signature = jwk.read(key.public.jwk), key.sign(b"words")
    if isinstance(public, Ed25519PublicKey):
        public.verify(signature, b"words")
    else:
        public.verify(signature, b"words", ec.ECDSA(hashes.SHA256()))


def private_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.key"))


def test_every_key_signs_from_inside_the_token(token: str, tmp_path: Path, root: Path) -> None:
    keys = make_keys(token, tmp_path / "keys")
    create(keys, root, ISSUER, now=NOW)
    for use in Use:
        signs_for_its_public_half(keys, use)
    assert private_files(tmp_path / "keys") == []


def test_the_token_issues_certificates_and_lists(token: str, tmp_path: Path, root: Path) -> None:
    keys = make_keys(token, tmp_path / "keys")
    create(keys, root, ISSUER, now=NOW)
    signer, authority, top = (x509.load_der_x509_certificate(one) for one in keys.chain("pdf-1"))
    signer.verify_directly_issued_by(authority)
    authority.verify_directly_issued_by(top)
    issuing = authority.public_key()
    assert isinstance(issuing, ec.EllipticCurvePublicKey)
    assert x509.load_der_x509_crl(keys.revoked()).is_signature_valid(issuing)


def test_each_use_may_have_its_own_place(token: str, tmp_path: Path, root: Path) -> None:
    keys = make_keys(f"{token}&x-uses=pdf,ca", tmp_path / "keys")
    create(keys, root, ISSUER, now=NOW)
    assert private_files(tmp_path / "keys") == ["credential-1.key", "log-1.key"]
    for use in Use:
        signs_for_its_public_half(keys, use)


def test_a_key_made_before_the_token_came_still_signs(own: FileKeys, token: str) -> None:
    keys = make_keys(token, own.folder)
    signs_for_its_public_half(keys, Use.PDF)
    assert life.rotate(keys, Use.PDF, ISSUER, now=NOW) == "pdf-2"
    assert "pdf-2.key" not in private_files(own.folder)
    signs_for_its_public_half(keys, Use.PDF)


def test_a_name_in_the_token_is_not_taken_twice(token: str, tmp_path: Path) -> None:
    vault = make_keys(token, tmp_path / "keys").vault
    vault.make("pdf-1", Curve.P256)
    with pytest.raises(KeysExist, match="pdf-1"):
        vault.make("pdf-1", Curve.P256)


def test_a_wrong_pin_is_told_and_a_right_one_then_works(token: str, tmp_path: Path) -> None:
    (tmp_path / "pin").write_text("9999")
    with pytest.raises(NoKeys, match="PinIncorrect"):
        make_keys(token, tmp_path / "keys").vault.make("pdf-1", Curve.P256)
    (tmp_path / "pin").write_text("1234")
    assert make_keys(token, tmp_path / "keys").vault.make("pdf-1", Curve.P256)


def test_a_session_that_ended_is_opened_again(token: str, tmp_path: Path, root: Path) -> None:
    keys = make_keys(token, tmp_path / "keys")
    create(keys, root, ISSUER, now=NOW)
    forget_sessions()
    signs_for_its_public_half(keys, Use.LOG)


@pytest.mark.parametrize(
    ("url", "lacks"),
    [
        ("pkcs11:token=trainer?pin-source=file:/x", "module-path"),
        ("pkcs11:object=x?module-path=/m&pin-source=file:/x", "token"),
        ("pkcs11:token=trainer?module-path=/m", "pin-source"),
        ("pkcs11:token=trainer?module-path=/m&pin-source=file:/not/there", "/not/there"),
    ],
)
def test_an_address_says_what_it_lacks(url: str, lacks: str) -> None:
    with pytest.raises(NoPlace, match=lacks):
        place_of(url)


def test_a_pin_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text("1234")
    place = place_of(f"pkcs11:token=my%20token?module-path=/m&pin-source=file:{tmp_path / 'pin'}")
    assert (place.token, place.pin) == ("my token", "1234")
    assert "1234" not in repr(place)


def test_another_scheme_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not under https:"):
        make_keys("https://keys.example", tmp_path)

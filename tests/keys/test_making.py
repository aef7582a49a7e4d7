"""The five keys: made once, kept from others' eyes, and believed by OpenSSL."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.keys.conftest import ISSUER, NOW
from tests.keys.openssl import verify
from trainer.keys import FileKeys, KeysExist, NoKeys, Use, create, jwk
from trainer.keys.provider import Key, Keys

pytestmark = pytest.mark.pure


def test_every_use_has_a_key_that_signs_for_its_public_half(own: FileKeys) -> None:
    provider: Keys = own
    for use in Use:
        key: Key = provider.current(use)
        public, signature = jwk.read(key.public.jwk), key.sign(b"words")
        assert key.public.name == f"{use}-1"
        if isinstance(public, Ed25519PublicKey):
            public.verify(signature, b"words")
        else:
            public.verify(signature, b"words", ec.ECDSA(hashes.SHA256()))


def test_only_the_owner_can_read_what_is_private(own: FileKeys, root: Path) -> None:
    private = [*own.folder.glob("*.key"), *root.glob("*.key"), own.folder / "keys.json"]
    assert sorted(path.name for path in private) == [
        "ca.key", "credential-1.key", "keys.json", "log-1.key", "pdf-1.key", "root.key",
    ]  # fmt: skip
    assert {path.stat().st_mode & 0o777 for path in private} == {0o600}
    assert own.folder.stat().st_mode & 0o077 == root.stat().st_mode & 0o077 == 0


def test_the_root_stays_outside(own: FileKeys) -> None:
    assert not (own.folder / "root.key").exists()


def test_keys_are_never_overwritten(own: FileKeys, root: Path) -> None:
    before = {path: path.read_bytes() for path in own.folder.iterdir()}
    with pytest.raises(KeysExist, match="already"):
        create(own, root, ISSUER, now=NOW)
    assert before == {path: path.read_bytes() for path in own.folder.iterdir()}


def test_a_private_half_without_a_ring_is_not_overwritten(own: FileKeys, root: Path) -> None:
    (own.folder / "keys.json").unlink()
    with pytest.raises(KeysExist, match=r"ca\.key is there already"):
        create(FileKeys(own.folder), root, ISSUER, now=NOW)


def test_without_keys_the_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoKeys, match="trainer keys create --root DIR"):
        FileKeys(tmp_path).current(Use.PDF)


def made_at_once(folder: str, root: str) -> str:
    try:
        create(FileKeys(Path(folder)), Path(root), ISSUER, now=NOW)
    except KeysExist:
        return "refused"
    return "made"


def test_of_two_processes_one_makes_the_keys(tmp_path: Path, root: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        tries = [pool.submit(made_at_once, str(tmp_path / "keys"), str(root)) for _ in range(2)]
        assert sorted(one.result() for one in tries) == ["made", "refused"]
    assert len(list((tmp_path / "keys").glob("*.key"))) == 4


def test_openssl_believes_the_chain_and_the_lists(own: FileKeys) -> None:
    assert verify(own, "pdf-1", at=NOW + timedelta(minutes=1)) == "OK"
    assert verify(own, "pdf-1", at=NOW - timedelta(minutes=1)) == "CRL is not yet valid"


def test_the_signer_of_documents_says_what_it_is_for(own: FileKeys) -> None:
    signer = x509.load_der_x509_certificate(own.chain("pdf-1")[0])
    uses = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    usage = signer.extensions.get_extension_for_class(x509.KeyUsage).value
    places = signer.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert {use.dotted_string for use in uses} == {"1.3.6.1.5.5.7.3.36", "1.3.6.1.5.5.7.3.4"}
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    assert [name.value for place in places for name in place.full_name or []] == ["https://college.example/pki/ca.crl"]

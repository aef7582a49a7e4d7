"""Keys come and go: rotation adds, retirement forgives, a compromise takes back."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from tests.keys.conftest import ISSUER, NOW
from tests.keys.openssl import verify
from trainer.keys import FileKeys, NoKeys, PublicKey, Use, life
from trainer.keys.health import faults
from trainer.keys.trust import vouches

pytestmark = pytest.mark.pure
DAY = timedelta(days=1)
TOMORROW, LATER = NOW + DAY, NOW + 30 * DAY


def test_rotation_adds_and_what_was_signed_before_stays_good(own: FileKeys) -> None:
    signed = own.current(Use.CREDENTIAL).public
    assert life.rotate(own, Use.CREDENTIAL, ISSUER, now=LATER) == "credential-2"
    old, new = own.every(Use.CREDENTIAL)
    assert (own.current(Use.CREDENTIAL).public, old.jwk) == (new, signed.jwk)
    assert (old.retired_at, new.since) == (LATER, LATER)
    assert vouches(old, NOW + DAY)
    assert not vouches(old, LATER + DAY)


def test_another_process_learns_of_a_rotation(own: FileKeys) -> None:
    other = FileKeys(own.folder)
    assert other.current(Use.LOG).public.name == "log-1"
    life.rotate(own, Use.LOG, ISSUER, now=LATER)
    assert other.current(Use.LOG).public.name == "log-2"


def test_keys_are_read_from_the_disk_once(own: FileKeys) -> None:
    other = FileKeys(own.folder)
    other.current(Use.PDF)
    os.rename(own.folder / "pdf-1.key", own.folder / "elsewhere")
    assert other.current(Use.PDF).sign(b"words")


def test_an_interrupted_rotation_is_passed_over(own: FileKeys) -> None:
    (own.folder / "log-2.key").write_text("left over")
    assert life.rotate(own, Use.LOG, ISSUER, now=LATER) == "log-3"
    assert (own.folder / "log-2.key").read_text() == "left over"


def test_a_new_authority_signs_a_new_signer_and_both_lists_stay_current(own: FileKeys, root: Path) -> None:
    assert life.rotate_authority(own, root, ISSUER, now=LATER) == "ca-2"
    assert own.current(Use.PDF).public.name == "pdf-2"
    assert life.refresh_crl(own, now=LATER + DAY) == 2
    assert verify(own, "pdf-1", at=LATER + DAY) == verify(own, "pdf-2", at=LATER + DAY) == "OK"


def test_the_last_key_of_a_use_is_not_retired(own: FileKeys) -> None:
    with pytest.raises(life.NotSo, match="rotate it instead"):
        life.retire(own, "log-1", now=LATER)


@pytest.mark.parametrize("name", ["log-1", "ca"])
def test_what_is_retired_is_not_retired_again(own: FileKeys, root: Path, name: str) -> None:
    life.rotate(own, Use.LOG, ISSUER, now=LATER)
    life.rotate_authority(own, root, ISSUER, now=LATER)
    with pytest.raises(life.NotSo, match="signs nothing any more"):
        life.retire(own, name, now=LATER)


def test_a_compromised_signer_is_on_the_list_from_that_moment_on(own: FileKeys) -> None:
    life.compromise(own, "pdf-1", NOW + DAY, "a laptop was stolen", now=LATER)
    (listed,) = x509.load_der_x509_crl(own.revoked())
    signer = x509.load_der_x509_certificate(own.chain("pdf-1")[0])
    assert (listed.serial_number, listed.revocation_date_utc) == (signer.serial_number, NOW + DAY)
    assert life.compromised(own) == {"pdf-1": NOW + DAY}
    assert verify(own, "pdf-1", at=LATER) == "certificate revoked"


def test_of_two_moments_of_a_compromise_the_earlier_holds(own: FileKeys) -> None:
    life.compromise(own, "log-1", NOW + 2 * DAY, "seen in a copy", now=LATER)
    life.compromise(own, "log-1", NOW + DAY, "the copy is older", now=LATER)
    life.compromise(own, "log-1", NOW + 3 * DAY, "and seen again", now=LATER)
    assert life.compromised(own) == {"log-1": NOW + DAY}


def test_a_compromised_key_signs_nothing_until_another_takes_its_place(own: FileKeys) -> None:
    life.compromise(own, "credential-1", NOW, "it was published", now=LATER)
    with pytest.raises(NoKeys, match="trainer keys rotate credential"):
        own.current(Use.CREDENTIAL)
    assert life.rotate(own, Use.CREDENTIAL, ISSUER, now=LATER) == "credential-2"
    assert own.current(Use.CREDENTIAL).public.name == "credential-2"


def test_a_compromise_holds_even_where_the_list_cannot_be_signed(own: FileKeys) -> None:
    (own.folder / "ca.key").write_text("no key")
    with pytest.raises(NoKeys, match="the key ca cannot be read"):
        life.compromise(FileKeys(own.folder), "pdf-1", NOW, "a stolen disk", now=TOMORROW)
    assert life.compromised(own) == {"pdf-1": NOW}


def test_only_the_root_revokes_an_issuing_authority(own: FileKeys, root: Path) -> None:
    with pytest.raises(life.NotSo, match="--root DIR"):
        life.compromise(own, "ca", NOW, "unknown certificates appeared", now=TOMORROW)
    life.compromise(own, "ca", NOW, "unknown certificates appeared", now=TOMORROW, root_folder=root)
    authority = x509.load_der_x509_certificate(own.chain("pdf-1")[1])
    (listed,) = x509.load_der_x509_crl(own.revocation_list("root"))
    assert listed.serial_number == authority.serial_number
    life.rotate_authority(own, root, ISSUER, now=TOMORROW)
    assert verify(own, "pdf-1", at=TOMORROW) == "certificate revoked"
    assert verify(own, "pdf-2", at=TOMORROW) == "OK"


def test_a_compromise_that_has_not_come_yet_is_refused(own: FileKeys) -> None:
    with pytest.raises(life.NotSo, match="has not come yet"):
        life.compromise(own, "log-1", LATER + DAY, "a guess", now=LATER)


def test_a_name_that_never_was_is_refused(own: FileKeys) -> None:
    with pytest.raises(NoKeys, match="there is no key pdf-9"):
        life.compromise(own, "pdf-9", NOW, "a slip", now=LATER)


@given(st.integers(-100, 100), st.none() | st.integers(0, 100), st.none() | st.integers(0, 100))
def test_a_key_vouches_within_its_life_alone(at: int, retired: int | None, compromised: int | None) -> None:
    key = PublicKey(
        Use.LOG, "log-1", {}, NOW,
        retired_at=None if retired is None else NOW + retired * DAY,
        compromised_at=None if compromised is None else NOW + compromised * DAY,
    )  # fmt: skip
    is_late = retired is not None and at > retired
    is_suspect = compromised is not None and at >= compromised
    assert vouches(key, NOW + at * DAY) == (at >= 0 and not is_late and not is_suspect)


def test_healthy_keys_have_no_faults(own: FileKeys) -> None:
    assert faults(own, now=NOW + DAY) == []


def test_a_private_half_that_others_may_read_is_named(own: FileKeys) -> None:
    (own.folder / "pdf-1.key").chmod(0o640)
    assert faults(own, now=NOW) == [
        f"{own.folder / 'pdf-1.key'} is open to others (mode 640): chmod go= {own.folder / 'pdf-1.key'}"
    ]


def test_an_old_list_is_named_until_it_is_signed_anew(own: FileKeys) -> None:
    assert "the list of revoked certificates of ca ended" in faults(own, now=LATER)[0]
    life.refresh_crl(own, now=LATER)
    assert faults(own, now=LATER) == []


def test_a_certificate_that_ends_soon_is_named(own: FileKeys) -> None:
    ends = x509.load_der_x509_certificate(own.chain("pdf-1")[0]).not_valid_after_utc
    soon = ends - 10 * DAY
    life.refresh_crl(own, now=soon)
    (fault,) = faults(own, now=soon)
    assert "Certificates" in fault
    assert "rotate it" in fault


def test_missing_keys_are_named_once(tmp_path: Path) -> None:
    assert faults(FileKeys(tmp_path), now=NOW) == [
        f"there are no keys in {tmp_path}: run `trainer keys create --root DIR`"
    ]


def test_a_new_root_stands_beside_the_old_one_and_both_are_believed(own: FileKeys, root: Path, tmp_path: Path) -> None:
    assert life.rotate_root(own, tmp_path / "second", ISSUER, now=LATER) == "ca-2"
    assert own.current(Use.PDF).public.name == "pdf-2"
    assert life.refresh_crl(own, now=LATER) == 2
    assert verify(own, "pdf-1", at=LATER + DAY) == verify(own, "pdf-2", at=LATER + DAY) == "OK"
    first, second = own.roots().values()
    assert "CN=Needle College Root CA 2" in second.subject.rfc4514_string()
    assert first.subject != second.subject
    assert list(own.roots()) == ["root", "root-2"]
    point = own.certificates("ca-2")[0].extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert "https://college.example/pki/root-2.crl" in str(next(iter(point)).full_name)
    assert not (own.folder / "root.key").exists()


def test_each_root_revokes_what_stands_below_it(own: FileKeys, root: Path, tmp_path: Path) -> None:
    life.rotate_root(own, tmp_path / "second", ISSUER, now=TOMORROW)
    with pytest.raises(life.NotSo, match="stands below another root"):
        life.compromise(own, "ca", TOMORROW, "known", now=TOMORROW + DAY, root_folder=tmp_path / "second")
    life.compromise(own, "ca", TOMORROW, "known", now=TOMORROW + DAY, root_folder=root)
    assert verify(own, "pdf-1", at=NOW + 3 * DAY) == "certificate revoked"
    assert verify(own, "pdf-2", at=NOW + 3 * DAY) == "OK"


def test_only_the_newest_root_issues_and_none_is_made_twice(own: FileKeys, root: Path, tmp_path: Path) -> None:
    with pytest.raises(life.NotSo, match="name an empty folder"):
        life.rotate_root(own, root, ISSUER, now=LATER)
    life.rotate_root(own, tmp_path / "second", ISSUER, now=LATER)
    with pytest.raises(life.NotSo, match="not the newest"):
        life.rotate_authority(own, root, ISSUER, now=LATER)
    assert life.rotate_authority(own, tmp_path / "second", ISSUER, now=LATER) == "ca-3"
    assert len(own.roots()) == 2

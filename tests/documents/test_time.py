"""When a signature was made, who says so, and what that means once a key is revoked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms

from tests.documents.build import AT, ISSUER, MADE, keys_in, sealed, trust_in, unsigned
from tests.documents.test_signing import contents
from trainer.documents.examining import examined
from trainer.documents.findings import Check, Examination
from trainer.documents.signing import signed
from trainer.keys import FileKeys, Use, life

pytestmark = pytest.mark.pure


def said(found: Examination, check: Check) -> bool | None:
    """What one check came to."""
    (finding,) = [each for each in found.findings if each.check is check]
    return finding.ok


def with_other_token(pdf: bytes, other: bytes) -> bytes:
    """A file with the timestamp of another in its signature."""
    whole, theirs = (cms.ContentInfo.load(contents(each)) for each in (pdf, other))
    (mine,), (foreign,) = (each["content"]["signer_infos"] for each in (whole, theirs))
    der, old, new = whole.dump(), mine.dump(), cms.SignerInfo(
        {name: foreign[name] if name == "unsigned_attrs" else mine[name] for name in mine}
    ).dump()  # fmt: skip
    start = pdf.index(b"<", pdf.index(b"/Contents <"))
    room = pdf.index(b">", start) - start - 1
    assert len(new) == len(old)
    forged = der.replace(old, new).hex().encode().ljust(room, b"0")
    return pdf[: start + 1] + forged + pdf[start + 1 + room :]


def test_a_known_authority_is_believed_and_an_unknown_one_named(
    own: FileKeys, clock_folder: Path, clock_address: str
) -> None:
    pdf = sealed(own, clock_address)
    known = examined(pdf, trust_in(own, ((clock_folder / "tsa-root.der").read_bytes(),)))
    assert said(known, Check.TIMESTAMP) is True
    assert known.signed_at is not None
    assert known.signed_at != AT
    unknown = examined(pdf, trust_in(own))
    assert said(unknown, Check.TIMESTAMP) is None
    assert "not known here" in unknown.findings[-1].says
    assert unknown.signed_at == AT
    assert known.is_ours
    assert unknown.is_ours


def test_the_timestamp_of_another_signature_is_seen(own: FileKeys, clock_folder: Path, clock_address: str) -> None:
    trust = trust_in(own, ((clock_folder / "tsa-root.der").read_bytes(),))
    pdf, other = sealed(own, clock_address), sealed(own, clock_address)
    assert said(examined(with_other_token(pdf, pdf), trust), Check.TIMESTAMP) is True
    found = examined(with_other_token(pdf, other), trust)
    assert said(found, Check.TIMESTAMP) is False
    assert not found.is_ours


def test_a_revoked_key_vouches_for_nothing_that_only_its_own_clock_dates(tmp_path: Path) -> None:
    keys = keys_in(tmp_path)
    pdf = sealed(keys)
    name = keys.current(Use.PDF).public.name
    assert said(examined(pdf, trust_in(keys)), Check.IN_FORCE) is True
    life.rotate(keys, Use.PDF, ISSUER, now=AT)
    life.compromise(keys, name, AT + timedelta(days=1), "lost", now=AT + timedelta(days=2))
    found = examined(pdf, trust_in(keys))
    assert said(found, Check.IN_FORCE) is False
    assert not found.is_ours
    assert examined(sealed(keys), trust_in(keys)).is_ours


def test_a_key_that_no_list_names_was_not_revoked_as_of_the_last_one_and_one_in_an_old_list_stays_so(
    tmp_path: Path,
) -> None:
    keys = keys_in(tmp_path)
    pdf, name, day = sealed(keys), keys.current(Use.PDF).public.name, timedelta(days=1)
    lists = [*trust_in(keys).lists]

    def told() -> tuple[bool | None, str]:
        found = examined(pdf, replace(trust_in(keys), lists=lists)).findings
        return next((one.ok, one.says) for one in found if one.check is Check.IN_FORCE)

    assert told() == (True, "The key was not revoked as of 1 November 2026, 09:00 UTC.")
    life.refresh_crl(keys, now=MADE + day)
    lists.append(keys.revoked())
    assert told() == (True, "The key was not revoked as of 2 November 2026, 09:00 UTC.")
    life.rotate(keys, Use.PDF, ISSUER, now=AT)
    life.compromise(keys, name, AT, "lost", now=AT)
    lists.insert(0, keys.revoked())
    assert told()[0] is False


def test_what_an_authority_saw_before_the_key_was_lost_still_holds(
    tmp_path: Path, clock_folder: Path, clock_address: str
) -> None:
    keys = keys_in(tmp_path)
    pdf = sealed(keys, clock_address)
    roots = ((clock_folder / "tsa-root.der").read_bytes(),)
    seen = examined(pdf, trust_in(keys, roots)).signed_at
    assert seen is not None
    name = keys.current(Use.PDF).public.name
    later = max(seen, AT) + timedelta(days=1)
    life.rotate(keys, Use.PDF, ISSUER, now=later)
    life.compromise(keys, name, later, "lost", now=later)
    assert examined(pdf, trust_in(keys, roots)).is_ours
    assert not examined(pdf, trust_in(keys)).is_ours


def test_without_the_lists_revocation_is_not_told_and_a_strangers_list_counts_for_nothing(
    own: FileKeys, small: bytes, tmp_path: Path
) -> None:
    stranger = trust_in(keys_in(tmp_path))
    for lists in ((), stranger.lists):
        found = examined(small, replace(trust_in(own), lists=lists))
        assert said(found, Check.IN_FORCE) is None
        assert found.is_ours


@pytest.mark.parametrize("at", [MADE - timedelta(days=1), datetime(2077, 1, 1, tzinfo=UTC)])
def test_a_signature_outside_the_certificates_days_is_not_ours(own: FileKeys, at: datetime) -> None:
    found = examined(signed(unsigned(), own, at=at), trust_in(own))
    assert said(found, Check.ISSUER) is False

"""Files made to exhaust whoever opens them end in a finding, not in a dead server."""

from __future__ import annotations

import os
import signal
import sys
import zlib
from functools import partial

import pytest
from pyhanko.pdf_utils.misc import PdfDecodeLimitError

from tests.documents.build import trust_in
from trainer.core.errors import Unavailable
from trainer.documents import examining
from trainer.documents.checking import examine
from trainer.documents.findings import Check
from trainer.documents.jail import MEBIBYTE, STANDS_BACK, Delayed, Failed, Limits, Outgrown, jailed
from trainer.keys import FileKeys

pytestmark = pytest.mark.pure


def file_of(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of these objects."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def stream(data: bytes, head: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(data), data)


def bomb() -> bytes:
    """A cross-reference stream of a few hundred bytes that unpacks to 64 mebibytes, packed three times."""
    data = bytes(64 * MEBIBYTE)
    for _ in range(3):
        data = zlib.compress(data, 9)
    filters = b"[/FlateDecode /FlateDecode /FlateDecode]"
    head = b"/Type/XRef/W[1 2 1]/Size 9/Root 1 0 R/Filter%s" % filters
    body = b"%PDF-1.7\n1 0 obj\n" + stream(data, head) + b"\nendobj\n"
    return body + b"startxref\n9\n%%EOF\n"


def entries(many: int) -> bytes:
    """A list of so many objects, of a few bytes when packed, each of which has to be looked at."""
    plain = (
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
    )
    packed = zlib.compress(b"\x01\x00\x09\x00" * many, 9)
    head = b"/Type/XRef/Size %d/W[1 2 1]/Root 1 0 R/Filter/FlateDecode" % many
    return plain + b"3 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(packed, head), len(plain))


def loop() -> bytes:
    """A cross-reference table that names itself as the one before."""
    plain = file_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")
    place = plain.index(b"xref\n0")
    return plain.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % place)


def fields_in_a_ring() -> bytes:
    """A form whose field is its own child."""
    return file_of(b"<</Type/Catalog/AcroForm<</Fields[2 0 R]>>>>", b"<</T(a)/Kids[2 0 R]>>")


def deep() -> bytes:
    """Arrays within arrays, far deeper than any reader's stack."""
    return file_of(b"<</Type/Catalog/X " + b"[" * 100_000 + b"]" * 100_000 + b">>")


@pytest.mark.parametrize("make", [bomb, loop, fields_in_a_ring, deep])
def test_a_file_made_to_exhaust_is_refused(own: FileKeys, make: object) -> None:
    assert callable(make)
    found = examine(make(), trust_in(own))
    assert not found.is_ours
    assert found.findings[-1].check in (Check.READABLE, Check.SIGNED)
    assert found.findings[-1].ok is False


def test_a_long_list_of_objects_is_not_read(own: FileKeys) -> None:
    assert [finding.check for finding in examining.examined(entries(10_000), trust_in(own)).findings][
        -1
    ] is Check.SIGNED
    for many in (100_000, 3_000_000):
        assert len(entries(many)) < 15_000
        with pytest.raises(PdfDecodeLimitError):
            examining.examined(entries(many), trust_in(own))


def test_the_child_stands_back_for_everybody_else() -> None:
    assert int(jailed("tests.documents.hungry", b"priority")) == min(os.nice(0) + STANDS_BACK, 19)


def test_the_child_is_bound_in_memory_and_in_time() -> None:
    with pytest.raises(Outgrown):
        jailed("tests.documents.hungry", b"memory", Limits(memory=256 * MEBIBYTE))
    with pytest.raises(Outgrown):
        jailed("tests.documents.hungry", b"work", Limits(work=1, wait=500))
    with pytest.raises(Delayed, match="too long"):
        jailed("tests.documents.hungry", b"sleep", Limits(wait=1))


def test_a_machine_that_is_too_busy_says_nothing_about_the_file(
    own: FileKeys, small: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.documents.checking.jailed", partial(jailed, limits=Limits(wait=0)))
    with pytest.raises(Unavailable, match="try again"):
        examine(small, trust_in(own))


def test_neither_does_one_that_is_between_two_releases(
    own: FileKeys, small: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.documents.checking.MODULE", "trainer.documents.examining_of_the_next_release")
    with pytest.raises(Unavailable, match="Nothing is known about it; try again"):
        examine(small, trust_in(own))


def test_the_child_sees_no_secrets_writes_no_files_and_is_not_believed_when_it_crashes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TRAINER_SECRET_KEY", "hidden")
    assert b"TRAINER" not in jailed("tests.documents.hungry", b"environment")
    for act in (b"write", b"crash", b"much"):
        with pytest.raises(Failed):
            jailed("tests.documents.hungry", act, Limits(answer=1000))


@pytest.mark.parametrize("name", ["SIGABRT", "SIGSEGV"])
def test_where_libraries_end_for_want_of_memory_the_work_outgrew_it(name: str) -> None:
    with pytest.raises(Outgrown):
        jailed("tests.documents.hungry", name.encode())


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGKILL", "SIGHUP", "SIGBUS"])
def test_whoever_ends_the_child_says_nothing_about_its_work(name: str) -> None:
    with pytest.raises(Delayed, match=f"left to end: -{signal.Signals[name].value}"):
        jailed("tests.documents.hungry", name.encode())


def test_a_child_that_cannot_start_or_lacks_a_part_says_nothing_either(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, act in (("tests.documents.of_the_next_release", b""), ("tests.documents.hungry", b"unload")):
        with pytest.raises(Delayed, match="left to end: 1"):
            jailed(module, act)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(Delayed, match="could not be started"):
        jailed("tests.documents.hungry", b"priority")


def test_a_file_too_large_for_its_memory_is_at_fault_each_time(
    own: FileKeys, small: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.documents.checking.jailed", partial(jailed, limits=Limits(memory=MEBIBYTE)))
    found = examine(small, trust_in(own))
    assert [(one.check, one.ok) for one in found.findings] == [(Check.READABLE, False)]
    assert "more memory or time" in found.findings[0].says


def test_the_decode_limits_are_far_below_the_childs_memory() -> None:
    budget = examining.LIMITS.document_budget
    assert budget is not None
    assert budget.total(5_000_000) * 4 <= Limits().memory

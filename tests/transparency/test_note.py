"""Notes and checkpoints are written as C2SP has them; nothing unsigned, foreign or malformed is believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transparency.build import NOW, ORIGIN, LogKey
from trainer.transparency.checkpoint import Checkpoint, origin_of, read, sign, verifiers
from trainer.transparency.note import TIMESTAMPED, Malformed, Note, Verifier

pytestmark = pytest.mark.pure

KEY = LogKey("log-1")
HEAD = Checkpoint(ORIGIN, 17, bytes(32))
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""A published key and note, of the documentation of Go's golang.org/x/mod/sumdb/note."""


def test_a_published_note_is_verified() -> None:
    key = Verifier.parse(GO_KEY)
    assert str(key) == GO_KEY
    assert [verifier.name for verifier, _ in Note.parse(GO_NOTE).signed_by([key])] == ["PeterNeumann"]


def test_a_published_note_that_was_changed_is_refused() -> None:
    with pytest.raises(Malformed, match="not true"):
        Note.parse(GO_NOTE.replace("answer", "question")).signed_by([Verifier.parse(GO_KEY)])


def test_a_checkpoint_is_three_lines_and_two_signatures() -> None:
    lines = sign(HEAD, KEY, now=NOW).split("\n")
    assert lines[:4] == [ORIGIN, "17", "A" * 43 + "=", ""]
    assert [line.split(" ")[1] for line in lines[4:6]] == [ORIGIN, ORIGIN]
    assert lines[6:] == [""]


def test_a_checkpoint_is_read_with_the_moment_it_was_signed() -> None:
    assert read(sign(HEAD, KEY, now=NOW), ORIGIN, [KEY.public]) == (HEAD, NOW)


@given(
    st.integers(0, 10**17),
    st.binary(min_size=32, max_size=32),
    st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
)
def test_what_is_signed_is_what_is_read(size: int, root: bytes, at: datetime) -> None:
    head = Checkpoint(ORIGIN, size, root)
    assert read(sign(head, KEY, now=at), ORIGIN, [KEY.public]) == (head, at)


def test_a_note_keeps_every_byte() -> None:
    note = sign(HEAD, KEY, now=NOW)
    assert str(Note.parse(note)) == note


@given(st.integers(0, 400), st.characters(min_codepoint=32, max_codepoint=126))
def test_a_changed_character_is_noticed(place: int, character: str) -> None:
    note = sign(HEAD, KEY, now=NOW)
    place %= len(note)
    changed = note[:place] + character + note[place + 1 :]
    if changed != note:
        try:
            found, _ = read(changed, ORIGIN, [KEY.public])
        except Malformed:
            return
        assert found == HEAD  # only a signature's name or id was spoilt, and the other one holds


def test_another_logs_checkpoint_is_refused() -> None:
    foreign = replace(HEAD, origin="other.example/log")
    with pytest.raises(Malformed, match="has not signed"):
        read(sign(foreign, KEY, now=NOW), ORIGIN, [KEY.public])


def test_an_unknown_keys_checkpoint_is_refused() -> None:
    with pytest.raises(Malformed, match="has not signed"):
        read(sign(HEAD, LogKey("stranger"), now=NOW), ORIGIN, [KEY.public])


def test_a_compromised_key_vouches_for_nothing_signed_since() -> None:
    fallen = replace(KEY, compromised_at=NOW).public
    assert read(sign(HEAD, KEY, now=NOW - timedelta(seconds=1)), ORIGIN, [fallen])[0] == HEAD
    with pytest.raises(Malformed, match="has not signed"):
        read(sign(HEAD, KEY, now=NOW), ORIGIN, [fallen])


@pytest.mark.parametrize(
    "text", ["", "a\n", "a\n1\n", "a\n01\nQQ==\n", "a\n1\nAAAA\n", "\n1\nAAAA\n", "a\n-1\n" + "A" * 43 + "=\n"]
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Checkpoint.parse(text)


@pytest.mark.parametrize(
    "note", ["", "a\n", "a\n\n", "a\n\n— b\n", "a\n\n— b AAAA\n", "a\n\n- b AAAAAAA=\n", "a\x00\n\n— b AAAAAAA=\n"]
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(Malformed):
        Note.parse(note)


@pytest.mark.parametrize(
    "text", ["", "a", "a+b+c", GO_KEY.replace("c74f20a3", "c74f20a4"), GO_KEY.replace("Peter", "Paul")]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Verifier.parse(text)


def test_a_key_keeps_its_text_in_both_kinds() -> None:
    for key in verifiers(ORIGIN, [KEY.public]):
        assert Verifier.parse(str(key)) == key


def test_a_moment_that_cannot_be_is_refused() -> None:
    note = Note.parse(sign(HEAD, KEY, now=NOW))
    signature = replace(note.signatures[1], body=b"\xff" * 72)
    with pytest.raises(Malformed, match="no moment"):
        _ = signature.at
    assert verifiers(ORIGIN, [KEY.public])[1].kind == TIMESTAMPED


@pytest.mark.parametrize(
    ("base_url", "origin"),
    [("https://trainer.example", "trainer.example/log"), ("http://127.0.0.1:8000", "127.0.0.1:8000/log")],
)
def test_the_log_is_named_after_the_site(base_url: str, origin: str) -> None:
    assert origin_of(base_url) == origin

"""Receipts: signed, chained, the same again on every replay, and checked by whoever holds the file."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import stat
import sys
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask
from sqlalchemy import update

from tests import build as people
from tests.conftest import SignIn
from tests.exams.conftest import Candidate
from trainer.exams import checking, signing
from trainer.exams.commands import exams_group
from trainer.exams.models import Receipt
from trainer.web.permissions import Role

SIGNED = ("attempt", "position", "revision", "answer_hash", "saved_at", "previous")


def bare(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


def sat(alice: Candidate, saves: int = 3) -> UUID:
    """An attempt with a few saves: each of the first positions once, then the first one again."""
    attempt = alice.start()
    for position in range(1, saves):
        assert alice.put(attempt, position, alice.right_answers(attempt)[position]).status_code == 200
    assert alice.put(attempt, 1, None, 2).status_code == 200
    return attempt


def file_of(alice: Candidate, attempt: UUID) -> dict[str, Any]:
    found: dict[str, Any] = alice.get(f"/attempts/{attempt}/receipts").get_json()
    return found


def test_anybody_can_check_a_file_with_nothing_but_the_contract(alice: Candidate) -> None:
    attempt = sat(alice)
    said = file_of(alice, attempt)
    key = Ed25519PublicKey.from_public_bytes(bare(said["public_key"]["x"]))
    assert (said["algorithm"], said["public_key"]["kty"], said["public_key"]["crv"]) == ("Ed25519", "OKP", "Ed25519")
    previous = "0" * 64
    for number, line in enumerate(said["receipts"], 1):
        signed = rfc8785.dumps({name: line[name] for name in SIGNED})
        key.verify(bare(line["signature"]), signed)
        assert (line["number"], line["previous"], line["attempt"]) == (number, previous, str(attempt))
        previous = hashlib.sha256(signed).hexdigest()
    assert [(line["position"], line["revision"]) for line in said["receipts"]] == [(1, 1), (2, 1), (1, 2)]
    assert said["receipts"][2]["answer_hash"] == hashlib.sha256(b"null").hexdigest()


def test_a_save_answers_with_its_receipt_and_a_replay_with_the_same_one(alice: Candidate) -> None:
    attempt = alice.start()
    answer = alice.right_answers(attempt)[1]
    first = alice.put(attempt, 1, answer).get_json()
    alice.put(attempt, 2, None)
    alice.at(2)
    assert alice.put(attempt, 1, answer).get_json() == first | {"seconds_left": 3480}
    alice.post(f"/attempts/{attempt}/submit")
    alice.at(90)
    assert alice.put(attempt, 1, answer).get_json() == first | {"seconds_left": 0}
    assert file_of(alice, attempt)["receipts"][0]["signature"] == first["receipt"]
    assert len(file_of(alice, attempt)["receipts"]) == 2


def test_refused_saves_write_no_receipt(alice: Candidate) -> None:
    attempt = alice.start()
    alice.put(attempt, 1, None)
    alice.put(attempt, 1, alice.right_answers(attempt)[1])
    alice.put(attempt, 1, "nothing like it", 2)
    alice.at(100)
    alice.put(attempt, 1, None, 2)
    assert len(file_of(alice, attempt)["receipts"]) == 1


def test_a_form_without_javascript_writes_receipts_too(alice: Candidate) -> None:
    attempt = alice.start()
    alice.post(f"/attempts/{attempt}/answers/1", {"revision": "1", "go": "clear"})
    assert len(file_of(alice, attempt)["receipts"]) == 1


def test_the_receipts_are_a_file_of_their_owner(alice: Candidate, carol: Candidate) -> None:
    attempt = sat(alice)
    answer = alice.get(f"/attempts/{attempt}/receipts")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="receipts-{attempt}.json"'
    assert carol.get(f"/attempts/{attempt}/receipts").status_code == 404


def test_the_key_is_readable_by_its_owner_alone(alice: Candidate, settings: Any) -> None:
    sat(alice)
    path = settings.keys_dir / signing.FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(settings.keys_dir.glob(f".{signing.FILE}*")) == []


SAY_KEY = """
import sys
from pathlib import Path
from trainer.exams import checking, signing
signing.keep_in(Path(sys.argv[1]))
sys.stdin.readline()
print(signing.public_key()["x"])
"""


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SAY_KEY, str(tmp_path / "new")]
    started = [Popen(command, stdin=PIPE, stdout=PIPE, text=True) for _ in range(4)]
    for process in started:
        process.stdin.write("\n")
        process.stdin.flush()
    assert len({process.communicate()[0] for process in started}) == 1


def upload(who: Candidate, content: bytes) -> Any:
    data = {"receipts": (io.BytesIO(content), "receipts.json")}
    return who.post("/receipts/check", data, content_type="multipart/form-data")


def test_a_good_file_holds_for_its_owner_and_for_staff(alice: Candidate, as_person: SignIn) -> None:
    file = json.dumps(file_of(alice, sat(alice))).encode()
    assert "Every receipt holds" in (page := upload(alice, file).text)
    assert page.count("The same") == 3
    with alice.store.write() as session:
        registrar = people.person(session, "Rita Registrar", Role.ADMINISTRATOR)
    alice.browser = as_person(registrar)
    assert upload(alice, file).text.count("The same") == 3


def test_a_stranger_learns_only_what_the_file_itself_proves(alice: Candidate, carol: Candidate) -> None:
    page = upload(carol, json.dumps(file_of(alice, sat(alice))).encode()).text
    assert "Every receipt holds" in page
    assert "Stored here" not in page


def test_a_changed_line_is_named(alice: Candidate) -> None:
    said = file_of(alice, sat(alice))
    said["receipts"][1]["answer_hash"] = "0" * 64
    page = upload(alice, json.dumps(said).encode()).text
    assert "Something does not hold" in page
    assert (page.count("Not ours"), page.count("Broken"), page.count("Not so")) == (1, 1, 1)


def test_a_line_taken_out_breaks_the_chain(alice: Candidate) -> None:
    said = file_of(alice, sat(alice))
    del said["receipts"][1]
    page = upload(alice, json.dumps(said).encode()).text
    assert "Broken" in page
    assert "1 more are stored" in page


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"receipts": [1]}', b"\xff", b"[" * 100_000])
def test_a_file_of_something_else_is_told(alice: Candidate, content: bytes) -> None:
    answer = upload(alice, content)
    assert answer.status_code == 422
    assert "This is not a file of receipts" in answer.text


def test_a_file_too_large_is_not_read(alice: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "LARGEST_FILE", 100)
    assert "larger than one megabyte" in upload(alice, b" " * 101).text


def command(app: Flask, file: Path, *more: str) -> Any:
    return app.test_cli_runner().invoke(exams_group, ["receipts", str(file), *more])


def test_the_command_finds_a_good_file_good(app: Flask, alice: Candidate, tmp_path: Path) -> None:
    file = tmp_path / "receipts.json"
    file.write_bytes(alice.get(f"/attempts/{sat(alice)}/receipts").data)
    found = command(app, file, "--json")
    assert found.exit_code == 0, found.output
    assert [line["is_stored"] for line in json.loads(found.output)["lines"]] == [True] * 3


def test_the_command_names_what_was_changed_in_the_database(app: Flask, alice: Candidate, tmp_path: Path) -> None:
    file = tmp_path / "receipts.json"
    file.write_bytes(alice.get(f"/attempts/{sat(alice)}/receipts").data)
    with alice.store.write() as session:
        session.execute(update(Receipt).where(Receipt.number == 2).values(answer="changed"))
    found = command(app, file)
    assert found.exit_code == 1
    assert "BAD  2: question 2, revision 1" in found.output
    assert found.output.count("not stored so") == 1


def test_the_command_refuses_another_file(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text("{}")
    assert command(app, file).exit_code == 2


def test_a_key_of_another_make_is_refused(tmp_path: Path) -> None:
    (tmp_path / signing.FILE).write_text("not a key")
    signing.keep_in(tmp_path)
    with pytest.raises(ValueError, match="PEM"):
        signing.public_key()

"""The commands on the page "Check it yourself" do what the page says, with other people's programs."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.browser.files import Desk, desk
from tests.transparency.test_go import GO, LIBRARY, PARTS, run
from trainer.core import clock
from trainer.keys import Use, life
from trainer.transparency.proof import Proof
from trainer.web.services import issuer_of

BLOCK = re.compile(r'<pre class="code code--block(?P<go> only-go)?"[^>]*><code>(.*?)</code></pre>', re.DOTALL)
MODULE = f"module check\n\ngo 1.24\n\nrequire {LIBRARY} v0.0.0\n\nreplace {LIBRARY} => ./mod\n"
ENVIRONMENT = {**os.environ, "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A site whose log has had another key since the certificate was issued."""
    with desk(tmp_path_factory.mktemp("desk")) as made:
        own = made.app.extensions["trainer"]
        life.rotate(own.keys, Use.LOG, issuer_of(own.facts), now=clock.now())
        yield made


def commands(served: Desk) -> tuple[list[str], str]:
    """The commands of the page for the one certificate, and those that need Go."""
    with urlopen(f"{served.url}/verify/yourself") as answer:  # noqa: S310 - our own
        page = answer.read().decode()
    blocks = [(bool(found["go"]), html.unescape(found[2])) for found in BLOCK.finditer(page)]
    plain = [text.replace("IDENTIFIER", served.certificate.identifier) for is_go, text in blocks if not is_go]
    (go,) = [text for is_go, text in blocks if is_go]
    return plain, go


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", f"set -e\n{script}"], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )


def test_every_command_says_what_the_page_says(served: Desk, tmp_path: Path) -> None:
    plain, go = commands(served)
    done = shell("\n".join(plain), tmp_path)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    for words in ("Total document signed", "Signature is Valid", "CMS Verification successful", '"verdict":"valid"'):
        assert words in said
    assert len((tmp_path / "log.key").read_text("utf-8").splitlines()) == 2
    assert f"{LIBRARY}@v0.40.0" in go
    program = built(tmp_path)
    last = go.strip().splitlines()[-1].replace("go run check-proof.go", str(program))
    assert "IN THE LOG: entry" in shell(last, tmp_path).stdout
    proof, credential = tmp_path / "credential.tlog-proof", tmp_path / "credential.json"
    kept, data = proof.read_text("utf-8"), credential.read_bytes()
    proof.write_text(kept.replace("\nindex ", "\nindex 1"), "utf-8")
    assert "NOT IN THE LOG" in shell(last, tmp_path).stderr
    proof.write_text(str(replace(Proof.parse(kept), salt="")), "utf-8")
    assert "NOT KNOWN: entry" in shell(last, tmp_path).stderr
    proof.write_text(kept, "utf-8")
    assert "NOT KNOWN: none of these keys" in shell(last.replace("cat log.key", "head -n 1 log.key"), tmp_path).stderr
    credential.write_bytes(data.replace(b"Maren Lindqvist", b"Mallory Smithson"))
    assert "NOT IN THE LOG: the entry is of another certificate" in shell(last, tmp_path).stderr


def test_the_commands_tell_a_changed_file(served: Desk, tmp_path: Path) -> None:
    fetch, seal, whose, *_ = commands(served)[0]
    changed = served.pdf[:3000] + bytes([served.pdf[3000] ^ 1]) + served.pdf[3001:]
    assert shell(fetch, tmp_path).returncode == 0
    (tmp_path / "certificate.pdf").write_bytes(changed)
    assert "Signature is Valid" not in shell(seal, tmp_path).stdout
    done = shell(whose, tmp_path)
    assert done.returncode != 0
    assert "CMS Verification successful" not in done.stderr


def built(folder: Path) -> Path:
    """The page's program, built from the libraries that come with the toolchain: nothing is fetched."""
    source = folder / "check-proof.go"
    place = folder / "program"
    root = Path(run([GO, "env", "GOROOT"], ENVIRONMENT).strip())
    for part in PARTS:
        shutil.copytree(root / "src/cmd/vendor" / LIBRARY / part, place / "mod" / part)
    (place / "mod/go.mod").write_text(f"module {LIBRARY}\n\ngo 1.24\n", "utf-8")
    (place / "go.mod").write_text(MODULE, "utf-8")
    shutil.copy(source, place / "main.go")
    run([GO, "build", "-o", "check", "."], ENVIRONMENT, cwd=place)
    return place / "check"

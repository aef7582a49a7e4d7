"""The commands on the page "Check it yourself" do what the page says, with other people's programs.

Every command is run as it stands. One would ask the network, `go get`: here it gets the same library from a folder,
as the toolchain brings it.
"""

from __future__ import annotations

import html
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.browser.files import Desk, desk
from tests.transparency.test_go import GO, PARTS, run
from trainer.certificates import yourself
from trainer.core import clock
from trainer.keys import Use, life
from trainer.transparency.proof import Proof
from trainer.web.services import issuer_of

BLOCK = re.compile(r'<pre class="code code--block(?P<go> only-go)?"[^>]*><code>(.*?)</code></pre>', re.DOTALL)
NEEDED = re.compile(r"Go (\d+\.\d+) or later")
SAME = "explicit; go "


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A site whose log has had another key since the certificate was issued."""
    with desk(tmp_path_factory.mktemp("desk")) as made:
        own = made.app.extensions["trainer"]
        life.rotate(own.keys, Use.LOG, issuer_of(own.facts), now=clock.now())
        yield made


def page_of(served: Desk) -> str:
    with urlopen(f"{served.url}/verify/yourself") as answer:  # noqa: S310 - our own
        page: str = answer.read().decode()
    return page


def commands(served: Desk) -> tuple[list[str], str]:
    """The commands of the page for the one certificate, and those that need Go."""
    blocks = [(bool(found["go"]), html.unescape(found[2])) for found in BLOCK.finditer(page_of(served))]
    plain = [text.replace("IDENTIFIER", served.certificate.identifier) for is_go, text in blocks if not is_go]
    (go,) = [text for is_go, text in blocks if is_go]
    return plain, go


@pytest.fixture(scope="module")
def go_root() -> Path:
    """Where the tests' own Go keeps the libraries that it was built with."""
    return Path(run([GO, "env", "GOROOT"]).strip()) / "src/cmd/vendor"


@pytest.fixture(scope="module")
def environment(go_root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A shell that finds our Go, and a folder in the place of the network that Go fetches from."""
    folder = tmp_path_factory.mktemp("modules")
    place = folder / "proxy" / yourself.LIBRARY / "@v"
    place.mkdir(parents=True)
    named = f"{yourself.LIBRARY}@{yourself.RELEASE}"
    module = f"module {yourself.LIBRARY}\n\ngo {asked_by_library(go_root)}\n"
    (place / f"{yourself.RELEASE}.info").write_text(f'{{"Version": "{yourself.RELEASE}"}}', "utf-8")
    (place / f"{yourself.RELEASE}.mod").write_text(module, "utf-8")
    with zipfile.ZipFile(place / f"{yourself.RELEASE}.zip", "w") as file:
        file.writestr(f"{named}/go.mod", module)
        for part in PARTS:
            for source in (go_root / yourself.LIBRARY / part).iterdir():
                file.write(source, f"{named}/{part}/{source.name}")
    settings = {
        "PATH": f"{GO.parent}:{os.environ['PATH']}", "GOPROXY": f"file://{folder / 'proxy'}", "GOSUMDB": "off",
        "GOTOOLCHAIN": "local", "GOMODCACHE": str(folder / "cache"), "GOFLAGS": "-modcacherw",
    }  # fmt: skip
    return os.environ | settings


def asked_by_library(go_root: Path) -> str:
    """The Go that the library asks for, by the list of what the toolchain was built with."""
    _, _, told = (go_root / "modules.txt").read_text("utf-8").partition(f"# {yourself.LIBRARY} ")
    return told.splitlines()[1].rpartition(SAME)[2]


def shell(script: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", f"set -e\n{script}"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_every_command_says_what_the_page_says(served: Desk, environment: dict[str, str], tmp_path: Path) -> None:
    plain, _ = commands(served)
    done = shell("\n".join(plain), tmp_path, environment)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    for words in ("Total document signed", "Signature is Valid", "CMS Verification successful", '"verdict":"valid"'):
        assert words in said
    assert len((tmp_path / "log.key").read_text("utf-8").splitlines()) == 2


def test_the_program_tells_every_proof_apart(served: Desk, environment: dict[str, str], tmp_path: Path) -> None:
    plain, go = commands(served)
    first = shell("\n".join([*plain, go]), tmp_path, environment)
    found = re.findall(r"^IN THE LOG: entry .* is (.*), since \d{4}-", first.stdout, re.MULTILINE)
    assert found == ["its credential", "this file"], first.stderr
    last = go.strip().splitlines()[-2]
    proof, credential = tmp_path / "credential.tlog-proof", tmp_path / "credential.json"
    kept, data = proof.read_text("utf-8"), credential.read_bytes()

    def told(command: str = last) -> str:
        return shell(command, tmp_path, environment).stderr

    proof.write_text(kept.replace("\nindex ", "\nindex 1"), "utf-8")
    assert "NOT IN THE LOG" in told()
    proof.write_text(str(replace(Proof.parse(kept), salt="")), "utf-8")
    assert "NOT KNOWN: entry" in told()
    proof.write_text(kept, "utf-8")
    assert "NOT KNOWN: none of these keys" in told(last.replace("cat log.key", "head -n 1 log.key"))
    credential.write_bytes(data.replace(b"Maren Lindqvist", b"Mallory Smithson"))
    assert "NOT IN THE LOG: the entry is of another certificate" in told()


def test_the_page_asks_for_a_go_that_builds_the_program(
    served: Desk, environment: dict[str, str], go_root: Path, tmp_path: Path
) -> None:
    """Ours is no older, the library asks for no newer, and the program is written in what that one understands."""
    (needed,) = NEEDED.findall(page_of(served))
    ours = run([GO, "env", "GOVERSION"]).strip().removeprefix("go")
    assert numbers(asked_by_library(go_root)) <= numbers(needed) <= numbers(ours)
    plain, go = commands(served)
    begin, get, *runs = go.strip().splitlines()
    script = "\n".join([*plain, begin, f"go mod edit -go={needed}", get, *runs])
    assert shell(script, tmp_path, environment).stdout.count("IN THE LOG: entry") == 2
    assert f"\ngo {needed}" in (tmp_path / "go.mod").read_text("utf-8")


def numbers(version: str) -> tuple[int, int]:
    """1.25.3 as (1, 25)."""
    major, minor, *_ = version.split(".")
    return int(major), int(minor)


def test_the_commands_tell_a_changed_file(served: Desk, environment: dict[str, str], tmp_path: Path) -> None:
    fetch, seal, whose, *_ = commands(served)[0]
    changed = served.pdf[:3000] + bytes([served.pdf[3000] ^ 1]) + served.pdf[3001:]
    assert shell(fetch, tmp_path, environment).returncode == 0
    (tmp_path / "certificate.pdf").write_bytes(changed)
    assert "Signature is Valid" not in shell(seal, tmp_path, environment).stdout
    done = shell(whose, tmp_path, environment)
    assert done.returncode != 0
    assert "CMS Verification successful" not in done.stderr


@pytest.mark.parametrize("is_forged", [False, True])
def test_the_log_tells_a_true_file_from_one_forged_with_a_key_that_was_lost(
    environment: dict[str, str], tmp_path: Path, is_forged: bool
) -> None:
    """Another holder's name on the page, around the true credential and its true proof, under the seal of that day."""
    with desk(tmp_path / "desk") as site:
        forged, since, own = site.another(name="Mallory Smithson"), clock.now(), site.app.extensions["trainer"]
        life.rotate(own.keys, Use.PDF, issuer_of(own.facts), now=since)
        life.compromise(own.keys, "pdf-1", since, "a stolen disk", now=since)
        (fetch, seal, whose, dates, inside, standing), go = commands(site)
        assert shell(fetch, tmp_path, environment).returncode == 0
        (tmp_path / "certificate.pdf").write_bytes(forged if is_forged else site.pdf)
        assert "Signature is Valid" in shell(seal, tmp_path, environment).stdout
        sealed = shell(whose, tmp_path, environment)
        assert (sealed.returncode != 0, "certificate revoked" in sealed.stderr) == (True, True), sealed.stderr
        assert f"Revocation Date: {since:%b %e %H:%M:%S %Y}" in shell(dates, tmp_path, environment).stdout
        done = shell(f"{inside}\n{go}", tmp_path, environment)
        assert " is its credential, since " in done.stdout
        logged_at = re.findall(r" is this file, since (\S+)$", done.stdout, re.MULTILINE)
        assert ("NOT THIS FILE" in done.stderr, done.returncode != 0, logged_at == []) == (is_forged,) * 3
        assert all(each <= clock.stamp(since) for each in logged_at)
        assert '"verdict":"valid"' in shell(standing, tmp_path, environment).stdout

"""Go's own libraries for notes and trees agree with the exported log, and with nothing that was forged."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tests.transparency.build import NOW, ORIGIN, Log, LogKey
from trainer.transparency.checkpoint import Checkpoint, sign, verifiers
from trainer.transparency.export import export
from trainer.transparency.tiles import Edge, split
from trainer.transparency.tree import leaf_hash

SOURCE = Path(__file__).parent / "go" / "main.go"
GO = Path(sys.executable).parent / "go"
LIBRARY = "golang.org/x/mod"
PARTS = ("sumdb/note", "sumdb/tlog")


@pytest.fixture(scope="session")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, built from the libraries that come with the toolchain: nothing is fetched."""
    folder = tmp_path_factory.mktemp("go")
    env = {**os.environ, "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local"}
    root = Path(run([GO, "env", "GOROOT"], env).strip())
    for part in PARTS:
        shutil.copytree(root / "src/cmd/vendor" / LIBRARY / part, folder / "mod" / part)
    (folder / "mod/go.mod").write_text(f"module {LIBRARY}\n\ngo 1.24\n", "utf-8")
    (folder / "go.mod").write_text(
        f"module check\n\ngo 1.24\n\nrequire {LIBRARY} v0.0.0\n\nreplace {LIBRARY} => ./mod\n", "utf-8"
    )
    shutil.copy(SOURCE, folder)
    run([GO, "build", "-o", "check", "."], env, cwd=folder)
    return folder / "check"


def run(command: list[str | Path], env: dict[str, str] | None = None, cwd: Path | None = None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, env=env, cwd=cwd, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def says(checker: Path, folder: Path) -> tuple[int, str]:
    key = str(verifiers(ORIGIN, [LogKey("log-1").public])[0])
    done = subprocess.run([checker, folder, key], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def exported(log: Log, tmp_path: Path) -> Path:
    log.grow(1, 2, 250, 3, 1, 44, 300)
    with log.database.session() as session:
        export(session, tmp_path / "public")
    return tmp_path / "public"


def test_go_agrees_with_every_entry_and_checkpoint(checker: Path, exported: Path) -> None:
    assert says(checker, exported) == (0, "601 entries, 7 checkpoints\n")


def test_go_agrees_while_the_log_is_small(checker: Path, log: Log, tmp_path: Path) -> None:
    for _ in range(9):
        log.grow(1)
        with log.database.session() as session:
            export(session, tmp_path / "public")
        assert says(checker, tmp_path / "public")[0] == 0


@pytest.mark.parametrize("path", ["tile/0/000", "tile/1/000.p/2", "tile/entries/001", "checkpoint", "checkpoints/253"])
def test_go_notices_a_changed_byte(checker: Path, exported: Path, path: str) -> None:
    data = bytearray((exported / path).read_bytes())
    data[20] ^= 1
    (exported / path).write_bytes(data)
    assert says(checker, exported)[0] == 1


def test_go_notices_a_forged_entry_with_its_tile(checker: Path, exported: Path) -> None:
    bundle = exported / "tile/entries/002.p/89"
    forged = bundle.read_bytes().replace(b'"issued"', b'"review"', 1)
    bundle.write_bytes(forged)
    length = int.from_bytes(forged[:2])
    tile = exported / "tile/0/002.p/89"
    tile.write_bytes(leaf_hash(forged[2 : 2 + length]) + tile.read_bytes()[32:])
    assert says(checker, exported)[0] == 1


def test_go_notices_a_second_history_under_the_same_key(checker: Path, exported: Path) -> None:
    hashes = split((exported / "tile/0/000").read_bytes())
    other = Edge(0, {})
    other.grow([sha256(b"another").digest(), *hashes[1:253]])
    note = sign(Checkpoint(ORIGIN, 253, other.root), LogKey("log-1"), now=NOW)
    (exported / "checkpoints/253").write_text(note, "utf-8")
    code, said = says(checker, exported)
    assert code == 1
    assert "from 253" in said or "to 253" in said

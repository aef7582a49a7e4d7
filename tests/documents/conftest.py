"""One set of keys, one timestamp authority and one signed page for all tests of documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents.authority import authority_in, serving
from tests.documents.build import keys_in, sealed
from trainer.keys import FileKeys


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> FileKeys:
    """The keys of the installation; only ever read."""
    return keys_in(tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="session")
def small(own: FileKeys) -> bytes:
    """A small signed page."""
    return sealed(own)


@pytest.fixture
def clock_folder(tmp_path: Path) -> Path:
    """Where the timestamp authority keeps its files."""
    authority_in(tmp_path / "clock")
    return tmp_path / "clock"


@pytest.fixture
def clock_address(clock_folder: Path) -> Iterator[str]:
    """Where the timestamp authority answers."""
    with serving(clock_folder) as address:
        yield address

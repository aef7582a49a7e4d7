"""One set of keys, one timestamp authority and one signed page for all tests of documents."""

from __future__ import annotations

import pytest

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

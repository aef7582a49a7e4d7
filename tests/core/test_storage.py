"""Storage: a file's name is what it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.storage import FolderStorage, make_storage

pytestmark = pytest.mark.pure


def test_bytes_come_back_under_their_hash(tmp_path: Path) -> None:
    @given(st.binary(max_size=2000))
    def round_trip(data: bytes) -> None:
        storage = FolderStorage(tmp_path)
        assert storage.get(storage.put(data)) == data
        assert storage.put(data) == storage.put(data)

    round_trip()


def test_changed_bytes_are_not_served(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    key = storage.put(b"certificate")
    (tmp_path / key[:2] / key).write_bytes(b"forged")
    with pytest.raises(KeyError, match="changed"):
        storage.get(key)


@pytest.mark.parametrize("key", ["../../etc/passwd", "A" * 64, "", "a" * 63])
def test_a_key_is_never_a_path(tmp_path: Path, key: str) -> None:
    with pytest.raises(KeyError):
        FolderStorage(tmp_path).get(key)


def test_an_unknown_storage_is_refused() -> None:
    with pytest.raises(ValueError, match="file://"):
        make_storage("s3://bucket")

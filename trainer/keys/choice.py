"""The keys that the settings ask for."""

from __future__ import annotations

from pathlib import Path

from trainer.keys import pkcs11
from trainer.keys.files import FileKeys
from trainer.keys.vault import PemVault

FILES = "file://"


def make_keys(url: str, folder: Path) -> FileKeys:
    """The keys behind a `file://` or `pkcs11:` address; with a token, `folder` has all but the private halves.

    Raises ValueError for anything else.
    """
    if url.startswith(FILES):
        return FileKeys(Path(url.removeprefix(FILES)))
    if url.startswith(pkcs11.SCHEME):
        return FileKeys(folder, pkcs11.TokenVault(pkcs11.place_of(url), PemVault(folder)))
    raise ValueError(f"keys are kept under {FILES} or {pkcs11.SCHEME}, not under {url.partition(':')[0]}:")

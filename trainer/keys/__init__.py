"""The keys an installation signs with, behind one provider."""

from trainer.keys.authority import Issuer
from trainer.keys.files import FileKeys
from trainer.keys.making import create
from trainer.keys.provider import Key, Keys, NoKeys, PublicKey, Use
from trainer.keys.vault import KeysExist

__all__ = ["FileKeys", "Issuer", "Key", "Keys", "KeysExist", "NoKeys", "PublicKey", "Use", "create"]

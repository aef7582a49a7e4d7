"""The keys an installation signs with, behind one provider."""

from trainer.keys.provider import Key, Keys, NoKeys, PublicKey, Use

__all__ = ["Key", "Keys", "NoKeys", "PublicKey", "Use"]

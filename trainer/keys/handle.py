"""A P-256 key as the builders of certificates want it, wherever its private half is kept."""

from __future__ import annotations

from typing import Any, NoReturn

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.utils import Buffer

from trainer.keys.vault import Sign


def refuse(*_: object, **__: object) -> NoReturn:
    """What a key that only signs answers to anything else."""
    raise NotImplementedError("this key only signs")


REFUSED: Any = refuse
"""Stands in for methods of several signatures."""


class Handle(ec.EllipticCurvePrivateKey):
    """Signs, and shows its public half; anything else a private key could do is refused."""

    def __init__(self, sign: Sign, public: ec.EllipticCurvePublicKey) -> None:
        self._sign, self._public = sign, public

    def sign(self, data: Buffer, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:
        if not isinstance(signature_algorithm.algorithm, hashes.SHA256):
            raise ValueError("these keys sign with SHA-256")
        return self._sign(bytes(data))

    def public_key(self) -> ec.EllipticCurvePublicKey:
        return self._public

    @property
    def curve(self) -> ec.EllipticCurve:
        return self._public.curve

    @property
    def key_size(self) -> int:
        return self._public.key_size

    exchange = private_numbers = private_bytes = __copy__ = __deepcopy__ = REFUSED


def p256(key: object) -> ec.EllipticCurvePublicKey:
    """This key, which is one for P-256."""
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError(f"{type(key).__name__} is not a key for P-256")
    return key

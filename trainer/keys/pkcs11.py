"""Private halves in a token that never gives them out (a hardware module), reached through PKCS#11."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_UN, flock
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, unquote

import pkcs11
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pkcs11.exceptions import NoSuchKey, PKCS11Error, UserAlreadyLoggedIn
from pkcs11.util.ec import encode_ecdsa_signature, encode_named_curve_parameters

from trainer.keys.jwk import Public
from trainer.keys.provider import NoKeys
from trainer.keys.vault import Curve, KeysExist, Sign, Vault

SCHEME = "pkcs11:"
EDWARDS = bytes.fromhex("06032b6570")
"""Ed25519 as an object identifier in DER (RFC 8410)."""
_one_at_a_time = Lock()
"""A session of PKCS#11 does one thing at a time."""
_modules: set[str] = set()
"""The modules that were begun."""
_inherited: set[str] = set()
"""The modules that a process was forked with and has not begun anew yet."""


@dataclass(frozen=True)
class Place:
    """A token as its address names it (RFC 7512); `uses` are the keys that live there, none standing for all."""

    module: str
    token: str
    pin: str
    pin_file: Path
    uses: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"Place({self.module}, {self.token})"


class NoPlace(ValueError):
    """The address of a token lacks something."""


def place_of(url: str) -> Place:
    """Read `pkcs11:token=NAME?module-path=FILE&pin-source=file:FILE[&x-uses=pdf,ca]`; NoPlace where parts lack."""
    path, _, query = url.removeprefix(SCHEME).partition("?")
    named = {name: unquote(value) for name, _, value in (part.partition("=") for part in path.split(";"))}
    asked = {name: values[-1] for name, values in parse_qs(query).items()}
    try:
        module, token = asked["module-path"], named["token"]
    except KeyError as error:
        raise NoPlace(f"a {SCHEME} address says {error.args[0]}=...") from error
    uses = frozenset(use for use in asked.get("x-uses", "").split(",") if use)
    return Place(module, token, *_pin(asked), uses)


def _pin(asked: Mapping[str, str]) -> tuple[str, Path]:
    if "pin-source" not in asked:
        raise NoPlace(f"a {SCHEME} address says pin-source=file:..., where the PIN is read from")
    path = Path(asked["pin-source"].removeprefix("file:"))
    try:
        return path.read_text("utf-8").strip(), path
    except OSError as error:
        raise NoPlace(f"the PIN cannot be read from {path}: {error.strerror}") from error


class TokenVault:
    """A token for the keys of some uses; those of the others, and those made before, are kept in another vault."""

    def __init__(self, place: Place, others: Vault) -> None:
        self.place = place
        self.others = others

    def make(self, name: str, curve: Curve) -> Public:
        if not self._is_home_of(name):
            return self.others.make(name, curve)
        if self.holds(name):
            raise KeysExist(f"{name} is in the token {self.place.token} already, and is not overwritten")
        with session(self.place) as own:
            return _generated(own, name, curve)

    def holds(self, name: str) -> bool:
        return self._has(name) or self.others.holds(name)

    def opened(self, name: str) -> Sign:
        return partial(self.sign, name) if self._has(name) else self.others.opened(name)

    def sign(self, name: str, data: bytes) -> bytes:
        """The signature of a key in the token over `data`; NoKeys when the token does not give one."""
        with session(self.place) as own:
            key = _found(own, name)
            if key is None:
                raise NoKeys(f"the key {name} is no longer in the token {self.place.token}")
            if key.key_type is pkcs11.KeyType.EC_EDWARDS:
                return bytes(key.sign(data, mechanism=pkcs11.Mechanism.EDDSA))
            signature = key.sign(sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA)
        return encode_ecdsa_signature(signature)

    def _has(self, name: str) -> bool:
        with session(self.place) as own:
            return _found(own, name) is not None

    def _is_home_of(self, name: str) -> bool:
        return not self.place.uses or name.partition("-")[0] in self.place.uses


@contextmanager
def session(place: Place) -> Iterator[pkcs11.Session]:
    """The session of this process with a token; one that failed is not used again."""
    with _one_at_a_time:
        try:
            yield _opened(place)
        except PKCS11Error as error:
            forget_sessions()
            raise NoKeys(f"the token {place.token} refuses: {type(error).__name__} {error}".strip()) from error


def forget_sessions() -> None:
    """Open new sessions when they are next needed."""
    _opened.cache_clear()


def _begin_process() -> None:
    """In a process just forked: sessions, modules and who waits for them are the parent's, and are left to it."""
    global _one_at_a_time  # noqa: PLW0603 - another thread of the parent may have held it
    _one_at_a_time = Lock()
    _inherited.update(_modules)
    forget_sessions()


os.register_at_fork(after_in_child=_begin_process)


def _module(path: str) -> Any:
    """A module that this process has begun by itself, as PKCS#11 asks of one that was forked."""
    module = pkcs11.lib(path)
    _modules.add(path)
    if path in _inherited:
        try:
            module.reinitialize()
        except PKCS11Error:  # it noticed the fork, and has ended already what is to be ended
            module.initialize()
        _inherited.discard(path)
    return module


@contextmanager
def _one_process(place: Place) -> Iterator[None]:
    """Wait until no other process of this machine opens the token: SoftHSM writes then what others read broken."""
    try:
        file = place.pin_file.open("rb")
    except OSError as error:
        raise NoKeys(f"the PIN cannot be read from {place.pin_file}: {error.strerror}") from error
    with file:
        flock(file, LOCK_EX)
        try:
            yield
        finally:
            flock(file, LOCK_UN)


@lru_cache(maxsize=4)
def _opened(place: Place) -> pkcs11.Session:
    with _one_process(place):
        token: pkcs11.Token = _module(place.module).get_token(token_label=place.token)
        try:
            return token.open(rw=True, user_pin=place.pin)
        except UserAlreadyLoggedIn:  # a process signs in to a token once, for all its sessions
            return token.open(rw=True)


def _found(own: pkcs11.Session, name: str) -> Any:
    """The private key of this name as a handle, or None; the library's types leave out that it signs."""
    try:
        return own.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=name)
    except NoSuchKey:
        return None


def _generated(own: pkcs11.Session, name: str, curve: Curve) -> Public:
    edwards = curve is Curve.ED25519
    kind = pkcs11.KeyType.EC_EDWARDS if edwards else pkcs11.KeyType.EC
    named = EDWARDS if edwards else encode_named_curve_parameters("secp256r1")
    parameters = own.create_domain_parameters(kind, {pkcs11.Attribute.EC_PARAMS: named}, local=True)
    hidden = {pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False}
    public, _ = parameters.generate_keypair(store=True, label=name, id=name.encode(), private_template=hidden)
    point = public[pkcs11.Attribute.EC_POINT]  # in DER, as an octet string
    if edwards:
        return Ed25519PublicKey.from_public_bytes(point[-32:])
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point[-65:])

"""Settings: read once from the environment, frozen, and deaf to misspelt names."""

from __future__ import annotations

import difflib
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

PREFIX = "TRAINER_"
SHORTEST_SECRET = 32
CONTACT = re.compile(r"https://[^\s/]+\S*|[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
NOT_SETTINGS = frozenset({"TRAINER_TEST_DATABASE_URL"})


class SettingsError(RuntimeError):
    """The environment asks for something that cannot be."""


class Settings(BaseModel):
    """Everything that differs between one installation and another."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    env: Literal["development", "production"] = "development"
    data_dir: Path = Path("var")
    database_url: str = ""
    redis_url: str | None = None
    secret_key: str = ""
    base_url: str = "http://127.0.0.1:8000"
    trusted_proxies: int = Field(default=0, ge=0, le=9)
    keys_dir: Path | None = None
    keys_url: str = ""
    mail_url: str = ""
    mail_from: str = "Trainer <no-reply@localhost>"
    tsa_url: str | None = None
    tsa_roots: Path | None = None
    log_export_dir: Path | None = None
    storage_url: str = ""
    time_zone: str = "UTC"
    require_staff_mfa: bool | None = None
    issuer: str = "Trainer Demonstration College"
    contact: str = ""
    exam_grace_seconds: int = Field(default=15, ge=0, le=600)
    workers: int = Field(default=2, ge=1, le=64)
    threads: int = Field(default=256, ge=1, le=1024)

    @model_validator(mode="after")
    def whole(self) -> Self:
        if self.is_production and len(self.secret_key) < SHORTEST_SECRET:
            raise ValueError(f"TRAINER_SECRET_KEY must have at least {SHORTEST_SECRET} characters in production")
        if self.is_production and not self.base_url.startswith("https://"):
            raise ValueError("TRAINER_BASE_URL must begin with https:// in production")
        if self.contact and not CONTACT.fullmatch(self.contact):
            raise ValueError("TRAINER_CONTACT must be an e-mail address, or an address that begins with https://")
        return self

    @property
    def is_production(self) -> bool:
        """Whether real people rely on this installation."""
        return self.env == "production"


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read every TRAINER_ setting; raises SettingsError naming what is wrong and the nearest right name."""
    source = os.environ if environ is None else environ
    values: dict[str, str] = {}
    for name, value in source.items():
        if name.startswith(PREFIX) and name not in NOT_SETTINGS:
            _take(name, value, values)
    try:
        return _completed(Settings.model_validate(values))
    except ValidationError as error:
        raise SettingsError("\n".join(_say(line["loc"], line["msg"]) for line in error.errors())) from error


def _take(name: str, value: str, values: dict[str, str]) -> None:
    field = name.removeprefix(PREFIX).lower()
    if field in Settings.model_fields:
        values[field] = value
    elif field.endswith("_file") and field.removesuffix("_file") in Settings.model_fields:
        try:
            values[field.removesuffix("_file")] = Path(value).read_text("utf-8").strip()
        except OSError as error:
            raise SettingsError(f"{name} names {value}, which cannot be read: {error.strerror}") from error
    else:
        known = [PREFIX + known.upper() for known in Settings.model_fields]
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise SettingsError(f"{name} is not a setting{hint}")


def _say(place: tuple[int | str, ...], message: str) -> str:
    name = f"{PREFIX}{'_'.join(str(part) for part in place).upper()}: " if place else ""
    return name + message.removeprefix("Value error, ")


def _completed(settings: Settings) -> Settings:
    """Fill in what follows from the data directory."""
    data = settings.data_dir.resolve()
    keys_dir = (settings.keys_dir or data / "keys").resolve()
    return settings.model_copy(
        update={
            "data_dir": data,
            "database_url": settings.database_url or f"sqlite:///{data / 'trainer.sqlite3'}",
            "keys_dir": keys_dir,
            "log_export_dir": settings.log_export_dir and settings.log_export_dir.resolve(),
            "keys_url": settings.keys_url or f"file://{keys_dir}",
            "mail_url": settings.mail_url or f"file://{data / 'mail'}",
            "storage_url": settings.storage_url or f"file://{data / 'files'}",
            "secret_key": settings.secret_key or _own_secret(data),
            "require_staff_mfa": settings.is_production
            if settings.require_staff_mfa is None
            else settings.require_staff_mfa,
        }
    )


def _own_secret(data: Path) -> str:
    """The development secret: made once, kept in the data directory, readable by its owner."""
    path = data / "secret-key"
    data.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), "utf-8")
    return path.read_text("utf-8")

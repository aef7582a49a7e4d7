"""Settings: read once, deaf to misspelt names, strict where people rely on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainer.config import SettingsError, from_environment

pytestmark = pytest.mark.pure
LONG = "k" * 40


def test_a_misspelt_setting_stops_the_start_and_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TRAINER_DATABSE_URL is not a setting; did you mean TRAINER_DATABASE_URL"):
        from_environment({"TRAINER_DATABSE_URL": "x", "TRAINER_DATA_DIR": str(tmp_path)})


def test_a_secret_is_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(LONG + "\n")
    settings = from_environment({"TRAINER_SECRET_KEY_FILE": str(tmp_path / "key"), "TRAINER_DATA_DIR": str(tmp_path)})
    assert settings.secret_key == LONG


def test_a_secret_file_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        from_environment({"TRAINER_SECRET_KEY_FILE": str(tmp_path / "none"), "TRAINER_DATA_DIR": str(tmp_path)})


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({}, "TRAINER_SECRET_KEY must have at least 32"),
        ({"TRAINER_SECRET_KEY": "dev"}, "TRAINER_SECRET_KEY must have at least 32"),
        ({"TRAINER_SECRET_KEY": LONG, "TRAINER_BASE_URL": "http://x"}, "must begin with https"),
    ],
)
def test_production_refuses_weak_settings(tmp_path: Path, more: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        from_environment({"TRAINER_ENV": "production", "TRAINER_DATA_DIR": str(tmp_path), **more})


def test_development_makes_its_own_secret_once(tmp_path: Path) -> None:
    first = from_environment({"TRAINER_DATA_DIR": str(tmp_path)}).secret_key
    assert len(first) >= 32
    assert from_environment({"TRAINER_DATA_DIR": str(tmp_path)}).secret_key == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_staff_need_a_second_factor_in_production_unless_said_otherwise(tmp_path: Path) -> None:
    base = {
        "TRAINER_DATA_DIR": str(tmp_path),
        "TRAINER_SECRET_KEY": LONG,
        "TRAINER_BASE_URL": "https://x.example",
    }
    assert from_environment({**base, "TRAINER_ENV": "production"}).require_staff_mfa is True
    assert from_environment(base).require_staff_mfa is False


@pytest.mark.parametrize("count", ["0", "1", "9"])
def test_so_many_proxies_are_trusted(tmp_path: Path, count: str) -> None:
    settings = from_environment({"TRAINER_TRUSTED_PROXIES": count, "TRAINER_DATA_DIR": str(tmp_path)})
    assert settings.trusted_proxies == int(count)


@pytest.mark.parametrize("count", ["-1", "10", "1.5", "", "all", "10.0.0.1"])
def test_another_number_of_proxies_is_refused_by_its_name(tmp_path: Path, count: str) -> None:
    with pytest.raises(SettingsError, match="TRAINER_TRUSTED_PROXIES: Input should be"):
        from_environment({"TRAINER_TRUSTED_PROXIES": count, "TRAINER_DATA_DIR": str(tmp_path)})


@pytest.mark.parametrize("contact", ["", "help@college.example", "https://college.example/ask?about=certificates"])
def test_a_contact_is_a_letter_or_a_page(tmp_path: Path, contact: str) -> None:
    settings = from_environment({"TRAINER_CONTACT": contact, "TRAINER_DATA_DIR": str(tmp_path)})
    assert settings.contact == contact


@pytest.mark.parametrize("contact", ["the office", "http://college.example", "javascript:alert(1)", "a@b", "a@b.c d"])
def test_another_contact_is_refused_in_words(tmp_path: Path, contact: str) -> None:
    says = "TRAINER_CONTACT must be an e-mail address, or an address that begins with https://"
    with pytest.raises(SettingsError, match=says):
        from_environment({"TRAINER_CONTACT": contact, "TRAINER_DATA_DIR": str(tmp_path)})

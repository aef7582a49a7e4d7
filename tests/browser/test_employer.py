"""An employer checks a certificate by identifier, by licence number, by file and in a list, and keeps a record."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.files import Desk
from tests.browser.steps import looks_right
from tests.browser.walker import Walker
from trainer.certificates.rules import grouped, identifier_from

NUMBER = "pt 4471 secret"
BY = "Hana Harbour, Harbour Clinic"


@pytest.fixture
def employer(chromium: Browser, served: Desk) -> Iterator[Walker]:
    """Somebody without an account, who looks where the journey says."""
    context = chromium.new_context(base_url=served.url, viewport={"width": 1280, "height": 900})
    yield Walker(context.new_page(), looks=False)
    context.close()


def words(pdf: bytes) -> str:
    return " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def choose(page: Page, data: bytes, word: str) -> None:
    """Let the browser check a file, and wait for what it says."""
    page.set_input_files("#document", {"name": "c.pdf", "mimeType": "application/pdf", "buffer": data})
    expect(page.locator("[data-result] .verdict__word")).to_have_text(word)


def test_by_identifier_and_licence_number_to_a_record(employer: Walker, served: Desk) -> None:
    typed = grouped(served.certificate.identifier).lower()
    employer.go("/verify").fill(identifier=typed).press("Check", exact=True)
    employer.sees("Maren Lindqvist").sees("This certificate is active")
    looks_right(employer, "verdict")
    employer.fill(number="PT-4472").press("Compare").sees("No match")
    employer.fill(number=NUMBER).press("Compare").sees("The number you typed is that of this licence")
    expect(employer.page.locator("#number-answer")).to_be_focused()
    expect(employer.page.locator("body")).not_to_contain_text("4471")
    looks_right(employer, "licence number")
    employer.press("Record for your file").fill(by=BY).press("Put it on the record")
    looks_right(employer, "record")
    printed = words(employer.page.pdf())
    assert all(words in printed for words in (BY, "Maren Lindqvist", "Status list", "/log/proof/"))
    assert "Put it on the record" not in printed
    employer.fill(by=BY)
    with employer.page.expect_download() as given:
        employer.page.get_by_role("button", name="Record, PDF").click()
    assert BY in words(Path(given.value.path()).read_bytes())


def test_by_file_good_and_changed(employer: Walker, served: Desk) -> None:
    employer.go("/verify")
    choose(employer.page, served.pdf, "Valid")
    looks_right(employer, "a good file")
    choose(employer.page, served.pdf + b"x", "Tampered")
    looks_right(employer, "a changed file")


def test_many_at_once(employer: Walker, served: Desk) -> None:
    employer.go("/verify").press("Check many at once")
    listed = [served.certificate.identifier, identifier_from(7), "nonsense"]
    employer.fill(ids="\n".join(listed)).press("Check", exact=True)
    states = employer.page.locator("td[data-label=Answer] .state")
    expect(states).to_have_text(["Valid", "Unknown", "Malformed"])
    looks_right(employer, "many")
    with employer.page.expect_download() as given:
        employer.page.get_by_role("button", name="Check, and save as CSV").click()
    assert Path(given.value.path()).read_text().count("\n") == 1 + len(listed)


def test_by_keyboard_and_without_scripts(chromium: Browser, served: Desk) -> None:
    context = chromium.new_context(
        base_url=served.url, viewport={"width": 320, "height": 800}, color_scheme="dark", java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/verify")
    page.get_by_label("Identifier").fill(served.certificate.identifier)
    page.keyboard.press("Enter")
    page.get_by_label("Licence number").fill(NUMBER)
    page.keyboard.press("Enter")
    expect(page.locator("#number-answer")).to_contain_text("Match")
    page.goto("/verify")
    page.set_input_files("#document", {"name": "c.pdf", "mimeType": "application/pdf", "buffer": served.pdf})
    page.get_by_role("button", name="Send it and check").first.click()
    expect(page.locator(".verdict__word")).to_have_text("Valid")
    context.close()

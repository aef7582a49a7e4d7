"""A certificate's file, checked by the browser: what is good, what was tampered with, and that it never leaves."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.files import Desk, tampered
from tests.browser.walker import TAGS
from trainer.certificates import recent
from trainer.core import clock
from trainer.core.keep import Shelf
from trainer.keys import Use
from trainer.keys.life import compromise, rotate, rotate_authority
from trainer.transparency.checkpoint import Checkpoint, origin_of, sign
from trainer.web.services import issuer_of

TAMPERINGS = (
    "no longer a PDF", "its objects packed anew, without a signature", "no signature", "something added", "cut short",
    "a second range",
    "something hidden behind the signature", "a byte of the page changed", "a byte of the signature changed",
    "signed by a stranger", "no credential inside", "another name in the credential", "another name under our key",
    "no proof from the log",
)  # fmt: skip
DROP = """(element, text) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], "c.pdf", { type: "application/pdf" }));
  element.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def false_files(served: Desk) -> dict[str, tuple[bytes, str]]:
    return tampered(served)


@pytest.fixture
def page(page: Page) -> Page:
    """The page on which files are checked."""
    page.goto("/verify")
    return page


def choose(page: Page, data: bytes) -> None:
    page.set_input_files("#document", {"name": "c.pdf", "mimeType": "application/pdf", "buffer": data})


def told(page: Page, word: str) -> str:
    """What a screen reader is told, once the checks are done."""
    said = page.get_by_role("status")
    expect(said).to_contain_text(f"{word}. ")
    return said.inner_text()


def test_a_good_file_is_valid_and_nothing_is_sent(page: Page, served: Desk) -> None:
    asked: list[tuple[str, str, int]] = []
    page.on("request", lambda one: asked.append((one.method, one.url, len(one.post_data_buffer or b""))))
    choose(page, served.pdf)
    said = told(page, "Valid")
    assert "0 not passed, 0 not done" in said
    expect(page.locator("[data-result] .verdict--ok .verdict__word")).to_have_text("Valid")
    expect(page.locator("verify-document")).to_contain_text("Maren Lindqvist")
    assert {(method, size) for method, _, size in asked} == {("GET", 0)}
    paths = {url.removeprefix(served.url) for _, url, _ in asked if "/static/" not in url}
    live = f"/api/v1/verify/{served.certificate.identifier}"
    log = {"/log/key", "/log/checkpoint", "/log/tile/0/000.p/2"}
    pki = {"/pki/root.pem", "/pki/ca.crl", "/pki/root.crl"}
    assert paths == {"/.well-known/did.json", "/status/0", live} | log | pki
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert [one["id"] for one in Axe().run(page, options={"runOnly": TAGS}).response["violations"]] == []


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_false_file_is_tampered_and_the_check_is_named(
    page: Page, name: str, false_files: dict[str, tuple[bytes, str]]
) -> None:
    data, check = false_files[name]
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.method))
    choose(page, data)
    assert f"Not passed: {check}" in told(page, "Tampered")
    expect(page.locator(".checks .is-bad b").first).to_contain_text(check)
    assert "POST" not in asked


def test_a_dropped_file_is_checked_too(page: Page) -> None:
    page.locator("verify-document").evaluate(DROP, "aGVsbG8=")
    assert "Not passed: Readable" in told(page, "No certificate of ours")


def test_a_false_file_never_has_its_attachments_read(page: Page, served: Desk) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    choose(page, served.pdf + b"x")
    told(page, "Tampered")
    assert not [url for url in asked if "pdfjs" in url or "/api/" in url]


def test_without_ed25519_the_check_says_so_and_the_server_is_offered(page: Page, served: Desk) -> None:
    page.add_init_script(
        "const own = crypto.subtle.importKey.bind(crypto.subtle);"
        "crypto.subtle.importKey = (form, key, kind, ...more) => kind.name === 'Ed25519'"
        " ? Promise.reject(new DOMException('', 'NotSupportedError')) : own(form, key, kind, ...more);"
    )
    page.goto("/verify")
    choose(page, served.pdf)
    told(page, "Valid")
    expect(page.locator(".checks .is-none").first).to_contain_text("does not know Ed25519")
    page.locator("verify-document summary").click()
    expect(page.get_by_role("button", name="Send it and check")).to_be_visible()


def test_a_proof_that_does_not_show_whose_it_is_decides_nothing(page: Page, served: Desk) -> None:
    unsalted = replace(served.proof(), salt="")
    choose(page, served.another(proof=str(unsalted).encode()))
    assert "0 not passed, 2 not done" in told(page, "Not decided")
    expect(page.locator(".checks .is-none").first).to_contain_text("whose it is this file does not show")
    expect(page.locator(".checks .is-none").last).to_contain_text("does not carry its salt")


def other_past(served: Desk, size: int) -> str:
    """A checkpoint of another tree, under the log's own key."""
    log = Checkpoint(origin_of(served.url), size, sha256(b"another").digest())
    return sign(log, served.app.extensions["trainer"].keys.current(Use.LOG), now=clock.now())


def test_the_browser_remembers_the_log_it_saw(page: Page, served: Desk) -> None:
    choose(page, served.pdf)
    told(page, "Valid")
    place, note = page.evaluate("Object.entries(localStorage)[0]")
    assert place.startswith(f"public-log {origin_of(served.url)}+")
    assert note.splitlines()[1] == "2"
    page.reload()
    choose(page, served.pdf)
    told(page, "Valid")
    expect(page.locator(".checks")).to_contain_text("with those that this browser saw before")
    for size in (1, 2, 3):
        false = other_past(served, size)
        page.evaluate("([place, note]) => { localStorage[place] = note; }", [place, false])
        page.reload()
        choose(page, served.pdf)
        assert "Not passed: Log’s past" in told(page, "Not logged")
        assert page.evaluate("Object.values(localStorage)") == [false], "the proof is kept"


def test_a_log_that_does_not_continue_what_the_file_rests_on_is_told(page: Page, served: Desk) -> None:
    page.route("**/log/checkpoint", lambda route: route.fulfill(body=other_past(served, 2)))
    choose(page, served.pdf)
    assert "Not passed: Log’s past" in told(page, "Not logged")
    assert page.evaluate("localStorage.length") == 0


def test_when_nothing_can_be_fetched_nothing_is_decided(page: Page, served: Desk) -> None:
    page.route("**/api/v1/verify/*", lambda route: route.abort())
    choose(page, served.pdf)
    told(page, "Not decided")


def test_every_tampering_is_tried(false_files: dict[str, tuple[bytes, str]]) -> None:
    assert set(false_files) == set(TAMPERINGS)


def lose(made: Desk, use: Use, since: datetime) -> None:
    """Another key signs from now on, and the first may be known to somebody else since a moment."""
    own = made.app.extensions["trainer"]
    if len(own.keys.every(use)) == 1:
        rotate(own.keys, use, issuer_of(own.facts), now=clock.now())
    compromise(own.keys, own.keys.every(use)[0].name, since, "lost", now=clock.now())


@pytest.mark.parametrize(
    ("use", "check", "standing"),
    [(Use.PDF, "Key in force", "Not decided"), (Use.CREDENTIAL, "Credential: key", "Under review")],
)
def test_of_a_lost_key_the_browser_decides_nothing_and_the_server_does(
    alone: tuple[Desk, Page], monkeypatch: pytest.MonkeyPatch, use: Use, check: str, standing: str
) -> None:
    """A credential whose key was lost before it was made stands under review, which the browser asks and repeats."""
    made, page = alone
    time.sleep(1.1)  # lists of revoked keys tell whole seconds
    rounds = ((clock.now(), "Not decided", "Valid"), (clock.now() - timedelta(days=1), standing, "Tampered"))
    for since, here, word in rounds:
        lose(made, use, since)
        monkeypatch.setattr(recent, "_shelf", Shelf(1))  # what was said a moment ago is not said again
        page.goto("/verify")
        choose(page, made.pdf)
        assert f"{int(here == 'Under review')} not passed" in told(page, here)
        expect(page.locator(".checks .is-none", has_text=check)).to_contain_text("the server can tell")
        page.get_by_role("button", name="Send it and check").click()
        expect(page.locator(".verdict__word")).to_have_text(word)


def test_of_a_lost_issuing_authority_the_browser_decides_nothing(alone: tuple[Desk, Page], tmp_path: Path) -> None:
    made, page = alone
    own, root = made.app.extensions["trainer"], tmp_path / "offline-root"
    since = clock.now() - timedelta(days=1)
    compromise(own.keys, own.keys.ring().authority().name, since, "lost", now=clock.now(), root_folder=root)
    rotate_authority(own.keys, root, issuer_of(own.facts), now=clock.now())
    page.goto("/verify")
    choose(page, made.pdf)
    assert "0 not passed" in told(page, "Not decided")
    expect(page.locator(".checks .is-none", has_text="Key in force")).to_contain_text("the server can tell")


def test_where_a_key_of_the_log_was_lost_a_new_proof_is_fetched(alone: tuple[Desk, Page]) -> None:
    made, page = alone
    lose(made, Use.LOG, clock.now())
    made.app.extensions["public-log"].sequence(now=clock.now())
    choose(page, made.pdf)
    assert "0 not passed, 0 not done" in told(page, "Valid")
    expect(page.locator(".checks")).to_contain_text("by a proof fetched just now")
    page.route("**/log/proof/*", lambda route: route.abort())
    page.goto("/verify")
    choose(page, made.pdf)
    told(page, "Not decided")
    expect(page.locator(".checks .is-none")).to_contain_text("a key that the log publishes no more")

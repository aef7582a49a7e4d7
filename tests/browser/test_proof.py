"""The check in the browser says of every credential what the check on the server says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

from tests.credentials.build import DID, FACTS, KEYS, NOW, PLACE, SITE, Document, changed, issued, key, listing, until
from tests.credentials.tampered import setting, tampered
from tests.credentials.texts import names
from trainer.credentials import Purpose, check, check_status, did_document
from trainer.web.bundle import bundle

MODULES = Path(__file__).parents[2] / "static" / "js" / "verify"
ISSUER = did_document(DID, KEYS)
LEFT_TO_THE_SERVER = "Linked data signature"
CHECK = "([documents, issuer, now]) => Promise.all(documents.map((one) => proof.checkCredential(one, issuer, now)))"
STATUS = "([entry, lists, issuer, now]) => Promise.all(lists.map((one) => proof.checkStatus(entry, one, issuer, now)))"
Said = dict[str, bool | None]


@contextmanager
def opened(chromium: Browser, address: str) -> Iterator[Page]:
    """An empty page at this address, with the check in it."""
    page = chromium.new_page()
    page.route("**/*", answer)
    page.goto(address)
    script = bundle(lambda name: (MODULES / f"{name}.js").read_text("utf-8"), "proof")
    page.add_script_tag(
        content=f"{script}window.proof = modules.proof; window.canonical = modules.canonical.canonical;"
    )
    yield page
    page.close()


def answer(route: Route) -> None:
    route.fulfill(content_type="text/html", body="<!doctype html><title>A page</title>")


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    with opened(chromium, SITE) as page:
        yield page


@pytest.fixture
def insecure(chromium: Browser) -> Iterator[Page]:
    """A page that a browser gives no cryptography to."""
    with opened(chromium, "http://certify.example") as page:
        yield page


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def here(page: Page, documents: list[Document], now: datetime = NOW, issuer: Document = ISSUER) -> list[Said]:
    """What the browser says of each."""
    found = page.evaluate(CHECK, [documents, issuer, milliseconds(now)])
    return [{one["name"]: one["ok"] for one in checks} for checks in found]


def there(document: Document, now: datetime = NOW) -> Said:
    """What the server says of one, but for what the browser leaves to it."""
    return {one.name: one.ok for one in check(document, DID, KEYS, now=now) if one.name != LEFT_TO_THE_SERVER}


def test_a_good_credential_passes_and_every_changed_one_fails_where_it_does_on_the_server(page: Page) -> None:
    documents = {"good": issued(), **tampered()}
    found = dict(zip(documents, here(page, list(documents.values())), strict=True))
    assert all(found["good"].values())
    assert found == {name: there(document) for name, document in documents.items()}


@settings(deadline=None, max_examples=2)
@given(st.lists(names, min_size=15, max_size=15))
def test_any_name_that_may_be_certified_passes(page: Page, written: list[str]) -> None:
    found = here(page, [issued(replace(FACTS, name=name, issuer=name)) for name in written])
    assert all(all(said.values()) for said in found)


@pytest.mark.parametrize("now", [FACTS.valid_from, NOW, NOW + timedelta(seconds=1)])
def test_dates_count_as_on_the_server(page: Page, now: datetime) -> None:
    document = issued(until(NOW))
    assert here(page, [document], now) == [there(document, now)]


def test_before_its_term_the_server_refuses_and_a_browser_whose_clock_may_be_slow_leaves_it_open(page: Page) -> None:
    document, now = issued(), FACTS.valid_from - timedelta(seconds=1)
    assert there(document, now)["Dates"] is False
    assert here(page, [document], now) == [there(document, now) | {"Dates": None}]


def test_a_key_that_the_issuer_no_longer_vouches_for_leaves_it_open(page: Page) -> None:
    (found,) = here(page, [issued()], issuer=did_document(DID, [key(1, compromised_at=NOW).public]))
    assert (found["Key"], found["Signature"]) == (None, True)


def test_status_lists_are_read_as_on_the_server(page: Page) -> None:
    entry = issued()["credentialStatus"][0]
    good = listing(Purpose.REVOCATION)
    lists = [
        good, listing(Purpose.REVOCATION, [PLACE]), listing(Purpose.REVOCATION, [PLACE - 1, PLACE + 1]),
        listing(Purpose.SUSPENSION), listing(Purpose.REVOCATION, by=key(9)), issued(), {},
        listing(Purpose.REVOCATION, lasts=timedelta(days=1)), listing(Purpose.REVOCATION, [PLACE], lasts=timedelta(1)),
        changed(good, setting("credentialSubject", "encodedList", to="uH4sI")),
    ]  # fmt: skip
    found = page.evaluate(STATUS, [entry, lists, ISSUER, milliseconds(NOW)])
    said = [check_status(entry, one, DID, KEYS, now=NOW) for one in lists]
    assert [one["ok"] for one in found] == [one.ok for one in said]
    assert [one["detail"] for one in found][7:9] == [one.detail for one in said][7:9]
    assert [one["ok"] for one in found][:4] == [True, False, True, None]


def signature(page: Page) -> dict[str, Any]:
    checks: list[dict[str, Any]] = page.evaluate(CHECK, [[issued()], ISSUER, milliseconds(NOW)])[0]
    return next(one for one in checks if one["name"] == "Signature")


def test_a_browser_without_ed25519_says_that_it_cannot_check(chromium: Browser) -> None:
    with opened(chromium, SITE) as page:
        page.evaluate("() => { crypto.subtle.importKey = () => Promise.reject(new DOMException()); }")
        found = signature(page)
    assert found["ok"] is None
    assert found["detail"].startswith("Could not be checked here")


def test_so_does_one_that_gives_us_no_cryptography(insecure: Page) -> None:
    assert signature(insecure)["ok"] is None


numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=4), inside, max_size=4),
    max_leaves=10,
)


@settings(deadline=None, max_examples=5)
@given(st.lists(values, min_size=20, max_size=40))
def test_json_is_written_as_rfc_8785_writes_it(page: Page, documents: list[Any]) -> None:
    written = page.evaluate(
        "(texts) => texts.map((text) => canonical(JSON.parse(text)))", list(map(json.dumps, documents))
    )
    assert written == [rfc8785.dumps(document).decode() for document in documents]

"""What a check on this device shows: each check with its time, what we hold, and where to go from here."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from tests.browser.files import Desk
from tests.browser.test_verify_file import choose, told
from tests.browser.walker import TAGS
from trainer.certificates.models import Certificate
from trainer.core import clock

HEAVY = ("pdfjs", "/js/verify.js")


def check_times(page: Page) -> None:
    """Every check has its own time, by the clock of this device, in words and for programs."""
    for line in page.locator("[data-result] .checks li").all():
        expect(line.locator("time")).to_have_text(re.compile(r"^\d\d:\d\d UTC$"))
        told_at = datetime.fromisoformat(line.locator("time").get_attribute("datetime") or "")
        assert abs(clock.now() - told_at) < timedelta(minutes=2)
    expect(page.locator("[data-result] .verdict__line time")).to_have_text(
        re.compile(r"^\d+ \w+ \d{4}, \d\d:\d\d UTC$")
    )
    expect(page.locator("[data-result] .verdict__line")).to_contain_text("Checked on")


def test_a_good_file_shows_checks_with_times_and_what_we_hold(page: Page, served: Desk) -> None:
    page.goto("/verify")
    expect(page.locator(".verdicts")).to_be_hidden()
    choose(page, served.pdf)
    told(page, "Valid")
    check_times(page)
    facts = page.locator("[data-result] .facts")
    for words in ("Maren Lindqvist", "Thorax: not observed", "That day included, UTC", "Current, last confirmed on"):
        expect(facts).to_contain_text(words)
    record = served.certificate.record
    assert record["scope"][-1] == {"part": "thorax", "state": "not observed", "on": None}
    order = page.locator("[data-result]").inner_text()
    assert order.index("See all that we hold") < order.index("Checks made on this device")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert [one["id"] for one in Axe().run(page, options={"runOnly": TAGS}).response["violations"]] == []


def test_of_a_superseded_term_the_next_one_is_linked_or_asked_for(page: Page, served: Desk) -> None:
    answer = page.request.get(f"/api/v1/verify/{served.certificate.identifier}").json()
    assert answer["superseded_by"] is None
    todo = page.locator("[data-result] .verdict__do")
    page.route("**/api/v1/verify/*", lambda route: route.fulfill(json=answer))
    for following in ("0" * 27, None):
        answer |= {"verdict": "superseded", "says": "Superseded", "superseded_by": following}
        page.goto("/verify")
        choose(page, served.pdf)
        told(page, "Superseded")
        if following:
            expect(todo.get_by_role("link")).to_have_attribute("href", f"/v/{following}")
        else:
            expect(todo).to_contain_text("Ask the holder for it.")


def test_what_a_holder_withholds_is_said_to_be_signed_and_no_more(alone: tuple[Desk, Page]) -> None:
    made, page = alone
    with made.app.extensions["trainer"].database.write() as session:
        session.scalars(select(Certificate)).one().paused_at = clock.now()
    choose(page, made.pdf)
    told(page, "Unknown")
    for send in (False, True):
        if send:
            page.get_by_role("button", name="Send it and check").click()
            expect(page).to_have_title(re.compile("Unknown: the file you sent"))
        expect(page.locator(".verdict:visible")).to_contain_text("We signed this file as it is.")
        expect(page.locator(".verdict:visible")).not_to_contain_text("symbol by symbol")
        expect(page.get_by_role("heading", name="What the file says")).to_be_visible()
        expect(page.locator(".facts")).to_contain_text("Maren Lindqvist")


def test_on_its_page_a_certificate_is_checked_on_this_device_when_asked(page: Page, served: Desk) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"/v/{served.certificate.identifier}")
    button = page.get_by_role("button", name="Check its file on this device")
    expect(button).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if any(part in url for part in HEAVY)], "nothing heavy is fetched unasked"
    button.focus()
    page.keyboard.press("Enter")
    assert "0 not passed, 0 not done" in told(page, "Valid")
    check_times(page)
    expect(page.locator("[data-result] .checks")).to_contain_text("The signature covers the whole file")
    expect(page.locator("[data-result] .checks")).to_contain_text("It is the file the log was told of, to the byte")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert [one["id"] for one in Axe().run(page, options={"runOnly": TAGS}).response["violations"]] == []


def test_where_the_file_is_not_to_be_had_the_page_says_what_to_do(page: Page, served: Desk) -> None:
    page.route("**/certificates/*.pdf", lambda route: route.abort())
    page.goto(f"/v/{served.certificate.identifier}")
    button = page.get_by_role("button", name="Check its file on this device")
    button.click()
    expect(page.get_by_role("status")).to_contain_text("press the button again")
    page.unroute("**/certificates/*.pdf")
    button.click()
    told(page, "Valid")


def test_a_kept_file_that_was_changed_is_called_tampered_by_the_device(page: Page, served: Desk) -> None:
    page.route("**/certificates/*.pdf", lambda route: route.fulfill(body=served.pdf + b"x"))
    page.goto(f"/v/{served.certificate.identifier}")
    page.get_by_role("button", name="Check its file on this device").click()
    assert "Not passed: Whole file" in told(page, "Tampered")


def test_without_scripts_the_page_offers_no_check_on_this_device(chromium: Browser, served: Desk) -> None:
    context = chromium.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/v/{served.certificate.identifier}")
    expect(page.get_by_text("This certificate is active")).to_be_visible()
    expect(page.locator("verify-held")).to_be_hidden()
    context.close()

"""A file that we did not sign and that does not claim so is not called tampered: by browser and server alike."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.files import Desk
from tests.browser.test_verify_file import choose, told
from tests.certificates import papers

WORD = "No certificate of ours"


@pytest.fixture(scope="module")
def others(served: Desk) -> dict[str, bytes]:
    """What people choose by mistake, by what it is."""
    client, identifier = served.app.test_client(), served.certificate.identifier
    return {
        "badge": client.get(f"/certificates/{identifier}.png").data,
        "credential": client.get(f"/certificates/{identifier}.json").data,
        "scan": papers.scan(),
        "locked": papers.locked(),
        "record": client.post(f"/v/{identifier}/record", data={"by": "Hana", "as": "pdf"}).data,
    }


@pytest.mark.parametrize(
    ("name", "check"),
    [("badge", "Readable"), ("credential", "Readable"), ("scan", "Signed"), ("locked", "Signed"), ("record", "Signed")],
)
def test_what_is_no_certificate_of_ours_is_told_so(page: Page, others: dict[str, bytes], name: str, check: str) -> None:
    page.goto("/verify")
    choose(page, others[name])
    assert f"Not passed: {check}" in told(page, WORD)
    card = page.locator("[data-result] .verdict")
    expect(card).to_contain_text("nothing in it proves anything")
    expect(card).to_contain_text("do not rely on it: type the identifier")
    assert card.get_attribute("class") == "verdict", "neither green nor a reproach"
    page.locator("verify-document summary").click()
    page.get_by_role("button", name="Send it and check").click()
    expect(page.locator("#document-error")).to_contain_text("nothing in it proves anything")

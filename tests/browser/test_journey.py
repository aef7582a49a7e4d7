"""From an empty form to a certificate somebody checks: the whole journey, on the real course, by mouse and keyboard."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.answers import give, key_of
from tests.browser.conftest import STAFF_PASSWORD, Open, Site
from tests.browser.walker import Walker

NAME = "Žofie Ångström"
PASSWORD = "seven quiet needles"
IDENTIFIER = re.compile(r"/v/([0-9A-Z]{27})")


def test_from_registering_to_a_certificate_that_an_employer_checks(site: Site, walk: Open, tmp_path: Path) -> None:
    clinician = register(walk())
    state_licence(clinician)
    staff_decide(site, walk)
    learn_everything(clinician, site)
    sign_practical(site, walk)
    sit_final(clinician, site)
    identifier = open_certificate(clinician)
    check_paper(clinician, identifier, site, tmp_path)
    employer_checks(walk(), identifier)


def register(walker: Walker) -> Walker:
    walker.go("/").press("Register").fill(name=NAME, email="zofie@example.org", password=PASSWORD)
    walker.page.locator("main").get_by_role("button", name="Register").click()
    expect(walker.page).to_have_url(re.compile("/courses$"))
    return walker.look()


def state_licence(walker: Walker, name: str = NAME) -> None:
    walker.go("/licence").fill(
        profession="physiotherapist", authority="Physiotherapy register", number="PT-12345",
        name_on_register=name, expires_on="2031-06-30", degree="BSc Physiotherapy",
    )  # fmt: skip
    walker.page.locator("[name=jurisdiction]").select_option(index=3)
    walker.press("State this licence").sees("waiting")


def staff_decide(site: Site, walk: Open) -> None:
    """The registrar verifies the clinician, and the assessor, who needs a licence too."""
    site.staff("registrar@example.org", "registrar")
    site.staff("assessor@example.org", "assessor")
    state_licence(walk().sign_in("assessor@example.org", STAFF_PASSWORD), "Aaron Assessor")
    registrar = walk().sign_in("registrar@example.org", STAFF_PASSWORD)
    for _ in range(2):
        registrar.go("/staff/licences")
        registrar.lead(registrar.page.locator("tbody a").first).fill(
            source="Public register", checked_on="2026-11-20", seen="Listed, active, no conditions"
        )
        registrar.page.locator("[name=status]").select_option("active")
        send(registrar, "Record this check")
        registrar.page.get_by_label("Verify", exact=True).check()
        registrar.fill(reason="Found on the register as stated")
        send(registrar, "Decide and tell the holder")


def send(walker: Walker, button: str) -> None:
    """Send a form and wait for the page it leads to, which looks much like the one before."""
    with walker.page.expect_navigation(wait_until="domcontentloaded"):
        walker.page.get_by_role("button", name=button).click()
    walker.look()


def learn_everything(walker: Walker, site: Site) -> None:
    walker.go("/courses").press("Enrol")
    for module in ("trigger-points", "thorax", "screening", "procedure"):
        walker.go(f"/courses/dry-needling/modules/{module}")
        read_to_the_end(walker)
        sit(walker, site)


def read_to_the_end(walker: Walker) -> None:
    page = walker.page
    page.locator("form input[type=radio]").first.check()
    walker.press("Check my answer")
    for _ in range(20):
        walker.lead(page.get_by_role("button", name=re.compile("^Mark as read")))
        if "/exams/" in page.url:
            return
    raise AssertionError("the module has no end")


def sit(walker: Walker, site: Site) -> str:
    """Start the exam that is open in front of us, answer everything right, submit; returns the attempt's id."""
    page = walker.page
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    walker.press(re.compile("^Start"))
    attempt = page.url.rstrip("/").split("/")[-1].split("?")[0]
    key = key_of(site.data_dir, attempt)
    for position in sorted(key):
        expect(page.locator(".item__no")).to_contain_text(f"Question {position}")
        give(page, key[position])
        page.locator("button[name=go][value=next]").click()
    expect(page).to_have_url(re.compile("/review"))
    walker.look().press(re.compile("^Submit"))
    page.get_by_role("button", name="Submit now").click()
    expect(page.locator("h1")).to_contain_text(re.compile("^(You p|P)assed"))
    walker.look()
    return attempt


def sign_practical(site: Site, walk: Open) -> None:
    assessor = walk().sign_in("assessor@example.org", STAFF_PASSWORD)
    assessor.go("/staff/practicals").fill(email="zofie@example.org").press("Find")
    for box in assessor.page.locator("main input[type=checkbox]").all():
        box.check()
    assessor.fill(observed_on="2026-11-19", place="Clinic, Example Town").press("Sign the practical")
    assessor.sees(NAME)


def sit_final(walker: Walker, site: Site) -> None:
    walker.go("/exams/dry-needling-final").sees("124")
    sit(walker, site)
    walker.sees("56 of 66").sees("66 of 66")


def open_certificate(walker: Walker) -> str:
    """Wait for the job to issue it, and return its identifier."""
    link = walker.page.locator("a[href*='/v/']").first
    for _ in range(360):
        walker.page.goto("/certificates")
        if link.count():
            break
        walker.page.wait_for_timeout(500)
    walker.look()
    found = IDENTIFIER.search(link.get_attribute("href") or "")
    assert found, "no certificate after three minutes"
    return found.group(1)


def check_paper(walker: Walker, identifier: str, site: Site, folder: Path) -> None:
    """The PDF says what was certified, and its square code leads to the page that says so."""
    for _ in range(360):
        answer = walker.page.request.get(f"/certificates/{identifier}.pdf")
        if answer.ok:
            break
        walker.page.wait_for_timeout(500)
    (folder / "certificate.pdf").write_bytes(answer.body())
    words = run("pdftotext", "-layout", "certificate.pdf", "-", folder=folder)
    assert NAME in words
    assert "Content not clinically signed off" in words
    run("pdftoppm", "-r", "200", "-png", "-singlefile", "certificate.pdf", "face", folder=folder)
    assert run("zbarimg", "-q", "--raw", "face.png", folder=folder).strip() == f"{site.url}/v/{identifier}"


def run(*words: str, folder: Path) -> str:
    """Run a checker that is not ours, and return what it printed."""
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True).stdout


def employer_checks(walker: Walker, identifier: str) -> None:
    grouped = "-".join(identifier[i : i + 5] for i in range(0, 27, 5)).lower()
    walker.go("/verify")
    walker.page.locator("main input:visible").first.fill(grouped)
    walker.lead(walker.page.locator("main").get_by_role("button").first)
    walker.sees("Valid").sees(NAME).sees("thorax").sees("Content not clinically signed off")
    text = walker.page.locator("body").inner_text()
    assert "zofie@example.org" not in text
    assert "PT-12345" not in text

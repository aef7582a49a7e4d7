"""An administrator and a registrar look after a certificate; its holder reads what became of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Open
from tests.browser.setting import Setting
from tests.browser.walker import Walker
from tests.certificates import build
from trainer.accounts.models import Person
from trainer.certificates.models import Certificate
from trainer.core import clock
from trainer.web.permissions import Role


@pytest.fixture
def certified(setting: Setting) -> tuple[Person, Certificate]:
    """Somebody with a certificate."""
    with setting.database.write() as session:
        now = clock.now()
        until = (now + timedelta(days=300)).date()
        return build.certified(session, "Mira Moss", "thorax", now=now, expires_on=until)


def waiting(walker: Walker) -> Locator:
    """What waits for a second person about this certificate, among what waits about others."""
    return walker.page.locator("main section", has_text="Mira Moss")


def test_suspended_reinstated_and_revoked_by_two(
    setting: Setting, walk: Open, certified: tuple[Person, Certificate]
) -> None:
    holder, made = certified
    ada = walk(setting.person("Ada Admin", Role.ADMINISTRATOR))
    rosa = walk(setting.person("Rosa Registrar", Role.REGISTRAR))
    ada.go("/staff/certificates").fill(text=made.identifier[:12]).press("Find")
    ada.press("Mira Moss")
    ada.press("Suspend").fill(detail="A patient wrote to us.").press("Suspend", exact=True)
    ada.sees("Choose a reason").sees("A patient wrote to us.")
    ada.fill(reason="complaint").press("Suspend", exact=True).sees("It is suspended.")
    mira = walk(holder)
    mira.go("/certificates").sees("A complaint is being looked into")
    ada.press("Reinstate").fill(reason="unfounded", detail="It was another clinic.")
    ada.press("Reinstate", exact=True).sees("It is reinstated.")
    ada.press("Revoke…").fill(reason="impersonation", detail="Two people sat under one name.")
    ada.press("Propose: revoke").sees("a second person has to confirm it")
    ada.press("What waits for a second person")
    expect(waiting(ada)).to_contain_text("You can take it back")
    expect(waiting(ada).get_by_role("button", name="Confirm: revoke")).to_have_count(0)
    mira.go("/certificates").sees("Renew it from")
    rosa.go("/staff/certificates/motions").sees("Two people sat under one name.")
    rosa.lead(waiting(rosa).get_by_role("button", name="Confirm: revoke"))
    expect(waiting(rosa)).to_have_count(0)
    rosa.go(f"/staff/certificates/{made.id}").sees("confirmed by Rosa Registrar")
    mira.go("/certificates").sees("Do not show it any more")
    mira.go(f"/v/{made.identifier}").sees("Revoked")

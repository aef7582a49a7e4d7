"""A real site served by the production server, and browsers to walk it with; axe looks at every page on the way."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.files import Desk, desk
from tests.browser.setting import Setting
from tests.browser.walker import Walker
from tests.build import PASSWORD
from tests.patience import PATIENCE
from tests.ports import free_port, wait_for
from tests.processes import children, gone
from trainer.accounts.models import Person
from trainer.core.db import Database

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
STAFF_PASSWORD = "a long password for staff"
SHOWN_IN = 60_000
"""Milliseconds after which what a page does not show is a fault."""
DIE_WITH_US = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
"""Asks the kernel to end the process when the tests that started it are gone, even killed; then becomes the server."""
FAILURE, MOST_TOLD = re.compile(r"^(?=.*request\.failed)", re.MULTILINE), 9_000
CSRF_FIELD = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What failed here shows what went wrong on the server, too."""
    report = yield
    site = getattr(item, "funcargs", {}).get("site")
    if report.failed and isinstance(site, Site):
        told = (site.data_dir / "server.log").read_text()
        report.sections.append(("The last failure on the server", FAILURE.split(told)[-1][:MOST_TOLD]))
    return report


@dataclass
class Site:
    """A served installation and its command line."""

    url: str
    data_dir: Path
    environ: dict[str, str]
    server: subprocess.Popen[bytes] | None = None

    def trainer(self, *words: str, typed: str = "") -> str:
        """Run the operator's command here and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "trainer.cli", *words],
            cwd=ROOT, env=self.environ, input=typed, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def staff(self, email: str, role: str) -> None:
        """Add somebody with a role."""
        self.trainer("people", "create", email, "--role", role, "--password-stdin", typed=STAFF_PASSWORD + "\n")

    def start(self) -> None:
        """Start the production server, and wait until it answers. It dies with the tests, however they end."""
        port = int(self.url.rsplit(":", 1)[1])
        with (self.data_dir / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-c", DIE_WITH_US, "-m", "trainer.cli", "serve", "--port", str(port)],
                cwd=ROOT, env=self.environ, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        wait_for(port)
        urlopen(f"{self.url}/healthz", timeout=PATIENCE).close()  # noqa: S310 - our own; the port opens before the workers

    def stop(self) -> None:
        """Let the server end in peace."""
        assert self.server is not None
        self.server.terminate()
        self.server.wait(timeout=PATIENCE)

    def kill(self) -> None:
        """Let the server and its workers die where they stand."""
        assert self.server is not None
        family = children(self.server.pid)
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait(timeout=PATIENCE)
        assert gone(family), "one that is not gone yet still has the port"


def make_site(data_dir: Path) -> Iterator[Site]:
    url = f"http://127.0.0.1:{free_port()}"
    environ = {k: v for k, v in os.environ.items() if not k.startswith("TRAINER_")}
    environ |= {"TRAINER_DATA_DIR": str(data_dir), "TRAINER_BASE_URL": url, "TRAINER_THREADS": "16"}
    site = Site(url, data_dir, environ)
    site.trainer("db", "upgrade")
    site.trainer("content", "load")
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    yield from make_site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def setting(site: Site) -> Iterator[Setting]:
    """The database of the site, to arrange people in."""
    database = Database(f"sqlite:///{site.data_dir / 'trainer.sqlite3'}")
    yield Setting(database)
    database.engine.dispose()


@pytest.fixture(scope="session")
def chromium_driver() -> Iterator[Playwright]:
    expect.set_options(timeout=SHOWN_IN)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(chromium_driver: Playwright) -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "chromium is installed by make test"
    browser = chromium_driver.chromium.launch(executable_path=program, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def alone(chromium: Browser, tmp_path: Path) -> Iterator[tuple[Desk, Page]]:
    """A desk of one's own, whose keys may be lost, and the page on which its file is checked."""
    with desk(tmp_path) as made:
        page = chromium.new_page(base_url=made.url)
        page.goto("/verify")
        yield made, page
        page.context.close()


Open = Callable[..., Walker]


def enter(page: Page, who: Person) -> None:
    """Sign somebody of the setting in without drawing the form."""
    token = CSRF_FIELD.search(page.request.get("/sign-in").text())
    assert token, "the sign-in form has a token"
    form = {"csrf_token": token[1], "email": who.email, "password": PASSWORD}
    answer = page.request.post("/sign-in", form=form, max_redirects=0)
    assert answer.status == 303, answer.text()


@pytest.fixture
def walk(chromium: Browser, site: Site) -> Iterator[Open]:
    """Open the site as a new visitor, or signed in: walk(alice, width=320, dark=True, scripts=False)."""
    contexts: list[BrowserContext] = []

    def visitor(
        who: Person | None = None, *, width: int = 1280, dark: bool = False, scripts: bool = True, **more: Any
    ) -> Walker:
        context = chromium.new_context(
            base_url=site.url, viewport={"width": width, "height": 900}, locale="en-GB",
            color_scheme="dark" if dark else "light", java_script_enabled=scripts, **more,
        )  # fmt: skip
        context.set_default_timeout(SHOWN_IN)
        contexts.append(context)
        page: Page = context.new_page()
        if who is not None:
            enter(page, who)
        return Walker(page, looks=scripts)

    yield visitor
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A site with one certificate on it, for the tests of one module."""
    with desk(tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture
def page(chromium: Browser, served: Desk) -> Iterator[Page]:
    """An empty page of a telephone's width at that site."""
    context = chromium.new_context(base_url=served.url, viewport={"width": 320, "height": 800})
    yield context.new_page()
    context.close()

"""A candidate as a program: signs in, reads the paper, saves answer after answer, and never gives one up."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from http.cookies import SimpleCookie
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from tests.build import PASSWORD
from tests.faults.answers import some_answer
from tests.faults.history import Ack, History
from tests.faults.site import Sitter

TOKEN = re.compile(r'name="csrf[-_]token"[^>]*(?:content|value)="([^"]+)"')
BACK_OFF = (0.05, 0.1, 0.2, 0.4, 0.8, 1.0)
OK, SEEN_OTHER, CLOSED = 200, 303, 409


class Candidate(threading.Thread):
    """One browser's worth of requests, over one connection at a time."""

    def __init__(self, sitter: Sitter, port: int, history: History, *, pause: float, seed: int) -> None:
        super().__init__(daemon=True)
        self.sitter, self.port, self.history, self.pause = sitter, port, history, pause
        self.chance, self.writer = Random(seed), str(uuid4())
        self.cookies: dict[str, str] = {}
        self.token = ""
        self.connection: http.client.HTTPConnection | None = None
        self.stopping = threading.Event()
        self.waits: list[float] = []

    def run(self) -> None:
        try:
            self.sit()
        finally:
            if self.connection is not None:
                self.connection.close()

    def sit(self) -> None:
        """Sign in, read the paper, and save until the attempt closes or somebody says stop."""
        self.sign_in()
        paper = self.get_json(f"/attempts/{self.sitter.attempt}/paper")
        self.token = paper["csrf_token"]
        revisions = {item["position"]: item["revision"] for item in paper["items"]}
        while not self.stopping.wait(self.pause):
            item = self.chance.choice(paper["items"])
            if not self.save(item, revisions):
                return

    def save(self, item: dict[str, Any], revisions: dict[int, int]) -> bool:
        """Save until it is acknowledged; False when the attempt is closed or the candidate is told to stop."""
        position = item["position"]
        answer, began = some_answer(item, self.chance), time.monotonic()
        for attempt in range(10_000):
            revision = revisions[position] + 1
            body = {"answer": answer, "flagged": False, "revision": revision, "writer": self.writer}
            status, said = self.send("PUT", f"/attempts/{self.sitter.attempt}/answers/{position}", body)
            if status == OK:
                revisions[position] = revision
                now = time.monotonic()
                self.waits.append(now - began)
                ack = Ack(self.sitter.attempt, position, revision, answer, said["receipt"], now)
                self.history.acknowledged(ack)
                return True
            if status == CLOSED and said["type"] == "stale-revision":
                self._went_elsewhere(position, revision, said["stored"], revisions)
            elif status == CLOSED or self.stopping.is_set():
                return False
            else:
                self.history.failed(str(status or said["why"]))
                time.sleep(BACK_OFF[min(attempt, len(BACK_OFF) - 1)])
        return False

    def _went_elsewhere(self, position: int, revision: int, stored: dict[str, Any], revisions: dict[int, int]) -> None:
        """Nobody else writes here: a stored revision below the last acknowledged one is a loss."""
        if stored["revision"] < revision - 1:
            self.history.fault(f"went back: position {position} from {revision - 1} to {stored['revision']}")
        revisions[position] = stored["revision"]

    def sign_in(self) -> None:
        """Through the form, as a person does."""
        page = self.until_ok("GET", "/sign-in")
        fields = {"email": self.sitter.email, "password": PASSWORD, "csrf_token": self.token_of(page)}
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for attempt in range(200):
            status, text = self.request("POST", "/sign-in", urlencode(fields), form)
            if status == SEEN_OTHER:
                return
            time.sleep(BACK_OFF[min(attempt, len(BACK_OFF) - 1)])
        raise RuntimeError(f"signing in was answered {status}: {text[:200]}")

    @staticmethod
    def token_of(page: str) -> str:
        """The CSRF token a page carries."""
        return TOKEN.findall(page)[0]

    def get_json(self, path: str) -> Any:
        """A JSON answer, asked for until it comes."""
        return json.loads(self.until_ok("GET", path))

    def until_ok(self, method: str, path: str) -> str:
        """Ask until the answer is 200."""
        for attempt in range(200):
            status, body = self.request(method, path, None, {"Accept": "application/json, text/html"})
            if status == OK:
                return body
            time.sleep(BACK_OFF[min(attempt, len(BACK_OFF) - 1)])
        raise RuntimeError(f"{path} answers {status}: {body[:200]}")

    def send(self, method: str, path: str, body: object) -> tuple[int, dict[str, Any]]:
        """One JSON call; status 0 when the connection broke."""
        headers = {"Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": self.token}
        status, text = self.request(method, path, json.dumps(body), headers)
        try:
            return status, json.loads(text)
        except ValueError:
            return (0 if status == OK else status), {"why": text[:80] or "empty", "type": ""}

    def request(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, str]:
        """One request, on the kept connection or, when that had been closed, a new one; status 0 when it broke."""
        is_fresh = self.connection is None
        found = self._once(method, path, body, headers)
        return self._once(method, path, body, headers) if found[0] == 0 and not is_fresh else found

    def _once(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, str]:
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            self.connection.request(method, path, body, {**headers, "Cookie": cookies})
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            if self.connection is not None:
                self.connection.close()
            self.connection = None
            return 0, type(error).__name__
        for name, morsel in SimpleCookie(answer.getheader("Set-Cookie", "")).items():
            self.cookies[name] = morsel.value
        return answer.status, text

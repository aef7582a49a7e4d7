"""The graph of a document: nothing goes unsigned, nothing is fetched, and the short way says what the long one says."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.credentials.build import FACTS, changed
from tests.credentials.tampered import setting
from tests.credentials.texts import names, texts
from trainer.credentials import NotAGraph, Purpose, contexts, graphs, open_badge, status_list
from trainer.credentials.graphs import canonical
from trainer.credentials.shapes import canonical_by_shape

pytestmark = pytest.mark.pure
UNSIGNED = {
    "a term nobody defined": setting("colour", to="blue"),
    "one deep inside": setting("credentialSubject", "achievement", "criteria", "colour", to="blue"),
    "a type nobody defined": setting("type", 1, to="MadeUpCredential"),
    "an address that is not whole": setting("issuer", "id", to="issuer"),
    "a context that is not kept": setting("@context", 1, to="https://purl.imsglobal.org/spec/ob/v3p0/context.json"),
}


@pytest.mark.parametrize("name", UNSIGNED)
@pytest.mark.parametrize("write", [canonical, canonical_by_shape])
def test_what_would_not_be_signed_is_refused(write: Any, name: str) -> None:
    with pytest.raises(NotAGraph):
        write(changed(open_badge(FACTS), UNSIGNED[name]))


def test_parts_that_cannot_be_told_apart_are_refused() -> None:
    two = [{"type": "IdentityObject", "identityHash": "x"}] * 2
    for write in (canonical, canonical_by_shape):
        with pytest.raises(NotAGraph, match="told apart"):
            write(changed(open_badge(FACTS), setting("credentialSubject", "identifier", to=two)))


def test_a_document_with_too_many_values_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(NotAGraph, match="values"):
        canonical({"@context": contexts.CREDENTIALS, "type": [f"urn:{n}" for n in range(graphs.MOST_VALUES + 1)]})


def test_a_context_that_was_changed_is_never_used(monkeypatch: pytest.MonkeyPatch) -> None:
    contexts.context.cache_clear()
    pinned = contexts.Pinned("credentials-v2.json", "0" * 64)
    monkeypatch.setitem(contexts.PINNED, contexts.CREDENTIALS, pinned)
    with pytest.raises(contexts.ChangedContext):
        contexts.context(contexts.CREDENTIALS)
    contexts.context.cache_clear()


@settings(deadline=None, max_examples=60)
@given(name=names, covers=st.lists(texts, max_size=3), suspensions=st.sampled_from([None, FACTS.suspensions]))
def test_the_short_way_says_what_the_long_way_says(name: str, covers: list[str], suspensions: str | None) -> None:
    document = open_badge(replace(FACTS, name=name, issuer=name, covers=tuple(covers), suspensions=suspensions))
    assert canonical_by_shape(document) == canonical(document)


@settings(deadline=None, max_examples=15)
@given(st.sets(st.integers(0, 131_071), max_size=5))
def test_so_it_does_for_a_status_list(indexes: set[int]) -> None:
    document = status_list(
        FACTS.revocations, FACTS.issuer_did, Purpose.REVOCATION, indexes,
        valid_from=FACTS.valid_from, lasts=FACTS.valid_until - FACTS.valid_from,
    )  # fmt: skip
    assert canonical_by_shape(document) == canonical(document)


def test_a_shape_is_put_in_order_once(monkeypatch: pytest.MonkeyPatch) -> None:
    canonical_by_shape(open_badge(FACTS))
    monkeypatch.setattr("trainer.credentials.shapes.canonical", None)
    for number in range(20):
        assert f"holder {number}".encode() in canonical_by_shape(open_badge(replace(FACTS, name=f"holder {number}")))


def test_many_threads_may_ask_at_once() -> None:
    document = open_badge(FACTS)
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: canonical(json.loads(json.dumps(document))), range(24)))) == 1

"""Reads QTI 2.1, 2.2 and 3.0: packages with a manifest, and single items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from question_bank.exchange import archive, labels, xml
from question_bank.exchange.archive import Package
from question_bank.exchange.found import Found, Refused, Unreadable
from question_bank.exchange.markup import Losses
from question_bank.exchange.qti import extras, shared
from question_bank.exchange.qti.drafting import faults_in
from question_bank.exchange.qti.folding import folded
from question_bank.exchange.qti.item import item_of
from question_bank.exchange.qti.kinds import drafted
from question_bank.exchange.qti.manifest import Resource, resources
from question_bank.exchange.qti.pictures import Fetch, nothing

ZIP = b"PK"
MOST_TAGS = 20_000
"""Tags of one item: its words are taken apart again and again, and no question needs more."""
DEEP = "its parts are nested so deep that they cannot be read"


def read(path: Path) -> Iterator[Found]:
    """Every question of a file; Unreadable when the file as a whole is not what it should be."""
    with path.open("rb") as file:
        is_package = file.read(len(ZIP)) == ZIP
    if not is_package:
        if path.stat().st_size > xml.LARGEST:
            raise Unreadable(f"the file is larger than {xml.LARGEST // 1_000_000} MB")
        data = path.read_bytes()
        xml.parse(data)
        yield one(data, path.name, nothing)
        return
    with archive.opened(path) as package:
        count = 0
        for resource in resources(package):
            if resource.refusal or resource.is_item:
                count += 1
                yield _listed(package, resource)
        if not count:
            raise Unreadable("the package lists no questions of QTI 2 or 3")


def one(data: bytes, where: str, fetch: Fetch) -> Found:
    """The question in one file, or why there is none."""
    losses, title = Losses(), ""
    try:
        root = folded(xml.parse(data, MOST_TAGS))
        title = " ".join(root.get("title", "").split()) or root.get("identifier", "")
        item = item_of(root)
        beside = shared.texts(root, fetch, losses)
        draft = shared.preceded(drafted(item, fetch, losses), beside)
    except (Refused, Unreadable) as error:
        return Found(where, title, refusal=str(error))
    except ValidationError as error:
        return Found(where, title, refusal=faults_in(error))
    except RecursionError:
        return Found(where, title, refusal=DEEP)
    return Found(where, title, draft, tuple(losses))


def _listed(package: Package, resource: Resource) -> Found:
    if resource.refusal:
        return Found(resource.file, resource.title or resource.file, refusal=resource.refusal)
    try:
        data = package.read(resource.file)
    except (Refused, Unreadable) as error:
        return Found(resource.file, resource.title or resource.file, refusal=str(error))
    own = extras.read(package, resource.extras, data)
    if own is not None:
        return Found(resource.file, own.title or resource.title or resource.file, own)
    result = one(data, resource.file, lambda address: package.read(archive.resolve(resource.file, address)))
    return _labelled(result, resource)


def _labelled(result: Found, resource: Resource) -> Found:
    """The question with what the manifest says about it."""
    if result.draft is None:
        return replace(result, name=result.name or resource.title or resource.file)
    about, tags = labels.told(resource.keywords)
    title = result.draft.title or resource.title
    lost = (extras.CHANGED,) if resource.extras else ()
    category = str(about.get("domain", ""))
    draft = replace(result.draft, title=title, category=category, about=about, tags=tags)
    return replace(result, name=title or result.name, draft=draft, losses=(*result.losses, *lost))

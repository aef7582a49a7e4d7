"""The list of what a package holds: its items, in order, with what their metadata says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from question_bank.exchange import xml
from question_bank.exchange.archive import MOST_ENTRIES, Package, resolve
from question_bank.exchange.found import Refused, Unreadable

NAME = "imsmanifest.xml"
QTI_1 = ("xmlv1p0", "xmlv1p1", "xmlv1p2", "cc.qti", "imsqti_xmlv1", "imscc")
TESTS = ("_test_", "_assessment_", "_section_", "assessmenttest")
BESIDE = ("outcomes", "objectbank", "stimulus", "fragment", "rptemplate", "pool")


@dataclass(frozen=True)
class Resource:
    """One thing a package lists: its file, its kind, and what is said about it."""

    file: str
    kind: str
    title: str = ""
    keywords: tuple[str, ...] = ()
    extras: str = ""
    fault: str = ""

    @property
    def is_item(self) -> bool:
        """Whether it is a question, or says nothing that contradicts it."""
        return self.file.lower().endswith(".xml") and not any(part in self.kind for part in (*BESIDE, *TESTS, *QTI_1))

    @property
    def refusal(self) -> str:
        """Why it is not read, when that can be told without opening it."""
        if self.fault:
            return self.fault
        if any(part in self.kind for part in QTI_1):
            return "this is QTI 1.2, which is not read; export as QTI 2.1 or 3.0 instead"
        if any(part in self.kind for part in TESTS):
            return "this is a test, an order of questions; the questions are read, their order and sections are not"
        return ""


def manifest_of(package: Package) -> str:
    """The file that lists the rest, at the top or in the one folder that was packed."""
    found = [name for name in package.names() if name.rsplit("/", 1)[-1].lower() == NAME]
    top = [name for name in found if name.count("/") == min(other.count("/") for other in found)]
    if len(top) != 1:
        few = "no" if not found else "more than one"
        raise Unreadable(f"the package has {few} {NAME}; export it again as a QTI 2.1, 2.2 or 3.0 package")
    return top[0]


def resources(package: Package) -> Iterator[Resource]:
    """Everything the package lists that is or may be a question, once each, in order."""
    manifest = manifest_of(package)
    seen: set[str] = set()
    count = 0
    with package.open(manifest) as file:
        for element in xml.pieces(file, "resource"):
            count += 1
            if count > MOST_ENTRIES:
                raise Unreadable(f"the package lists more than {MOST_ENTRIES} files")
            resource = _resource(element, manifest)
            if resource is not None and resource.file not in seen:
                seen.add(resource.file)
                yield resource


def _resource(element: etree._Element, manifest: str) -> Resource | None:
    kind = str(element.get("type", "")).lower()
    href = element.get("href") or _first_file(element)
    if not href or (kind and not kind.startswith(("ims", "assessment")) and "qti" not in kind):
        return None
    try:
        file = resolve(manifest, href)
        extras = [resolve(manifest, own) for own in _files(element) if own.endswith(".trainer.json")]
    except Refused as error:
        return Resource(href, kind, fault=str(error))
    title = " ".join(_told(element, "general", "title")[:1])
    return Resource(file, kind, title, tuple(_told(element, "general", "keyword")), (extras or [""])[0])


def _first_file(element: etree._Element) -> str:
    return next((href for href in _files(element) if href.lower().endswith(".xml")), "")


def _files(element: etree._Element) -> list[str]:
    return [str(each.get("href", "")) for each in element.iter("{*}file")]


def _told(element: etree._Element, group: str, name: str) -> list[str]:
    """What the metadata says under a name, in its first language."""
    said: list[str] = []
    for outer in element.iter(f"{{*}}{group}"):
        for each in outer.iterchildren(f"{{*}}{name}"):
            texts = [" ".join("".join(map(str, string.itertext())).split()) for string in each.iter("{*}string")]
            whole = " ".join("".join(map(str, each.itertext())).split())
            said += [text for text in ([*texts, whole] if not texts else texts[:1]) if text]
    return said

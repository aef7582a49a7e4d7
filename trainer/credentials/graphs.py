"""A JSON-LD document as canonical N-Quads (RDFC-1.0). The only module that knows PyLD."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import Any

from pyld import jsonld
from pyld.canon import URDNA2015

from trainer.credentials.contexts import context

MOST_VALUES = 400
"""How many values a document may hold: PyLD compares the values of a property in pairs."""
NOWHERE = "https://nowhere.invalid/"
"""What relative addresses are resolved against, so that they show: an undefined type is one."""
_one_at_a_time = Lock()  # PyLD keeps its caches for the whole process, and they do not bear threads


class NotAGraph(ValueError):
    """A document that says something its contexts do not define, or that cannot be put in order safely."""


class _Plain(URDNA2015):  # type: ignore[misc] # PyLD ships no types
    """Refuses blank nodes that look alike: telling them apart can take time without end, and ours never do."""

    def hash_n_degree_quads(self, _blank: str, _issuer: Any) -> Any:
        raise NotAGraph("two parts without an identifier cannot be told apart")


def canonical(document: Mapping[str, Any]) -> bytes:
    """The graph of a document in canonical N-Quads; NotAGraph when a term is undefined or the graph is tangled."""
    if _values_in(document) > MOST_VALUES:
        raise NotAGraph(f"more than {MOST_VALUES} values")
    processor = jsonld.JsonLdProcessor(on_property_dropped=_refuse)
    try:
        with _one_at_a_time:
            dataset = processor.to_rdf(dict(document), {"documentLoader": _load, "base": NOWHERE})
        ordered: str = _Plain().main(dataset, {"format": "application/n-quads"})
    except jsonld.JsonLdError as error:
        raise NotAGraph("it cannot be read as linked data, or names a context that is not kept here") from error
    if f"<{NOWHERE}" in ordered:
        raise NotAGraph("a type is not defined, or an address is not whole")
    return ordered.encode()


def _load(address: str, _options: Any) -> dict[str, Any]:
    """A context in the shape PyLD asks for; `static` lets it keep what it made of it."""
    return {"contextUrl": None, "documentUrl": address, "document": context(address), "tag": "static"}


def _refuse(term: str | None) -> None:
    raise NotAGraph(f"a term is not defined: {term}")


def _values_in(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(map(_values_in, value.values()))
    if isinstance(value, list):
        return sum(map(_values_in, value))
    return 1

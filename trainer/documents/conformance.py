"""What PDF/A-3 and PDF/UA-1 ask together and the renderer leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

UNIVERSAL_ACCESS = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
"""The PDF/UA identifier, and the schema by which PDF/A lets it stand in the metadata (ISO 19005-3, 6.6.2.3)."""


def conform(pdf: Any, kinds: Sequence[str]) -> None:
    """Complete a PDF/A-3 for PDF/UA-1: its metadata, and the media types of its attachments in their order."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    (xmp,) = metadata.stream
    metadata.stream = [xmp.replace(b"</rdf:RDF>", UNIVERSAL_ACCESS + b"</rdf:RDF>")]
    if "AF" in pdf.catalog:
        _once(pdf.catalog["AF"])
    files = (each for each in pdf.objects if isinstance(each, dict) and each.get("Type") == "/Filespec")
    for file, kind in zip(files, kinds, strict=True):
        pdf.objects[int(file["EF"]["F"].split()[0])].extra["Subtype"] = "/" + kind.replace("/", "#2f")


def _once(references: list[bytes]) -> None:
    """Name each associated file once: the renderer names it twice, which a reader may count as two files."""
    references[:] = dict.fromkeys(references)

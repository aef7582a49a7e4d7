"""Files that mean harm, whole, by what they try: made when asked for, with the words in which each is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from tests.question_bank.exchange.packages import crowd, lying_bomb, overlapping, patched, with_entry
from tests.question_bank.exchange.packages import package as packed
from tests.question_bank.exchange.qti_items import asking, choices, item, manifest

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY lol "lol">
 <!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
]>
<lolz title="&lol2;">&lol2;</lolz>"""
QUADRATIC = b'<!DOCTYPE a [<!ENTITY x "' + b"x" * 50_000 + b'">]><a>' + b"&x;" * 50_000 + b"</a>"
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
INCLUDES = b'<a xmlns:xi="http://www.w3.org/2001/XInclude">\n<xi:include href="file:///etc/passwd" parse="text"/></a>'
DEFAULTS = b'<!DOCTYPE a [<!ATTLIST p x CDATA "' + b"y" * 20_000 + b'">]>'
"""An attribute that every element has by default, and that is long."""
FEW_MARKED = b"".join(b' a%d=""' % number for number in range(1_000))
MARKED = b"".join(b' a%d=""' % number for number in range(200_000))
NAMED = b"".join(b' xmlns:a%d="u"' % number for number in range(200_000))
LETTERS = {chr(65 + place): f"Text {place}" for place in range(26)}
RIGHT = (
    '<responseCondition><responseIf><match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>'
    '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf>'
    "</responseCondition>"
)
PASSAGE = '<object data="p.html" type="text/html"/>'
FEEDBACK = '<modalFeedback outcomeIdentifier="FEEDBACK" identifier="A">x</modalFeedback>'


@dataclass(frozen=True)
class Hostile:
    """A file: the format it is taken for, how it is made, and what is said of it; nothing where it is only large."""

    format: str
    make: Callable[[], bytes]
    says: str = ""


def stored(files: Mapping[str, bytes]) -> bytes:
    """A package whose files are not packed, so that no ratio betrays them."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def of_item(data: bytes, **more: bytes) -> bytes:
    """A package around one item; `p` becomes p.html."""
    beside = {f"{name}.html": text for name, text in more.items()}
    return stored({"imsmanifest.xml": manifest("i.xml"), "i.xml": data, **beside})


def choice(
    *, body: str = "<p>Which?</p>", after: str = "", inside: str = "", correct: str = "A", rules: str = ""
) -> bytes:
    """A choice of several, with something in it that is too much."""
    asks = asking("choiceInteraction", inside or choices("simpleChoice", **LETTERS), 'maxChoices="0"')
    return item(asks, correct, cardinality="multiple", body=body, after=after, rules=rules)


def question(stem: bytes, kind: bytes = b"html", more: bytes = b"") -> bytes:
    """A Moodle file with one question."""
    return (
        b'<quiz><question type="multichoice"><questiontext format="'
        + kind
        + b'"><text>'
        + stem
        + b"</text></questiontext>"
        b'<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer>'
        + more
        + b"</question></quiz>"
    )


def rules_of(count: int) -> str:
    """Response processing of so many conditions."""
    return f"<responseProcessing>{RIGHT * count}</responseProcessing>"


def wide(name: bytes) -> bytes:
    """A package whose list has one element with very many attributes."""
    return packed(
        {"imsmanifest.xml": b"<manifest><resources><resource" + name + b"/></resources></manifest>"}
    ).getvalue()


ZIPS = {
    "a bomb that lies": Hostile("qti3", lambda: lying_bomb(20_000_000, 10).getvalue(), "damaged"),
    "a bomb of zeros": Hostile("qti3", lambda: lying_bomb(100_000_000, 100_000_000).getvalue(), "not well-formed"),
    "100,000 entries": Hostile("qti3", lambda: crowd(100_000, 1).getvalue(), "more than 65000 files"),
    "65,000 entries over one": Hostile("qti3", lambda: crowd(65_000, 65_000).getvalue(), "lies over another file"),
    "overlapping entries": Hostile("qti3", lambda: overlapping(2).getvalue(), "lies over another file"),
    "a path out": Hostile("qti3", lambda: with_entry("../../imsmanifest.xml").getvalue(), "leads out of the package"),
    "a deep path": Hostile("qti3", lambda: with_entry("a/" * 30_000 + "imsmanifest.xml").getvalue(), "not well-formed"),
    "a link": Hostile("qti3", lambda: with_entry("imsmanifest.xml", mode=0o120777).getvalue(), "is a link"),
    "a package inside": Hostile("qti2", lambda: of_item(packed({"a": b""}).getvalue()), "package inside the package"),
    "a wrong checksum": Hostile(
        "qti3", lambda: patched(with_entry("imsmanifest.xml", data=b"<a>12</a>"), b"12", b"21").getvalue(), "damaged"
    ),
    "190,000 resources": Hostile(
        "qti2",
        lambda: packed({"imsmanifest.xml": manifest(*map(str, range(190_000)))}).getvalue(),
        "lists more than 65000",
    ),
    "a list with 200,000 attributes": Hostile("qti2", lambda: wide(MARKED), "too large"),
}
XMLS = {
    "entities": Hostile("qti2", lambda: BOMB, "declares an entity"),
    "long entities": Hostile("qti2", lambda: QUADRATIC, "declares an entity"),
    "an entity outside": Hostile("moodle", lambda: OUTSIDE, "declares an entity"),
    "entities in UTF-16 without a mark": Hostile(
        "moodle", lambda: BOMB.decode().encode("utf-16-le"), "not well-formed"
    ),
    "an inclusion": Hostile("qti2", lambda: INCLUDES, "includes another file"),
    "defaults of attributes": Hostile("qti2", lambda: DEFAULTS + b"<a>" + b"<p/>" * 60_000 + b"</a>", "amplification"),
    "defaults in a stream": Hostile("moodle", lambda: DEFAULTS + b"<a>" + b"<p/>" * 60_000 + b"</a>", "amplification"),
    "10,000 elements deep": Hostile("qti2", lambda: b"<a>" * 10_000 + b"</a>" * 10_000, "depth"),
    "200,000 attributes": Hostile("qti2", lambda: b"<assessmentItem" + MARKED + b"/>", "more than 100000 attributes"),
    "1,000 attributes": Hostile("qti2", lambda: b"<assessmentItem" + FEW_MARKED + b"/>", "more than 500 attributes"),
    "200,000 attributes in a stream": Hostile("moodle", lambda: b"<quiz" + MARKED + b"/>", "too large"),
    "200,000 namespaces": Hostile("qti2", lambda: b"<assessmentItem" + NAMED + b"/>", "more than 100000 attributes"),
    "a comment of 45 MB": Hostile("moodle", lambda: b"<quiz><!--" + b"x" * 45_000_000 + b"--></quiz>", "too large"),
    "190,000 instructions": Hostile("moodle", lambda: b"<quiz>" + b"<?a?>" * 190_000 + b"</quiz>", "no question"),
}
ITEMS = {
    "a stem of 50 MB": Hostile("qti2", lambda: of_item(choice(body="x" * 50_000_000)), "larger than 32 MB"),
    "26 choices, rules as long as may be": Hostile("qti2", lambda: of_item(choice(rules=rules_of(690)))),
    "rules without end": Hostile("qti2", lambda: of_item(choice(rules=rules_of(1_000))), "more than 5000 elements"),
    "9,000 pieces of feedback": Hostile("qti2", lambda: of_item(choice(after=FEEDBACK * 9_000)), "pieces of feedback"),
    "18,000 gaps": Hostile("qti2", lambda: of_item(choice(body="<gap/>" * 18_000)), "more than 200 gaps"),
    "18,000 notes": Hostile("qti2", lambda: of_item(choice(body="<a data-role='tooltip-content'/>" * 18_000))),
    "8,000 right answers": Hostile("qti2", lambda: of_item(choice(correct="A\n" * 8_000)), "more than 1000 values"),
    "9,000 choices of one name": Hostile(
        "qti2", lambda: of_item(choice(inside=choices("simpleChoice", A="a") * 9_000)), "two of its parts"
    ),
    "one passage 5,000 times": Hostile(
        "qti2", lambda: of_item(choice(body=PASSAGE * 5_000), p=b"<p>word</p>" * 90_000), "more than 5 texts"
    ),
    "200,000 tags": Hostile("qti2", lambda: of_item(choice(body="<p/>" * 190_000)), "more than 20000 tags"),
}
TEXTS = {
    "a million escaped tags": Hostile("moodle", lambda: question(b"&lt;b&gt;" * 1_000_000), "longer than 200000 signs"),
    "66,000 escaped tags": Hostile("moodle", lambda: question(b"&lt;b&gt;" * 66_000), "has no text"),
    "formulas in formulas": Hostile("moodle", lambda: question(b"&lt;math&gt;&lt;mi&gt;a" * 18_000)),
    "asterisks without end": Hostile("moodle", lambda: question(b"**a" * 66_000)),
    "brackets in Markdown": Hostile("moodle", lambda: question(b"[" * 19_000, b"markdown")),
    "40,000 answers": Hostile(
        "moodle", lambda: question(b"x", more=b"<answer/>" * 40_000), "no question here has more"
    ),
    "thirty million empty lines": Hostile("gift", lambda: b"\n" * 30_000_000, "more than 1000000 lines"),
    "fifty megabytes of text": Hostile("gift", lambda: b"a" * 50_000_000, "larger than 32 MB"),
    "a question of 30 MB": Hostile("gift", lambda: b"a{" + b"~b" * 15_000_000 + b"}", "longer than 200000 signs"),
    "99,000 answers in braces": Hostile("gift", lambda: b"a{" + b"~b" * 99_000 + b"}", "no question here has more"),
    "a million lettered lines": Hostile("aiken", lambda: b"Q\n" + b"A. x\n" * 990_000, "has no answer"),
    "a row of 31 million cells": Hostile("csv", lambda: b"stem" + b"," * 31_000_000, "more than 3000000 cells"),
    "a row of two million cells": Hostile("csv", lambda: b"stem" + b"," * 2_000_000, "more than 500 cells"),
    "a quotation without end": Hostile("csv", lambda: b'stem\n"' + b"a" * 31_000_000, "larger than field limit"),
    "lists in lists": Hostile("yaml", lambda: b"[" * 900_000, "nested too deep"),
    "half a million words": Hostile("yaml", lambda: b"stem: [" + b"a," * 450_000 + b"]", "more than 50000 words"),
}
HOSTILE: Mapping[str, Hostile] = {**ZIPS, **XMLS, **ITEMS, **TEXTS}

"""What a benchmark promises: a line beyond it is named, and the command ends with 1."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks import certificates
from tests.benchmarks.rows import Line, Measured, Promise, Row, beside, told

pytestmark = pytest.mark.pure
KEPT = Row("issue", 9.0, "plainly", 10.0, ratio_at_most=1.0, ms_at_most=9.0)
FLOOR = Promise(0.5, "of the rate", is_floor=True)


@pytest.mark.parametrize(
    ("line", "is_kept"),
    [
        (Row("nothing promised", 90.0, "plainly", 10.0), True),
        (KEPT, True),
        (Row("ratio", 10.1, "plainly", 10.0, ratio_at_most=1.0), False),
        (Row("milliseconds", 1.1, "plainly", 10.0, ratio_at_most=1.0, ms_at_most=1.0), False),
        (Line("in words", "12 MB"), True),
        (Line("memory", "+8 MB", 8, Promise(8, "MB")), True),
        (Line("memory", "+9 MB", 9, Promise(8, "MB")), False),
        (Line("rate", "half", 0.5, FLOOR), True),
        (Line("rate", "less", 0.49, FLOOR), False),
    ],
)
def test_a_line_keeps_its_promise_or_says_so(line: Row | Line, is_kept: bool) -> None:
    assert line.is_kept is is_kept
    assert str(line).endswith("NOT KEPT") is not is_kept
    assert told([line]) == (None if is_kept else f"Beyond what is promised: {line.work}")


def test_what_is_promised_stands_in_the_line() -> None:
    assert str(KEPT).endswith("promised: at most 1 of the baseline, at most 9 ms")
    assert str(Line("rate", "half", 0.5, FLOOR)).endswith("promised: at least 0.5 of the rate")


def test_turns_carry_what_is_promised_of_them() -> None:
    row = beside("work", lambda _: None, "none", lambda _: sum(range(9_000)), 3, ratio_at_most=0.25, ms_at_most=1.0)
    assert (row.ratio_at_most, row.ms_at_most) == (0.25, 1.0)


def test_the_command_names_every_line_beyond_and_ends_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def measured(_: Path) -> Iterator[Measured]:
        yield Row("slow", 20.0, "plainly", 10.0, ratio_at_most=1.0)
        yield KEPT
        yield Line("large", "+90 MB", 90, Promise(8, "MB"))

    monkeypatch.setattr(certificates, "measured", measured)
    with pytest.raises(SystemExit) as ended:
        certificates.main()
    assert ended.value.code == "Beyond what is promised: slow; large", "words: Python prints them, and exits with 1"
    assert len(capsys.readouterr().out.splitlines()) == 3
    monkeypatch.setattr(certificates, "measured", lambda _: iter([KEPT]))
    with pytest.raises(SystemExit) as ended:
        certificates.main()
    assert ended.value.code is None

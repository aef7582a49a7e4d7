"""Logs are written where they can be, and never stand in the way."""

from __future__ import annotations

import io

from trainer.core.log import Stream


class Disk(io.StringIO):
    """A file on a disk that may be full."""

    full = False

    def flush(self) -> None:
        if self.full:
            raise OSError(28, "No space left on device")


def test_a_full_disk_fails_nobody_and_the_gap_is_told() -> None:
    disk = Disk()
    stream = Stream(disk)
    stream.write("one\n")
    disk.full = True
    assert stream.write("two\n") == 4
    assert stream.write("three\n") == 6
    disk.full = False
    stream.write("four\n")
    said = disk.getvalue()
    assert said.startswith("one\n")
    assert said.endswith("[2 lines before this one had no room]\nfour\n")

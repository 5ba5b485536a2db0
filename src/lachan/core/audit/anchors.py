"""What the trail was, told to somebody outside the database: a witness.

An anchor names the newest segment and its hash, which stands for everything before, under a MAC that nobody
makes without the key ring.  Whoever changes the database but not the witness does not change the past unseen.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings

from lachan.core import sealing

PURPOSE = "audit anchor"
TAIL_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Anchor:
    """The trail up to a segment: ``entries`` of them in all, ``hash`` in hexadecimal."""

    segment: int
    hash: str
    entries: int
    sealed_at: str
    mac: str = ""

    def signed(self) -> "Anchor":
        return Anchor(self.segment, self.hash, self.entries, self.sealed_at, self._mac())

    @property
    def is_ours(self) -> bool:
        return self.mac == self._mac()

    def _mac(self) -> str:
        told = f"{self.segment}|{self.hash}|{self.entries}|{self.sealed_at}"
        return sealing.mac(told.encode(), purpose=PURPOSE).hex()


class Witness(Protocol):
    """Somebody who keeps anchors: a file, another cell, a newspaper."""

    @property
    def name(self) -> str: ...

    def keep(self, anchor: Anchor) -> None: ...

    def newest(self) -> int:
        """The last segment it knows; 0: none."""
        ...

    def kept(self) -> Sequence[Anchor]:
        """All of them, oldest first.  One that cannot be read comes back as one that is not ours."""
        ...


@dataclass(frozen=True, slots=True)
class FileWitness:
    """A file a month, one JSON line an anchor, on the disk before ``keep`` returns."""

    folder: Path

    @property
    def name(self) -> str:
        return str(self.folder)

    def keep(self, anchor: Anchor) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{datetime.fromisoformat(anchor.sealed_at):%Y-%m}.jsonl"
        line = json.dumps(asdict(anchor)) + "\n"
        handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600)
        try:
            end = os.lseek(handle, 0, os.SEEK_END)
            if end and os.pread(handle, 1, end - 1) != b"\n":
                line = "\n" + line  # a line that a crash cut stays what it is
            os.write(handle, line.encode())
            os.fsync(handle)
        finally:
            os.close(handle)

    def newest(self) -> int:
        files = sorted(self.folder.glob("*.jsonl"))
        last = files[-1].read_bytes()[-TAIL_BYTES:].split(b"\n") if files else []
        return max((read(line).segment for line in last[-3:] if line), default=0)

    def kept(self) -> list[Anchor]:
        lines = [
            line for path in sorted(self.folder.glob("*.jsonl")) for line in path.read_text().splitlines()
        ]
        return [read(line) for line in lines if line]


def read(line: str | bytes) -> Anchor:
    try:
        return Anchor(**json.loads(line))
    except (ValueError, TypeError):
        return Anchor(0, "", 0, "")


def witnesses() -> list[Witness]:
    return [FileWitness(Path(settings.ANCHORS))]

"""What every ``load_…`` command does: read a file in chunks, store the good rows, tell the bad ones."""

import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from psycopg import sql
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from lachan.core.access import Actor, system
from lachan.core.tables import Chunk, Column, Reject, RejectWriter, UnreadableFile, read

SHOWN = 10
MANY = 10_000
Store = Callable[[Actor, Chunk], tuple[int, list[Reject]]]


class LoadCommand(BaseCommand):
    """Subclass it with ``columns`` and ``store``.

    Exit code 0: all rows stand; 2: some do not; 1: not readable.
    """

    columns: Sequence[Column]
    chunk_rows = 50_000
    table = ""  # the big table that is filled; told to the planner after many new rows

    def store(self, actor: Actor, chunk: Chunk) -> tuple[int, list[Reject]]:
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--rejects", type=Path, help="where the bad rows go, as CSV")

    def handle(self, *, file: Path, rejects: Path | None, **options: Any) -> None:
        try:
            count = self._load(file, rejects, shown=options["verbosity"] > 0)
        except UnreadableFile as error:
            self.stderr.write(f"{file}: {error.message} ({error.code})")
            sys.exit(1)
        if self.table and count["stored"] > MANY:
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(self.table)))
        told = f"{count['read']} rows read, {count['stored']} new or changed, {count['rejected']} rejected"
        if options["verbosity"]:
            where = f" -> {rejects}" if count["rejected"] and rejects else ""
            self.stdout.write(f"{file.name}: {told}{where}")
        if count["rejected"]:
            sys.exit(2)

    def _load(self, file: Path, rejects: Path | None, *, shown: bool) -> Counter[str]:
        count: Counter[str] = Counter()
        actor, console = system("command line"), Console(stderr=True)
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        with bar, _Rejects(rejects, file, self.stderr.write) as bad:
            task = bar.add_task(file.name, total=None)
            plain = _PlainProgress(self.stderr.write, shown=shown and not console.is_terminal)
            for chunk in read(file, self.columns, chunk=self.chunk_rows):
                stored, refused = self.store(actor, chunk) if chunk.lines else (0, [])
                bad.add([*chunk.rejects, *refused])
                count.update(
                    read=len(chunk.lines) + len(chunk.rejects),
                    stored=stored,
                    rejected=len(chunk.rejects) + len(refused),
                )
                bar.update(task, completed=chunk.bytes_read, total=chunk.bytes_total)
                plain.tell(count["read"], chunk.bytes_read, chunk.bytes_total)
        return count


class _Rejects:
    """Bad rows go to a file where one is named; the first few are told on the screen where none is."""

    def __init__(self, path: Path | None, source: Path, say: Callable[[str], object]) -> None:
        self.writer = RejectWriter(path, source=source) if path else None
        self.say, self.told = say, 0

    def __enter__(self) -> "_Rejects":
        if self.writer:
            self.writer.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        if self.writer:
            self.writer.__exit__(*error)
        elif self.told > SHOWN:
            self.say(f"… and {self.told - SHOWN} more; --rejects OUT.csv keeps them all")

    def add(self, rejects: Sequence[Reject]) -> None:
        if self.writer:
            self.writer.write(sorted(rejects, key=lambda reject: reject.line))
            return
        for reject in sorted(rejects, key=lambda reject: reject.line):
            self.told += 1
            if self.told <= SHOWN:
                self.say(f"line {reject.line}, {reject.column}: {reject.message} ({reject.code})")


class _PlainProgress:
    """A line every ten seconds where there is no terminal to draw a bar on."""

    def __init__(self, say: Callable[[str], object], *, shown: bool) -> None:
        self.say, self.shown, self.last = say, shown, time.monotonic()

    def tell(self, rows: int, done: int, total: int | None) -> None:
        if self.shown and time.monotonic() - self.last > 10:
            self.last = time.monotonic()
            share = f" ({done * 100 // total} %)" if total else ""
            self.say(f"{rows:,} rows{share}")

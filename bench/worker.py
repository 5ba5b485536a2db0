"""The worker of an instance, as ``lachan up`` has it, for as long as something is measured."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

READY = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN %procrastinate%'"


@contextmanager
def worker() -> Iterator[None]:
    """One worker process that has planned its statements and waits for jobs."""
    child = subprocess.Popen([sys.executable, "-m", "lachan", "work", "--no-night"], stdin=subprocess.DEVNULL)
    try:
        while child.poll() is None:
            with connection.cursor() as cursor:
                cursor.execute(READY)
                if cursor.fetchone()[0]:
                    break
            time.sleep(0.1)
        yield
    finally:
        child.terminate()
        child.wait(30)

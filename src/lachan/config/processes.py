"""The processes of an instance: the site and the worker, kept alive by one parent, stopped together."""

import asyncio
import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from lachan.config import database
from lachan.config.env import env

log = logging.getLogger("lachan.processes")
HEARTBEAT_SECONDS = 2.0
SILENT_SECONDS = 8.0  # a worker silent for so long is dead; its jobs go to others
PATIENCE_SECONDS = 15.0
SEAL_SECONDS = 2.0  # the audit trail is sealed and anchored so often
PR_SET_PDEATHSIG = 1


def serve(host: str, port: int, *, after: Callable[[str], None] | None = None) -> int:
    """Run site and worker until SIGINT or SIGTERM; return the exit code.

    A child that dies is started again.
    """
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    commands = {"site": _site(host, port), "worker": [sys.executable, "-m", "lachan", "work"]}
    children = {name: _start(command, name) for name, command in commands.items()}
    url = f"http://{host}:{port}/"
    (after or (lambda url: print(f"{url}  (Ctrl-C stops)", flush=True)))(url)  # noqa: T201 - the command's own output
    while not stopping:
        time.sleep(0.2)
        for name, child in children.items():
            if child.poll() is not None and not stopping:
                log.warning("restarted", extra={"worker": name, "status": child.returncode})
                time.sleep(1)
                children[name] = _start(commands[name], name)
    return _stop(list(children.values()))


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> int:
    """Ask all children to end; 0, or 1 where one had to be killed."""
    code = 0
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            code = 1
    return code


def _site(host: str, port: int) -> list[str]:
    settings = env()
    return [
        sys.executable, "-m", "granian", "lachan.config.wsgi:application", "--interface", "wsgi",
        "--host", host, "--port", str(port), "--no-ws", "--log-level", "warning",
        "--workers", str(settings.number("workers", 1, 64)),
        "--blocking-threads", str(settings.number("web_threads", 1, 64)),
    ]  # fmt: skip


def _start(command: list[str], name: str = "worker") -> subprocess.Popen[bytes]:
    """A child; the site comes to the database as a role of its own."""
    settings, where = env(), dict(os.environ)
    if name == "site":
        where["DATABASE_URL"] = database.site_url(settings.database_url, settings.site_password())
    return subprocess.Popen(  # noqa: S603
        command, preexec_fn=_die_with_parent, stdin=subprocess.DEVNULL, env=where
    )


def _die_with_parent() -> None:
    """No child outlives a parent that was killed; Ctrl-C in the terminal goes to the parent only."""
    os.setpgrp()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def worker_at_hand(*options: str) -> Iterator[None]:
    """A worker process, started with these options of ``lachan work``, that waits for jobs meanwhile."""
    from django.db import connection

    child = _start([sys.executable, "-m", "lachan", "work", *options])
    try:
        for _ in range(300):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN %procrastinate%'"
                )
                if cursor.fetchone()[0]:
                    break
            time.sleep(0.1)
        yield
    finally:
        child.terminate()
        child.wait(PATIENCE_SECONDS)


BY_DAY = ["events", "later"]


def run_worker(*, until_done: bool = False, at_night: bool = True) -> None:
    """Run jobs until a signal, or until nothing is left.

    Without ``at_night`` the nightly work is left to other workers.
    """
    from procrastinate.contrib.django import app

    from lachan.core import wall

    wall.work_as_worker()
    _warm_up()
    with app.replace_connector(app.connector.get_worker_connector()) as running:  # type: ignore[attr-defined]
        asyncio.run(_work(running, None if at_night else BY_DAY, until_done=until_done))


def _warm_up() -> None:
    """Plan the big statements on as many connections as there are jobs at once.

    So the first case is not slower.
    """
    from django.db import connection

    from lachan.tracing import public as tracing

    jobs = env().number("jobs", 1, 32)
    together = threading.Barrier(jobs)

    def one(_: int) -> None:
        tracing.warm_up()
        together.wait(PATIENCE_SECONDS)  # nobody gives back a connection before all have one
        connection.close()

    with ThreadPoolExecutor(jobs) as threads:
        list(threads.map(one, range(jobs)))


async def _work(app: object, queues: list[str] | None, *, until_done: bool) -> None:
    async with app.open_async():  # type: ignore[attr-defined]
        await _rescue(app)
        beside = [asyncio.create_task(_keep_rescuing(app)), asyncio.create_task(_keep_sealing())]
        try:
            await app.run_worker_async(  # type: ignore[attr-defined]
                queues=queues,
                concurrency=env().number("jobs", 1, 32),
                wait=not until_done,
                delete_jobs="successful",
                fetch_job_polling_interval=1.0,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=SILENT_SECONDS,
                shutdown_graceful_timeout=PATIENCE_SECONDS - 5,
            )
        finally:
            for task in beside:
                task.cancel()


async def _keep_rescuing(app: object) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        await _rescue(app)


async def _keep_sealing() -> None:
    """Seal and anchor the audit trail; where that fails it is told, and tried again."""
    while True:
        await asyncio.sleep(SEAL_SECONDS)
        try:
            await asyncio.to_thread(_seal_trail)
        except Exception:
            log.exception("the audit trail was not sealed")


def _seal_trail() -> None:
    from django.db import connection

    from lachan.core.audit import segments

    try:
        segments.seal()
        segments.anchor()
    finally:
        connection.close()


async def _rescue(app: object) -> None:
    """Jobs of workers that died are queued again; every job may run twice without harm."""
    manager = app.job_manager  # type: ignore[attr-defined]
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        log.warning("rescued", extra={"job": job.task_name})
        await manager.retry_job(job)

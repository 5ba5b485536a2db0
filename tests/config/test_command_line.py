"""The command ``lachan`` as people run it: a process of its own, a home of its own, an exit code."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.core.files import rejects_in, table

pytestmark = pytest.mark.timeout(180)
STOPS_WITHIN = 20  # seconds
AREAS = table(
    "code,name,level,parent",
    "VN,Việt Nam,country,",
    "01,Hà Nội,province,VN",
    "00001,Phúc Xá,commune,01",
    "00004,Trúc Bạch,commune,01",
)
PEOPLE = table(
    "code,name,birth_date,sex,phone,national_id,area_code,household",
    "P0,Nguyễn An,,,,,00001,",
    "P1,Lê Bình,,,,,00004,",
    "P2,Trần Chi,,,,,00004,",
)
PLACES = table("code,name,kind,area_code", "D1,Quán Gió,cafe,00004", "D2,Quán Nắng,cafe,00001")
VISITS = "\ufeff" + table(
    "person;place;entered_at;left_at",
    "P0;D1;2022-03-10T08:00;2022-03-10T09:00",
    "P1;D1;2022-03-10T08:30;2022-03-10T09:00",
    "P1;D2;2022-03-10T10:00;2022-03-10T11:00",
    "P2;D2;2022-03-10T10:30;2022-03-10T11:30",
    "P9;D2;2022-03-10T10:30;2022-03-10T11:30",
    "P2;D2;2022-03-10T11:30;2022-03-10T10:30",
).replace("\n", "\r\n")
RESULTS = table(
    "person,sampled_at,released_at,outcome,test_type", "P0,2022-03-10T12:00,2022-03-10T18:00,dương tính,pcr"
)


def environment(home: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    return {**kept, "LACHAN_HOME": str(home), "COLUMNS": "200"}


def lachan(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lachan", *words]
    return subprocess.run(
        command, env=environment(home), capture_output=True, text=True, timeout=90, check=False
    )


def told(home: Path, *words: str) -> dict[str, Any]:
    done = lachan(home, "trace", "P0", "--json", *words)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with units, people and places."""
    folder = tmp_path_factory.mktemp("home")
    for name, text in (
        ("areas", AREAS),
        ("people", PEOPLE),
        ("places", PLACES),
        ("visits", VISITS),
        ("results", RESULTS),
    ):
        (folder / f"{name}.csv").write_bytes(text.encode())
    for name in ("areas", "people", "places"):
        done = lachan(folder, "load", name, str(folder / f"{name}.csv"))
        assert (done.returncode, done.stderr) == (0, "")
        assert "0 rejected" in done.stdout
    return folder


@pytest.fixture(scope="module")
def loaded(home: Path) -> Path:
    """The same home with visits and a positive result."""
    done = lachan(home, "load", "visits", str(home / "visits.csv"), "--rejects", str(home / "bad.csv"))
    assert done.returncode == 2
    assert "6 rows read, 4 new or changed, 2 rejected" in done.stdout
    assert lachan(home, "load", "results", str(home / "results.csv")).returncode == 0
    return home


def test_bad_rows_come_back_in_a_file_with_line_column_and_code_and_the_exit_code_says_so(
    loaded: Path,
) -> None:
    assert rejects_in(loaded / "bad.csv") == [
        (6, "person", "identity.person_unknown"),
        (7, "left_at", "places.leaves_before_entering"),
    ]
    assert (loaded / "bad.csv").stat().st_mode & 0o077 == 0


def test_a_file_that_is_not_a_table_ends_with_1_and_one_clear_line(home: Path) -> None:
    (home / "utf16.csv").write_bytes(PEOPLE.encode("utf-16"))
    done = lachan(home, "load", "people", str(home / "utf16.csv"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "UTF-16" in done.stderr
    assert done.stdout == ""


def test_what_cannot_be_traced_ends_with_1_and_one_clear_line_without_a_traceback(loaded: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        unknown = pool.submit(lachan, loaded, "trace", "NOBODY")
        policy = pool.submit(lachan, loaded, "trace", "P0", "--policy", "xx-1900-01-01")
    assert (unknown.result().returncode, unknown.result().stdout) == (1, "")
    assert unknown.result().stderr.strip() == "trace: identity.person_unknown (person=NOBODY)"
    assert policy.result().returncode == 1
    assert len(policy.result().stderr.strip().splitlines()) == 1
    for known in ("vn-2021-07-30", "vn-2021-12-29", "who-2d-1m-15min"):
        assert known in policy.result().stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("areas", "show", "99999"), "99999"),
        (("areas", "show", "00001", "--on", "31-12-2024"), "yyyy-mm-dd"),
        (("staff", "add", "somebody", "--role", "emperor"), "emperor"),
    ],
)
def test_what_is_refused_is_one_line_without_a_traceback(
    loaded: Path, words: tuple[str, ...], told: str
) -> None:
    done = lachan(loaded, *words)
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (1, 1), done.stderr
    assert told in done.stderr


def test_a_trace_is_data_and_reaches_as_far_in_time_and_in_rings_as_it_was_asked(loaded: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        two = pool.submit(told, loaded, "--rings", "2")
        before = pool.submit(
            told, loaded, "--as-of", "2022-03-10T17:59", "--policy", "vn-2021-07-30"
        ).result()
    now = two.result()
    assert now["schema"] == "lachan.trace/1"
    assert (now["person"], now["policy"], now["basis"]) == ("P0", "vn-2021-12-29", "result")
    assert now["window"] == {"from": "2022-03-08T12:00:00+07:00", "to": "2022-03-10T18:00:00+07:00"}
    contacts = [(c["person"], c["ring"], c["grade"], c["minutes"]) for c in now["contacts"]]
    assert contacts == [("P1", 1, "same_space", 30.0), ("P2", 2, "same_space", 30.0)]
    assert [(p["place"], p["present"]) for p in now["points"]] == [("D1", 1)]
    tasks = [(t["team"], t["kind"], t["people"]) for t in now["tasks"]]
    assert tasks == [("00004", "contacts", ["P1"]), ("00004", "points", [])]
    assert now["timings_ms"]["total"] > 0
    assert (before["policy"], before["basis"], before["as_of"]) == (
        "vn-2021-07-30",
        "supposed",
        "2022-03-10T17:59:00+07:00",
    )
    assert before["window"]["from"] == "2022-03-07T17:59:00+07:00"
    assert [c["ring"] for c in before["contacts"]] == [1]


def test_the_work_of_a_team_that_is_closed_goes_to_the_unit_above(loaded: Path) -> None:
    done = lachan(loaded, "team", "00004", "--close")
    try:
        assert (done.returncode, done.stdout.strip()) == (0, "00004 Trúc Bạch: closed")
        assert {task["team"] for task in told(loaded)["tasks"]} == {"01"}
    finally:
        opened = lachan(loaded, "team", "00004", "--open")
    assert (opened.returncode, opened.stdout.strip()) == (0, "00004 Trúc Bạch: open")


def test_a_world_goes_straight_into_an_empty_database_once(tmp_path: Path) -> None:
    words = ("simulate", "--people", "300", "--days", "2", "--seed", "1")
    done = lachan(tmp_path, *words, "--database")
    assert done.returncode == 0, done.stderr
    assert "people: 300 rows" in done.stdout
    again, neither = lachan(tmp_path, *words, "--database"), lachan(tmp_path, *words)
    assert (again.returncode, neither.returncode) == (2, 2)
    assert "empty" in again.stderr
    assert lachan(tmp_path, "trace", "P0000001").returncode == 0


@pytest.mark.usefixtures("loaded")
def test_another_home_knows_nothing_of_this_one(tmp_path: Path) -> None:
    done = lachan(tmp_path, "trace", "P0")
    assert (done.returncode, done.stderr.strip()) == (1, "trace: identity.person_unknown (person=P0)")


# --- everything at once


class Up:
    """``lachan up`` on a free port, with all processes that it started."""

    def __init__(self, home: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.home = home
        self.log = (home / f"up-{self.port}.log").open("w")
        command = [sys.executable, "-m", "lachan", "up", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, env=environment(home), stdout=self.log, stderr=self.log, start_new_session=True
        )

    def answer(self) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/")
            response = connection.getresponse()
            response.read()
            return response
        finally:
            connection.close()

    def answers(self) -> bool:
        try:
            return self.answer().status > 0
        except OSError:
            return False

    def worker(self) -> psutil.Process | None:
        children = psutil.Process(self.process.pid).children()
        alive = [child for child in children if child.status() != psutil.STATUS_ZOMBIE]
        return next((child for child in alive if child.cmdline()[-1:] == ["work"]), None)

    def stop(self, number: int) -> list[str]:
        """Send the signal; give what is still running when the command has ended."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(number)
        assert self.process.wait(STOPS_WITHIN) == 0
        _, alive = psutil.wait_procs(family, timeout=2)
        folder = str(self.home / "postgres")
        servers = [p for p in psutil.process_iter(["cmdline"]) if folder in (p.info["cmdline"] or [])]
        return [" ".join(process.cmdline()) for process in (*alive, *servers)]


def within(seconds: float, true: Callable[[], object]) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def up(home: Path) -> Iterator[Up]:
    running = Up(home)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()
    running.log.close()


def test_up_answers_with_the_log_in_starts_a_killed_worker_again_and_stops_clean_on_sigterm(up: Up) -> None:
    assert within(60, up.answers)
    assert (up.answer().status, up.answer().headers["Location"].split("?")[0][-6:]) == (302, "login/")
    assert within(30, up.worker)
    first = up.worker()
    assert first is not None
    first.kill()
    assert within(20, lambda: (again := up.worker()) is not None and again.pid != first.pid)
    assert up.answers()
    assert up.stop(signal.SIGTERM) == []


def test_up_stops_clean_on_ctrl_c_too(up: Up) -> None:
    assert within(60, up.answers)
    assert up.stop(signal.SIGINT) == []

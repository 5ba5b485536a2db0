"""Print the path of a Chromium that starts; fetch one from Debian's archive where there is none.

Looked for in this order: $LACHAN_CHROMIUM; on PATH; installed with apt as root; unpacked under var/browser as
an ordinary user, with apt directories of our own. Exit status 3, the reason on stderr, where none can be had.

Leaves the answer for tests in var/browser/path, or the reason in var/browser/reason.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var/browser"
FOUND = HOME / "path"
REASON = HOME / "reason"
UNPACKED = HOME / "root"
WRAPPER = HOME / "chromium"

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGES = ("chromium", "fonts-dejavu-core")  # DejaVu Sans holds every Vietnamese letter
PROBE = "Lá Chắn"
START = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run")
START_LIMIT_S = 90
FETCH_LIMIT_S = 900

WRAPPER_TEXT = """\
#!/bin/sh
# Written by tools/browser.py: Debian's Chromium, unpacked without root.
here='{home}'
export LD_LIBRARY_PATH="{libraries}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"
export FONTCONFIG_FILE="$here/fonts.conf"
export XDG_DATA_DIRS="$here/root/usr/share:${{XDG_DATA_DIRS:-/usr/local/share:/usr/share}}"
exec "$here/root/usr/lib/chromium/chromium" --no-sandbox --disable-dev-shm-usage "$@"
"""

FONTS_TEXT = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{home}/root/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{home}/fontcache</cachedir>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
"""


class NoBrowser(Exception):
    """The sentence says why."""


def main() -> None:
    HOME.mkdir(parents=True, exist_ok=True)
    try:
        path = find()
    except NoBrowser as reason:
        FOUND.unlink(missing_ok=True)
        REASON.write_text(f"{reason}\n", encoding="utf-8")
        print(f"browser: none: {reason}", file=sys.stderr)
        sys.exit(3)
    REASON.unlink(missing_ok=True)
    FOUND.write_text(f"{path}\n", encoding="utf-8")
    print(path)


def find() -> str:
    named = os.environ.get("LACHAN_CHROMIUM")
    if named:
        if trouble := trouble_with(named):
            raise NoBrowser(f"LACHAN_CHROMIUM={named}: {trouble}")
        return named
    if FOUND.exists() and os.access(known := FOUND.read_text(encoding="utf-8").strip(), os.X_OK):
        return known  # it started once; that it still does, the tests will tell
    for name in (*NAMES, str(WRAPPER)):
        path = shutil.which(name)
        if path and not trouble_with(path):
            return path
    if not shutil.which("apt-get"):
        raise NoBrowser("no Chromium on PATH, and no apt-get to fetch one: install it or set LACHAN_CHROMIUM")
    path = installed_as_root() if os.geteuid() == 0 else unpacked_as_user()
    if trouble := trouble_with(path):
        raise NoBrowser(f"{path}: {trouble}")
    return path


def trouble_with(path: str) -> str:
    """Empty when the browser starts and shows a page with Vietnamese letters in it."""
    page = f"data:text/html;charset=utf-8,<title>{PROBE}</title>"
    with tempfile.TemporaryDirectory(prefix="lachan-browser-", ignore_cleanup_errors=True) as profile:
        command = [path, *START, f"--user-data-dir={profile}", "--dump-dom", page]
        try:
            done = subprocess.run(command, check=False, capture_output=True, timeout=START_LIMIT_S)
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"did not start: {error}"
    if PROBE.encode() in done.stdout:
        return ""
    return f"exit status {done.returncode}, no page shown: {last_line(done.stderr)}"


def installed_as_root() -> str:
    say("installing Debian's Chromium with apt-get")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    fetch(["apt-get", *options, "update"], quiet)
    fetch(["apt-get", *options, "install", "-y", "--no-install-recommends", *PACKAGES], quiet)
    return shutil.which("chromium") or "/usr/bin/chromium"


def unpacked_as_user() -> str:
    """What apt would install here, downloaded to directories of our own and unpacked beside each other."""
    say("fetching Debian's Chromium into var/browser (120 MB)")
    with tempfile.TemporaryDirectory(prefix="apt-", dir=HOME) as apt:
        state, cache = Path(apt, "state"), Path(apt, "cache")
        (state / "lists/partial").mkdir(parents=True)
        (cache / "archives/partial").mkdir(parents=True)
        ours = [f"Dir::State={state}", f"Dir::Cache={cache}", "Debug::NoLocking=1"]
        ours += ["Dir::State::status=/var/lib/dpkg/status", "APT::Sandbox::User="]
        command = ["apt-get", "-qq", *(word for option in ours for word in ("-o", option))]
        fetch([*command, "update"])
        fetch([*command, "install", "-y", "--no-install-recommends", "--download-only", *PACKAGES])
        shutil.rmtree(UNPACKED, ignore_errors=True)
        for package in sorted((cache / "archives").glob("*.deb")):
            fetch(["dpkg-deb", "-x", str(package), str(UNPACKED)])
    libraries = sorted(
        {str(file.parent) for file in UNPACKED.glob("**/*.so*") if "immodules" not in file.parts}
    )
    (HOME / "fonts.conf").write_text(FONTS_TEXT.format(home=HOME), encoding="utf-8")
    WRAPPER.write_text(WRAPPER_TEXT.format(home=HOME, libraries=":".join(libraries)), encoding="utf-8")
    WRAPPER.chmod(0o755)
    return str(WRAPPER)


def fetch(command: list[str], environment: dict[str, str] | None = None) -> None:
    try:
        done = subprocess.run(
            command,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            timeout=FETCH_LIMIT_S,
            env=environment,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoBrowser(f"{command[0]}: {error}") from error
    if done.returncode:
        raise NoBrowser(f"{command[0]} failed with status {done.returncode}: {last_line(done.stdout)}")


def last_line(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "no output"


def say(sentence: str) -> None:
    print(f"browser: {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

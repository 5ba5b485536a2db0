"""The forms that are served: packs of our folder and of the installation's, read again when one changes.

A pack dropped into a folder is served from the next request on.  One that cannot be read is told in the log,
and the others are served all the same.
"""

import json
import logging
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from lachan.declarations.errors import FormUnknown
from lachan.declarations.models import Form as StoredForm
from lachan.kernel.declarations import Form, as_text, in_force, parse

log = logging.getLogger("lachan.declarations")
Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A form, and the text of its pack."""

    form: Form
    text: str


def packs() -> dict[str, Pack]:
    """Every pack that can be read, by its hash; of two with one version the installation's own stands."""
    files = [path for folder in settings.DECLARATIONS_FOLDERS for path in sorted(folder.glob("*.toml"))]
    stats = [(str(path), path.stat()) for path in files]
    return _packs(tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats))


@lru_cache(maxsize=2)
def _packs(stamp: Stamp) -> dict[str, Pack]:
    read = [pack for name, _, _ in stamp if (pack := _read(Path(name)))]
    by_version = {pack.form.version: pack for pack in read}
    return {pack.form.digest: pack for pack in by_version.values()}


def _read(path: Path) -> Pack | None:
    try:
        told = tomllib.loads(path.read_text("utf-8"))
        return Pack(parse(told), as_text(told))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        log.warning("a form cannot be served", extra={"file": path.name, "why": str(wrong)})
        return None


def served(day: date) -> dict[str, Form]:
    """The forms of a day, by name."""
    return in_force([pack.form for pack in packs().values()], day)


def form_called(name: str, day: date) -> Form | None:
    """The form of this name in force on a day, or the very version that is named: also one that has ended."""
    found = served(day).get(name)
    if found is None:
        found = next((pack.form for pack in packs().values() if pack.form.version == name), None)
    if found is None:
        stored = StoredForm.objects.filter(version=name).order_by("used_at").first()
        found = parse(json.loads(stored.body)) if stored else None
    return found


def form_served(name: str, day: date) -> Form:
    """The form of this name on a day.  Raises :class:`FormUnknown`."""
    found = served(day).get(name)
    if found is None:
        raise FormUnknown(name)
    return found


def form_of(digest: str) -> Form:
    """The form that was answered, as it was then.  Raises :class:`FormUnknown`."""
    pack = packs().get(digest)
    return pack.form if pack else _stored(digest)


@lru_cache(maxsize=256)
def _stored(digest: str) -> Form:
    found = StoredForm.objects.filter(pk=digest).first()
    if found is None:
        raise FormUnknown(digest)
    return parse(json.loads(found.body))

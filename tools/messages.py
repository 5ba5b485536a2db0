"""The catalogues of src/lachan/locale: `tools/messages.py compile|check|update`, without GNU gettext.

compile  django.po -> django.mo, where the .po is newer
check    fails on a sentence without translation, a fuzzy entry, an entry no longer used, a lost placeholder
update   adds new sentences to both catalogues and drops the unused ones; translating stays with people

Sentences are written in English in the source; Vietnamese is what people see first.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/lachan"
CATALOGUES = {name: PACKAGE / f"locale/{name}/LC_MESSAGES/django.po" for name in ("vi", "en")}
PLURALS = {"vi": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
TEMPLATE_SUFFIXES = (".html", ".txt", ".svg")
FUNCTIONS = ("gettext", "ngettext", "pgettext", "npgettext")
PYTHON_NAMES = {name + kind: name for name in FUNCTIONS for kind in ("", "_lazy", "_noop")}
TEMPLATE_CALL = re.compile(
    r"""\b(?P<name>gettext|ngettext|pgettext|npgettext|_)
        \((?P<texts>\s*u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
        (?:\s*,\s*u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))*)""",
    re.VERBOSE,
)
PLACEHOLDER = re.compile(r"%\(\w+\)|\{\w*\}|%[sd]")


class Message(NamedTuple):
    text: str
    plural: str = ""
    context: str = ""


Uses = dict[Message, set[str]]


class NotExtractable(Exception):
    """A call whose sentence no extractor can see."""


def main() -> None:
    verbs = {"compile": compile_catalogues, "check": check, "update": update}
    if len(sys.argv) != 2 or sys.argv[1] not in verbs:
        sys.exit(__doc__)
    verbs[sys.argv[1]]()


# --- the three verbs


def compile_catalogues() -> None:
    for source in sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        import polib  # here: an up-to-date tree should not wait for it

        half = target.with_suffix(f".{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(half))
        half.replace(target)
        print(f"messages: {target.relative_to(ROOT)}")


def check() -> None:
    used, complaints = uses()
    for language, path in CATALOGUES.items():
        if not path.exists():
            complaints.append(f"{language}: {path.relative_to(ROOT)} is missing")
            continue
        complaints += [f"{language}: {complaint}" for complaint in faults(read(path), used)]
    if complaints:
        print("\n".join(complaints))
        sys.exit(f"messages: {len(complaints)} complaints; `tools/messages.py update` adds and drops entries")
    print(f"messages: {len(used)} sentences, all in {' and '.join(CATALOGUES)}")


def update() -> None:
    used, complaints = uses()
    for language, path in CATALOGUES.items():
        old = {key(entry): entry for entry in read(path)} if path.exists() else {}
        write(language, path, [entry_for(language, message, used[message], old) for message in sorted(used)])
        empty = sum(not complete(entry) for entry in read(path))
        dropped = len(old.keys() - used.keys())
        new = len(used.keys() - old.keys())
        print(f"{language}: {len(used)} sentences, {new} new, {dropped} dropped, {empty} untranslated")
    if complaints:
        sys.exit("\n".join(complaints))


# --- catalogues


def read(path: Path) -> polib.POFile:
    import polib

    return polib.pofile(str(path), wrapwidth=0)


def write(language: str, path: Path, entries: list[polib.POEntry]) -> None:
    import polib

    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Project-Id-Version": "lachan",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    catalogue.extend(entries)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))


def entry_for(
    language: str, message: Message, files: set[str], old: dict[Message, polib.POEntry]
) -> polib.POEntry:
    import polib

    entry = old.get(message) or polib.POEntry(
        msgid=message.text, msgid_plural=message.plural, msgctxt=message.context or None
    )
    entry.occurrences = [(file, "") for file in sorted(files)]
    if complete(entry):
        return entry
    own = language == "en"
    if message.plural:
        entry.msgstr_plural = {0: message.text, 1: message.plural} if own else {0: ""}
    else:
        entry.msgstr = message.text if own else ""
    return entry


def faults(catalogue: polib.POFile, used: Uses) -> Iterator[str]:
    entries = {key(entry): entry for entry in catalogue if not entry.obsolete}
    for message in sorted(used.keys() - entries.keys()):
        yield f"missing: {message.text!r} ({', '.join(sorted(used[message]))})"
    for message in sorted(entries.keys() - used.keys()):
        yield f"no longer used: {message.text!r}"
    for message in sorted(entries.keys() & used.keys()):
        entry = entries[message]
        if entry.fuzzy:
            yield f"fuzzy: {message.text!r}"
        elif not complete(entry):
            yield f"not translated: {message.text!r}"
        else:
            yield from lost_placeholders(message, entry)


def lost_placeholders(message: Message, entry: polib.POEntry) -> Iterator[str]:
    wanted = set(PLACEHOLDER.findall(message.plural or message.text))
    for translation in entry.msgstr_plural.values() or [entry.msgstr]:
        found = set(PLACEHOLDER.findall(translation))
        if found - wanted or (wanted - found and not message.plural):
            yield f"placeholders differ: {message.text!r} -> {translation!r}"


def complete(entry: polib.POEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgstr_plural else bool(entry.msgstr)


def key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


# --- sentences in the source


def uses() -> tuple[Uses, list[str]]:
    """Every sentence with the files that use it, and what could not be read."""
    found: Uses = {}
    complaints: list[str] = []
    for path in sorted(PACKAGE.rglob("*")):
        reader = in_python if path.suffix == ".py" else in_template
        if path.suffix not in (".py", *TEMPLATE_SUFFIXES) or "static" in path.parts:
            continue
        name = path.relative_to(ROOT).as_posix()
        try:
            for message in reader(path):
                found.setdefault(message, set()).add(name)
        except (NotExtractable, SyntaxError) as error:
            complaints.append(f"{name}: {error}")
    return found, complaints


def in_python(path: Path) -> Iterator[Message]:
    source = path.read_text(encoding="utf-8")
    if "gettext" not in source:
        return
    tree = ast.parse(source)
    names = dict(imported_names(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            function = names.get(called) or PYTHON_NAMES.get(called)
            if function:
                yield from python_message(function, node)


def imported_names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What this file calls Django's functions: usually `_`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                if alias.name in PYTHON_NAMES:
                    yield alias.asname or alias.name, PYTHON_NAMES[alias.name]


def python_message(function: str, call: ast.Call) -> Iterator[Message]:
    wanted = len(shape(function))
    texts = [
        arg.value
        for arg in call.args[:wanted]
        if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    ]
    if len(texts) == wanted:
        yield message_of(function, texts)
    elif any(isinstance(arg, ast.JoinedStr | ast.BinOp) for arg in call.args[:wanted]):
        raise NotExtractable(
            f"line {call.lineno}: a sentence must be one literal, its values come in afterwards"
        )


def in_template(path: Path) -> Iterator[Message]:
    source = path.read_text(encoding="utf-8")
    if "trans" not in source and "_(" not in source:
        return
    from django.utils.translation.template import templatize

    for call in TEMPLATE_CALL.finditer(templatize(source, origin=str(path))):
        function = "gettext" if call["name"] == "_" else call["name"]
        texts = list(ast.literal_eval(f"[{call['texts']}]"))
        if len(texts) >= len(shape(function)):
            yield message_of(function, texts)


def shape(function: str) -> tuple[str, ...]:
    return {
        "gettext": ("text",),
        "ngettext": ("text", "plural"),
        "pgettext": ("context", "text"),
        "npgettext": ("context", "text", "plural"),
    }[function]


def message_of(function: str, texts: list[str]) -> Message:
    return Message(**dict(zip(shape(function), texts, strict=False)))


if __name__ == "__main__":
    main()

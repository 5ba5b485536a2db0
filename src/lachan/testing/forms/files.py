"""Files of results: which column means what, and reading them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import IO, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lachan.core.tables import Column, Field, UnreadableFile, code, decimal, moment, one_of, read
from lachan.testing.adapters.sheets import as_table
from lachan.testing.forms.results import MOMENTS, WORDS
from lachan.testing.forms.tubes import METHODS
from lachan.testing.models import Found
from lachan.testing.rules import LONGEST_CODE
from lachan.testing.services import FileRead, MappingTold, Measured

MOST_ROWS, MOST_BYTES = 20_000, 10_000_000
OURS = {  # our columns, and how files often call them
    "tube": ("Mã ống", "Mã ống mẫu", "Mã mẫu", "Barcode", "Sample", "Sample Name", "Sample ID"),
    "outcome": ("Kết quả", "Result", "Call"),
    "measured_at": ("Thời gian", "Giờ đo", "Thời điểm xét nghiệm", "Run Date", "Date Time"),
    "method": ("Phương pháp", "Xét nghiệm", "Test"),
}
OUTCOMES = WORDS | {"detected": "positive", "not detected": "negative", "không xác định": "invalid",
                    "invalid": "invalid", "undetermined": "invalid", "-": "negative"}  # fmt: skip
TESTS = {"rt-pcr": "pcr", "realtime pcr": "pcr", "test nhanh": "antigen", "kháng nguyên": "antigen",
         "ag": "antigen"}  # fmt: skip
NO_CYCLES = {"undetermined", "n/a", "na", "nan", "no ct", "không", "-"}
BY_OUR_NAMES = MappingTold("", {})


def _one_cycle(raw: str) -> float | None:
    """Cycles with a point or a comma; instruments say in words that there were none."""
    value = raw.strip()
    return None if value.casefold() in NO_CYCLES else float(_cycles.one(value.replace(",", ".")))


_cycles = decimal(Decimal(0), Decimal(60))
cycles = Field(_one_cycle)


def read_file(
    file: IO[bytes], name: str, mapping: MappingTold = BY_OUR_NAMES, measured_at: datetime | None = None
) -> FileRead:
    """The answers of a file, and the lines that cannot be read.  Raises :class:`UnreadableFile`."""
    whole = file.read(MOST_BYTES + 1)
    if len(whole) > MOST_BYTES:
        raise UnreadableFile("table.too_big", "the file is too big")
    file.seek(0)
    columns = _columns(mapping, needs_moment=measured_at is None)
    theirs = [column.name for column in columns]
    answers: list[tuple[int, Measured]] = []
    unread: list[tuple[int, str, str]] = []
    for chunk in read(as_table(file), columns):
        unread += [(reject.line, reject.column, reject.code) for reject in chunk.rejects]
        rows = zip(*(chunk.values[one] for one in theirs), strict=True)
        for line, (tube, outcome, at, method, *found) in zip(chunk.lines, rows, strict=True):
            ct = {gene: value for gene, value in zip(mapping.genes, found, strict=True) if value}
            at = at or measured_at
            if at is None:
                unread.append((line, theirs[2], "table.empty"))
            else:
                answers.append((line, Measured(tube, outcome, method or mapping.method, at, ct)))
        if len(answers) + len(unread) > MOST_ROWS:
            raise UnreadableFile("table.too_big", "the file has too many rows")
    told = sha256(whole + repr((mapping, measured_at)).encode()).hexdigest()
    return FileRead(name, told, answers, sorted(unread))


def _columns(mapping: MappingTold, *, needs_moment: bool) -> list[Column]:
    def column(ours: str, parse: Field, **told: bool) -> Column:
        theirs = mapping.columns.get(ours, "")
        return Column(theirs or ours, parse, aliases=() if theirs else OURS[ours], **told)

    words = {**OUTCOMES, **mapping.words}
    return [
        column("tube", code),
        column("outcome", one_of(Found.values, words)),
        column("measured_at", moment, required=needs_moment, may_be_empty=not needs_moment),
        column("method", one_of(["pcr", "antigen"], TESTS), required=False, may_be_empty=True),
        *(Column(theirs, cycles, may_be_empty=True) for theirs in mapping.genes.values()),
    ]


def as_told(saved: Any) -> MappingTold:
    """A mapping that was saved, as it was told."""
    columns = {ours: theirs for ours, theirs in saved.columns.items() if ours != "ct"}
    return MappingTold(saved.name, columns, saved.columns.get("ct", {}), saved.words, saved.method)


class FileForm(forms.Form):
    """A file, and how it is read."""

    file = forms.FileField(
        label=_("File of results"),
        help_text=_("CSV or XLSX. The first line names the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )
    mapping = forms.ChoiceField(label=_("How it is read"), required=False)
    measured_at = forms.DateTimeField(
        label=_("Measured at"),
        help_text=_("Only where the file does not say it line by line."),
        required=False,
        input_formats=MOMENTS,
        widget=forms.DateTimeInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy hh:mm"}),
    )

    def __init__(self, *args: Any, mappings: Sequence[Any] = (), **told: Any) -> None:
        super().__init__(*args, **told)
        self.known = {str(saved.id): as_told(saved) for saved in mappings}
        choices = [
            ("", _("By our own names of columns")),
            *((key, one.name) for key, one in self.known.items()),
        ]
        self.fields["mapping"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (file := data.get("file")) and not self.errors:
            try:
                self.read = self._read(file, data)
            except UnreadableFile as error:
                self.add_error("file", UNREADABLE.get(error.code, UNREADABLE["table.binary"]))
        return data

    def _read(self, file: "UploadedFile[Any]", data: dict[str, Any]) -> FileRead:
        mapping = self.known.get(data["mapping"], BY_OUR_NAMES)
        found = read_file(file, str(file.name)[:120], mapping, data["measured_at"])
        if not found.answers and not found.unread:
            raise UnreadableFile("table.empty_file", "no rows")
        return found


UNREADABLE = {
    "table.empty_file": _("There are no rows in this file."),
    "table.missing_columns": _("A column is missing. Tell first how the columns of this file are called."),
    "table.no_header": _("The first line does not name the columns that are needed."),
    "table.duplicate_columns": _("Two columns of this file mean the same."),
    "table.too_big": _("This file is too big. Send it in smaller parts."),
    "table.binary": _("This file cannot be read as a table. Save it as CSV UTF-8 or XLSX."),
}
UNREAD = {
    "table.empty": _("The cell is empty."),
    "table.choice": _("Nobody told what this word means."),
    "table.moment": _("This is no date with an hour."),
    "table.range": _("The number is too small or too big."),
    "table.decimal": _("This is no number."),
    "table.fields": _("The line has more or fewer cells than the first line."),
    "": _("The cell cannot be read."),
}


def _key(name: str) -> str:
    """Names of columns are compared without case, spaces and underscores, as in reading."""
    return re.sub(r"[\s_]+", "", unicodedata.normalize("NFC", name).casefold())


class MappingForm(forms.Form):
    """How the files of an instrument call what we need."""

    name = forms.CharField(label=_("Name of the instrument or file"), max_length=80)
    tube = forms.CharField(label=_("Column of the tube"), max_length=LONGEST_CODE)
    outcome = forms.CharField(label=_("Column of the result"), max_length=LONGEST_CODE)
    measured_at = forms.CharField(label=_("Column of date and hour"), max_length=LONGEST_CODE, required=False)
    method = forms.ChoiceField(label=_("Test"), choices=METHODS)
    positive = forms.CharField(label=_("Words for positive"), max_length=200, required=False,
                               help_text=_("Several words: with commas between them."))  # fmt: skip
    negative = forms.CharField(label=_("Words for negative"), max_length=200, required=False)
    invalid = forms.CharField(label=_("Words for invalid"), max_length=200, required=False)
    genes = forms.CharField(
        label=_("Columns of cycles (Ct)"),
        help_text=_("One gene a line: N = Ct N"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        pairs = [line.partition("=") for line in data.get("genes", "").splitlines() if line.strip()]
        self.by_gene = {gene.strip()[:16]: column.strip() for gene, _, column in pairs}
        if any(not gene or not column for gene, column in self.by_gene.items()):
            self.add_error("genes", _("Each line needs a gene, the sign = and a column."))
        named = [data.get(ours, "") for ours in ("tube", "outcome", "measured_at")]
        keys = [_key(name) for name in [*named, *self.by_gene.values()] if name]
        if len(set(keys)) < len(keys):
            raise forms.ValidationError(_("Two columns of this file mean the same."))
        return data

    def as_told(self) -> MappingTold:
        data = self.cleaned_data
        columns = {ours: data[ours] for ours in ("tube", "outcome", "measured_at") if data[ours]}
        words: Mapping[str, str] = {
            word.strip(): outcome
            for outcome in ("positive", "negative", "invalid")
            for word in data[outcome].split(",")
            if word.strip()
        }
        return MappingTold(data["name"], columns, self.by_gene, words, data["method"])

"""Made-up content for the gallery: 0, 1 and many rows, longest names, every state.  No real person."""

from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lachan.ui.parts import (
    BulkAction,
    Cell,
    Column,
    Evidence,
    GradeName,
    NavItem,
    Option,
    Shell,
    Stage,
    StatusName,
    Stopwatch,
    Term,
    WorkList,
    WorkRow,
    WorkView,
)
from lachan.ui.timeline import Drawing, Mark, Window, draw

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2021, 9, 11, 14, 32, 5, tzinfo=ZONE)
MESSAGE = gettext_lazy("The task is yours.")
REFUSED = {
    "sentence": gettext_lazy("There is no such result, or it belongs to another area."),
    "code": "testing.result_unknown",
}
LONG_NAME = "Công Tằng Tôn Nữ Nguyễn Phước Thị Quỳnh Hương Giang"
LONG_PLACE = "Trung tâm thương mại và chợ đầu mối nông sản thực phẩm Thủ Đức – khu nhà lồng B2"
LONG_AREA = "Phường Bình Hưng Hoà A, Thành phố Hồ Chí Minh"
NAMES = (
    "Nguyễn Thị Bích Ngọc", "Trần Văn Đậu", LONG_NAME, "Lê Ô", "Phạm Hoàng Phương Uyên", "Huỳnh Thị Mỹ Duyên",
    "Đặng Quốc Khánh", "Võ Thị Sáu Em", "Y Blim Niê Kdăm", "Bùi Nguyễn Trường Giang",
)  # fmt: skip
STATUSES: tuple[StatusName, ...] = ("new", "mine", "overdue", "taken", "done")
GRADES: tuple[GradeName | Literal[""], ...] = ("close", "same_space", "present", "")


class ExampleForm(forms.Form):
    """Each kind of field once."""

    name = forms.CharField(
        label=gettext_lazy("Full name"), help_text=gettext_lazy("As on the identity card.")
    )
    phone = forms.CharField(label=gettext_lazy("Phone"), required=False)
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[("", "–"), ("positive", gettext_lazy("Positive")), ("negative", gettext_lazy("Negative"))],
    )
    measured_at = forms.DateTimeField(
        label=gettext_lazy("Measured at"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    mood = forms.ChoiceField(
        label=gettext_lazy("How was the person reached?"),
        help_text=gettext_lazy("Choose the last way that worked."),
        widget=forms.RadioSelect,
        choices=[("call", gettext_lazy("Phone call")), ("visit", gettext_lazy("Visit at home"))],
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    agreed = forms.BooleanField(label=gettext_lazy("The person agrees to be called again"), required=False)
    locked = forms.CharField(
        label=gettext_lazy("Case number"), required=False, disabled=True, initial="BN-2021-0012345"
    )


def shell() -> Shell:
    """The frame as a ward's team sees it."""
    inbox, cases, testing = (
        reverse("ui:frame", args=["inbox"]),
        reverse("ui:gallery"),
        reverse("ui:gallery"),
    )
    return Shell(
        nav=(
            NavItem(_("Inbox"), inbox, "inbox", count=12, is_current=True),
            NavItem(_("Cases"), cases, "folder-open"),
            NavItem(_("Testing"), testing, "test-tube"),
        ),
        home_url=inbox,
        user=LONG_NAME,
        area=LONG_AREA,
        logout_url=cases,
    )


def at(days_ago: float, hour: float) -> datetime:
    """An hour of a day before the example's today."""
    midnight = NOW.replace(hour=0, minute=0, second=0)
    return midnight - timedelta(days=days_ago) + timedelta(hours=hour)


def lanes() -> list[tuple[str, str]]:
    """The lanes of a person's timeline, in order."""
    return [
        ("visits", _("Visits")),
        ("meetings", _("Meetings")),
        ("symptoms", _("Symptoms")),
        ("tests", _("Tests")),
        ("doses", _("Doses")),
    ]


def fortnight() -> Drawing:
    """Fourteen days of one case."""
    marks = [
        Mark("visits", at(9, 6), at(9, 11), LONG_PLACE, "visit"),
        Mark("visits", at(7, 18), at(6, 6), "Nhà máy dệt Phong Phú, ca đêm", "visit", assumed=True),
        Mark("visits", at(5, 7), at(5, 7.75), "Quán cà phê Sáu", "visit"),
        Mark("visits", at(3, 5.5), at(3, 11.5), "Chợ Bình Điền", "visit"),
        Mark("visits", at(3, 8), at(3, 9), "Ngân hàng Sài Gòn", "visit"),
        Mark("visits", at(2, 6), at(0, 9), "Bệnh viện Quận Bình Tân", "visit"),
        Mark("meetings", at(6, 10), at(6, 11), "Trần Văn Đậu", "meeting"),
        Mark("meetings", at(4, 19), at(4, 23), LONG_NAME, "meeting"),
        Mark("meetings", at(4, 20), at(4, 22), "Y Blim Niê Kdăm", "meeting", assumed=True),
        Mark("symptoms", at(4, 8), None, "Sốt 38,5 độ", "symptom"),
        Mark("symptoms", at(3, 8), None, "Ho, đau họng", "symptom"),
        Mark("tests", at(10, 9), None, "Test nhanh âm tính", "negative"),
        Mark("tests", at(2, 9), None, "PCR dương tính, CT 21", "positive"),
        Mark("tests", at(0, 9), None, "PCR lần hai", "pending"),
        Mark("doses", at(12, 8), None, "Mũi 1", "dose"),
    ]
    window = Window(at(13, 0), at(-1, 0), at(6, 8), at(0, 9), now=NOW)
    return draw(window, lanes(), marks, ZONE)


def one_day() -> Drawing:
    """One crowded day: forty meetings on one evening."""
    meetings = [
        Mark("meetings", at(1, 18 + i * 0.05), at(1, 19 + i * 0.05), NAMES[i % len(NAMES)], "meeting")
        for i in range(40)
    ]
    visits = [Mark("visits", at(1, 17.5), at(1, 23.5), LONG_PLACE, "visit")]
    return draw(Window(at(1, 0), at(0, 0), at(3, 0)), lanes()[:3], visits + meetings, ZONE)


def month() -> Drawing:
    """Thirty days, mostly at home."""
    marks = [Mark("visits", at(d, 7), at(d, 16), "Xưởng may Hoà Bình", "visit") for d in range(1, 29, 2)]
    return draw(Window(at(29, 0), at(-1, 0)), lanes()[:3], marks, ZONE)


def stopwatches() -> dict[str, Stopwatch]:
    """Fast and finished; running; slow; only begun."""
    start = NOW - timedelta(minutes=9)

    def stage(key: str, after_ms: int | None, slow: bool = False) -> Stage:
        moment = None if after_ms is None else start + timedelta(milliseconds=after_ms)
        return Stage(key, moment, after_ms, slow)  # type: ignore[arg-type]  # literal keys below

    def of(traced: int | None, dispatched: int | None, seen: int | None, slow: bool = False) -> Stopwatch:
        later = (("traced", traced), ("dispatched", dispatched), ("seen", seen))
        return Stopwatch((stage("released", 0), *(stage(key, after, slow) for key, after in later)))

    return {
        "done": of(61, 88, 254_000),
        "running": of(61, 88, None),
        "slow": of(48_200, 3_905_000, None, slow=True),
        "begun": of(None, None, None),
    }


def evidence() -> list[Evidence]:
    """Each source once."""
    return [
        Evidence("visit", LONG_PLACE, at(3, 5.5), at(3, 9.75), 255, None, False, "#evidence"),
        Evidence("proximity", "Trần Văn Đậu", at(3, 8), at(3, 8.4), 24, 1.5),
        Evidence("household", LONG_NAME, at(4, 20), at(3, 6), 600, None, True),
        Evidence("vehicle", "Xe khách 51B-123.45, TP.HCM – Đắk Lắk", at(5, 22), at(4, 6.5), 510, 0.8, True),
        Evidence("declaration", "Phạm Hoàng Phương Uyên", at(5, 9), None),
        Evidence("interview", "Lê Ô", at(6, 10), at(6, 10.1), 6, 2.0),
    ]


def work_rows(first: int, last: int) -> list[WorkRow]:
    """Rows with all statuses and grades by turns."""
    return [
        WorkRow(
            key=str(i),
            url=reverse("ui:gallery_row", args=[str(i)]),
            title=_("Call %(name)s") % {"name": NAMES[i % len(NAMES)]},
            detail=LONG_AREA if i % 3 else "Xã Ea Tu, Đắk Lắk",
            status=STATUSES[i % 5],
            grade=GRADES[i % 4],
            at=NOW - timedelta(minutes=7 * i),
            version="1",
            can_pick=STATUSES[i % 5] != "done",
        )
        for i in range(first, last)
    ]


def work_many() -> WorkList:
    """More than is counted, with views, polling and the bulk bar."""
    here = reverse("ui:gallery") + "#worklist"
    return WorkList(
        id="many",
        title=_("Tasks"),
        rows=work_rows(0, 6),
        count=1200,
        is_capped=True,
        as_of=NOW,
        views=[
            WorkView(_("New"), here, 1200, is_capped=True, is_current=True),
            WorkView(_("Mine"), here, 3),
            WorkView(_("Overdue"), here, 0),
            WorkView(_("Done"), here),
        ],
        more_url=reverse("ui:gallery_rows") + "?after=5",
        poll_url=reverse("ui:gallery_rows"),
        poll_seconds=5,
        bulk_url=here,
        bulk_actions=[BulkAction("take", _("Take")), BulkAction("print", _("Print list"))],
    )


def work_polled() -> WorkList:
    """What a poll answers a little later: one new row on top."""
    rows = [*work_rows(7, 8), *work_rows(0, 6)]
    return WorkList(
        "many", _("Tasks"), rows, 1200, more_url=reverse("ui:gallery_rows") + "?after=5", bulk_url="#"
    )


def work_next_page() -> WorkList:
    """The page after the first."""
    return WorkList("many", _("Tasks"), work_rows(8, 14), 1200, bulk_url="#")


def case() -> dict[str, object]:
    """What an opened row shows."""
    return {"evidence": evidence()[:2], "terms": terms()}


def terms() -> list[Term]:
    """A person's particulars."""
    return [
        Term(_("Full name"), LONG_NAME),
        Term(_("Born"), "02/09/1945"),
        Term(_("Phone"), "090 ••• •123", "tel:+84900000123"),
        Term(_("Lives in"), LONG_AREA),
        Term(_("Case number"), "BN-2021-0012345", "#terms"),
    ]


def table() -> dict[str, object]:
    """A table with every kind of cell."""
    columns = [
        Column(_("Person")),
        Column(_("Grade")),
        Column(_("Status")),
        Column(_("Minutes"), True),
        Column(_("Visits"), True),
    ]
    rows = [
        [
            Cell(name, "#table") if i else Cell(name, pick=name, is_picked=True),
            Cell(grade=GRADES[i % 3]),
            Cell(status=STATUSES[i % 5]),
            Cell(str(15 + 31 * i)),
            Cell(str(1 + i)),
        ]
        for i, name in enumerate(NAMES)
    ]
    return {"columns": columns, "rows": rows}


def forms_() -> dict[str, ExampleForm]:
    """Untouched, and sent with mistakes."""
    wrong = ExampleForm(
        {"name": "", "outcome": "maybe", "measured_at": "hôm qua", "note": "x"}, auto_id="bad_%s"
    )
    wrong.add_error(None, _("The laboratory has already answered this sample."))
    return {"form": ExampleForm(), "wrong": wrong}


def options() -> list[Option]:
    """Units as the picker lists them."""
    return [
        Option("1", "Phường Bến Nghé", "Quận 1, Thành phố Hồ Chí Minh"),
        Option("2", "Phường Bến Thủy", "Thành phố Vinh, Tỉnh Nghệ An"),
        Option("3", "Xã Nông trường Việt Lâm – Ba Vì Thượng", "Huyện Vị Xuyên, Tỉnh Tuyên Quang"),
    ]


def everything() -> dict[str, object]:
    """The whole context of the gallery."""
    return {
        "now": NOW,
        "shell": shell(),
        "fortnight": fortnight(),
        "one_day": one_day(),
        "month": month(),
        "quiet": draw(Window(at(6, 0), at(-1, 0)), lanes()[:2], [], ZONE),
        "stopwatches": stopwatches(),
        "evidence": evidence(),
        "many": work_many(),
        "one": WorkList(
            "one", _("Tasks"), [WorkRow("one", "#", _("Call %(name)s") % {"name": "Lê Ô"}, version="1")], 1
        ),
        "none": WorkList("none", _("Tasks"), [], 0, as_of=NOW),
        "terms": terms(),
        "table": table(),
        "shapes": ["octagon", "triangle", "circle", "ring", "diamond"],
        "theme_next": reverse("ui:gallery"),
        "options": options(),
        "options_url": reverse("ui:gallery_options"),
        **forms_(),
    }

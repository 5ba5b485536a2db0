"""Labels of tubes: drawn by Zint, read back from the printed page by ZXing, and never printed twice."""

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from django.db import connection
from django.test import Client

from lachan.core.errors import NotAllowed
from lachan.testing import services
from lachan.testing.models import LabelRun
from lachan.testing.rules import is_mistyped, label_code
from tests import make
from tests.testing.lab import actor, now

pytestmark = pytest.mark.django_db
SCANNER_DPI = 203  # of a cheap one


def pages(pdf: bytes, dpi: int = SCANNER_DPI) -> list[Any]:
    """What a scanner sees of each page: grey, row by row."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return [np.asarray(page.render(scale=dpi / 72, grayscale=True).to_numpy()) for page in document]


def read(page: Any, kind: zxingcpp.BarcodeFormat) -> list[str]:
    return [one.text for one in zxingcpp.read_barcodes(np.ascontiguousarray(page.squeeze()), formats=kind)]


@pytest.mark.parametrize(
    ("symbol", "kind"),
    [("code128", zxingcpp.BarcodeFormat.Code128), ("datamatrix", zxingcpp.BarcodeFormat.DataMatrix)],
)
def test_every_label_of_a_sheet_is_read_back_from_the_page(symbol: str, kind: zxingcpp.BarcodeFormat) -> None:
    first, second = pages(services.print_labels(actor("sampler"), 2, symbol, now=now()))
    assert sorted(read(first, kind)) == [label_code(number) for number in range(1, 66)]
    assert sorted(read(second, kind)) == [label_code(number) for number in range(66, 131)]
    assert read(np.full_like(first, 255), kind) == [], "the control: an empty sheet says nothing"


def test_what_is_cut_out_as_one_label_is_read_alone_with_its_quiet_zones() -> None:
    [page] = pages(services.label_sheets([label_code(n) for n in range(1, 66)], "code128"), 300)
    mm = 300 / 25.4
    for number, (column, row) in ((1, (0, 0)), (33, (2, 6)), (65, (4, 12))):
        x, y = (4.67 + 40.64 * column) * mm, (10.7 + 21.2 * row) * mm
        label = page[int(y) : int(y + 21.2 * mm), int(x) : int(x + 38.1 * mm)]
        assert read(label, zxingcpp.BarcodeFormat.Code128) == [label_code(number)]


def test_a_typing_error_of_one_digit_is_told() -> None:
    code = label_code(4711)
    for place in range(2, 12):
        wrong = f"{code[:place]}{(int(code[place]) + 1) % 10}{code[place + 1 :]}"
        assert is_mistyped(wrong)
    client = Client()
    client.force_login(make.make_staff(make.make_areas()["00001"], "sampler")[0])
    answer = client.post("/tests/sample/", {"tube": "LC0000000011", "people": "P1"})
    assert "Số này không khớp" in answer.content.decode()


def test_numbers_go_on_whoever_prints_and_a_run_cannot_be_had_again() -> None:
    for who in (actor("sampler"), actor("manager")):
        services.print_labels(who, 1, "datamatrix", now=now())
    assert list(LabelRun.objects.order_by("first").values_list("first", "labels")) == [(1, 65), (66, 65)]
    with pytest.raises(NotAllowed):
        services.print_labels(actor("laboratory"), 1, "code128", now=now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_two_who_print_at_once_get_different_numbers() -> None:
    def one(_: int) -> None:
        try:
            services.print_labels(actor("sampler"), 1, "datamatrix", now=now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(one, range(4)))
    assert sorted(LabelRun.objects.values_list("first", flat=True)) == [1, 66, 131, 196]


def test_the_page_gives_a_pdf() -> None:
    client = Client()
    client.force_login(make.make_staff(make.make_areas()["00001"], "sampler")[0])
    assert client.get("/tests/labels/").status_code == 200
    answer = client.post("/tests/labels/", {"sheets": 1, "symbol": "code128"})
    assert answer.content[:5] == b"%PDF-"
    assert client.post("/tests/labels/", {"sheets": 21, "symbol": "code128"}).status_code == 422

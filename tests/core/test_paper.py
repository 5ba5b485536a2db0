"""What is printed can be read again: by eye (Vietnamese letters) and by a camera (the codes)."""

import json
from itertools import product

import numpy as np
import pytest
import typst
import zxingcpp

from lachan.core import paper
from lachan.identity.services.cards import SHEET
from tests.core.raster import Grey, red, seen

PPI = 200
LETTERS = "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYaăâbcdđeêghiklmnoôơpqrstuưvxy0123456789-/.,:()·"
MARKED = "".join(a + b for a, b in product("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY", "\u0300\u0301\u0303\u0309\u0323"))


def texts(count: int) -> list[str]:
    """As long as a printed code of ours is."""
    return [f"LC{n:03d}" + "8%69 VD92EX0" * 9 + "ABCDEFGHI" for n in range(count)]


def sheets(count: int) -> list[bytes]:
    """The pages of so many cards as pictures, through the template that prints them."""
    cards = [
        {
            "name": "Nguyễn Thị Phương Thảo",
            "born": "1950",
            "commune": "Phường Phúc Xá",
            "code": f"P{n}",
            "number": "0000-0000-0001-2",
            "qr": paper.qr_svg(text, "M"),
        }
        for n, text in enumerate(texts(count))
    ]
    data = {"data": json.dumps({"cards": cards})}
    pages = paper._compiler().compile(SHEET, format="png", ppi=PPI, sys_inputs=data)
    return list(pages) if isinstance(pages, list) else [pages or b""]


@pytest.fixture(scope="module")
def page() -> Grey:
    """A full sheet, ten cards."""
    [first] = sheets(10)
    return red(first)


def codes(picture: Grey) -> list[str]:
    return sorted(found.text for found in zxingcpp.read_barcodes(picture))


def test_every_code_of_a_sheet_can_be_read(page: Grey) -> None:
    assert codes(page) == texts(10)


def test_an_eleventh_card_begins_a_new_sheet() -> None:
    first, second = sheets(11)
    assert first != second
    assert codes(red(second)) == texts(11)[-1:]


@pytest.mark.parametrize(
    "as_seen",
    [
        {"scale": 1.0, "blur": 1.5},
        {"scale": 0.6, "blur": 0.8, "turned": 7.0},
        {"scale": 0.5, "contrast": 0.35},
        {"scale": 1.4, "blur": 2.5, "turned": -15.0, "contrast": 0.5},
    ],
    ids=str,
)
def test_a_card_can_be_read_as_a_camera_sees_it(page: Grey, as_seen: dict[str, float]) -> None:
    """The first card alone, as it is held before a camera: far, near, out of focus, tilted, in bad light."""
    mm = PPI / 25.4
    card = page[int(13.5 * mm) : int(67.5 * mm), int(19.4 * mm) : int(105 * mm)]
    assert codes(seen(card, **as_seen)) == texts(1)


def test_what_no_camera_can_see_is_not_read(page: Grey) -> None:
    """The control: the blur of this file does blur."""
    assert codes(seen(page[:600, :900], scale=0.6, blur=6.0)) == []


def test_the_code_keeps_its_quiet_zone_on_the_card(page: Grey) -> None:
    """Four modules of white on every side of the code (ISO/IEC 18004)."""
    found = zxingcpp.read_barcode(page)
    assert found is not None
    corner, far = found.position.top_left, found.position.bottom_right
    module = (far.x - corner.x) / 37
    quiet = int(3.8 * module)
    around = page[corner.y - quiet : far.y + quiet, corner.x - quiet : far.x + quiet].copy()
    around[quiet - 2 : -quiet + 2, quiet - 2 : -quiet + 2] = 255
    assert around.min() == 255


def test_the_fonts_have_every_vietnamese_letter() -> None:
    """A letter that a font lacks is drawn as the box that any missing letter is drawn as."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[paper.FONTS])
    assert {font.family for font in fonts.fonts()} == {"Be Vietnam Pro"}
    assert {font.weight for font in fonts.fonts()} == {400, 600}
    boxes = _drawn("漢", 400)
    for weight, letter in product((400, 600), [*LETTERS, *_composed()]):
        assert _drawn(letter, weight) != boxes, letter
    assert _drawn("字", 400) == boxes


def _composed() -> list[str]:
    import unicodedata

    whole = [unicodedata.normalize("NFC", MARKED[i : i + 2]) for i in range(0, len(MARKED), 2)]
    assert all(len(letter) == 1 for letter in whole)
    return whole


def _drawn(letter: str, weight: int) -> bytes:
    source = (
        f'#set page(width: 6mm, height: 6mm, margin: 1mm)\n#text(font: "Be Vietnam Pro", weight: {weight})'
        f'[#"{letter}"]'
    )
    told = paper._compiler().compile(source.encode(), format="svg")
    assert isinstance(told, bytes)
    return told


def test_a_code_as_a_picture_is_the_code() -> None:
    png = paper.qr_png("LC" + "A" * 200, "L", dots=4)
    assert png.startswith(b"\x89PNG")
    pixels = _grey(png)
    assert codes(pixels) == ["LC" + "A" * 200]
    assert pixels[:16].min() == 255, "four modules of quiet zone"


def _grey(png: bytes) -> Grey:
    import zlib

    from tests.core.raster import _opened

    width, height, body = _opened(png)
    return np.frombuffer(zlib.decompress(body), np.uint8).reshape(height, 1 + width)[:, 1:]

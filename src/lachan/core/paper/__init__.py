"""Printed things: PDF by Typst, QR codes by zxing-cpp.  Fonts lie beside this file and travel in the PDF."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import typst
import zxingcpp

FONTS = Path(__file__).parent / "fonts"
Level = Literal["L", "M", "Q", "H"]


@cache
def _compiler() -> typst.Compiler:
    """One for the process: fonts are read once.  Nothing of the machine's own fonts is used."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return typst.Compiler(font_paths=fonts)


def pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF of a template; it finds ``data`` as JSON in ``sys.inputs.data``.

    Raises typst.TypstError where the template is wrong.  A letter outside Latin prints as a box.
    """
    told, warnings = _compiler().compile_with_warnings(
        template, format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )
    if warnings:
        raise RuntimeError(f"{template.name}: {warnings[0].message}")
    assert isinstance(told, bytes)  # noqa: S101  a PDF is one file
    return told


def qr_svg(text: str, level: Level) -> str:
    """A QR code as SVG, without its quiet zone: the page leaves that."""
    return str(zxingcpp.write_barcode_to_svg(_code(text, level), add_quiet_zones=False))


def code128_svg(text: str) -> str:
    """A Code 128 barcode as SVG, one unit a module, without its quiet zones."""
    return _barcode_svg(text, zxingcpp.BarcodeFormat.Code128)


def data_matrix_svg(text: str) -> str:
    """A DataMatrix as SVG, without its quiet zone."""
    return _barcode_svg(text, zxingcpp.BarcodeFormat.DataMatrix)


def _barcode_svg(text: str, kind: zxingcpp.BarcodeFormat) -> str:
    return str(zxingcpp.write_barcode_to_svg(zxingcpp.create_barcode(text, kind), add_quiet_zones=False))


def qr_png(text: str, level: Level, *, dots: int = 8) -> bytes:
    """A QR code as PNG with its quiet zone; ``dots`` is the side of one module in pixels."""
    from lachan.core.paper.png import grey

    image = zxingcpp.write_barcode_to_image(_code(text, level), scale=dots, add_quiet_zones=True)
    pixels = np.asarray(image, dtype=np.uint8)
    return grey(pixels.tobytes(), pixels.shape[1], pixels.shape[0])


def _code(text: str, level: Level) -> zxingcpp.Barcode:
    return zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)

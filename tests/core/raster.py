"""Pictures as a scanner's camera sees them: a page turned into grey dots, then blurred, turned and dimmed."""

import zlib
from struct import unpack

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]


def red(png: bytes) -> Grey:
    """The red channel of a picture (RGB or RGBA, 8 bits, not interlaced): enough for black on white."""
    width, height, body = _opened(png)
    plain = np.frombuffer(zlib.decompress(body), np.uint8)
    rows = plain.reshape(height, -1)
    colours = (rows.shape[1] - 1) // width
    picture = np.zeros((height, width), np.uint8)
    above = np.zeros(width, np.uint8)
    for y in range(height):
        above = picture[y] = _unfiltered(int(rows[y, 0]), rows[y, 1::colours], above)
    return picture


def _opened(png: bytes) -> tuple[int, int, bytes]:
    at, body, width, height = 8, b"", 0, 0
    while at < len(png):
        (size,), name = unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        chunk = png[at + 8 : at + 8 + size]
        if name == b"IHDR":
            width, height = unpack(">II", chunk[:8])
        body += chunk if name == b"IDAT" else b""
        at += 12 + size
    return width, height, body


def _unfiltered(kind: int, line: Grey, above: Grey) -> Grey:
    """PNG's five ways to write a line as differences (ISO/IEC 15948, 9.2)."""
    if kind in {0, 2}:
        return line + above if kind else line
    if kind == 1:
        return np.cumsum(line, dtype=np.uint8)
    told, left, corner = [], 0, 0
    for value, up in zip(line.tolist(), above.tolist(), strict=True):
        guess = (left + up) // 2 if kind == 3 else _paeth(left, up, corner)
        left, corner = (value + guess) & 255, up
        told.append(left)
    return np.array(told, np.uint8)


def _paeth(left: int, up: int, corner: int) -> int:
    wanted = left + up - corner
    return min((abs(wanted - left), 0, left), (abs(wanted - up), 1, up), (abs(wanted - corner), 2, corner))[2]


def seen(
    picture: Grey, *, scale: float, turned: float = 0.0, blur: float = 0.0, contrast: float = 1.0
) -> Grey:
    """What a camera makes of it: dots per dot, turned by degrees, out of focus by a radius, dim, noisy."""
    height, width = (int(side * scale) for side in picture.shape)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    angle, cy, cx = np.deg2rad(turned), height / 2, width / 2
    from_y = ((y - cy) * np.cos(angle) - (x - cx) * np.sin(angle) + cy) / scale
    from_x = ((y - cy) * np.sin(angle) + (x - cx) * np.cos(angle) + cx) / scale
    image = _between(picture.astype(np.float64), from_y, from_x)
    for axis in (0, 1) if blur else ():
        image = np.apply_along_axis(np.convolve, axis, image, _bell(blur), "same")
    noise = np.random.default_rng(19).normal(0, 6, image.shape)
    return np.clip(128 + (image - 128) * contrast + noise, 0, 255).astype(np.uint8)


def _between(
    image: NDArray[np.float64], y: NDArray[np.float64], x: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Bilinear; paper goes on beyond the edge."""
    y0, x0 = np.floor(y).astype(int), np.floor(x).astype(int)
    inside = (y0 >= 0) & (x0 >= 0) & (y0 < image.shape[0] - 1) & (x0 < image.shape[1] - 1)
    y0, x0 = np.where(inside, y0, 0), np.where(inside, x0, 0)
    dy, dx = y - y0, x - x0
    upper = image[y0, x0] * (1 - dx) + image[y0, x0 + 1] * dx
    lower = image[y0 + 1, x0] * (1 - dx) + image[y0 + 1, x0 + 1] * dx
    return np.where(inside, upper * (1 - dy) + lower * dy, 255.0)


def _bell(radius: float) -> NDArray[np.float64]:
    at = np.arange(-int(3 * radius) - 1, int(3 * radius) + 2)
    weights = np.exp(-(at**2) / (2 * radius**2))
    return weights / weights.sum()

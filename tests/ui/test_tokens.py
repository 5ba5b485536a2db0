"""Colours of the stylesheet can be read: contrast of at least 4.5 in the light and in the dark theme."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "web/css/tokens.css").read_text()
TEXTS = ["ink", "ink-2", "primary", "primary-strong", "good", "warn", "bad", "info"]
PAIRS = [
    *((text, ground) for text in TEXTS for ground in ("paper", "ground")),
    *((tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "info")),
    *(("ink", f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "primary")),
    *(("primary-strong", "primary-soft"), ("ink-2", "primary-soft"), ("on-primary", "primary")),
    *(("on-primary", "primary-strong"), ("on-bad", "bad"), ("paper", "info"), ("bad", "bad-soft")),
]


def theme(selector: str) -> dict[str, str]:
    """Names and colours of one theme; the dark one keeps what it does not say otherwise."""
    block = TOKENS.split(selector, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", block))


THEMES = {
    "light": theme("\n:root {"),
    "dark": theme('\n  :root[data-theme="dark"] {'),
    "dark by system": theme(':root:not([data-theme="light"]) {'),
}


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("name", THEMES)
def test_every_text_can_be_read_on_every_ground_it_stands_on(name: str) -> None:
    colours = THEMES[name]
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in PAIRS}
    assert {pair: value for pair, value in weak.items() if value < 4.5} == {}


@pytest.mark.parametrize("name", THEMES)
def test_edges_of_fields_and_buttons_can_be_seen(name: str) -> None:
    colours = THEMES[name]
    assert all(contrast(colours["line-2"], colours[ground]) >= 3 for ground in ("paper", "ground"))


def test_the_dark_theme_is_the_same_however_it_was_chosen() -> None:
    assert THEMES["dark"] == THEMES["dark by system"]
    assert set(THEMES["dark"]) == set(THEMES["light"])

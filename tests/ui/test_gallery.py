"""The gallery shows every component; templates keep what the content security policy asks of them."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

import lachan.ui

TEMPLATES = Path(lachan.ui.__file__).parent / "templates/ui"
PAGES = {"root.html", "base.html", "login_base.html"}
ICONS = Path(__file__).parents[2] / "web/icons.json"
BUILD = Path(lachan.ui.__file__).parent / "static/ui/build"


def sources() -> dict[str, str]:
    """Every shared template and its text."""
    return {str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*.html")}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/ui/",
        "/ui/frame/inbox",
        "/ui/frame/login",
        "/ui/frame/refused",
        "/ui/rows",
        "/ui/rows?after=5",
        "/ui/row/1",
        "/ui/options",
    ],
)
def test_every_example_can_be_drawn_in_both_languages(path: str, language: str, client: Client) -> None:
    answer = client.get(path.replace("/ui/", reverse("ui:gallery"), 1), headers={"accept-language": language})
    assert answer.status_code == 200
    assert "style=" not in answer.content.decode()


def test_every_component_is_in_the_gallery_or_in_something_that_is() -> None:
    texts = sources()
    reached = {"gallery/index.html", "gallery/inbox.html", "gallery/login.html", "refused.html"}
    waiting = list(reached)
    while waiting:
        for name in re.findall(r'(?:include|extends) "ui/([^"]+)"', texts[waiting.pop()]):
            if name not in reached:
                reached.add(name)
                waiting.append(name)
    assert set(texts) - reached == {"gallery/_row.html"}


def test_components_are_given_their_data_and_see_nothing_else() -> None:
    for name, text in sources().items():
        for tag in re.findall(r"{% include [^%]+%}", text):
            assert tag.endswith("only %}"), f"{name}: {tag}"


def test_no_template_brings_its_own_script_or_style() -> None:
    for name, text in sources().items():
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|hx-on|\|safe", text), name
        for script in re.findall(r"<script[^>]*>", text):
            assert "src=" in script, name


def test_every_icon_used_is_one_that_the_build_copies() -> None:
    known = set(json.loads(ICONS.read_text()))
    for name, text in sources().items():
        used = set(re.findall(r'(?:{% icon |icon=|icon_name=)"([^"]+)"', text))
        assert used <= known, name


def test_built_icons_are_hidden_from_screen_readers() -> None:
    if not BUILD.exists():
        pytest.skip("web/ is not built")
    for path in (BUILD / "icons").glob("*.svg"):
        assert 'aria-hidden="true"' in path.read_text(), path.name


def test_a_theme_is_kept_and_only_a_known_one(client: Client) -> None:
    answer = client.post(reverse("ui:theme"), {"theme": "dark", "next": "/ui/"})
    assert answer.cookies["theme"].value == "dark"
    assert "theme" not in client.post(reverse("ui:theme"), {"theme": '"><b>'}).cookies


def test_the_way_back_never_leads_to_another_site(client: Client) -> None:
    answer = client.post(reverse("ui:theme"), {"theme": "dark", "next": "https://example.org/"})
    assert answer.headers["Location"] == "/"

"""The frame around staff pages: which place of the navigation a request is in."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from lachan.ui.parts import NavItem


def nav_items(request: HttpRequest, places: Iterable[tuple[str, str, str]]) -> tuple[NavItem, ...]:
    """Links from (label, url name, icon); the longest url that begins the path is the current one.

    A place whose url does not exist in this installation is left out.
    """
    found = [(str(label), _url(name), icon) for label, name, icon in places]
    here = max((url for _, url, _ in found if url and request.path.startswith(url)), key=len, default="")
    return tuple(NavItem(label, url, icon, is_current=url == here) for label, url, icon in found if url)


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""

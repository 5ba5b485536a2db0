"""The application of shared pages and components."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Holds no tables: templates, tags, static files."""

    name = "lachan.ui"
    label = "ui"

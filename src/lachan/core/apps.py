from django.apps import AppConfig


class Core(AppConfig):
    name = "lachan.core"
    label = "core"

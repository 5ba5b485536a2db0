from django.apps import AppConfig


class Core(AppConfig):
    name = "lachan.core"
    label = "core"

    def ready(self) -> None:
        from lachan.core import jobs  # noqa: F401 - registers what is periodic

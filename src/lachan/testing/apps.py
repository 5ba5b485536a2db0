from django.apps import AppConfig


class Testing(AppConfig):
    name = "lachan.testing"
    label = "testing"

    def ready(self) -> None:
        from lachan.testing import jobs  # noqa: F401 - registers what is periodic

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class Core(AppConfig):
    name = "lachan.core"
    label = "core"

    def ready(self) -> None:
        from lachan.core import jobs, wall  # noqa: F401 - registers what is periodic

        pre_migrate.connect(wall.take_down, sender=self)
        post_migrate.connect(wall.build, sender=self)  # sent once, when all tables are there

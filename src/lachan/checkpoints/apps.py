from django.apps import AppConfig


class Checkpoints(AppConfig):
    name = "lachan.checkpoints"
    label = "checkpoints"

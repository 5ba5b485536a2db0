from django.apps import AppConfig


class Permits(AppConfig):
    name = "lachan.permits"
    label = "permits"

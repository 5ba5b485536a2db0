from django.apps import AppConfig


class Tracing(AppConfig):
    name = "lachan.tracing"
    label = "tracing"

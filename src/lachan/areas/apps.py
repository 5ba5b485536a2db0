from django.apps import AppConfig


class Areas(AppConfig):
    name = "lachan.areas"
    label = "areas"

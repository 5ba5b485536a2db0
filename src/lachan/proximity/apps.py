from django.apps import AppConfig


class Proximity(AppConfig):
    name = "lachan.proximity"
    label = "proximity"

from django.apps import AppConfig


class Declarations(AppConfig):
    name = "lachan.declarations"
    label = "declarations"

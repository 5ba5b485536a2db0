from django.apps import AppConfig


class Identity(AppConfig):
    name = "lachan.identity"
    label = "identity"

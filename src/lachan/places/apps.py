from django.apps import AppConfig


class Places(AppConfig):
    name = "lachan.places"
    label = "places"

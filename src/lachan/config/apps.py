from django.apps import AppConfig


class Config(AppConfig):
    name = "lachan.config"
    label = "config"

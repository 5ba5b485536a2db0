from django.apps import AppConfig


class Testing(AppConfig):
    name = "lachan.testing"
    label = "testing"

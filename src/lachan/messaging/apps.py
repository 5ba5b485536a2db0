from django.apps import AppConfig


class Messaging(AppConfig):
    name = "lachan.messaging"
    label = "messaging"

from django.apps import AppConfig


class Accounts(AppConfig):
    name = "lachan.accounts"
    label = "accounts"

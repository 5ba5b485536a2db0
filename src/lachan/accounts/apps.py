from django.apps import AppConfig


class Accounts(AppConfig):
    name = "lachan.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Let the rotation of keys know of the secrets that stand in the library's column."""
        from lachan.accounts.adapters.factors import HOLDING
        from lachan.core.resealing import hold

        hold(HOLDING)

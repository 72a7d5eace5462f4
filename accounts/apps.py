"""Registers the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and workspaces."""

    name = "accounts"

    def ready(self) -> None:
        """Listen to sign-ups."""
        from accounts import receivers  # noqa: F401 - importing connects the receivers

"""Registers the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and workspaces."""

    name = "accounts"

    def ready(self) -> None:
        """Listen to sign-ups, and describe how REST requests say who asks."""
        from accounts import receivers  # noqa: F401 - importing connects the receivers
        from accounts.api import schema  # noqa: F401 - importing registers the descriptions

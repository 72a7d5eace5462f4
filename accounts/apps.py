"""Registers the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and workspaces."""

    name = "accounts"

    def ready(self) -> None:
        """Connect the receivers, and register the authentication schemes for OpenAPI."""
        from accounts import receivers  # noqa: F401 - importing connects the receivers
        from accounts.api import schema  # noqa: F401 - importing registers the descriptions

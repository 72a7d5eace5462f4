"""Registers the app."""

from django.apps import AppConfig


class CommerceConfig(AppConfig):
    """Registers the app."""

    name = "commerce"

    def ready(self) -> None:
        """Connect the receivers of signals of the apps below, and register the events of notifications."""
        from commerce import notifications, receivers  # noqa: F401 - importing registers and connects them

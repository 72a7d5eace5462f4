"""Registers the app."""

from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    """Registers the app."""

    name = "discovery"

    def ready(self) -> None:
        """Connect the receivers of billing's signals."""
        from discovery import receivers  # noqa: F401 - importing connects the receivers

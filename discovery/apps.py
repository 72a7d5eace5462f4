"""Registers the app."""

from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    """Registers the app."""

    name = "discovery"

    def ready(self) -> None:
        """Answer what billing asks."""
        from discovery import receivers  # noqa: F401 - importing connects the receivers

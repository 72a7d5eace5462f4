"""Registers the app."""

from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    """Registers the app."""

    name = "discovery"

    def ready(self) -> None:
        """Connect the receivers of billing's signals, and check the installed providers.

        Raises ImproperlyConfigured for a provider that can't be used.
        """
        from discovery import (
            plugins,
            receivers,  # noqa: F401 - importing connects the receivers
        )

        plugins.every()

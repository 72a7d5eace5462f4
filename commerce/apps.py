"""Registers the app."""

from django.apps import AppConfig


class CommerceConfig(AppConfig):
    """Registers the app."""

    name = "commerce"

    def ready(self) -> None:
        """Connect the receivers of signals of the apps below."""
        from commerce import receivers  # noqa: F401 - importing connects them

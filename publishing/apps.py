"""Registers the app."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Registers the app."""

    name = "publishing"

    def ready(self) -> None:
        """Connect the receivers of billing's signals."""
        from publishing import receivers  # noqa: F401 - importing connects the receivers

"""Registers the app."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Registers the app."""

    name = "publishing"

    def ready(self) -> None:
        """Connect the receivers of billing's signals, and register the events that people are notified of."""
        from publishing import notifications, receivers  # noqa: F401 - importing registers and connects them
        from publishing.reviews import notices  # noqa: F401 - importing registers the events

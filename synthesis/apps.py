"""Registers the app."""

from django.apps import AppConfig


class SynthesisConfig(AppConfig):
    """Registers the app."""

    name = "synthesis"

    def ready(self) -> None:
        """Connect the receivers, and register the events that people are notified of."""
        from synthesis import receivers  # noqa: F401 - importing connects them
        from synthesis.production import notifications  # noqa: F401 - importing registers them

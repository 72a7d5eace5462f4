"""Registers the app."""

from django.apps import AppConfig


class SynthesisConfig(AppConfig):
    """Registers the app."""

    name = "synthesis"

    def ready(self) -> None:
        """Connect the receivers."""
        from synthesis import receivers  # noqa: F401 - importing connects them

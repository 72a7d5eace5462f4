"""Registers the app."""

from django.apps import AppConfig


class SynthesisConfig(AppConfig):
    """Registers the app."""

    name = "synthesis"

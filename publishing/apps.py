"""Registers the app."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Registers the app."""

    name = "publishing"

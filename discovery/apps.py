"""Registers the app."""

from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    """Registers the app."""

    name = "discovery"

"""Registers the app."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Registers the app."""

    name = "ettametta"

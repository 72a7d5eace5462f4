"""Registers the building blocks with Django. The app has no tables."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Building blocks that are independent of the product."""

    name = "foundation"

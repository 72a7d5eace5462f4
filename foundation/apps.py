"""Registers the building blocks with Django; there are no tables."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Building blocks that know nothing of the product."""

    name = "foundation"

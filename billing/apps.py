"""Registers the app."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Registers the app."""

    name = "billing"

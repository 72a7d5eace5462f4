"""Registers the app."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Registers the app and configures Stripe's module-level client, which dj-stripe uses."""

    name = "billing"

    def ready(self) -> None:
        """Connect the receivers, and give Stripe's client the settings' key and timeouts."""
        import stripe
        from django.conf import settings

        from billing import mirror, receivers  # noqa: F401 - importing connects them
        from billing.adapters.stripe_http import HttpClient

        mirror.use_keys_from_settings_only()
        stripe.api_key = settings.STRIPE_SECRET_KEY
        stripe.api_version = settings.STRIPE_API_VERSION
        stripe.api_base = settings.STRIPE_API_URL
        stripe.max_network_retries = settings.STRIPE_NETWORK_RETRIES
        stripe.default_http_client = HttpClient()

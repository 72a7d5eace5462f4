"""What webhooks say of a shop, of an app's permissions, and of people's requests."""

from collections.abc import Sequence

from sandbox.shopify import identifiers, times
from sandbox.shopify.events import Work
from sandbox.shopify.records import Doc


def shop(work: Work) -> Doc:
    """Return the body of app/uninstalled and shop/update, with the owner's personal data."""
    found = work.shop
    return {
        "id": found.id,
        "name": found.title,
        "email": found.email,
        "customer_email": found.email,
        "domain": found.host,
        "myshopify_domain": found.host,
        "shop_owner": "Sandbox Owner",
        "address1": "1 Sandbox Street",
        "address2": None,
        "zip": "00000",
        "city": "Sampleville",
        "phone": "",
        "province": "",
        "province_code": None,
        "latitude": None,
        "longitude": None,
        "source": None,
        "google_apps_domain": None,
        "google_apps_login_enabled": None,
        "county_taxes": True,
        "auto_configure_tax_inclusivity": None,
        "tax_shipping": None,
        "finances": True,
        "has_discounts": True,
        "has_gift_cards": False,
        "eligible_for_payments": True,
        "requires_extra_payments_agreement": False,
        "checkout_api_supported": True,
        "marketing_sms_consent_enabled_at_checkout": False,
        "multi_location_enabled": True,
        "pre_launch_enabled": False,
        "transactional_sms_disabled": False,
        "cookie_consent_level": "implicit",
        "visitor_tracking_consent_preference": "allow_all",
        "primary_location_id": found.id + 1,
        "money_with_currency_format": "{{amount}} " + found.currency,
        "money_in_emails_format": "{{amount}}",
        "money_with_currency_in_emails_format": "{{amount}} " + found.currency,
        "country": found.country,
        "country_code": found.country,
        "country_name": found.country,
        "currency": found.currency,
        "enabled_presentment_currencies": sorted(found.rates),
        "iana_timezone": found.timezone,
        "timezone": found.timezone,
        "money_format": "{{amount}}",
        "plan_name": "basic",
        "plan_display_name": "Basic",
        "taxes_included": True,
        "primary_locale": "en",
        "weight_unit": "kg",
        "has_storefront": True,
        "password_enabled": False,
        "setup_required": False,
        "created_at": times.local(found, found.created_at),
        "updated_at": times.local(found, work.at),
    }


def scopes(work: Work, *, before: Sequence[str], after: Sequence[str]) -> Doc:
    """Return the body of app/scopes_update."""
    return {
        "id": 580_222,
        "previous": list(before),
        "current": list(after),
        "shop_id": identifiers.gid("Shop", work.shop.id),
        "updated_at": times.utc(work.at),
    }


def person(work: Work, topic: str, orders: Sequence[Doc]) -> Doc:
    """Return the body of customers/data_request and customers/redact for the customer of some orders."""
    who = orders[0]["customer"]
    customer = {"id": who["id"], "email": who["email"], "phone": who["phone"]}
    shop_part = {"shop_id": work.shop.id, "shop_domain": work.shop.host, "customer": customer}
    numbers = [order["id"] for order in orders]
    if topic == "customers/redact":
        return shop_part | {"orders_to_redact": numbers}
    return shop_part | {"orders_requested": numbers, "data_request": {"id": int(work.at)}}

"""The account that owns everything here."""

from typing import Any

from sandbox.stripe import errors, rendering
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work

_BEGAN_AT = 1_772_323_200  # 1 March 2026


def retrieve(work: Work, _: dict[str, Any], identifier: str = "") -> Doc:
    if identifier not in ("", work.account_id):
        message = f"The provided key does not have access to account '{identifier}'."
        raise errors.StripeError(403, message, code="account_invalid")
    address = {
        "city": None,
        "country": "US",
        "line1": None,
        "line2": None,
        "postal_code": None,
        "state": None,
    }
    return {
        "id": work.account_id,
        "object": "account",
        "business_profile": {
            "annual_revenue": None,
            "estimated_worker_count": None,
            "mcc": "5734",
            "minority_owned_business_designation": None,
            "name": "ettametta sandbox",
            "product_description": None,
            "support_address": None,
            "support_email": None,
            "support_phone": None,
            "support_url": None,
            "url": None,
        },
        "business_type": "company",
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "company": {"address": address, "name": "ettametta sandbox", "tax_id_provided": False},
        "controller": {"type": "account"},
        "country": "US",
        "created": _BEGAN_AT,
        "default_currency": "usd",
        "details_submitted": True,
        "email": "sandbox@ettametta.example",
        "external_accounts": rendering.listing([], url=f"/v1/accounts/{work.account_id}/external_accounts"),
        "future_requirements": _REQUIREMENTS,
        "metadata": {},
        "payouts_enabled": True,
        "requirements": _REQUIREMENTS,
        "settings": {
            "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
            "card_payments": {
                "decline_on": {"avs_failure": False, "cvc_failure": False},
                "statement_descriptor_prefix": None,
            },
            "dashboard": {"display_name": "ettametta sandbox", "timezone": "Etc/UTC"},
            "payments": {"statement_descriptor": "ETTAMETTA SANDBOX"},
        },
        "tos_acceptance": {"date": _BEGAN_AT},
        "type": "standard",
    }


def connected(_: Work, __: dict[str, Any]) -> Doc:
    """Return the connected accounts: none."""
    return rendering.listing([], url="/v1/accounts")


_REQUIREMENTS: Doc = {
    "alternatives": [],
    "current_deadline": None,
    "currently_due": [],
    "disabled_reason": None,
    "errors": [],
    "eventually_due": [],
    "past_due": [],
    "pending_verification": [],
}

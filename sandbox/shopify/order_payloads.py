"""Orders and refunds as webhooks describe them: the REST Admin API's resources, with all personal data."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.shopify import identifiers, money, times, totals
from sandbox.shopify.events import Work
from sandbox.shopify.records import Doc

_NEVER = (
    "current_total_additional_fees_set",
    "current_total_duties_set",
    "original_total_additional_fees_set",
    "original_total_duties_set",
)


def order(work: Work, found: Doc) -> Doc:
    """Return the body of orders/create, orders/updated, orders/paid and orders/cancelled."""
    return {
        **_identity(work, found),
        **_amounts(found),
        **_origin(found),
        **_person(work, found),
        **_contents(work, found),
    }


def refund(work: Work, found: Doc, each: Doc) -> Doc:
    """Return the body of refunds/create."""
    lines = {line["id"]: line for line in found["lines"]}
    items = [_refunded_line(found, item, lines[item["line"]]) for item in each["lines"]]
    returned = sum(item["subtotal"] for item in each["lines"]) + each["shipping"]
    adjustments = [_adjustment(found, each, each["amount"] - returned)] if each["amount"] != returned else []
    return {
        "admin_graphql_api_id": identifiers.gid("Refund", each["id"]),
        "created_at": times.local(work.shop, each["created_at"]),
        "duties": [],
        "id": each["id"],
        "note": each["note"],
        "order_adjustments": adjustments,
        "order_id": found["id"],
        "processed_at": times.local(work.shop, each["created_at"]),
        "refund_line_items": items,
        "refund_shipping_lines": _refunded_shipping(found, each),
        "restock": bool(items),
        "return": None,
        "total_duties_set": amount_set(found, 0),
        "transactions": [_transaction(work, found, each)],
        "user_id": 590_333,
    }


def amount_set(found: Doc, amount: int) -> Doc:
    """Return an amount in the shop's and in the customer's currency."""
    shown = found["presentment_currency"]
    return {
        "shop_money": {"amount": money.text(amount, found["currency"]), "currency_code": found["currency"]},
        "presentment_money": {
            "amount": money.text(totals.presentment(found, amount), shown),
            "currency_code": shown,
        },
    }


def _identity(work: Work, found: Doc) -> Doc:
    def moment(name: str) -> str | None:
        return times.local(work.shop, found[name])

    token = f"{found['id']:x}" * 3
    return {
        "id": found["id"],
        "admin_graphql_api_id": identifiers.gid("Order", found["id"]),
        "app_id": 580111,
        "name": found["name"],
        "number": found["number"],
        "order_number": found["number"] + 1000,
        "confirmation_number": token[:9].upper(),
        "confirmed": True,
        "created_at": moment("created_at"),
        "processed_at": moment("created_at"),
        "updated_at": moment("updated_at"),
        "closed_at": moment("closed_at"),
        "cancelled_at": moment("cancelled_at"),
        "cancel_reason": found["cancel_reason"].lower() if found["cancel_reason"] else None,
        "financial_status": found["financial"].lower(),
        "fulfillment_status": None,
        "test": found["test"],
        "token": token,
        "cart_token": f"cart-{token}",
        "checkout_token": f"checkout-{token}",
        "order_status_url": work.url(f"/orders/{token}/authenticate?key={token[::-1]}"),
        "tags": "",
        "user_id": None,
        "location_id": None,
        "merchant_business_entity_id": "MTU0ODM4MDAwOQ",
        "source_name": found["source"],
        "source_identifier": None,
        "source_url": None,
        "reference": None,
        "po_number": None,
        "device_id": None,
        "merchant_of_record_app_id": None,
    }


def _amounts(found: Doc) -> Doc:
    sums = totals.of(found)
    amounts = {
        "subtotal_price": sums.subtotal,
        "current_subtotal_price": sums.current_subtotal,
        "total_price": sums.total,
        "current_total_price": sums.current_total,
        "total_discounts": sums.discounts,
        "current_total_discounts": sums.current_discounts,
        "total_line_items_price": sums.items,
        "total_tax": sums.tax_in(sums.total),
        "current_total_tax": sums.tax_in(sums.current_total),
    }
    currency = found["currency"]
    texts = {name: money.text(amount, currency) for name, amount in amounts.items()}
    sets = {f"{name}_set": amount_set(found, amount) for name, amount in amounts.items()}
    return {
        **texts,
        **sets,
        "currency": currency,
        "presentment_currency": found["presentment_currency"],
        "total_outstanding": money.text(sums.outstanding, currency),
        "total_shipping_price_set": amount_set(found, sums.shipping),
        "current_shipping_price_set": amount_set(found, sums.current_shipping),
        "total_tip_received": money.text(0, currency),
        "total_weight": 0,
        "taxes_included": True,
        "tax_exempt": False,
        "tax_lines": [],
        "estimated_taxes": False,
        "duties_included": False,
        "payment_gateway_names": ["bogus"],
        "payment_terms": None,
        "total_cash_rounding_payment_adjustment_set": amount_set(found, 0),
        "total_cash_rounding_refund_adjustment_set": amount_set(found, 0),
        **dict.fromkeys(_NEVER),
    }


def _origin(found: Doc) -> Doc:
    first = found["visits"][0] if found["visits"] else None
    last = found["visits"][-1] if found["visits"] else None
    query = parse_qs(urlsplit(last["landing"]).query) if last is not None else {}
    referral = next((query[name][0] for name in ("ref", "source", "r") if name in query), None)
    return {
        "landing_site": last["landing"] if last is not None else None,
        "landing_site_ref": referral,
        "referring_site": (first["referrer"] or None) if first is not None else None,
        "note": found["note"],
        "note_attributes": [{"name": name, "value": value} for name, value in found["attributes"].items()],
        "discount_codes": [
            {
                "code": each["code"],
                "amount": money.text(each["amount"], found["currency"]),
                "type": each["type"],
            }
            for each in found["codes"]
        ],
        "discount_applications": [
            {
                "target_type": "line_item",
                "type": "discount_code",
                "value": money.text(each["amount"], found["currency"]),
                "value_type": each["type"],
                "allocation_method": "across",
                "target_selection": "all",
                "code": each["code"],
            }
            for each in found["codes"]
        ],
    }


def _person(work: Work, found: Doc) -> Doc:
    who = found["customer"]
    address = dict(who["address"])
    customer: dict[str, Any] = {
        "id": who["id"],
        "admin_graphql_api_id": identifiers.gid("Customer", who["id"]),
        "created_at": times.local(work.shop, found["created_at"]),
        "updated_at": times.local(work.shop, found["created_at"]),
        "email": who["email"],
        "first_name": who["first_name"],
        "last_name": who["last_name"],
        "phone": who["phone"],
        "note": None,
        "state": "disabled",
        "tags": "",
        "currency": found["currency"],
        "tax_exempt": False,
        "tax_exemptions": [],
        "verified_email": True,
        "multipass_identifier": None,
        "email_marketing_consent": {
            "state": "not_subscribed",
            "opt_in_level": "single_opt_in",
            "consent_updated_at": None,
        },
        "sms_marketing_consent": None,
        "default_address": address
        | {
            "id": who["id"] + 1,
            "customer_id": who["id"],
            "country_name": address["country"],
            "default": True,
        },
    }
    return {
        "customer": customer,
        "customer_locale": who["locale"],
        "email": who["email"],
        "contact_email": who["email"],
        "phone": who["phone"],
        "buyer_accepts_marketing": False,
        "billing_address": address,
        "shipping_address": address,
        "browser_ip": who["browser_ip"],
        "client_details": {
            "accept_language": who["locale"],
            "browser_height": None,
            "browser_ip": who["browser_ip"],
            "browser_width": None,
            "session_hash": None,
            "user_agent": who["user_agent"],
        },
    }


def _contents(work: Work, found: Doc) -> Doc:
    sums = totals.of(found)
    shipping = {
        "id": identifiers.of_part(found["id"], 63),
        "title": "Standard",
        "code": "Standard",
        "price": money.text(sums.shipping, found["currency"]),
        "price_set": amount_set(found, sums.shipping),
        "discounted_price": money.text(sums.shipping, found["currency"]),
        "discounted_price_set": amount_set(found, sums.shipping),
        "discount_allocations": [],
        "tax_lines": [],
        "source": "shopify",
        "phone": None,
        "carrier_identifier": None,
        "current_discounted_price_set": amount_set(found, sums.current_shipping),
        "requested_fulfillment_service_id": None,
        "is_removed": False,
    }
    return {
        "line_items": [_line(found, line) for line in found["lines"]],
        "shipping_lines": [shipping],
        "fulfillments": [],
        "refunds": [refund(work, found, each) for each in found["refunds"]],
        "returns": [],
        "line_item_groups": [],
    }


def _line(found: Doc, line: Doc) -> Doc:
    currency = found["currency"]
    allocations = [
        {
            "amount": money.text(line["discount"], currency),
            "amount_set": amount_set(found, line["discount"]),
            "discount_application_index": 0,
        }
    ]
    return {
        "id": line["id"],
        "admin_graphql_api_id": identifiers.gid("LineItem", line["id"]),
        "product_id": line["product_id"],
        "product_exists": True,
        "variant_id": line["variant_id"],
        "title": line["title"],
        "variant_title": line["variant_title"],
        "name": " - ".join(filter(None, (line["title"], line["variant_title"]))),
        "sku": line["sku"],
        "vendor": line["vendor"],
        "quantity": line["quantity"],
        "current_quantity": totals.quantity_now(line),
        "fulfillable_quantity": totals.quantity_now(line),
        "fulfillment_service": "manual",
        "fulfillment_status": None,
        "gift_card": False,
        "grams": 0,
        "price": money.text(line["price"], currency),
        "price_set": amount_set(found, line["price"]),
        # At Shopify this leaves out discounts by code, which stand in discount_allocations.
        "total_discount": money.text(0, currency),
        "total_discount_set": amount_set(found, 0),
        "discount_allocations": allocations if line["discount"] else [],
        "attributed_staffs": [],
        "duties": [],
        "properties": [],
        "requires_shipping": True,
        "tax_lines": [],
        "taxable": True,
        "variant_inventory_management": "shopify",
    }


def _refunded_line(found: Doc, item: Doc, line: Doc) -> Doc:
    sums = totals.of(found)
    return {
        "id": item["id"],
        "line_item": _line(found, line),
        "line_item_id": line["id"],
        "location_id": None,
        "quantity": item["quantity"],
        "restock_type": "return",
        "subtotal": float(money.text(item["subtotal"], found["currency"])),
        "subtotal_set": amount_set(found, item["subtotal"]),
        "total_tax": float(money.text(sums.tax_in(item["subtotal"]), found["currency"])),
        "total_tax_set": amount_set(found, sums.tax_in(item["subtotal"])),
    }


def _refunded_shipping(found: Doc, each: Doc) -> list[Doc]:
    if not each["shipping"]:
        return []
    return [{"id": each["id"] * 4 + 1, "subtotal_amount_set": amount_set(found, each["shipping"])}]


def _adjustment(found: Doc, each: Doc, difference: int) -> Doc:
    text = money.text(abs(difference), found["currency"])
    return {
        "id": each["id"] * 4 + 2,
        "order_id": found["id"],
        "refund_id": each["id"],
        "amount": text if difference < 0 else f"-{text}",
        "amount_set": amount_set(found, -difference),
        "kind": "refund_discrepancy",
        "reason": "Refund discrepancy",
        "tax_amount": money.text(0, found["currency"]),
        "tax_amount_set": amount_set(found, 0),
    }


def _transaction(work: Work, found: Doc, each: Doc) -> Doc:
    return {
        "id": each["id"] * 4 + 3,
        "admin_graphql_api_id": identifiers.gid("OrderTransaction", each["id"] * 4 + 3),
        "order_id": found["id"],
        "parent_id": found["id"] * 4 + 1,
        "kind": "refund",
        "status": "success",
        "amount": money.text(each["amount"], found["currency"]),
        "currency": found["currency"],
        "created_at": times.local(work.shop, each["created_at"]),
        "processed_at": times.local(work.shop, each["created_at"]),
        "gateway": "bogus",
        "source_name": "web",
        "test": found["test"],
        "user_id": None,
        "device_id": None,
        "error_code": None,
        "message": "Bogus Gateway: Forced success",
        "receipt": {},
        "amount_rounding": None,
        "authorization": None,
        "location_id": None,
        "manual_payment_gateway": False,
        "payment_id": f"{found['name']}.1",
        "total_unsettled_set": amount_set(found, 0),
    }

"""Subscriptions as dj-stripe rows, without Stripe."""

from datetime import UTC, datetime, timedelta

from djstripe.models import Subscription as Mirrored

START = datetime(2026, 11, 26, 12, tzinfo=UTC)


def mirrored(customer, status="active", *, id="sub_1", plan="creator", start=START, months=1, **fields):
    """Return a subscription as mirrored."""
    end = start + timedelta(days=30 * months)
    price = {
        "id": f"price_{plan}",
        "product": f"prod_{plan}",
        "unit_amount": 2900,
        "currency": "usd",
        "metadata": {"tier": plan},
    }
    item = {
        "id": f"si_{id}",
        "price": price,
        "quantity": 1,
        "current_period_start": int(start.timestamp()),
        "current_period_end": int(end.timestamp()),
    }
    data = {
        "id": id,
        "object": "subscription",
        "customer": customer.id,
        "status": status,
        "created": int(start.timestamp()),
        "items": {"data": [item]},
        **fields,
    }
    row, _ = Mirrored.objects.update_or_create(
        id=id, defaults={"customer": customer, "livemode": False, "stripe_data": data}
    )
    return row

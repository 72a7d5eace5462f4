"""Every kind of failure in Stripe's contract, as sandbox rules."""

from typing import Any

from billing.tests.shop import Shop

Rule = dict[str, Any]


def refusal(status: int, type_: str = "invalid_request_error", **facts: Any) -> Rule:
    error = {"type": type_, "message": "Simulated by the sandbox.", **facts}
    return {"kind": "answer", "status": status, "body": {"error": error}}


def missing(param: str | None, status: int = 400) -> Rule:
    return refusal(status, code="resource_missing", param=param)


# Stripe has read the request and refuses it: nothing was done.
REFUSALS: dict[str, Rule] = {
    "customer missing": missing("customer"),
    "price missing": missing("line_items[0][price]"),
    "item's price missing": missing("items[0][price]"),
    "item missing": missing("items[0][id]"),
    "configuration missing": missing("configuration"),
    "coupon missing": missing("discounts[0][coupon]"),
    "object missing": missing("id", 404),
    "nothing named": missing(None),
    "unknown address": refusal(404),
    "bad parameter": refusal(400, code="parameter_unknown", param="nonsense"),
    "key unknown": refusal(401),
    "key expired": {"kind": "invalid_grant"},
    "key restricted": refusal(403),
    "declined": refusal(402, "card_error", code="card_declined", decline_code="generic_decline"),
    "too many": refusal(429, code="rate_limit"),
    "locked": refusal(429, code="lock_timeout"),
    "cut before": {"kind": "drop_before_commit"},
    "broken": refusal(500, "api_error"),
    "broken, stored": {**refusal(500, "api_error"), "is_kept": True},
    "key in use": refusal(409, "idempotency_error", code="idempotency_key_in_use"),
    "key of another request": refusal(400, "idempotency_error"),
    "a proxy's page": {"kind": "answer", "status": 502, "body": "Bad gateway"},
    "an error as a text": {"kind": "answer", "status": 400, "body": {"error": "boom"}},
    "no error": {"kind": "answer", "status": 400, "body": {"error": None}},
    "an error without words": {"kind": "answer", "status": 400, "body": {}},
    "empty": {"kind": "answer", "body": {}},
    "an empty list": {"kind": "answer", "body": []},
    "null": {"kind": "answer", "body": None},
    "another object": {"kind": "answer", "body": {"id": "tok_1", "object": "token"}},
}
# The work is done, but its response is lost.
LOST: dict[str, Rule] = {
    "cut after": {"kind": "drop_after_commit"},
    "500 after": {"kind": "drop_after_commit", "status": 500},
    "half of it": {"kind": "truncated"},
    "broken text": {"kind": "malformed"},
    "a page": {"kind": "wrong_content_type"},
    "empty after": {"kind": "answer", "body": {}, "is_done": True},
    "500 after, stored": {**refusal(500, "api_error"), "is_done": True, "is_kept": True},
}
ALL = REFUSALS | LOST


def play(shop: Shop, name: str, *, method: str, path: str) -> None:
    """Make Stripe respond this way once."""
    shop.sabotage({**ALL[name], "match": {"method": method, "path": path}})

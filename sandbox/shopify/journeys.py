"""How a customer came to an order: known a few minutes after it, as at Shopify."""

from urllib.parse import parse_qs, urlsplit

from sandbox.shopify import identifiers, paging, times
from sandbox.shopify.records import Doc
from sandbox.shopify.schema import Call

_WINDOW_S = 30 * 86_400


def summary(call: Call, order: Doc) -> Doc:
    """Return the type ``CustomerJourneySummary``. Visits more than 30 days before the order are unknown."""
    is_ready = call.work.at >= order["created_at"] + call.journey_ready_s
    known = [visit for visit in order["visits"] if visit["at"] >= order["created_at"] - _WINDOW_S]
    visits = [_visit(call, order, visit, place) for place, visit in enumerate(known)] if is_ready else []
    days = int((order["created_at"] - known[0]["at"]) // 86_400) if known else 0
    return {
        "ready": is_ready,
        "firstVisit": visits[0] if visits else None,
        "lastVisit": visits[-1] if visits else None,
        "momentsCount": {"count": len(visits), "precision": "EXACT"} if is_ready else None,
        "moments": lambda call, args: paging.listed(call, visits, args, dict) if is_ready else None,
        "customerOrderIndex": 0 if is_ready else None,
        "daysToConversion": days if is_ready and known else None,
    }


def referral(landing: str) -> str | None:
    """Return the referral code in the address of a page."""
    query = parse_qs(urlsplit(landing).query)
    return next((query[name][0] for name in ("ref", "source", "r") if name in query), None)


def _visit(call: Call, order: Doc, visit: Doc, place: int) -> Doc:
    query = parse_qs(urlsplit(visit["landing"]).query)
    tags = {
        name: query[f"utm_{name}"][0]
        for name in ("source", "medium", "campaign", "content", "term")
        if f"utm_{name}" in query
    }
    host = urlsplit(visit["referrer"]).hostname or ""
    landing = f"{call.work.base_url}{call.work.shop.path}{visit['landing']}"
    whole = {"source": None, "medium": None, "campaign": None, "content": None, "term": None} | tags
    return {
        "__typename": "CustomerVisit",
        "id": identifiers.gid("CustomerVisit", order["id"] * 8 + place),
        "landingPage": landing,
        "landingPageHtml": landing.replace("&", "&amp;"),
        "occurredAt": times.utc(visit["at"]),
        "referralCode": referral(visit["landing"]),
        "referralInfoHtml": "",
        "referrerUrl": visit["referrer"] or None,
        "source": tags.get("source") or host or "direct",
        "sourceDescription": None,
        "sourceType": None,
        "utmParameters": whole if tags else None,
    }

"""What a browser remembers of a shop, in a cookie: its visits, and the discount code that it brought."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from sandbox.shopify.events import Work
from sandbox.shopify.orders import Visit
from sandbox.shopify.records import Doc

_COOKIE = "_sandbox_shop"
_NEW_AFTER_S = 30 * 60
_MOST_VISITS = 6
_LONGEST = 900
_MARKS = ("ref", "source", "r", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")


@dataclass(slots=True, kw_only=True)
class Browser:
    """One browser in one shop."""

    visits: list[Doc] = field(default_factory=list)
    code: str = ""

    def seen(self) -> list[Visit]:
        return [Visit(landing=each["l"], referrer=each["r"], at=each["t"]) for each in self.visits]


def of(request: Request) -> Browser:
    """Return what the request's cookie says. A cookie that can't be read is empty."""
    try:
        found = json.loads(base64.urlsafe_b64decode(request.cookies.get(_COOKIE, "")))
        visits = [{"l": str(v["l"]), "r": str(v["r"]), "t": float(v["t"])} for v in found["v"]]
        return Browser(visits=visits, code=str(found["c"]))
    except (ValueError, KeyError, TypeError, binascii.Error):
        return Browser()


def note(request: Request, browser: Browser, work: Work) -> None:
    """Begin a visit, if the page was reached by a marked link, from elsewhere, or after half an hour."""
    path = request.url.path.removeprefix(work.shop.path) or "/"
    landing = path + (f"?{request.url.query}" if request.url.query else "")
    referrer = request.headers.get("referer", "")
    is_from_here = urlsplit(referrer).path.startswith(work.shop.path) if referrer else False
    is_marked = bool(set(parse_qs(request.url.query)) & set(_MARKS))
    last = browser.visits[-1] if browser.visits else None
    if last is not None and last["l"] == landing[:_LONGEST] and work.at < last["t"] + _NEW_AFTER_S:
        return
    if last is None or (is_marked and not is_from_here) or work.at > last["t"] + _NEW_AFTER_S:
        source = "" if is_from_here else referrer
        browser.visits.append({"l": landing[:_LONGEST], "r": source[:_LONGEST], "t": work.at})
        del browser.visits[:-_MOST_VISITS]


def keep(response: Response, browser: Browser, work: Work) -> Response:
    """Write the cookie, for this shop only."""
    text = json.dumps({"v": browser.visits[-3:], "c": browser.code}, separators=(",", ":"))
    value = base64.urlsafe_b64encode(text.encode()).decode()
    response.set_cookie(
        _COOKIE, value, path=work.shop.path, httponly=True, samesite="lax", max_age=30 * 86_400
    )
    return response

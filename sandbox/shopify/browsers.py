"""The browsers of invented customers: they follow a link, look at the page, and fill in its form."""

import html
import http.client
import re
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode, urljoin, urlsplit

from sandbox.stripe.deliveries import is_loopback

_TIMEOUT_S = 10
_MOST_REDIRECTS = 4
_LONGEST_PAGE = 400_000
_VARIANT = re.compile(r'name="variant" value="(\d+)"(?: checked)?>')
_HIDDEN = re.compile(r'type="hidden" name="([^"]+)" value="([^"]*)"')
_CODE = re.compile(r'name="discount" value="([^"]*)"')


class LeftError(Exception):
    """The visitor saw no page of a shop."""


@dataclass(slots=True, kw_only=True)
class Browser:
    """One visitor: no address of its own, since all come from this machine, but a browser of its own."""

    agent: str
    language: str
    cookies: dict[str, str] = field(default_factory=dict)
    url: str = ""
    page: str = ""

    def visit(self, url: str, *, referrer: str, method: str = "GET") -> int:
        """Follow a link and its redirects, on this machine only. Returns the last status."""
        for _ in range(_MOST_REDIRECTS):
            status, location = self._ask(method, url, referrer=referrer)
            if status not in (301, 302, 303, 307, 308) or not location:
                return status
            url = urljoin(url, location)
        raise LeftError(f"More than {_MOST_REDIRECTS} redirects.")

    def is_in_shop(self) -> bool:
        return "/shopify/shops/" in urlsplit(self.url).path and "Buy now" in self.page

    def shop(self) -> str:
        """Return the host of the shop whose page is open, or an empty text."""
        _, _, rest = urlsplit(self.url).path.partition("/shopify/shops/")
        return rest.partition("/")[0]

    def buy(self, random: Random, *, code: str, country: str) -> int | None:
        """Fill in the page's form and send it. Returns the order's number, or None if nothing was sold."""
        form = {html.unescape(name): html.unescape(value) for name, value in _HIDDEN.findall(self.page)}
        variants = _VARIANT.findall(self.page)
        if variants:
            form |= {"variant": random.choice(variants), "quantity": random.choice("1111112")}
        elif not form.get("lines"):
            return None
        brought = _CODE.search(self.page)
        form |= {"country": country, "discount": code or (html.unescape(brought[1]) if brought else "")}
        base = self.url.partition("/shopify/shops/")[0]
        target = f"{base}/shopify/shops/{self.shop()}/checkout"
        status, location = self._ask("POST", target, referrer=self.url, form=form)
        token = location.rpartition("/")[2]
        return int(token, 16) if status == http.client.SEE_OTHER and token else None

    def _ask(
        self, method: str, url: str, *, referrer: str, form: dict[str, str] | None = None
    ) -> tuple[int, str]:
        parts = urlsplit(url)
        if parts.scheme != "http" or not is_loopback(url):
            raise LeftError("The link leads away from this machine.")
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_TIMEOUT_S)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        body = urlencode(form).encode() if form is not None else None
        try:
            connection.request(method, path, body=body, headers=self._headers(parts.path, referrer, form))
            answer = connection.getresponse()
            self.page = answer.read(_LONGEST_PAGE).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise LeftError(str(error)) from error
        finally:
            connection.close()
        self.url = url
        self._keep(answer.headers.get_all("Set-Cookie") or [])
        return answer.status, answer.headers.get("Location", "")

    def _headers(self, path: str, referrer: str, form: dict[str, str] | None) -> dict[str, str]:
        headers = {
            "User-Agent": self.agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": self.language,
            "Referer": referrer,
        }
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-Sandbox-Customer": "1"}
        return headers | ({"Cookie": cookies} if cookies and path.startswith("/shopify/") else {})

    def _keep(self, cookies: list[str]) -> None:
        for cookie in cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            if name == "_sandbox_shop":
                self.cookies[name] = value

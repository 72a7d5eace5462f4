"""Shopify: live with the installation's app or its own shop's token, else the sandbox, else off."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from commerce.errors import CommerceOffError, ShopAddressError, StoreLostError
from commerce.platforms.base import Destination
from commerce.platforms.shopify import addresses, links, oauth, subscriptions, webhooks
from commerce.platforms.shopify import scopes as permissions
from commerce.platforms.shopify.client import ShopifyClient
from commerce.platforms.shopify.costs import Pace
from commerce.platforms.shopify.graphql import GraphClient
from commerce.platforms.shopify.oauth import TokenEndpoint
from commerce.platforms.shopify.words import SYSTEM, WORDS
from commerce.platforms.values import CredentialKind, Heard, ShopTokens
from foundation import vendors
from foundation.vendors import Vendor

_ACCESS_HEADER = "X-Shopify-Access-Token"
# For a stand-in whose URL is the same for all shops.
_SHOP_HEADER = "X-Shopify-Shop-Domain"
_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a shop is called, and with which headers."""

    base_url: str
    headers: dict[str, str]
    is_live: bool

    @property
    def own_url(self) -> str:
        """The URL of a stand-in; empty for Shopify itself."""
        return "" if self.base_url.startswith("https://") else self.base_url


class Shopify:
    """Shopify's ShopPlatform."""

    name = "shopify"
    words = WORDS
    scopes = permissions.BASIC
    merch_scopes = permissions.MERCH
    topics = subscriptions.TOPICS

    def is_live(self) -> bool:
        """True when the installation has an app. Its own shop's token needs none."""
        return _vendor().is_live

    def domain_of(self, *, address: str) -> str:
        """Return the permanent domain of what a person typed."""
        return addresses.domain_of(address=address)

    def lacking(self, *, scopes: Iterable[str], wanted: Iterable[str]) -> tuple[str, ...]:
        """Return the permissions that are lacking, in words."""
        return permissions.in_words(permissions.missing(granted=scopes, wanted=wanted))

    def authorize_url(self, *, domain: str, state: str, redirect_url: str, scopes: Sequence[str]) -> str:
        """Return the consent page's URL."""
        client_id, _ = self._app(is_live=None)
        place = self._place(domain, is_live=None)
        return oauth.authorize_url(
            base_url=place.base_url,
            client_id=client_id,
            state=state,
            redirect_url=redirect_url,
            wanted=scopes,
        )

    def check_callback(self, *, query: str, domain: str) -> None:
        """Check a callback, with the current secret and the one before."""
        is_live = _vendor().is_live
        known = [secret for secret, livemode in _secrets() if livemode is is_live]
        oauth.check_callback(query=query, domain=domain, secrets=known)

    def exchange(self, *, domain: str, code: str) -> ShopTokens:
        """Exchange the callback's code for tokens."""
        return self._endpoint(domain, is_live=None).exchange(code=code)

    def refresh(self, *, domain: str, kind: CredentialKind, refresh_token: str, livemode: bool) -> ShopTokens:
        """Return a new access token. A token without a refresh token can't be renewed."""
        if kind is CredentialKind.CLIENT_CREDENTIALS:
            return self._endpoint(domain, is_live=livemode).for_own_shop()
        if kind is CredentialKind.STATIC or not refresh_token:
            raise StoreLostError(system=SYSTEM)
        return self._endpoint(domain, is_live=livemode).refresh(refresh_token=refresh_token)

    def own_shop(self) -> tuple[str, CredentialKind] | None:
        """The installation's own shop. A token that is set goes before the app's credentials."""
        if not settings.SHOPIFY_SHOP_URL:
            return None
        domain = addresses.domain_of(address=settings.SHOPIFY_SHOP_URL)
        if settings.SHOPIFY_ACCESS_TOKEN:
            return domain, CredentialKind.STATIC
        return (domain, CredentialKind.CLIENT_CREDENTIALS) if _vendor().is_live else None

    def own_tokens(self) -> ShopTokens:
        """Return tokens for the installation's own shop."""
        own = self.own_shop()
        if own is None:
            raise _off()
        domain, kind = own
        if kind is CredentialKind.STATIC:
            return ShopTokens(access_token=settings.SHOPIFY_ACCESS_TOKEN)
        return self._endpoint(domain, is_live=True).for_own_shop()

    def client(
        self, *, domain: str, access_token: str, livemode: bool, timeout_s: float = _TIMEOUT_S
    ) -> ShopifyClient:
        """Return the client of a shop."""
        place = self._place(domain, is_live=livemode)
        graph = GraphClient(
            base_url=place.base_url,
            headers={**place.headers, _ACCESS_HEADER: access_token},
            version=settings.SHOPIFY_API_VERSION,
            pace=Pace(domain=domain, is_live=place.is_live),
            timeout_s=timeout_s,
        )
        return ShopifyClient(graph=graph, domain=domain, own_url=place.own_url)

    def can_hear(self, *, livemode: bool) -> bool:
        """True if a secret that signs such webhooks is known. A permanent token alone has none."""
        return any(is_live is livemode for _, is_live in _secrets())

    def heard(self, *, body: bytes, headers: Mapping[str, str]) -> tuple[Heard, bool]:
        """Verify a webhook, and return what it reports and whether it is live."""
        is_live = webhooks.verify(body=body, headers=headers, secrets=_secrets())
        return webhooks.heard(body=body, headers=headers), is_live

    def destination(self, *, to: Destination) -> str:
        """Return where a link leads."""
        if to.livemode:
            return links.destination(to=to, own_url="")
        place = self._place(to.domain, is_live=False)
        return links.destination(to=to, own_url=place.base_url)

    def order_url(self, *, domain: str, livemode: bool, shop_id: str) -> str:
        """Return the URL of an order in the shop's admin; empty if a sandbox shop has none here."""
        if livemode:
            return addresses.admin_url(domain=domain, page=f"orders/{shop_id}")
        try:
            return f"{self._place(domain, is_live=False).base_url}/admin#order-{shop_id}"
        except (CommerceOffError, ShopAddressError):
            return ""

    def _endpoint(self, domain: str, *, is_live: bool | None) -> TokenEndpoint:
        client_id, client_secret = self._app(is_live=is_live)
        place = self._place(domain, is_live=is_live)
        return TokenEndpoint(
            base_url=place.base_url,
            headers=place.headers,
            client_id=client_id,
            client_secret=client_secret,
            timeout_s=_TIMEOUT_S,
        )

    def _app(self, *, is_live: bool | None) -> tuple[str, str]:
        access = _vendor().access(is_live=is_live)
        if access is None:
            raise _off()
        client_id, client_secret = access.keys
        return client_id, client_secret

    def _place(self, domain: str, *, is_live: bool | None) -> _Place:
        live = _vendor().is_live if is_live is None else is_live
        template = settings.SHOPIFY_API_BASE if live else _sandbox()
        headers = {} if addresses.names_shop(template) else {_SHOP_HEADER: domain}
        return _Place(addresses.base_url(template=template, domain=domain), headers, live)


def _sandbox() -> str:
    access = _vendor().access(is_live=False)
    if access is None:
        raise _off()
    return access.base_url


def _secrets() -> Iterator[tuple[str, bool]]:
    """The secrets that webhooks and callbacks may be signed with, and whether each is live.

    After a rotation, Shopify uses the old one for up to an hour.
    """
    if settings.SHOPIFY_CLIENT_SECRET:
        yield settings.SHOPIFY_CLIENT_SECRET, True
    if settings.SHOPIFY_CLIENT_SECRET_PREVIOUS:
        yield settings.SHOPIFY_CLIENT_SECRET_PREVIOUS, True
    sandbox = _vendor().access(is_live=False)
    if sandbox is not None:
        yield sandbox.keys[1], False


def _off() -> CommerceOffError:
    return CommerceOffError(WORDS.not_configured, system=SYSTEM)


def _vendor() -> Vendor:
    return vendors.named("shopify")


SHOPIFY = Shopify()

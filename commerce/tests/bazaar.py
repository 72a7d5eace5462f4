"""A shop platform of its own kind, with its server in the same process. Only tests register it.

A webhook is a JSON document of ``Heard``, signed by a header that says "genuine".
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from django.utils import timezone

from commerce.errors import (
    ConsentForgedError,
    DiscountTakenError,
    OrderUnreadableError,
    ScopeMissingError,
    ShopAddressError,
    StoreLostError,
    WebhookRefusedError,
)
from commerce.platforms import (
    BulkState,
    CredentialKind,
    Destination,
    DraftWanted,
    Heard,
    Hook,
    OrderPage,
    ProductPage,
    ShopDiscount,
    ShopFacts,
    ShopOrder,
    ShopProduct,
    ShopTokens,
    ShopVariant,
    StoreClient,
    Words,
)
from foundation.errors import UpstreamError, UpstreamUnavailableError

SYSTEM = "Bazaar"
BASIC = ("see_wares", "see_sales")
MERCH = ("hang_wares",)
TOPICS = ("sales", "wares", "closing")


@dataclass
class Stall:
    """One shop, and what the server knows of our app there."""

    domain: str
    currency: str = "EUR"
    name: str = "Carpets of Ali"
    scopes: tuple[str, ...] = BASIC
    token: str = ""
    refresh: str = ""
    renewals: int = 0
    expires_in_s: int | None = 3600
    is_installed: bool = False
    is_away: bool = False
    refuses_renewal: bool = False
    # Called while a token is being renewed.
    during_renewal: Callable[[], None] | None = None
    subscribed: int = 0
    hooks: dict[str, Hook] = field(default_factory=dict)
    products: dict[str, ShopProduct] = field(default_factory=dict)
    orders: dict[str, ShopOrder] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    discounts: dict[str, ShopDiscount] = field(default_factory=dict)
    # Unlike a real one, it creates a second product if it is asked twice.
    drafts: list[ShopProduct] = field(default_factory=list)
    looks: int = 0
    loses_answers: bool = False

    def give(self) -> ShopTokens:
        """New tokens, which end the last ones."""
        self.renewals += 1
        self.token, self.refresh = f"secret-access-{self.renewals}", f"secret-refresh-{self.renewals}"
        self.is_installed = True
        return ShopTokens(
            access_token=self.token,
            refresh_token=self.refresh if self.expires_in_s else "",
            expires_in_s=self.expires_in_s,
            scopes=self.scopes,
        )

    def close(self) -> None:
        """The owner removes our app."""
        self.is_installed, self.token, self.refresh = False, "", ""
        self.hooks.clear()


@dataclass
class BazaarClient:
    """Its StoreClient."""

    stall: Stall
    access_token: str

    def _enter(self) -> None:
        if self.stall.is_away:
            raise UpstreamUnavailableError("The bazaar is closed today.", system=SYSTEM)
        if not self.stall.is_installed or self.access_token != self.stall.token:
            raise StoreLostError(system=SYSTEM)

    def shop(self) -> ShopFacts:
        self._enter()
        return ShopFacts(
            domain=self.stall.domain,
            public_domain=f"www.{self.stall.domain}",
            name=self.stall.name,
            currency=self.stall.currency,
            time_zone="Asia/Baghdad",
        )

    def scopes(self) -> tuple[str, ...]:
        self._enter()
        return self.stall.scopes

    def products(self, *, after: str = "") -> ProductPage:
        self._enter()
        return ProductPage(products=list(self.stall.products.values()))

    def product(self, *, shop_id: str) -> ShopProduct | None:
        self._enter()
        return self.stall.products.get(shop_id)

    def start_bulk(self) -> str:
        self._enter()
        return "bulk-1"

    def bulk_state(self, *, operation: str) -> BulkState:
        return BulkState(url="https://bazaar.invalid/bulk")

    def bulk_products(self, *, url: str, folder: Path, objects: int | None = None) -> Iterator[ShopProduct]:
        self._enter()
        yield from self.stall.products.values()

    def orders(self, *, since: datetime, after: str = "") -> OrderPage:
        self._enter()
        found = [each for each in self.stall.orders.values() if each.updated_at >= since]
        unreadable = [each.shop_id for each in found if each.shop_id in self.stall.unreadable]
        return OrderPage(
            orders=[each for each in found if each.shop_id not in unreadable], unreadable=unreadable
        )

    def order(self, *, shop_id: str) -> ShopOrder | None:
        self._enter()
        if shop_id in self.stall.unreadable:
            raise OrderUnreadableError(system=SYSTEM)
        return self.stall.orders.get(shop_id)

    def create_discount(
        self, *, code: str, percent: int, title: str, product_ids: Sequence[str]
    ) -> ShopDiscount:
        self._enter()
        known = self.stall.discounts.get(code)
        if known is not None and known.percent != percent:
            raise DiscountTakenError("The code is taken.", system=SYSTEM)
        made = known or ShopDiscount(shop_id=f"d{code}", code=code, percent=percent, is_active=True)
        self.stall.discounts[code] = made
        return made

    def discount(self, *, code: str) -> ShopDiscount | None:
        self._enter()
        return self.stall.discounts.get(code)

    def end_discount(self, *, shop_id: str) -> None:
        self._enter()

    def find_draft(self, *, key: str) -> ShopProduct | None:
        self._enter()
        self.stall.looks += 1
        return next((each for each in self.stall.drafts if each.handle == key), None)

    def create_draft(self, *, wanted: DraftWanted) -> ShopProduct:
        self._enter()
        if "hang_wares" not in self.stall.scopes:
            raise ScopeMissingError(system=SYSTEM)
        made = ShopProduct(
            shop_id=f"{900 + len(self.stall.drafts)}",
            title=wanted.title,
            handle=wanted.key,
            status="draft",
            image_alt=wanted.picture.read_bytes()[:4].hex(),
            updated_at=timezone.now(),
            variants=(ShopVariant(shop_id="1", title="One", prices=(wanted.price,)),),
        )
        self.stall.drafts.append(made)
        if self.stall.loses_answers:
            raise UpstreamUnavailableError("The answer was lost.", system=SYSTEM)
        return made

    def admin_url(self, *, shop_id: str) -> str:
        return f"https://{self.stall.domain}/admin/{shop_id}"

    def hooks(self) -> list[Hook]:
        self._enter()
        return list(self.stall.hooks.values())

    def create_hook(self, *, topic: str, url: str) -> Hook:
        self._enter()
        self.stall.subscribed += 1
        hook = Hook(id=f"h-{topic}", topic=topic, url=url)
        self.stall.hooks[hook.id] = hook
        return hook

    def delete_hook(self, *, hook_id: str) -> None:
        self._enter()
        self.stall.hooks.pop(hook_id, None)

    def uninstall(self) -> None:
        self._enter()
        self.stall.close()


@dataclass
class Bazaar:
    """Its ShopPlatform."""

    stalls: dict[str, Stall] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    own: tuple[str, CredentialKind] | None = None
    is_deaf: bool = False

    name = "bazaar"
    words = Words(
        name=SYSTEM,
        allows=("See wares.",),
        never=("Haggle.",),
        address_hint="stall.bazaar.invalid",
        not_configured="The bazaar is not configured here.",
    )
    scopes = BASIC
    merch_scopes = MERCH
    topics = TOPICS

    def stall(self, domain: str = "ali.bazaar.invalid") -> Stall:
        """The shop with that domain, which exists from then on."""
        return self.stalls.setdefault(domain, Stall(domain=domain))

    def is_live(self) -> bool:
        return False

    def domain_of(self, *, address: str) -> str:
        if not address.endswith(".bazaar.invalid"):
            raise ShopAddressError("Enter an address such as stall.bazaar.invalid.")
        return address

    def lacking(self, *, scopes: Iterable[str], wanted: Iterable[str]) -> tuple[str, ...]:
        has = set(scopes)
        return tuple(each.replace("_", " ") for each in wanted if each not in has)

    def authorize_url(self, *, domain: str, state: str, redirect_url: str, scopes: Sequence[str]) -> str:
        asked = urlencode({"state": state, "back": redirect_url, "scopes": ",".join(scopes)})
        return f"https://{domain}/consent?{asked}"

    def consent(self, *, domain: str, state: str) -> str:
        """The owner consents. Returns the query of the callback."""
        code = f"code-{len(self.codes) + 1}"
        self.codes[code] = domain
        return urlencode({"code": code, "state": state, "shop": domain, "seal": "genuine"})

    def check_callback(self, *, query: str, domain: str) -> None:
        told = {name: values[0] for name, values in parse_qs(query).items()}
        if told.get("seal") != "genuine" or told.get("shop") != domain:
            raise ConsentForgedError

    def exchange(self, *, domain: str, code: str) -> ShopTokens:
        if self.codes.pop(code, None) != domain:
            raise UpstreamError("The bazaar does not know this code.", system=SYSTEM)
        return self.stall(domain).give()

    def refresh(self, *, domain: str, kind: CredentialKind, refresh_token: str, livemode: bool) -> ShopTokens:
        stall = self.stall(domain)
        if stall.is_away:
            raise UpstreamUnavailableError("The bazaar is closed today.", system=SYSTEM)
        meanwhile, stall.during_renewal = stall.during_renewal, None
        if meanwhile is not None:
            meanwhile()
        is_known = kind is CredentialKind.CLIENT_CREDENTIALS or refresh_token == stall.refresh
        if stall.refuses_renewal or not stall.is_installed or not is_known:
            raise StoreLostError(system=SYSTEM)
        return stall.give()

    def own_shop(self) -> tuple[str, CredentialKind] | None:
        return self.own

    def own_tokens(self) -> ShopTokens:
        assert self.own is not None
        given = self.stall(self.own[0]).give()
        is_static = self.own[1] is CredentialKind.STATIC
        lasts = None if is_static else 86_399
        return given.model_copy(update={"refresh_token": "", "expires_in_s": lasts, "scopes": ()})

    def client(
        self, *, domain: str, access_token: str, livemode: bool, timeout_s: float = 10.0
    ) -> StoreClient:
        return BazaarClient(self.stall(domain), access_token)

    def can_hear(self, *, livemode: bool) -> bool:
        return not self.is_deaf

    def heard(self, *, body: bytes, headers: Mapping[str, str]) -> tuple[Heard, bool]:
        if headers.get("Seal") != "genuine":
            raise WebhookRefusedError
        return Heard.model_validate(json.loads(body)), False

    def order_url(self, *, domain: str, livemode: bool, shop_id: str) -> str:
        return f"https://{domain}/sales/{shop_id}"

    def destination(self, *, to: Destination) -> str:
        return f"https://{to.public_domain or to.domain}/wares/{to.handle}?ref={to.link_code}"

"""Invented customers: they see the sandbox's posts, follow their links, and sometimes buy or regret it."""

import logging
import threading
from dataclasses import dataclass
from random import Random

from sandbox.shopify import discounts, orders, people, posts, settings, shops, totals
from sandbox.shopify.browsers import Browser, LeftError
from sandbox.shopify.errors import RefusedError
from sandbox.shopify.posts import Link
from sandbox.shopify.records import Doc, Page, Records
from sandbox.shopify.service import ShopifyService
from sandbox.shopify.settings import Customers
from sandbox.shopify.shops import Shop
from sandbox.world import chance

logger = logging.getLogger(__name__)

_REGRET_AFTER_S = 120
_REGRET_WITHIN_S = 600
_LOOKS_BACK_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one visit. ``order`` is the number of the order that was placed, if one was."""

    link: str
    agent: str
    is_bot: bool
    landed: str = ""
    code: str = ""
    order: int | None = None
    problem: str = ""


class Crowd:
    """The customers of all shops, in one thread that starts on demand."""

    def __init__(self, service: ShopifyService) -> None:
        self._service = service
        self._stopped = threading.Event()

    def start(self) -> None:
        """Let customers come by themselves, at the rate of the settings."""
        threading.Thread(target=self._come, name="shopify-customers", daemon=True).start()

    def visit(self, times: int = 1) -> list[Outcome]:
        """Let some customers come now, whether or not they are switched on. Regrets follow."""
        how = settings.current(self._service.store).customers
        found = [outcome for _ in range(times) if (outcome := self._one(how)) is not None]
        self._regret(how)
        return found

    def _come(self) -> None:
        while True:
            how = settings.current(self._service.store).customers
            if self._stopped.wait(60 / how.visits_per_minute):
                return
            try:
                if how.is_on:
                    self.visit()
            except Exception:
                # One strange page must not end all customers.
                logger.exception("visit failed")

    def _one(self, how: Customers) -> Outcome | None:
        """Return what became of the next visitor; None if no post has a link."""
        links = posts.links(self._service.store, at=self._service.clock.now())
        if not links:
            return None
        random = chance.generator("shopify visitor", how.seed, self._number())
        link = random.choice(links)
        if random.random() * 100 < how.bot_percent:
            return _crawl(link, random)
        return self._look(link, random, how)

    def _look(self, link: Link, random: Random, how: Customers) -> Outcome:
        agent = people.browser(random)
        browser = Browser(
            agent=agent, language=random.choice(("en-GB,en;q=0.8", "de-DE,de;q=0.9", "ja,en;q=0.5"))
        )
        try:
            browser.visit(link.url, referrer=link.referrer)
            if not browser.is_in_shop() or random.random() * 100 >= how.buy_percent:
                return Outcome(link=link.url, agent=agent, is_bot=False, landed=browser.url)
            landed = browser.url
            shop = shops.named(self._service.store, browser.shop())
            code = self._known_code(shop, link) if random.random() * 100 < how.code_percent else ""
            number = browser.buy(random, code=code, country=people.country(random, shop.country))
        except LeftError as error:
            return Outcome(link=link.url, agent=agent, is_bot=False, problem=str(error))
        return Outcome(link=link.url, agent=agent, is_bot=False, landed=landed, code=code, order=number)

    def _known_code(self, shop: Shop, link: Link) -> str:
        """Return the first word of the post that is a discount code of the shop."""
        known = (code for code in link.codes if discounts.by_code(self._service.store, shop, code))
        return next(known, "")

    def _regret(self, how: Customers) -> None:
        """Refund or cancel orders of earlier customers, each as its own chance says."""
        now = self._service.clock.now()
        for shop in shops.known(self._service.store):
            page = Page(where="created_at >= ?", values=[now - _LOOKS_BACK_S])
            for _, row in Records(self._service.store, "order").page(shop.host, page):
                if row.body is not None and row.body.get("simulated"):
                    self._decide(shop, row.body, how, at=now)

    def _decide(self, shop: Shop, order: Doc, how: Customers, *, at: float) -> None:
        random = chance.generator("shopify regret", how.seed, order["id"])
        due_at = order["created_at"] + random.uniform(_REGRET_AFTER_S, _REGRET_WITHIN_S)
        mood = random.random() * 100
        is_settled = order["cancelled_at"] is not None or bool(order["refunds"])
        if at < due_at or is_settled or totals.of(order).net == 0:
            return
        work = self._service.work(shop)
        try:
            if mood < how.refund_percent:
                pieces = {order["lines"][0]["id"]: 1}
                orders.refund(work, order, lines=pieces, note="Not what I expected")
            elif mood < how.refund_percent + how.cancel_percent:
                orders.cancel(work, order)
        except RefusedError:
            logger.info("an order could not be taken back", extra={"order": order["id"]})

    def _number(self) -> int:
        """Return the number of the next visitor. The same seed and number give the same visitor."""
        store = self._service.store
        with store.transaction():
            row = store.row("SELECT value FROM shopify_settings WHERE name = 'visitors'")
            number = int(row["value"]) + 1 if row is not None else 1
            query = "INSERT OR REPLACE INTO shopify_settings VALUES ('visitors', ?)"
            store.change(query, (str(number),))
        return number


def _crawl(link: Link, random: Random) -> Outcome:
    """A robot looks at the link and its target, and buys nothing."""
    agent = random.choice(people.BOTS)
    browser = Browser(agent=agent, language="en")
    try:
        browser.visit(link.url, referrer="", method=random.choice(("GET", "GET", "HEAD")))
    except LeftError as error:
        return Outcome(link=link.url, agent=agent, is_bot=True, problem=str(error))
    return Outcome(link=link.url, agent=agent, is_bot=True, landed=browser.url)

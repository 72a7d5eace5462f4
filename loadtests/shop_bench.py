"""A day of orders while processes are killed: ``python -m loadtests.shop_bench [--minutes 20] [--seed 1]``.

Customers of the sandbox's shop place 50 orders a minute, with links, codes, both or neither; some are paid
back, in part or whole, canceled or changed. Each webhook arrives three times, out of order and up to some
seconds late; one in five never arrives. The web server, two workers and beat are killed with SIGKILL every 15
to 45 seconds. Afterwards the shop's orders are compared once, as each night, and it is asked for visits that
it did not know yet. Counted at the sandbox: every order is there once, with the same worth, and credited to
the post or scene of its clue. Exits with 1 if one is not.

``--without-comparison`` leaves out the comparison, so that it must exit with 1: the lost webhooks stay lost.
"""

import argparse
import os
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers import Servers

_servers = Servers()
_servers.start()

import django  # noqa: E402 - after the servers, whose addresses are settings

os.environ |= {"DJANGO_SETTINGS_MODULE": "ettametta.settings.test", "LOG_LEVEL": "WARNING"}
django.setup()

import requests  # noqa: E402 - after Django
from django.conf import settings  # noqa: E402 - after Django
from django.db import connection  # noqa: E402 - after Django
from django.db.models.functions import Now  # noqa: E402 - after Django
from django.test import Client  # noqa: E402 - after Django

from commerce.models import DiscountCode, Order, Product, ShopEvent, Store  # noqa: E402 - after Django
from commerce.offers import discounts, links, offers  # noqa: E402 - after Django
from ettametta import web_server  # noqa: E402 - after Django
from publishing.models import Publication  # noqa: E402 - after Django
from synthesis.models import Scene, Video  # noqa: E402 - after Django
from tests import product, world  # noqa: E402 - after Django
from tests.faults.victims import Victim  # noqa: E402 - after Django
from tests.world import World  # noqa: E402 - after Django

ORDERS_PER_MINUTE = 50
_SHOP = "sandbox-goods.myshopify.com"
_CONTROLS = f"{settings.SANDBOX_URL}/_sandbox/shopify"
_MISHAPS: dict[str, Any] = {
    "copies": 3,
    "shuffle": True,
    "drop_percent": 20,
    "late_s": 4,
    "retry_scale": 0.002,
}
_CALM: dict[str, Any] = {"copies": 1, "shuffle": False, "drop_percent": 0, "late_s": 0}
_KILLS_EVERY_S = (15.0, 45.0)
_RESTARTS_AFTER_S = (0.5, 3.0)
# A killed worker holds its lease for some minutes.
_SETTLES_WITHIN_S = 600
# Of these, the shop never runs out.
_GOODS = ("paper-filters-100", "peat-free-potting-mix", "cable-tidy-set", "gift-note-and-wrap")


@dataclass(frozen=True, slots=True)
class Target:
    """What an order can point to: a link or a code of a post or a scene."""

    publication: str | None
    scene: str | None
    product: str
    link: str
    code: str


@dataclass(slots=True)
class Day:
    """What happened at the shop: the target of each order by its number in the shop, and how many of what."""

    targets: dict[str, Target | None] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


def main(arguments: list[str] | None = None) -> int:
    """Run the day, print the figures, and return 1 if one is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20, help="length of the day")
    parser.add_argument("--seed", type=int, default=1, help="of the orders and the kills")
    parser.add_argument("--without-comparison", action="store_true", help="to see that it is needed")
    options = parser.parse_args(arguments)
    dice = random.Random(options.seed)  # noqa: S311 - reproducible
    port = int(settings.SITE_URL.rpartition(":")[2])
    web = Victim("web", web_server.command(host="127.0.0.1", port=port)[1:])
    beat = Victim("beat", ["-m", "celery", "-A", "ettametta", "beat"])
    victims = [web, _worker("one"), _worker("two"), beat]
    try:
        with product.sandbox():
            for victim in victims:
                victim.start()
            owner = world.full("seller@example.com")
            store = _connect(owner)
            targets = _targets(store, owner)
            if options.without_comparison:
                _put_off_comparison(store)
            day = _run(dice, victims, targets, minutes=options.minutes)
            _settle(store, is_compared=not options.without_comparison)
            wrong = _wrong(day)
    finally:
        for victim in victims:
            victim.stop()
        connection.close()
        _servers.stop()
    return _report(day, wrong, deaths=Counter({each.name: each.deaths for each in victims}))


def _worker(name: str) -> Victim:
    command = ["-m", "celery", "-A", "ettametta", "worker", "--queues", ",".join(product.QUEUES)]
    return Victim(f"worker_{name}", [*command, "--concurrency", "2", "--hostname", f"{name}@%h"])


def _control(method: str, path: str = "", **sent: Any) -> Any:
    answer = requests.request(method, f"{_CONTROLS}{path}", json=sent or None, timeout=60)
    if not answer.ok:
        raise SystemExit(f"{method} {path} {sent}: {answer.text}")
    return answer.json() if answer.content else None


# --- before the day -----------------------------------------------------------------------------------------


def _connect(owner: World) -> Store:
    """Connect the shop as a person does, and wait for its products and webhooks."""
    browser = Client()
    browser.force_login(owner.owner, backend="django.contrib.auth.backends.ModelBackend")
    Store.objects.filter(workspace=owner.workspace).update(status="revoked")
    page = browser.post("/shop/connect/shopify/", {"address": _SHOP})["Location"]
    asked = {name: found[0] for name, found in parse_qs(urlsplit(page).query).items()}
    form = {**asked, "granted": asked["scope"].split(","), "decision": "install"}
    back = requests.post(page.partition("?")[0], data=form, allow_redirects=False, timeout=10)
    answer = browser.get(back.headers["Location"].removeprefix(settings.SITE_URL))
    store: Store = Store.objects.get(workspace=owner.workspace, domain=_SHOP)
    if answer.status_code != 302 or not _comes_true(lambda: _is_ready(store)):
        raise SystemExit("The shop was not connected.")
    return store


def _is_ready(store: Store) -> bool:
    store.refresh_from_db()
    hooks = _control("GET", f"/shops/{_SHOP}")["webhooks"]
    return store.products_read_at is not None and len(hooks) > 5


def _comes_true(is_true: Any, *, within_s: float = 120) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if is_true():
            return True
        time.sleep(0.5)
    return False


def _targets(store: Store, owner: World) -> list[Target]:
    """Offer products in the video, with a link and a code for the post, and both for the scene."""
    workspace, actor = store.workspace, owner.owner
    video, scene = Video.objects.get(workspace=workspace), Scene.objects.get(workspace=workspace)
    publication = Publication.objects.get(workspace=workspace)
    found = []
    for number, item in enumerate(Product.objects.filter(store=store, handle__in=_GOODS).order_by("title")):
        offer = offers.add(
            actor=actor, product=item, video=video, scene=scene if number % 2 else None,
            post_discount_percent=10, scene_discount_percent=15 if number % 2 else None,
        )  # fmt: skip
        code = discounts.wanted(offer=offer, publication=publication)
        link = links.for_publication(publication=publication, offer=offer)
        at = scene.pk if number % 2 else None
        found.append(Target(publication.pk, at, item.handle, link.code, code.code if code else ""))
        if number % 2:
            own = discounts.of(offer=offer)
            found.append(Target(None, at, item.handle, links.own(offer=offer).code, own.code if own else ""))
    waiting = DiscountCode.objects.filter(store=store).exclude(status="active")
    if not _comes_true(lambda: not waiting.exists()):
        raise SystemExit(f"Discount codes were not created: {list(waiting.values_list('status', 'problem'))}")
    return found


# --- the day ------------------------------------------------------------------------------------------------


def _run(dice: random.Random, victims: list[Victim], targets: list[Target], *, minutes: float) -> Day:
    day = Day()
    _control("PUT", **_MISHAPS)
    ends_at, kill_at, start_at, dead = time.monotonic() + 60 * minutes, time.monotonic() + 10, 0.0, None
    while time.monotonic() < ends_at:
        _act(dice, day, targets)
        time.sleep(dice.uniform(0, 120 / ORDERS_PER_MINUTE))
        now = time.monotonic()
        if dead is not None and now > start_at:
            dead.start()
            dead, kill_at = None, now + dice.uniform(*_KILLS_EVERY_S)
        elif dead is None and now > kill_at:
            dead = dice.choice(victims)
            dead.kill()
            start_at = now + dice.uniform(*_RESTARTS_AFTER_S)
    if dead is not None:
        dead.start()
    return day


def _act(dice: random.Random, day: Day, targets: list[Target]) -> None:
    """Place an order, and now and then change an earlier one."""
    target = dice.choice(targets) if dice.random() < 0.8 else None
    placed = _control("POST", f"/shops/{_SHOP}/orders", **_order(dice, target))
    day.targets[str(placed["id"])] = target
    day.counts["orders"] += 1
    if dice.random() < 0.3:
        number = dice.choice(list(day.targets))
        what, sent = dice.choice(_CHANGES)
        answer = requests.post(f"{_CONTROLS}/shops/{_SHOP}/orders/{number}/{what}", json=sent, timeout=60)
        day.counts[what if answer.ok else f"refused {what}"] += 1


_CHANGES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("refund", {}),
    ("refund", {"quantity": 0, "amount": "2.50"}),
    ("refund", {"quantity": 1}),
    ("cancel", {}),
    ("touch", {}),
)


def _order(dice: random.Random, target: Target | None) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "quantity": dice.randint(1, 3),
        "product": target.product if target else _GOODS[0],
    }
    if target is None:
        return wanted
    landing = {"landing": f"/products/{target.product}?ref={target.link}&utm_content={target.link}"}
    clues: tuple[dict[str, Any], ...] = (
        {"attributes": {"ettametta_link": target.link}},
        {"codes": [target.code]},
        {"codes": [target.code.lower()], "visits": [landing]},
        {"visits": [landing]},
    )
    return wanted | dice.choice(clues)


# --- afterwards ---------------------------------------------------------------------------------------------


def _put_off_comparison(store: Store) -> None:
    """Have none during the day. The first one, after the connection, has to be over."""
    _comes_true(lambda: Store.objects.filter(pk=store.pk, orders_read_until__isnull=False).exists())
    Store.objects.filter(pk=store.pk).update(orders_due_at=Now() + timedelta(days=2))


def _settle(store: Store, *, is_compared: bool) -> None:
    """Deliver normally, then have the shop's orders compared, as each night, unless that is left out."""
    _control("PUT", **_CALM)
    _comes_true(lambda: not ShopEvent.objects.filter(status="waiting").exists(), within_s=_SETTLES_WITHIN_S)
    if is_compared:
        _compare(store)
    # Visits that the shop did not know yet are asked for after 10 minutes: now, when it knows them.
    _control("PUT", journey_ready_s=0)
    rows = Order.objects.filter(store=store, journey_due_at__isnull=False)
    rows.update(journey_due_at=Now())
    _comes_true(lambda: not rows.exists(), within_s=_SETTLES_WITHIN_S)


def _compare(store: Store) -> None:
    before = Store.objects.values_list("orders_read_until", flat=True).get(pk=store.pk)
    Store.objects.filter(pk=store.pk).update(orders_due_at=Now())

    def is_over() -> bool:
        row = Store.objects.get(pk=store.pk)
        is_free = row.orders_lease_until is None and not row.orders_cursor
        return is_free and row.orders_read_until != before

    _comes_true(is_over, within_s=_SETTLES_WITHIN_S)


def _wrong(day: Day) -> list[str]:
    """Compare every order with the sandbox's. Returns what differs, as sentences."""
    shop = {str(each["id"]): each for each in _control("GET", f"/shops/{_SHOP}")["orders"]}
    rows: dict[str, list[Order]] = {}
    for row in Order.objects.filter(store__domain=_SHOP).select_related("attribution"):
        rows.setdefault(row.shop_id, []).append(row)
    found = [f"order {number} is not there" for number in shop.keys() - rows.keys()]
    found += [f"order {number} is not the shop's" for number in rows.keys() - shop.keys()]
    for number in shop.keys() & rows.keys():
        row = rows[number][0]
        if len(rows[number]) > 1:
            found.append(f"order {number} is there {len(rows[number])} times")
        if row.net_minor != shop[number]["net"] or row.refunded_minor != shop[number]["refunded"]:
            found.append(f"order {number}: {row.net_minor} net, {shop[number]} in the shop")
        if (row.canceled_at is not None) != shop[number]["cancelled"]:
            found.append(f"order {number} is canceled in one place only")
        found += _credit(row, day.targets.get(number))
    return sorted(found)


_CLUES = ("codes", "note_code", "landing_code", "visit_code", "visited_at", "journey_due_at", "placed_at")


def _credit(row: Order, target: Target | None) -> list[str]:
    attribution = getattr(row, "attribution", None)
    wanted = None if target is None else (target.publication, target.scene)
    credited = None if attribution is None else (attribution.publication_id, attribution.scene_id)
    if wanted == credited:
        return []
    clues = {name: getattr(row, name) for name in _CLUES if getattr(row, name)}
    return [f"order {row.shop_id} is credited to {credited}, not to {wanted}: it has {clues or 'no clue'}"]


def _report(day: Day, wrong: list[str], *, deaths: Counter[str]) -> int:
    lines = (
        f"at the shop: {', '.join(f'{count} {what}' for what, count in day.counts.items())}",
        f"kills: {', '.join(f'{name} {number}' for name, number in deaths.items())}",
        f"credited: {sum(target is not None for target in day.targets.values())}",
        f"wrong: {len(wrong)}",
        *(f"  {each}" for each in wrong[:40]),
    )
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

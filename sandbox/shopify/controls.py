"""What a test or a person can do to the shops: orders, refunds, changes, and looking at everything."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import clock, context
from sandbox.shopify import (
    admin_api,
    discounts,
    events,
    grants,
    identifiers,
    money,
    orders,
    payloads,
    products,
    service,
    settings,
    shops,
    totals,
)
from sandbox.shopify.customers import Crowd
from sandbox.shopify.errors import RefusedError
from sandbox.shopify.events import Work
from sandbox.shopify.grants import Grant
from sandbox.shopify.orders import Purchase, Visit
from sandbox.shopify.records import Doc

_SETTLES_WITHIN_S = 10.0


class Came(BaseModel):
    """A visit: the page it began on, a path in the shop, and the page before."""

    model_config = ConfigDict(extra="forbid")

    landing: str = "/"
    referrer: str = ""
    minutes_before: float = Field(default=1, ge=0)


class Order(BaseModel):
    """An order to place. ``product`` is a handle; ``variant`` counts from 0. ``repeat`` places several."""

    model_config = ConfigDict(extra="forbid")

    product: str = ""
    variant: int = Field(default=0, ge=0)
    quantity: int = Field(default=1, ge=1, le=1000)
    codes: list[str] = []
    attributes: dict[str, str] = {}
    note: str | None = None
    visits: list[Came] = []
    country: str = ""
    customer: str = ""
    is_test: bool = False
    is_paid: bool = True
    repeat: int = Field(default=1, ge=1, le=5000)


class Refund(BaseModel):
    """A refund. ``quantity``: pieces of the first line that come back; None for all of all lines.

    ``amount``, in whole units such as "12.50", is given back instead of the price; with quantity 0, nothing
    comes back.
    """

    model_config = ConfigDict(extra="forbid")

    quantity: int | None = None
    amount: str | None = None
    shipping: bool = False
    note: str = ""


async def show_settings(request: Request) -> Response:
    return JSONResponse(settings.current(context.of(request).store).model_dump())


async def change_settings(request: Request) -> Response:
    settings.change(context.of(request).store, await request.json())
    service.of(request).dispatcher.wake()
    return await show_settings(request)


async def show_shop(request: Request) -> Response:
    """Return all that is in a shop, so that a test can count: orders with what they come to, and the rest."""
    work = service.work(request)
    return JSONResponse(await run_in_threadpool(_whole, work))


def _whole(work: Work) -> Doc:
    found = orders.every(work.store, work.shop)
    return {
        "shop": work.shop.host,
        "currency": work.shop.currency,
        "products": work.records("product").count(work.shop.host),
        "orders": [_shown(order) for order in found],
        "totals": {
            "orders": len(found),
            "total": sum(totals.of(order).total for order in found),
            "refunded": sum(totals.of(order).refunded for order in found),
            "net": sum(totals.of(order).net for order in found),
        },
        "discounts": [
            {
                "code": row.body["code"],
                "status": discounts.status(row.body, at=work.at),
                "used": row.body["used"],
            }
            for row in work.records("discount").every(work.shop.host)
            if row.body
        ],
        "installations": [
            {"client_id": grant.client_id, "scopes": list(grant.scopes)}
            for grant in grants.installations(work.store, work.shop.host)
        ],
        "webhooks": [
            {"id": row.id, "topic": row.body["topic"], "uri": row.body["uri"]}
            for row in events.subscriptions(work.store, work.shop.host)
            if row.body
        ],
    }


def _shown(order: Doc) -> Doc:
    """Return an order in short. Amounts are minor units of its currency."""
    sums = totals.of(order)
    return {
        "id": order["id"],
        "name": order["name"],
        "currency": order["currency"],
        "total": sums.total,
        "current_total": sums.current_total,
        "refunded": sums.refunded,
        "net": sums.net,
        "financial": order["financial"],
        "cancelled": order["cancelled_at"] is not None,
        "test": order["test"],
        "codes": [each["code"] for each in order["codes"]],
        "attributes": order["attributes"],
        "note": order["note"],
        "landing": order["visits"][-1]["landing"] if order["visits"] else None,
        "products": [line["product_id"] for line in order["lines"]],
        "lines": [{"id": line["id"], "quantity": line["quantity"]} for line in order["lines"]],
        "customer": order["customer"]["email"],
        "created_at": clock.rfc3339(order["created_at"]),
    }


async def place_order(request: Request) -> Response:
    """Place one order, or several alike. Returns the last."""
    asked = Order.model_validate_json(await request.body())
    work = service.work(request)

    def place() -> Doc:
        for _ in range(asked.repeat - 1):
            orders.place(work, _purchase(work, asked))
        return _shown(orders.place(work, _purchase(work, asked)))

    return JSONResponse(await run_in_threadpool(place))


def _purchase(work: Work, asked: Order) -> Purchase:
    found = products.by_handle(work.store, work.shop, asked.product) if asked.product else _first(work)
    if found is None or asked.variant >= len(found["variants"]):
        raise RefusedError("There is no such product or variant.")
    return Purchase(
        lines=[(found["variants"][asked.variant]["id"], asked.quantity)],
        visits=[
            Visit(landing=came.landing, referrer=came.referrer, at=work.at - 60 * came.minutes_before)
            for came in asked.visits
        ],
        codes=asked.codes,
        attributes=asked.attributes,
        note=asked.note,
        country=asked.country,
        customer=asked.customer,
        is_test=asked.is_test,
        is_paid=asked.is_paid,
    )


def _first(work: Work) -> Doc | None:
    rows = work.records("product").every(work.shop.host)[:3]
    found = [products.body(work.shop, row) for row in rows]
    return next((each for each in found if products.is_available(each, each["variants"][0])), None)


async def change_order(request: Request) -> Response:
    """``refund``, ``cancel``, ``pay`` or ``touch`` an order. Touching sends orders/updated only."""
    work = service.work(request)
    order = orders.find(work.store, work.shop, request.path_params["order"])
    if order is None:
        raise RefusedError("There is no such order.")
    text = await request.body() or b"{}"
    return JSONResponse(await run_in_threadpool(_changed, work, order, request.path_params["action"], text))


def _changed(work: Work, order: Doc, action: str, text: bytes) -> Doc:
    if action == "refund":
        return _shown(_refunded(work, order, Refund.model_validate_json(text)))
    if action == "touch":
        orders.save(work, order, "orders/updated")
        return _shown(order)
    changes: dict[str, Callable[[Work, Doc], Doc]] = {"cancel": orders.cancel, "pay": orders.pay}
    if action not in changes:
        raise RefusedError("Orders can be refunded, cancelled, paid or touched.")
    return _shown(changes[action](work, order))


def _refunded(work: Work, order: Doc, asked: Refund) -> Doc:
    lines = None if asked.quantity is None else {order["lines"][0]["id"]: asked.quantity}
    amount = None if asked.amount is None else money.minor(asked.amount, order["currency"])
    return orders.refund(work, order, lines=lines, amount=amount, shipping=asked.shipping, note=asked.note)


async def change_product(request: Request) -> Response:
    """Delete a product, or change its ``status``, ``title`` or ``price`` (in whole units)."""
    work = service.work(request)
    found = products.by_handle(work.store, work.shop, request.path_params["handle"])
    if found is None:
        raise RefusedError("There is no such product.")
    if request.method == "DELETE":
        products.delete(work, found["id"])
        return Response(status_code=204)
    wanted: dict[str, Any] = await request.json()
    price = wanted.pop("price", None)
    for variant in found["variants"] if price is not None else ():
        variant["price"] = money.minor(price, work.shop.currency)
    products.update(work, found, wanted)
    shown = {
        "id": identifiers.gid("Product", found["id"]),
        "title": found["title"],
        "status": found["status"],
    }
    return JSONResponse(shown)


async def change_shop(request: Request) -> Response:
    """Change a shop's ``currency`` or ``title``, as its owner does. Sends shop/update."""
    work = service.work(request)
    wanted: dict[str, Any] = await request.json()
    if "currency" in wanted:
        wanted.setdefault("rates", {wanted["currency"]: 1.0})
    shop = shops.change(work.store, work.shop, at=work.at, **wanted)
    changed = service.of(request).work(shop, base_url=work.base_url)
    events.emit(changed, "shop/update", payloads.shop(changed))
    return JSONResponse({"shop": shop.host, "currency": shop.currency, "title": shop.title})


async def uninstall(request: Request) -> Response:
    """Remove an app from a shop, as its owner does in the admin."""
    shop = service.shop(request)
    client_id = request.path_params["client_id"]
    return JSONResponse({"uninstalled": service.of(request).uninstall(shop, client_id=client_id)})


async def change_scopes(request: Request) -> Response:
    """Change what an app may do in a shop. Sends app/scopes_update."""
    grant = Grant(
        shop=request.path_params["host"],
        client_id=request.path_params["client_id"],
        scopes=tuple(await request.json()),
    )
    service.of(request).install(grant, base_url=context.base_url(request))
    return JSONResponse({"scopes": list(grant.scopes)})


async def ask_privacy(request: Request) -> Response:
    """Send customers/data_request, customers/redact or shop/redact. The first two need a ``customer``."""
    work = service.work(request)
    topic = f"{request.path_params['group']}/{request.path_params['event']}"
    if topic not in events.COMPLIANCE:
        raise RefusedError("There is no such topic.")
    sent: dict[str, Any] = await request.json() if await request.body() else {}
    client_id = sent.get("client_id", "sandbox")
    payload: Doc = {"shop_id": work.shop.id, "shop_domain": work.shop.host}
    if topic != "shop/redact":
        found = [
            each
            for each in orders.every(work.store, work.shop)
            if each["customer"]["email"] == sent["customer"]
        ]
        if not found:
            raise RefusedError("That customer has no orders.")
        payload = payloads.person(work, topic, found)
    return JSONResponse({"queued": events.comply(work, topic, payload, client_id=client_id)})


async def show_deliveries(request: Request) -> Response:
    """Return all webhooks of a shop, or of all."""
    shop = request.query_params.get("shop", "%")
    query = (
        "SELECT number, shop, topic, url, webhook_id, event_id, attempts, status, due_at, last_answer, body"
        " FROM shopify_deliveries WHERE shop LIKE ? ORDER BY number"
    )
    rows = [dict(row) for row in context.of(request).store.rows(query, (shop,))]
    return JSONResponse({"count": len(rows), "deliveries": rows})


async def deliver(request: Request) -> Response:
    """Try all pending webhooks now. With ``again``, also those that were delivered or lost."""
    dispatcher = service.of(request).dispatcher
    if "again" in request.query_params:
        context.of(request).store.change("UPDATE shopify_deliveries SET status = 'pending'")
    return JSONResponse(await run_in_threadpool(dispatcher.release, timeout_s=_SETTLES_WITHIN_S))


async def send_customers(request: Request) -> Response:
    """Let ``visits`` customers come now. Returns what became of each."""
    sent: dict[str, Any] = await request.json() if await request.body() else {}
    crowd = Crowd(service.of(request))
    found = await run_in_threadpool(crowd.visit, min(int(sent.get("visits", 1)), 500))
    return JSONResponse({"visits": [asdict(outcome) for outcome in found]})


async def set_bucket(request: Request) -> Response:
    """Set how many points are left for an app in a shop."""
    wanted = await request.json()
    grant = Grant(shop=request.path_params["host"], client_id=wanted.get("client_id", "sandbox"), scopes=())
    service.of(request).buckets.set(admin_api.bucket_key(grant), float(wanted["available"]))
    return JSONResponse(wanted)


_CONTROLS = "/_sandbox/shopify"
_SHOP = f"{_CONTROLS}/shops/{{host}}"
routes = [
    Route(_CONTROLS, show_settings, methods=["GET"]),
    Route(_CONTROLS, change_settings, methods=["PUT"]),
    Route(f"{_CONTROLS}/webhooks", show_deliveries, methods=["GET"]),
    Route(f"{_CONTROLS}/webhooks", deliver, methods=["POST"]),
    Route(f"{_CONTROLS}/customers", send_customers, methods=["POST"]),
    Route(_SHOP, show_shop, methods=["GET"]),
    Route(_SHOP, change_shop, methods=["PATCH"]),
    Route(f"{_SHOP}/orders", place_order, methods=["POST"]),
    Route(f"{_SHOP}/orders/{{order:int}}/{{action}}", change_order, methods=["POST"]),
    Route(f"{_SHOP}/products/{{handle}}", change_product, methods=["PATCH", "DELETE"]),
    Route(f"{_SHOP}/apps/{{client_id}}", uninstall, methods=["DELETE"]),
    Route(f"{_SHOP}/apps/{{client_id}}/scopes", change_scopes, methods=["PUT"]),
    Route(f"{_SHOP}/bucket", set_bucket, methods=["PUT"]),
    Route(f"{_SHOP}/{{group}}/{{event}}", ask_privacy, methods=["POST"]),
]

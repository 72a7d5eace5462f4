"""A shop's admin, as its owner has it: installed apps, orders to refund or cancel, drafts, the currency."""

import html
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox import pages
from sandbox.shopify import (
    events,
    grants,
    identifiers,
    journeys,
    money,
    orders,
    payloads,
    products,
    service,
    shops,
    totals,
)
from sandbox.shopify.errors import PageError, RefusedError
from sandbox.shopify.events import Work
from sandbox.shopify.records import Doc, Page

_SHOWN = 20
_CURRENCIES = ("EUR", "USD", "GBP", "JPY", "CHF")


async def show(request: Request) -> Response:
    """The page."""
    work = service.work(request)
    found = grants.installations(work.store, work.shop.host)
    apps = "".join(_app(work, grant.client_id, grant.scopes) for grant in found)
    page = Page(is_reversed=True, limit=_SHOWN)
    rows = work.records("order").page(work.shop.host, page)
    placed = "".join(_order(work, row.body) for _, row in rows if row.body is not None)
    placed = placed or "<tr><td>No orders yet.</td></tr>"
    options = "".join(
        f"<option{' selected' if code == work.shop.currency else ''}>{code}</option>" for code in _CURRENCIES
    )
    body = (
        f"<h1>{html.escape(work.shop.title)}</h1>"
        '<p class="quiet">The admin of a simulated shop, as its owner sees it. '
        f'<a href="{work.shop.path}/">Open the storefront</a>, to buy something.</p>'
        f"<h2>Apps</h2>{apps or '<p>No app is installed.</p>'}"
        f'<h2>Orders</h2><table class="orders">{placed}</table>'
        f'<h2>Settings</h2><form class="inline" method="post" action="{work.shop.path}/admin/currency">'
        f'<label for="currency">Currency</label><select id="currency" name="currency">{options}</select>'
        "<button>Change</button></form>"
    )
    return pages.page(f"{work.shop.title} – admin", body)


async def show_product(request: Request) -> Response:
    """One product, with a button that puts a draft on sale."""
    work = service.work(request)
    product = products.find(work.store, work.shop, request.path_params["number"])
    if product is None:
        raise PageError(404, "Not found", "The shop has no such product.")
    price = f"{money.text(product['variants'][0]['price'], work.shop.currency)} {work.shop.currency}"
    state = product["status"].lower()
    body = (
        f'<p class="quiet"><a href="{work.shop.path}/admin">{html.escape(work.shop.title)}</a></p>'
        f"<h1>{html.escape(product['title'])}</h1><p>{price} <small>{state}</small></p>"
    )
    if product["status"] == "DRAFT":
        body += (
            f'<form class="inline" method="post" action="{work.shop.path}/admin/publish">'
            f'<input type="hidden" name="product" value="{product["id"]}"><button>Publish</button></form>'
        )
    elif products.is_sold_online(product):
        url = f"{work.shop.path}/products/{html.escape(product['handle'])}"
        body += f'<p><a href="{url}">See it in the storefront</a></p>'
    return pages.page(f"{product['title']} – admin", body)


async def act(request: Request) -> Response:
    """Uninstall an app, refund or cancel an order, publish a draft, or change the currency; then show it."""
    work = service.work(request)
    form = dict(parse_qsl((await request.body()).decode()))
    try:
        await run_in_threadpool(_done, request, work, request.path_params["action"], form)
    except RefusedError as error:
        raise PageError(409, "Not possible", str(error)) from None
    shown = f"/products/{form['product']}" if form.get("product") else ""
    return RedirectResponse(f"{work.shop.path}/admin{shown}", status_code=303)


def _done(request: Request, work: Work, action: str, form: dict[str, str]) -> None:
    if action == "uninstall":
        service.of(request).uninstall(work.shop, client_id=form.get("client_id", ""))
        return
    if action == "currency":
        _change_currency(request, work, form.get("currency", ""))
        return
    if action == "publish":
        _publish(work, form.get("product", ""))
        return
    number = identifiers.number(form.get("order"), "Order")
    order = orders.find(work.store, work.shop, number) if number is not None else None
    if order is None or action not in ("refund", "cancel"):
        raise RefusedError("There is no such order.")
    if action == "refund":
        orders.refund(work, order, shipping=True, note="Refunded in the admin")
    else:
        orders.cancel(work, order)


def _publish(work: Work, number: str) -> None:
    product = products.find(work.store, work.shop, int(number)) if number.isdecimal() else None
    if product is None:
        raise RefusedError("There is no such product.")
    product["status"] = "ACTIVE"
    product["published_at"] = product["published_at"] or work.at
    products.save(work, product)


def _change_currency(request: Request, work: Work, currency: str) -> None:
    if currency not in _CURRENCIES:
        raise RefusedError("There is no such currency.")
    shop = shops.change(work.store, work.shop, at=work.at, currency=currency, rates={currency: 1.0})
    changed = service.of(request).work(shop, base_url=work.base_url)
    events.emit(changed, "shop/update", payloads.shop(changed))


def _app(work: Work, client_id: str, scopes: tuple[str, ...]) -> str:
    return (
        f'<form class="inline" method="post" action="{work.shop.path}/admin/uninstall">'
        f"<p><strong>{html.escape(client_id)}</strong> <small>{', '.join(scopes)}</small></p>"
        f'<input type="hidden" name="client_id" value="{html.escape(client_id)}">'
        "<button>Uninstall</button></form>"
    )


def _order(work: Work, order: Doc) -> str:
    sums = totals.of(order)
    state = "cancelled" if order["cancelled_at"] is not None else order["financial"].lower().replace("_", " ")
    came = html.escape(_origin(order))
    codes = ", ".join(html.escape(each["code"]) for each in order["codes"])
    buttons = _button(work, order, "refund", "Refund") if sums.net else ""
    buttons += _button(work, order, "cancel", "Cancel") if order["cancelled_at"] is None else ""
    lines = ", ".join(f"{line['quantity']} × {html.escape(line['title'])}" for line in order["lines"])
    return (
        f'<tr id="order-{order["id"]}">'
        f"<td><strong>{order['name']}</strong><br><small>{state}</small></td>"
        f"<td>{lines}<br><small>Came by {came}{f', code {codes}' if codes else ''}</small></td>"
        f'<td class="figure">{money.text(sums.total, order["currency"])} {order["currency"]}</td>'
        f"<td>{buttons}</td></tr>"
    )


def _origin(order: Doc) -> str:
    """Return the page that the last visit began on, and its referral code."""
    if not order["visits"]:
        return "no page of the shop"
    landing: str = order["visits"][-1]["landing"]
    code = journeys.referral(landing)
    return landing.partition("?")[0] + (f" with ref={code}" if code else "")


def _button(work: Work, order: Doc, action: str, label: str) -> str:
    gid = identifiers.gid("Order", order["id"])
    return (
        f'<form method="post" action="{work.shop.path}/admin/{action}">'
        f'<input type="hidden" name="order" value="{gid}"><button>{label}</button></form>'
    )


_ADMIN = "/shopify/shops/{host}/admin"
routes = [
    Route(_ADMIN, show, methods=["GET"]),
    Route(f"{_ADMIN}/", show, methods=["GET"]),
    Route(f"{_ADMIN}/products/{{number:int}}", show_product, methods=["GET"]),
    Route(f"{_ADMIN}/{{action}}", act, methods=["POST"]),
]

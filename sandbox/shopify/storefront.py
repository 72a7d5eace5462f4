"""The shops' pages, where a person can buy by hand: goods, discounts, carts, a checkout without money."""

import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox import pages
from sandbox.shopify import discounts, money, orders, pictures, products, service, totals, visits
from sandbox.shopify.errors import PageError, RefusedError
from sandbox.shopify.events import Work
from sandbox.shopify.orders import Purchase
from sandbox.shopify.records import Doc, Page
from sandbox.shopify.visits import Browser

_COUNTRIES = ("DE", "FR", "GB", "JP", "US")
_ATTRIBUTE = re.compile(r"attributes\[([^\]]{1,100})\]")
_ON_FRONT_PAGE = 48
_MOST_PIECES = 20


async def front_page(request: Request) -> Response:
    """The first goods of a shop."""
    work, browser = _begin(request)
    page = Page(where="status = 'ACTIVE'", limit=_ON_FRONT_PAGE)
    rows = work.records("product").page(work.shop.host, page)
    cards = "".join(_card(work, products.body(work.shop, row)) for _, row in rows)
    body = f'<h1>{html.escape(work.shop.title)}</h1>{_note(browser)}<div class="goods">{cards}</div>'
    return visits.keep(_page(work.shop.title, body), browser, work)


async def product_page(request: Request) -> Response:
    """One product, with a button to buy it."""
    work, browser = _begin(request)
    found = products.by_handle(work.store, work.shop, request.path_params["handle"])
    if found is None or not products.is_sold_online(found):
        raise PageError(404, "Page not found", "The page that you asked for is not there.")
    wanted = request.query_params.get("variant", "")
    body = _product(work, browser, found, wanted)
    return visits.keep(_page(found["title"], body), browser, work)


async def discount_link(request: Request) -> Response:
    """Keep a code for the checkout and go on to a page of the shop, with the other parameters."""
    work, browser = _begin(request)
    browser.code = request.path_params["code"]
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "redirect"]
    target = request.query_params.get("redirect", "/")
    if not target.startswith("/") or target.startswith(("//", "/\\")):
        target = "/"
    if query:
        target += ("&" if "?" in target else "?") + urlencode(query)
    return visits.keep(RedirectResponse(work.shop.path + target, status_code=302), browser, work)


async def cart(request: Request) -> Response:
    """A checkout of the variants in the path, ``/cart/123:1,456:2``, with code, note and attributes."""
    work, browser = _begin(request)
    query = request.query_params
    browser.code = query.get("discount", browser.code)
    lines = _lines(work, request.path_params["lines"])
    attributes = {
        match[1]: value for name, value in query.multi_items() if (match := _ATTRIBUTE.fullmatch(name))
    }
    body = _checkout(work, browser, lines, note=query.get("note", ""), attributes=attributes)
    return visits.keep(_page("Checkout", body), browser, work)


async def buy(request: Request) -> Response:
    """Place an order, as the browser came, and show it."""
    work, browser = service.work(request), visits.of(request)
    form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
    code = form.get("discount", "").strip()
    attributes = {match[1]: value for name, value in form.items() if (match := _ATTRIBUTE.fullmatch(name))}
    quantity = form.get("quantity", "1")
    lines = form.get("lines") or f"{form.get('variant', '')}:{quantity if quantity.isdigit() else 1}"
    purchase = Purchase(
        lines=[(variant["id"], pieces) for _, variant, pieces in _lines(work, lines)],
        visits=browser.seen(),
        codes=[code] if code else [],
        attributes=attributes,
        note=form.get("note") or None,
        country=form.get("country", "") if form.get("country") in _COUNTRIES else "",
        is_simulated="x-sandbox-customer" in request.headers,
    )
    try:
        order = await run_in_threadpool(orders.place, work, purchase)
    except RefusedError as error:
        raise PageError(409, "Sold out", f"{error} Nothing was ordered.") from None
    browser.code = ""
    answer = RedirectResponse(f"{work.shop.path}/orders/{order['id']:x}", status_code=303)
    return visits.keep(answer, browser, work)


async def order_page(request: Request) -> Response:
    """The order, after it was placed."""
    work = service.work(request)
    text = request.path_params["token"]
    number = int(text, 16) if re.fullmatch(r"[0-9a-f]{1,15}", text) else 0
    order = orders.find(work.store, work.shop, number)
    if order is None:
        raise PageError(404, "Page not found", "There is no such order.")
    sums, shown = totals.of(order), order["currency"]
    lines = "".join(
        f"<tr><td>{line['quantity']} × {html.escape(line['title'])}</td>"
        f"<td>{money.text(totals.discounted(line, line['quantity']), shown)}</td></tr>"
        for line in order["lines"]
    )
    codes = "".join(
        f"<p>Discount code <code>{html.escape(each['code'])}</code></p>" for each in order["codes"]
    )
    body = (
        f"<h1>Thank you! Order {order['name']}</h1>"
        '<p class="quiet">This is a sandbox: no money was taken, and nothing will be sent.</p>'
        f"<table>{lines}<tr><td>Shipping</td><td>{money.text(sums.shipping, shown)}</td></tr>"
        f"<tr><th>Total</th><th>{money.text(sums.total, shown)} {shown}</th></tr></table>{codes}"
        f'<p><a href="{work.shop.path}/">Back to the shop</a></p>'
    )
    return _page(f"Order {order['name']}", body)


def _begin(request: Request) -> tuple[Work, Browser]:
    """Return the shop and the browser, whose visit is noted."""
    work, browser = service.work(request), visits.of(request)
    visits.note(request, browser, work)
    return work, browser


def _page(title: str, body: str) -> Response:
    return pages.page(f"{title} – Sandbox shop", f'<p class="quiet">Sandbox shop</p>{body}')


def _lines(work: Work, text: str) -> list[tuple[Doc, Doc, int]]:
    """Return products, variants and quantities. Raises PageError for a variant that is not sold."""
    found = []
    for part in text.split(",")[:20]:
        variant, _, pieces = part.partition(":")
        quantity = min(int(pieces), _MOST_PIECES) if pieces.isdigit() else 1
        pair = products.variant(work.store, work.shop, int(variant)) if variant.isdigit() else None
        if pair is None or not products.is_sold_online(pair[0]):
            raise PageError(404, "Page not found", "That product is not sold here.")
        found.append((*pair, max(quantity, 1)))
    return found


def _card(work: Work, found: Doc) -> str:
    price = money.text(min(each["price"] for each in found["variants"]), work.shop.currency)
    url = html.escape(f"{work.shop.path}/products/{found['handle']}")
    return (
        f'<a class="goods__card" href="{url}">{_picture(work, found)}<span>{html.escape(found["title"])}'
        f"<small>from {price} {work.shop.currency}</small></span></a>"
    )


def _picture(work: Work, found: Doc, *, width: int = 320) -> str:
    media = found["media"][0] if found["media"] else None
    if media is None or pictures.status(media, at=work.at) != "READY":
        return ""
    url = f"{pictures.url(work, media)}?width={width}"
    return f'<img src="{html.escape(url)}" alt="{html.escape(media["alt"] or "")}">'


def _note(browser: Browser) -> str:
    if not browser.code:
        return ""
    return f'<p class="quiet">Your discount code: <code>{html.escape(browser.code)}</code></p>'


def _product(work: Work, browser: Browser, found: Doc, wanted: str) -> str:
    choices = "".join(
        _choice(work, found, each, is_chosen=str(each["id"]) == wanted) for each in found["variants"]
    )
    can_buy = any(products.is_available(found, each) for each in found["variants"])
    button = '<button class="primary">Buy now</button>' if can_buy else "<strong>Sold out</strong>"
    return (
        f'<h1>{html.escape(found["title"])}</h1><div class="goods__one">{_picture(work, found, width=640)}'
        f"<div>{found['description_html']}{_note(browser)}"
        f'<form method="post" action="{work.shop.path}/checkout">'
        f"<fieldset><legend>Variant</legend>{choices}</fieldset>"
        '<label>Quantity <input type="number" name="quantity" value="1" min="1" max="20"></label>'
        f'{_details(browser)}<p class="actions">{button}</p></form></div></div>'
        f'<p><a href="{work.shop.path}/">All products</a></p>'
    )


def _choice(work: Work, found: Doc, variant: Doc, *, is_chosen: bool) -> str:
    is_available = products.is_available(found, variant)
    first = next((each for each in found["variants"] if products.is_available(found, each)), None)
    marks = " checked" if is_chosen or variant is first else ""
    marks += "" if is_available else " disabled"
    price = f"{money.text(variant['price'], work.shop.currency)} {work.shop.currency}"
    state = "" if is_available else " (sold out)"
    return (
        f'<label class="choice"><input type="radio" name="variant" value="{variant["id"]}"{marks}>'
        f"<span>{html.escape(variant['title'])}{state}<small>{price}</small></span></label>"
    )


def _details(browser: Browser) -> str:
    options = "".join(f"<option>{country}</option>" for country in _COUNTRIES)
    options = f'<option value="">The shop&apos;s country</option>{options}'
    return (
        f'<label>Discount code <input name="discount" value="{html.escape(browser.code)}"></label>'
        f'<label>Deliver to <select name="country">{options}</select></label>'
    )


def _checkout(
    work: Work,
    browser: Browser,
    lines: list[tuple[Doc, Doc, int]],
    *,
    note: str,
    attributes: Mapping[str, str],
) -> str:
    currency = work.shop.currency
    rows = "".join(
        f"<tr><td>{pieces} × {html.escape(found['title'])} ({html.escape(variant['title'])})</td>"
        f"<td>{money.text(variant['price'] * pieces, currency)} {currency}</td></tr>"
        for found, variant, pieces in lines
    )
    hidden: dict[str, Any] = {
        "lines": ",".join(f"{variant['id']}:{pieces}" for _, variant, pieces in lines),
        "note": note,
        **{f"attributes[{name}]": value for name, value in attributes.items()},
    }
    fields = "".join(
        f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
        for name, value in hidden.items()
    )
    discount = discounts.by_code(work.store, work.shop, browser.code) if browser.code else None
    is_valid = discount is not None and discounts.is_usable(discount, at=work.at)
    problem = '<p class="quiet">This discount code is not valid.</p>' if browser.code and not is_valid else ""
    return (
        f'<h1>Checkout</h1><p class="quiet">{html.escape(work.shop.title)}. A sandbox: no money is taken.</p>'
        f"<table>{rows}</table>{problem}"
        f'<form method="post" action="{work.shop.path}/checkout">{fields}{_details(browser)}'
        '<p class="actions"><button class="primary">Buy now</button></p></form>'
    )


_SHOP = "/shopify/shops/{host}"
routes = [
    Route(f"{_SHOP}/", front_page, methods=["GET"]),
    Route(_SHOP, front_page, methods=["GET"]),
    Route(f"{_SHOP}/products/{{handle}}", product_page, methods=["GET"]),
    Route(f"{_SHOP}/discount/{{code}}", discount_link, methods=["GET"]),
    Route(f"{_SHOP}/cart/{{lines}}", cart, methods=["GET"]),
    Route(f"{_SHOP}/checkout", buy, methods=["POST"]),
    Route(f"{_SHOP}/orders/{{token}}", order_page, methods=["GET"]),
]

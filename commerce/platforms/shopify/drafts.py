"""Creates products as drafts, with a picture. They are never published."""

from html import escape

from commerce.platforms.base import DraftWanted
from commerce.platforms.shopify import hosts, money, payloads, products, queries, refusals
from commerce.platforms.shopify.graphql import GraphClient
from commerce.platforms.shopify.refusals import RefusedError
from commerce.platforms.shopify.words import SYSTEM
from commerce.platforms.values import ShopProduct
from foundation.errors import UpstreamError
from foundation.upstream import UpstreamClient

_TIMEOUT_S = 60.0
_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
# A product without options has one of this name.
_OPTION, _VALUE = "Title", "Default Title"


def find(graph: GraphClient, *, key: str, own_url: str) -> ShopProduct | None:
    """Return the product that was created for ``key``; None if there is none.

    Its tag is looked for too, in case its owner has changed the handle.
    """
    found = graph.ask(queries.DRAFT_BY_HANDLE, payloads.DraftAnswer, handle=_handle(key))
    if found.product_by_identifier is not None:
        return _reported(found.product_by_identifier, own_url)
    query = f"tag:'{_handle(key)}'"
    tagged = graph.ask(queries.DRAFT_BY_TAG, payloads.ProductsAnswer, query=query).products.nodes
    return _reported(tagged[0], own_url) if tagged else None


def create(graph: GraphClient, *, wanted: DraftWanted, own_url: str) -> ShopProduct:
    """Create the product, or return the one that exists, as its owner has changed it."""
    existing = find(graph, key=wanted.key, own_url=own_url)
    if existing is not None:
        return existing
    picture = _upload(graph, wanted, own_url=own_url)
    handle = _handle(wanted.key)
    text = {
        "title": wanted.title,
        "descriptionHtml": _html(wanted.description),
        "handle": handle,
        "status": "DRAFT",
        "tags": [handle],
        "files": [{"originalSource": picture, "alt": wanted.picture_alt, "contentType": "IMAGE"}],
        "productOptions": [{"name": _OPTION, "values": [{"name": _VALUE}]}],
        "variants": [
            {
                "optionValues": [{"optionName": _OPTION, "name": _VALUE}],
                "price": money.decimal(wanted.price),
            }
        ],
    }
    try:
        created = graph.change(queries.CREATE_DRAFT, payloads.ProductSet, handle=handle, input=text).product
    except RefusedError:
        # The reason may concern a part of a product that was created, such as its picture.
        made = find(graph, key=wanted.key, own_url=own_url)
        if made is None:
            raise
        return made
    if created is None:
        raise refusals.unreadable()
    return _reported(created, own_url)


def _upload(graph: GraphClient, wanted: DraftWanted, *, own_url: str) -> str:
    """Upload the picture, and return what Shopify calls it. Raises UpstreamError."""
    mime_type = _TYPES.get(wanted.picture.suffix.lower(), "image/jpeg")
    name = f"{_handle(wanted.key)}{wanted.picture.suffix.lower() or '.jpg'}"
    upload = {
        "resource": "IMAGE",
        "filename": name,
        "mimeType": mime_type,
        "httpMethod": "POST",
        "fileSize": str(wanted.picture.stat().st_size),
    }
    staged = graph.change(queries.STAGE_UPLOAD, payloads.Staged, input=[upload]).staged_targets
    if not staged:
        raise UpstreamError(f"{SYSTEM} has no place for the picture.", system=SYSTEM)
    target = staged[0]
    hosts.check_storage(target.url, own_url=own_url)
    form = [(each.name, each.value) for each in target.parameters]
    http = UpstreamClient(SYSTEM, base_url="", timeout_s=_TIMEOUT_S)
    with wanted.picture.open("rb") as file:
        http.request("POST", target.url, data=form, files={"file": (name, file, mime_type)})
    return target.resource_url


def _reported(product: payloads.Product, own_url: str) -> ShopProduct:
    return products.reported(product, variants=product.variants.nodes, currency="", own_url=own_url)


def _handle(key: str) -> str:
    """Our id in the form of a handle: lower case, with hyphens."""
    return f"ettametta-{key.lower().replace('_', '-')}"


def _html(text: str) -> str:
    """Paragraphs of the text."""
    paragraphs = (each.strip() for each in text.split("\n\n"))
    return "".join(f"<p>{escape(each).replace(chr(10), '<br>')}</p>" for each in paragraphs if each)

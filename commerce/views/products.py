"""The mirrored products: a list with filters, one product, and the choice of one for an offer."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from commerce import coverage
from commerce.catalogue import searching, syncing
from commerce.models import Product, ProductQuerySet, ProductStatus, Store
from commerce.views import shop
from foundation import pages
from foundation.pagination import paginate

_LIST = "commerce:products"
_PER_PAGE = 30
_STATUSES = (
    ("", "In the shop"),
    (ProductStatus.ACTIVE, "Active"),
    (ProductStatus.DRAFT, "Draft"),
    (ProductStatus.ARCHIVED, "Archived"),
    (ProductStatus.DELETED, "Deleted"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """What the URL of the list filters and sorts by. Unknown values are ignored."""

    words: str
    status: str
    store_id: str
    order: str

    def url(self, **changes: str) -> str:
        """The URL of the list with these changes."""
        values = {
            "q": self.words,
            "status": self.status,
            "store": self.store_id,
            "order": self.order,
        } | changes
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{reverse(_LIST)}?{query}" if query else reverse(_LIST)

    @property
    def is_filtered(self) -> bool:
        """True if it narrows the list."""
        return bool(self.words or self.status or self.store_id)


@require_safe
@workspace_required()
def product_list(request: WorkspaceRequest) -> HttpResponse:
    """Products by words, status and shop."""
    listed = list(Store.objects.for_workspace(request.workspace).listed())
    chosen = _chosen(request, listed)
    rows = searching.find(
        workspace=request.workspace, words=chosen.words, status=chosen.status, store_id=chosen.store_id
    )
    page = paginate(
        rows,
        order=searching.ORDERS[chosen.order or "title"],
        cursor=request.GET.get("cursor"),
        limit=_PER_PAGE,
        wide=_with_offers,
        shows=(chosen.words, chosen.status, chosen.store_id),
    )
    context = {
        "page": page,
        "stores": listed,
        "chosen": chosen,
        "readings": [_reading(store) for store in listed if store.pk == (chosen.store_id or store.pk)],
        "is_first_reading": any(
            store.products_read_at is None and syncing.is_running(store=store) for store in listed
        ),
        "statuses": _links(chosen, "status", _STATUSES),
        "shops": _links(chosen, "store", [("", "All shops"), *((store.pk, store.name) for store in listed)]),
        "heads": _heads(chosen),
        "next_url": chosen.url(cursor=page.next_cursor) if page.next_cursor else None,
        "here": request.get_full_path(),
        "may_edit": request.membership.may(Role.EDITOR),
        "tabs": shop.tabs(current=_LIST),
    }
    return render(request, "commerce/product_list.html", context)


def _chosen(request: WorkspaceRequest, listed: list[Store]) -> _Chosen:
    asked = request.GET
    status, store_id, order = asked.get("status", ""), asked.get("store", ""), asked.get("order", "")
    return _Chosen(
        words=asked.get("q", "").strip()[: searching.MOST_CHARACTERS],
        status=status if status in ProductStatus.values else "",
        store_id=store_id if store_id in {store.pk for store in listed} else "",
        order=order if order in searching.ORDERS else "",
    )


def _with_offers(rows: ProductQuerySet) -> ProductQuerySet:
    open_offers = Q(offers__removed_at=None)
    return rows.select_related("store").annotate(
        video_count=Count("offers__video", filter=open_offers, distinct=True)
    )


def _reading(store: Store) -> dict[str, Any]:
    """How far the reading of a shop is; during the first one, also how many products are known."""
    is_running = syncing.is_running(store=store)
    is_first = is_running and store.products_read_at is None
    count = Product.objects.filter(store=store).in_shop().count() if is_first else None
    return {"store": store, "is_running": is_running, "count": count}


def _links(chosen: _Chosen, name: str, choices: Any) -> list[dict[str, Any]]:
    present = chosen.status if name == "status" else chosen.store_id
    return [
        {"label": label, "url": chosen.url(**{name: value}), "is_current": value == present}
        for value, label in choices
    ]


def _heads(chosen: _Chosen) -> dict[str, dict[str, Any]]:
    by_change = chosen.order == "-updated_at"
    return {
        "title": {"url": chosen.url(order=""), "direction": None if by_change else "ascending"},
        "changed": {
            "url": chosen.url(order="-updated_at"),
            "direction": "descending" if by_change else None,
        },
    }


@require_safe
@workspace_required()
def product_page(request: WorkspaceRequest, product_id: str) -> HttpResponse:
    """A product with its variants, its prices, and where it is offered."""
    product = _found(request, product_id)
    variants = list(product.variants.order_by("position", "pk"))
    offers = product.offers.select_related("video", "scene").order_by("removed_at", "-created_at", "pk")
    context = {
        "product": product,
        "store": product.store,
        "variants": variants,
        "currencies": _currencies(product, variants),
        "offers": list(offers[:100]),
        "trail": [
            {"label": "Shop", "url": reverse("commerce:shop")},
            {"label": "Products", "url": reverse(_LIST)},
        ],
    }
    return render(request, "commerce/product_page.html", context)


def _found(request: WorkspaceRequest, product_id: str) -> Product:
    rows = Product.objects.for_workspace(request.workspace).select_related("store")
    return rows.get_or_refuse(product_id)


def _currencies(product: Product, variants: Any) -> list[str]:
    """The currencies of the variants' prices, the shop's own first."""
    found = {price.currency for variant in variants for price in variant.prices}
    return sorted(found, key=lambda currency: (currency != product.currency, currency))


@require_safe
@workspace_required()
def product_choices(request: WorkspaceRequest) -> HttpResponse:
    """The products to choose one from, for the component ``_product_picker``."""
    words, chosen = request.GET.get("q", "").strip(), request.GET.get("product", "")
    paused = coverage.STORES.paused(workspace=request.workspace)
    found = searching.choices(workspace=request.workspace, words=words, chosen=chosen, leaving_out=paused)
    context = {"products": found, "words": words, "chosen": chosen}
    return pages.render_page(
        request,
        template="commerce/product_choices_page.html",
        partial="commerce/_product_choices.html",
        context=context,
    )


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def products_read(request: WorkspaceRequest, store_id: str) -> HttpResponse:
    """Have a shop's products read again."""
    store = Store.objects.for_workspace(request.workspace).get_or_refuse(store_id)
    syncing.refresh(store=store)
    messages.success(request, f"The products of {store.name} are being read.")
    return redirect(f"{reverse(_LIST)}?{urlencode({'store': store.pk})}")

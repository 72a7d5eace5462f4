"""All offers of a workspace."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import WorkspaceRequest, workspace_required
from commerce import revenue
from commerce.models import Offer, Store
from commerce.offers import listing
from commerce.views import shop
from commerce.views.offers import place_of
from foundation.pagination import paginate

_PAGE = "commerce:shop-offers"
_FILTERS = (("", "Open"), ("removed", "Removed"))


@require_safe
@workspace_required()
def shop_offers(request: WorkspaceRequest) -> HttpResponse:
    """The workspace's offers with what they brought, newest first."""
    asked = request.GET.get("show", "")
    rows = Offer.objects.for_workspace(request.workspace)
    rows = rows.exclude(removed_at=None) if asked == "removed" else rows.open()
    page = paginate(
        rows, cursor=request.GET.get("cursor"), wide=lambda found: found.listed(), shows=(_PAGE, asked)
    )
    address = reverse(_PAGE)
    context = {
        "rows": _rows(request, list(page.rows)),
        "next_url": f"{address}?show={asked}&cursor={page.next_cursor}" if page.next_cursor else None,
        "asked": asked,
        "has_store": Store.objects.for_workspace(request.workspace).listed().exists(),
        "connect_url": reverse("commerce:shop"),
        "tabs": shop.tabs(current=_PAGE),
        "filters": [
            {
                "label": label,
                "url": f"{address}?show={name}" if name else address,
                "is_current": name == asked,
            }
            for name, label in _FILTERS
        ],
    }
    return render(request, "commerce/shop_offers.html", context)


def _rows(request: WorkspaceRequest, found: list[Offer]) -> list[dict[str, Any]]:
    brought = revenue.by_offer(workspace=request.workspace, ids=[offer.pk for offer in found])
    return [
        {
            "offer": each.offer,
            "where": place_of(each.offer),
            "clicks": each.clicks.figure(livemode=each.offer.product.store.livemode),
            "posts": len(each.posts),
            "code": each.code,
            "revenue": brought.get(each.offer.pk, []),
        }
        for each in listing.show(offers=found)
    ]

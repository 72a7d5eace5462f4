"""The overview of the workspace's shops."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.access import WorkspaceRequest, workspace_required
from accounts.models import Role
from commerce import coverage, platforms, stores
from commerce.forms import ConnectForm
from commerce.models import Store, StoreStatus
from commerce.platforms import ShopPlatform
from commerce.views import earnings

# Label and URL name of each page below Shop, in order.
_TABS: tuple[tuple[str, str], ...] = (
    ("Overview", "commerce:shop"),
    ("Products", "commerce:products"),
    ("Offers", "commerce:shop-offers"),
    ("Orders", "commerce:orders"),
)


def tabs(*, current: str = "") -> list[dict[str, Any]]:
    """Return the pages of Shop, for the component ``_tabs``. ``current`` is a URL name."""
    return [
        {"label": label, "url": reverse(name), "is_current": name == current, "count": None}
        for label, name in _TABS
    ]


@require_GET
@workspace_required()
def shop_page(request: WorkspaceRequest) -> HttpResponse:
    """Connected shops, or how to connect the first one."""
    return render(request, "commerce/shop_page.html", _context(request))


def with_form(request: WorkspaceRequest, *, platform: ShopPlatform, form: ConnectForm) -> HttpResponse:
    """The overview with a connect form that has errors."""
    context = {**_context(request), "open_form": platform.name}
    for each in context["platforms"]:
        if each["platform"] is platform:
            each["form"] = form
    return render(request, "commerce/shop_page.html", context, status=422)


def _context(request: WorkspaceRequest) -> dict[str, Any]:
    workspace = request.workspace
    rows = list(Store.objects.for_workspace(workspace).order_by("name", "pk"))
    reach = coverage.STORES.reach(workspace=workspace)
    return {
        "stores": [row for row in rows if row.status != StoreStatus.REVOKED],
        "former_stores": [row for row in rows if row.status == StoreStatus.REVOKED],
        "reach": reach,
        "paused": coverage.STORES.paused(workspace=workspace, reach=reach),
        "no_room": coverage.STORES.refusal_shown(workspace=workspace),
        "platforms": [
            {
                "platform": each,
                "words": each.words,
                "form": ConnectForm(words=each.words, is_live=each.is_live()),
                "is_own": stores.may_connect_own(actor=request.user, platform=each),
            }
            for each in platforms.REGISTRY.values()
        ],
        "may_manage": request.membership.may(Role.ADMIN),
        "tabs": tabs(current="commerce:shop"),
        "earnings": earnings.of_workspace(workspace=workspace, stores=rows) if rows else None,
    }

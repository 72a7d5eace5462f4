"""Pages of connected shops: the consent of a platform, a shop's settings, and disconnecting it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Change, WorkspaceRequest, require_open, workspace_required
from accounts.models import Role
from commerce import coverage, platforms, stores
from commerce.errors import ShopAddressError
from commerce.forms import ConnectForm
from commerce.models import Store, StoreStatus
from commerce.orders import reconciling
from commerce.platforms import CredentialKind, ShopPlatform
from commerce.views import shop
from foundation.ages import ago

CONSENT_KEY = "shop_consent"


@require_POST
@workspace_required(Role.ADMIN, changes=Change.WORK)
def store_start(request: WorkspaceRequest, platform: str) -> HttpResponse:
    """Redirect to the platform's consent page of the shop."""
    chosen = platforms.named(platform)
    form = ConnectForm(request.POST, words=chosen.words, is_live=chosen.is_live())
    if not form.is_valid():
        return shop.with_form(request, platform=chosen, form=form)
    try:
        consent = stores.request_consent(
            workspace=request.workspace,
            platform=chosen,
            address=form.cleaned_data["address"],
            with_merch=bool(request.POST.get("merch")),
        )
    except ShopAddressError as refusal:
        form.add_error("address", refusal.message)
        return shop.with_form(request, platform=chosen, form=form)
    request.session[CONSENT_KEY] = {
        **{name: value for name, value in asdict(consent).items() if name != "url"},
        "workspace": request.workspace.pk,
        "back": _own_path(request.POST.get("back", "")),
    }
    return redirect(consent.url)


def _own_path(path: str) -> str:
    """Return the path if it is a page of this site; empty otherwise."""
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else ""


@require_GET
@workspace_required(Role.ADMIN)
def store_callback(request: WorkspaceRequest, platform: str) -> HttpResponse:
    """The callback from the consent page."""
    # A GET request, although it connects the shop and so changes data.
    require_open(request.workspace, Change.WORK)
    chosen = platforms.named(platform)
    # The request counts once, whatever comes of it.
    kept: dict[str, Any] = request.session.pop(CONSENT_KEY, None) or {}
    back = kept.pop("back", "") or reverse("commerce:shop")
    consent = stores.check_callback(
        platform=chosen,
        consent=_consent(kept) if kept.pop("workspace", "") == request.workspace.pk else None,
        state=request.GET.get("state", ""),
        query=request.META["QUERY_STRING"],
    )
    if "error" in request.GET:
        reason = stores.why_not_granted(platform=chosen, error=request.GET["error"])
        messages.warning(request, f"No shop was connected, because {reason}.")
        return redirect(back)
    store = stores.connect(
        workspace=request.workspace,
        actor=request.user,
        platform=chosen,
        consent=consent,
        code=request.GET.get("code", ""),
    )
    _say_connected(request, store, chosen, asked=consent.scopes)
    return redirect(back)


def _consent(kept: dict[str, Any]) -> stores.Consent:
    return stores.Consent(url="", **{**kept, "scopes": tuple(kept["scopes"])})


def _say_connected(
    request: WorkspaceRequest, store: Store, platform: ShopPlatform, *, asked: tuple[str, ...] = ()
) -> None:
    missing = platform.lacking(scopes=store.scopes, wanted=asked)
    if missing:
        messages.warning(
            request, f"{store.name} is connected, without the permission to {' and to '.join(missing)}."
        )
    else:
        messages.success(request, f"{store.name} is connected. Its products are being read.")


@require_POST
@workspace_required(Role.ADMIN, changes=Change.WORK)
def store_own(request: WorkspaceRequest, platform: str) -> HttpResponse:
    """Connect the installation's own shop. Operators only."""
    chosen = platforms.named(platform)
    store = stores.connect_own(workspace=request.workspace, actor=request.user, platform=chosen)
    _say_connected(request, store, chosen)
    return redirect("commerce:shop")


@require_GET
@workspace_required()
def store_page(request: WorkspaceRequest, store_id: str) -> HttpResponse:
    """A shop's settings: its state, its permissions, and how to disconnect it."""
    store = Store.objects.for_workspace(request.workspace).get_or_refuse(store_id)
    reach = coverage.STORES.reach(workspace=request.workspace)
    context = {
        "store": store,
        "words": store.words,
        "facts": _facts(store),
        "again": "Connect again" if store.status == StoreStatus.REVOKED else "Reconnect",
        "is_own_shop": store.credential != CredentialKind.OAUTH,
        "may_connect_own": stores.may_connect_own(actor=request.user, platform=platforms.of(store)),
        "unread": _unread(store),
        "reach": reach,
        "is_paused": store.pk in coverage.STORES.paused(workspace=request.workspace, reach=reach),
        "may_manage": request.membership.may(Role.ADMIN),
        "trail": _trail(),
    }
    return render(request, "commerce/store_page.html", context)


def _trail(store: Store | None = None) -> list[dict[str, str]]:
    trail = [{"label": "Shop", "url": reverse("commerce:shop")}]
    if store is not None:
        trail.append({"label": store.name, "url": reverse("commerce:store", args=[store.pk])})
    return trail


def _facts(store: Store) -> list[tuple[str, str]]:
    kinds = {
        CredentialKind.OAUTH: "The shop's consent",
        CredentialKind.CLIENT_CREDENTIALS: "This installation's app, in its own shop",
        CredentialKind.STATIC: "A permanent token of this installation's own shop",
    }
    return [
        ("Customers see", store.public_domain or store.domain),
        ("Currency", store.currency),
        ("Connected by", kinds[CredentialKind(store.credential)]),
        ("Connected", ago(store.connected_at)),
        ("Products", store.products_problem or _age("Read", store.products_read_at)),
        ("Orders", store.orders_problem or _age("Checked", store.orders_read_until)),
        ("Webhooks", store.hooks_problem or _age("Checked", store.hooks_checked_at)),
    ]


def _unread(store: Store) -> str:
    """How many orders could not be read, in words; empty if all could."""
    count = len(store.orders_unread)
    if not count:
        return ""
    or_more = " or more" if count >= reconciling.MOST_UNREAD else ""
    return f"{count}{or_more} order{'' if count == 1 else 's'} could not be read"


def _age(words: str, at: datetime | None) -> str:
    return "Not yet" if at is None else f"{words} {ago(at)}"


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_required(Role.ADMIN, changes=Change.RELEASE)
def store_disconnect(request: WorkspaceRequest, store_id: str) -> HttpResponse:
    """Ask whether to disconnect a shop, and disconnect it."""
    store = Store.objects.for_workspace(request.workspace).get_or_refuse(store_id)
    if store.status == StoreStatus.REVOKED:
        return redirect("commerce:shop")
    if request.method != "POST":
        context = {"store": store, "what_ends": _what_ends(store), "trail": _trail(store)}
        return render(request, "commerce/store_disconnect.html", context)
    stores.disconnect(store=store, actor=request.user)
    messages.success(request, f"{store.name} was disconnected.")
    return redirect("commerce:shop")


def _what_ends(store: Store) -> str:
    if store.credential == CredentialKind.OAUTH:
        return f"The app is removed from the shop at {store.platform_name}, and its access is deleted here."
    return "The access is deleted here. The app stays in the shop, because operators manage it."

"""Every URL that changes work, in a workspace with an unpaid bill. Reading and stopping still work."""

import itertools
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.access import Change, require_open
from accounts.models import IdempotencyRecord
from billing.models import QuotaPeriod, Reservation, ReservationStatus, Standing
from commerce.models import DiscountCode, Offer
from publishing.models import Connection, ConnectionStatus, Publication, PublicationStatus
from synthesis.models import Render, RenderStatus
from tests import world
from tests.test_isolation import NOT_OF_A_WORKSPACE, Route, ask, browser_of, program_of, text_of
from tests.world import World

pytestmark = pytest.mark.slow

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
WORK = ("synthesis", "discovery", "publishing", "commerce")
OURS = (*WORK, "accounts", "billing", "ettametta")
# For each kind of path parameter, a value that refers to nothing.
NAMES_NOTHING = {"uuid": "00000000-0000-0000-0000-000000000000", "int": "1"}
# Stops work in progress, or disconnects something. It stays possible.
STOPS = {
    "renders/<str:pk>/cancel/",
    "videos/<str:pk>/lineage/stop-sharing/",
    "analyses/<str:analysis_id>/cancel/",
    "api/v1/analyses/<str:analysis_id>/cancel/",
    "publications/<str:pk>/cancel/",
    "publications/<str:pk>/review/withdraw/",
    "publications/<str:pk>/review/links/<str:review_link_id>/revoke/",
    "api/v1/publications/<str:pk>/withdraw-request/",
    "calendar/feed/revoke/",
    "connections/<str:pk>/disconnect/",
    "shop/stores/<str:store_id>/disconnect/",
    "api/v1/stores/<str:pk>/",
    "videos/<str:pk>/offers/<str:offer_id>/remove/",
    "videos/<str:pk>/merch/<str:draft_id>/cancel/",
    "api/v1/merch-drafts/<str:draft_id>/cancel/",
    "api/v1/renders/<str:render_id>/cancel/",
    "api/v1/publications/<str:pk>/cancel/",
    "api/v1/publications/<str:pk>/unschedule/",
    "api/v1/connections/<str:pk>/",
}
# The same for one method of an address whose others are work.
STOPPING_METHODS = {"DELETE api/v1/offers/<str:offer_id>/"}


@dataclass(frozen=True)
class Address:
    """A route, and the app of its view."""

    route: Route
    app: str


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[Address]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            yield from addresses(entry, pattern)
        elif not NOT_OF_A_WORKSPACE.match(pattern):
            view = getattr(entry.callback, "view_class", entry.callback)
            yield Address(Route(pattern), view.__module__.partition(".")[0])


ALL = list(addresses(get_resolver()))
OF_WORK = [each.route for each in ALL if each.app in WORK]


@dataclass(frozen=True)
class View:
    """One of our views, and a path that leads to it."""

    pattern: str
    callback: Callable[..., HttpResponseBase]

    @property
    def change(self) -> Change | None:
        """The change that it declares."""
        change: Change | None = getattr(self._answering, "changes", None)
        return change

    @property
    def released_methods(self) -> Collection[str]:
        """The methods that it declares to release something while others are work."""
        methods: Collection[str] = getattr(self._answering, "releases", ())
        return methods

    @property
    def takes_changes(self) -> bool:
        """True if it accepts an unsafe method. A function refuses all others with 405."""
        if isinstance(self._answering, type):
            return any(hasattr(self._answering, method.lower()) for method in UNSAFE)
        path = re.sub(
            r"<(?:(\w+):)?\w+>", lambda match: NAMES_NOTHING.get(match[1], "none"), f"/{self.pattern}"
        )
        return any(Client().generic(method, path).status_code != 405 for method in UNSAFE)

    @property
    def _answering(self) -> Any:
        return getattr(self.callback, "view_class", None) or getattr(self.callback, "cls", self.callback)


def views(resolver: URLResolver, prefix: str = "") -> Iterator[View]:
    """Our views, without the operators' ones, which no workspace protects."""
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            yield from views(entry, pattern)
        elif entry.callback.__module__.partition(".")[0] in OURS and not pattern.startswith(
            django_settings.ADMIN_PATH
        ):
            yield View(pattern, entry.callback)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.API_REQUESTS_PER_MINUTE = 100_000
    cache.clear()


@pytest.fixture
def unpaid(mine: World) -> World:
    stop_paying(mine)
    return mine


def stop_paying(owner: World) -> None:
    """The workspace's last invoice is unpaid, and its grace period is over."""
    Standing.objects.update_or_create(
        workspace=owner.workspace,
        defaults={"status": "read_only", "subscription_id": "sub_x", "plan": "creator", "assigned_plan": ""},
    )


def is_read_only_refusal(response: HttpResponseBase) -> bool:
    if response.status_code != 402:
        return False
    if isinstance(response, JsonResponse) or response.headers["Content-Type"] == "application/problem+json":
        return '"workspace_read_only"' in text_of(response)
    return "This workspace is read-only" in text_of(response)


def changes_of(
    owner: World, routes: list[Route], *, without: Collection[str] = ()
) -> Iterator[tuple[str, HttpResponse]]:
    """The response of each route to each method that may change something; for REST also with an API key."""
    browser, program = browser_of(owner), program_of(owner)
    for route in routes:
        clients = [browser, program] if route.is_rest else [browser]
        for path, method, client in itertools.product(route.paths(owner), UNSAFE, clients):
            name = f"{method} {route.pattern}"
            if name not in without:
                yield name, ask(client, method, path, owner)


def test_the_walk_has_found_the_work():
    assert len(OF_WORK) > 60
    assert {route.pattern for route in OF_WORK} >= STOPS


def test_every_view_declares_what_it_changes(db):
    found = list(views(get_resolver()))
    changing = [view for view in found if view.takes_changes]

    assert [view.pattern for view in changing if view.change is None] == []
    assert len(changing) > 80
    assert {view.change for view in changing} == set(Change)


def test_what_stays_possible_is_what_declares_to_release_something():
    released = {view.pattern for view in views(get_resolver()) if view.change is Change.RELEASE}

    assert released == STOPS


def test_the_methods_that_stay_possible_are_those_that_declare_it():
    released = {
        f"{method} {view.pattern}" for view in views(get_resolver()) for method in view.released_methods
    }

    assert released == STOPPING_METHODS


def test_a_view_that_declares_nothing_can_change_nothing(mine):
    with pytest.raises(ImproperlyConfigured):
        require_open(mine.workspace, None)


def test_every_change_of_work_is_refused_and_nothing_changes(unpaid):
    # The use of a key is recorded periodically, whatever the request.
    program_of(unpaid).get("/api/v1/me/")
    before = world.snapshot(unpaid.workspace)
    routes = [route for route in OF_WORK if route.pattern not in STOPS]

    answers = list(changes_of(unpaid, routes, without=STOPPING_METHODS))

    refused = [name for name, response in answers if is_read_only_refusal(response)]
    assert [
        (name, response.status_code)
        for name, response in answers
        if response.status_code != 405 and not is_read_only_refusal(response)
    ] == []
    assert len(refused) > 50
    assert world.snapshot(unpaid.workspace) == before


def test_a_workspace_that_pays_is_refused_none_of_it(mine):
    """Otherwise a check that always refuses would pass."""
    Standing.objects.update_or_create(
        workspace=mine.workspace,
        defaults={"status": "none", "subscription_id": "", "assigned_plan": "empire"},
    )

    refused = [name for name, response in changes_of(mine, OF_WORK) if is_read_only_refusal(response)]

    assert refused == []


def test_looking_and_taking_along_go_on(unpaid):
    browser, program = browser_of(unpaid), program_of(unpaid)
    shut = set()

    for route in (each.route for each in ALL if each.app != "billing"):
        for path in route.paths(unpaid):
            response = (program if route.is_rest else browser).get(path)
            text_of(response)
            if response.status_code == 402:
                shut.add(route.pattern)

    # GET requests, by which a platform redirects people back to connect a shop or a channel.
    assert shut == {"shop/<slug:platform>/callback/", "connections/<slug:platform>/callback/"}


@pytest.mark.parametrize("path", ["/settings/billing/", "/settings/billing/ledger.csv", "/api/v1/usage/"])
def test_the_bill_and_the_statement_can_be_looked_at(unpaid, path):
    response = browser_of(unpaid).get(path)

    assert response.status_code == 200
    assert text_of(response)


def test_people_and_paying_are_never_refused(unpaid):
    routes = [each.route for each in ALL if each.app not in WORK]

    refused = [name for name, response in changes_of(unpaid, routes) if is_read_only_refusal(response)]

    assert len(routes) > 15
    assert refused == []


def test_signing_out_goes_on(unpaid):
    assert browser_of(unpaid).post("/accounts/logout/").status_code == 302


@pytest.mark.parametrize("path", ["/renders/{}/cancel/", "/api/v1/renders/{}/cancel/"])
def test_a_render_under_way_can_be_canceled(unpaid, path):
    Render.objects.filter(workspace=unpaid.workspace).update(status=RenderStatus.QUEUED, finished_at=None)
    Reservation.objects.filter(workspace=unpaid.workspace).update(status=ReservationStatus.HELD)
    QuotaPeriod.objects.filter(workspace=unpaid.workspace).update(used=0, held=1)

    answer = browser_of(unpaid).post(path.format(unpaid.id_of("Render")))

    assert answer.status_code in {200, 302}
    assert Render.objects.get(workspace=unpaid.workspace).status == RenderStatus.CANCELED


@pytest.mark.parametrize("path", ["/publications/{}/cancel/", "/api/v1/publications/{}/cancel/"])
def test_a_draft_can_be_put_away(unpaid, path):
    answer = browser_of(unpaid).post(path.format(unpaid.id_of("Publication")))

    assert answer.status_code in {200, 302}
    assert Publication.objects.get(workspace=unpaid.workspace).status == PublicationStatus.CANCELED


def test_a_channel_can_be_disconnected_by_its_page(unpaid):
    answer = browser_of(unpaid).post(f"/connections/{unpaid.id_of('Connection')}/disconnect/")

    assert answer.status_code == 302
    assert Connection.objects.get(workspace=unpaid.workspace).status == ConnectionStatus.REVOKED


def test_a_channel_can_be_disconnected_by_rest(unpaid):
    assert program_of(unpaid).delete(f"/api/v1/connections/{unpaid.id_of('Connection')}/").status_code == 204

    assert Connection.objects.get(workspace=unpaid.workspace).status == ConnectionStatus.REVOKED


@pytest.mark.parametrize("is_page", [True, False])
def test_an_offer_can_be_withdrawn_and_ends_its_codes(unpaid, is_page):
    offer, video = unpaid.id_of("Offer"), unpaid.id_of("Video")

    if is_page:
        assert browser_of(unpaid).post(f"/videos/{video}/offers/{offer}/remove/").status_code == 302
    else:
        assert program_of(unpaid).delete(f"/api/v1/offers/{offer}/").status_code == 204

    assert not Offer.objects.open().filter(pk=offer).exists()
    assert not DiscountCode.objects.kept().filter(offer=offer).exists()


def test_a_request_that_is_repeated_is_refused_before_its_kept_answer_is_looked_for(mine):
    client = program_of(mine)

    def ask_once() -> Any:
        return client.post(
            "/api/v1/ideas/",
            {"title": "Once"},
            content_type="application/json",
            headers={"Idempotency-Key": "idea-1"},
        )

    assert ask_once().status_code == 201
    kept = IdempotencyRecord.objects.count()
    stop_paying(mine)

    repeated = ask_once()

    assert is_read_only_refusal(repeated)
    assert IdempotencyRecord.objects.count() == kept


def test_the_page_of_a_refusal_leads_to_the_bill(unpaid):
    refused = browser_of(unpaid).post("/ideas/new/", {"title": "One more"})

    assert refused.status_code == 402
    assert "An owner or admin can pay under" in text_of(refused)
    assert 'href="/settings/billing/"' in text_of(refused)


def test_a_bill_that_is_paid_opens_everything_at_once(unpaid):
    Standing.objects.filter(workspace=unpaid.workspace).update(status="active")

    assert browser_of(unpaid).post("/ideas/new/", {"title": "One more", "language": "en"}).status_code == 302

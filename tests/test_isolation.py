"""Every URL of the product, requested from another workspace, with its API key, and without sign-in."""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.db.models import F, ForeignKey
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import world
from tests.world import World

pytestmark = pytest.mark.slow

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
# The row that a parameter refers to. ``pk`` depends on the collection before it.
ROWS = {
    "membership_id": "Membership",
    "invitation_id": "Invitation",
    "key_id": "ApiKey",
    "notification_id": "Notification",
    "candidate_id": "Candidate",
    "niche_id": "Niche",
    "channel_id": "WatchedChannel",
    "idea_id": "Idea",
    "link_id": "VideoLink",
    "import_id": "Import",
    "view_id": "SavedView",
    "analysis_id": "Analysis",
    "finding_id": "Finding",
    "video_id": "Video",
    "scene_id": "Scene",
    "quote_id": "Quote",
    "render_id": "Render",
    "asset_id": "Asset",
    "pronunciation_id": "Pronunciation",
    "comment_id": "ReviewComment",
    "review_link_id": "ReviewLink",
    "slot_id": "Slot",
    "extra_id": "Extra",
    "crosspost_id": "Crosspost",
    "product_id": "Product",
    "draft_id": "MerchDraft",
    "store_id": "Store",
    "offer_id": "Offer",
    "discount_id": "DiscountCode",
    "offer_link_id": "Link",
}
COLLECTIONS = {
    "videos": "Video",
    "renders": "Render",
    "assets": "Asset",
    "predictions": "Prediction",
    "publications": "Publication",
    "connections": "Connection",
    "attributions": "Attribution",
    "stores": "Store",
    "settings": "Pronunciation",
}
# Parameters that name no row of a workspace.
WORDS = {
    "action": ("lock", "delete", "remove-recording"),
    "token": ("no-such-token",),
    "event": ("publication.failed",),
    "platform": ("youtube", "shopify"),
    "voice_id": ("espeak:female",),
    "tab": ("queue", "drafts", "approvals", "sent", "failed"),
    "scale": ("day", "week", "month"),
    "day": ("2026-12-01",),
    "kind": ("svg", "png"),
}
# Public routes, and routes with other access checks: allauth's, the admin's, a node's signature, or that of a
# reviewer's link.
NOT_OF_A_WORKSPACE = re.compile(
    r"\^?accounts/|admin/|api/schema/|api/docs/|api/problems/|hooks/|pictures/|go/|reviews/|healthz$|readyz$|status/?$|styleguide/|theme/"
)
# Responses that reveal nothing about another workspace's row.
REFUSED = {401, 403, 404, 405}


@dataclass(frozen=True)
class Route:
    """One pattern of the URL map, from its beginning."""

    pattern: str

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.pattern)

    @property
    def names_a_row(self) -> bool:
        return any(name not in WORDS for name in self.parameters)

    @property
    def is_rest(self) -> bool:
        return self.pattern.startswith("api/")

    def paths(self, owned_by: World) -> list[str]:
        """The route's paths, with the rows of a world in them."""
        choices = [self._values(name, owned_by) for name in self.parameters]
        paths = []
        for values in itertools.product(*choices):
            path = self.pattern
            for value in values:
                path = re.sub(r"<[^>]+>", value, path, count=1)
            paths.append(f"/{path}")
        return paths

    def _values(self, name: str, owned_by: World) -> tuple[str, ...]:
        if name in WORDS:
            return WORDS[name]
        model = ROWS.get(name) or COLLECTIONS.get(self.pattern.removeprefix("api/v1/").partition("/")[0])
        assert model, f"Which row does <{name}> of {self.pattern} name? Add it to ROWS or COLLECTIONS."
        return (owned_by.id_of(model),)


def all_routes() -> list[Route]:
    routes = [Route(pattern) for pattern in _patterns(get_resolver())]
    return [route for route in routes if not NOT_OF_A_WORKSPACE.match(route.pattern)]


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield path
        else:
            yield from _patterns(entry, path)


ROUTES = all_routes()
WITH_ROWS = [route for route in ROUTES if route.names_a_row]
WITHOUT_ROWS = [route for route in ROUTES if not route.names_a_row]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.API_REQUESTS_PER_MINUTE = 100_000
    cache.clear()


@pytest.fixture
def victim(db) -> World:
    return world.full("victim@example.com")


@pytest.fixture
def stranger(db) -> World:
    return world.empty("stranger@example.com")


def browser_of(asking: World) -> Client:
    client = Client()
    client.force_login(asking.owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def program_of(asking: World) -> Client:
    return Client(headers={"Authorization": f"Bearer {asking.secret}"})


def ask(client: Client, method: str, path: str, victim: World) -> HttpResponse:
    """Send a request with every field that a form or an endpoint might need, all from the victim."""
    call: Callable[..., HttpResponse] = getattr(client, method.lower())
    named = {
        "version": 1,
        "name": "x",
        "title": "x",
        "role": "viewer",
        "status": "shortlisted",
        "decision": "saved",
        "address": "@channel",
        "visibility": "private",
        "made_for_kids": False,
        "options": {"visibility": "private", "made_for_kids": False},
        "narration": "x",
        "locked": True,
        "keywords": ["x"],
        "workspace": victim.workspace.pk,
        "idea": victim.id_of("Idea"),
        "candidate": victim.id_of("Candidate"),
        "analysis": victim.id_of("Analysis"),
        "finding": victim.id_of("Finding"),
        "niche": victim.id_of("Niche"),
        "video": victim.id_of("Video"),
        "asset": victim.id_of("Asset"),
        "recording": victim.id_of("Asset"),
        "music_track": victim.id_of("Asset"),
        "scene": victim.id_of("Scene"),
        "written": "Nginx",
        "spoken": "engine x",
        "after": victim.id_of("Scene"),
        "quote": victim.id_of("Quote"),
        "connection": victim.id_of("Connection"),
        "scenes": [victim.id_of("Scene")],
        "order": victim.id_of("Scene"),
    }
    if method in {"GET", "HEAD"}:
        return call(path, {name: named[name] for name in ("video", "niche", "idea", "connection")})
    if path.startswith("/api/"):
        return call(path, named, content_type="application/json", headers={"If-Match": '"v1"'})
    return call(path, named) if method == "POST" else call(path)


def text_of(response: HttpResponseBase) -> str:
    """The whole response. Reading a file to its end closes it."""
    if isinstance(response, StreamingHttpResponse | HttpResponse):
        return response.getvalue().decode(errors="replace")
    raise TypeError(type(response))


def is_sign_in(response: HttpResponseBase) -> bool:
    """True for a redirect to sign-in, or the page that leads there with the typed text."""
    if response.status_code == 401:
        return 'href="/accounts/login/?next=' in text_of(response)
    return response.status_code == 302 and response["Location"].startswith("/accounts/login/")


def require_no_row_of_one_refers_to_another() -> None:
    """No row of one workspace refers to a row of another, wherever it came from."""
    for model in world.owned_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not isinstance(field, ForeignKey) or target not in world.owned_models():
                continue
            crossed = model._default_manager.exclude(**{field.name: None}).exclude(
                **{f"{field.name}__workspace": F("workspace")}
            )
            assert not crossed.exists(), f"{model.__name__}.{field.name}"


def test_the_walk_has_found_the_product():
    assert len(WITH_ROWS) > 60
    assert len(WITHOUT_ROWS) > 25


@pytest.mark.django_db
def test_a_world_has_one_of_each_row(victim):
    assert {model.__name__ for model in world.owned_models()} <= victim.rows.keys()
    require_no_row_of_one_refers_to_another()


def test_a_row_of_another_workspace_looks_the_same_as_none(victim, stranger):
    before = world.snapshot(victim.workspace)
    browser, program = browser_of(stranger), program_of(stranger)
    told = []

    for route in WITH_ROWS:
        clients = [browser, program] if route.is_rest else [browser]
        for path, method, client in itertools.product(route.paths(victim), METHODS, clients):
            response = ask(client, method, path, victim)
            if response.status_code not in REFUSED or world.MARK in text_of(response):
                told.append(f"{method} {route.pattern} answered {response.status_code}")
        assert world.snapshot(victim.workspace) == before, route.pattern

    assert told == []
    require_no_row_of_one_refers_to_another()


def test_the_refusal_does_not_tell_a_foreign_row_from_none(victim, stranger):
    client = program_of(stranger)
    different = []

    for route in (route for route in WITH_ROWS if route.is_rest):
        for path, method in itertools.product(route.paths(victim), ("GET", "POST", "PATCH", "DELETE")):
            nowhere = re.sub(r"([a-z]{3})_[0-9a-z]{26}", r"\1_00000000000000000000000000", path)
            answers = [refusal_of(ask(client, method, each, victim)) for each in (path, nowhere)]
            if answers[0] != answers[1]:
                different.append((method, route.pattern, answers))

    assert different == []


def refusal_of(response: HttpResponseBase) -> tuple[int, dict[str, object]]:
    told = json.loads(text_of(response))
    return response.status_code, {name: told[name] for name in told.keys() - {"request_id", "instance"}}


def test_a_visitor_without_sign_in_is_sent_to_sign_in(victim):
    before = world.snapshot(victim.workspace)
    let_in = []

    for route in WITH_ROWS + [route for route in WITHOUT_ROWS if route.is_rest]:
        for path, method in itertools.product(route.paths(victim), METHODS):
            response = ask(Client(), method, path, victim)
            expected = {401, 405} if route.is_rest else {405}
            if response.status_code not in expected and not is_sign_in(response):
                let_in.append(f"{method} {route.pattern} answered {response.status_code}")

    assert let_in == []
    assert world.snapshot(victim.workspace) == before


def test_its_own_workspace_does_find_the_row(victim):
    """Otherwise an unreachable route would count as safe."""
    browser, program = browser_of(victim), program_of(victim)
    lost = []

    for route in WITH_ROWS:
        for path in route.paths(victim):
            response = (program if route.is_rest else browser).get(path)
            text_of(response)
            if response.status_code not in {200, 302, 405}:
                lost.append(f"{route.pattern} answered {response.status_code}")

    assert lost == []


def test_routes_without_a_row_show_and_change_nothing_of_other_workspaces(victim, stranger):
    before = world.snapshot(victim.workspace)
    browser, program, nobody = browser_of(stranger), program_of(stranger), Client()
    shown = []

    for route in WITHOUT_ROWS:
        clients = [browser, nobody, program] if route.is_rest else [browser, nobody]
        for path, method, client in itertools.product(route.paths(victim), METHODS, clients):
            response = ask(client, method, path, victim)
            if response.status_code >= 500 or world.MARK in text_of(response):
                shown.append(f"{method} {route.pattern} answered {response.status_code}")
        assert world.snapshot(victim.workspace) == before, route.pattern

    assert shown == []
    require_no_row_of_one_refers_to_another()


def test_a_key_of_another_workspace_opens_no_file(victim, stranger):
    path = f"/assets/{victim.id_of('Asset')}/content/"
    head = {"Range": "bytes=0-3"}

    assert browser_of(stranger).get(path, headers=head).status_code == 404
    assert is_sign_in(program_of(stranger).get(path, headers=head))
    assert text_of(browser_of(victim).get(path)) == world.FILE.decode()

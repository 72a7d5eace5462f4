"""Pages that span apps: home, health, integrations and errors."""

import logging
import sys
from typing import Any, cast

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from accounts import throttles
from accounts.access import Change, WorkspaceRequest, declares, workspace_required
from accounts.models import Role, User, Workspace
from billing import catalogue
from ettametta import connection_tests, home_content, integrations, reference, search, status
from ettametta import home as home_blocks
from ettametta.styleguide import examples
from foundation import logs, outages, pages, problems, storage
from foundation.vendors import Mode
from synthesis.library import development_certificates, signatures

logger = logging.getLogger(__name__)

_STEPS_COOKIE = "first_steps"


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The state of work for members; an introduction for visitors."""
    workspace: Workspace | None = request.workspace  # type: ignore[attr-defined] # set by the middleware
    if workspace is None:
        return render(request, "landing_page.html", {"offers": catalogue.offers()})
    throttles.take_page(workspace=workspace, person=cast(User, request.user))
    user = cast(User, request.user)
    content = home_content.of(workspace=workspace, person=user)
    running = home_blocks.block(lambda: home_blocks.running(workspace=workspace, content=content))
    if pages.is_partial(request):
        return render(request, "_home_running.html", {"running": running})
    steps = home_blocks.block(lambda: home_blocks.first_steps(content=content))
    context = {
        "running": running,
        "steps": steps,
        "steps_to_do": [step for step in steps.content or [] if not step.is_done],
        "steps_done": [step for step in steps.content or [] if step.is_done],
        "shows_steps": _wants_steps(request, steps.content),
        "attention_items": home_blocks.block(
            lambda: home_blocks.attention_items(workspace=workspace, content=content)
        ),
        "outliers": home_blocks.block(lambda: home_blocks.outliers(workspace=workspace)),
        "next_posts": home_blocks.block(lambda: home_blocks.next_posts(workspace=workspace, content=content)),
        "posts": home_blocks.block(lambda: home_blocks.last_results(workspace=workspace, content=content)),
    }
    return render(request, "home_page.html", context)


def _wants_steps(request: HttpRequest, steps: list[home_blocks.Step] | None) -> bool:
    is_done = steps is not None and all(step.is_done for step in steps)
    return not is_done and request.COOKIES.get(_STEPS_COOKIE) != "hidden"


@require_POST
@declares(Change.ACCOUNT)
def hide_first_steps(request: HttpRequest) -> HttpResponse:
    """Hide the first steps on this browser's home page."""
    response = redirect("home")
    response.set_cookie(_STEPS_COOKIE, "hidden", max_age=31_536_000, samesite="Lax", httponly=True)
    return response


@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """200 if the process responds."""
    return JsonResponse({"status": "ok"})


@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    """200 if this process should get requests, which requires the database.

    Without Redis it still returns 200, as degraded: if a load balancer removed the process, the service would
    be down.
    """
    checks = {
        "database": status.database_answers(),
        "cache": status.cache_answers(),
        "broker": status.broker_answers(),
        "workers": status.workers_act(),
    }
    words = "ready" if all(checks.values()) else "degraded" if checks["database"] else "not ready"
    body: dict[str, Any] = {
        "status": words,
        "checks": {name: "ok" if passed else "failed" for name, passed in checks.items()},
    }
    return JsonResponse(body, status=200 if checks["database"] else 503)


@require_GET
def status_page(request: HttpRequest) -> HttpResponse:
    """The public status page."""
    lines = status.lines()
    context = {"lines": lines, "all_work": all(line.is_working for line in lines)}
    response = HttpResponse(render_to_string("status_page.html", context))
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@declares(Change.ACCOUNT)
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Store the theme (light, dark or the system's) and go back."""
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response: HttpResponse = HttpResponseRedirect(back)
    chosen = request.POST.get("theme", "")
    if chosen in ("light", "dark"):
        response.set_cookie("theme", chosen, max_age=31_536_000, samesite="Lax", httponly=False)
    else:
        response.delete_cookie("theme")
    return response


@require_GET
@workspace_required(Role.ADMIN)
def integrations_page(request: WorkspaceRequest) -> HttpResponse:
    """Each outside system: its mode and purpose; for operators also its keys and a test of them."""
    entries = [_integration(entry) for entry in integrations.INTEGRATIONS]
    if pages.is_partial(request):
        shown = [entry for entry in entries if entry["integration"].name == request.GET.get("name")]
        return render(request, "_integration_test.html", shown[0]) if shown else HttpResponse(status=404)
    context = {
        "entries": entries,
        "signatures": signatures.state(),
        "signature_keys": development_certificates.SETTINGS,
    }
    return render(request, "integrations_page.html", context)


def _integration(entry: integrations.Integration) -> dict[str, Any]:
    is_live = entry.mode is Mode.LIVE
    return {
        "integration": entry,
        "can_test": is_live and connection_tests.can_test(name=entry.name),
        "result": connection_tests.latest(name=entry.name) if is_live else None,
    }


@require_POST
@workspace_required(Role.ADMIN, changes=Change.ACCOUNT)
def integration_test(request: WorkspaceRequest) -> HttpResponse:
    """Have a worker test the keys of one integration. Operators only: it sends a request to the service."""
    if not request.user.is_staff:
        raise PermissionDenied
    connection_tests.request(name=request.POST.get("name", ""))
    return redirect("integrations")


@require_GET
@workspace_required()
def search_page(request: WorkspaceRequest) -> HttpResponse:
    """Pages, videos, ideas and niches by name: for the command menu, or as a page without scripts."""
    words = request.GET.get("q", "").strip()
    context = {"words": words, "found": search.find(membership=request.membership, words=words)}
    template = "_search_results.html" if pages.is_partial(request) else "search_page.html"
    return render(request, template, context)


@require_GET
def api_docs(request: HttpRequest) -> HttpResponse:
    """The API reference, for readers; the document behind it is ``api_schema``."""
    introduction = reference.document()["info"]["description"]
    context = {"introduction": introduction, "sections": reference.sections()}
    return render(request, "api_docs_page.html", context)


@require_GET
def api_schema(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document as YAML, or as JSON with ``?format=json`` or if the client accepts it."""
    asked = request.GET.get("format") or request.headers.get("Accept", "")
    kind = "json" if "json" in asked else "yaml"
    media_type = {"json": "application/vnd.oai.openapi+json", "yaml": "application/vnd.oai.openapi"}[kind]
    return HttpResponse(reference.document_text(kind), content_type=media_type)


@require_GET
@staff_member_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in all its states."""
    return render(request, "styleguide_page.html", examples())


@require_GET
def problem_page(request: HttpRequest, code: str) -> HttpResponse:
    """The target of a problem document's ``type`` URL."""
    return render(request, "problem_page.html", {"code": code})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 for a form that is too large: middleware outside of ours reads those."""
    return _error(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the role is too low or, on operators' pages, the account is not an operator's."""
    is_for_operators = request.path.startswith(f"/{settings.ADMIN_PATH}")
    return _error(request, 403, reason="operators" if is_for_operators else "")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: the page was open for long, or the origin is not trusted."""
    if reason.startswith(("Origin checking failed", "Referer checking failed")):
        logger.warning("form from an untrusted origin", extra={"csrf_reason": reason})
        origin = request.headers.get("Origin") or request.headers.get("Referer", "")
        context = {"reason": "origin", "origin": origin[:200], "site_url": settings.SITE_URL}
        return render(request, "errors/403.html", context, status=403)
    return _error(request, 403, reason="csrf")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 during an outage of a store. Rendered without context processors, which may be the cause.

    An upload that finds no space on the disk never reaches its view and is answered with 503 here.
    """
    error = sys.exc_info()[1]
    outage = storage.outage_of(error) or outages.refusal_of(error)
    if outage is not None:
        response = problems.respond(request, outage)
        # One line is enough. Django would add a traceback for every request during an outage.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response
    if request.path.startswith(problems.API_PREFIX):
        return problems.of_status(request, 500)
    context = {"request_id": logs.request_id()}
    return HttpResponse(render_to_string("errors/500.html", context), status=500)


def _error(request: HttpRequest, status: int, reason: str = "") -> HttpResponse:
    if request.path.startswith(problems.API_PREFIX):
        # Raised by middleware outside of the one that turns pages into documents.
        return problems.of_status(request, status)
    return render(request, f"errors/{status}.html", {"reason": reason}, status=status)

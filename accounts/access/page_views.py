"""Access control of pages: a signed-in member with a sufficient role."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from accounts import addresses, throttles
from accounts.access.changes import SAFE_METHODS, Change, require_open
from accounts.access.memberships import require_role
from accounts.errors import SignedOutError
from accounts.models import Membership, Role, User, Workspace
from foundation import pages, problems
from foundation.errors import NotFoundError

P = ParamSpec("P")


class WorkspaceRequest(HttpRequest):
    """A request after ``workspace_required``: its user is signed in, and its workspace is set."""

    user: User
    workspace: Workspace
    membership: Membership


def workspace_required(
    minimum_role: Role = Role.VIEWER, *, changes: Change | None = None, spends: bool = False
) -> Callable[
    [Callable[Concatenate[WorkspaceRequest, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Decorator for pages: checks sign-in, ``minimum_role`` and the rate limit.

    Without a session it redirects to sign-in. ``changes`` declares what a POST changes; a view without POST
    omits it. A view that ``spends`` money or quota on POST is refused while requests can't be counted.
    """

    def decorate(
        view: Callable[Concatenate[WorkspaceRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if isinstance(request.user, AnonymousUser):
                return _to_sign_in(request)
            membership: Membership | None = request.membership  # type: ignore[attr-defined]
            if membership is None:
                raise NotFoundError("You are no longer in a workspace. Ask for an invitation.")
            is_change = request.method not in SAFE_METHODS
            throttles.take_page(
                workspace=membership.workspace, person=request.user, spends=spends and is_change
            )
            require_role(membership, minimum_role)
            if is_change:
                require_open(membership.workspace, changes)
            return view(cast(WorkspaceRequest, request), *args, **kwargs)

        guarded.changes = changes  # type: ignore[attr-defined]
        # ``wraps`` keeps the view's narrower request type, which only this function may pass.
        return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], guarded)

    return decorate


def unlisted_page(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Decorator for read-only pages that anyone with the address may open, without sign-in.

    Limits the requests of the client's network. Search engines don't list the page, and nothing stores it.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        throttles.take_public_page(address=addresses.network(addresses.of_client(request)))
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], guarded)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Redirect to sign-in and back. A form's own URL can't be opened, so it returns to the form's page.

    The typed text is shown first so that it can be copied, because it is not stored.
    """
    if pages.is_partial(request):
        raise SignedOutError
    if request.method in SAFE_METHODS:
        return redirect_to_login(request.get_full_path())
    sign_in = redirect_to_login(pages.page_behind(request))
    refusal = SignedOutError("You were signed out, so this was not saved. Sign in, then try again.")
    typed = problems.typed_in(request)
    if not typed:
        messages.warning(request, refusal.message)
        return sign_in
    context = {"error": refusal, "typed": typed, "sign_in_url": sign_in.url}
    return render(request, "accounts/signed_out_page.html", context, status=refusal.status)

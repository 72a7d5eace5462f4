"""Who is asking, for which workspace, and whether they may."""

import functools
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from rest_framework import authentication, exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import api_keys
from accounts.errors import RoleTooLowError, ScopeMissingError
from accounts.models import ApiKey, IdempotencyRecord, Membership, Role, User, Workspace
from foundation import idempotency, logs
from foundation.errors import NotFoundError

SESSION_KEY = "workspace"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_KEEP_ANSWERS = timedelta(hours=24)

P = ParamSpec("P")


class WorkspaceRequest(HttpRequest):
    """A request after ``workspace_required``: somebody is signed in, and this is their workspace."""

    user: User
    workspace: Workspace
    membership: Membership


class CurrentWorkspaceMiddleware:
    """Finds the workspace that a signed-in person is working in: the chosen one, else their oldest.

    Sets ``request.membership`` and ``request.workspace``, both None for everybody else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Look the membership up once, and only for pages."""
        membership = None
        if not request.path.startswith(("/static/", "/healthz", "/readyz")) and request.user.is_authenticated:
            membership = membership_of(request.user, chosen=request.session.get(SESSION_KEY))
        request.membership = membership  # type: ignore[attr-defined]
        request.workspace = membership.workspace if membership else None  # type: ignore[attr-defined]
        if membership:
            logs.bind(workspace_id=membership.workspace_id)
        return self.get_response(request)


def membership_of(user: User, *, chosen: str | None) -> Membership | None:
    """The membership in the workspace ``chosen``, or else the oldest one; None without any."""
    mine = Membership.objects.filter(user=user).select_related("workspace").order_by("created_at", "pk")
    preferred = mine.filter(workspace_id=chosen).first() if chosen else None
    return preferred or mine.first()


def workspace_required(
    minimum_role: Role = Role.VIEWER,
) -> Callable[
    [Callable[Concatenate[WorkspaceRequest, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """For pages: sends strangers to sign in, and refuses roles below ``minimum_role``."""

    def decorate(
        view: Callable[Concatenate[WorkspaceRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if isinstance(request.user, AnonymousUser):
                return redirect_to_login(request.get_full_path())
            membership: Membership | None = request.membership  # type: ignore[attr-defined]
            if membership is None:
                raise NotFoundError("You are not in a workspace any more. Ask for an invitation.")
            require_role(membership, minimum_role)
            return view(cast(WorkspaceRequest, request), *args, **kwargs)

        # ``wraps`` keeps the narrower request type of the view, which only this function may pass.
        return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], guarded)

    return decorate


def require_role(membership: Membership, needed: Role) -> None:
    """Raise RoleTooLowError unless the member's role is ``needed`` or above."""
    if not membership.may(needed):
        raise RoleTooLowError(needed=needed.value, role=membership.role)


class ApiKeyAuthentication(authentication.BaseAuthentication):
    """``Authorization: Bearer ek_…``."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """The issuer and the key; None when the header is missing."""
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        key = api_keys.recognise(secret=secret.strip())
        if key is None:
            raise exceptions.AuthenticationFailed(
                "This API key is unknown, revoked or expired. Issue a new one under Settings, API keys."
            )
        return key.issued_by, key

    def authenticate_header(self, request: Request) -> str:
        """What a client without a key is told."""
        return 'Bearer realm="ettametta"'


class BrowserAuthentication(authentication.SessionAuthentication):
    """The signed-in browser, with CSRF protection."""


class WorkspaceAPIView(APIView):
    """A REST endpoint within one workspace.

    ``scope`` names what an API key must have: ``<scope>:read`` to look, ``<scope>:write`` to change.
    ``write_role`` is the role that changing takes. A request with an ``Idempotency-Key`` is carried out once.
    """

    scope: ClassVar[str] = ""
    write_role: ClassVar[Role] = Role.EDITOR

    workspace: Workspace
    membership: Membership

    @property
    def user(self) -> User:
        """Who is asking; for an API key, its issuer."""
        return cast(User, self.request.user)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Find the workspace, check key and role, and arrange for a named request to happen once."""
        super().initial(request, *args, **kwargs)
        self.membership = self._membership(request)
        self.workspace = self.membership.workspace
        logs.bind(workspace_id=self.workspace.pk)
        if request.method not in _SAFE:
            require_role(self.membership, self.write_role)
            self._carry_out_once(request)

    def _membership(self, request: Request) -> Membership:
        key = request.auth
        if not isinstance(key, ApiKey):
            membership = membership_of(
                cast(User, request.user), chosen=request._request.session.get(SESSION_KEY)
            )
            if membership is None:
                raise NotFoundError("You are not in a workspace any more. Ask for an invitation.")
            return membership
        needed = f"{self.scope}:{'read' if request.method in _SAFE else 'write'}"
        if self.scope and not api_keys.allows(key=key, scope=needed):
            raise ScopeMissingError(scope=needed)
        membership = membership_of(key.issued_by, chosen=key.workspace_id)
        if membership is None or membership.workspace_id != key.workspace_id:
            raise exceptions.AuthenticationFailed("Whoever issued this API key has left the workspace.")
        return membership

    def _carry_out_once(self, request: Request) -> None:
        name = request.headers.get(idempotency.HEADER)
        if name is None:
            return
        key = idempotency.check_key(name)
        # REST framework looks the handler up after ``initial``, and so finds the instance's own one first.
        method = str(request.method).lower()
        handler = getattr(self, method)
        setattr(self, method, functools.partial(self._once, handler, key))

    def _once(
        self, handler: Callable[..., Response], key: str, request: Request, *args: Any, **kwargs: Any
    ) -> Response:
        def act() -> idempotency.Answer:
            response = handler(request, *args, **kwargs)
            body = JSONRenderer().render(response.data).decode() if response.data is not None else ""
            return idempotency.Answer(response.status_code, body, response.get("Location", ""))

        answer, replayed = idempotency.once(
            owner=self.workspace.pk,
            key=key,
            fingerprint=idempotency.fingerprint(
                method=str(request.method), path=request.path, body=request.data
            ),
            store=_Answers(self.workspace),
            act=act,
        )
        response = Response(json.loads(answer.body) if answer.body else None, status=answer.status)
        if answer.location:
            response["Location"] = answer.location
        if replayed:
            response[idempotency.REPLAYED_HEADER] = "true"
        return response

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Say which version of the API answered."""
        final = super().finalize_response(request, response, *args, **kwargs)
        final["Ettametta-Version"] = settings.API_VERSION
        return final


class _Answers:
    """A workspace's answers to named requests."""

    def __init__(self, workspace: Workspace) -> None:
        self._rows = IdempotencyRecord.objects.for_workspace(workspace)
        self._workspace = workspace

    def find(self, key: str) -> tuple[str, idempotency.Answer] | None:
        row = self._rows.filter(key=key).first()
        if row is None:
            return None
        if row.created_at < timezone.now() - _KEEP_ANSWERS:
            row.delete()
            return None
        return row.fingerprint, idempotency.Answer(row.status, row.body, row.location)

    def keep(self, key: str, fingerprint: str, answer: idempotency.Answer) -> None:
        IdempotencyRecord.objects.create(
            workspace=self._workspace,
            key=key,
            fingerprint=fingerprint,
            status=answer.status,
            body=answer.body,
            location=answer.location,
        )

"""Who is asking, for which workspace, and whether they may."""

import functools
import json
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from accounts import api_keys, throttles
from accounts.errors import RoleTooLowError, ScopeMissingError, SignedOutError
from accounts.models import ApiKey, IdempotencyRecord, Membership, Role, User, Workspace
from accounts.signals import change_asked_for
from foundation import idempotency, logs, pages, pagination, problems
from foundation.errors import NotFoundError
from foundation.prepared import Prepared
from foundation.problems import API_PREFIX

SESSION_KEY = "workspace"
# A person's memberships, oldest first, each with its workspace and the person.
OF_PERSON: Prepared[Membership] = Prepared(
    lambda user_id: (
        Membership.objects.filter(user_id=user_id)
        .select_related("user", "workspace")
        .order_by("created_at", "pk")
    ),
    user_id="a person's id",
)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# No session is read for these, and they work while the database is away.
_WITHOUT_PERSON = ("/static/", "/healthz", "/readyz", "/status", "/pictures/")
_KEEP_ANSWERS = timedelta(hours=24)

P = ParamSpec("P")
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Change(StrEnum):
    """What the unsafe methods of a view change. Each view that has any declares it."""

    # Niches, ideas, videos, publications. Refused while the workspace is read-only.
    WORK = "work"
    # Ends work under way, or disconnects an account. Never refused.
    RELEASE = "release"
    # People, API keys, billing, preferences. Never refused.
    ACCOUNT = "account"
    # What another system reports by a webhook. Never refused.
    REPORT = "report"


def declares(change: Change) -> Callable[[View], View]:
    """Declare what a view changes that needs no workspace."""

    def decorate(view: View) -> View:
        view.changes = change  # type: ignore[attr-defined]
        return view

    return decorate


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
        if not request.path.startswith(_WITHOUT_PERSON) and request.user.is_authenticated:
            membership = membership_of(request.user, chosen=request.session.get(SESSION_KEY))
        request.membership = membership  # type: ignore[attr-defined]
        request.workspace = membership.workspace if membership else None  # type: ignore[attr-defined]
        if membership is None or request.path.startswith(API_PREFIX):
            return self.get_response(request)
        logs.bind(workspace_id=membership.workspace_id)
        if request.method in _SAFE:
            membership.workspace.remembered = {}
        # Pages show the workspace's time; REST answers stay in UTC.
        with timezone.override(membership.workspace.time_zone):
            return self.get_response(request)


def membership_of(user: User, *, chosen: str | None) -> Membership | None:
    """The membership in the workspace ``chosen``, or else the oldest one; None without any."""
    mine = memberships_of(user)
    return next((each for each in mine if each.workspace_id == chosen), mine[0] if mine else None)


def memberships_of(user: User) -> list[Membership]:
    """The person's memberships with their workspaces, oldest first; without a query if sign-in read them."""
    if user.read_memberships is None:
        user.read_memberships = OF_PERSON.rows(user_id=user.pk)
    return user.read_memberships


def workspace_required(
    minimum_role: Role = Role.VIEWER, *, changes: Change | None = None, spends: bool = False
) -> Callable[
    [Callable[Concatenate[WorkspaceRequest, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """For pages: sends strangers to sign in, and refuses roles below ``minimum_role`` and who asks too often.

    ``changes`` declares what a POST changes; a view that takes none leaves it out. A view that ``spends``
    money or quota on POST is refused while requests cannot be counted.
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
                raise NotFoundError("You are not in a workspace any more. Ask for an invitation.")
            is_change = request.method not in _SAFE
            throttles.take_page(
                workspace=membership.workspace, person=request.user, spends=spends and is_change
            )
            require_role(membership, minimum_role)
            if is_change:
                require_open(membership.workspace, changes)
            return view(cast(WorkspaceRequest, request), *args, **kwargs)

        guarded.changes = changes  # type: ignore[attr-defined]
        # ``wraps`` keeps the narrower request type of the view, which only this function may pass.
        return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], guarded)

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Sign in and come back. The address of a form cannot be opened, so that its page is the way back.

    What was typed is shown before, to be copied: it is kept nowhere.
    """
    if pages.is_partial(request):
        raise SignedOutError
    if request.method in _SAFE:
        return redirect_to_login(request.get_full_path())
    sign_in = redirect_to_login(pages.page_behind(request))
    refusal = SignedOutError("You were signed out, so this was not saved. Sign in and do it again.")
    typed = problems.typed_in(request)
    if not typed:
        messages.warning(request, refusal.message)
        return sign_in
    context = {"error": refusal, "typed": typed, "sign_in_url": sign_in.url}
    return render(request, "accounts/signed_out_page.html", context, status=refusal.status)


def require_role(membership: Membership, needed: Role) -> None:
    """Raise RoleTooLowError unless the member's role is ``needed`` or above."""
    if not membership.may(needed):
        raise RoleTooLowError(needed=needed.value, role=membership.role)


def require_open(workspace: Workspace, change: Change | None) -> None:
    """Refuse a change of work while a receiver of ``change_asked_for`` has a reason against it.

    Raises ImproperlyConfigured for a view that changes something and does not declare what.
    """
    if change is None:
        raise ImproperlyConfigured("A view that takes unsafe methods declares what they change.")
    if change is Change.WORK:
        change_asked_for.send(sender=Workspace, workspace=workspace)


class WorkspaceAPIView(APIView):
    """A REST endpoint within one workspace.

    ``scope`` names what an API key must have: ``<scope>:read`` to look, ``<scope>:write`` to change.
    ``read_role`` and ``write_role`` are the roles that takes. A request with an ``Idempotency-Key`` is
    carried out once; ``secret_fields`` of the answer are then left out of what is kept, and of any replay.
    ``changes`` declares what the unsafe methods change; a view without any leaves it out. Changes of a view
    that ``spends`` money or quota are refused while requests cannot be counted.
    """

    scope: ClassVar[str] = ""
    read_role: ClassVar[Role] = Role.VIEWER
    write_role: ClassVar[Role] = Role.EDITOR
    secret_fields: ClassVar[frozenset[str]] = frozenset()
    changes: ClassVar[Change | None] = None
    spends: ClassVar[bool] = False

    workspace: Workspace
    membership: Membership
    rate: throttles.Rate | None = None

    @property
    def api_key(self) -> ApiKey | None:
        """The key that asks; None for a signed-in browser."""
        return self.request.auth if isinstance(self.request.auth, ApiKey) else None

    @property
    def user(self) -> User:
        """Who is asking; for an API key, its issuer."""
        return cast(User, self.request.user)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Find the workspace, check key and role, and arrange for a named request to happen once."""
        super().initial(request, *args, **kwargs)
        if not hasattr(self, str(request.method).lower()):
            raise exceptions.MethodNotAllowed(str(request.method))
        self.membership = self._membership(request)
        self.workspace = self.membership.workspace
        logs.bind(workspace_id=self.workspace.pk)
        is_change = request.method not in _SAFE
        if not is_change:
            self.workspace.remembered = {}
        self._count(spends=is_change and self.spends)
        require_role(self.membership, self.write_role if is_change else self.read_role)
        if is_change:
            require_open(self.workspace, self.changes)
            self._carry_out_once(request)

    def _count(self, *, spends: bool) -> None:
        try:
            self.rate = throttles.take_request(workspace=self.workspace, key=self.api_key, spends=spends)
        except throttles.RateExceededError as refusal:
            self.rate = refusal.rate
            raise

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
        setattr(self, method, functools.partial(self._once, getattr(self, method), key))

    def _once(
        self, handler: Callable[..., Response], key: str, request: Request, *args: Any, **kwargs: Any
    ) -> Response:
        first_time: list[Response] = []

        def act() -> idempotency.Answer:
            response = handler(request, *args, **kwargs)
            first_time.append(response)
            return idempotency.Answer(
                response.status_code, self._to_keep(response.data), response.get("Location", "")
            )

        answer, replayed = idempotency.once(
            owner=self.workspace.pk,
            key=key,
            fingerprint=idempotency.fingerprint(
                method=str(request.method), path=request.path, body=request.data
            ),
            store=_Answers(self.workspace),
            act=act,
        )
        if not replayed:
            return first_time[0]
        response = Response(json.loads(answer.body) if answer.body else None, status=answer.status)
        if answer.location:
            response["Location"] = answer.location
        response[idempotency.REPLAYED_HEADER] = "true"
        return response

    def _to_keep(self, data: Any) -> str:
        if data is None:
            return ""
        if self.secret_fields:
            data = {name: None if name in self.secret_fields else value for name, value in data.items()}
        return JSONRenderer().render(data).decode()

    def listing(
        self,
        queryset: QuerySet[Any],
        serializer: type[BaseSerializer[Any]],
        *,
        order: str = "-pk",
        context: dict[str, Any] | None = None,
    ) -> Response:
        """One page of ``queryset`` as a list document, by the client's ``limit`` and ``cursor``.

        ``context`` is for the serializer: what it needs to know and no row says.
        """
        asked = self.request.query_params
        page = pagination.paginate(
            queryset,
            order=order,
            cursor=asked.get("cursor"),
            limit=pagination.read_limit(asked.get("limit")),
        )
        return Response(
            {
                "object": "list",
                "url": self.request.path,
                "has_more": page.has_more,
                "next_cursor": page.next_cursor,
                "data": serializer(page.rows, many=True, context=context or {}).data,
            }
        )

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Say which version of the API answered, and how many requests are left."""
        final = super().finalize_response(request, response, *args, **kwargs)
        final["Ettametta-Version"] = settings.API_VERSION
        for name, value in (self.rate.headers() if self.rate else {}).items():
            final[name] = value
        return final


def forget_answers() -> int:
    """Take out the answers that are too old to be given again; says how many."""
    return IdempotencyRecord.objects.filter(created_at__lt=timezone.now() - _KEEP_ANSWERS).delete()[0]


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

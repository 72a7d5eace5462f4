"""The base of REST endpoints: an API key or a member, one workspace, and idempotency keys."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, cast

from django.conf import settings
from django.db.models import QuerySet
from django.utils.cache import patch_vary_headers
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from accounts import api_keys, throttles
from accounts.access import listings, replays
from accounts.access.changes import SAFE_METHODS, Change, require_open
from accounts.access.memberships import SESSION_KEY, membership_of, require_role
from accounts.errors import ScopeMissingError
from accounts.models import ApiKey, Membership, Role, User, Workspace
from foundation import conditional, idempotency, logs
from foundation.errors import NotFoundError


class WorkspaceAPIView(APIView):
    """A REST endpoint within one workspace.

    ``scope`` names the API key's scope: ``<scope>:read`` for reading, ``<scope>:write`` for changes.
    ``read_role`` and ``write_role`` are the required roles. A request with an ``Idempotency-Key`` is executed
    once; ``secret_fields`` of the response are not stored and so are missing in replays. ``changes`` declares
    what the unsafe methods change; views without unsafe methods omit it. Those named in ``releases`` only
    release something, whatever the others change. Changes of a view that ``spends`` money or quota are
    refused while requests can't be counted.
    """

    scope: ClassVar[str] = ""
    read_role: ClassVar[Role] = Role.VIEWER
    write_role: ClassVar[Role] = Role.EDITOR
    secret_fields: ClassVar[frozenset[str]] = frozenset()
    changes: ClassVar[Change | None] = None
    releases: ClassVar[frozenset[str]] = frozenset()
    spends: ClassVar[bool] = False

    workspace: Workspace
    membership: Membership
    rate: throttles.Rate | None = None

    @property
    def api_key(self) -> ApiKey | None:
        """The API key of the request; None for a signed-in browser."""
        return self.request.auth if isinstance(self.request.auth, ApiKey) else None

    @property
    def user(self) -> User:
        """The request's user; for an API key, its issuer."""
        return cast(User, self.request.user)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Find the workspace, check key and role, and apply the idempotency key."""
        super().initial(request, *args, **kwargs)
        if not hasattr(self, str(request.method).lower()):
            raise exceptions.MethodNotAllowed(str(request.method))
        self.membership = self._membership(request)
        self.workspace = self.membership.workspace
        logs.bind(workspace_id=self.workspace.pk)
        is_change = request.method not in SAFE_METHODS
        if not is_change:
            self.workspace.remembered = {}
        self._count(spends=is_change and self.spends)
        require_role(self.membership, self.write_role if is_change else self.read_role)
        if is_change:
            is_release = request.method in self.releases
            require_open(self.workspace, Change.RELEASE if is_release else self.changes)
            self._execute_once(request)

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
                raise NotFoundError("You are no longer in a workspace. Ask for an invitation.")
            return membership
        if self.scope:
            self.require_scope(f"{self.scope}:{'read' if request.method in SAFE_METHODS else 'write'}")
        membership = membership_of(key.issued_by, chosen=key.workspace_id)
        if membership is None or membership.workspace_id != key.workspace_id:
            raise exceptions.AuthenticationFailed(
                "The person who created this API key has left the workspace."
            )
        return membership

    def require_scope(self, scope: str) -> None:
        """Raise ScopeMissingError for an API key without that scope, such as ``videos:write``."""
        if self.api_key is not None and not api_keys.allows(key=self.api_key, scope=scope):
            raise ScopeMissingError(scope=scope)

    def _execute_once(self, request: Request) -> None:
        name = request.headers.get(idempotency.HEADER)
        if name is None:
            return
        # REST framework looks up the handler after ``initial``, and so finds the instance's attribute first.
        method = str(request.method).lower()
        once = replays.once(
            getattr(self, method),
            key=idempotency.check_key(name),
            workspace=self.workspace,
            secret_fields=self.secret_fields,
        )
        setattr(self, method, once)

    def listing(
        self,
        queryset: QuerySet[Any],
        serializer: type[BaseSerializer[Any]],
        *,
        order: str = "-pk",
        context: Callable[[Sequence[Any]], dict[str, Any]] | dict[str, Any] | None = None,
        wide: Callable[[Any], QuerySet[Any]] | None = None,
    ) -> Response:
        """Return one page of ``queryset`` as a list document, by the client's ``limit`` and ``cursor``.

        ``context`` is passed to the serializer: as it is, or what it returns for the rows of the page.
        ``wide`` is passed to ``paginate``.
        """
        page = listings.page_of(
            queryset,
            order=order,
            parameters=self.request.query_params,
            url=self.request.path,
            wide=wide,
        )
        given = context(page.rows) if callable(context) else context
        data = serializer(page.rows, many=True, context=given or {}).data
        return Response(listings.document(page, url=self.request.path, data=data))

    def whole_list(self, data: Any) -> Response:
        """Return the serialized rows as a list document without further pages."""
        return Response(listings.whole(url=self.request.path, data=data))

    def unless_known(self, content: Mapping[str, Any], *, etag: str) -> Response:
        """Return the content with its ETag; 304 without it if If-None-Match of the request names the ETag."""
        is_known = conditional.is_known(self.request._request, etag=etag)
        response = Response(status=304) if is_known else Response(content)
        response["ETag"] = etag
        response["Cache-Control"] = conditional.CACHE_CONTROL
        patch_vary_headers(response, ("Authorization", "Cookie"))
        return response

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Add the API version and the rate limit to the response."""
        final = super().finalize_response(request, response, *args, **kwargs)
        final["Ettametta-Version"] = settings.API_VERSION
        for name, value in (self.rate.headers() if self.rate else {}).items():
            final[name] = value
        return final

"""Plan, usage and ledger over REST, and who is asking."""

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from accounts.models import Role
from billing import catalogue, checkout, entitlements, quotas
from billing.api.serializers import (
    CheckoutRequestSerializer,
    CheckoutSessionSerializer,
    LedgerEntrySerializer,
    MeSerializer,
    PlanSerializer,
    PortalSessionSerializer,
    SubscriptionSerializer,
    UsageSerializer,
)
from billing.models import LedgerEntry
from foundation.openapi import LIST_PARAMETERS, list_of


class MeView(WorkspaceAPIView):
    """Who is asking. It stands here because it tells plan and usage; every key may ask."""

    @extend_schema(operation_id="me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Person, workspace, role, the key's scopes, plan, limits and usage."""
        plan = entitlements.plan_of(workspace=self.workspace)
        user, key = self.user, self.api_key
        return Response(
            MeSerializer(
                {
                    "livemode": key.livemode if key else not settings.SANDBOX_URL,
                    "user": {
                        "id": user.pk,
                        "email": user.email,
                        "name": user.name,
                        "email_confirmed": user.has_confirmed_email,
                    },
                    "workspace": self.workspace,
                    "role": self.membership.role,
                    "api_key": key,
                    "plan": plan.code,
                    "limits": plan.limits,
                    "usage": quotas.usage(workspace=self.workspace),
                }
            ).data
        )


class PlanListView(WorkspaceAPIView):
    """The catalogue."""

    scope = "account"

    @extend_schema(operation_id="plans_list", responses=list_of(PlanSerializer))
    def get(self, request: Request) -> Response:
        """All plans, the cheapest first; few enough to come at once."""
        current = entitlements.plan_of(workspace=self.workspace)
        data = PlanSerializer(catalogue.offers(), many=True, context={"current": current}).data
        return Response(
            {"object": "list", "url": request.path, "has_more": False, "next_cursor": None, "data": data}
        )


class SubscriptionView(WorkspaceAPIView):
    """The workspace's subscription."""

    scope = "account"

    @extend_schema(operation_id="subscription", responses=SubscriptionSerializer)
    def get(self, request: Request) -> Response:
        """Status, plan, period, and when it ends if it is set to."""
        standing = entitlements.standing_of(workspace=self.workspace)
        return Response(SubscriptionSerializer(standing).data)


class CheckoutSessionListView(WorkspaceAPIView):
    """Buying a plan."""

    scope = "billing"
    spends = True
    write_role = Role.ADMIN
    changes = Change.ACCOUNT

    @extend_schema(
        operation_id="checkout_sessions_create",
        request=CheckoutRequestSerializer,
        responses={201: CheckoutSessionSerializer},
    )
    def post(self, request: Request) -> Response:
        """A page on which a person pays for the plan; the open one, if there is one for it."""
        body = CheckoutRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        started = checkout.start(workspace=self.workspace, plan=body.validated_data["plan"], user=self.user)
        return Response(CheckoutSessionSerializer(started).data, status=201)


class PortalSessionListView(WorkspaceAPIView):
    """Card and invoices."""

    scope = "billing"
    write_role = Role.ADMIN
    changes = Change.ACCOUNT

    @extend_schema(
        operation_id="portal_sessions_create", request=None, responses={201: PortalSessionSerializer}
    )
    def post(self, request: Request) -> Response:
        """A page on which a person changes the card and finds the invoices."""
        url = checkout.open_portal(workspace=self.workspace)
        return Response(PortalSessionSerializer({"url": url}).data, status=201)


class UsageView(WorkspaceAPIView):
    """This period's videos."""

    scope = "account"

    @extend_schema(operation_id="usage", responses=UsageSerializer)
    def get(self, request: Request) -> Response:
        """Used, set aside, and left."""
        return Response(UsageSerializer(quotas.usage(workspace=self.workspace)).data)


class LedgerView(WorkspaceAPIView):
    """Every change of the workspace's videos."""

    scope = "account"

    @extend_schema(
        operation_id="ledger_list", parameters=LIST_PARAMETERS, responses=list_of(LedgerEntrySerializer)
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        entries = LedgerEntry.objects.for_workspace(self.workspace)
        return self.listing(entries, LedgerEntrySerializer, order="-created_at")

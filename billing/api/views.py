"""REST endpoints for the caller, plans, subscription, usage, and ledger."""

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
    """The caller. It is in billing because it includes plan and usage. No scope is required."""

    @extend_schema(operation_id="me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Returns the caller: user, workspace, role, API key, plan, limits, and usage.

        Requires no scope. Use it to check an API key.
        """
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
        """Returns all plans, cheapest first.

        The list is always complete: it has no further pages.
        """
        current = entitlements.plan_of(workspace=self.workspace)
        data = PlanSerializer(catalogue.offers(), many=True, context={"current": current}).data
        return self.whole_list(data)


class SubscriptionView(WorkspaceAPIView):
    """The workspace's subscription."""

    scope = "account"

    @extend_schema(operation_id="subscription", responses=SubscriptionSerializer)
    def get(self, request: Request) -> Response:
        """Returns the subscription: status, plan, price, and period.

        A workspace that has none has the status ``none``.
        """
        standing = entitlements.standing_of(workspace=self.workspace)
        return Response(SubscriptionSerializer(standing).data)


class CheckoutSessionListView(WorkspaceAPIView):
    """Checkout sessions."""

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
        """Create a checkout session, where a person pays for a plan.

        Open ``url`` in a browser. The plan changes once the payment is confirmed. A workspace has one open
        session: if it is for this plan at its current price, it is returned; otherwise it is closed and
        replaced. Requires the role admin.

        Errors: ``409 payments_off`` if nothing can be bought on this installation; ``409 plan_not_for_sale``;
        ``409 already_subscribed``; ``409 purchase_pending`` while the payment of an earlier session is being
        confirmed; ``502 payments_key_refused``; ``503 upstream_unavailable`` and ``503 upstream_unconfirmed``
        if Stripe fails. Retry after a 503: the retry continues where the request stopped.
        """
        body = CheckoutRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        started = checkout.start(workspace=self.workspace, plan=body.validated_data["plan"], user=self.user)
        return Response(CheckoutSessionSerializer(started).data, status=201)


class PortalSessionListView(WorkspaceAPIView):
    """Portal sessions."""

    scope = "billing"
    write_role = Role.ADMIN
    changes = Change.ACCOUNT

    @extend_schema(
        operation_id="portal_sessions_create", request=None, responses={201: PortalSessionSerializer}
    )
    def post(self, request: Request) -> Response:
        """Create a portal session, where a person manages card and invoices.

        Open ``url`` in a browser. Requires the role admin.

        Errors: ``409 no_subscription`` if the workspace is not a customer at Stripe; ``409 payments_off`` if
        nothing can be bought on this installation; ``502`` and ``503`` if Stripe fails.
        """
        url = checkout.open_portal(workspace=self.workspace)
        return Response(PortalSessionSerializer({"url": url}).data, status=201)


class UsageView(WorkspaceAPIView):
    """The usage of the current period."""

    scope = "account"

    @extend_schema(operation_id="usage", responses=UsageSerializer)
    def get(self, request: Request) -> Response:
        """Returns the videos used, reserved, and left in the current period."""
        return Response(UsageSerializer(quotas.usage(workspace=self.workspace)).data)


class LedgerView(WorkspaceAPIView):
    """The ledger of the video quota."""

    scope = "account"

    @extend_schema(
        operation_id="ledger_list", parameters=LIST_PARAMETERS, responses=list_of(LedgerEntrySerializer)
    )
    def get(self, request: Request) -> Response:
        """Returns the ledger of the video quota, newest entries first.

        Each entry is one change of the balance, such as a reservation or a refund. Entries can't be edited or
        deleted.
        """
        entries = LedgerEntry.objects.for_workspace(self.workspace)
        return self.listing(entries, LedgerEntrySerializer, order="-created_at")

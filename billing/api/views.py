"""Plan, usage and ledger over REST, and who is asking."""

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import WorkspaceAPIView
from billing import plans, quotas
from billing.api.serializers import LedgerEntrySerializer, MeSerializer, PlanSerializer, UsageSerializer
from billing.models import LedgerEntry
from foundation.openapi import LIST_PARAMETERS, list_of


class MeView(WorkspaceAPIView):
    """Who is asking. It stands here because it tells plan and usage; every key may ask."""

    @extend_schema(operation_id="me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Person, workspace, role, the key's scopes, plan, limits and usage."""
        plan = plans.plan_of(workspace=self.workspace)
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
        current = plans.plan_of(workspace=self.workspace)
        data = PlanSerializer(plans.CATALOGUE, many=True, context={"current": current}).data
        return Response(
            {"object": "list", "url": request.path, "has_more": False, "next_cursor": None, "data": data}
        )


class UsageView(WorkspaceAPIView):
    """This month's videos."""

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

"""Admin of workspaces' plans, with a form to assign one without Stripe, and of Stripe's events."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User, Workspace
from billing import entitlements, plans, stripe_events, subscriptions
from billing.forms import AssignmentForm
from billing.models import (
    AbandonedCustomer,
    AbandonedSubscription,
    Checkout,
    Notice,
    Standing,
    StripeEvent,
)
from foundation.administration import ReadOnlyAdmin


class TroubleFilter(admin.SimpleListFilter):
    """Filters the rows that need attention."""

    title = "problem"
    parameter_name = "trouble"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The kinds of problems."""
        return [
            ("doubled", "two subscriptions"),
            ("unknown", "pays for an unknown plan"),
            ("owed", "payment overdue"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Standing]) -> QuerySet[Standing]:
        """The rows with that kind of problem."""
        kinds = {
            "doubled": queryset.filter(is_doubled=True),
            "unknown": queryset.exclude(unknown_price=""),
            "owed": queryset.filter(status__in=["past_due", "read_only"]),
        }
        return kinds.get(self.value() or "", queryset)


@admin.register(Standing)
class StandingAdmin(ReadOnlyAdmin):
    """Each workspace's plan and its origin, with a link to assign one."""

    list_display = [
        "workspace",
        "status",
        "plan",
        "assigned_plan",
        "period_ends_at",
        "cancels_at",
        "is_doubled",
        "unknown_price",
        "assignment",
    ]
    list_filter = [TroubleFilter, "status", "plan", "assigned_plan"]
    list_select_related = ["workspace"]
    search_fields = ["workspace__name", "workspace__id", "customer_id", "subscription_id"]
    ordering = ["-looked_at"]

    @admin.display(description="Assign")
    def assignment(self, standing: Standing) -> SafeString:
        """A link to the assignment form."""
        url = reverse("admin:billing_standing_assign", args=[standing.workspace_id])
        return format_html('<a href="{}">Assign a plan</a>', url)

    def get_urls(self) -> list[URLPattern]:
        """Add the assignment form."""
        view = self.admin_site.admin_view(self.assign_view)
        own = path("workspaces/<str:workspace_id>/assign/", view, name="billing_standing_assign")
        return [own, *super().get_urls()]

    def assign_view(self, request: HttpRequest, workspace_id: str) -> HttpResponse:
        """Assign a plan to a workspace, or withdraw the assigned one, with a reason."""
        workspace = Workspace.objects.filter(pk=workspace_id).first()
        if workspace is None or not request.user.has_perm("billing.change_standing"):
            messages.error(request, "The workspace does not exist, or you can't assign plans.")
            return redirect("admin:billing_standing_changelist")
        standing = entitlements.standing_of(workspace=workspace)
        form = AssignmentForm(request.POST or None, initial={"plan": standing.assigned_plan})
        if request.method == "POST" and form.is_valid():
            actor = request.user if isinstance(request.user, User) else None
            chosen = plans.by_code(form.cleaned_data["plan"])
            reason = form.cleaned_data["reason"]
            subscriptions.assign(workspace=workspace, plan=chosen, reason=reason, actor=actor)
            name = entitlements.plan_of(workspace=workspace).name
            messages.success(request, f"{workspace.name} is on {name}.")
            return redirect("admin:billing_standing_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": f"Assign a plan to {workspace.name}",
            "form": form,
            "standing": standing,
            "plan": entitlements.plan_by(standing),
            "opts": self.model._meta,
            "list_url": "admin:billing_standing_changelist",
            "deed": "Assign",
        }
        return render(request, "admin/billing/assign.html", context)


@admin.register(StripeEvent)
class StripeEventAdmin(ReadOnlyAdmin):
    """Stripe's events and their outcome."""

    list_display = [
        "event_id",
        "type",
        "status",
        "attempts",
        "error",
        "received_at",
        "applied_at",
        "next_attempt_at",
    ]
    list_filter = ["status", "type"]
    search_fields = ["event_id", "type", "lock_name", "error"]
    ordering = ["-received_at"]
    show_full_result_count = False
    actions = ["replay"]

    @admin.action(description="Replay: apply these events again", permissions=["replay"])
    def replay(self, request: HttpRequest, queryset: QuerySet[StripeEvent]) -> None:
        """Have a worker apply each event again. Applying is idempotent."""
        count = stripe_events.replay(list(queryset.values_list("event_id", flat=True)))
        self.message_user(request, f"{count} will be applied again within seconds. Reload to see the result.")

    def has_replay_permission(self, request: HttpRequest) -> bool:
        """True for users with the change permission, although the rows themselves are read-only."""
        return bool(request.user.has_perm("billing.change_stripeevent"))


@admin.register(Checkout)
class CheckoutAdmin(ReadOnlyAdmin):
    """Purchases in progress and their outcome."""

    list_display = ["created_at", "workspace", "plan", "status", "session_id", "started_by"]
    list_filter = ["status", "plan"]
    list_select_related = ["workspace", "started_by"]
    search_fields = ["session_id", "customer_id", "workspace__name", "workspace__id"]
    exclude = ["url"]


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Notices that were e-mailed."""

    list_display = ["created_at", "workspace", "kind", "about", "sent_at"]
    list_filter = ["kind"]
    list_select_related = ["workspace"]
    search_fields = ["workspace__name", "workspace__id"]


@admin.register(AbandonedSubscription)
class AbandonedSubscriptionAdmin(ReadOnlyAdmin):
    """Subscriptions whose workspace was deleted."""

    list_display = ["subscription_id", "customer_id", "created_at", "looked_at", "ended_at"]


@admin.register(AbandonedCustomer)
class AbandonedCustomerAdmin(ReadOnlyAdmin):
    """Customers whose workspace was deleted, and whether all their checkouts are closed."""

    list_display = ["customer_id", "workspace_id", "created_at", "looked_at", "cleared_at"]
    search_fields = ["customer_id", "workspace_id"]

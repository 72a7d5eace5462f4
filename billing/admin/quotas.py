"""Admin of quotas, with a form to give or take videos."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Workspace
from billing import quotas
from billing.forms import AdjustmentForm
from billing.models import LedgerEntry, QuotaPeriod, Reservation
from foundation.administration import ReadOnlyAdmin
from foundation.errors import DomainError


@admin.register(QuotaPeriod)
class QuotaPeriodAdmin(ReadOnlyAdmin):
    """Quota periods of workspaces, with a link to adjust one."""

    list_display = [
        "workspace",
        "starts_at",
        "granted",
        "held",
        "used",
        "balance",
        "is_unlimited",
        "adjustment",
    ]
    list_filter = ["is_unlimited", "plan", "starts_at"]
    list_select_related = ["workspace"]
    search_fields = ["workspace__name", "workspace__id", "workspace__memberships__user__email"]
    ordering = ["-starts_at", "workspace__name"]

    @admin.display(description="Adjust")
    def adjustment(self, period: QuotaPeriod) -> SafeString:
        """A link to the adjustment form."""
        url = reverse("admin:billing_quotaperiod_adjust", args=[period.workspace_id])
        return format_html('<a href="{}">Adjust</a>', url)

    def get_urls(self) -> list[URLPattern]:
        """Add the adjustment form."""
        view = self.admin_site.admin_view(self.adjust_view)
        own = path("workspaces/<str:workspace_id>/adjust/", view, name="billing_quotaperiod_adjust")
        return [own, *super().get_urls()]

    def adjust_view(self, request: HttpRequest, workspace_id: str) -> HttpResponse:
        """Give or take videos of the current period, with a reason."""
        workspace = Workspace.objects.filter(pk=workspace_id).first()
        if workspace is None or not request.user.has_perm("billing.add_ledgerentry"):
            messages.error(request, "The workspace does not exist, or you can't adjust quotas.")
            return redirect("admin:billing_quotaperiod_changelist")
        form = AdjustmentForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and self._adjust(request, workspace, form):
            messages.success(request, f"The quota of {workspace.name} was adjusted.")
            return redirect("admin:billing_quotaperiod_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": f"Adjust the quota of {workspace.name}",
            "form": form,
            "usage": quotas.usage(workspace=workspace),
            "opts": self.model._meta,
            "list_url": "admin:billing_quotaperiod_changelist",
            "deed": "Adjust",
        }
        return render(request, "admin/billing/adjust.html", context)

    def _adjust(self, request: HttpRequest, workspace: Workspace, form: AdjustmentForm) -> bool:
        try:
            quotas.adjust(workspace=workspace, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type] # staff
        except DomainError as refusal:
            # Shown beside the field, because the admin has no page for refusals.
            form.add_error("videos", refusal.message)
            return False
        return True


@admin.register(Reservation)
class ReservationAdmin(ReadOnlyAdmin):
    """Reservations and their outcome."""

    list_display = ["reference", "workspace", "videos", "status", "expires_at", "created_at"]
    list_filter = ["status"]
    list_select_related = ["workspace"]
    search_fields = ["reference", "id", "workspace__name", "workspace__id"]
    date_hierarchy = "created_at"


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    """Every change of every balance."""

    list_display = [
        "created_at",
        "workspace",
        "kind",
        "videos",
        "balance_after",
        "reference",
        "reason",
        "actor",
    ]
    list_filter = ["kind"]
    list_select_related = ["workspace", "actor"]
    search_fields = ["reference", "reason", "workspace__name", "workspace__id"]
    date_hierarchy = "created_at"

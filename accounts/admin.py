"""Admin of people and workspaces."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.models import (
    AddressProblem,
    ApiKey,
    AuditEntry,
    Invitation,
    Membership,
    NotificationEmail,
    User,
    Workspace,
)
from foundation.administration import ReadOnlyAdmin

# Operators use the normal sign-in page with its rate limits. The admin's own form is disabled.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = "ettametta administration"
admin.site.site_title = "ettametta"
admin.site.index_title = "Administration"

_PAGES = (
    ("admin:billing_standing_assign", "Assign a plan"),
    ("admin:billing_quotaperiod_adjust", "Adjust the quota"),
)


class MembershipInline(admin.TabularInline[Membership, Any]):
    """The members of a workspace, or the workspaces of a person."""

    model = Membership
    extra = 0
    autocomplete_fields = ["user", "workspace"]
    readonly_fields = ["created_at"]


class EmailAddressInline(admin.TabularInline[EmailAddress, User]):
    """A person's addresses, and whether they are confirmed."""

    model = EmailAddress
    extra = 0


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """People. They set their passwords themselves, through the reset mail."""

    list_display = ["email", "name", "is_active", "is_staff", "date_joined", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser"]
    search_fields = ["email", "name", "id"]
    ordering = ["-date_joined"]
    fields = [
        "id",
        "email",
        "name",
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
        "user_permissions",
        "date_joined",
        "last_login",
    ]
    readonly_fields = ["id", "date_joined", "last_login"]
    filter_horizontal = ["groups", "user_permissions"]
    inlines = [EmailAddressInline, MembershipInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Always False: people sign up."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Only superusers can grant operator permissions."""
        fixed = [*self.readonly_fields]
        if not request.user.is_superuser:
            fixed += ["is_staff", "is_superuser", "groups", "user_permissions"]
        return fixed


@admin.register(Workspace)
class WorkspaceAdmin(admin.ModelAdmin[Workspace]):
    """Workspaces and their members."""

    list_display = ["name", "id", "members", "time_zone", "created_at", "pages"]
    search_fields = ["name", "id", "memberships__user__email"]
    ordering = ["-created_at"]
    fields = ["id", "name", "time_zone", "created_at"]
    readonly_fields = ["id", "created_at"]
    inlines = [MembershipInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Workspace]:
        """With the number of members, in one query."""
        return super().get_queryset(request).annotate(member_count=Count("memberships", distinct=True))

    @admin.display(ordering="member_count")
    def members(self, workspace: Workspace) -> int:
        """The number of members."""
        return int(workspace.member_count)  # type: ignore[attr-defined] # annotated above

    @admin.display(description="Plan and quota")
    def pages(self, workspace: Workspace) -> SafeString:
        """Links to the admin pages that other apps provide for it."""
        links = [(reverse(name, args=[workspace.pk]), label) for name, label in _PAGES]
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    def has_delete_permission(self, request: HttpRequest, obj: Workspace | None = None) -> bool:
        """Always False: closing a workspace involves more than deleting its row."""
        return False


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    """Members of workspaces, and their roles."""

    list_display = ["user", "workspace", "role", "created_at"]
    list_filter = ["role"]
    list_select_related = ["user", "workspace"]
    search_fields = ["user__email", "workspace__name", "workspace__id"]
    autocomplete_fields = ["user", "workspace"]
    readonly_fields = ["created_at"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Invitations, without their tokens."""

    list_display = ["email", "workspace", "role", "created_at", "expires_at", "accepted_at", "withdrawn_at"]
    list_filter = ["role"]
    list_select_related = ["workspace"]
    search_fields = ["email", "workspace__name"]
    exclude = ["token_sha256"]


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """API keys, without their hashes."""

    list_display = ["name", "prefix", "workspace", "issued_by", "livemode", "last_used_at", "revoked_at"]
    list_filter = ["livemode"]
    list_select_related = ["workspace", "issued_by"]
    search_fields = ["name", "prefix", "id", "workspace__name", "issued_by__email"]
    exclude = ["key_sha256"]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what."""

    list_display = ["created_at", "workspace", "actor", "action", "subject"]
    list_filter = ["action"]
    list_select_related = ["workspace", "actor"]
    search_fields = ["action", "subject", "workspace__name", "workspace__id", "actor__email"]
    date_hierarchy = "created_at"


@admin.register(NotificationEmail)
class NotificationEmailAdmin(ReadOnlyAdmin):
    """E-mails of notifications: those that wait, and why others were not sent."""

    list_display = ["created_at", "user", "workspace", "event", "status", "attempts", "next_try_at", "note"]
    list_filter = ["status", "event"]
    list_select_related = ["workspace", "user"]
    search_fields = ["user__email", "workspace__name", "id"]


@admin.register(AddressProblem)
class AddressProblemAdmin(ReadOnlyAdmin):
    """Addresses that were refused."""

    list_display = ["email", "user", "reason", "refused_at"]
    list_select_related = ["user"]
    search_fields = ["email", "user__email"]

"""Admin of publishing: operators write the policy rules, and only read the rest.

Tokens and upload session URLs are never shown.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from foundation.administration import ReadOnlyAdmin, ReadOnlyMixin
from publishing import platforms
from publishing.models import (
    Connection,
    Extra,
    PolicyRule,
    Publication,
    PublishAttempt,
    Review,
    ReviewLink,
    Tracking,
)


@admin.register(Connection)
class ConnectionAdmin(ReadOnlyAdmin):
    """Connected channels."""

    list_display = [
        "id",
        "channel_title",
        "platform",
        "status",
        "livemode",
        "workspace",
        "videos_read_at",
        "created_at",
    ]
    list_filter = ["status", "platform", "livemode"]
    search_fields = ["id", "channel_title", "channel_id", "workspace__name"]
    list_select_related = ["workspace"]
    exclude = ["refresh_token", "access_token"]


class AttemptInline(ReadOnlyMixin, admin.TabularInline[PublishAttempt, Publication]):
    """The upload sessions of a publication."""

    model = PublishAttempt
    exclude = ["session_url"]
    extra = 0


class ExtraInline(ReadOnlyMixin, admin.TabularInline[Extra, Publication]):
    """The playlists and the first comment of a publication."""

    model = Extra
    extra = 0


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """Publications and their progress."""

    list_display = ["id", "title", "status", "connection", "livemode", "submitted_at", "published_at"]
    list_filter = ["status", "livemode", "connection__platform"]
    search_fields = ["id", "title", "platform_video_id", "workspace__name"]
    list_select_related = ["connection"]
    inlines = [AttemptInline, ExtraInline]


@admin.register(Tracking)
class TrackingAdmin(ReadOnlyAdmin):
    """The readings of publications' results."""

    list_display = ["publication", "read_at", "due_at", "failures", "problem", "reports_due_at", "gone_at"]
    list_filter = ["publication__connection__platform"]
    search_fields = ["publication__id", "publication__title"]
    list_select_related = ["publication"]


class PolicyRuleForm(forms.ModelForm[PolicyRule]):
    """A rule, with the platforms of this installation to choose from."""

    platform = forms.ChoiceField(required=False)

    class Meta:
        model = PolicyRule
        fields = [
            "platform", "condition", "words", "limit", "severity", "text", "fix", "source_url", "checked_on",
            "is_active",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(each.name, each.words.name) for each in platforms.all()]
        self.fields["platform"] = forms.ChoiceField(choices=[("", "All platforms"), *names], required=False)


@admin.register(PolicyRule)
class PolicyRuleAdmin(admin.ModelAdmin[PolicyRule]):
    """Rules of this installation for preflight. Each change makes a new version."""

    form = PolicyRuleForm
    list_display = ["text", "platform", "condition", "severity", "checked_on", "is_active", "version"]
    list_filter = ["is_active", "platform", "severity", "condition"]
    search_fields = ["text", "id"]
    readonly_fields = ["id", "version", "created_at", "updated_at"]

    def save_model(self, request: HttpRequest, obj: PolicyRule, form: Any, change: bool) -> None:
        """Save the rule as a new version."""
        if change:
            obj.version += 1
        super().save_model(request, obj, form, change)


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    """Requests for an approval, and their decisions."""

    list_display = ["id", "publication", "status", "requested_by", "decider", "decided_at", "workspace"]
    list_filter = ["status"]
    search_fields = ["id", "publication__id", "workspace__name"]
    list_select_related = ["publication", "requested_by", "decided_by", "workspace"]


@admin.register(ReviewLink)
class ReviewLinkAdmin(ReadOnlyAdmin):
    """Links of reviewers. Their addresses are not shown."""

    list_display = ["id", "name", "publication", "expires_at", "revoked_at", "last_opened_at", "workspace"]
    search_fields = ["id", "name", "publication__id", "workspace__name"]
    list_select_related = ["publication", "workspace"]

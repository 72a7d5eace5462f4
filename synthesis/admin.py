"""What operators see: renders and why they stand still, nodes and what they do."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from foundation.administration import LookOnlyAdmin
from synthesis import nodes, renders
from synthesis.models import Asset, Attempt, NodeEvent, Render, RenderNode, RenderStatus, Video


class AttemptInline(admin.TabularInline):  # type: ignore[type-arg]
    """The tries of a render's scenes."""

    model = Attempt
    fields = ("position", "number", "status", "node", "progress", "seconds_spent", "error_code", "error")
    readonly_fields = fields
    extra = 0
    can_delete = False
    ordering = ("position", "number")

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Never by hand."""
        return False


@admin.register(Render)
class RenderAdmin(LookOnlyAdmin):
    """Renders, newest first."""

    list_display = ("id", "video", "workspace", "status", "stage", "created_at", "failure_code")
    list_filter = ("status", "stage", "failure_code", "livemode")
    search_fields = ("id", "video__id", "workspace__id")
    list_select_related = ("video", "workspace")
    ordering = ("-created_at",)
    inlines = (AttemptInline,)
    actions = ("cancel_renders",)

    @admin.action(description="Cancel, and give the videos back")
    def cancel_renders(self, request: HttpRequest, queryset: QuerySet[Render]) -> None:
        """End what is still under way."""
        for render in queryset.filter(status__in=[RenderStatus.QUEUED, RenderStatus.RUNNING]):
            renders.cancel(render=render)


@admin.register(Video)
class VideoAdmin(LookOnlyAdmin):
    """Videos, newest first."""

    list_display = ("id", "title", "workspace", "status", "language", "livemode", "updated_at")
    list_filter = ("status", "livemode", "language")
    search_fields = ("id", "title", "workspace__id")
    list_select_related = ("workspace",)
    ordering = ("-created_at",)


@admin.register(RenderNode)
class RenderNodeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nodes: add, drain, take back. Secrets are written and never shown."""

    list_display = ("name", "base_url", "status", "slots", "answered_at", "status_note")
    fields = ("name", "base_url", "slots", "status", "status_note", "drawing_models", "answered_at")
    readonly_fields = ("status", "status_note", "drawing_models", "answered_at")
    actions = ("drain", "undrain", "look")

    @admin.action(description="Drain: finish what is there, take nothing new")
    def drain(self, request: HttpRequest, queryset: QuerySet[RenderNode]) -> None:
        """Give them nothing new."""
        for node in queryset:
            nodes.drain(node=node)

    @admin.action(description="Take work again")
    def undrain(self, request: HttpRequest, queryset: QuerySet[RenderNode]) -> None:
        """Let them take work again."""
        for node in queryset:
            nodes.undrain(node=node)

    @admin.action(description="Ask how they are")
    def look(self, request: HttpRequest, queryset: QuerySet[RenderNode]) -> None:
        """Ask each now rather than at the next round."""
        for node in queryset:
            nodes.look_at(node=node)


@admin.register(NodeEvent)
class NodeEventAdmin(LookOnlyAdmin):
    """What nodes told us, newest first."""

    list_display = ("webhook_id", "node", "type", "attempt_key", "received_at")
    list_filter = ("type",)
    list_select_related = ("node",)
    ordering = ("-received_at",)


@admin.register(Asset)
class AssetAdmin(LookOnlyAdmin):
    """Stored files, newest first."""

    list_display = ("id", "role", "workspace", "size_bytes", "mime_type", "created_at", "expires_at")
    list_filter = ("role", "origin")
    search_fields = ("id", "sha256", "workspace__id")
    list_select_related = ("workspace",)
    ordering = ("-created_at",)

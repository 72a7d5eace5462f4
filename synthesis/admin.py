"""Django admin of synthesis: renders with their attempts and wait reasons, renderers with their queues."""

import base64
import binascii
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.administration import ReadOnlyAdmin
from synthesis.errors import RendererHoldsWorkError
from synthesis.models import (
    Asset,
    Attempt,
    LineageShare,
    Pronunciation,
    Render,
    Renderer,
    RendererEvent,
    RendererStatus,
    RenderStatus,
    Video,
)
from synthesis.production import renders
from synthesis.rendering import dispatch, renderers

_SECRET_BYTES = 24


class AttemptInline(admin.TabularInline):  # type: ignore[type-arg]
    """The attempts of a render."""

    model = Attempt
    fields = ("position", "number", "status", "renderer", "progress", "seconds_spent", "error_code", "error")
    readonly_fields = fields
    extra = 0
    can_delete = False
    ordering = ("position", "number")

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Attempts are never added by hand."""
        return False


@admin.register(Render)
class RenderAdmin(ReadOnlyAdmin):
    """Renders, newest first."""

    list_display = ("id", "video", "workspace", "status", "stage", "outage", "created_at", "failure_code")
    list_filter = ("status", "stage", "outage", "failure_code", "livemode")
    search_fields = ("id", "video__id", "workspace__id")
    list_select_related = ("video", "workspace")
    ordering = ("-created_at",)
    inlines = (AttemptInline,)
    actions = ("cancel_renders",)

    @admin.action(description="Cancel and refund the videos")
    def cancel_renders(self, request: HttpRequest, queryset: QuerySet[Render]) -> None:
        """Cancel the selected unfinished renders."""
        for render in queryset.filter(status__in=[RenderStatus.QUEUED, RenderStatus.RUNNING]):
            renders.cancel(render=render)


@admin.register(Video)
class VideoAdmin(ReadOnlyAdmin):
    """Videos, newest first."""

    list_display = ("id", "title", "workspace", "status", "language", "livemode", "updated_at")
    list_filter = ("status", "livemode", "language")
    search_fields = ("id", "title", "workspace__id")
    list_select_related = ("workspace",)
    ordering = ("-created_at",)


@admin.register(LineageShare)
class LineageShareAdmin(ReadOnlyAdmin):
    """Public links to lineages, newest first, without their tokens."""

    list_display = ("id", "video", "workspace", "created_at")
    search_fields = ("id", "video__id", "workspace__id")
    list_select_related = ("video", "workspace")
    ordering = ("-created_at",)
    exclude = ("token", "token_sha256")


@admin.register(Pronunciation)
class PronunciationAdmin(ReadOnlyAdmin):
    """Pronunciations, newest first."""

    list_display = ("written", "spoken", "language", "workspace", "created_at")
    list_filter = ("language",)
    search_fields = ("written", "spoken", "workspace__id")
    list_select_related = ("workspace",)
    ordering = ("-created_at",)


def _can_sign(secret: str) -> bool:
    try:
        return len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) >= _SECRET_BYTES
    except binascii.Error:
        return False


class RendererForm(forms.ModelForm[Renderer]):
    """The form of a renderer. Secrets are write-only: an empty field keeps the stored value."""

    class Meta:
        model = Renderer
        fields = ["name", "kind", "base_url", "token", "webhook_secret"]
        widgets = {
            name: forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"})
            for name in ("token", "webhook_secret")
        }
        help_texts = {
            "base_url": "The renderer's URL without a path, such as http://10.0.0.5:8020.",
            "token": "The node's RENDER_NODE_TOKEN. Leave empty to keep the current one.",
            "webhook_secret": "The node's RENDER_NODE_WEBHOOK_SECRET. Leave empty to keep the current one.",
        }

    def clean_base_url(self) -> str:
        """Require a scheme and a host, and no credentials in the URL."""
        address: str = self.cleaned_data["base_url"].strip().rstrip("/")
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise forms.ValidationError("Enter a URL that starts with http:// or https://.")
        if parts.username or parts.query or parts.fragment:
            raise forms.ValidationError("Remove user names, passwords and query parameters.")
        return address

    def clean_token(self) -> str:
        """Keep the stored token if the field is empty."""
        token: str = self.cleaned_data["token"]
        return token or self.instance.token

    def clean_webhook_secret(self) -> str:
        """Require a valid signing secret; keep the stored one if the field is empty."""
        secret: str = self.cleaned_data["webhook_secret"]
        if secret and not _can_sign(secret):
            raise forms.ValidationError(
                "Enter whsec_ followed by base64 of at least 24 bytes, the same as on the node."
            )
        return secret or self.instance.webhook_secret


@admin.register(Renderer)
class RendererAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Renderers and their queues: add, drain, undrain, probe."""

    form = RendererForm
    list_display = (
        "name", "state", "device", "draws", "taken", "queued", "answered_at", "status_note", "drain_button",
    )  # fmt: skip
    told = ("state", "status_note", "draws", "device", "slots", "queued", "answered_at")
    fields = ("name", "kind", "base_url", "token", "webhook_secret", *told)
    readonly_fields = told
    actions = ("drain", "undrain", "probe")
    change_list_template = "admin/synthesis/renderers.html"
    change_form_template = "admin/synthesis/renderer.html"
    ordering = ("created_at", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Renderer]:
        """Annotate how many attempts each renderer holds."""
        held = Count("attempts", filter=Q(attempts__status__in=[RenderStatus.QUEUED, RenderStatus.RUNNING]))
        rows: QuerySet[Renderer] = super().get_queryset(request).annotate(held=held)
        return rows

    def get_urls(self) -> list[URLPattern]:
        """Add the URLs of the buttons and of the queues page."""
        name = "synthesis_renderer"
        own = [
            path("queues/", self.admin_site.admin_view(self.queues_view), name=f"{name}_queues"),
            path(
                "<str:pk>/<str:order>/now/", self.admin_site.admin_view(self.order_view), name=f"{name}_order"
            ),
        ]
        return [*own, *super().get_urls()]

    def queues_view(self, request: HttpRequest) -> HttpResponse:
        """Show the queue of each engine, and its speed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "Queues",
            "queues": dispatch.queues(),
            "outages": Render.objects.outages(),
            "opts": self.model._meta,
        }
        return TemplateResponse(request, "admin/synthesis/queues.html", context)

    def order_view(self, request: HttpRequest, pk: str, order: str) -> HttpResponse:
        """Drain, undrain or probe a renderer."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        renderer = get_object_or_404(Renderer, pk=pk)
        if order not in _ORDERS:
            raise Http404
        if not self.has_change_permission(request, renderer):
            raise PermissionDenied
        act, said = _ORDERS[order]
        act(renderer=renderer)
        messages.success(request, f"{renderer.name} {said}")
        return redirect(request.headers.get("Referer") or "admin:synthesis_renderer_changelist")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Add what the renderer holds to the page."""
        rows = Attempt.objects.in_flight().filter(renderer=object_id).select_related("workspace")
        jobs = {"jobs": rows.order_by("created_at", "position")[:100]}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **jobs})

    def delete_model(self, request: HttpRequest, obj: Renderer) -> None:
        """Delete through ``renderers.remove``, which refuses while the renderer holds work."""
        renderers.remove(renderer=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Renderer]) -> None:
        """Delete one by one; stop at the first that holds work."""
        for renderer in queryset:
            renderers.remove(renderer=renderer)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Clips are kept, so only unfinished work prevents deletion."""
        held = [
            renderer for renderer in objs if Attempt.objects.in_flight().filter(renderer=renderer).exists()
        ]
        protected = [
            RendererHoldsWorkError(name=renderer.name, attempts=renderer.held).message for renderer in held
        ]
        return [str(renderer) for renderer in objs], {"renderers": len(objs)}, set(), protected

    @admin.display(description="State", ordering="status")
    def state(self, renderer: Renderer) -> str:
        """The status as pages show it, including the pending change while it drains."""
        return f"{renderer.get_status_display()}" + (
            ", draining" if renderer.is_draining and renderer.status != RendererStatus.DRAINING else ""
        )

    @admin.display(description="Engines")
    def draws(self, renderer: Renderer) -> str:
        """The engines that it reported."""
        return ", ".join(renderer.engines) or "not known yet"

    @admin.display(description="Slots")
    def taken(self, renderer: Any) -> str:
        """Taken slots, of all slots."""
        return f"{renderer.held} of {renderer.slots}"

    @admin.display(description="Drain")
    def drain_button(self, renderer: Renderer) -> SafeString:
        """A button in the list that drains or undrains."""
        order, word = ("take-back", "Resume") if renderer.is_draining else ("drain", "Drain")
        address = reverse("admin:synthesis_renderer_order", args=[renderer.pk, order])
        return format_html('<button type="submit" formaction="{}">{}</button>', address, word)

    @admin.action(description="Drain: finish current work, accept no new work")
    def drain(self, request: HttpRequest, queryset: QuerySet[Renderer]) -> None:
        """Drain the selected renderers."""
        for renderer in queryset:
            renderers.drain(renderer=renderer)

    @admin.action(description="Resume: accept work again")
    def undrain(self, request: HttpRequest, queryset: QuerySet[Renderer]) -> None:
        """Undrain the selected renderers."""
        for renderer in queryset:
            renderers.undrain(renderer=renderer)

    @admin.action(description="Probe now")
    def probe(self, request: HttpRequest, queryset: QuerySet[Renderer]) -> None:
        """Probe the selected renderers now, before the next scheduled probe."""
        for renderer in queryset:
            renderers.probe(renderer=renderer)


_ORDERS: dict[str, tuple[Callable[..., None], str]] = {
    "drain": (renderers.drain, "finishes its current work and accepts no new work."),
    "take-back": (renderers.undrain, "accepts work again as soon as it responds."),
    "probe": (renderers.probe, "was probed."),
}


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    """Attempts of all scenes, newest first."""

    list_display = (
        "id", "workspace", "render", "position", "number", "engine", "status", "renderer", "stage",
        "progress", "created_at", "seconds_spent", "error_code",
    )  # fmt: skip
    list_filter = ("status", "engine", "renderer", "error_code")
    search_fields = ("id", "render__id", "workspace__id", "job_id")
    list_select_related = ("workspace", "render", "renderer")
    ordering = ("-created_at", "-pk")
    show_full_result_count = False


@admin.register(RendererEvent)
class RendererEventAdmin(ReadOnlyAdmin):
    """Webhooks from renderers, newest first."""

    list_display = ("webhook_id", "renderer", "type", "attempt_key", "received_at")
    list_filter = ("type",)
    list_select_related = ("renderer",)
    ordering = ("-received_at",)


@admin.register(Asset)
class AssetAdmin(ReadOnlyAdmin):
    """Stored files, newest first."""

    list_display = ("id", "role", "workspace", "size_bytes", "mime_type", "created_at", "expires_at")
    list_filter = ("role", "origin")
    search_fields = ("id", "sha256", "workspace__id")
    list_select_related = ("workspace",)
    ordering = ("-created_at",)

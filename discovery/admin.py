"""Admin of discovery: watched channels, observations, and the use of the daily allowance."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from discovery import listings, niches
from discovery.models import (
    Analysis,
    AnalysisBudget,
    ApiBudget,
    Candidate,
    CollectionState,
    Finding,
    Idea,
    Niche,
    Snapshot,
    SourceChannel,
    SourceVideo,
    WatchedChannel,
)
from foundation.administration import ReadOnlyMixin
from foundation.kept_values import KeptValues

_RATED_DAYS = 3


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # one base for several models
    """Read-only admin of rows that only collection writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Always False: rows come from outside."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Always False: measured numbers are not corrected by hand."""
        return False


@admin.register(Niche)
class NicheAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # the stubs' generic has no runtime
    """Niches and the state of their rounds."""

    list_display = ["name", "workspace", "outcome", "searched_at", "next_round_at"]
    list_filter = ["outcome", "livemode"]
    list_select_related = ["workspace"]
    search_fields = ["name", "workspace__name", "id"]
    autocomplete_fields = ["workspace"]
    readonly_fields = [
        "id", "livemode", "outcome", "problem", "failures", "searched_at", "search_resumes_at",
        "lease_until", "fence", "version", "created_at",
    ]  # fmt: skip
    actions = ["scan_now"]

    @admin.action(description="Scan now")
    def scan_now(self, request: HttpRequest, queryset: QuerySet[Niche]) -> None:
        """Request a round for the chosen niches."""
        for niche in queryset:
            niches.request_round(niche=niche)


@admin.register(WatchedChannel)
class WatchedChannelAdmin(ReadOnlyAdmin):
    """Channels on watchlists."""

    list_display = ["title", "workspace", "source", "address", "livemode"]
    list_filter = ["livemode"]
    list_select_related = ["workspace", "source"]
    search_fields = ["source__title", "source__handle", "source__platform_id", "address", "id"]


@admin.register(SourceChannel)
class SourceChannelAdmin(ReadOnlyAdmin):
    """Channels that are collected for all workspaces."""

    list_display = [
        "title", "platform", "status", "due_at", "list_at", "collected_at", "units_a_day", "failures",
        "livemode",
    ]  # fmt: skip
    list_filter = ["platform", "status", "origin", "livemode"]
    search_fields = ["title", "handle", "platform_id"]
    show_full_result_count = False


@admin.register(SourceVideo)
class SourceVideoAdmin(ReadOnlyAdmin):
    """Videos of collected channels, with their scores."""

    list_display = ["title", "channel", "format", "views", "score", "baseline_n", "look_at", "livemode"]
    list_filter = ["format", "method", "livemode"]
    list_select_related = ["channel"]
    search_fields = ["platform_id"]
    show_full_result_count = False


@admin.register(Candidate)
class CandidateAdmin(ReadOnlyAdmin):
    """Candidates."""

    list_display = [
        "title",
        "workspace",
        "format",
        "views",
        "score",
        "baseline_n",
        "published_at",
        "livemode",
    ]
    list_filter = ["format", "decision", "livemode"]
    list_select_related = ["workspace"]
    search_fields = ["id", "source__platform_id"]
    show_full_result_count = False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Add how often lists and drawers came from the cache."""
        return super().changelist_view(request, {**(extra_context or {}), "subtitle": _hit_rates()})


def _hit_rates() -> str:
    return " · ".join(_rates(name, kept) for name, kept in listings.CACHED.items())


def _rates(name: str, kept: KeptValues[Any]) -> str:
    days = [
        f"{tally.day:%-d %b} {tally.hit_rate:.0%} of {tally.lookups:,}"
        for tally in kept.tallies(days=_RATED_DAYS)
    ]
    return f"{name} from the cache: {', '.join(days) or 'none yet'}"


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnlyAdmin):
    """Single observations."""

    list_display = ["source", "views", "observed_at", "counting_regime"]
    list_select_related = ["source"]
    search_fields = ["source__platform_id"]
    show_full_result_count = False


@admin.register(CollectionState)
class CollectionStateAdmin(ReadOnlyAdmin):
    """Platforms whose collection is paused, and why."""

    list_display = ["platform", "livemode", "outcome", "problem", "failures", "resumes_at", "changed_at"]


@admin.register(Idea)
class IdeaAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # the stubs' generic has no runtime
    """Ideas."""

    list_display = ["title", "workspace", "status", "created_at", "livemode"]
    list_filter = ["status", "livemode"]
    list_select_related = ["workspace"]
    search_fields = ["title", "workspace__name", "id"]
    autocomplete_fields = ["workspace", "candidate", "niche", "created_by"]
    readonly_fields = ["id", "status", "status_changed_at", "facts", "version", "created_at"]


@admin.register(ApiBudget)
class ApiBudgetAdmin(ReadOnlyAdmin):
    """The use of each day's allowance."""

    list_display = ["platform", "bucket", "day_on", "used", "refused_at", "livemode"]
    list_filter = ["bucket", "livemode"]
    date_hierarchy = "day_on"


class FindingInline(ReadOnlyMixin, admin.TabularInline):  # type: ignore[type-arg] # the stubs' generic has no runtime
    """The findings of an analysis."""

    model = Finding
    fields = ["kind", "starts_ms", "ends_ms", "statement", "confidence", "reported_wrong_at", "report_note"]
    extra = 0


@admin.register(Analysis)
class AnalysisAdmin(ReadOnlyMixin, admin.ModelAdmin):  # type: ignore[type-arg] # the stubs' generic has no runtime
    """Analyses, what they cost and why they failed."""

    list_display = [
        "title", "workspace", "number", "status", "stage", "model", "cost_microusd", "failure_code",
        "created_at", "livemode",
    ]  # fmt: skip
    list_filter = ["status", "stage", "provider", "livemode"]
    list_select_related = ["workspace"]
    search_fields = ["title", "subject", "workspace__name", "id"]
    exclude = ["words", "measured"]
    inlines = [FindingInline]
    show_full_result_count = False


@admin.register(AnalysisBudget)
class AnalysisBudgetAdmin(ReadOnlyMixin, admin.ModelAdmin):  # type: ignore[type-arg] # the stubs' generic has no runtime
    """What analyses cost each day."""

    list_display = ["day_on", "used_microusd"]
    date_hierarchy = "day_on"

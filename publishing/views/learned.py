"""What we learned: how good predictions were, and what helps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.access import WorkspaceRequest, workspace_required
from publishing.learning import bands, calibration, effects, features, lessons, predictions, scores
from publishing.models import Connection, Finding, Lesson, PredictionScore
from publishing.models.predictions import Band

_SHORT = {24: "24 h", 168: "7 days", 672: "28 days"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One post: what was predicted at the chosen age, and what happened."""

    score: PredictionScore
    band: Band
    in_short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How good the predictions for one platform were. ``coverage`` is None for too few posts."""

    platform_name: str
    livemode: bool
    n: int
    coverage: calibration.Coverage | None
    points: list[tuple[float, float, float, float]]


@dataclass(frozen=True, slots=True)
class Factor:
    """A property of posts, and how each kind did. Those with too few posts are only named."""

    label: str
    told: list[Finding]
    too_few: list[Finding]


@require_GET
@workspace_required()
def learned_page(request: WorkspaceRequest) -> HttpResponse:
    """How good predictions were, what helps, and each post's prediction against its result."""
    at = request.GET.get("at", "")
    horizon_h = int(at) if at in {str(each) for each in bands.HORIZONS_H} else bands.MAIN_H
    found = scores.listed(workspace=request.workspace, horizon_h=horizon_h)
    learned = lessons.shown(workspace=request.workspace)
    context = {
        "horizons": _horizons(horizon_h),
        "age": bands.HORIZON_WORDS[horizon_h],
        "calibrations": _calibrations(found),
        "least": calibration.LEAST,
        "rows": _rows(found, horizon_h),
        "most": scores.MOST_LISTED,
        "lessons": [{"lesson": lesson, "factors": _factors(lesson)} for lesson in learned],
        "least_posts": effects.LEAST_POSTS,
        "has_channel": Connection.objects.for_workspace(request.workspace).listed().exists(),
        "crumbs": [{"label": "Analytics", "url": reverse("publishing:analytics")}],
    }
    return render(request, "publishing/learned_page.html", context)


def _calibrations(found: Sequence[PredictionScore]) -> list[Calibration]:
    """How good the predictions were, for each platform by itself; sandbox and live are never mixed."""
    pits: dict[tuple[str, bool], list[float]] = {}
    for score in found:
        connection = score.prediction.connection
        group = pits.setdefault((connection.platform_name, score.prediction.livemode), [])
        if score.pit is not None:
            group.append(score.pit)
    return [
        Calibration(
            platform_name=name,
            livemode=livemode,
            n=len(group),
            coverage=calibration.coverage(group),
            points=[(each.stated, each.share, each.low, each.high) for each in calibration.curve(group)],
        )
        for (name, livemode), group in sorted(pits.items())
    ]


def _horizons(chosen: int) -> list[dict[str, object]]:
    here = reverse("publishing:learned")
    return [
        {"label": f"At {words}", "url": f"{here}?at={each}", "is_current": each == chosen}
        for each, words in _SHORT.items()
    ]


def _rows(found: Sequence[PredictionScore], horizon_h: int) -> list[Row]:
    pairs = [(score, score.prediction.band_at(horizon_h)) for score in found]
    return [
        Row(score=score, band=band, in_short=predictions.in_short(band))
        for score, band in pairs
        if band is not None
    ]


def _factors(lesson: Lesson) -> list[Factor]:
    found: dict[str, Any] = {}
    for finding in lesson.findings:
        label = features.FACTORS.get(finding.factor, finding.factor)
        factor = found.setdefault(finding.factor, Factor(label, [], []))
        (factor.too_few if finding.verdict == effects.Verdict.TOO_FEW else factor.told).append(finding)
    return list(found.values())

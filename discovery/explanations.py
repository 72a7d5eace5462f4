"""The display of a candidate: its figures with source and age, and the explanation of its score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from discovery import checks, platforms, scores, scoring
from discovery.checks import Check
from discovery.models import Broadcast, Candidate, ChannelOrigin, Method, Unscored
from foundation.numbers import Figure, Source

STALE_AFTER = timedelta(hours=24)
_SMALL_BASELINE = 10
_MOST_COUNTRIES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A candidate as shown in a list."""

    candidate: Candidate
    views: Figure
    score: Figure
    velocity: Figure
    is_stale: bool
    # All rows of a list share one scale, which fits common scores.
    scale: tuple[float, float] = (0.25, 32.0)

    @property
    def idea_id(self) -> str | None:
        """The id of the idea made from it. Needs rows read ``with_idea``."""
        return self.candidate.made_idea_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A baseline video and its ratio to the channel's normal."""

    # The workspace's candidate of this video; None if it has none.
    candidate_id: str | None
    title: str
    views: int
    age: str
    multiple: float | None
    is_interpolated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The explanation of a candidate's score, or of a missing score."""

    sentence: str
    certainty: str
    compared_at: str
    method: str
    regime: str
    peers: Sequence[Peer]
    multiples: Sequence[float]
    would_change: Sequence[str]
    checks: Sequence[Check]


def show(candidate: Candidate) -> Shown:
    """Return the candidate with its figures."""
    observed_at = candidate.observed_at
    return Shown(
        candidate=candidate,
        views=Figure(
            value=candidate.views,
            source=_SOURCES.get(candidate.origin, Source.PLATFORM),
            origin=_origin_words(candidate),
            observed_at=observed_at,
            note=_views_note(candidate),
            livemode=candidate.livemode,
        ),
        score=Figure(
            value=candidate.score if candidate.derives_metrics else None,
            source=Source.COMPUTED,
            origin=_ORIGINS[Method(candidate.method)],
            n=candidate.baseline_n if candidate.score is not None else None,
            note=unscored_words(candidate),
        ),
        velocity=Figure(
            value=candidate.velocity if candidate.derives_metrics else None,
            source=Source.COMPUTED,
            origin=f"last {span(candidate.velocity_window_s / 3600)}" if candidate.velocity_window_s else "",
            unit="views/h",
            note=_velocity_note(candidate),
        ),
        is_stale=_is_stale(candidate),
    )


_SOURCES: dict[str, Source] = {
    ChannelOrigin.IMPORTED: Source.IMPORTED,
    ChannelOrigin.LICENSED: Source.LICENSED,
}


def _origin_words(candidate: Candidate) -> str:
    if candidate.origin == ChannelOrigin.IMPORTED:
        return "Imported by you"
    if candidate.origin == ChannelOrigin.LICENSED:
        return f"From {candidate.provider}"
    return candidate.platform_name


def _is_stale(candidate: Candidate) -> bool:
    if candidate.unscored == Unscored.NO_NUMBERS:
        return False
    observed_at = candidate.observed_at
    return observed_at is None or observed_at < timezone.now() - STALE_AFTER


def _views_note(candidate: Candidate) -> str:
    if candidate.views is not None:
        return ""
    if candidate.unscored == Unscored.NO_NUMBERS:
        return platforms.of(candidate).no_numbers_words
    if candidate.broadcast == Broadcast.UPCOMING:
        return "Not aired yet"
    return f"{candidate.platform_name} does not show its views"


def _velocity_note(candidate: Candidate) -> str:
    if not candidate.derives_metrics:
        return unscored_words(candidate)
    return "" if candidate.velocity is not None else "Needs two measurements"


_ORIGINS = {Method.NONE: "", Method.SAME_AGE: "same age", Method.LIFETIME: "lifetime views, similar age"}


def explain(candidate: Candidate) -> Explanation:
    """Explain the candidate's score."""
    pad = _pad(candidate)
    own = _own_candidates(candidate)
    # What was computed while the platform allowed it is not shown.
    baseline = candidate.baseline if candidate.derives_metrics else []
    peers = [_peer(candidate, row, pad, own.get(str(row["id"]))) for row in baseline]
    platform = platforms.of(candidate)
    regime = platform.counting_regime(format=candidate.format, at=candidate.published_at)
    return Explanation(
        sentence=sentence(candidate),
        certainty=_certainty(candidate),
        compared_at="a similar age" if candidate.method == Method.LIFETIME else span(candidate.age_h or 0),
        method=f"{_method(candidate)}{_small_counts(pad)}",
        regime=f"For all of these, {platform.regime_words(regime)}.",
        peers=sorted(peers, key=lambda peer: -peer.views),
        multiples=[peer.multiple for peer in peers if peer.multiple is not None],
        would_change=_would_change(candidate),
        checks=checks.checks_of(candidate.engagement) if candidate.derives_metrics else (),
    )


def sentence(candidate: Candidate) -> str:
    """The score in one sentence."""
    if candidate.score is None or not candidate.derives_metrics:
        return f"{unscored_words(candidate)}."
    kind = platforms.of(candidate).format_words[candidate.format].many
    age = span(candidate.age_h or 0)
    compared = (
        f"this channel's normal at the same age of {age}"
        if candidate.method == Method.SAME_AGE
        else f"this channel's normal by lifetime views, compared with videos of a similar age to its {age}"
    )
    text = (
        f"{times(candidate.score)} {compared} (the middle of {candidate.baseline_n} {kind} is "
        f"{candidate.baseline_median:,.0f} views); uncertainty "
        f"{between(candidate.score_low or 0, candidate.score_high or 0)}; 80% of this channel's videos reach "
        f"{between(candidate.baseline_low or 1, candidate.baseline_high or 1)}"
    )
    if candidate.velocity is not None and candidate.velocity_window_s:
        text += (
            f". It gained {_views(candidate.velocity)} an hour over the last "
            f"{span(candidate.velocity_window_s / 3600)}"
        )
    return f"{text}."


def _views(number: float) -> str:
    whole = f"{number:,.0f}"
    return f"{whole} view{'' if whole == '1' else 's'}"


def unscored_words(candidate: Candidate) -> str:
    """Explain a missing score; empty if there is a score."""
    if not candidate.derives_metrics:
        return "Not computed: derived metrics are off"
    needed = scoring.MIN_BASELINE
    return {
        Unscored.NO: "",
        Unscored.BASELINE_TOO_SMALL: f"Not scored: {candidate.baseline_n} of {needed} needed",
        Unscored.TOO_YOUNG: f"Not scored until {scoring.MIN_AGE_H:.0f} h old",
        Unscored.NO_VIEWS: "Not scored: its views are hidden",
        Unscored.COUNTING_CHANGED: "Not scored: views were counted differently when it was published",
        Unscored.IMPLAUSIBLE: "Not scored: the platform reports more views than any video has",
        Unscored.LIVE: "Not scored until aired",
        Unscored.NOT_YET: "Not scored yet",
        Unscored.NO_NUMBERS: platforms.of(candidate).no_numbers_words,
        Unscored.TOO_OLD: f"Not scored: older than {scores.SCORED_FOR.days} days",
        Unscored.BEYOND_NEWEST: f"Not scored: only this channel's {_newest(candidate)} are scored",
    }[Unscored(candidate.unscored)]


def _newest(candidate: Candidate) -> str:
    kind = platforms.of(candidate).format_words[candidate.format].many
    return f"newest {scores.MOST_VIDEOS} {kind}"


def region_words(candidate: Candidate) -> str:
    """Say in which countries the video can't be watched; empty if it can be watched everywhere."""
    blocked, allowed = candidate.blocked_in, candidate.allowed_in
    if allowed is not None:
        return f"Watchable only in {_countries(allowed)}" if allowed else "Not watchable in any country"
    return f"Blocked in {_countries(blocked)}" if blocked else ""


def _countries(codes: Sequence[str]) -> str:
    shown = ", ".join(codes[:_MOST_COUNTRIES])
    return shown if len(codes) <= _MOST_COUNTRIES else f"{len(codes)} countries: {shown}, …"


def times(value: float) -> str:
    """Format a multiple, such as 8.4×."""
    if value < 1:
        return f"{value:.2f}×" if value >= 0.005 else "<0.01×"
    return f"{value:.0f}×" if value >= 100 else f"{value:.1f}×"


def between(low: float, high: float) -> str:
    """Format a range of multiples, such as 0.50–2.1×."""
    return f"{times(low)[:-1]}–{times(high)}"


def span(hours: float) -> str:
    """Format a duration in a suitable unit."""
    if hours < 1:
        return f"{max(1, round(hours * 60))} min"
    if hours < 72:
        return f"{round(hours)} h"
    days = hours / 24
    return f"{days:.1f} days" if days < 10 else f"{days:.0f} days"


def trail_of(candidate: Candidate) -> list[tuple[datetime, float]]:
    """Return every observation of the candidate, for a chart."""
    observations = candidate.source.snapshots.order_by("observed_at").values_list("observed_at", "views")
    return [
        (candidate.published_at, 0.0),
        *((observed_at, float(views)) for observed_at, views in observations),
    ]


def _pad(candidate: Candidate) -> float:
    """Return the views that its score adds to all counts."""
    if candidate.score is None:
        return 0.0
    return scoring.pad_of([float(row["views"]) for row in candidate.baseline])


def _scored_views(candidate: Candidate) -> float:
    """Return the views that its score is made of. Its latest count may be newer, or hidden."""
    pad = _pad(candidate)
    return (candidate.score or 0) * ((candidate.baseline_median or 0) + pad) - pad


def _own_candidates(candidate: Candidate) -> dict[str, str]:
    """Return the workspace's candidates of the baseline videos, by their platform's id."""
    ids = [str(row["id"]) for row in candidate.baseline]
    found = Candidate.objects.filter(
        workspace=candidate.workspace_id,
        source__channel=candidate.source.channel_id,
        source__platform_id__in=ids,
    )
    return dict(found.values_list("source__platform_id", "pk")) if ids else {}


def _peer(candidate: Candidate, row: dict[str, object], pad: float, candidate_id: str | None) -> Peer:
    views = int(str(row["views"]))
    normal = candidate.baseline_median
    return Peer(
        candidate_id=candidate_id,
        title=str(row["title"]),
        views=views,
        age=span(float(str(row["age_h"]))),
        multiple=None if normal is None else max(views + pad, 1) / max(normal + pad, 1),
        is_interpolated=bool(row["is_interpolated"]),
    )


def _certainty(candidate: Candidate) -> str:
    if candidate.score is None or not candidate.derives_metrics:
        return ""
    return (
        f"Uncertainty: {candidate.baseline_n} videos tell the channel's normal only roughly. The score lies "
        f"in this range at 80% confidence. Lists are ordered by the lower bound, "
        f"{times(candidate.score_low or 0)}."
    )


def _method(candidate: Candidate) -> str:
    if candidate.method == Method.SAME_AGE:
        return (
            f"Each baseline video counts with the views it had at {span(candidate.age_h or 0)} of age, "
            f"interpolated between two of our own measurements where none falls on that age. {_MIDDLE}"
        )
    if candidate.method == Method.LIFETIME:
        return (
            "Lifetime views, compared with videos of a similar age: our measurements do not yet reach "
            f"back to this age for five videos of the channel. Treat it as a first indication. {_MIDDLE}"
        )
    return ""


_MIDDLE = (
    "Their middle, the channel's normal, is the average of the logs of their views without the lowest and "
    "the highest fifth."
)


def _small_counts(pad: float) -> str:
    if not pad:
        return ""
    return (
        f" The channel's normal is under {scoring.PAD_UNDER:.0f} views, where ratios mean little: {pad:.0f} "
        "views are added to all counts before they are divided."
    )


def _would_change(candidate: Candidate) -> list[str]:
    if not candidate.derives_metrics:
        return []
    if candidate.score is None:
        return _would_score(candidate)
    lowest, highest = scoring.without_one(
        views=_scored_views(candidate), baseline=[float(row["views"]) for row in candidate.baseline]
    )
    changes = [
        f"Without any one of these videos, the score is between {times(lowest)} and {times(highest)}.",
        "The score falls when the video gains views more slowly than the others did at that age.",
    ]
    if candidate.baseline_n < _SMALL_BASELINE:
        changes.append(
            f"The baseline is small. With {_SMALL_BASELINE} or more videos, each one has less weight."
        )
    if candidate.method == Method.LIFETIME:
        changes.append("After some days of measurements, it is compared at the same age instead.")
    return changes


def _would_score(candidate: Candidate) -> list[str]:
    if candidate.unscored == Unscored.BASELINE_TOO_SMALL:
        missing = max(1, scoring.MIN_BASELINE - candidate.baseline_n)
        videos = "one more video" if missing == 1 else f"{missing} more videos"
        return [f"It is scored when {videos} of the channel can be compared at this age."]
    if candidate.unscored == Unscored.BEYOND_NEWEST:
        return [f"Nothing: each scan scores the channel's {_newest(candidate)}, and this one is older."]
    return [_SCORED_WHEN.get(candidate.unscored, _SCORED_NEXT)]


_COUNTED = "It is scored when the platform reports its views."
_SCORED_NEXT = "It is scored after the next scan that finds enough videos to compare."
_SCORED_WHEN: dict[str, str] = {
    Unscored.NO_NUMBERS: "If you have its numbers and its channel's, import them as a CSV file.",
    Unscored.LIVE: "It is scored when it has aired and its length is known.",
    Unscored.COUNTING_CHANGED: (
        "Nothing: views from before and after the change can't be compared. Newer videos are scored."
    ),
    Unscored.IMPLAUSIBLE: _COUNTED,
    Unscored.NO_VIEWS: _COUNTED,
    Unscored.TOO_OLD: f"Nothing: a video is scored in its first {scores.SCORED_FOR.days} days.",
}

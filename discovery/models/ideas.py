"""Ideas for videos."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User, Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from discovery import platforms
from discovery.models.analyses import Finding
from discovery.models.candidates import Candidate
from discovery.models.watching import Niche
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel
from foundation.versions import VersionedModel


class IdeaStatus(models.TextChoices):
    """The columns of the board."""

    INBOX = "inbox", "Inbox"
    SHORTLISTED = "shortlisted", "Shortlisted"
    SCRIPTED = "scripted", "Scripted"
    IN_STUDIO = "in_studio", "In studio"
    POSTED = "posted", "Posted"
    DROPPED = "dropped", "Dropped"


class IdeaQuerySet(WorkspaceOwnedQuerySet["Idea"]):
    """Queries for ideas."""

    def for_cards(self) -> Self:
        """With everything that a card shows. Findings, which few ideas have, take queries of their own."""
        related = self.select_related("candidate__source", "niche")
        return related.prefetch_related("finding__analysis__candidate__source").defer(
            *(
                f"candidate__source__{name}"
                for name in ("baseline", "description", "engagement", "tags", "trail")
            )
        )

    def placed(self) -> Self:
        """With ``stands_at``: cards of a column are sorted by it, latest first, and then by id."""
        return self.annotate(stands_at=Coalesce("placed_at", "status_changed_at"))

    def after(self, card: "Idea") -> Self:
        """Of ``placed`` cards, those that come after ``card`` in its column."""
        is_later = models.Q(("stands_at__lt", card.stands_at))
        ties = models.Q(("stands_at", card.stands_at), pk__lt=card.pk)
        return self.filter(is_later | ties)

    def likely_first(self) -> Self:
        """Ideas that are likely to do well first, then those without a rank, newest first."""
        return self.placed().order_by(models.F("rank").desc(nulls_last=True), "-pk")

    def in_board_order(self) -> Self:
        """In the order of a column, first card first."""
        return self.placed().order_by("-stands_at", "-pk")


class Idea(StateMachineModel, WorkspaceOwnedModel, VersionedModel):
    """An idea for a video: created from a candidate or written by hand.

    ``facts`` are the candidate's facts when the idea was created, frozen for the script writer: source_title,
    source_url, channel_title, niche, platform, views, score, baseline_n, velocity, velocity_window_s,
    duration_s, keywords, observed_at. Empty for an idea written by hand. With a finding, also
    ``finding``: kind, statement, evidence, at, confidence, model.
    """

    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = {
        IdeaStatus.INBOX: frozenset(
            {IdeaStatus.SHORTLISTED, IdeaStatus.SCRIPTED, IdeaStatus.IN_STUDIO, IdeaStatus.DROPPED}
        ),
        IdeaStatus.SHORTLISTED: frozenset(
            {IdeaStatus.INBOX, IdeaStatus.SCRIPTED, IdeaStatus.IN_STUDIO, IdeaStatus.DROPPED}
        ),
        IdeaStatus.SCRIPTED: frozenset(
            {IdeaStatus.SHORTLISTED, IdeaStatus.IN_STUDIO, IdeaStatus.POSTED, IdeaStatus.DROPPED}
        ),
        IdeaStatus.IN_STUDIO: frozenset({IdeaStatus.SCRIPTED, IdeaStatus.POSTED, IdeaStatus.DROPPED}),
        IdeaStatus.POSTED: frozenset({IdeaStatus.IN_STUDIO}),
        IdeaStatus.DROPPED: frozenset({IdeaStatus.INBOX, IdeaStatus.SHORTLISTED}),
    }

    id = PrefixedIdField(prefix="ida")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="ideas")
    candidate = models.ForeignKey(
        Candidate, on_delete=models.SET_NULL, null=True, blank=True, related_name="ideas"
    )
    # The finding that the idea uses. The idea then has no candidate of its own.
    finding = models.ForeignKey(
        Finding, on_delete=models.SET_NULL, null=True, blank=True, related_name="ideas"
    )
    niche = models.ForeignKey(Niche, on_delete=models.SET_NULL, null=True, blank=True, related_name="ideas")
    title = models.CharField(max_length=150)
    hook = models.CharField(max_length=300, blank=True, default="")
    angle = models.TextField(max_length=2000, blank=True, default="")
    status = models.CharField(max_length=12, choices=IdeaStatus.choices, default=IdeaStatus.INBOX)
    facts = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=8, default="en")
    livemode = models.BooleanField(default=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Its place in its column if a person put it there: an instant between those of the cards around it.
    placed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # How likely it is to do well, against the others: see ``discovery.ranks``.
    rank = models.FloatField(null=True, blank=True, editable=False)
    rank_reason = models.CharField(max_length=300, blank=True, default="", db_default="", editable=False)
    ranked_on = models.DateField(null=True, blank=True, editable=False)

    objects: ClassVar = IdeaQuerySet.as_manager()

    # Set by ``placed``.
    stands_at: datetime

    class Meta:
        """A candidate has at most one idea, and so has a finding."""

        constraints = [
            models.UniqueConstraint(
                fields=["candidate"],
                condition=models.Q(candidate__isnull=False),
                name="idea_once_per_candidate",
            ),
            models.UniqueConstraint(
                fields=["finding"],
                condition=models.Q(finding__isnull=False),
                name="idea_once_per_finding",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "status", "-created_at"], name="idea_by_column")]

    def __str__(self) -> str:
        return self.title

    @property
    def next_statuses(self) -> list[IdeaStatus]:
        """The statuses that the idea can move to, in the order of the board."""
        return [status for status in IdeaStatus if self.can_move_to(status)]

    @property
    def source_candidate(self) -> Candidate | None:
        """The candidate that it was made from, or whose analysis has its finding."""
        if self.candidate is not None or self.finding is None:
            return self.candidate
        return self.finding.analysis.candidate

    @property
    def source_platform_name(self) -> str:
        """The platform of the facts; empty for an idea written by hand."""
        key = self.facts.get("platform")
        return platforms.named(key).name if key else ""

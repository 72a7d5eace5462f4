"""What was predicted for publications, and how it turned out."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field

from accounts.models import Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from discovery.predictions import SourceScore
from foundation.documents import DocumentColumn
from foundation.ids import PrefixedIdField
from publishing.models.connections import Connection
from publishing.models.publications import Publication


class Reason(StrEnum):
    """Why there is no prediction."""

    NOT_PUBLIC = "not_public"
    NO_HISTORY = "no_history"
    TOO_FEW_POSTS = "too_few_posts"
    # The platform forbids figures that are computed from its own.
    NOT_ALLOWED = "derived_metrics_off"


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True)


class Inputs(_Document):
    """Everything that a prediction is computed from.

    ``views`` are those of the channel's comparable videos by horizon in hours, newest first. ``reason`` is
    set if nothing may or can be predicted at all.
    """

    reason: Reason | None = None
    format: str = ""
    read_at: datetime | None = None
    views: Mapping[int, list[int]] = Field(default_factory=dict)
    source: SourceScore | None = None


class Band(_Document):
    """The prediction at one horizon, or why there is none.

    The logs of the views plus 1 follow Student's t with ``freedom`` degrees of freedom around ``location``.
    ``own_location`` is that of the channel's usual video. ``low`` to ``high`` are the views in 80 of 100
    cases, and ``median`` in the middle. ``n`` is the number of own videos.
    """

    horizon_h: int
    reason: Reason | None = None
    n: int = 0
    location: float = 0.0
    own_location: float = 0.0
    scale: float = 0.0
    freedom: float = 0.0
    low: int = 0
    median: int = 0
    high: int = 0

    @property
    def is_predicted(self) -> bool:
        """True if there is a prediction."""
        return self.reason is None


class PredictionQuerySet(WorkspaceOwnedQuerySet["Prediction"]):
    """Queries for predictions."""

    def listed(self) -> Self:
        """With everything that lists show."""
        return self.select_related("publication", "connection").prefetch_related("scores")


class Prediction(WorkspaceOwnedModel):
    """What was predicted for a publication before it was sent to a channel.

    The database refuses every change of a row. ``bands`` follow from ``inputs`` by ``method``.
    """

    id = PrefixedIdField(prefix="prd")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="predictions")
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="predictions")
    # A publication that failed may go to another channel afterwards, and gets another prediction.
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    method = models.CharField(max_length=24)
    inputs = DocumentColumn(Inputs)
    bands = DocumentColumn(list[Band])
    livemode = models.BooleanField(default=True)
    frozen_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = PredictionQuerySet.as_manager()

    class Meta:
        """A publication has one prediction for each channel that it was sent to."""

        constraints = [
            models.UniqueConstraint(fields=["publication", "connection"], name="prediction_once"),
        ]
        indexes = [models.Index(fields=["workspace", "-frozen_at"], name="prediction_by_workspace")]

    def __str__(self) -> str:
        return f"Prediction for {self.publication_id}"

    def band_at(self, horizon_h: int) -> Band | None:
        """The prediction at this horizon; None if the method has none there."""
        return next((band for band in self.bands if band.horizon_h == horizon_h), None)


class Unscored(models.TextChoices):
    """Why a prediction was not scored at a horizon."""

    NO = "", ""
    NO_VIEWS = "no_views", "The platform did not give its views at this age"
    NOT_PREDICTED = "not_predicted", "Nothing was predicted"


class PredictionScore(models.Model):
    """How a prediction turned out at one horizon.

    ``crps`` is the continuous ranked probability score on natural logs of the views plus 1: 0 is perfect.
    ``pit`` is the predicted probability of at most these views. ``is_covered``: they were in the interval.
    """

    prediction = models.ForeignKey(Prediction, on_delete=models.CASCADE, related_name="scores")
    horizon_h = models.PositiveSmallIntegerField()
    views = models.PositiveBigIntegerField(null=True)
    observed_at = models.DateTimeField(null=True)
    crps = models.FloatField(null=True)
    pit = models.FloatField(null=True)
    is_covered = models.BooleanField(null=True)
    unscored = models.CharField(max_length=16, choices=Unscored.choices, default=Unscored.NO, blank=True)
    note = models.CharField(max_length=300, blank=True, default="")
    scored_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """A prediction is scored once at each horizon: with all figures, or with the reason for none."""

        ordering = ["horizon_h"]
        constraints = [
            models.UniqueConstraint(fields=["prediction", "horizon_h"], name="prediction_score_once"),
            models.CheckConstraint(
                name="prediction_score_is_whole",
                condition=models.Q(
                    unscored="", views__isnull=False, crps__isnull=False, pit__isnull=False,
                    is_covered__isnull=False,
                )
                | (~models.Q(unscored="") & models.Q(crps=None, pit=None, is_covered=None)),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.prediction_id} at {self.horizon_h} h"

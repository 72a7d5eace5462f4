"""Crossposts: one video's post, with the text that several channels share."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User, Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation.documents import DocumentColumn
from foundation.ids import PrefixedIdField
from foundation.versions import VersionedModel
from publishing.models.attachments import Choice

# Of the shared texts. Each platform has its own limits, which its rules check.
TITLE_CHARACTERS = 200
TEXT_CHARACTERS = 5000
HASHTAG_CHARACTERS = 100
MOST_HASHTAGS = 100
# The fields that a channel shares with the others, unless it has its own.
SHARED = ("title", "post_text", "hashtags")


def hashtag_column() -> "ArrayField[list[str], list[str]]":
    """A column of hashtags without number signs."""
    column: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=HASHTAG_CHARACTERS), size=MOST_HASHTAGS, default=list, blank=True
    )
    return column


class CrosspostQuerySet(WorkspaceOwnedQuerySet["Crosspost"]):
    """Queries for crossposts."""


class Crosspost(WorkspaceOwnedModel, VersionedModel):
    """A version of a video with its shared text. It has one publication for each chosen channel.

    ``cover_ms`` is the moment of the cover in the video; null for the platform's choice.
    """

    id = PrefixedIdField(prefix="xps")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="crossposts")
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    video = models.ForeignKey("synthesis.Video", on_delete=models.PROTECT, related_name="crossposts")
    render = models.ForeignKey("synthesis.Render", on_delete=models.PROTECT, related_name="crossposts")
    title = models.CharField(max_length=TITLE_CHARACTERS)
    post_text = models.TextField(blank=True)
    hashtags = hashtag_column()
    cover_ms = models.PositiveIntegerField(null=True, blank=True)
    # The lines that all of its channels get from apps above; null for none.
    attachment_choices = DocumentColumn["list[Choice] | None"](list[Choice], null=True, blank=True)
    synthetic_media = models.BooleanField(default=False)
    synthetic_media_required = models.BooleanField(default=False, editable=False)
    livemode = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar = CrosspostQuerySet.as_manager()

    class Meta:
        """Listed newest first. The label can't be off where it is required."""

        verbose_name = "post"
        indexes = [models.Index(fields=["workspace", "-id"], name="crosspost_by_workspace")]
        constraints = [
            models.CheckConstraint(
                condition=Q(synthetic_media_required=False) | Q(synthetic_media=True),
                name="crosspost_label_where_required",
            )
        ]

    def __str__(self) -> str:
        return self.title

"""Approvals: who needs one, the reviews that people are asked for, their links and comments."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from accounts.models import Role, User, Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel
from publishing.models.publications import Publication


class ApprovalPolicy(WorkspaceOwnedModel):
    """Up to which role members need an approval. A workspace without a row needs none."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, primary_key=True, related_name="approval_policy"
    )
    needed_up_to = models.CharField(max_length=10, choices=Role.choices)

    def __str__(self) -> str:
        return f"Approvals of {self.workspace_id}: up to {self.needed_up_to}"

    def covers(self, role: str) -> bool:
        """True if a member with this role needs an approval."""
        return Role(role).rank <= Role(self.needed_up_to).rank


class ReviewStatus(models.TextChoices):
    """The progress of a review."""

    OPEN = "open", "Waiting for approval"
    APPROVED = "approved", "Approved"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ReviewQuerySet(WorkspaceOwnedQuerySet["Review"]):
    """Queries for reviews."""

    def open(self) -> Self:
        """Reviews that await a decision."""
        return self.filter(status=ReviewStatus.OPEN)


class Review(WorkspaceOwnedModel, StateMachineModel):
    """One request to approve a publication, and its decision.

    ``digest`` is the SHA-256 of the content that the reviewer sees (``approvals.digest``). The approval holds
    for this content only.
    """

    TRANSITIONS = {
        ReviewStatus.OPEN: frozenset(
            {ReviewStatus.APPROVED, ReviewStatus.CHANGES_REQUESTED, ReviewStatus.WITHDRAWN}
        ),
    }

    id = PrefixedIdField(prefix="rvw")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="reviews")
    requested_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    digest = models.CharField(max_length=64, editable=False)
    status = models.CharField(max_length=20, choices=ReviewStatus.choices, default=ReviewStatus.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    # The name of a reviewer without an account.
    decided_by_guest = models.CharField(max_length=80, blank=True)
    decision_note = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = ReviewQuerySet.as_manager()

    class Meta:
        """A publication has at most one open review."""

        constraints = [
            models.UniqueConstraint(
                fields=["publication"], condition=models.Q(status="open"), name="review_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"Review of {self.publication_id}: {self.status}"

    @property
    def decider(self) -> str:
        """Who decided, as shown to people; empty before."""
        return self.decided_by.display_name if self.decided_by else self.decided_by_guest


class ReviewLinkQuerySet(WorkspaceOwnedQuerySet["ReviewLink"]):
    """Queries for links."""

    def working(self) -> Self:
        """Links that still open the review."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class ReviewLink(WorkspaceOwnedModel):
    """A link for a reviewer without an account. Its address contains the id and a signature."""

    id = PrefixedIdField(prefix="rlk")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="review_links")
    name = models.CharField(max_length=80)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_opened_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = ReviewLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Review link for {self.name}"

    @property
    def is_working(self) -> bool:
        """True while it opens the review."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class ReviewComment(WorkspaceOwnedModel):
    """A comment on a publication, at a time of its video or on the whole."""

    id = PrefixedIdField(prefix="rco")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="review_comments")
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    guest = models.CharField(max_length=80, blank=True)
    # Milliseconds from the start of the video; None for a comment on the whole.
    at_ms = models.PositiveIntegerField(null=True, blank=True)
    text = models.CharField(max_length=2000)
    resolved_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Read by publication, in the order of the video."""

        indexes = [models.Index(fields=["publication", "created_at"], name="review_comment_by_publication")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def author_name(self) -> str:
        """Who wrote it, as shown to people."""
        return self.author.display_name if self.author else self.guest or "A former member"

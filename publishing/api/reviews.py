"""REST endpoints of approvals."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change
from accounts.models import Role
from foundation import openapi
from publishing import approvals
from publishing.api.publications import PublicationDetailView
from publishing.models import Publication, Review, ReviewComment
from publishing.reviews import comments, decisions, people, requests
from publishing.reviews.people import Reviewer


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """A request for an approval of a publication, and its decision."""

    object = serializers.CharField(default="review", read_only=True)
    publication = serializers.CharField(source="publication_id", read_only=True)
    decided_by = serializers.CharField(
        source="decider", read_only=True, help_text="The reviewer's name; empty before the decision."
    )
    is_current = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = [
            "id",
            "object",
            "publication",
            "status",
            "note",
            "digest",
            "is_current",
            "decided_by",
            "decided_at",
            "decision_note",
            "created_at",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "note": {"help_text": "What the requester tells the reviewer."},
            "digest": {"help_text": "SHA-256 of the content that the review is about."},
            "decision_note": {"help_text": "What should change; empty for an approval."},
        }

    def get_is_current(self, review: Review) -> bool:
        """True if the publication still has the content that the review is about."""
        return review.digest == approvals.digest(publication=review.publication)


class AskSerializer(serializers.Serializer[Any]):
    """A request for an approval."""

    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class DecisionSerializer(serializers.Serializer[Any]):
    """An approval."""

    digest = serializers.CharField(
        max_length=64, help_text="The ``digest`` of the review that was read. It names the content."
    )


class ChangesSerializer(DecisionSerializer):
    """A request for changes."""

    note = serializers.CharField(max_length=1000, help_text="What should change.")


class CommentSerializer(serializers.ModelSerializer[ReviewComment]):
    """A comment on a publication."""

    object = serializers.CharField(default="review_comment", read_only=True)
    publication = serializers.CharField(source="publication_id", read_only=True)
    author = serializers.CharField(source="author_name", read_only=True)
    is_by_link = serializers.SerializerMethodField()

    class Meta:
        model = ReviewComment
        fields = [
            "id",
            "object",
            "publication",
            "author",
            "is_by_link",
            "at_ms",
            "text",
            "resolved_at",
            "created_at",
        ]
        read_only_fields = ["id", "resolved_at", "created_at"]
        extra_kwargs = {
            "at_ms": {"help_text": "Milliseconds from the start of the video; null for the whole post."},
            "text": {"allow_blank": False},
        }

    def get_is_by_link(self, comment: ReviewComment) -> bool:
        """True if a reviewer without an account wrote it."""
        return bool(comment.guest)


class ResolutionSerializer(serializers.Serializer[Any]):
    """Whether a comment is done."""

    is_resolved = serializers.BooleanField(default=True)


class ReviewListView(PublicationDetailView):
    """The reviews of a publication."""

    changes = Change.WORK

    @extend_schema(
        operation_id="publication_reviews_list",
        parameters=openapi.LIST_PARAMETERS,
        responses=openapi.list_of(ReviewSerializer),
    )
    def get(self, request: Request, pk: str) -> Response:
        """Returns the requests for approval and their decisions, newest first."""
        rows = Review.objects.filter(publication=self.found(pk)).select_related("publication", "decided_by")
        return self.listing(rows, ReviewSerializer)

    @extend_schema(request=AskSerializer, responses={201: ReviewSerializer})
    def post(self, request: Request, pk: str) -> Response:
        """Ask for an approval of a publication as it is now.

        Whoever may approve it is notified. A repeated request returns the open review.

        Errors: ``402 plan_limit`` if the plan does not cover the connection; ``409
        publication_not_editable`` if it is scheduled, approved, or already sent.
        """
        body = AskSerializer(data=request.data)
        publication = self.found(pk)
        body.is_valid(raise_exception=True)
        (review,) = requests.ask(publications=[publication], actor=self.user, **body.validated_data)
        return Response(ReviewSerializer(review).data, status=201)


class ReviewWithdrawView(PublicationDetailView):
    """Withdrawing a request for an approval."""

    changes = Change.RELEASE

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, pk: str) -> Response:
        """Withdraw the request: the publication is a draft again.

        Withdrawing it again changes nothing. Errors: ``409 not_under_review``.
        """
        requests.withdraw(publications=[self.found(pk)], actor=self.user)
        return Response(status=204)


class _DecisionView(PublicationDetailView):
    changes = Change.WORK

    def reviewer(self, publication: Publication) -> Reviewer:
        """The caller, if they may decide."""
        return people.member(publications=[publication], membership=self.membership)


class ApproveView(_DecisionView):
    """Approving a publication."""

    @extend_schema(request=DecisionSerializer, responses=ReviewSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Approve the content that you read.

        Errors: ``403 may_not_decide`` if your own posts need an approval; ``409 not_under_review``; ``409
        review_changed`` if the publication changed since.
        """
        body = DecisionSerializer(data=request.data)
        publication = self.found(pk)
        body.is_valid(raise_exception=True)
        (review,) = decisions.approve(
            publications=[publication], reviewer=self.reviewer(publication), **body.validated_data
        )
        return Response(ReviewSerializer(review).data)


class AskForChangesView(_DecisionView):
    """Asking for changes of a publication."""

    @extend_schema(request=ChangesSerializer, responses=ReviewSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Ask for changes of the content that you read.

        Errors: as for approving.
        """
        body = ChangesSerializer(data=request.data)
        publication = self.found(pk)
        body.is_valid(raise_exception=True)
        (review,) = decisions.ask_for_changes(
            publications=[publication], reviewer=self.reviewer(publication), **body.validated_data
        )
        return Response(ReviewSerializer(review).data)


class CommentListView(PublicationDetailView):
    """The comments on a publication."""

    changes = Change.WORK
    write_role = Role.VIEWER

    @extend_schema(
        operation_id="publication_comments_list",
        parameters=openapi.LIST_PARAMETERS,
        responses=openapi.list_of(CommentSerializer),
    )
    def get(self, request: Request, pk: str) -> Response:
        """Returns the comments, newest first."""
        rows = ReviewComment.objects.filter(publication=self.found(pk)).select_related("author")
        return self.listing(rows, CommentSerializer)

    @extend_schema(request=CommentSerializer, responses={201: CommentSerializer})
    def post(self, request: Request, pk: str) -> Response:
        """Comment on a publication, at a time of its video or on the whole.

        A repeated comment is stored once. Errors: ``422`` for a time outside the video.
        """
        body = CommentSerializer(data=request.data)
        publication = self.found(pk)
        body.is_valid(raise_exception=True)
        comment = comments.add(
            publication=publication,
            reviewer=Reviewer(user=self.user),
            text=body.validated_data["text"],
            at_ms=body.validated_data.get("at_ms"),
        )
        return Response(CommentSerializer(comment).data, status=201)


class CommentResolveView(PublicationDetailView):
    """Marking a comment as done."""

    changes = Change.WORK

    @extend_schema(request=ResolutionSerializer, responses=CommentSerializer)
    def post(self, request: Request, pk: str, comment_id: str) -> Response:
        """Mark a comment as done, or as not done."""
        body = ResolutionSerializer(data=request.data)
        rows = ReviewComment.objects.for_workspace(self.workspace).filter(publication=self.found(pk))
        comment = rows.get_or_refuse(comment_id)
        body.is_valid(raise_exception=True)
        comments.resolve(comment=comment, **body.validated_data)
        return Response(CommentSerializer(comment).data)

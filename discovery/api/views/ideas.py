"""Ideas over REST."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from discovery import boards, ideas
from discovery.api.serializers.ideas import IdeaMoveSerializer, IdeaRequestSerializer, IdeaSerializer
from discovery.models import Candidate, Finding, Idea, IdeaQuerySet, Niche
from foundation import versions
from foundation.openapi import IF_MATCH, LIST_PARAMETERS, list_of


class _IdeaView(WorkspaceAPIView):
    scope = "ideas"
    changes = Change.WORK

    def idea(self, idea_id: str) -> Idea:
        """The workspace's idea of that id. Raises NotFoundError."""
        return self.ideas().get_or_refuse(idea_id)

    def ideas(self) -> IdeaQuerySet:
        """The workspace's ideas, with what their cards need."""
        rows: IdeaQuerySet = Idea.objects.for_workspace(self.workspace)
        return rows.for_cards()

    def cards(self, rows: Sequence[Idea]) -> dict[str, Any]:
        """The serializer's context: the cards of ideas."""
        cards = boards.cards_of(workspace=self.workspace, ideas=rows)
        return {"cards": {card.idea.pk: card for card in cards}}

    def shown(self, idea: Idea, status: int = 200) -> Response:
        """The idea, with its version as ETag."""
        response = Response(IdeaSerializer(idea, context=self.cards([idea])).data, status=status)
        response["ETag"] = versions.etag(idea.version)
        response["Location"] = reverse("api:idea", args=[idea.pk])
        return response

    def words(self, request: Request, *, is_change: bool) -> dict[str, Any]:
        """The validated fields, with the niche instead of its id."""
        body = IdeaRequestSerializer(data=request.data, partial=is_change)
        body.is_valid(raise_exception=True)
        words = dict(body.validated_data)
        if words.get("niche") is not None:
            words["niche"] = Niche.objects.for_workspace(self.workspace).get_or_refuse(words["niche"])
        return words


class IdeaListView(_IdeaView):
    """The workspace's ideas."""

    @extend_schema(operation_id="ideas_list", parameters=LIST_PARAMETERS, responses=list_of(IdeaSerializer))
    def get(self, request: Request) -> Response:
        """Returns the ideas, newest first."""
        return self.listing(self.ideas(), IdeaSerializer, context=self.cards)

    @extend_schema(request=IdeaRequestSerializer, responses={201: IdeaSerializer})
    def post(self, request: Request) -> Response:
        """Create an idea, from a candidate, from a finding, or with a title.

        With ``candidate``, title, hook, and angle are proposed; fields that you send replace them. A
        candidate has at most one idea: a repeated call returns that idea, and applies the fields that you
        send. The same goes for ``finding``. Without either, ``title`` is required. The status of a new idea
        is ``inbox``.
        """
        words = self.words(request, is_change=False)
        idea = self._from_source(words.pop("candidate", None), words.pop("finding", None))
        if idea is None:
            return self.shown(ideas.write(workspace=self.workspace, user=self.user, **words), status=201)
        if words:
            idea = ideas.edit(idea=idea, version=idea.version, **words)
        return self.shown(idea, status=201)

    def _from_source(self, candidate_id: str | None, finding_id: str | None) -> Idea | None:
        if finding_id is not None:
            findings = Finding.objects.for_workspace(self.workspace).select_related("analysis__candidate")
            return ideas.from_finding(finding=findings.get_or_refuse(finding_id), user=self.user)
        if candidate_id is not None:
            candidate = Candidate.objects.for_workspace(self.workspace).get_or_refuse(candidate_id)
            return ideas.from_candidate(candidate=candidate, user=self.user)
        return None


class IdeaView(_IdeaView):
    """One idea."""

    @extend_schema(operation_id="ideas_retrieve", responses=IdeaSerializer)
    def get(self, request: Request, idea_id: str) -> Response:
        """Returns an idea.

        An update requires its ``ETag``.
        """
        return self.shown(self.idea(idea_id))

    @extend_schema(request=IdeaRequestSerializer, parameters=[IF_MATCH], responses=IdeaSerializer)
    def patch(self, request: Request, idea_id: str) -> Response:
        """Update an idea.

        Fields that are not sent keep their values. ``candidate`` and ``finding`` are ignored: they
        can't change.

        Errors: ``412 edited_elsewhere``; ``428 version_missing``.
        """
        idea = self.idea(idea_id)
        words = self.words(request, is_change=True)
        for fixed in ("candidate", "finding"):
            words.pop(fixed, None)
        version = versions.named_in(request.headers)
        return self.shown(ideas.edit(idea=idea, version=version, **words))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, idea_id: str) -> Response:
        """Delete an idea.

        Videos made from it remain.
        """
        ideas.delete(idea=self.idea(idea_id))
        return Response(status=204)


class IdeaMoveView(_IdeaView):
    """Moving an idea across the board."""

    @extend_schema(request=IdeaMoveSerializer, responses=IdeaSerializer)
    def post(self, request: Request, idea_id: str) -> Response:
        """Move an idea to another status.

        Possible moves: from ``inbox`` to ``shortlisted``, ``scripted``, ``in_studio``, or ``dropped``; from
        ``shortlisted`` to ``inbox``, ``scripted``, ``in_studio``, or ``dropped``; from ``scripted`` to
        ``shortlisted``, ``in_studio``, ``posted``, or ``dropped``; from ``in_studio`` to ``scripted``,
        ``posted``, or ``dropped``; from ``posted`` to ``in_studio``; from ``dropped`` to ``inbox`` or
        ``shortlisted``. Moving an idea to its present status changes nothing, unless ``above`` gives it
        another place in its column.

        Errors: ``409 illegal_move`` for any other move; ``409 moved_elsewhere`` if the idea is no longer
        ``seen``.
        """
        body = IdeaMoveSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        moved = ideas.move(
            idea=self.idea(idea_id),
            status=wanted["status"],
            seen=wanted.get("seen", ""),
            above_id=wanted.get("above"),
        )
        return self.shown(moved)

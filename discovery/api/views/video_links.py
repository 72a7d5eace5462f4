"""Videos that are added by URL, over REST."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from discovery import video_links
from discovery.api.serializers.video_links import VideoLinkRequestSerializer, VideoLinkSerializer
from discovery.models import VideoLink, VideoLinkQuerySet
from foundation.openapi import LIST_PARAMETERS, list_of


class _VideoLinkView(WorkspaceAPIView):
    scope = "candidates"
    changes = Change.WORK

    def rows(self) -> VideoLinkQuerySet:
        """The workspace's added videos."""
        rows: VideoLinkQuerySet = VideoLink.objects.for_workspace(self.workspace)
        return rows.select_related("candidate__source__channel")


class VideoLinkListView(_VideoLinkView):
    """The videos that were added by URL."""

    @extend_schema(
        operation_id="video_links_list", parameters=LIST_PARAMETERS, responses=list_of(VideoLinkSerializer)
    )
    def get(self, request: Request) -> Response:
        """Returns the videos that were added by URL, newest first."""
        return self.listing(self.rows(), VideoLinkSerializer, order="-created_at")

    @extend_schema(request=VideoLinkRequestSerializer, responses={202: VideoLinkSerializer})
    def post(self, request: Request) -> Response:
        """Add a video by its URL.

        For platforms whose channels can't be watched. The video has the status ``looking_up``
        until a worker has looked it up; then it is ``added`` as a candidate, ``not_public`` or ``failed``.
        Adding the same video again returns the same object, and looks it up again unless it is a candidate.

        Errors: ``409 not_added_by_url`` for a platform whose channels are watched instead; ``422
        unreadable_address`` if ``address`` is not the URL of a video; ``429 too_many_videos_added``.
        """
        body = VideoLinkRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        link = video_links.add(workspace=self.workspace, url=body.validated_data["address"], user=self.user)
        response = Response(VideoLinkSerializer(link).data, status=202)
        response["Location"] = reverse("api:video-link", args=[link.pk])
        return response


class VideoLinkView(_VideoLinkView):
    """One video that was added by URL."""

    @extend_schema(operation_id="video_links_retrieve", responses=VideoLinkSerializer)
    def get(self, request: Request, link_id: str) -> Response:
        """Returns a video that was added by URL, with its status."""
        return Response(VideoLinkSerializer(self.rows().get_or_refuse(link_id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, link_id: str) -> Response:
        """Remove the video, with its candidate.

        Ideas made from it remain.
        """
        video_links.remove(link=self.rows().get_or_refuse(link_id))
        return Response(status=204)

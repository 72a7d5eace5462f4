"""REST endpoint of the poster of a render."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change
from synthesis.api.serializers.posters import PosterRequestSerializer, PosterSerializer
from synthesis.api.views.production import RendersView
from synthesis.models import Render
from synthesis.production import posters


class RenderPosterView(RendersView):
    """The poster of a render."""

    changes = Change.WORK

    @extend_schema(operation_id="renders_poster_retrieve", responses=PosterSerializer)
    def get(self, request: Request, render_id: str) -> Response:
        """Returns the poster of a render, and the last pick of a frame."""
        return self._poster(render_id)

    @extend_schema(
        operation_id="renders_poster_pick",
        request=PosterRequestSerializer,
        responses={202: PosterSerializer},
    )
    def post(self, request: Request, render_id: str) -> Response:
        """Use a frame of the finished video as its poster.

        The picture shows the frame as a player does, with its captions. Poll the poster until the ``status``
        of its ``pick`` is ``succeeded`` or ``failed``; until then, ``asset`` is the present poster. The last
        pick wins, and the same moment twice is one pick. A new render of the video begins with its own first
        frame.

        Errors: ``409 no_finished_video`` until the render has succeeded; ``409 video_busy`` while another
        render of the video is in progress; ``409 video_archived``; ``422 poster_time`` for a moment after the
        end of the video.
        """
        render = self.render_of(render_id)
        body = PosterRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        posters.pick(render=render, at_s=body.validated_data["at_s"])
        return self._poster(render_id, status=202)

    @extend_schema(operation_id="renders_poster_reset", responses={204: None})
    def delete(self, request: Request, render_id: str) -> Response:
        """Use the first frame as the poster again.

        Takes effect at once, and ends a pick that is in progress. Repeating it changes nothing.

        Errors: ``409 no_finished_video`` until the render has succeeded; ``409 video_busy`` while another
        render of the video is in progress; ``409 video_archived``.
        """
        posters.reset(render=self.render_of(render_id))
        return Response(status=204)

    def _poster(self, render_id: str, *, status: int = 200) -> Response:
        rows = Render.objects.for_workspace(self.workspace).select_related("poster_pick")
        return Response(PosterSerializer(rows.get_or_refuse(render_id)).data, status=status)

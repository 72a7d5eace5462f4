"""Voices and pronunciations over REST."""

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from foundation import versions
from foundation.openapi import IF_MATCH, LIST_PARAMETERS, list_of
from synthesis.api.serializers.sound import (
    PronunciationFieldsSerializer,
    PronunciationSerializer,
    VoiceLanguageSerializer,
    VoiceSerializer,
)
from synthesis.models import Pronunciation
from synthesis.studio import languages, pronunciations, voices


class VoicesView(WorkspaceAPIView):
    """The base of the endpoints of voices."""

    scope = "videos"

    def language(self, request: Request) -> str:
        """The language of the query. Raises SceneFieldError for an invalid tag."""
        query = VoiceLanguageSerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        return languages.normalise(query.validated_data["language"])


class VoiceListView(VoicesView):
    """The voices of a language."""

    @extend_schema(
        operation_id="voices_list", parameters=[VoiceLanguageSerializer], responses=list_of(VoiceSerializer)
    )
    def get(self, request: Request) -> Response:
        """Returns the voices that can read a language, all in one page, the default first.

        The list is empty if this installation has no voice for the language.
        """
        language = self.language(request)
        default = voices.find(name="", language=language)
        context = {"language": language, "default": default.name if default else None}
        rows = [
            VoiceSerializer(voice, context=context).data for voice in voices.of_language(language=language)
        ]
        return self.whole_list(rows)


class VoiceSampleView(VoicesView):
    """A sample of a voice."""

    @extend_schema(
        operation_id="voices_sample",
        parameters=[VoiceLanguageSerializer],
        responses={(200, "audio/wav"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, voice_id: str) -> HttpResponse:
        """Listen to a voice: a sentence in the language, as a WAV file.

        Pronunciations of the workspace apply. The vendor of an ``online`` voice charges for a new recording;
        recordings are kept for some days.

        Errors: ``404 not_found`` if this installation has no such voice for the language; ``502
        upstream_error`` and ``503 upstream_unavailable`` if the voice fails.
        """
        sound = voices.sample(workspace=self.workspace, voice=voice_id, language=self.language(request))
        response = HttpResponse(sound, content_type="audio/wav")
        response["Cache-Control"] = "private, no-cache"
        return response


class PronunciationsView(WorkspaceAPIView):
    """The base of the endpoints of pronunciations."""

    scope = "videos"
    changes = Change.WORK

    def pronunciation(self, pronunciation_id: str) -> Pronunciation:
        """The workspace's pronunciation of that id. Raises NotFoundError."""
        return Pronunciation.objects.for_workspace(self.workspace).get_or_refuse(pronunciation_id)

    def shown(self, row: Pronunciation, status: int = 200) -> Response:
        """The pronunciation, with the tag of its version."""
        response = Response(PronunciationSerializer(row).data, status=status)
        response["ETag"] = versions.etag(row.version)
        response["Location"] = reverse("api:pronunciation", args=[row.pk])
        return response


class PronunciationListView(PronunciationsView):
    """The pronunciations of the workspace."""

    @extend_schema(
        operation_id="pronunciations_list",
        parameters=LIST_PARAMETERS,
        responses=list_of(PronunciationSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns the pronunciations, newest first."""
        rows = Pronunciation.objects.for_workspace(self.workspace).order_by()
        return self.listing(rows, PronunciationSerializer, order="-created_at")

    @extend_schema(request=PronunciationFieldsSerializer, responses={201: PronunciationSerializer})
    def post(self, request: Request) -> Response:
        """Add a pronunciation.

        It applies to the narration of all videos that are rendered from now on. Captions keep the written
        form. A pronunciation for a language replaces one for all languages.

        Errors: ``409 pronunciation_exists`` if the workspace has one of the word for the language, in upper
        or lower case; ``422 pronunciation_field``; ``422 too_many_pronunciations`` beyond 500.
        """
        body = PronunciationFieldsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.shown(pronunciations.add(workspace=self.workspace, **body.validated_data), status=201)


class PronunciationView(PronunciationsView):
    """One pronunciation."""

    @extend_schema(operation_id="pronunciations_retrieve", responses=PronunciationSerializer)
    def get(self, request: Request, pronunciation_id: str) -> Response:
        """Returns a pronunciation.

        An update requires its ``ETag``.
        """
        return self.shown(self.pronunciation(pronunciation_id))

    @extend_schema(
        parameters=[IF_MATCH], request=PronunciationFieldsSerializer, responses=PronunciationSerializer
    )
    def patch(self, request: Request, pronunciation_id: str) -> Response:
        """Update a pronunciation.

        Fields that are not sent keep their values.

        Errors: ``409 pronunciation_exists``; ``412 edited_elsewhere``; ``422 pronunciation_field``; ``428
        version_missing``.
        """
        row = self.pronunciation(pronunciation_id)
        body = PronunciationFieldsSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        version = versions.named_in(request.headers)
        return self.shown(pronunciations.edit(pronunciation=row, version=version, **body.validated_data))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pronunciation_id: str) -> Response:
        """Delete a pronunciation.

        Finished videos don't change.
        """
        pronunciations.delete(pronunciation=self.pronunciation(pronunciation_id))
        return Response(status=204)

"""The content credentials of a file in responses."""

from typing import Any

from django.db.models import TextChoices
from rest_framework import serializers

from synthesis.credentials import Ingredient, Report


class AiUse(TextChoices):
    """What credentials say about generated parts."""

    ALL = "all"
    PART = "part"
    NONE = "none"
    UNSAID = "unsaid"


class IngredientSerializer(serializers.Serializer[Ingredient]):
    """A file that went into another."""

    title = serializers.CharField()
    has_credentials = serializers.BooleanField()
    is_intact = serializers.BooleanField(help_text="False if it was changed after its signature.")
    signer = serializers.CharField()
    ai_use = serializers.ChoiceField(choices=AiUse.choices)


class ReportSerializer(serializers.Serializer[Report]):
    """What verified credentials say."""

    is_intact = serializers.BooleanField(
        help_text="False if the file or its credentials were changed after the signature."
    )
    trust = serializers.ChoiceField(
        choices=["own", "listed", "unknown"],
        help_text="Whose certificate signed: this installation's, one of the C2PA trust list, or another.",
    )
    is_development = serializers.BooleanField(
        help_text="True for a development certificate, which no one else trusts."
    )
    signer = serializers.CharField(help_text="The organisation in the certificate.")
    generator = serializers.CharField(help_text="The program that made the file.")
    said_at = serializers.DateTimeField(
        allow_null=True, help_text="When the file was made, as its signer says."
    )
    stamped_at = serializers.DateTimeField(
        allow_null=True, help_text="When it was signed, by a time-stamp authority."
    )
    is_stamp_trusted = serializers.BooleanField()
    ai_use = serializers.ChoiceField(
        choices=AiUse.choices, help_text="How much of the file is AI-made, as the credentials say."
    )
    source_type = serializers.CharField(help_text="A term of IPTC's vocabulary *Digital Source Type*.")
    recipe_sha256 = serializers.CharField(help_text="The digest of the recipe of a video that was made here.")
    ingredients = IngredientSerializer(many=True)
    problems = serializers.ListField(
        child=serializers.CharField(), help_text="The codes of failed checks, as C2PA defines them."
    )


class AssetCredentialsSerializer(serializers.Serializer[dict[str, Any]]):
    """The content credentials of an asset."""

    object = serializers.CharField(default="credentials")
    asset = serializers.CharField(help_text="The asset's id.")
    report = ReportSerializer(
        allow_null=True,
        help_text="What the credentials say; null without any, which proves nothing: programs remove them.",
    )
    problem = serializers.CharField(help_text="Why the credentials can't be read; otherwise empty.")

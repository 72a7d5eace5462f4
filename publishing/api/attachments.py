"""The offers of a post in requests and responses."""

from typing import Any

from rest_framework import serializers

from publishing.models import Choice, Placement

_KEY_CHARACTERS = 64
_MOST = 20
_PLACEMENTS = [each.value for each in Placement]
_PLACED = (
    "Where the links stand: ``text``, ``comment`` (the first comment, on platforms that have one; on others, "
    "``text``), or ``none`` (not in the post, but returned in ``offers``)."
)


class OfferChoiceSerializer(serializers.Serializer[dict[str, Any]]):
    """An offer of the video that the post links to."""

    offer = serializers.CharField(max_length=_KEY_CHARACTERS, help_text="The id of an offer of the video.")
    code = serializers.BooleanField(
        required=False,
        default=False,
        help_text="True for a discount code of this post.",
    )


class OffersField(serializers.ListField):
    """The offers that a post links to."""

    child = OfferChoiceSerializer()

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=_MOST,
            help_text="The offers that the post links to: all of them. With the first one, the "
            "disclosure of own products is turned on in the platform's ``options``.",
            **options,
        )

    def to_internal_value(self, data: Any) -> list[Choice]:
        """Return the choices. An offer can be there once."""
        given: list[dict[str, Any]] = super().to_internal_value(data)
        # An update makes the fields of the entries optional, too.
        if any("offer" not in each for each in given):
            raise serializers.ValidationError("Each entry needs its offer.", code="required")
        found = [Choice(key=each["offer"], with_code=each.get("code", False)) for each in given]
        if len({each.key for each in found}) != len(found):
            raise serializers.ValidationError("Each offer can be in a post once.")
        return found


class PlacementField(serializers.ChoiceField):
    """Where the links stand."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=_PLACEMENTS, help_text=_PLACED, **options)

    def to_internal_value(self, data: Any) -> Placement:
        """Return the placement."""
        return Placement(super().to_internal_value(data))


class AttachmentSerializer(serializers.Serializer[Any]):
    """An offer that a publication links to."""

    offer = serializers.CharField(source="key", help_text="The id of the offer.")
    title = serializers.CharField(source="label", help_text="The product.")
    url = serializers.CharField(help_text="The link of this publication.")
    code = serializers.CharField(help_text="The discount code of this publication; empty without one.")
    text = serializers.CharField(help_text="The line as it is sent.")


def as_sent(choices: list[Choice] | None) -> list[dict[str, Any]]:
    """Return choices as they are sent in requests."""
    return [{"offer": each.key, "code": each.with_code} for each in choices or ()]

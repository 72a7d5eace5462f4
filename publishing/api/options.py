"""The options of each platform in requests and responses, built from the platform's document."""

from functools import cache
from typing import Any, cast

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from publishing import platforms
from publishing.platforms import Field, Kind, Options, Platform
from publishing.publications import Content

Serializer = serializers.Serializer[dict[str, Any]]
Document = dict[str, object]


def sent_to(platform: Platform) -> type[Serializer]:
    """The options in requests. Omitted options keep their values; null clears a choice."""
    return _serializer(platform.options_type, platform.name, "Fields", required=False)


def seen_of(platform: Platform) -> type[Serializer]:
    """The options in responses."""
    return _serializer(platform.options_type, platform.name, "", required=True)


@cache
def _serializer(options_type: type[Options], name: str, suffix: str, *, required: bool) -> type[Serializer]:
    fields: dict[str, serializers.Field[Any, Any, Any, Any]] = {
        # A pattern, because enumerations of several platforms would get clashing names in the document.
        "platform": serializers.RegexField(f"^{name}$", required=required),
        **{field.name: _field(field, required) for field in platforms.fields_of(options_type)},
    }
    described = {"__doc__": options_type.__doc__, **fields}
    return type(f"{options_type.__name__}{suffix}Serializer", (serializers.Serializer,), described)


def _field(field: Field, required: bool) -> serializers.Field[Any, Any, Any, Any]:
    if field.kind is Kind.TEXT:
        return serializers.CharField(max_length=field.max_characters, required=required, allow_blank=True)
    if field.kind in (Kind.LIST, Kind.SEVERAL):
        text = serializers.CharField(max_length=field.max_characters)
        return serializers.ListField(child=text, max_length=field.max_items, required=required)
    if field.kind is Kind.CHOICE:
        return serializers.ChoiceField(choices=list(field.values), required=required, allow_null=True)
    if field.kind is Kind.NUMBER:
        return serializers.IntegerField(
            min_value=field.least, max_value=field.most, required=required, allow_null=True
        )
    return serializers.BooleanField(required=required, allow_null=field.kind is Kind.YES_NO)


def with_options(content: dict[str, Any], *, before: Options) -> Content:
    """Return the content with its options as a document: the previous options, updated with the sent ones.

    Raises ValidationError if the platform's document does not accept them.
    """
    platform = platforms.of(before)
    body = sent_to(platform)(data=content.get("options", {}))
    if not body.is_valid():
        raise serializers.ValidationError({"options": body.errors})
    options = platform.options_type.model_validate({**before.model_dump(), **body.validated_data})
    return cast(Content, {**content, "options": options})


# The options of all platforms in the OpenAPI document.
SENT = PolymorphicProxySerializer(
    component_name="PublicationOptionsFields",
    serializers={platform.name: sent_to(platform) for platform in platforms.all()},
    resource_type_field_name=None,
)
SEEN = PolymorphicProxySerializer(
    component_name="PublicationOptions",
    serializers={platform.name: seen_of(platform) for platform in platforms.all()},
    resource_type_field_name="platform",
)

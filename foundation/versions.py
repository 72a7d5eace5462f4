"""The optimistic lock: each edit names the version of the row that it is based on.

Pages carry the version in a hidden field, programs in an ETag and If-Match. An edit that is based on an older
version is refused and changes nothing.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django import forms
from django.db import models
from django.db.models import F

from foundation.errors import InvalidError, StaleError

HEADER = "If-Match"


class VersionedModel(models.Model):
    """A row that people edit. ``version`` counts its edits."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Abstract: each kind of row has its own table."""

        abstract = True


Row = TypeVar("Row", bound=VersionedModel)


class EditedElsewhereError(StaleError):
    """The row was edited in another tab or by another person."""

    code = "edited_elsewhere"

    def __init__(self, *, what: str, version: int) -> None:
        super().__init__(
            f"This {what} was changed since you opened it, so your edits were not saved. "
            "Copy them, reload the page, and save again.",
            version=version,
        )


class VersionMissingError(InvalidError):
    """The change does not name the version it is based on."""

    status = 428
    code = "version_missing"
    title = "Which version?"

    def __init__(self) -> None:
        super().__init__(f"Send {HEADER} with the ETag that you read, so that no change is lost.")


class VersionField(forms.IntegerField):
    """The version that the form was filled in for."""

    def __init__(self, *, required: bool = True) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=1, required=required)


# --- the row --------------------------------------------------------------------------------------------


def change(*, row: Row, version: int, **fields: Any) -> Row:
    """Set ``fields`` if the row still has ``version``, and increment it. Raises EditedElsewhereError.

    In both cases ``row`` then has the current values.
    """
    unchanged = type(row)._default_manager.filter(pk=row.pk, version=version)
    changed = unchanged.update(version=F("version") + 1, **fields)
    row.refresh_from_db()
    if not changed:
        raise _edited_elsewhere(row)
    return row


def require(*, row: VersionedModel, version: int) -> None:
    """Raise EditedElsewhereError unless the row has ``version``. The caller must have locked the row."""
    if row.version != version:
        raise _edited_elsewhere(row)


def save(*, row: VersionedModel, fields: Collection[str]) -> None:
    """Save ``fields`` of a row that passed ``require``, and increment its version."""
    row.version += 1
    row.save(update_fields={*fields, "version"})


def _edited_elsewhere(row: VersionedModel) -> EditedElsewhereError:
    return EditedElsewhereError(what=str(row._meta.verbose_name), version=row.version)


def shown_in(posted: Mapping[str, Any]) -> int | None:
    """The version that a form without typed fields was shown with; None if it does not say."""
    text = str(posted.get("version", ""))
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else None


# --- HTTP -----------------------------------------------------------------------------------------------


def etag(version: int) -> str:
    """The entity tag of a version."""
    return f'"v{version}"'


def named_if_any(headers: Mapping[str, str]) -> int | None:
    """The version in If-Match, where it is optional; None without it. Raises StaleError."""
    return named_in(headers) if headers.get(HEADER) else None


def named_in(headers: Mapping[str, str]) -> int:
    """The version in If-Match. Raises VersionMissingError and StaleError."""
    header = headers.get(HEADER)
    if not header:
        raise VersionMissingError()
    found = re.fullmatch(r'"v(\d{1,9})"', header.strip())
    if found is None:
        raise StaleError(f"{header[:40]} is not an ETag of this resource. Read it again.")
    return int(found.group(1))

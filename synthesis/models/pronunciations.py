"""Corrections of how voices say words."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation.ids import PrefixedIdField
from foundation.versions import VersionedModel

WRITTEN_LENGTH = 60
SPOKEN_LENGTH = 120
LANGUAGE_LENGTH = 16


class PronunciationQuerySet(WorkspaceOwnedQuerySet["Pronunciation"]):
    """Queries on pronunciations."""


class Pronunciation(WorkspaceOwnedModel, VersionedModel):
    """How the voices of a workspace say a written word. An empty ``language`` stands for all languages."""

    id = PrefixedIdField(prefix="prn")
    language = models.CharField(
        max_length=LANGUAGE_LENGTH,
        blank=True,
        help_text="A language tag, such as en or pt-BR. If empty, it applies to all languages.",
    )
    written = models.CharField(
        max_length=WRITTEN_LENGTH, help_text="The word or words as they are written, in any case."
    )
    spoken = models.CharField(
        max_length=SPOKEN_LENGTH, help_text="How to say them, spelled the way they sound."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = PronunciationQuerySet.as_manager()

    class Meta:
        """One pronunciation of a word per language of a workspace."""

        constraints = [
            models.UniqueConstraint(
                "workspace", Lower("written"), "language", name="pronunciation_one_per_word"
            )
        ]

    def __str__(self) -> str:
        return f"{self.written}: {self.spoken}"

"""Rules that operators add to preflight."""

import math
import unicodedata
from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.ids import PrefixedIdField
from foundation.versions import VersionedModel
from publishing import hashtags, platforms

WORD_CHARACTERS = 100
MOST_WORDS = 500


class Condition(models.TextChoices):
    """What a rule of an operator demands."""

    FORBIDDEN_WORDS = "forbidden_words", "No forbidden word in title or text"
    REQUIRED_HASHTAG = "required_hashtag", "One of these hashtags"
    TITLE_AT_MOST = "title_at_most", "Title of at most … characters"
    TITLE_AT_LEAST = "title_at_least", "Title of at least … characters"
    TEXT_AT_MOST = "text_at_most", "Text of at most … characters"
    TEXT_AT_LEAST = "text_at_least", "Text of at least … characters"
    LASTS_AT_MOST = "lasts_at_most", "Video of at most … seconds"


WITH_WORDS = (Condition.FORBIDDEN_WORDS, Condition.REQUIRED_HASHTAG)
_HAS_WORDS = Q(condition__in=WITH_WORDS, words__len__gt=0, limit=None)
_HAS_LIMIT = ~Q(condition__in=WITH_WORDS) & Q(words=[], limit__isnull=False)


class Severity(models.TextChoices):
    """What a rule does to a post that breaks it."""

    WARNING = "warning", "Warning"
    BLOCKED = "blocked", "Blocks publishing"


class PolicyRuleQuerySet(models.QuerySet["PolicyRule"]):
    """Queries for operators' rules."""

    def for_platform(self, name: str) -> Self:
        """The active rules of a platform, oldest first."""
        return self.filter(Q(platform=name) | Q(platform=""), is_active=True).order_by("pk")


class PolicyRule(VersionedModel):
    """A rule of this installation. It holds values for one of a few conditions, never code."""

    id = PrefixedIdField(prefix="pol")
    platform = models.CharField(max_length=16, blank=True, help_text="Empty for all platforms.")
    condition = models.CharField(max_length=24, choices=Condition.choices)
    words = ArrayField(
        models.CharField(max_length=WORD_CHARACTERS),
        size=MOST_WORDS,
        default=list,
        blank=True,
        help_text="The forbidden words or phrases, or the hashtags, separated by commas. Case is ignored.",
    )
    limit = models.PositiveIntegerField(
        null=True, blank=True, help_text="The number of characters or seconds."
    )
    severity = models.CharField(max_length=16, choices=Severity.choices)
    text = models.CharField(max_length=300, help_text="What is wrong, in a sentence.")
    fix = models.CharField(max_length=300, blank=True, help_text="How to put it right, in a sentence.")
    source_url = models.URLField(max_length=500, verbose_name="source URL")
    checked_on = models.DateField(help_text="When the source was last read.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar = PolicyRuleQuerySet.as_manager()

    class Meta:
        """A rule has what its condition needs, and nothing else."""

        constraints = [
            models.CheckConstraint(
                condition=_HAS_WORDS | _HAS_LIMIT,
                name="policy_rule_fits_its_condition",
                violation_error_message="Give words for a condition about words, and a limit for the others.",
            )
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """Refuse an unknown platform, values of another condition, and a date in the future."""
        if self.platform and self.platform not in platforms.REGISTRY:
            raise ValidationError({"platform": "Choose a platform of this installation."})
        self._clean_values()
        # Empty while the form is incomplete.
        checked_on: date | None = self.checked_on
        if checked_on is not None and checked_on > timezone.localdate():
            raise ValidationError({"checked_on": "This date is in the future."})

    def _clean_values(self) -> None:
        self.words = list(dict.fromkeys(word.strip() for word in self.words or [] if word.strip(" #")))
        if self.condition in WITH_WORDS:
            self._clean_words()
        elif self.limit is None:
            raise ValidationError({"limit": "Enter the limit."})
        elif self.words:
            raise ValidationError({"words": "This condition has no words."})
        elif self.limit > self._most():
            raise ValidationError({"limit": f"No post can have so many: enter at most {self._most()}."})

    def _clean_words(self) -> None:
        if not self.words:
            raise ValidationError({"words": "Enter at least one."})
        if self.limit is not None:
            raise ValidationError({"limit": "This condition has no limit."})
        if self.condition == Condition.REQUIRED_HASHTAG and any(not _is_hashtag(word) for word in self.words):
            raise ValidationError({"words": "A hashtag is one word of letters, digits and underscores."})
        if any(not _is_visible(word) for word in self.words):
            raise ValidationError({"words": "One of the words has invisible characters only."})

    def _most(self) -> float:
        """The highest limit that a post can meet: the length that each platform of the rule accepts."""
        concerned = [each.words for each in platforms.all() if self.platform in ("", each.name)]
        if self.condition == Condition.TITLE_AT_LEAST:
            return min(each.title_characters for each in concerned)
        if self.condition == Condition.TEXT_AT_LEAST:
            return min(each.text_characters for each in concerned)
        return math.inf


def _is_hashtag(word: str) -> bool:
    return hashtags.found_in(f"#{word.lstrip('#')}") == [word.lstrip("#")]


def _is_visible(word: str) -> bool:
    return any(unicodedata.category(letter)[0] not in "CZM" for letter in word)

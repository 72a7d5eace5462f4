"""How late a scheduled publication may be sent, also once its sending has begun: the workspace's rule."""

from datetime import datetime, timedelta

from publishing import clock
from publishing.delivery.settling import may_exist
from publishing.models import CalendarRules, LateRule, Publication
from publishing.submissions import LATE_AFTER, in_words

_DECIDE = "Post it now, or choose another time."


def latest(publication: Publication) -> datetime | None:
    """Until when it may be sent. None if it had no planned time, or if a person chose to send it later."""
    if publication.scheduled_at is None:
        return None
    rules = _rules_of(publication)
    may_be_late = LATE_AFTER if rules.when_late == LateRule.ASK else timedelta(hours=rules.late_limit_h)
    limit: datetime = publication.scheduled_at + may_be_late
    return None if publication.submitted_at and publication.submitted_at > limit else limit


def shortened(publication: Publication, *, wait: timedelta, is_known: bool) -> timedelta | None:
    """The wait, ended when it may no longer be sent. None if that has passed, or surely passes.

    ``is_known`` if the platform itself named the wait. Whatever it may already have made into a video is
    always waited for.
    """
    limit = latest(publication)
    if limit is None or may_exist(publication):
        return wait
    left = limit - clock.now()
    if left <= timedelta(0) or (is_known and wait > left):
        return None
    return min(wait, left + timedelta(seconds=1))


def is_too_late(publication: Publication) -> bool:
    """True if it may no longer be sent, and nothing that was sent can become a video."""
    limit = latest(publication)
    return limit is not None and clock.now() > limit and not may_exist(publication)


def explained(publication: Publication, *, because: str = "") -> str:
    """By how much its time was missed, the workspace's rule, and what a person can do."""
    late = clock.now() - (publication.scheduled_at or clock.now())
    missed = f"Its time was missed by {in_words(late)}{because}. " if late >= LATE_AFTER else ""
    rules = _rules_of(publication)
    if rules.when_late == LateRule.ASK:
        return f"{missed}This workspace asks before it posts late. {_DECIDE}"
    return f"{missed}This workspace posts at most {rules.late_limit_h} h late. {_DECIDE}"


def note(publication: Publication) -> str:
    """What its page says about the delay if sending it begins now; empty if it is on time."""
    if publication.late_note or publication.scheduled_at is None:
        return publication.late_note
    late = clock.now() - publication.scheduled_at
    if late < LATE_AFTER:
        return ""
    name = publication.connection.platform_name
    return f"Sent {in_words(late)} late, because {name} did not take it before."


def _rules_of(publication: Publication) -> CalendarRules:
    return CalendarRules.objects.filter(pk=publication.workspace_id).first() or CalendarRules()

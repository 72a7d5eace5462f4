"""E-mail notices to owners and admins: each is sent once and survives a lost message."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import Membership, Role, Workspace
from billing.models import Notice, NoticeKind, QuotaPeriod
from foundation import messages

logger = logging.getLogger(__name__)

SEND_NOTICES = "billing.send_notices"
# A notice is sent when this share of a period's videos remains.
_LOW_SHARE = 5
_CLAIM_FOR = timedelta(minutes=10)
# Older notices are no longer sent.
_GIVE_UP_AFTER = timedelta(days=3)


def schedule(*, workspace: Workspace, kind: NoticeKind, about: str, **facts: Any) -> bool:
    """Schedule a notice to the workspace's owners and admins. True if it is new."""
    notice = Notice(workspace=workspace, kind=kind, about=about, facts=facts)
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    is_new = Notice.objects.filter(pk=notice.pk).exists()
    if is_new:
        messages.send_on_commit(SEND_NOTICES)
    return is_new


def watch_quota(*, period: QuotaPeriod) -> None:
    """Schedule a notice when few of the period's videos remain, or none."""
    if period.is_unlimited:
        return
    left = period.balance
    facts = {"left": max(left, 0), "limit": period.granted, "resets_at": period.ends_at.isoformat()}
    if left <= 0:
        schedule(workspace=period.workspace, kind=NoticeKind.QUOTA_EXHAUSTED, about=period.pk, **facts)
    elif left <= max(1, period.granted // _LOW_SHARE):
        schedule(workspace=period.workspace, kind=NoticeKind.QUOTA_LOW, about=period.pk, **facts)


def send_waiting(*, at_most: int = 100) -> int:
    """Send pending notices and return how many. If the mail server is unavailable, they are retried later."""
    now = timezone.now()
    waiting = Notice.objects.filter(_is_free(now), sent_at=None, created_at__gt=now - _GIVE_UP_AFTER)
    ids = list(waiting.order_by("created_at").values_list("pk", flat=True)[:at_most])
    return sum(_send(notice_id) for notice_id in ids)


def _is_free(now: datetime) -> Q:
    return Q(claimed_at=None) | Q(claimed_at__lt=now - _CLAIM_FOR)


def _send(notice_id: str) -> bool:
    now = timezone.now()
    # Claim first: concurrent senders send one mail, and the next sender takes over from one that dies.
    if not Notice.objects.filter(_is_free(now), pk=notice_id, sent_at=None).update(claimed_at=now):
        return False
    notice = Notice.objects.select_related("workspace").get(pk=notice_id)
    recipients = _recipients(notice.workspace)
    if recipients:
        context = {"notice": notice, "facts": _readable(notice.facts), "site_url": settings.SITE_URL}
        with timezone.override(notice.workspace.time_zone):
            subject = render_to_string(f"emails/{notice.kind}_subject.txt", context)
            body = render_to_string(f"emails/{notice.kind}.txt", context)
        send_mail(" ".join(subject.split()), body, None, recipients)
    Notice.objects.filter(pk=notice_id).update(sent_at=timezone.now())
    logger.info("notice sent", extra={"notice_id": notice_id, "kind": notice.kind})
    return True


def _recipients(workspace: Workspace) -> list[str]:
    managers = Membership.objects.for_workspace(workspace).filter(role__in=[Role.OWNER, Role.ADMIN])
    return list(managers.order_by("created_at", "pk").values_list("user__email", flat=True))


def _readable(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts with timestamps parsed."""
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") and value else value
        for name, value in facts.items()
    }

"""Files to import, and imports that have ended."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from discovery.tasks import advance_import

HEADS = "url,title,channel,published_at,views,likes,comments,shares,duration_s,observed_at"
NOW = timezone.now()
# Days after that of each video of ``url``.
YESTERDAY, DAY_BEFORE = ((NOW - timedelta(days=days)).date().isoformat() for days in (1, 2))


def url(number, name="maker"):
    """A video of three days ago and earlier, by the time in its id."""
    at = int((NOW - timedelta(days=3, hours=number)).timestamp())
    return f"https://www.tiktok.com/@{name}/video/{(at << 32) | number}"


def file_of(*lines, encoding="utf-8"):
    return ContentFile("\n".join(lines).encode(encoding))


def finished(row):
    advance_import(row.pk)
    row.refresh_from_db()
    return row


def reasons(row):
    return list(row.skipped.order_by("line").values_list("line", "reason"))

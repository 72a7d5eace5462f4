"""Counts clicks: once per browser within half an hour, in one statement.

A browser is known for a day at most, and only as a hash of its address and User-Agent with a secret of that
day, which is deleted on the next one. No click fails because it can't be counted.
"""

import hashlib
import hmac
import logging
import secrets
import threading
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import Error, connection, transaction
from django.utils import timezone

from commerce.models import ClickHour, ClickSalt, Visit
from commerce.offers import bots
from commerce.offers.destinations import Target

logger = logging.getLogger(__name__)

ONCE_WITHIN = timedelta(minutes=30)
# The visitor waits for the redirect meanwhile.
_PATIENCE = "SET LOCAL lock_timeout = '200ms'; SET LOCAL statement_timeout = '400ms'"
_VISIT, _HOUR = Visit._meta.db_table, ClickHour._meta.db_table
# One statement, so that of two requests of a browser exactly one inserts or renews the visit, and is counted.
_COUNT_VISIT = f"""
WITH counted AS (
    INSERT INTO {_VISIT} AS visit (link_id, visitor, day, counted_at)
    VALUES (%(link)s, %(visitor)s, %(day)s, %(at)s)
    ON CONFLICT (link_id, visitor) DO UPDATE SET counted_at = EXCLUDED.counted_at
    WHERE visit.counted_at <= EXCLUDED.counted_at - %(within)s
    RETURNING 1
)
INSERT INTO {_HOUR} AS hour (workspace_id, link_id, hour, clicks, bots)
SELECT %(workspace)s, %(link)s, %(hour)s, 1, 0 FROM counted
ON CONFLICT (link_id, hour) DO UPDATE SET clicks = hour.clicks + 1
"""  # noqa: S608 - the names of our tables
_COUNT_BOT = f"""
INSERT INTO {_HOUR} AS hour (workspace_id, link_id, hour, clicks, bots)
VALUES (%(workspace)s, %(link)s, %(hour)s, 0, 1)
ON CONFLICT (link_id, hour) DO UPDATE SET bots = hour.bots + 1
"""  # noqa: S608 - the names of our tables

_salts = threading.local()


def count(*, target: Target, network: str, headers: Mapping[str, str], at: datetime | None = None) -> None:
    """Count one request for a link that came from ``network``. Raises nothing."""
    try:
        _count(target, network, headers, at or timezone.now())
    except Error as error:
        logger.warning("click not counted", extra={"link_id": target.link_id, "cause": type(error).__name__})
    except Exception:
        logger.exception("click not counted")


def _count(target: Target, network: str, headers: Mapping[str, str], at: datetime) -> None:
    facts: dict[str, Any] = {
        "link": target.link_id,
        "workspace": target.workspace_id,
        "at": at,
        "hour": at.replace(minute=0, second=0, microsecond=0),
        "day": at.date(),
        "within": ONCE_WITHIN,
    }
    is_automatic = bots.is_automatic(headers=headers)
    if not is_automatic:
        facts["visitor"] = _visitor(at.date(), network, headers.get("User-Agent", ""), target.link_id)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PATIENCE)
        cursor.execute(_COUNT_BOT if is_automatic else _COUNT_VISIT, facts)


def _visitor(day: date, network: str, agent: str, link_id: str) -> bytes:
    facts = "\n".join((network, agent, link_id))
    return hmac.new(_salt(day), facts.encode("utf-8", "replace"), hashlib.sha256).digest()


def _salt(day: date) -> bytes:
    """The secret of the day, read once per thread. That of another day is forgotten."""
    if getattr(_salts, "day", None) != day:
        row, _ = ClickSalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_bytes(32)})
        _salts.day, _salts.salt = day, bytes(row.salt)
    salt: bytes = _salts.salt
    return salt


def forget_past_days(*, today: date | None = None) -> None:
    """Delete the secrets and visits of past days. What was counted stays."""
    before = today or timezone.now().date()
    ClickSalt.objects.filter(day__lt=before).delete()
    Visit.objects.filter(day__lt=before).delete()
    _salts.__dict__.clear()

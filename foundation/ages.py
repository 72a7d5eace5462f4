"""Relative times in words, past and future."""

import math
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

_UNKNOWN = "–"
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400


def ago(moment: object, now: datetime | None = None) -> str:
    """The time since a moment: just now, 40 min ago, 6 h ago, 3 d ago, then the date."""
    if not isinstance(moment, datetime):
        return _UNKNOWN
    seconds = ((now or timezone.now()) - moment).total_seconds()
    if seconds < -_MINUTE_S:
        return ahead(moment, now)
    if seconds < _MINUTE_S:
        return "just now"
    if seconds < _HOUR_S:
        return f"{int(seconds // _MINUTE_S)} min ago"
    if seconds < _DAY_S:
        return f"{int(seconds // _HOUR_S)} h ago"
    if seconds < 30 * _DAY_S:
        return f"{int(seconds // _DAY_S)} d ago"
    return date_format(timezone.localtime(moment), "j M Y")


def ahead(moment: object, now: datetime | None = None) -> str:
    """The time until a moment: in less than a minute, in 7 min, in 3 h, in 9 d."""
    if not isinstance(moment, datetime):
        return _UNKNOWN
    seconds = (moment - (now or timezone.now())).total_seconds()
    if seconds < _MINUTE_S:
        return "in less than a minute"
    if seconds < _HOUR_S:
        return f"in {math.ceil(seconds / _MINUTE_S)} min"
    if seconds < _DAY_S:
        return f"in {round(seconds / _HOUR_S)} h"
    return f"in {round(seconds / _DAY_S)} d"

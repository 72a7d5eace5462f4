"""Prefixed public ids: ``vid_`` and 26 characters that sort by time of creation (ULID)."""

import secrets
import threading
import time
from typing import Any

from django.db import models

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26

_lock = threading.Lock()
_last = 0


def new(prefix: str) -> str:
    """A fresh id: 48 bits of milliseconds and 80 random bits, Crockford base32 in lower case.

    Ids of one process sort as they were made, also within a millisecond.
    """
    global _last
    with _lock:
        value = (int(time.time() * 1000) << 80) | secrets.randbits(80)
        if value <= _last:
            value = _last + 1 + secrets.randbits(40)
        _last = value
    return f"{prefix}_" + "".join(_ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))


class PrefixedIdField(models.CharField[str, str]):
    """A primary key that says what it is the key of.

    Being known before the row is written, it can name the row to other systems ahead of the insert.
    """

    def __init__(self, *, prefix: str, **kwargs: Any) -> None:
        self.prefix = prefix
        kwargs["max_length"] = 40
        kwargs["primary_key"] = True
        kwargs["editable"] = False
        kwargs["default"] = self._new
        super().__init__(**kwargs)

    def _new(self) -> str:
        return new(self.prefix)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Leave out what ``__init__`` fixes, so that migrations name the prefix alone."""
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "primary_key", "editable", "default"):
            kwargs.pop(fixed, None)
        return str(name), path, list(args), {**kwargs, "prefix": self.prefix}

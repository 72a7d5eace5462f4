"""Prefixed public ids: ``vid_`` and 26 characters that sort by creation time (ULID)."""

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
    """Return a new id: 48 bits of milliseconds and 80 random bits, in lower-case Crockford base32.

    Ids of one process sort in order of creation, also within one millisecond.
    """
    global _last
    with _lock:
        value = (int(time.time() * 1000) << 80) | secrets.randbits(80)
        if value <= _last:
            value = _last + 1 + secrets.randbits(40)
        _last = value
    return f"{prefix}_" + "".join(_ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))


class PrefixedIdField(models.CharField[str, str]):
    """A primary key whose prefix names the kind of row.

    The key is known before the row is written, so it can be sent to other systems before the insert.
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
        """Leave out what ``__init__`` sets, so that migrations contain only the prefix."""
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "primary_key", "editable", "default"):
            kwargs.pop(fixed, None)
        return str(name), path, list(args), {**kwargs, "prefix": self.prefix}

"""Verifies TikTok's webhooks (contract of 2026-11). What they report only prompts a look."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from foundation.vendors import Vendor
from publishing.errors import WebhookRefusedError
from publishing.platforms.uploads import Heard

_HEADER = "tiktok-signature"
_TOLERANCE_S = 300
_ID = re.compile(r"[\w.~-]{1,64}", re.ASCII)


class _Event(BaseModel):
    """An event. Its content is a JSON document in a text."""

    client_key: str
    event: str
    user_openid: str
    content: str = "{}"


def heard(*, body: bytes, headers: Mapping[str, str], vendor: Vendor, at: float) -> Heard:
    """Return what an event reports that arrived at ``at``, in seconds since 1970.

    Raises WebhookRefusedError for a wrong signature, time or client.
    """
    try:
        event = _Event.model_validate_json(body)
    except ValidationError as error:
        raise WebhookRefusedError from error
    for is_live in (True, False):
        access = vendor.access(is_live=is_live)
        if access is not None and hmac.compare_digest(access.keys[0].encode(), event.client_key.encode()):
            _verify(body, headers, secret=access.keys[1], now=at)
            references = () if event.event.startswith("authorization.") else _ids(event.content)
            return Heard(account=event.user_openid, references=references, livemode=is_live)
    raise WebhookRefusedError


def _verify(body: bytes, headers: Mapping[str, str], *, secret: str, now: float) -> None:
    """Check ``t=<seconds>,s=<hex>``: the HMAC of the time, a full stop, and the body."""
    sent = next((value for name, value in headers.items() if name.lower() == _HEADER), "")
    parts = dict(part.strip().partition("=")[::2] for part in sent.split(","))
    at = parts.get("t", "")
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    is_number = at.isascii() and at.isdigit() and len(at) < 12
    if not is_number or not hmac.compare_digest(signed.encode(), parts.get("s", "").encode()):
        raise WebhookRefusedError
    if abs(now - int(at)) > _TOLERANCE_S:
        raise WebhookRefusedError


def _ids(content: str) -> tuple[str, ...]:
    """The ids of the upload and of the video in an event's content."""
    try:
        document: Any = json.loads(content)
    except ValueError:
        return ()
    found = document if isinstance(document, dict) else {}
    ids = (str(found.get(name, "")) for name in ("publish_id", "post_id"))
    return tuple(each for each in ids if _ID.fullmatch(each))

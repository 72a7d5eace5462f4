"""API keys: issue, rotate, revoke, recognise."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import ApiKey, User, Workspace

SCOPES = {
    "account": "Read who this key belongs to, plan and usage",
    "niches": "Niches and watched channels",
    "candidates": "Videos found, and why they stand out",
    "ideas": "Ideas",
    "videos": "Videos, scripts, scenes, assets",
    "renders": "Quotes and renders",
    "connections": "Connected channels",
    "publications": "Publications",
}
_USED_RESOLUTION = timedelta(minutes=1)


def all_scopes() -> list[str]:
    """Every scope there is, as ``videos:read``."""
    return [f"{name}:{kind}" for name in SCOPES for kind in ("read", "write")]


@transaction.atomic
def issue(
    *, workspace: Workspace, issued_by: User, name: str, scopes: list[str], livemode: bool
) -> tuple[ApiKey, str]:
    """A new key and its secret, which is shown once and kept nowhere."""
    secret = f"ek_{'live' if livemode else 'test'}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        workspace=workspace,
        issued_by=issued_by,
        name=name,
        prefix=secret[:12],
        key_sha256=_digest(secret),
        scopes=scopes,
        livemode=livemode,
    )
    audit.record(workspace=workspace, actor=issued_by, action="api_key.issued", subject=key.pk)
    return key, secret


@transaction.atomic
def rotate(*, key: ApiKey, actor: User) -> tuple[ApiKey, str]:
    """A new key with the same name and scopes; the old one stops working at once."""
    revoke(key=key, actor=actor)
    return issue(
        workspace=key.workspace, issued_by=actor, name=key.name, scopes=key.scopes, livemode=key.livemode
    )


@transaction.atomic
def revoke(*, key: ApiKey, actor: User) -> None:
    """Stop the key from working. A key that was revoked before stays as it was."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        audit.record(workspace=key.workspace, actor=actor, action="api_key.revoked", subject=key.pk)


def recognise(*, secret: str) -> ApiKey | None:
    """The usable key that ``secret`` belongs to, noting its use to the minute."""
    key = ApiKey.objects.select_related("issued_by", "workspace").filter(key_sha256=_digest(secret)).first()
    if key is None or not key.is_usable or not key.issued_by.is_active:
        return None
    now = timezone.now()
    if key.last_used_at is None or key.last_used_at < now - _USED_RESOLUTION:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


def allows(*, key: ApiKey, scope: str) -> bool:
    """True when the key was issued with ``scope``; writing includes reading."""
    name, _, kind = scope.partition(":")
    return scope in key.scopes or (kind == "read" and f"{name}:write" in key.scopes)


def _digest(secret: str) -> str:
    # The secret has 256 random bits, so that a plain hash cannot be searched.
    return hashlib.sha256(secret.encode()).hexdigest()

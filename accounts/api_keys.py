"""API keys: issue, rotate, revoke, authenticate."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.errors import KeyRevokedError, ScopeBeyondIssuerError
from accounts.models import ApiKey, User, Workspace
from foundation.prepared import Prepared

_BY_DIGEST: Prepared[ApiKey] = Prepared(
    lambda digest: ApiKey.objects.filter(key_sha256=digest).select_related("issued_by", "workspace"),
    digest="a key's digest",
)


@dataclass(frozen=True, slots=True)
class Scope:
    """One kind of resource that a key may read or change."""

    name: str
    title: str
    purpose: str
    can_write: bool = True

    @property
    def kinds(self) -> tuple[str, ...]:
        """The scopes that may be granted, as ``videos:read``."""
        read = f"{self.name}:read"
        return (read, f"{self.name}:write") if self.can_write else (read,)


SCOPES = (
    Scope("account", "Account", "Plan, subscription, usage and the ledger", can_write=False),
    Scope("billing", "Billing", "Links to pages for payment, card and invoices, for a person to open"),
    Scope("niches", "Niches", "Niches and watched channels"),
    Scope("candidates", "Candidates", "Videos found, and why they stand out"),
    Scope("analyses", "Analyses", "Analyses of videos, and their findings"),
    Scope("ideas", "Ideas", "Ideas and their state"),
    Scope("videos", "Videos", "Videos, scripts, scenes and assets"),
    Scope("renders", "Renders", "Quotes and renders"),
    Scope("connections", "Connections", "Connected channels"),
    Scope("publications", "Publications", "Posts and their results"),
    Scope("shop", "Shop", "Connected shops, products, offers, links and orders"),
    Scope("notifications", "Notifications", "Your own notifications, and what you are notified of"),
    Scope("members", "Members", "Members of the workspace", can_write=False),
    Scope("audit_log", "Audit log", "Who did what", can_write=False),
    Scope("api_keys", "API keys", "Other API keys, with at most this key's scopes"),
)
_USED_RESOLUTION = timedelta(minutes=1)


def all_scopes() -> list[str]:
    """Return every scope, as ``videos:read``."""
    return [kind for scope in SCOPES for kind in scope.kinds]


@transaction.atomic
def issue(
    *,
    workspace: Workspace,
    issued_by: User,
    name: str,
    scopes: Collection[str],
    expires_at: datetime | None = None,
    by_key: ApiKey | None = None,
) -> tuple[ApiKey, str]:
    """Create a key and return it with its secret, which is shown once and not stored.

    If the sandbox replaces a service, keys are test keys. Raises ScopeBeyondIssuerError if ``by_key``,
    which makes the request, lacks one of ``scopes``.
    """
    if by_key is not None:
        beyond = [scope for scope in scopes if not allows(key=by_key, scope=scope)]
        if beyond:
            raise ScopeBeyondIssuerError(scopes=beyond)
    livemode = not settings.SANDBOX_URL
    secret = f"ek_{'live' if livemode else 'test'}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        workspace=workspace,
        issued_by=issued_by,
        name=name,
        prefix=secret[:12],
        key_sha256=_digest(secret),
        scopes=sorted(scopes),
        livemode=livemode,
        expires_at=expires_at,
    )
    audit.record(
        workspace=workspace,
        actor=issued_by,
        action="api_key.issued",
        subject=key.pk,
        name=name,
        prefix=key.prefix,
    )
    return key, secret


@transaction.atomic
def rotate(*, key: ApiKey, actor: User, by_key: ApiKey | None = None) -> tuple[ApiKey, str]:
    """Replace a key by a new one with the same name, scopes and expiry. The old one stops working at once.

    Raises KeyRevokedError, and ScopeBeyondIssuerError as ``issue`` does.
    """
    if not key.is_usable or not revoke(key=key, actor=actor):
        raise KeyRevokedError()
    return issue(
        workspace=key.workspace,
        issued_by=actor,
        name=key.name,
        scopes=key.scopes,
        expires_at=key.expires_at,
        by_key=by_key,
    )


@transaction.atomic
def revoke(*, key: ApiKey, actor: User) -> bool:
    """Revoke the key. False if it was already revoked; then nothing changes."""
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        return False
    audit.record(
        workspace=key.workspace,
        actor=actor,
        action="api_key.revoked",
        subject=key.pk,
        name=key.name,
        prefix=key.prefix,
    )
    return True


def authenticate(*, secret: str) -> ApiKey | None:
    """Return the usable key with this ``secret``, and record its use to the minute."""
    key = _BY_DIGEST.first(digest=_digest(secret))
    if key is None or not key.is_usable or not key.issued_by.is_active:
        return None
    now = timezone.now()
    if key.last_used_at is None or key.last_used_at < now - _USED_RESOLUTION:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


def allows(*, key: ApiKey, scope: str) -> bool:
    """True when the key was issued with ``scope``. Write scopes include read access."""
    name, _, kind = scope.partition(":")
    return scope in key.scopes or (kind == "read" and f"{name}:write" in key.scopes)


def _digest(secret: str) -> str:
    # The secret has 256 random bits, so a plain hash can't be brute-forced.
    return hashlib.sha256(secret.encode()).hexdigest()

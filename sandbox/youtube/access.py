"""Callers of YouTube: a project by its API key, or a channel's owner by an access token."""

import hashlib
from dataclasses import dataclass

from starlette.requests import Request

from sandbox import context, tokens
from sandbox.google_errors import GoogleError
from sandbox.world import channels
from sandbox.world.channels import Channel

SCOPE = "https://www.googleapis.com/auth/"
READ = frozenset(SCOPE + name for name in ("youtube", "youtube.readonly", "youtube.force-ssl"))
UPLOAD = frozenset(SCOPE + name for name in ("youtube", "youtube.upload", "youtube.force-ssl"))
# Changing playlists, and reading or writing comments.
MANAGE = frozenset(SCOPE + name for name in ("youtube", "youtube.force-ssl"))
COMMENT = frozenset({SCOPE + "youtube.force-ssl"})


@dataclass(frozen=True, slots=True)
class Caller:
    """``project`` owns the quota; ``channel`` is the signed-in one, if any."""

    project: str
    channel: Channel | None = None

    def owner(self) -> Channel:
        """The signed-in channel. Raises GoogleError for a caller with only an API key."""
        if self.channel is None:
            raise _unauthorized()
        return self.channel


def identify(request: Request, scopes: frozenset[str] = READ) -> Caller:
    """Identify the caller, and check that it has one of the scopes."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _by_token(request, token.strip(), scopes)
    key = request.query_params.get("key") or request.headers.get("x-goog-api-key", "")
    if key == "invalid":
        raise GoogleError(400, "API key not valid. Please pass a valid API key.", detail="API_KEY_INVALID")
    if not key:
        raise GoogleError(403, "The request is missing a valid API key.", reason="forbidden")
    return Caller(project=fingerprint(key))


def spend(request: Request, caller: Caller, *, bucket: str = "units", units: int = 1) -> None:
    """Charge the call to the caller's project."""
    stage = context.of(request)
    stage.quota.spend(caller=caller.project, bucket=bucket, units=units, at=context.now(request))


def fingerprint(secret: str) -> str:
    """Return a short name for a key or client that does not reveal it."""
    return secret[:4] + "…" + hashlib.sha256(secret.encode()).hexdigest()[:6]


def _by_token(request: Request, token: str, scopes: frozenset[str]) -> Caller:
    stage = context.of(request)
    # A token's age uses the real time: a request for another day must not expire it.
    grant = tokens.by_access_token(stage.store, token, at=stage.clock.now())
    if grant is None:
        raise _unauthorized()
    if not scopes & set(grant.scopes):
        raise GoogleError(
            403, "Request had insufficient authentication scopes.", reason="insufficientPermissions"
        )
    channel = channels.by_id(grant.channel_id)
    if channel is None:
        raise GoogleError(
            401, "The account has no channel.", reason="youtubeSignupRequired", domain="youtube.header"
        )
    return Caller(project=fingerprint(grant.client_id), channel=channel)


def _unauthorized() -> GoogleError:
    return GoogleError(
        401,
        "Request had invalid authentication credentials. Expected OAuth 2 access token.",
        reason="authError",
        headers={"WWW-Authenticate": 'Bearer realm="sandbox", error="invalid_token"'},
    )

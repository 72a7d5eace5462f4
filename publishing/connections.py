"""Connecting, renewing and disconnecting a channel."""

import logging
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import User, Workspace
from discovery import own_channels
from foundation import messages
from foundation.errors import UpstreamError
from publishing import access_tokens, platforms
from publishing.coverage import CONNECTIONS
from publishing.errors import (
    AccessRefusedError,
    ConnectionBusyError,
    ConnectionLostError,
    ConsentExpiredError,
    ConsentRefusedError,
    NoChannelError,
    PublishingOffError,
    ReadsOnlyError,
)
from publishing.models import (
    Connection,
    ConnectionStatus,
    Extra,
    Lesson,
    MetricSnapshot,
    Prediction,
    RetentionCurve,
    Tracking,
)
from publishing.platforms import Account, Channel, Platform, Tokens

logger = logging.getLogger(__name__)

REVOKE_CONSENT = "publishing.revoke_consent"
READ_VIDEOS = "publishing.read_own_videos"
_CONSENT_LASTS = timedelta(minutes=15)
_CHECKED_EVERY = timedelta(hours=1)
# A person waits for these calls in the browser.
_CONNECT_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Consent:
    """A pending consent request, stored in the browser session until the callback."""

    url: str
    platform: str
    state: str
    code_verifier: str
    requested_at: float


def request_consent(*, platform: Platform, with_reports: bool = False, with_extras: bool = False) -> Consent:
    """Return the consent page's URL, and the request to store meanwhile. Raises PublishingOffError.

    ``with_reports`` also requests the permission for the platform's watch reports, and ``with_extras`` that
    for playlists and comments, if it has any.
    """
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    also = tuple(
        each.scope
        for each, is_wanted in ((platform.reports, with_reports), (platform.extras, with_extras))
        if each is not None and is_wanted
    )
    url = platform.client().authorize_url(
        state=state, code_verifier=verifier, redirect_url=redirect_url(platform=platform), also=also
    )
    return Consent(
        url=url,
        platform=platform.name,
        state=state,
        code_verifier=verifier,
        requested_at=timezone.now().timestamp(),
    )


def redirect_url(*, platform: Platform) -> str:
    """The URL that the platform redirects to. It must be registered with the OAuth client."""
    return f"{settings.SITE_URL}{reverse('publishing:connection-callback', args=[platform.name])}"


def check_callback(*, platform: Platform, consent: Consent | None, state: str) -> Consent:
    """Return the consent request of the platform's callback. Raises ConsentExpiredError."""
    if consent is None or consent.platform != platform.name:
        raise ConsentExpiredError(system=platform.words.name)
    if not secrets.compare_digest(consent.state.encode(), state.encode()):
        raise ConsentExpiredError(system=platform.words.name)
    if timezone.now().timestamp() - consent.requested_at > _CONSENT_LASTS.total_seconds():
        raise ConsentExpiredError(system=platform.words.name)
    return consent


def why_not_granted(*, platform: Platform, error: str) -> str:
    """Return the reason of a callback without a code, as the end of a sentence."""
    if error == "access_denied":
        return "access was not granted"
    code = error if re.fullmatch(r"[a-z_]{1,40}", error) else "unknown"
    return f"{platform.words.name} returned the error {code}"


def connect(
    *, workspace: Workspace, actor: User, platform: Platform, code: str, code_verifier: str
) -> Connection:
    """Exchange the code for tokens and store the channel. A known channel is reconnected.

    Raises NoChannelError, ConsentRefusedError, PlanLimitError and the two upstream errors.
    """
    words = platform.words
    client = platform.client(timeout_s=_CONNECT_TIMEOUT_S)
    try:
        tokens = client.exchange(
            code=code, code_verifier=code_verifier, redirect_url=redirect_url(platform=platform)
        )
    except ConnectionLostError as error:
        raise ConsentExpiredError(system=words.name) from error
    if not tokens.refresh_token:
        raise ConsentRefusedError(words.short_access)
    lacking = client.lacking(scopes=tokens.scopes)
    if tokens.scopes and lacking:
        raise ConsentRefusedError(
            f"{words.name} did not grant permission to {' and to '.join(lacking)}, so nothing was "
            f"connected. Connect again, and keep every permission selected on {words.consent_page}."
        )
    channel = client.channel(access_token=tokens.access_token)
    if channel is None:
        raise NoChannelError(words.no_channel)
    return _store(workspace=workspace, actor=actor, platform=platform, channel=channel, tokens=tokens)


@transaction.atomic
def _store(
    *, workspace: Workspace, actor: User, platform: Platform, channel: Channel, tokens: Tokens
) -> Connection:
    # The workspace lock serializes concurrent connections, so that the plan's limit holds.
    Workspace.objects.select_for_update().get(pk=workspace.pk)
    known = {"platform": platform.name, "channel_id": channel.id}
    connection = Connection.objects.for_workspace(workspace).filter(**known).first()
    if connection is None or connection.status == ConnectionStatus.REVOKED:
        CONNECTIONS.require_room(workspace=workspace)
    connection = connection or Connection(workspace=workspace, **known)
    if connection.status != ConnectionStatus.ACTIVE:
        connection.move_to(ConnectionStatus.ACTIVE)
    connection.connected_by = actor
    set_channel(connection, channel)
    connection.consent_due_at = None
    connection.videos_due_at = timezone.now()
    connection.videos_problem = ""
    connection.livemode = platform.is_live()
    connection.scopes = list(tokens.scopes)
    access_tokens.set_tokens(connection, tokens)
    connection.save()
    Tracking.objects.make_due(connection=connection)
    audit.record(workspace=workspace, actor=actor, action="connection.connected", subject=connection.pk)
    messages.send_on_commit(READ_VIDEOS, connection.pk)
    logger.info("channel connected", extra={"connection_id": connection.pk})
    return connection


def require_posting(*, connection: Connection) -> None:
    """Raise ReadsOnlyError if the connection can't post."""
    if connection.no_posting:
        raise ReadsOnlyError(connection.no_posting)


def set_channel(connection: Connection, channel: Channel) -> tuple[str, ...]:
    """Set what the platform says about the channel, without saving. Returns the names of the fields."""
    connection.channel_title = channel.title
    connection.channel_handle = channel.handle
    connection.avatar_url = channel.avatar_url
    account = channel.account.after(connection.known_account)
    connection.account = account.model_dump(mode="json")
    connection.account_read_at = timezone.now()
    return ("channel_title", "channel_handle", "avatar_url", "account", "account_read_at")


def account_to_compose(*, connection: Connection) -> Account:
    """Return the account's state for the composer: the last known state if the platform is unavailable."""
    try:
        return current_account(connection=connection, timeout_s=_CONNECT_TIMEOUT_S)
    except (UpstreamError, PublishingOffError):
        logger.info("account refresh failed, using stored state", extra={"connection_id": connection.pk})
        return connection.known_account


def current_account(*, connection: Connection, token: str = "", timeout_s: float = 15.0) -> Account:
    """Return the account's state, refreshed from the platform if the stored one is too old.

    ``token`` is an access token that the caller already has. Raises the two upstream errors, also if the
    tokens belong to another account.
    """
    platform = platforms.of(connection)
    lasts = platform.account_lasts
    if lasts is None or timezone.now() - connection.account_read_at < lasts:
        return connection.known_account
    channel = platform.client(livemode=connection.livemode, timeout_s=timeout_s).channel(
        access_token=token or access_tokens.get(connection=connection)
    )
    if channel is None:
        raise UpstreamError(platform.words.no_channel, system=platform.words.name)
    _require_same(connection, channel)
    # With its picture, whose address lasts as long as ``account_read_at`` says.
    connection.save(update_fields=set_channel(connection, channel))
    return connection.known_account


def require_own_channel(*, connection: Connection, token: str) -> None:
    """Raise UpstreamError if the token acts for another channel than the connection's.

    For platforms whose account is not read before each post; at most once an hour. A check that can't be made
    prevents nothing: a used-up quota must not keep a post from its time. Raises AccessRefusedError too.
    """
    platform = platforms.of(connection)
    is_recent = timezone.now() - connection.account_read_at < _CHECKED_EVERY
    if platform.account_lasts is not None or is_recent:
        return
    try:
        channel = platform.client(livemode=connection.livemode).channel(access_token=token)
    except AccessRefusedError:
        raise
    except UpstreamError:
        logger.info("channel not checked", extra={"connection_id": connection.pk})
        return
    if channel is not None:
        _require_same(connection, channel)
        connection.save(update_fields=set_channel(connection, channel))


def _require_same(connection: Connection, channel: Channel) -> None:
    if channel.id != connection.channel_id:
        system = connection.platform_name
        raise UpstreamError(
            f"{system} answered for another account than {connection}. Reconnect the channel, "
            "signed in to its own account.",
            system=system,
        )


@transaction.atomic
def disconnect(*, connection: Connection, actor: User) -> None:
    """Disconnect the channel and schedule the revocation of its consent. Publications stay, without numbers.

    Idempotent. Raises ConnectionBusyError while a publication is in progress.
    """
    locked = Connection.objects.select_for_update().get(pk=connection.pk)
    if locked.status == ConnectionStatus.REVOKED:
        return
    if locked.publications.open().exclude(evidence__has_key="handed_over").exists():
        raise ConnectionBusyError()
    locked.move_to(ConnectionStatus.REVOKED, shelf=None)
    # They fail at their next turn, and say why.
    Extra.objects.filter(publication__connection=locked).open().update(next_try_at=timezone.now())
    own_channels.forget(workspace=locked.workspace, account=locked.pk)
    _forget_results(locked)
    audit.record(workspace=locked.workspace, actor=actor, action="connection.disconnected", subject=locked.pk)
    messages.send_on_commit(REVOKE_CONSENT, locked.pk)


def _forget_results(connection: Connection) -> None:
    """Delete the numbers that were read with a consent that has ended."""
    RetentionCurve.objects.filter(publication__connection=connection).delete()
    # Predictions hold numbers of the channel, and lessons are learned from them.
    Prediction.objects.filter(connection=connection).delete()
    Lesson.objects.filter(
        workspace=connection.workspace, platform=connection.platform, livemode=connection.livemode
    ).delete()
    MetricSnapshot.objects.filter(publication__connection=connection).empty(
        why="deleted when the channel was disconnected", at=timezone.now()
    )


def revoke_consent(*, connection: Connection) -> None:
    """Revoke a disconnected channel's consent at the platform, then delete its tokens.

    A channel that was reconnected meanwhile keeps its tokens.
    """
    if connection.status != ConnectionStatus.REVOKED or not connection.refresh_token:
        return
    if _is_used_elsewhere(connection):
        # Platforms revoke the consent of the whole account, which would end the other connection too.
        delete_tokens(connection=connection)
        return
    platform = platforms.of(connection)
    try:
        token = connection.refresh_token
        if platform.revokes_access_token:
            token = access_tokens.for_revoking(connection=connection)
        platform.client(livemode=connection.livemode).revoke(token=token)
    except ConnectionLostError:
        logger.info("consent was already revoked", extra={"connection_id": connection.pk})
    delete_tokens(connection=connection)


def _is_used_elsewhere(connection: Connection) -> bool:
    """True if another workspace has connected this channel."""
    same = Connection.objects.filter(
        platform=connection.platform, channel_id=connection.channel_id, livemode=connection.livemode
    )
    return same.exclude(pk=connection.pk).exclude(status=ConnectionStatus.REVOKED).exists()


def delete_tokens(*, connection: Connection) -> None:
    """Delete the tokens of a disconnected channel."""
    Connection.objects.filter(pk=connection.pk, status=ConnectionStatus.REVOKED).update(
        refresh_token="", access_token=""
    )

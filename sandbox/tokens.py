"""Google's OAuth tokens: a code, then a refresh token, then access tokens that expire."""

import secrets
import sqlite3
from dataclasses import dataclass

from sandbox.store import Store

CODE_LIFE_S = 600
ACCESS_LIFE_S = 3599


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A person's permission for a client to use a channel."""

    client_id: str
    channel_id: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A grant on its way back to the client, to be exchanged once."""

    grant: Grant
    redirect_uri: str
    challenge: str
    is_offline: bool
    is_expired: bool


def issue_code(
    store: Store, *, grant: Grant, redirect_uri: str, challenge: str, offline: bool, at: float
) -> str:
    code = "4/" + secrets.token_urlsafe(32)
    store.change(
        "INSERT INTO authorization_codes VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            code,
            grant.client_id,
            redirect_uri,
            grant.channel_id,
            " ".join(grant.scopes),
            challenge,
            offline,
            at + CODE_LIFE_S,
        ),
    )
    return code


def take_code(store: Store, code: str, *, at: float) -> Code | None:
    """Return the grant of a code. A code works once."""
    row = store.row("SELECT * FROM authorization_codes WHERE code = ?", (code,))
    if row is None or not store.change("DELETE FROM authorization_codes WHERE code = ?", (code,)):
        return None
    return Code(
        grant=_grant(row),
        redirect_uri=row["redirect_uri"],
        challenge=row["challenge"],
        is_offline=bool(row["offline"]),
        is_expired=row["expires_at"] < at,
    )


def issue_refresh_token(store: Store, grant: Grant) -> str:
    token = "1//sandbox-" + secrets.token_urlsafe(32)
    store.change(
        "INSERT INTO refresh_tokens VALUES (?, ?, ?, ?)",
        (token, grant.client_id, grant.channel_id, " ".join(grant.scopes)),
    )
    return token


def issue_access_token(store: Store, grant: Grant, *, refresh_token: str | None, at: float) -> str:
    token = "ya29.sandbox-" + secrets.token_urlsafe(32)
    store.change(
        "INSERT INTO access_tokens VALUES (?, ?, ?, ?, ?, ?)",
        (token, refresh_token, grant.client_id, grant.channel_id, " ".join(grant.scopes), at + ACCESS_LIFE_S),
    )
    return token


def by_refresh_token(store: Store, token: str) -> Grant | None:
    row = store.row("SELECT * FROM refresh_tokens WHERE token = ?", (token,))
    return None if row is None else _grant(row)


def by_access_token(store: Store, token: str, *, at: float) -> Grant | None:
    """Return the grant of an access token that has not expired."""
    row = store.row("SELECT * FROM access_tokens WHERE token = ? AND expires_at > ?", (token, at))
    return None if row is None else _grant(row)


def revoke(store: Store, token: str) -> bool:
    """Revoke a grant by either of its tokens. Both stop working."""
    row = store.row("SELECT refresh_token FROM access_tokens WHERE token = ?", (token,))
    refresh_token = row["refresh_token"] if row is not None else token
    ended = store.change("DELETE FROM refresh_tokens WHERE token = ?", (refresh_token,))
    return bool(
        ended
        + store.change(
            "DELETE FROM access_tokens WHERE token = ? OR refresh_token = ?", (token, refresh_token)
        )
    )


def _grant(row: sqlite3.Row) -> Grant:
    return Grant(
        client_id=row["client_id"], channel_id=row["channel_id"], scopes=tuple(row["scopes"].split())
    )

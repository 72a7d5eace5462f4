"""TikTok's tokens: a code, then access and refresh tokens. Each refresh replaces the refresh token."""

import secrets
import sqlite3
from dataclasses import dataclass

from sandbox.store import Store

CODE_LIFE_S = 600
ACCESS_LIFE_S = 86_400
REFRESH_LIFE_S = 365 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A person's permission for a client to use an account."""

    id: str
    client_key: str
    open_id: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A grant on its way back to the client, to be exchanged once."""

    grant: Grant
    redirect_uri: str
    challenge: str
    is_expired: bool


def new(*, client_key: str, open_id: str, scopes: tuple[str, ...]) -> Grant:
    """A new permission, without tokens."""
    return Grant(id=secrets.token_hex(8), client_key=client_key, open_id=open_id, scopes=scopes)


def issue_code(store: Store, *, grant: Grant, redirect_uri: str, challenge: str, at: float) -> str:
    """Return a code. As at TikTok, it contains characters that a URL encodes."""
    code = f"{secrets.token_urlsafe(32)}*0!6410.e1"
    values = (code, grant.client_key, grant.open_id, ",".join(grant.scopes), redirect_uri, challenge)
    store.change("INSERT INTO tiktok_codes VALUES (?, ?, ?, ?, ?, ?, ?)", (*values, at + CODE_LIFE_S))
    return code


def take_code(store: Store, code: str, *, at: float) -> Code | None:
    """Return the grant of a code. A code works once."""
    row = store.row("SELECT * FROM tiktok_codes WHERE code = ?", (code,))
    if row is None or not store.change("DELETE FROM tiktok_codes WHERE code = ?", (code,)):
        return None
    grant = new(client_key=row["client_key"], open_id=row["open_id"], scopes=_scopes(row))
    return Code(
        grant=grant,
        redirect_uri=row["redirect_uri"],
        challenge=row["challenge"],
        is_expired=row["expires_at"] < at,
    )


def issue_tokens(store: Store, grant: Grant, *, at: float) -> tuple[str, str]:
    """Return an access token and a refresh token of the grant."""
    access, refresh = f"act.{secrets.token_urlsafe(36)}!s1", f"rft.{secrets.token_urlsafe(36)}!s1"
    _keep(store, grant, access, "access", at + ACCESS_LIFE_S)
    _keep(store, grant, refresh, "refresh", at + REFRESH_LIFE_S)
    return access, refresh


def use_refresh_token(store: Store, token: str, *, client_key: str, at: float) -> Grant | None:
    """Return the grant of a refresh token, which stops working."""
    grant = _by_token(store, token, "refresh", at=at)
    if grant is None or grant.client_key != client_key:
        return None
    return grant if store.change("DELETE FROM tiktok_tokens WHERE token = ?", (token,)) else None


def by_access_token(store: Store, token: str, *, at: float) -> Grant | None:
    """Return the grant of an access token that has not expired."""
    return _by_token(store, token, "access", at=at)


def revoke(store: Store, token: str, *, client_key: str, at: float) -> bool:
    """Revoke a grant by its access token. All of its tokens stop working."""
    grant = by_access_token(store, token, at=at)
    if grant is None or grant.client_key != client_key:
        return False
    return bool(store.change("DELETE FROM tiktok_tokens WHERE grant_id = ?", (grant.id,)))


def remove_all(store: Store, *, open_id: str) -> list[str]:
    """End all grants of an account. Returns the clients that had one."""
    rows = store.rows("SELECT DISTINCT client_key FROM tiktok_tokens WHERE open_id = ?", (open_id,))
    store.change("DELETE FROM tiktok_tokens WHERE open_id = ?", (open_id,))
    return [row["client_key"] for row in rows]


def _keep(store: Store, grant: Grant, token: str, kind: str, expires_at: float) -> None:
    values = (token, kind, grant.id, grant.client_key, grant.open_id, ",".join(grant.scopes), expires_at)
    store.change("INSERT INTO tiktok_tokens VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def _by_token(store: Store, token: str, kind: str, *, at: float) -> Grant | None:
    query = "SELECT * FROM tiktok_tokens WHERE token = ? AND kind = ? AND expires_at > ?"
    row = store.row(query, (token, kind, at))
    if row is None:
        return None
    return Grant(
        id=row["grant_id"], client_key=row["client_key"], open_id=row["open_id"], scopes=_scopes(row)
    )


def _scopes(row: sqlite3.Row) -> tuple[str, ...]:
    return tuple(row["scopes"].split(","))

"""Installations of an app, and their tokens: permanent, for an hour and renewed, or for a day."""

import secrets
import sqlite3
from dataclasses import dataclass

from sandbox.shopify import settings
from sandbox.store import Store

CODE_LIFE_S = 60
OFFLINE_LIFE_S = 3600
REFRESH_LIFE_S = 90 * 86_400
DAY_LIFE_S = 86_399
_STILL_REFRESHES_S = 30 * 86_400
_STATIC = ("sandbox", "shpat_sandbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What an app may do in a shop."""

    shop: str
    client_id: str
    scopes: tuple[str, ...]

    def may(self, scope: str) -> bool:
        """Return whether the grant has a scope. Writing includes reading."""
        return scope in self.scopes or scope.replace("read_", "write_", 1) in self.scopes


def install(store: Store, grant: Grant, *, at: float) -> tuple[str, ...]:
    """Install the app, or change what it may do. Returns its previous scopes."""
    found = installed(store, shop=grant.shop, client_id=grant.client_id)
    store.change(
        "INSERT OR REPLACE INTO shopify_installations VALUES (?, ?, ?, ?)",
        (grant.shop, grant.client_id, ",".join(grant.scopes), at),
    )
    store.change(
        "UPDATE shopify_tokens SET scopes = ? WHERE shop = ? AND client_id = ?",
        (",".join(grant.scopes), grant.shop, grant.client_id),
    )
    return found.scopes if found is not None else ()


def installed(store: Store, *, shop: str, client_id: str) -> Grant | None:
    row = store.row("SELECT * FROM shopify_installations WHERE shop = ? AND client_id = ?", (shop, client_id))
    return None if row is None else _grant(row)


def installations(store: Store, shop: str) -> list[Grant]:
    rows = store.rows("SELECT * FROM shopify_installations WHERE shop = ? ORDER BY client_id", (shop,))
    return [_grant(row) for row in rows]


def uninstall(store: Store, *, shop: str, client_id: str) -> bool:
    """Remove the app. All its tokens stop working."""
    store.change("DELETE FROM shopify_tokens WHERE shop = ? AND client_id = ?", (shop, client_id))
    store.change("DELETE FROM shopify_codes WHERE shop = ? AND client_id = ?", (shop, client_id))
    query = "DELETE FROM shopify_installations WHERE shop = ? AND client_id = ?"
    return store.change(query, (shop, client_id)) > 0


def issue_code(store: Store, grant: Grant, *, at: float) -> str:
    code = secrets.token_hex(16)
    store.change(
        "INSERT INTO shopify_codes VALUES (?, ?, ?, ?, ?)",
        (code, grant.shop, grant.client_id, ",".join(grant.scopes), at + CODE_LIFE_S),
    )
    return code


def take_code(store: Store, code: str, *, shop: str, client_id: str, at: float) -> Grant | None:
    """Return the grant of a code, which works once."""
    query = "SELECT * FROM shopify_codes WHERE code = ? AND shop = ? AND client_id = ?"
    row = store.row(query, (code, shop, client_id))
    if row is None or not store.change("DELETE FROM shopify_codes WHERE code = ?", (code,)):
        return None
    return _grant(row) if row["expires_at"] > at else None


def issue(store: Store, grant: Grant, *, lives_s: int | None, at: float) -> str:
    """Return an access token. ``lives_s`` None: it never expires."""
    return _issue(store, grant, kind="access", pair="", lives_s=lives_s, at=at)


def issue_pair(store: Store, grant: Grant, *, at: float) -> tuple[str, str]:
    """Return an access token for an hour, and a refresh token for 90 days."""
    pair = secrets.token_hex(8)
    access = _issue(store, grant, kind="access", pair=pair, lives_s=OFFLINE_LIFE_S, at=at)
    refresh = _issue(store, grant, kind="refresh", pair=pair, lives_s=REFRESH_LIFE_S, at=at)
    return access, refresh


def refresh(
    store: Store, token: str, *, shop: str, client_id: str, at: float
) -> tuple[Grant, str, str] | None:
    """Replace a refresh token. Until its successor is used, it can be sent again for 30 days."""
    query = "SELECT * FROM shopify_tokens WHERE token = ? AND kind = 'refresh' AND shop = ? AND client_id = ?"
    row = store.row(query, (token, shop, client_id))
    if row is None or row["expires_at"] <= at:
        return None
    if row["replaced_at"] is not None and row["replaced_at"] + _STILL_REFRESHES_S <= at:
        return None
    with store.transaction():
        store.change(
            "UPDATE shopify_tokens SET replaced_at = COALESCE(replaced_at, ?) WHERE token = ?", (at, token)
        )
        grant = _grant(row)
        access, new = issue_pair(store, grant, at=at)
        store.change("UPDATE shopify_tokens SET pair = pair || ? WHERE token = ?", (":" + token, access))
    return grant, access, new


def by_token(store: Store, token: str, *, shop: str, at: float) -> Grant | None:
    """Return the grant of an access token that is valid in this shop."""
    if token in _STATIC:
        return Grant(shop=shop, client_id="sandbox", scopes=tuple(settings.current(store).scopes))
    query = "SELECT * FROM shopify_tokens WHERE token = ? AND kind = 'access' AND shop = ?"
    row = store.row(query, (token, shop))
    if row is None or (row["expires_at"] is not None and row["expires_at"] <= at):
        return None
    _, _, replaced = row["pair"].partition(":")
    if replaced:
        # The successor is in use, so the refresh token before it is no longer needed.
        store.change("DELETE FROM shopify_tokens WHERE token = ?", (replaced,))
    return _grant(row)


def exchangeable(store: Store, token: str, *, shop: str, client_id: str) -> Grant | None:
    """Return the grant of a permanent token, which stops working as it is exchanged for an expiring one."""
    query = (
        "SELECT * FROM shopify_tokens WHERE token = ? AND kind = 'access' AND shop = ? AND client_id = ?"
        " AND expires_at IS NULL"
    )
    row = store.row(query, (token, shop, client_id))
    if row is None or not store.change("DELETE FROM shopify_tokens WHERE token = ?", (token,)):
        return None
    return _grant(row)


def _issue(store: Store, grant: Grant, *, kind: str, pair: str, lives_s: int | None, at: float) -> str:
    token = ("shpat_" if kind == "access" else "shprt_") + secrets.token_hex(16)
    expires_at = None if lives_s is None else at + lives_s
    store.change(
        "INSERT INTO shopify_tokens VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
        (token, kind, pair, grant.shop, grant.client_id, ",".join(grant.scopes), expires_at),
    )
    return token


def _grant(row: sqlite3.Row) -> Grant:
    scopes = tuple(scope for scope in row["scopes"].split(",") if scope)
    return Grant(shop=row["shop"], client_id=row["client_id"], scopes=scopes)

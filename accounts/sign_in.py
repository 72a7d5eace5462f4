"""Sign-in through allauth, and loading a session's user."""

import hashlib
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.internal import ratelimit
from django.core.cache import caches
from django.http import HttpRequest

from accounts import addresses
from accounts.access import memberships
from accounts.models import User
from foundation.caching import ResilientRedisCache

_ACCOUNT = {"app": "allauth.account", "action": "login_failed_account"}
# While Redis is unavailable, each process counts separately.
_LOCAL_ATTEMPTS, _LOCAL_WINDOW_S = 5, 300


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Sign-up by e-mail only. Wrong passwords are limited by account and by the client's address.

    A few for one account from one address, more for one address in total, and many for one account in total:
    an attacker is blocked, but the account's owner can sign in from another address or with a reset link.
    """

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address, never one forged by the client."""
        return addresses.of_client(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return (
            f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"
        )

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt. Raises the form's error if there are too many."""
        key = super()._get_login_attempts_cache_key(request, **credentials)
        if not cast(ResilientRedisCache, caches["default"]).answers():
            self._count_here(self._get_login_attempts_cache_key(request, **credentials))
            return
        super().pre_authenticate(request, **credentials)
        self._account_usage = ratelimit.consume(request, key=key, **_ACCOUNT)
        if not self._account_usage:
            self._rollback_login_failed_rl_usage()
            raise self.validation_error("too_many_login_attempts")

    def _count_here(self, key: str) -> None:
        local = caches["local"]
        name = f"login_failed:{hashlib.sha256(key.encode()).hexdigest()}"
        local.add(name, 0, timeout=_LOCAL_WINDOW_S)
        if local.incr(name) > _LOCAL_ATTEMPTS:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        usage = getattr(self, "_account_usage", None)
        if usage:
            usage.rollback()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        super()._delete_login_attempts_cached_email(request, **credentials)
        key = super()._get_login_attempts_cache_key(request, **credentials)
        ratelimit.clear(request, key=key, **_ACCOUNT)

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Does nothing: there are no user names."""


class MemberBackend(AuthenticationBackend):  # type: ignore[misc] # as above
    """Signs in by e-mail, and loads a session's user with memberships and workspaces in one query."""

    def get_user(self, user_id: str) -> User | None:
        """Return the user, unless they may not sign in. Django checks the session's hash afterwards."""
        rows = memberships.OF_PERSON.rows(user_id=user_id)
        if not rows:
            found: User | None = super().get_user(user_id)
            return found
        user = rows[0].user
        user.read_memberships = rows
        return user if self.user_can_authenticate(user) else None

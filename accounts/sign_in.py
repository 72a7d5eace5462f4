"""What allauth asks us about sign-in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Sign-up is by e-mail alone."""

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names."""

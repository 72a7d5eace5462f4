"""The facts stored about a TikTok account."""

from publishing.platforms.base import Account


class TikTokAccount(Account):
    """The user name, which the URLs of the account's videos contain."""

    username: str = ""


def account_of(account: Account) -> TikTokAccount:
    """The facts stored about an account of TikTok."""
    if not isinstance(account, TikTokAccount):
        raise TypeError(type(account))
    return account

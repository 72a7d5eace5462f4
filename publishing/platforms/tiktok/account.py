"""The facts stored about a TikTok account: its user name, and what it may post."""

from enum import StrEnum

from publishing.platforms.base import Account


class Privacy(StrEnum):
    """Who may watch a video. A private account has followers in place of everyone."""

    EVERYONE = "PUBLIC_TO_EVERYONE"
    FOLLOWERS = "FOLLOWER_OF_CREATOR"
    FRIENDS = "MUTUAL_FOLLOW_FRIENDS"
    ONLY_ME = "SELF_ONLY"


class TikTokAccount(Account):
    """The user name, which the URLs of the account's videos contain, and TikTok's choices for a post.

    ``posting_problem`` is the code of why the account can't post now. Without ``privacy_levels``, the choices
    are not known: the connection only reads, or could never post since it was connected. ``is_audited`` is
    False if TikTok has not audited the installation's app.
    """

    username: str = ""
    privacy_levels: tuple[Privacy, ...] = ()
    comments_off: bool = False
    duets_off: bool = False
    stitches_off: bool = False
    longest_video_s: int = 600
    posting_problem: str = ""
    is_audited: bool = True

    def after(self, before: Account) -> Account:
        """While the account can't post, TikTok does not send its choices: the former ones are kept."""
        if not self.posting_problem or not isinstance(before, TikTokAccount):
            return self
        return self.model_copy(
            update={
                "privacy_levels": before.privacy_levels,
                "comments_off": before.comments_off,
                "duets_off": before.duets_off,
                "stitches_off": before.stitches_off,
                "longest_video_s": before.longest_video_s,
            }
        )

    @property
    def is_private(self) -> bool:
        """True for an account whose videos are never for everyone."""
        return Privacy.EVERYONE not in self.privacy_levels

    @property
    def offered(self) -> tuple[Privacy, ...]:
        """The audiences that a post may have."""
        if self.is_audited:
            return self.privacy_levels
        return tuple(level for level in self.privacy_levels if level is Privacy.ONLY_ME)


def account_of(account: Account) -> TikTokAccount:
    """The facts stored about an account of TikTok."""
    if not isinstance(account, TikTokAccount):
        raise TypeError(type(account))
    return account

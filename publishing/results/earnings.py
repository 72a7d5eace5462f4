"""What posts, videos and scenes earned, as the app above that counts orders says."""

from collections.abc import Collection, Sequence
from typing import Any

from accounts.models import Workspace
from publishing.signals import About, Earned, Earnings, earnings_requested


def of_posts(*, workspace: Workspace, ids: Collection[str]) -> Earnings | None:
    """Return what each of these publications earned; None if no app counts orders."""
    return _asked(workspace, About.POSTS, ids)


def of_video(*, workspace: Workspace, video_id: str) -> Earnings | None:
    """Return what the video earned in all its posts; None if no app counts orders."""
    return _asked(workspace, About.VIDEOS, [video_id])


def of_scenes(*, workspace: Workspace, video_id: str, publication_id: str = "") -> Earnings | None:
    """Return what each scene of the video earned, in all posts or in one; None if no app counts orders."""
    return _asked(workspace, About.SCENES, [video_id], publication_id)


def in_words(earned: Sequence[Earned]) -> str:
    """What was earned, each currency by itself: "11 orders, €312 and 3 orders, $40"."""
    return " and ".join(each.words for each in earned)


def _asked(
    workspace: Workspace, about: About, ids: Collection[str], publication_id: str = ""
) -> Earnings | None:
    answers: list[tuple[Any, Any]] = earnings_requested.send(
        sender=None, workspace=workspace, about=about, ids=ids, publication_id=publication_id
    )
    return next((answer for _, answer in answers if isinstance(answer, Earnings)), None)

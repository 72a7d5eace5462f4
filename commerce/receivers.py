"""Answers the apps below: how much of the plan is used, which links posts get, and what orders brought."""

from collections.abc import Collection

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from accounts.models import Workspace
from billing.signals import Holding, holdings_requested
from commerce import composing, earnings
from commerce.coverage import STORES
from commerce.offers import offers
from publishing import attachments
from publishing.signals import About, Earnings, earnings_requested
from synthesis.models import Scene, Video
from synthesis.signals import Highlight, highlights_requested

attachments.register(composing.OfferLinks())


@receiver(holdings_requested)
def count_holdings(workspace: Workspace, **_: object) -> list[Holding]:
    """Return the workspace's number of connected shops."""
    return [STORES.holding(workspace=workspace)]


@receiver(pre_delete, sender=Scene)
def keep_offers(instance: Scene, **_: object) -> None:
    """Keep the offers of a deleted scene."""
    offers.leave_scene(scene=instance)


@receiver(earnings_requested)
def report_earnings(
    workspace: Workspace, about: About, ids: Collection[str], publication_id: str, **_: object
) -> Earnings:
    """Return what orders brought to posts, videos or scenes."""
    return earnings.of(workspace=workspace, about=about, ids=ids, publication_id=publication_id)


@receiver(highlights_requested)
def report_highlights(video: Video, **_: object) -> list[Highlight]:
    """Return what orders brought to the video."""
    return earnings.highlights_of(video=video)

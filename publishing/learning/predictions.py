"""Predictions: computed from the channel's history, frozen before a video is sent, and described."""

import logging

from django.db import transaction

from discovery import expectations
from discovery.predictions import LEAST_VIDEOS, SourceScore, compact
from publishing.learning import bands
from publishing.models import Connection, Prediction, Publication
from publishing.models.predictions import Band, Inputs, Reason

logger = logging.getLogger(__name__)


@transaction.atomic
def freeze(*, publication: Publication) -> Prediction:
    """Store what is predicted for the publication on its channel. Called before it is sent.

    A repeated call returns the stored prediction, which never changes.
    """
    kept = of(publication=publication)
    if kept is not None:
        return kept
    inputs = _inputs(publication)
    prediction, is_new = Prediction.objects.get_or_create(
        publication=publication,
        connection=publication.connection,
        defaults={
            "workspace": publication.workspace,
            "method": bands.METHOD,
            "inputs": inputs,
            "bands": bands.predict(inputs),
            "livemode": publication.livemode,
        },
    )
    if is_new:
        logger.info("prediction frozen", extra={"publication_id": publication.pk})
    return prediction


def of(*, publication: Publication) -> Prediction | None:
    """Return the frozen prediction for the publication on its channel; None before it is sent."""
    rows = Prediction.objects.for_workspace(publication.workspace)
    found: Prediction | None = rows.filter(
        publication=publication, connection_id=publication.connection_id
    ).first()
    return found


def preview(*, publication: Publication) -> list[Band]:
    """Return what would be frozen if the publication were sent now. Nothing is stored."""
    return bands.predict(_inputs(publication))


def may_be_shown(*, connection: Connection) -> bool:
    """Return whether the channel's platform allows predictions, which are computed from its figures."""
    return expectations.allows(platform=connection.platform)


def sentence(band: Band) -> str:
    """Return the prediction in words, or why there is none."""
    age = bands.HORIZON_WORDS[band.horizon_h]
    if band.reason == Reason.TOO_FEW_POSTS:
        return (
            f"Too few posts to predict. It takes the views at {age} of at least {LEAST_VIDEOS} comparable "
            f"videos of this channel; there are {band.n}."
        )
    if band.reason is not None:
        return _REASONS[band.reason]
    return (
        f"{band.low:,}–{band.high:,} views after {age}, in 8 of 10 cases. The middle is {band.median:,}, "
        f"from the channel's last {band.n} comparable videos."
    )


def in_short(band: Band) -> str:
    """Return the interval, as 1.2K–9.8K; a dash without a prediction."""
    return f"{compact(band.low)}–{compact(band.high)}" if band.is_predicted else "–"


_REASONS = {
    Reason.NOT_PUBLIC: "Not predicted: only public videos can be compared with the channel's own.",
    Reason.NO_HISTORY: "Not predicted: this channel's videos have not been read yet.",
    Reason.NOT_ALLOWED: "Not predicted: this installation shows no figures computed from the platform's own.",
}


def _inputs(publication: Publication) -> Inputs:
    connection = publication.connection
    if not may_be_shown(connection=connection):
        return Inputs(reason=Reason.NOT_ALLOWED)
    if not publication.is_public:
        return Inputs(reason=Reason.NOT_PUBLIC)
    history = expectations.history(
        workspace=publication.workspace, account=connection.pk, horizons_h=bands.HORIZONS_H
    )
    if history is None:
        return Inputs(reason=Reason.NO_HISTORY)
    return Inputs(
        format=expectations.FORMAT,
        read_at=history.read_at,
        views=history.views,
        source=_source(publication),
    )


def _source(publication: Publication) -> SourceScore | None:
    """The score of the video that the idea came from, if it is on the same platform."""
    idea = publication.video.idea
    if idea is None or idea.facts.get("platform") != publication.connection.platform:
        return None
    return expectations.source_score(idea)

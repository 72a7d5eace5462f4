"""What pages show of predictions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from publishing.learning import bands, predictions
from publishing.models import SENT, Connection, Prediction, PredictionScore, Publication, PublicationStatus
from publishing.models.predictions import Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The prediction at one horizon, and its outcome once it is scored."""

    age: str
    band: Band
    sentence: str
    in_short: str
    score: PredictionScore | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A prediction at 7 days in short, and what became of it; ``result`` is empty before it is scored."""

    in_short: str
    n: int
    result: str


def outcomes(*, connection: Connection, publications: Iterable[Publication]) -> dict[str, Outcome]:
    """Return the predictions of a channel's publications by id, without those that may not be shown.

    Two queries.
    """
    if not predictions.may_be_shown(connection=connection):
        return {}
    rows = Prediction.objects.filter(
        connection=connection, publication__in=[each.pk for each in publications]
    )
    found = {}
    for row in rows.prefetch_related("scores"):
        band = row.band_at(bands.MAIN_H)
        if band is not None and band.is_predicted:
            found[row.publication_id] = Outcome(
                in_short=predictions.in_short(band), n=band.n, result=_result(row)
            )
    return found


def _result(prediction: Prediction) -> str:
    scored = [each for each in prediction.scores.all() if each.horizon_h == bands.MAIN_H]
    if not scored or scored[0].pit is None:
        return ""
    if scored[0].is_covered:
        return "inside"
    return "above" if scored[0].pit > 0.5 else "below"


def context_of(publication: Publication) -> dict[str, Any]:
    """Return the context of the prediction's card: what was frozen, or for a draft what would be."""
    if not predictions.may_be_shown(connection=publication.connection):
        return {"prediction_lines": [], "frozen_at": None}
    frozen = predictions.of(publication=publication)
    if frozen is None and publication.status in SENT | {PublicationStatus.CANCELED}:
        return {"prediction_lines": [], "frozen_at": None}
    shown = frozen.bands if frozen else predictions.preview(publication=publication)
    scores = {score.horizon_h: score for score in frozen.scores.all()} if frozen else {}
    return {
        "prediction_lines": [_line(band, scores.get(band.horizon_h)) for band in shown],
        "frozen_at": frozen.frozen_at if frozen else None,
    }


def _line(band: Band, score: PredictionScore | None) -> Line:
    return Line(
        age=bands.HORIZON_WORDS[band.horizon_h],
        band=band,
        sentence=predictions.sentence(band),
        in_short=predictions.in_short(band),
        score=score,
    )

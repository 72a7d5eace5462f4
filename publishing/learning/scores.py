"""How predictions turned out: scored once at each horizon, against the views that the platform reported."""

import logging
import math
from collections.abc import Mapping
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from accounts.models import Workspace
from discovery import expectations
from publishing import platforms, results
from publishing.learning import student
from publishing.models import Mark, Prediction, PredictionScore
from publishing.models.predictions import Band, Unscored
from publishing.results import publicity

logger = logging.getLogger(__name__)

_MARKS: Mapping[int, Mark] = {24: Mark.H24, 168: Mark.D7, 672: Mark.D28}
_MOST_AT_ONCE = 500
MOST_LISTED = 200
_NOT_PUBLIC = "It was not public at this age."
_LATE = "Its views were read too long after this age."


def score_known() -> int:
    """Score all predictions whose views at a horizon became known, and return how many there were.

    Repeated and concurrent calls score nothing twice.
    """
    return sum(_score_at(horizon_h, mark) for horizon_h, mark in _MARKS.items())


def _score_at(horizon_h: int, mark: Mark) -> int:
    scored = PredictionScore.objects.filter(prediction=OuterRef("pk"), horizon_h=horizon_h)
    due = Prediction.objects.filter(
        ~Exists(scored),
        publication__metrics__mark=mark,
        connection=F("publication__connection"),
        connection__platform__in=_allowed(),
    )
    rows = list(
        due.select_related("publication__connection", "publication__tracking").order_by("pk")[:_MOST_AT_ONCE]
    )
    known = results.at(publications=[row.publication for row in rows], mark=mark)
    for row in rows:
        found = known.get(row.publication_id)
        if found is None:
            continue  # It expired in between.
        if not publicity.is_public(publication=row.publication):
            skip(prediction=row, horizon_h=horizon_h, note=_NOT_PUBLIC)
        elif found.views is None:
            skip(prediction=row, horizon_h=horizon_h, note=found.reason)
        elif found.is_late:
            skip(prediction=row, horizon_h=horizon_h, note=_LATE)
        else:
            score(prediction=row, horizon_h=horizon_h, views=found.views, observed_at=found.observed_at)
    if rows:
        logger.info("predictions scored", extra={"horizon_h": horizon_h, "count": len(rows)})
    return len(rows)


def _allowed() -> list[str]:
    """The platforms that allow computed numbers."""
    return [each.name for each in platforms.all() if expectations.allows(platform=each.name)]


def score(*, prediction: Prediction, horizon_h: int, views: int, observed_at: datetime) -> PredictionScore:
    """Score the prediction against the ``views`` at the horizon. A repeated call changes nothing.

    Where nothing was predicted, the row has the reason, and no views: the platform may forbid keeping them.
    """
    band = prediction.band_at(horizon_h)
    if band is None or not band.is_predicted:
        return _store(prediction, horizon_h, {"unscored": Unscored.NOT_PREDICTED})
    found: dict[str, object] = {"views": views, "observed_at": observed_at, **figures(band=band, views=views)}
    return _store(prediction, horizon_h, found)


def skip(*, prediction: Prediction, horizon_h: int, note: str) -> PredictionScore:
    """Record that the platform did not give the views at the horizon, and why. Idempotent."""
    return _store(prediction, horizon_h, {"unscored": Unscored.NO_VIEWS, "note": note[:300]})


def listed(*, workspace: Workspace, horizon_h: int) -> list[PredictionScore]:
    """Return the newest scores at the horizon that may be shown, newest prediction first. One query."""
    rows = PredictionScore.objects.filter(
        prediction__workspace=workspace, prediction__connection__platform__in=_allowed(), horizon_h=horizon_h
    )
    related = ("prediction__publication", "prediction__connection")
    return list(rows.select_related(*related).order_by("-prediction__frozen_at", "-pk")[:MOST_LISTED])


def figures(*, band: Band, views: int) -> dict[str, float | bool]:
    """Return CRPS, PIT, and whether the interval contains ``views``."""
    log = math.log1p(views)
    pit = student.cdf((log - band.location) / band.scale, freedom=band.freedom)
    crps = student.crps(log, location=band.location, scale=band.scale, freedom=band.freedom)
    return {"crps": crps, "pit": pit, "is_covered": 0.1 <= pit <= 0.9}


def _store(prediction: Prediction, horizon_h: int, fields: dict[str, object]) -> PredictionScore:
    row, _ = PredictionScore.objects.get_or_create(
        prediction=prediction, horizon_h=horizon_h, defaults=fields
    )
    return row

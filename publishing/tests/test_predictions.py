"""Predictions: frozen when a video is sent, never changed, and scored once."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from discovery import ideas, own_channels
from discovery.own_channels import OwnChannel, OwnVideo
from publishing import publications
from publishing.learning import bands, predictions, scores
from publishing.models import Connection, Mark, MetricSnapshot, Prediction, Publication
from publishing.models.predictions import Reason, Unscored
from synthesis.models import Video

VIEWS = (900, 1_400, 2_100, 3_000, 8_000, 1_200)


@pytest.fixture(autouse=True)
def _allowed(settings):
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = True


@pytest.fixture
def public(workspace, user, ready_video):
    """A public draft to a channel whose stand-in is never called."""
    channel = Connection.objects.create(
        workspace=workspace, platform="youtube", channel_id="UC" + "y" * 22, channel_title="Moka & Miles",
        livemode=False,
    )  # fmt: skip
    draft = publications.draft(workspace=workspace, actor=user, video=ready_video, connection=channel)
    draft.options = {**draft.options, "visibility": "public", "made_for_kids": False}
    draft.save()
    return draft


def add_history(publication, views=VIEWS, *, number_from=0):
    """Own videos of the channel with these views at 7 days, as they were read at four ages."""
    now = timezone.now()
    channel = OwnChannel(
        platform_id="UC_own", uploads_id="", title="Moka", handle="", avatar_url="", subscribers=None
    )
    for age_h in (20, 30, 150, 180):
        videos = [
            OwnVideo(
                platform_id=f"own-{number}", title=f"Video {number}", url="", thumbnail_url="", duration_s=30,
                published_at=now - timedelta(days=9, minutes=number), is_short=True,
                views=round(count * (age_h / 168) ** 0.5), likes=None, comments=None, shares=None,
            )
            for number, count in enumerate(views, start=number_from)
        ]  # fmt: skip
        own_channels.receive(
            workspace=publication.workspace, platform="youtube", account=publication.connection_id,
            channel=channel, videos=videos, at=now - timedelta(days=9) + timedelta(hours=age_h),
            livemode=False,
        )  # fmt: skip


def band_of(prediction, horizon_h=168):
    band = prediction.band_at(horizon_h)
    assert band is not None
    return band


def test_sending_freezes_what_is_predicted(public, user):
    add_history(public)

    publications.publish(publication=public, actor=user)

    frozen = Prediction.objects.get(publication=public)
    assert (frozen.method, frozen.livemode) == (bands.METHOD, False)
    assert (band_of(frozen, 24).n, band_of(frozen).n, band_of(frozen, 672).n) == (6, 6, 0)
    assert band_of(frozen).low < 1_700 < band_of(frozen).median < 2_100 < band_of(frozen).high


def test_the_same_inputs_have_the_same_prediction(public):
    add_history(public)

    frozen = Prediction.objects.get(pk=predictions.freeze(publication=public).pk)

    assert bands.predict(frozen.inputs) == frozen.bands


def test_later_numbers_do_not_change_a_frozen_prediction(public):
    add_history(public)
    first = predictions.freeze(publication=public)

    add_history(public, [10**6] * 5, number_from=100)
    again = predictions.freeze(publication=public)

    assert (again.pk, again.bands) == (first.pk, first.bands)
    assert predictions.preview(publication=public) != first.bands


def test_the_database_refuses_to_change_a_prediction(public):
    frozen = predictions.freeze(publication=public)

    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Prediction.objects.filter(pk=frozen.pk).update(method="better")
    Publication.objects.get(pk=public.pk).delete()

    assert not Prediction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_senders_freeze_one_prediction(public):
    add_history(public)
    found: list[str] = []

    def freeze() -> None:
        found.append(predictions.freeze(publication=Publication.objects.get(pk=public.pk)).pk)
        connection.close()

    threads = [threading.Thread(target=freeze) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 2
    assert set(found) == {Prediction.objects.get().pk}


def test_another_channel_after_a_failure_gets_a_prediction_of_its_own(public):
    first = predictions.freeze(publication=public)
    public.connection = Connection.objects.create(
        workspace=public.workspace, platform="youtube", channel_id="UC" + "z" * 22, channel_title="Other"
    )
    public.save()

    assert predictions.of(publication=public) is None
    assert predictions.freeze(publication=public).pk != first.pk


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"count": 4}, Reason.TOO_FEW_POSTS),
        ({"count": None}, Reason.NO_HISTORY),
        ({"visibility": "private"}, Reason.NOT_PUBLIC),
        ({"allowed": False}, Reason.NOT_ALLOWED),
    ],
)
def test_without_a_base_the_reason_is_stored_and_no_number(public, settings, change, reason):
    count = change.get("count", 6)
    if count is not None:
        add_history(public, VIEWS[:count])
    public.options["visibility"] = change.get("visibility", "public")
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = change.get("allowed", True)

    band = band_of(predictions.freeze(publication=public))

    assert band.reason == reason
    assert (band.low, band.median, band.high) == (0, 0, 0)
    assert predictions.sentence(band).startswith(("Not predicted", "Too few posts"))


def test_the_score_of_the_ideas_source_raises_the_prediction(public, user):
    add_history(public)
    plain = predictions.preview(publication=public)[1]
    idea = ideas.write(workspace=public.workspace, user=user, title="Sour")
    idea.facts = {"platform": "youtube", "score": 8.4, "score_low": 6.0, "score_high": 11.0}
    idea.save()
    Video.objects.update(idea=idea)

    raised = predictions.preview(publication=Publication.objects.get(pk=public.pk))[1]

    assert raised.location > plain.location + 0.3
    assert raised.own_location == plain.own_location


def read(publication, mark, **fields):
    """What the results room stores at a mark."""
    MetricSnapshot.objects.create(
        publication=publication, mark=mark, observed_at=timezone.now(),
        **{"age_s": round(Mark(mark).age.total_seconds()), **fields},
    )  # fmt: skip


def test_known_views_are_scored_once(public):
    add_history(public)
    frozen = predictions.freeze(publication=public)
    read(public, Mark.D7, views=2_000)
    read(public, Mark.H24, views=10**7)
    read(public, Mark.H72, views=1_000)

    assert scores.score_known() == 2
    assert scores.score_known() == 0

    day, week = frozen.scores.all()
    assert (week.horizon_h, week.views, week.is_covered) == (168, 2_000, True)
    assert week.crps == pytest.approx(0.2, abs=0.02)
    assert week.pit == pytest.approx(0.5, abs=0.1)
    assert day.is_covered is False
    assert day.pit == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"views": None, "reasons": {"views": "The video is private."}}, "The video is private."),
        ({"views": 900, "age_s": 300 * 3600}, "Its views were read too long after this age."),
    ],
)
def test_missing_views_are_not_scored_and_the_reason_is_kept(public, fields, note):
    add_history(public)
    frozen = predictions.freeze(publication=public)
    read(public, Mark.D7, **fields)

    scores.score_known()

    row = frozen.scores.get()
    assert (row.unscored, row.note, row.crps) == (Unscored.NO_VIEWS, note, None)


def test_without_a_prediction_there_is_no_score(public):
    frozen = predictions.freeze(publication=public)
    read(public, Mark.H24, views=5)

    scores.score_known()

    assert (frozen.scores.get().unscored, frozen.scores.get().views) == (Unscored.NOT_PREDICTED, None)


def test_a_draft_shows_what_would_be_stored_and_a_sent_video_what_was(public, member, user):
    add_history(public)

    before = member.get(f"/publications/{public.pk}/").content.decode()
    publications.publish(publication=public, actor=user)
    after = member.get(f"/publications/{public.pk}/").content.decode()

    band = band_of(Prediction.objects.get())
    assert predictions.in_short(band) in before
    assert predictions.in_short(band) in after
    assert "is stored when the video is sent" in before
    assert "before the video was sent" in after


def test_where_computed_figures_are_forbidden_later_none_is_shown(public, member, settings):
    add_history(public)
    frozen = predictions.freeze(publication=public)
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False

    page = member.get(f"/publications/{public.pk}/").content.decode()
    listed = member.get(f"/api/v1/predictions/?publication={public.pk}").json()["data"]

    assert "prediction-title" not in page
    assert [band["median"] for band in listed[0]["bands"]] == [None] * 3
    assert f": {band_of(frozen).median}," not in json.dumps(listed)

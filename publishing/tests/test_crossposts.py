"""Crossposts: shared text, own text of a channel, edits at once, sending and scheduling together."""

import threading
from datetime import UTC, timedelta

import pytest
from django.db import connection as database
from django.utils import timezone

from billing.errors import PlanLimitError
from foundation.versions import EditedElsewhereError
from publishing import crossposts, publications
from publishing.crossposts import Channel
from publishing.errors import CoverTimeError, NoChannelChosenError, PreflightFailedError, VideoNotReadyError
from publishing.models import Connection, Publication, PublicationStatus
from publishing.platforms.youtube.options import Visibility, YouTubeOptions
from synthesis.models import Video

READY = YouTubeOptions(visibility=Visibility.PRIVATE, made_for_kids=False)


def another(connection, number: int, title: str) -> Connection:
    """One more channel of the workspace. Its tokens work as those of the first one."""
    return Connection.objects.create(
        workspace=connection.workspace,
        platform=connection.platform,
        channel_id=f"UC{number}",
        channel_title=title,
        account=connection.account,
        scopes=connection.scopes,
        refresh_token=connection.refresh_token,
        access_token=connection.access_token,
        access_expires_at=connection.access_expires_at,
        livemode=connection.livemode,
    )


@pytest.fixture
def second(connection):
    """Another channel of the workspace."""
    return another(connection, 2, "Zweiter Kanal")


@pytest.fixture
def post(workspace, user, ready_video, connection, second):
    """A draft for two channels."""
    return crossposts.draft(
        workspace=workspace,
        actor=user,
        video=ready_video,
        channels=[Channel(connection, options=READY), Channel(second, options=READY)],
        title="Espresso in drei Minuten",
        post_text="Feiner mahlen.",
        hashtags=["kaffee"],
    )


def of(post, connection) -> Publication:
    return Publication.objects.exclude(status=PublicationStatus.CANCELED).get(
        crosspost=post, connection=connection
    )


def test_each_channel_gets_the_shared_text_and_the_video_supplies_what_is_missing(
    workspace, user, ready_video, connection, second
):
    post = crossposts.draft(
        workspace=workspace, actor=user, video=ready_video, channels=[Channel(connection), Channel(second)]
    )

    assert [each.title for each in crossposts.chosen(crosspost=post)] == ["Three minute espresso"] * 2


def test_a_shared_edit_reaches_the_followers_only(post, user, connection, second):
    own = [Channel(connection, own={"title": "Nur hier"}), Channel(second)]
    changed = crossposts.change(crosspost=post, version=1, actor=user, channels=own)

    crossposts.change(crosspost=post, version=changed.version, actor=user, title="Neu", post_text="Für alle.")

    assert (of(post, connection).title, of(post, second).title) == ("Nur hier", "Neu")
    assert {of(post, each).post_text for each in (connection, second)} == {"Für alle."}
    assert of(post, connection).chosen_options == READY


def test_a_channel_without_its_own_text_follows_again(post, user, connection, second):
    own = [Channel(connection, own={"title": "Nur hier", "hashtags": []}), Channel(second)]
    changed = crossposts.change(crosspost=post, version=1, actor=user, channels=own)
    assert of(post, connection).hashtags == []

    both = [Channel(connection), Channel(second)]
    crossposts.change(crosspost=post, version=changed.version, actor=user, channels=both)

    row = of(post, connection)
    assert (row.title, row.hashtags, row.own_fields) == (post.title, ["kaffee"], [])


def test_a_title_that_one_platform_does_not_take_is_kept_and_refused_there(post, user, connection, second):
    long = "Ü" * 150
    channels = [Channel(connection), Channel(second, own={"title": "Kurz"})]

    crossposts.change(crosspost=post, version=1, actor=user, title=long, channels=channels)

    assert of(post, connection).title == long
    with pytest.raises(PreflightFailedError) as refusal:
        crossposts.publish(crosspost=post, actor=user)
    assert [each["field"] for each in refusal.value.errors] == [f"{connection.pk}.title"]
    assert refusal.value.message.startswith("Moka & Miles: Enter a title of at most 100 characters")
    assert {each.status for each in crossposts.chosen(crosspost=post)} == {PublicationStatus.DRAFT}


def test_an_edit_of_an_old_version_changes_nothing(post, user):
    crossposts.change(crosspost=post, version=1, actor=user, title="Erste")

    with pytest.raises(EditedElsewhereError):
        crossposts.change(crosspost=post, version=1, actor=user, title="Zweite")

    assert {each.title for each in crossposts.chosen(crosspost=post)} == {"Erste"}


def test_an_edit_of_one_publication_is_its_own_and_makes_the_open_page_old(post, user, connection, second):
    publications.change(publication=of(post, connection), version=1, actor=user, title="Nur hier")

    assert (of(post, connection).own_fields, of(post, second).title) == (["title"], post.title)
    with pytest.raises(EditedElsewhereError):
        crossposts.change(crosspost=post, version=1, actor=user, title="Zweite")


def test_a_channel_that_is_not_chosen_any_more_is_canceled_and_can_be_chosen_again(
    post, user, connection, second
):
    changed = crossposts.change(crosspost=post, version=1, actor=user, channels=[Channel(connection)])
    assert [each.connection for each in crossposts.chosen(crosspost=post)] == [connection]

    both = [Channel(connection), Channel(second, options=READY)]
    crossposts.change(crosspost=post, version=changed.version, actor=user, channels=both)

    assert Publication.objects.filter(connection=second).count() == 2
    assert of(post, second).status == PublicationStatus.DRAFT


def test_a_shared_edit_reaches_a_scheduled_channel_and_one_not_chosen_any_more_is_canceled(
    post, user, connection, second
):
    crossposts.schedule(crosspost=post, times=_in_an_hour(post), actor=user)

    crossposts.change(crosspost=post, version=1, actor=user, title="Neu", channels=[Channel(second)])

    assert (of(post, second).title, of(post, second).status) == ("Neu", PublicationStatus.SCHEDULED)
    assert [each.connection for each in crossposts.chosen(crosspost=post)] == [second]


def test_a_sent_channel_keeps_its_text(post, user, connection, second):
    Publication.objects.filter(connection=connection).update(status=PublicationStatus.PUBLISHED)

    crossposts.change(crosspost=post, version=1, actor=user, title="Zu spät", channels=[Channel(second)])

    assert of(post, connection).title == "Espresso in drei Minuten"
    assert of(post, second).title == "Zu spät"


def _in_an_hour(post):
    at = timezone.now() + timedelta(hours=1)
    return {each.connection_id: at for each in crossposts.chosen(crosspost=post)}


def test_the_label_can_not_be_turned_off_where_it_is_required(post, user):
    type(post).objects.update(synthetic_media_required=True, synthetic_media=True)

    changed = crossposts.change(crosspost=post, version=1, actor=user, synthetic_media=False)

    assert changed.synthetic_media
    assert all(each.synthetic_media for each in crossposts.chosen(crosspost=post))


def test_a_cover_after_the_end_is_refused(post, user):
    with pytest.raises(CoverTimeError):
        crossposts.change(crosspost=post, version=1, actor=user, cover_ms=501)

    changed = crossposts.change(crosspost=post, version=1, actor=user, cover_ms=500)
    assert {each.cover_ms for each in crossposts.chosen(crosspost=post)} == {changed.cover_ms} == {500}


def test_hashtags_are_sent_below_the_text(post, connection):
    assert of(post, connection).post.text == "Feiner mahlen.\n\n#kaffee"
    assert of(post, connection).post_text == "Feiner mahlen."


def test_a_video_without_a_finished_version_is_refused(workspace, user, connection):
    video = Video.objects.create(workspace=workspace, title="Neu")

    with pytest.raises(VideoNotReadyError):
        crossposts.draft(workspace=workspace, actor=user, video=video, channels=[Channel(connection)])


def test_a_paused_channel_makes_no_post_at_all(workspace, user, ready_video, connection):
    rows = [another(connection, n, f"Kanal {n}") for n in range(30)]

    with pytest.raises(PlanLimitError):
        crossposts.draft(
            workspace=workspace, actor=user, video=ready_video, channels=[Channel(each) for each in rows]
        )

    assert not Publication.objects.exists()


def test_publishing_sends_to_each_channel_once(post, user):
    first = crossposts.publish(crosspost=post, actor=user)
    again = crossposts.publish(crosspost=post, actor=user)

    assert [each.status for each in first] == [PublicationStatus.SUBMITTING] * 2
    assert again == []


def test_a_post_without_channels_is_not_sent(workspace, user, ready_video):
    post = crossposts.draft(workspace=workspace, actor=user, video=ready_video, channels=[])

    with pytest.raises(NoChannelChosenError):
        crossposts.publish(crosspost=post, actor=user)


def test_scheduling_is_for_all_channels_or_none(post, user, connection, second):
    times = {connection.pk: timezone.now() + timedelta(hours=1), second.pk: timezone.now() - timedelta(1)}

    with pytest.raises(Exception, match="passed"):
        crossposts.schedule(crosspost=post, times=times, actor=user)

    assert {each.status for each in crossposts.chosen(crosspost=post)} == {PublicationStatus.DRAFT}


@pytest.mark.django_db(transaction=True)
def test_two_people_who_save_at_once_make_one_edit(post, user):
    outcomes: list[str] = []

    def save(title: str) -> None:
        try:
            crossposts.change(crosspost=post, version=1, actor=user, title=title)
            outcomes.append("saved")
        except EditedElsewhereError:
            outcomes.append("refused")
        finally:
            database.close()

    threads = [threading.Thread(target=save, args=(title,)) for title in ("Eins", "Zwei")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "saved"]
    post.refresh_from_db()
    assert {each.title for each in crossposts.chosen(crosspost=post)} == {post.title}


# --- REST -------------------------------------------------------------------------------------------------


def send(member, method, address, body, **headers):
    return getattr(member, method)(address, body, content_type="application/json", headers=headers)


def test_the_whole_path_by_rest(member, ready_video, connection, second):
    options = {"visibility": "private", "made_for_kids": False}
    channels = [
        {"connection": connection.pk, "title": "Nur hier", "options": options},
        {"connection": second.pk, "options": options},
    ]
    body = {"video": ready_video.pk, "title": "Kaffee", "hashtags": ["#kaffee", "Kaffee"]}
    made = send(member, "post", "/api/v1/crossposts/", {**body, "channels": channels})
    assert made.status_code == 201, made.json()
    address = f"/api/v1/crossposts/{made.json()['id']}/"
    assert made.json()["hashtags"] == ["kaffee"]

    kept = [{"connection": connection.pk, "title": None}, {"connection": second.pk}]
    changed = send(member, "patch", address, {"channels": kept}, **{"If-Match": made["ETag"]})
    stale = send(member, "patch", address, {"title": "x"}, **{"If-Match": made["ETag"]})
    assert (changed.status_code, stale.status_code) == (200, 412)
    rows = Publication.objects.filter(pk__in=changed.json()["publications"])
    assert {row.title for row in rows} == {"Kaffee"}
    assert all(row.chosen_options == READY for row in rows)

    at = (timezone.now() + timedelta(hours=2)).isoformat()
    scheduled = send(member, "post", f"{address}schedule/", {"at": at})
    assert scheduled.status_code == 202
    assert [each["status"] for each in scheduled.json()["publications"]] == ["scheduled"] * 2
    sent = send(member, "post", f"{address}publish/", {})
    assert (sent.status_code, len(sent.json()["publications"])) == (202, 2)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"channels": [{"connection": "con_none"}]}, 404),
        ({"hashtags": ["zwei worte"]}, 422),
        ({"cover_ms": 10_000}, 422),
        ({"cover_ms": -1}, 422),
    ],
)
def test_a_request_that_can_not_be_meant_is_refused(member, ready_video, connection, body, status):
    answer = send(member, "post", "/api/v1/crossposts/", {"video": ready_video.pk, **body})

    assert answer.status_code == status
    assert not Publication.objects.exists()


def test_a_channel_twice_is_refused(member, ready_video, connection):
    channels = [{"connection": connection.pk}] * 2

    answer = send(member, "post", "/api/v1/crossposts/", {"video": ready_video.pk, "channels": channels})

    assert answer.status_code == 422


def test_a_change_with_a_channel_that_is_not_named_is_refused(member, post):
    address = f"/api/v1/crossposts/{post.pk}/"

    answer = send(member, "patch", address, {"channels": [{"title": "x"}]}, **{"If-Match": '"1"'})

    assert answer.status_code == 422


def test_without_a_time_each_channel_takes_its_next_slot(member, post, connection, second):
    for channel, hour in ((connection, 9), (second, 10)):
        for weekday in range(7):
            channel.slots.create(workspace=post.workspace, weekday=weekday, time=f"{hour}:00")

    answer = send(member, "post", f"/api/v1/crossposts/{post.pk}/schedule/", {})

    assert answer.status_code == 202, answer.json()
    times = [of(post, each).scheduled_at for each in (connection, second)]
    assert {at.astimezone(UTC).hour for at in times if at} == {9, 10}


def test_a_channel_without_slots_schedules_none(member, post, connection):
    connection.slots.create(workspace=post.workspace, weekday=0, time="09:00")

    answer = send(member, "post", f"/api/v1/crossposts/{post.pk}/schedule/", {})

    assert (answer.status_code, answer.json()["code"]) == (409, "no_free_slot")
    assert {each.status for each in crossposts.chosen(crosspost=post)} == {PublicationStatus.DRAFT}


def test_the_list_costs_the_same_for_any_number_of_posts(
    member, workspace, user, ready_video, connection, django_assert_max_num_queries
):
    for _ in range(4):
        crossposts.draft(workspace=workspace, actor=user, video=ready_video, channels=[Channel(connection)])

    with django_assert_max_num_queries(8):
        listed = member.get("/api/v1/crossposts/").json()["data"]

    assert [len(each["publications"]) for each in listed] == [1] * 4

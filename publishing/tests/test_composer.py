"""The composer: channels as switches, shared and own texts, previews, and what the buttons do."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from accounts import workspaces
from accounts.models import Membership, Role, User
from publishing import crossposts, publications
from publishing.crossposts import Channel
from publishing.models import Connection, ConnectionStatus, Crosspost, Publication, PublicationStatus
from publishing.platforms.youtube.options import Visibility, YouTubeOptions
from publishing.tests.test_crossposts import another
from synthesis.choices import Origin

READY = YouTubeOptions(visibility=Visibility.UNLISTED, made_for_kids=False)


@pytest.fixture
def second(connection):
    return another(connection, 2, "Zweiter Kanal")


@pytest.fixture
def post(workspace, user, ready_video, connection, second):
    return crossposts.draft(
        workspace=workspace,
        actor=user,
        video=ready_video,
        channels=[Channel(connection, options=READY), Channel(second, options=READY)],
        title="Espresso in drei Minuten",
        post_text="Feiner mahlen.",
    )


def fields(*channels, **more):
    """What the form sends for these channels, each with its options."""
    sent = {
        "title": "Kaffee", "post_text": "Mahlen.", "hashtags": "#kaffee mühle",
        "channels": [each.pk for each in channels], "shown": [each.pk for each in channels],
    }  # fmt: skip
    for each in channels:
        sent |= {f"{each.pk}-visibility": "unlisted", f"{each.pk}-made_for_kids": "no", f"{each.pk}-tags": ""}
    return {**sent, **more}


def page_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def new(video):
    return f"/publications/new/?video={video.pk}"


def test_a_draft_is_made_for_each_chosen_channel(member, ready_video, connection, second):
    answer = member.post(new(ready_video), fields(connection, second, cover_s="0.3"))

    post = Crosspost.objects.get()
    assert answer["Location"] == f"/crossposts/{post.pk}/"
    assert (post.title, post.hashtags, post.cover_ms) == ("Kaffee", ["kaffee", "mühle"], 300)
    rows = crossposts.chosen(crosspost=post)
    assert {(row.title, row.audience) for row in rows} == {("Kaffee", "unlisted")}
    assert len(rows) == 2


@pytest.mark.parametrize("do", ["publish", ""])
def test_a_form_that_is_sent_twice_makes_one_post(member, ready_video, connection, do):
    page = member.get(new(ready_video)).content.decode()
    new_id = page.split('name="new_id"')[1].split('value="')[1].split('"')[0]
    typed = fields(connection, new_id=new_id, do=do)

    first, second = (member.post(new(ready_video), typed) for _ in range(2))

    assert (first.status_code, second["Location"]) == (302, f"/crossposts/{new_id}/")
    assert Publication.objects.count() == 1
    assert "was sent before" in page_of(member.get(second["Location"]))


def test_an_id_that_another_workspace_has_opens_nothing(member, ready_video, connection, post, workspace):
    Crosspost.objects.update(workspace=workspaces.open_workspace(owner=post.created_by, name="Elsewhere"))
    member.raise_request_exception = False

    answer = member.post(new(ready_video), fields(connection, new_id=post.pk))

    assert answer.status_code == 404
    assert member.post(new(ready_video), fields(connection, new_id="xps_1")).status_code == 422


def test_the_first_channel_is_chosen_at_first_and_nothing_has_a_default_audience(
    member, ready_video, connection, second
):
    page = page_of(member.get(new(ready_video)))

    assert page.count('value="' + connection.pk + '" checked') == 1
    assert f'name="{second.pk}-visibility"' not in page
    audience = page.split(f'name="{connection.pk}-visibility"')[1].split("made_for_kids")[0]
    assert "checked" not in audience
    assert "Save draft and allow…" in page


def test_a_link_of_the_calendar_chooses_channel_and_time(member, ready_video, connection, second):
    asked = {"video": ready_video.pk, "connection": second.pk, "at": "2031-03-09T18:30"}

    page = page_of(member.get("/publications/new/", asked))

    assert 'value="2031-03-09T18:30"' in page
    assert page.count('value="' + second.pk + '" checked') == 1
    assert f'name="{connection.pk}-visibility"' not in page
    assert member.get("/publications/new/", {**asked, "at": "soon", "connection": "con_x"}).status_code == 200


def test_an_own_title_is_kept_for_its_channel_and_can_be_given_up(member, post, connection, second):
    own = {f"{connection.pk}-own_title": "on", f"{connection.pk}-title": "Nur hier"}
    address = f"/crossposts/{post.pk}/"

    member.post(address, fields(connection, second, version=1, **own))
    assert {row.title for row in crossposts.chosen(crosspost=post)} == {"Nur hier", "Kaffee"}
    assert 'value="Nur hier"' in page_of(member.get(address))

    member.post(address, fields(connection, second, version=2, **{f"{connection.pk}-title": "Nur hier"}))
    assert {row.title for row in crossposts.chosen(crosspost=post)} == {"Kaffee"}


def test_what_was_changed_elsewhere_is_not_overwritten_and_nothing_typed_is_lost(
    member, post, user, connection, second
):
    crossposts.change(crosspost=post, version=1, actor=user, title="Von nebenan")
    typed = fields(connection, second, version=1, **{f"{second.pk}-visibility": "public"})

    answer = member.post(f"/crossposts/{post.pk}/", typed)

    page = page_of(answer)
    assert answer.status_code == 412
    assert "changed elsewhere" in page
    assert "Von nebenan" in page
    assert 'value="Kaffee"' in page
    assert 'name="version" value="2"' in page
    assert {row.title for row in crossposts.chosen(crosspost=post)} == {"Von nebenan"}

    member.post(f"/crossposts/{post.pk}/", {**typed, "version": 2})
    assert {row.title for row in crossposts.chosen(crosspost=post)} == {"Kaffee"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "This field is required."),
        ({"title": "x" * 201}, "at most 200 characters"),
        ({"cover_s": "9"}, "less than or equal to"),
        ({"hashtags": " ".join(f"#t{n}" for n in range(101))}, "at most 100 hashtags"),
        ({"do": "schedule"}, "Choose a date and a time."),
        ({"do": "schedule", "at": "2001-01-01T10:00"}, "This time has passed."),
        ({"do": "schedule", "at": "soon"}, "Enter a date and a time."),
    ],
)
def test_invalid_fields_come_back_with_what_was_typed(member, ready_video, connection, wrong, words):
    answer = member.post(new(ready_video), fields(connection, **{"post_text": "Meins", **wrong}))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Meins" in answer.content.decode()
    assert not Crosspost.objects.exists()


def test_post_now_names_channels_and_audiences_and_sends(member, post, connection, second):
    address = f"/crossposts/{post.pk}/"
    button = page_of(member.get(address)).split('value="publish"')[1].split("</button>")[0]
    assert "Moka &amp; Miles on YouTube: Unlisted." in button
    assert "Zweiter Kanal on YouTube: Unlisted." in button

    answer = member.post(address, fields(connection, second, version=1, do="publish"), follow=True)

    assert {row.status for row in crossposts.chosen(crosspost=post)} == {PublicationStatus.SUBMITTING}
    assert (
        "is being published to Moka &amp; Miles on YouTube and Zweiter Kanal on YouTube."
        in answer.content.decode()
    )


def test_nothing_is_sent_if_one_channel_is_not_ready(member, post, connection, second):
    typed = fields(connection, second, version=1, do="publish", **{f"{second.pk}-visibility": ""})

    answer = member.post(f"/crossposts/{post.pk}/", typed, follow=True)

    assert "Saved, not sent yet. Zweiter Kanal on YouTube: Choose the visibility." in answer.content.decode()
    assert {row.status for row in crossposts.chosen(crosspost=post)} == {PublicationStatus.DRAFT}


def test_a_time_is_on_the_clock_of_the_workspace(member, post, workspace, connection, second):
    workspace.time_zone = "America/Sao_Paulo"
    workspace.save()
    wall = (timezone.now() + timedelta(days=2)).replace(
        hour=9, minute=30, second=0, microsecond=0, tzinfo=None
    )
    typed = fields(connection, second, version=1, do="schedule", at=wall.isoformat(timespec="minutes"))

    answer = member.post(f"/crossposts/{post.pk}/", typed, follow=True)

    at = wall.replace(tzinfo=ZoneInfo("America/Sao_Paulo"))
    assert {row.scheduled_at for row in crossposts.chosen(crosspost=post)} == {at}
    page = page_of(answer)
    when = f"{at:%a %-d %b, %H:%M}"
    assert f"is scheduled: Moka &amp; Miles on YouTube, {when}; Zweiter Kanal on YouTube, {when}." in page


def test_the_next_free_slot_of_each_channel_is_taken(member, post, connection, second):
    for channel in (connection, second):
        for weekday in range(7):
            channel.slots.create(workspace=post.workspace, weekday=weekday, time="09:00")

    member.post(f"/crossposts/{post.pk}/", fields(connection, second, version=1, do="queue"))

    assert {row.status for row in crossposts.chosen(crosspost=post)} == {PublicationStatus.SCHEDULED}


def test_the_composer_follows_a_post_that_is_sent_soon(member, post, connection, second):
    crossposts.chosen(crosspost=post).update(
        status=PublicationStatus.SCHEDULED, scheduled_at=timezone.now() + timedelta(minutes=2)
    )
    assert 'hx-select="#sent-posts"' in page_of(member.get(f"/crossposts/{post.pk}/"))

    crossposts.chosen(crosspost=post).update(scheduled_at=timezone.now() + timedelta(days=2))
    assert 'hx-select="#sent-posts"' not in page_of(member.get(f"/crossposts/{post.pk}/"))


def test_a_channel_is_canceled_from_the_composer_and_the_others_stay(member, post, connection, second):
    rows = {row.connection_id: row for row in crossposts.chosen(crosspost=post)}
    assert f'form="cancel-{rows[second.pk].pk}"' in page_of(member.get(f"/crossposts/{post.pk}/"))

    answer = member.post(f"/publications/{rows[second.pk].pk}/cancel/")

    assert answer["Location"] == f"/crossposts/{post.pk}/"
    assert [row.connection_id for row in crossposts.chosen(crosspost=post)] == [connection.pk]

    answer = member.post(f"/publications/{rows[connection.pk].pk}/cancel/")

    assert answer["Location"] == "/publications/"


def test_a_post_that_went_to_every_channel_offers_nothing_to_send(member, post, connection, second):
    crossposts.chosen(crosspost=post).update(status=PublicationStatus.PUBLISHED)

    page = page_of(member.get(f"/crossposts/{post.pk}/"))
    late = page_of(
        member.post(f"/crossposts/{post.pk}/", fields(connection, second, version=7, title="Spät"))
    )

    assert "It was sent." in page
    assert "Post now" not in page
    assert 'value="Spät"' in late


def test_a_scheduled_post_that_is_saved_says_that_it_stays_scheduled(member, post, connection, second):
    at = (timezone.now() + timedelta(days=2)).isoformat(timespec="minutes")[:16]
    member.post(f"/crossposts/{post.pk}/", fields(connection, second, version=1, do="schedule", at=at))
    version = type(post).objects.get(pk=post.pk).version

    typed = fields(connection, second, version=version, do="save", title="Ein neuer Titel")
    answer = member.post(f"/crossposts/{post.pk}/", typed, follow=True)

    assert "Saved. It stays scheduled." in page_of(answer)
    assert f'value="{at}"' in page_of(answer)
    assert "Ask for approval" not in page_of(answer)
    assert {row.status for row in crossposts.chosen(crosspost=post)} == {PublicationStatus.SCHEDULED}


def test_the_preview_shows_what_is_typed_and_saves_nothing(member, post, connection, second):
    typed = fields(connection, second, version=1, title="Ü" * 150)

    page = page_of(member.post(f"/crossposts/{post.pk}/preview/", typed))

    assert "150 of 100" in page
    assert "50 too many" in page
    assert "Enter a title of at most 100 characters" in page
    assert "channel-tabs" not in page
    assert f'id="prediction-{connection.pk}"' in page
    post.refresh_from_db()
    assert post.title == "Espresso in drei Minuten"


def test_a_channel_that_is_switched_on_gets_its_fields(member, ready_video, connection, second):
    typed = {**fields(connection), "channels": [connection.pk, second.pk]}

    page = page_of(member.post(f"/publications/new/preview/?video={ready_video.pk}", typed))

    assert 'id="channel-tabs"' in page
    assert f'name="{second.pk}-visibility"' in page
    assert not Publication.objects.exists()


def test_the_label_stays_on_where_scenes_were_generated(member, post, connection, second):
    render = post.render
    scene = render.content.scenes[0].model_copy(update={"origin": Origin.GENERATED})
    render.content = render.content.model_copy(update={"scenes": (scene,)})
    render.save()
    Crosspost.objects.update(synthetic_media_required=True, synthetic_media=True)
    Publication.objects.update(synthetic_media_required=True, synthetic_media=True)

    member.post(f"/crossposts/{post.pk}/", fields(connection, second, version=1))

    assert all(row.synthetic_media for row in crossposts.chosen(crosspost=post))
    assert "On, because scenes of this video were generated by AI." in page_of(
        member.get(f"/crossposts/{post.pk}/")
    )


def test_a_draft_of_the_post_leads_to_its_composer_and_one_on_its_own_keeps_its_page(
    member, post, connection, workspace, user, ready_video
):
    row = crossposts.chosen(crosspost=post)[0]
    alone = publications.draft(workspace=workspace, actor=user, video=ready_video, connection=connection)

    assert member.get(f"/publications/{row.pk}/")["Location"] == f"/crossposts/{post.pk}/"
    assert member.get(f"/publications/{alone.pk}/").status_code == 200


def test_a_viewer_can_look_but_not_change(post, workspace):
    viewer = User.objects.create_user("vic@example.com")
    Membership.objects.create(workspace=workspace, user=viewer, role=Role.VIEWER)
    client = Client()
    client.force_login(viewer)

    assert client.get(f"/crossposts/{post.pk}/").status_code == 200
    assert client.post(f"/crossposts/{post.pk}/", {"title": "x"}).status_code == 403
    assert client.post(f"/crossposts/{post.pk}/preview/", {"title": "x"}).status_code == 403


def test_hostile_text_is_shown_as_text(member, post, connection, second):
    evil = '"><script>alert(1)</script>'
    typed = fields(connection, second, version=1, title=evil, post_text=evil, hashtags=evil)

    for page in (
        member.post(f"/crossposts/{post.pk}/preview/", typed),
        member.post(f"/crossposts/{post.pk}/", typed, follow=True),
    ):
        assert "<script>alert(1)" not in page.content.decode()


def test_saving_keeps_the_planned_post_of_a_channel_that_can_not_be_chosen(member, post, connection, second):
    Publication.objects.filter(connection=second).update(status=PublicationStatus.SCHEDULED)
    Connection.objects.filter(pk=second.pk).update(status=ConnectionStatus.REVOKED)

    answer = member.post(
        f"/crossposts/{post.pk}/", fields(connection, version=post.version, do="save"), follow=True
    )

    assert answer.status_code == 200
    assert Publication.objects.get(connection=second).status == PublicationStatus.SCHEDULED


def test_an_error_of_one_channel_is_said_above_and_its_tab_is_open(member, post, connection, second):
    own = {f"{second.pk}-own_hashtags": "on", f"{second.pk}-hashtags": " ".join(f"#t{n}" for n in range(101))}

    answer = member.post(f"/crossposts/{post.pk}/", fields(connection, second, version=1, **own))

    page = page_of(answer)
    assert answer.status_code == 422
    alert = page.split('role="alert"')[1].split("</ul>")[0]
    assert f'href="#id_{second.pk}-hashtags"' in alert
    assert "Zweiter Kanal on YouTube" in alert
    assert "checked" in page.split(f'id="tab-{second.pk}"')[1].split("/>")[0]
    assert "checked" not in page.split(f'id="tab-{connection.pk}"')[1].split("/>")[0]


def test_the_version_of_another_person_names_what_is_different_by_channel(
    member, post, user, connection, second
):
    options = READY.model_copy(update={"visibility": Visibility.PUBLIC})
    channels = [Channel(connection, own={"title": "Nur hier"}, options=options), Channel(second)]
    crossposts.change(crosspost=post, version=1, actor=user, channels=channels, cover_ms=300)

    page = page_of(member.post(f"/crossposts/{post.pk}/", fields(connection, second, version=1)))

    saved = page.split("The saved version")[1].split("</dl>")[0]
    assert "At 0.3 s" in saved
    assert "Own title: Nur hier" in saved
    assert "Visibility: Public" in saved


def test_an_open_point_leads_to_the_field_that_meets_it(member, post, connection, second):
    own = {f"{connection.pk}-own_title": "on", f"{connection.pk}-title": "Ü" * 150}
    typed = fields(connection, second, version=1, title="<b>", **own, **{f"{second.pk}-visibility": ""})

    page = page_of(member.post(f"/crossposts/{post.pk}/preview/", typed))

    first, other = (
        page.split(f'id="preflight-title{each.pk}"')[1].split("<details")[0] for each in (connection, second)
    )
    assert f'href="#id_{connection.pk}-title"' in first
    assert 'href="#id_title"' in other
    assert f'href="#id_{second.pk}-visibility_0"' in other

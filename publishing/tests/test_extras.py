"""Playlists and first comments of published videos: exactly once each, whatever is lost."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core import mail
from django.utils import timezone

from accounts.models import Notification
from discovery.models import ApiBudget
from publishing import access_tokens, approvals, connections, extras, playlists, publications
from publishing.delivery import adding
from publishing.errors import ExtraSettledError
from publishing.models import Connection, ConnectionStatus, Extra, ExtraStatus, Publication, PublicationStatus
from publishing.platforms.youtube.options import Visibility, YouTubeOptions, options_of
from publishing.platforms.youtube.scopes import EXTRAS_SCOPE
from publishing.tests.answers import google
from publishing.tests.conftest import back_here, consent
from publishing.tests.test_crossposts import another
from publishing.tests.test_delivery import run

ADD = {"method": "POST", "path": "^/youtube/v3/playlistItems"}
COMMENT = {"method": "POST", "path": "^/youtube/v3/commentThreads"}
LOOK = {"method": "GET", "path": "^/youtube/v3/(playlistItems|commentThreads)"}
WORDS = "Which grinder do you use?\nTell me below ☕"


@pytest.fixture
def allowed(connection, member):
    """The connection with the permission, and its playlists."""
    started = member.post("/connections/youtube/start/", {"extras": connection.pk})
    member.get(back_here(consent(started["Location"])))
    connection.refresh_from_db()
    playlists.to_compose(connection=connection)
    return connection


@pytest.fixture
def published(allowed, ready_video, workspace, user):
    """A published video that is to get two playlists and a comment."""
    ids = tuple(each.id for each in allowed.playlists[:2])
    options = YouTubeOptions(
        visibility=Visibility.UNLISTED, made_for_kids=False, playlists=ids, first_comment=WORDS
    )
    draft = publications.draft(
        workspace=workspace, actor=user, video=ready_video, connection=allowed, options=options
    )
    return run(publications.publish(publication=draft, actor=user))


@pytest.fixture
def there(sandbox_url):
    """How many entries of playlists and comments the sandbox has."""

    def count() -> tuple[int, int]:
        found = requests.get(f"{sandbox_url}/_sandbox/youtube/extras", timeout=10).json()
        return len(found["items"]), len(found["comments"])

    return count


def turns(publication, times=1):
    """Take turns at all its extras whenever they are due, with four minutes since a request was sent."""
    for _ in range(times):
        for row in publication.extras.all():
            Extra.objects.filter(pk=row.pk).update(next_try_at=timezone.now())
            adding.add(extra_id=row.pk)
            Extra.objects.filter(pk=row.pk, may_exist=True, looks__gte=3).update(
                sent_at=timezone.now() - adding.SETTLES_AFTER
            )
    return {row.status for row in publication.extras.all()}


def test_a_published_video_gets_each_playlist_and_its_comment_once(published, there):
    assert published.status == PublicationStatus.PUBLISHED
    assert turns(published, 3) == {ExtraStatus.DONE}

    extras.plan(publication=published)
    assert turns(published) == {ExtraStatus.DONE}
    assert there() == (2, 1)
    assert all(row.reference and row.done_at for row in published.extras.all())


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_after_commit"},
        {"kind": "malformed"},
        {"kind": "drop_before_commit"},
        {**google(400, "processingFailure")},
    ],
    ids=lambda fault: "-".join(str(fault.get(name, "")) for name in ("kind", "status", "reason")),
)
def test_a_lost_answer_never_gives_two(published, faults, there, fault):
    faults(*({"match": match, "times": 2, **fault} for match in (ADD, COMMENT)))

    turns(published)
    assert {row.status for row in published.extras.all()} <= {ExtraStatus.UNCONFIRMED, ExtraStatus.DONE}
    turns(published, 12)

    assert there() == (2, 1)
    assert {row.status for row in published.extras.all()} == {ExtraStatus.DONE}


def test_a_list_that_lags_behind_does_not_make_a_second_one(published, faults, there):
    empty = {"kind": "youtube#playlistItemListResponse", "items": []}
    none = {"kind": "youtube#commentThreadListResponse", "items": []}
    lags = [
        {"match": {"method": "GET", "path": "playlistItems"}, "kind": "answer", "body": empty, "times": 8},
        {"match": {"method": "GET", "path": "commentThreads"}, "kind": "answer", "body": none, "times": 9},
    ]
    lost = [{"match": match, "kind": "drop_after_commit", "times": None} for match in (ADD, COMMENT)]
    faults(*lags, *lost)

    turns(published, 5)

    assert there() == (2, 1)


def test_a_clock_that_jumps_ahead_does_not_make_a_second_one(published, faults, there, monkeypatch):
    none = {"kind": "youtube#commentThreadListResponse", "items": []}
    lag = {"match": {"method": "GET", "path": "commentThreads"}, "kind": "answer", "body": none, "times": 30}
    faults(lag, {"match": COMMENT, "kind": "drop_after_commit"})
    turns(published)
    ahead = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: ahead)

    for _ in range(6):
        Extra.objects.update(next_try_at=ahead - timedelta(hours=3))
        for row in published.extras.all():
            adding.add(extra_id=row.pk)

    assert there() == (2, 1)


@pytest.mark.parametrize("at", ["written ahead", "sent"])
def test_a_killed_worker_leaves_at_most_one(published, there, faults, at):
    rows = list(published.extras.all())
    if at == "sent":
        faults(*({"match": match, "kind": "drop_after_commit"} for match in (ADD, ADD, COMMENT)))
        turns(published)
    # What a worker leaves that was killed before it could store the response.
    Extra.objects.update(
        status=ExtraStatus.SENDING,
        may_exist=True,
        sent_at=timezone.now(),
        sends=1,
        looks=0,
        lease_until=timezone.now() - timedelta(seconds=1),
    )

    turns(published, 8)

    assert there() == (2, 1)
    assert {Extra.objects.get(pk=row.pk).status for row in rows} == {ExtraStatus.DONE}


def test_what_may_exist_is_only_looked_for_until_it_settles(published, faults, there, requests_to):
    faults(*({"match": match, "kind": "drop_before_commit"} for match in (ADD, ADD, COMMENT)))
    turns(published)
    before = requests_to("commentThreads", method="POST")

    turns(published, 2)

    assert requests_to("commentThreads", method="POST") == before
    assert {row.status for row in published.extras.all()} == {ExtraStatus.UNCONFIRMED}


def test_an_extra_that_another_worker_has_is_left_alone(published, there):
    Extra.objects.update(lease_until=timezone.now() + adding.LEASE)

    assert turns(published) == {ExtraStatus.WAITING}
    assert there() == (0, 0)


@pytest.mark.parametrize(
    ("match", "reason", "words"),
    [
        (COMMENT, "commentsDisabled", "Comments are off"),
        (ADD, "playlistContainsMaximumNumberOfVideos", "full"),
    ],
)
def test_a_refusal_fails_only_the_extra_and_reaches_a_person(published, faults, member, match, reason, words):
    faults({"match": match, "times": None, **google(403, reason)})

    turns(published, 2)

    published.refresh_from_db()
    assert published.status == PublicationStatus.PUBLISHED
    failed = published.extras.filter(status=ExtraStatus.FAILED)
    assert words in failed[0].reason
    assert Notification.objects.filter(event="publication.extra_failed").count() == len(failed)
    page = member.get(f"/publications/{published.pk}/").content.decode()
    assert words in page
    faults()
    for row in failed:
        member.post(f"/publications/{published.pk}/extras/{row.pk}/retry/")
    assert turns(published, 2) == {ExtraStatus.DONE}


def test_a_deleted_playlist_says_so(published, sandbox_url):
    row = published.extras.filter(kind="playlist").first()
    requests.delete(f"{sandbox_url}/_sandbox/youtube/playlists/{row.target}", timeout=10)

    turns(published)

    row.refresh_from_db()
    assert (row.status, row.reason) == (ExtraStatus.FAILED, "The playlist no longer exists on YouTube.")


def test_an_exhausted_quota_waits_for_the_next_day(published, faults, there):
    faults({"match": {"path": "^/youtube/v3/"}, "kind": "quotaExceeded", "times": None})

    assert turns(published) == {ExtraStatus.WAITING}
    assert "quota" in published.extras.first().reason
    assert published.extras.first().next_try_at > timezone.now() + timedelta(minutes=1)

    faults()
    assert turns(published) == {ExtraStatus.DONE}
    assert there() == (2, 1)


def test_each_write_is_counted_in_the_budget(published):
    before = sum(ApiBudget.objects.values_list("used", flat=True))

    turns(published)

    assert sum(ApiBudget.objects.values_list("used", flat=True)) - before >= 150


def test_a_disconnected_channel_is_not_written_to(published, user, there):
    connections.disconnect(connection=published.connection, actor=user)

    assert turns(published) == {ExtraStatus.FAILED}
    assert "not connected" in published.extras.first().reason
    assert there() == (0, 0)


def test_another_channels_access_writes_nothing(published, there):
    Connection.objects.update(channel_id="UC" + "x" * 22)

    assert turns(published) == {ExtraStatus.FAILED}
    assert "another channel" in published.extras.first().reason
    assert there() == (0, 0)


def test_a_permission_that_was_taken_back_is_asked_for_again(published, faults, member):
    faults({"match": {"path": "^/youtube/v3/"}, "times": None, **google(403, "insufficientPermissions")})

    assert turns(published) == {ExtraStatus.FAILED}

    faults()
    published.connection.refresh_from_db()
    assert EXTRAS_SCOPE not in published.connection.scopes
    page = member.get(f"/publications/{published.pk}/").content.decode()
    assert f"/connections/{published.connection_id}/extras/" in page


def test_what_is_done_can_not_be_retried(published, user):
    turns(published)

    with pytest.raises(ExtraSettledError):
        extras.retry(extra=published.extras.first(), actor=user)


# --- the permission ---------------------------------------------------------------------------------------


def test_connecting_does_not_ask_for_the_permission(member, sandbox_url):
    url = member.post("/connections/youtube/start/")["Location"]

    assert EXTRAS_SCOPE not in parse_qs(urlsplit(url).query)["scope"][0].split()


def test_the_permission_is_asked_for_with_plain_words_and_leads_back(draft, member):
    page = member.get(f"/connections/{draft.connection_id}/extras/?publication={draft.pk}").content.decode()
    assert "Google has no narrower permission" in page

    started = member.post(
        "/connections/youtube/start/", {"extras": draft.connection_id, "publication": draft.pk}
    )
    answer = member.get(back_here(consent(started["Location"])))

    assert answer["Location"] == f"/publications/{draft.pk}/"
    draft.connection.refresh_from_db()
    assert draft.connection.may_add_extras
    assert "Already allowed" in member.get(f"/connections/{draft.connection_id}/extras/").content.decode()


def test_a_permission_that_was_unticked_is_said(connection, member, faults):
    started = member.post("/connections/youtube/start/", {"extras": connection.pk})
    scopes = " ".join(connection.scopes)
    faults(
        {
            "match": {"path": "^/token"},
            "kind": "rewrite",
            "edits": [{"path": ["scope"], "value": scopes}],
        }
    )

    answer = member.get(back_here(consent(started["Location"])), follow=True)

    assert "was not granted" in answer.content.decode()
    connection.refresh_from_db()
    assert (connection.status, connection.may_add_extras) == (ConnectionStatus.ACTIVE, False)


def test_denying_the_permission_changes_nothing(connection, member):
    started = member.post("/connections/youtube/start/", {"extras": connection.pk})

    answer = member.get(back_here(consent(started["Location"], decision="deny")), follow=True)

    assert "Nothing was changed, because access was not granted." in answer.content.decode()
    assert access_tokens.get(connection=connection)


# --- the composer, and the API ----------------------------------------------------------------------------


def test_the_composer_offers_the_permission_and_saves_first(connection, ready_video, member):
    page = member.get(f"/publications/new/?video={ready_video.pk}").content.decode()
    assert "Save draft and allow…" in page
    assert "first_comment" not in page

    data = {
        "title": "Espresso",
        "post_text": "",
        "channels": connection.pk,
        "shown": connection.pk,
        "do": f"allow:{connection.pk}",
    }
    answer = member.post(f"/publications/new/?video={ready_video.pk}", data)

    crosspost = Publication.objects.get().crosspost_id
    assert answer["Location"] == f"/connections/{connection.pk}/extras/?crosspost={crosspost}"


def test_the_composer_keeps_playlists_and_the_comment(allowed, ready_video, member):
    page = member.get(f"/publications/new/?video={ready_video.pk}").content.decode()
    assert "Weekly shorts" in page
    chosen = allowed.playlists[1].id
    data = {
        "title": "Espresso",
        "post_text": "",
        "channels": allowed.pk,
        "shown": allowed.pk,
        f"{allowed.pk}-playlists": [chosen],
        f"{allowed.pk}-first_comment": WORDS.replace("\n", "\r\n"),
        "do": "save",
    }

    member.post(f"/publications/new/?video={ready_video.pk}", data)

    options = options_of(Publication.objects.get().chosen_options)
    assert options.playlists == (chosen,)
    assert options.first_comment.split() == WORDS.split()


def test_a_post_without_extras_is_stored_as_before_they_existed(draft):
    assert {"playlists", "first_comment"}.isdisjoint(draft.options)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"visibility": "private", "made_for_kids": False}, "comment_visibility"),
        ({"visibility": "public", "made_for_kids": True}, "comment_kids"),
    ],
)
def test_a_comment_that_can_not_be_written_stops_the_post(draft, member, fields, code):
    url = f"/api/v1/publications/{draft.pk}/"
    body = {"options": {**fields, "first_comment": "Hello"}}
    etag = {"If-Match": member.get(url)["ETag"]}
    member.patch(url, body, content_type="application/json", headers=etag)

    checks = member.get(f"/api/v1/publications/{draft.pk}/preflight/").json()

    levels = {each["code"]: each["level"] for each in checks}
    assert (levels[code], levels["extras_permission"]) == ("blocked", "warning")


def test_the_api_lists_playlists_only_with_the_permission(connection, member):
    url = f"/api/v1/connections/{connection.pk}/playlists/"
    assert (member.get(url).json()["is_allowed"], member.get(url).json()["playlists"]) == (False, [])

    Connection.objects.update(scopes=[*connection.scopes, EXTRAS_SCOPE])
    found = member.get(url).json()

    assert [each["title"] for each in found["playlists"]] == [
        "Start here",
        "Weekly shorts",
        "Questions and answers",
    ]
    assert found["read_at"]


def test_the_api_shows_and_retries_extras(published, member, faults):
    faults({"match": COMMENT, "times": None, **google(403, "commentsDisabled")})
    turns(published)

    body = member.get(f"/api/v1/publications/{published.pk}/").json()
    failed = next(each for each in body["extras"] if each["kind"] == "comment")
    assert (body["status"], failed["status"]) == ("published", "failed")

    faults()
    url = f"/api/v1/publications/{published.pk}/extras/{failed['id']}/retry/"
    assert member.post(url).json()["status"] == "waiting"
    assert turns(published) == {ExtraStatus.DONE}
    assert member.post(url).json()["code"] == "extra_done"
    assert not mail.outbox or "first comment" in mail.outbox[-1].subject


def test_the_form_of_one_channel_has_them_too(allowed, draft, member):
    page = member.get(f"/publications/{draft.pk}/").content.decode()
    assert "Weekly shorts" in page
    chosen = [each.id for each in allowed.playlists[:2]]
    data = {"connection": allowed.pk, "title": "Espresso", "version": draft.version, "platform": "youtube"}

    member.post(f"/publications/{draft.pk}/", {**data, "playlists": chosen, "first_comment": WORDS})

    draft.refresh_from_db()
    assert options_of(draft.chosen_options).playlists == tuple(chosen)
    assert "Start here, Weekly shorts" in dict(draft.option_facts).values()


def test_an_approval_belongs_to_the_comment_that_was_approved(draft):
    before = approvals.digest(publication=draft)

    draft.options = {**draft.options, "first_comment": "Another"}

    assert approvals.digest(publication=draft) != before


def test_choices_stay_when_the_permission_is_gone(allowed, draft, member, user):
    chosen = allowed.playlists[0].id
    options = YouTubeOptions(visibility=Visibility.PUBLIC, made_for_kids=False, playlists=(chosen,))
    publications.change(publication=draft, version=draft.version, actor=user, options=options)
    Connection.objects.update(scopes=[], shelf=None)

    page = member.get(f"/publications/{draft.pk}/").content.decode()

    assert "No longer on the channel" in page
    assert f"/connections/{allowed.pk}/extras/" in page


def test_the_playlists_of_one_channel_are_not_kept_for_another(allowed, draft, member, user):
    chosen = allowed.playlists[0].id
    options = YouTubeOptions(visibility=Visibility.PUBLIC, made_for_kids=False, playlists=(chosen,))
    publications.change(publication=draft, version=draft.version, actor=user, options=options)
    other = another(allowed, 2, "Zweiter Kanal")
    data = {"title": "Espresso", "version": draft.version + 1, "platform": "youtube", "playlists": chosen}

    member.post(f"/publications/{draft.pk}/", {**data, "connection": other.pk, "publish": "1"})

    draft.refresh_from_db()
    assert (draft.connection, draft.status) == (other, PublicationStatus.DRAFT)
    assert options_of(draft.chosen_options).playlists == ()

"""The permission for playlists and first comments, and where they are chosen."""

from urllib.parse import parse_qs, urlsplit

import pytest

from publishing import access_tokens, approvals, publications
from publishing.models import Connection, ConnectionStatus, Publication, PublicationStatus
from publishing.platforms.youtube.options import Visibility, YouTubeOptions, options_of
from publishing.platforms.youtube.scopes import EXTRAS_SCOPE
from publishing.tests.conftest import back_here, consent
from publishing.tests.test_crossposts import another
from publishing.tests.test_extras import WORDS

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

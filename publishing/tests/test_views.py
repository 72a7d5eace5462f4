"""The pages and endpoints of publishing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import workspaces
from accounts.models import Membership, Role, User
from billing import quotas
from publishing import publications, scheduling
from publishing.models import Publication, PublicationStatus, PublishAttempt
from synthesis.choices import Structure
from synthesis.content import Beat, Script
from synthesis.models import Scene, ScriptDraft, Video
from synthesis.tests.pages import finish

FORM = {
    "title": "Three minute espresso",
    "post_text": "One dose, one grind.",
    "tags": "coffee, #espresso, coffee",
    "visibility": "private",
    "made_for_kids": "no",
}


def test_the_page_publishes(member, draft):
    answer = member.post(
        f"/publications/{draft.pk}/",
        {**FORM, "connection": draft.connection_id, "version": 1, "publish": "1"},
        follow=True,
    )

    draft.refresh_from_db()
    assert draft.status == PublicationStatus.SUBMITTING
    assert "being published to Moka &amp; Miles" in answer.content.decode()


def test_an_incomplete_draft_is_saved_with_the_missing_fields_listed(member, draft):
    answer = member.post(
        f"/publications/{draft.pk}/",
        {**FORM, "connection": draft.connection_id, "version": 1, "visibility": "", "publish": "1"},
        follow=True,
    )

    draft.refresh_from_db()
    assert (draft.status, draft.title) == (PublicationStatus.DRAFT, FORM["title"])
    assert "Saved, not published yet. Choose the visibility." in answer.content.decode()


def test_two_tabs_do_not_overwrite_each_other(member, draft):
    fields = {**FORM, "connection": draft.connection_id, "version": 1}
    member.post(f"/publications/{draft.pk}/", {**fields, "title": "First"})

    answer = member.post(f"/publications/{draft.pk}/", {**fields, "title": "Second"})

    assert answer.status_code == 412
    draft.refresh_from_db()
    assert draft.title == "First"


def test_hostile_text_is_shown_as_text(member, draft):
    Publication.objects.filter(pk=draft.pk).update(title="<script>alert(1)</script>")

    for address in (f"/publications/{draft.pk}/", "/publications/"):
        page = member.get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_the_state_polls_only_while_in_progress(member, draft):
    address = f"/publications/{draft.pk}/state/"
    Publication.objects.update(status=PublicationStatus.SUBMITTING)
    moving = member.get(address, headers={"HX-Request": "true"})
    assert "hx-get" in moving.content.decode()
    assert member.get(address, headers={"If-None-Match": moving["ETag"]}).status_code == 304

    Publication.objects.update(status=PublicationStatus.PUBLISHED, url="https://example.com/x")
    assert "hx-get" not in member.get(address, headers={"HX-Request": "true"}).content.decode()


def test_the_uploaded_bytes_are_shown_with_the_state(member, draft):
    Publication.objects.update(status=PublicationStatus.SUBMITTING)
    PublishAttempt.objects.create(publication=draft, number=1, size_bytes=4_000_000, sent_bytes=3_000_000)

    state = member.get(f"/publications/{draft.pk}/state/", headers={"HX-Request": "true"}).content.decode()

    assert "Upload 1" in state
    assert "3.0 MB of 4.0 MB" in state
    assert "<noscript>" in state
    assert member.get(f"/publications/{draft.pk}/").content.decode().count("Upload 1") == 1


def test_the_lineage_names_the_publications_of_the_version_that_it_shows(member, draft):
    finish(draft.video)

    page = member.get(f"/videos/{draft.video_id}/lineage/").content.decode()

    chain, others = page.split("Published from other versions")
    assert draft.title not in chain.split(">Publication<")[1]
    assert f"/publications/{draft.pk}/" in others
    assert "version 1" in others


@pytest.mark.parametrize(
    "status", ["draft", "submitting", "submitted_unconfirmed", "published", "failed", "canceled"]
)
def test_every_state_has_its_page(member, draft, status):
    Publication.objects.update(status=status, failure="Because.", url="https://example.com/x")

    assert member.get(f"/publications/{draft.pk}/").status_code == 200


def test_a_viewer_can_view_but_not_change(draft, workspace):
    viewer = User.objects.create_user("vic@example.com")
    Membership.objects.create(workspace=workspace, user=viewer, role=Role.VIEWER)
    client = Client()
    client.force_login(viewer)

    assert client.get(f"/publications/{draft.pk}/").status_code == 200
    assert client.post(f"/publications/{draft.pk}/publish/").status_code == 403
    assert client.post(f"/publications/{draft.pk}/", FORM).status_code == 403
    assert client.post("/connections/youtube/start/").status_code == 403


def test_another_workspace_sees_nothing(draft, connection):
    stranger = User.objects.create_user("sam@example.com")
    workspaces.open_workspace(owner=stranger)
    client = Client()
    client.force_login(stranger)

    for address in (f"/publications/{draft.pk}/", f"/publications/{draft.pk}/state/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/connections/{connection.pk}/disconnect/").status_code == 404
    assert client.get(f"/api/v1/publications/{draft.pk}/").status_code == 404


def test_the_list_costs_the_same_for_any_number_of_rows(
    member, draft, django_assert_max_num_queries, ready_video, connection, workspace
):
    copies = [
        Publication(
            workspace=workspace,
            video=ready_video,
            render=draft.render,
            connection=connection,
            title=f"Copy {n}",
        )
        for n in range(40)
    ]
    Publication.objects.bulk_create(copies)

    for address in ("/publications/", "/api/v1/publications/?limit=40"):
        with django_assert_max_num_queries(12):
            assert member.get(address).status_code == 200


def test_the_whole_path_by_rest(member, ready_video, connection):
    made = member.post(
        "/api/v1/publications/",
        {"video": ready_video.pk, "connection": connection.pk, "options": {"visibility": "private"}},
        content_type="application/json",
        headers={"Idempotency-Key": "draft-1"},
    )
    assert made.status_code == 201, made.json()
    address = f"/api/v1/publications/{made.json()['id']}/"

    refused = member.post(f"{address}publish/")
    assert refused.status_code == 422
    assert refused.json()["code"] == "preflight_failed"

    changed = member.patch(
        address,
        {"options": {"made_for_kids": False}},
        content_type="application/json",
        headers={"If-Match": made["ETag"]},
    )
    assert changed.status_code == 200

    stale = member.patch(
        address, {"title": "x"}, content_type="application/json", headers={"If-Match": made["ETag"]}
    )
    assert stale.status_code == 412

    accepted = member.post(f"{address}publish/")
    assert accepted.status_code == 202
    assert accepted.json()["status"] == "submitting"
    assert accepted.json()["livemode"] is False


def test_a_repeated_draft_request_makes_one_draft(member, ready_video, connection):
    body = {"video": ready_video.pk, "connection": connection.pk}
    _, second = (
        member.post(
            "/api/v1/publications/",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": "once"},
        )
        for _ in range(2)
    )

    assert second["Idempotent-Replayed"] == "true"
    assert Publication.objects.count() == 1


def test_publishing_asks_for_confirmation(member, draft):
    page = member.get(f"/publications/{draft.pk}/").content.decode()

    button = page.split('name="publish"')[1].split("</button>")[0]
    assert 'data-confirm="Publish to Moka &amp; Miles now?' in button
    assert "second one" not in button


def test_a_video_already_on_the_channel_gets_a_warning(member, draft, workspace, connection, ready_video):
    Publication.objects.create(
        workspace=workspace, video=ready_video, render=draft.render, connection=connection,
        status=PublicationStatus.SUBMITTED_UNCONFIRMED,
    )  # fmt: skip

    page = member.get(f"/publications/{draft.pk}/").content.decode()

    assert "This video was already sent to this channel." in page
    assert "This publishes it a second time" in page.split('name="publish"')[1].split("</button>")[0]


def test_a_video_already_scheduled_for_the_channel_gets_a_warning(
    member, draft, workspace, connection, ready_video
):
    workspace.time_zone = "America/Sao_Paulo"
    workspace.save()
    Publication.objects.create(
        workspace=workspace, video=ready_video, render=draft.render, connection=connection,
        status=PublicationStatus.SCHEDULED, scheduled_at=datetime(2099, 12, 4, 12, tzinfo=UTC),
    )  # fmt: skip

    page = member.get(f"/publications/{draft.pk}/").content.decode()

    assert "This video is also scheduled for this channel on 4 December, 09:00." in page


def test_a_waiting_publication_shows_the_reason_and_the_next_try(member, draft):
    Publication.objects.update(
        status=PublicationStatus.SUBMITTING,
        evidence={"reason": "YouTube cannot be reached.", "until": "2026-11-28T17:05:00+00:00"},
    )

    for address in (f"/publications/{draft.pk}/", f"/publications/{draft.pk}/state/"):
        page = member.get(address).content.decode()
        assert "YouTube cannot be reached." in page
        assert "28 November, 17:05" in page


def test_a_video_received_by_youtube_cannot_be_sent_again(member, draft):
    Publication.objects.update(
        status=PublicationStatus.FAILED,
        failure="Because.",
        platform_video_id="abc",
        url="https://example.com/x",
    )

    page = member.get(f"/publications/{draft.pk}/").content.decode()
    answer = member.post(f"/publications/{draft.pk}/publish/")

    assert "Check again now" in page
    assert 'name="publish"' not in page
    assert answer.status_code == 409

    member.post(f"/publications/{draft.pk}/look-again/")
    draft.refresh_from_db()
    assert (draft.status, draft.platform_video_id) == (PublicationStatus.SUBMITTING, "abc")


def test_a_text_that_was_changed_since_the_page_was_opened_is_not_sent(member, draft, user):
    scheduling.schedule(publication=draft, at=timezone.now() + timedelta(days=1), actor=user)
    page = member.get(f"/publications/{draft.pk}/").content.decode()
    shown = page.split("/publish/")[1].split('name="version" value="')[1].split('"')[0]
    draft.refresh_from_db()
    publications.change(publication=draft, version=draft.version, actor=user, title="From next door")

    by_page = member.post(f"/publications/{draft.pk}/publish/", {"version": shown})
    by_program = member.post(f"/api/v1/publications/{draft.pk}/publish/", headers={"If-Match": f'"v{shown}"'})

    draft.refresh_from_db()
    assert (by_page.status_code, by_program.status_code) == (412, 412)
    assert draft.status == PublicationStatus.SCHEDULED
    member.post(f"/publications/{draft.pk}/publish/", {"version": draft.version})
    assert Publication.objects.get().is_open


def test_the_lineage_of_a_video_leads_to_its_publication(member, draft):
    Publication.objects.update(status=PublicationStatus.PUBLISHED, url="https://example.com/x")

    page = member.get(f"/videos/{draft.video_id}/lineage/").content.decode()

    assert f"/publications/{draft.pk}/" in page
    assert "Watch on YouTube" in page
    assert "Moka &amp; Miles" in page


def test_the_meter_counts_what_is_held_for_renders(member, workspace, db):
    quotas.reserve(workspace=workspace, reference="render:x", videos=1)

    page = member.get("/publications/").content.decode()

    assert "1 of 5" in page
    assert "1 reserved for renders" in page


def test_a_description_older_than_the_narration_gets_a_warning(
    member, ready_video, workspace, connection, draft
):
    beat = Beat(
        narration="Grind finer.",
        structure=Structure.STATEMENT,
        kicker="",
        headline="",
        body="",
        items=[],
        figure="",
        figure_label="",
        accent_words=[],
        visual_prompt="",
    )
    script = Script(title="", hook_alternatives=[], scenes=[beat], post_text="About sour coffee.")
    ScriptDraft.objects.create(workspace=workspace, video=ready_video, status="succeeded", script=script)
    Scene.objects.create(video=ready_video, workspace=workspace, position=1, narration="Grind  finer.")
    Video.objects.update(post_text="About sour coffee.")
    Publication.objects.update(post_text="About sour coffee.")
    pages = (f"/publications/new/?video={ready_video.pk}", f"/publications/{draft.pk}/")
    old = "changed after this description was written"

    assert not any(old in member.get(page).content.decode() for page in pages)

    Scene.objects.update(narration="Use hotter water.")
    assert all(old in member.get(page).content.decode() for page in pages)

    Publication.objects.update(post_text="About water.")
    assert old not in member.get(pages[1]).content.decode()


def test_a_visibility_changed_by_youtube_is_shown(member, draft):
    Publication.objects.update(
        status=PublicationStatus.PUBLISHED, url="https://example.com/x", options={"visibility": "public"},
        evidence={"visibility": "private"},
    )  # fmt: skip

    page = " ".join(member.get(f"/publications/{draft.pk}/").content.decode().split())

    assert "YouTube made it private, but you chose public." in page

"""Drafts: created, changed, checked, sent once, canceled."""

import pytest

from accounts.errors import EmailUnverifiedError
from foundation.errors import ConflictError, StaleError
from publishing import preflight, publications
from publishing.errors import NotEditableError, PreflightFailedError, VideoNotReadyError
from publishing.models import PublicationStatus
from synthesis.attribution import Credit
from synthesis.choices import Origin
from synthesis.content import SceneContent, VideoContent
from synthesis.models import Render, Video


def test_a_video_without_a_version_is_refused(workspace, user, ready_video, connection):
    video = Video.objects.create(workspace=workspace, title="Empty")

    with pytest.raises(VideoNotReadyError):
        publications.draft(workspace=workspace, actor=user, video=video, connection=connection)


def test_required_options_have_no_default(workspace, user, ready_video, connection):
    draft = publications.draft(workspace=workspace, actor=user, video=ready_video, connection=connection)

    with pytest.raises(PreflightFailedError) as refusal:
        publications.publish(publication=draft, actor=user)

    assert {error["field"] for error in refusal.value.errors} == {"visibility", "made_for_kids"}


def test_generated_scenes_keep_the_label_on(workspace, user, ready_video, connection):
    scene = SceneContent(id="scn_1", position=1, origin=Origin.GENERATED)
    Render.objects.update(content=VideoContent(title="", scenes=(scene,)))

    draft = publications.draft(
        workspace=workspace, actor=user, video=ready_video, connection=connection, synthetic_media=False
    )
    changed = publications.change(publication=draft, actor=user, version=1, synthetic_media=False)

    assert draft.synthetic_media is True
    assert changed.synthetic_media is True


def test_a_draft_names_the_creators_of_the_stock_in_its_version(workspace, user, ready_video, connection):
    credit = Credit(
        provider="Pexels", id="video/1", creator="Ann", page_url="https://www.pexels.com/video/1/"
    )
    scene = SceneContent(id="scn_1", position=1, origin=Origin.STOCK, asset="ast_1", credit=credit)
    Render.objects.update(content=VideoContent(title="", scenes=(scene,)))
    Video.objects.update(post_text="Good coffee.")
    ready_video.refresh_from_db()
    named = "Video by Ann on Pexels: https://www.pexels.com/video/1/"

    draft = publications.draft(workspace=workspace, actor=user, video=ready_video, connection=connection)
    own = publications.draft(
        workspace=workspace, actor=user, video=ready_video, connection=connection, post_text="My own words."
    )

    assert draft.post_text == f"Good coffee.\n\n{named}"
    assert own.post_text == "My own words."


def test_the_label_can_be_turned_on_manually(draft, user):
    assert (
        publications.change(publication=draft, actor=user, version=1, synthetic_media=True).synthetic_media
        is True
    )


def test_a_change_made_for_an_older_version_is_refused(draft, user):
    publications.change(publication=draft, actor=user, version=1, title="First")

    with pytest.raises(StaleError):
        publications.change(publication=draft, actor=user, version=1, title="Second")

    draft.refresh_from_db()
    assert draft.title == "First"


def test_publishing_is_idempotent(draft, user):
    first = publications.publish(publication=draft, actor=user)
    second = publications.publish(publication=draft, actor=user)

    assert first.pk == second.pk
    assert second.status == PublicationStatus.SUBMITTING


def test_a_publication_in_progress_cannot_be_changed_or_canceled(draft, user):
    publications.publish(publication=draft, actor=user)

    with pytest.raises(NotEditableError):
        publications.change(publication=draft, actor=user, version=1, title="Late")
    with pytest.raises(NotEditableError):
        publications.cancel(publication=draft, actor=user)


def test_a_canceled_draft_stays_canceled(draft, user):
    publications.cancel(publication=draft, actor=user)
    publications.cancel(publication=draft, actor=user)

    with pytest.raises(ConflictError):
        publications.publish(publication=draft, actor=user)


def test_live_channels_need_a_confirmed_email(draft, user):
    draft.livemode = True
    draft.save()

    with pytest.raises(EmailUnverifiedError):
        publications.publish(publication=draft, actor=user)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", "", "title"),
        ("title", "x" * 101, "title"),
        ("title", "a < b", "title"),
        ("post_text", "ü" * 2501, "description"),
        ("post_text", "<b>", "description"),
        ("tags", ["x" * 99] * 6, "tags"),
        ("visibility", None, "visibility"),
        ("made_for_kids", None, "made_for_kids"),
    ],
)
def test_each_rule_blocks_what_breaks_it(draft, field, value, code):
    if field in draft.options:
        draft.options[field] = value
    else:
        setattr(draft, field, value)

    assert [found.code for found in preflight.blocking(preflight.check(publication=draft))] == [code]


def test_a_good_draft_passes_every_rule(draft):
    assert preflight.blocking(preflight.check(publication=draft)) == []


@pytest.mark.parametrize(
    "letter", ["e\u0301", "\U0001f468\u200d\U0001f469", "\U0001f44d\U0001f3fd", "\u0628\u064e"]
)
def test_the_videos_title_is_not_cut_within_a_letter(workspace, user, ready_video, connection, letter):
    ready_video.title = "a" * 99 + letter + "b"
    ready_video.save()

    draft = publications.draft(workspace=workspace, actor=user, video=ready_video, connection=connection)

    assert draft.title == "a" * 99

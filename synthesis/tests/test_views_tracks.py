"""Own music on the page of voice and captions, in the library, and over the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role
from synthesis.models import Asset
from synthesis.studio import tracks
from synthesis.tests.pages import browser_of, text_of
from synthesis.tests.songs import upload

pytestmark = pytest.mark.django_db
UPLOAD = "/library/music/upload/"
LICENCE = "Jo Doe, CC BY 4.0"


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


@pytest.fixture
def scored(video, tmp_path):
    return tracks.add(video=video, file=upload(tmp_path), licence=LICENCE)


def page_of(member, video):
    return text_of(member.get(f"/videos/{video.pk}/voice/"))


def sent(video, **changes):
    """The form of the page as a browser sends it."""
    return {
        "language": video.language,
        "voice": video.voice,
        "caption_style": video.caption_style,
        "mood": video.mood,
        "preset": video.preset,
        "version": video.version,
        **changes,
    }


def test_music_is_uploaded_and_used(member, video, tmp_path):
    answer = member.post(UPLOAD, {"video": video.pk, "file": upload(tmp_path), "licence": LICENCE})

    video.refresh_from_db()
    assert answer["Location"] == f"/videos/{video.pk}/voice/"
    assert video.music_track.licence == LICENCE


def test_the_page_plays_the_music_and_shows_its_licence(member, scored):
    page = page_of(member, scored)

    assert f'src="/assets/{scored.music_track_id}/content/"' in page
    assert f"Licence: {LICENCE}" in page
    assert f'<option value="{scored.music_track_id}" selected' in page


def test_a_page_without_music_says_how_to_add_some(member, video):
    page = page_of(member, video)

    assert f'action="{UPLOAD}#music-title"' in page
    assert 'href="#music-title"' in page


def test_the_mood_is_chosen_again(member, scored):
    answer = member.post(f"/videos/{scored.pk}/voice/", sent(scored, music_track=""))

    scored.refresh_from_db()
    assert answer.status_code == 302
    assert scored.music_track is None


def test_saving_the_page_keeps_the_music(member, scored):
    member.post(f"/videos/{scored.pk}/voice/", sent(scored, music_track=scored.music_track_id, mood="warm"))

    before = scored.music_track_id
    scored.refresh_from_db()
    assert (scored.music_track_id, scored.mood) == (before, "warm")


def test_a_licence_is_required(member, video, tmp_path):
    answer = member.post(UPLOAD, {"video": video.pk, "file": upload(tmp_path), "licence": ""})

    assert answer.status_code == 422
    assert 'id="id_licence-error"' in text_of(answer)
    assert not Asset.objects.exists()


def test_a_file_that_is_no_music_is_refused_at_its_field(member, video):
    file = SimpleUploadedFile("a.mp3", b"not a sound")
    answer = member.post(UPLOAD, {"video": video.pk, "file": file, "licence": LICENCE})

    assert answer.status_code == 422
    assert "cannot be opened as music" in text_of(answer).split('id="id_file-error"')[1].split("</p>")[0]


def test_the_library_plays_music_and_filters_it(member, scored):
    page = text_of(member.get("/library/?kind=music"))

    assert "My song" in page
    assert "<audio" in page
    assert "Used in 1 video" in page


def test_a_viewer_uploads_no_music(workspace, video, tmp_path):
    viewer = browser_of(workspace, Role.VIEWER)

    answer = viewer.post(UPLOAD, {"video": video.pk, "file": upload(tmp_path), "licence": LICENCE})

    assert answer.status_code == 403


def test_another_workspaces_video_takes_no_music(other_workspace, video, tmp_path):
    stranger = browser_of(other_workspace)

    answer = stranger.post(UPLOAD, {"video": video.pk, "file": upload(tmp_path), "licence": LICENCE})

    assert answer.status_code == 404
    assert not Asset.objects.exists()

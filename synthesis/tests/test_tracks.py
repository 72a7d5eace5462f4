"""A video's own music: stored, cut or repeated to its length, credited, and refused if it is unusable."""

import wave

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from foundation import media
from foundation.errors import UpstreamError
from synthesis.assembly.composition import sound
from synthesis.assembly.music import tracks as beds
from synthesis.assembly.music.instruments import RATE
from synthesis.errors import AssetInUseError, SceneFieldError, UploadUnusableError, VideoBusyError
from synthesis.library import assets
from synthesis.library import tracks as library
from synthesis.models import Asset, AssetRole, Lane, Video
from synthesis.production import leases
from synthesis.production.pipeline import materials
from synthesis.studio import recordings, scenes, tracks, videos
from synthesis.tests.conftest import start_render
from synthesis.tests.pages import store
from synthesis.tests.songs import song, upload
from synthesis.tests.takes import upload as upload_recording

pytestmark = pytest.mark.django_db
LICENCE = "Jo Doe, CC BY 4.0"


def never():
    return False


def added(video, folder, **options):
    return tracks.add(video=video, file=upload(folder, **options), licence=LICENCE)


@pytest.fixture
def scored(video, tmp_path):
    return added(video, tmp_path)


@pytest.mark.parametrize("extension", ["mp3", "m4a", "wav", "flac", "ogg"])
def test_music_of_any_usual_kind_is_stored_with_its_licence(video, extension, tmp_path):
    track = added(video, tmp_path, name=f"My song.{extension}", extension=extension).music_track

    assert (track.role, track.licence, track.title) == (AssetRole.MUSIC, LICENCE, "My song")
    assert track.mime_type == "audio/flac"
    assert track.duration_s == pytest.approx(8, abs=0.1)


def test_silence_before_the_first_note_is_cut(video, tmp_path):
    track = added(video, tmp_path, filters="adelay=2000:all=1").music_track

    assert track.duration_s == pytest.approx(8, abs=0.2)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"#EXTM3U\nfile:///etc/passwd", "cannot be opened as music"),
        (b"ID3" + bytes(5000), "damaged"),
        (b"fLaC" + bytes(200), "damaged"),
    ],
    ids=["empty", "playlist", "mp3", "flac"],
)
def test_a_file_that_is_no_music_is_refused_with_a_reason_and_leaves_nothing(video, content, words):
    with pytest.raises(UploadUnusableError, match=words) as refusal:
        tracks.add(video=video, file=SimpleUploadedFile("song.mp3", content), licence=LICENCE)

    assert refusal.value.errors[0]["field"] == "file"
    assert not Asset.objects.exists()


@pytest.mark.parametrize(
    ("seconds", "filters", "words"),
    [
        (3.0, "volume=1", "shorter than 5 seconds"),
        (601.0, "volume=1", "longer than 10 minutes"),
        (8.0, "volume=0", "silent"),
    ],
    ids=["short", "long", "silent"],
)
def test_unusable_music_is_refused_with_a_reason(video, seconds, filters, words, tmp_path):
    with pytest.raises(UploadUnusableError, match=words):
        added(video, tmp_path, seconds=seconds, filters=filters)


def test_music_that_is_too_large_is_refused_by_its_size(video):
    file = SimpleUploadedFile("song.wav", b"RIFF")
    file.size = library.MAX_BYTES + 1

    with pytest.raises(UploadUnusableError, match="larger than 64 MB"):
        tracks.add(video=video, file=file, licence=LICENCE)


def test_music_is_refused_while_the_video_is_rendered(video, tmp_path):
    start_render(video)

    with pytest.raises(VideoBusyError):
        added(video, tmp_path)
    assert not Asset.objects.exists()


def test_a_render_freezes_the_music_and_its_credits(scored):
    content = scenes.content_of(video=scored)

    track = scored.music_track
    assert (content.music_track, content.music_track_sha256) == (track.pk, track.sha256)
    assert (content.music_track_title, content.music_track_licence) == ("My song", LICENCE)


def test_music_changes_the_fingerprint_and_its_removal_restores_it(video, tmp_path):
    before = scenes.fingerprint(content=scenes.content_of(video=video))

    scored = added(video, tmp_path)
    with_music = scenes.fingerprint(content=scenes.content_of(video=scored))
    removed = videos.edit(video=scored, version=scored.version, music_track=None)

    assert with_music != before
    assert scenes.fingerprint(content=scenes.content_of(video=removed)) == before


def test_music_in_use_cannot_be_deleted(scored):
    with pytest.raises(AssetInUseError):
        assets.delete(asset=scored.music_track)


def test_only_music_of_the_own_library_is_accepted(video, other_workspace, tmp_path):
    foreign = library.store(workspace=other_workspace, file=upload(tmp_path), licence=LICENCE)
    foreign.save(force_insert=True)
    clip = store(video.workspace, role=AssetRole.UPLOAD)

    for file in (foreign, clip):
        with pytest.raises(SceneFieldError, match="your own library"):
            videos.edit(video=video, version=video.version, music_track=file)


def test_music_is_no_picture_of_a_scene(scored):
    scene = scored.scenes.first()

    with pytest.raises(SceneFieldError):
        scenes.edit(scene=scene, version=scene.version, origin="uploaded", asset=scored.music_track)


def test_a_long_file_is_inspected_as_music_only(video, tmp_path):
    path = song(tmp_path, seconds=200.0)

    assert media.inspect_sound(path, max_duration_s=600).duration_s == pytest.approx(200, abs=0.2)
    with pytest.raises(media.MediaRefusedError):
        media.inspect_sound(path)


# --- beds ---------------------------------------------------------------------------------------


def bed_of(folder, *, duration_s, **options):
    path = beds.fit(
        track=song(folder, extension="flac", **options),
        duration_s=duration_s,
        workdir=folder / "work",
        should_stop=never,
    )
    with wave.open(str(path), "rb") as file:
        return path, np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2) / 32768


@pytest.mark.parametrize("duration_s", [2.0, 7.5, 31.0])
def test_a_bed_has_the_length_of_the_video_and_fades_out(duration_s, tmp_path):
    _, samples = bed_of(tmp_path, duration_s=duration_s)

    assert len(samples) == round(duration_s * RATE)
    assert np.abs(samples[-200:]).max() < 0.001
    assert np.abs(samples[:RATE]).max() > 0.1


def test_a_repeated_track_has_no_gap_and_no_click(tmp_path):
    _, samples = bed_of(tmp_path, duration_s=31)

    steady = samples[: -3 * RATE, 1]
    level = np.sqrt((steady[: len(steady) // 4800 * 4800].reshape(-1, 4800) ** 2).mean(axis=1))
    assert level.min() > 0.1
    # A sine of 440 Hz at this level moves by at most 0.018 between samples.
    assert np.abs(np.diff(steady)).max() < 0.04


def test_silence_after_the_last_note_is_not_repeated(tmp_path):
    _, samples = bed_of(tmp_path, duration_s=40, filters="volume=0.3,apad=pad_dur=4")

    level = np.sqrt((samples[: 37 * RATE].reshape(-1, RATE, 2) ** 2).mean(axis=(1, 2)))
    assert level.min() > 0.05


def test_a_render_uses_the_own_music_instead_of_the_mood(scored, tmp_path):
    job, render, timeline = job_of(scored, tmp_path)

    mixed = materials.mix(job, render, timeline)

    assert next(path.name for path in tmp_path.glob("music-*")).startswith("music-own-")
    assert sound.measure(mixed, should_stop=never).integrated_lufs == pytest.approx(-14, abs=0.6)


def test_a_render_whose_music_was_deleted_says_so(scored, tmp_path):
    job, render, timeline = job_of(scored, tmp_path)
    track = scored.music_track
    Video.objects.filter(pk=scored.pk).update(music_track=None)
    assets.delete(asset=track)

    with pytest.raises(UpstreamError, match="music was deleted"):
        materials.mix(job, render, timeline)


def job_of(video, folder):
    render = start_render(video)
    claim = leases.claim(render_id=render.pk, lane=Lane.MEDIA)
    assert claim is not None
    job = materials.MediaJob(claim=claim, workdir=folder, should_stop=never)
    return job, render, materials.timeline_of(job, render)


def test_a_recording_is_not_offered_as_music(video, tmp_path):
    recordings.add(scene=video.scenes.first(), file=upload_recording(tmp_path))

    assert not tracks.offered(video=video).exists()

"""Uploaded pictures with colour profiles are shown in their colours in finished videos and stills."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from foundation.tests.colour_profiles import display_p3, srgb
from foundation.tests.test_media_profiles import RED, RED_IN_SRGB
from synthesis.assembly import composition
from synthesis.library import assets
from synthesis.models import Lane, Origin
from synthesis.production import leases
from synthesis.production.pipeline import materials
from synthesis.production.pipeline.materials import MediaJob
from synthesis.studio import scenes, stills, videos
from synthesis.tests.conftest import start_render
from synthesis.tests.footage_files import colour_at, distance, never, shown

pytestmark = pytest.mark.django_db


def photo(profile):
    held = io.BytesIO()
    Image.new("RGB", (270, 480), RED).save(held, "JPEG", quality=98, subsampling=0, icc_profile=profile)
    return held.getvalue()


# Profiles contain the time at which they were made.
PHOTO = photo(display_p3())


def photo_at(path, profile):
    path.write_bytes(photo(profile))
    return path


@pytest.fixture
def video(workspace):
    upload = assets.store_upload(workspace=workspace, user=None, file=SimpleUploadedFile("photo.jpg", PHOTO))
    made = videos.create(workspace=workspace, user=None, title="Photo")
    scenes.add(video=made, narration="A photo.", origin=Origin.UPLOADED, asset=upload)
    return made


@pytest.mark.parametrize(
    ("profile", "colour"),
    [(display_p3(), RED_IN_SRGB), (srgb(), RED), (b"garbage" * 30, RED), (None, RED)],
    ids=["Display P3", "sRGB", "garbage", "none"],
)
def test_a_photo_is_shown_in_the_colours_that_it_means(tmp_path, profile, colour):
    picture = composition.in_srgb(picture=photo_at(tmp_path / "photo.jpg", profile), workdir=tmp_path)

    (frame, *_) = shown(picture, frames=4, workdir=tmp_path)

    assert distance(colour_at(frame, 0.5, 0.5), colour) < 6


def test_a_converted_photo_is_used_again(tmp_path):
    path = photo_at(tmp_path / "photo.jpg", display_p3())
    first = composition.in_srgb(picture=path, workdir=tmp_path)
    written_at = first.stat().st_mtime_ns

    again = composition.in_srgb(picture=path, workdir=tmp_path)

    assert (again, again.stat().st_mtime_ns) == (first, written_at)
    assert first != path


def test_a_render_shows_the_converted_photo_and_keeps_the_uploaded_file(video, tmp_path):
    render = start_render(video)
    claim = leases.claim(render_id=render.pk, lane=Lane.MEDIA)
    assert claim is not None
    job = MediaJob(claim=claim, workdir=tmp_path, should_stop=never)
    (scene,) = render.scenes

    clips = materials.clips_by_scene(job, render, materials.timeline_of(job, render))

    with Image.open(clips[scene.id]) as picture:
        assert picture.getpixel((9, 9)) == pytest.approx(RED_IN_SRGB, abs=4)
    with video.scenes.get().asset.file.open() as kept:
        assert kept.read() == PHOTO


def test_the_still_of_the_scene_has_the_same_colours(video):
    stills.draw(video_id=video.pk)

    with video.scenes.get().still.file.open() as file, Image.open(file) as picture:
        assert picture.getpixel((9, 9)) == pytest.approx(RED_IN_SRGB, abs=5)

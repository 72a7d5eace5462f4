"""Stored files: on the disk before their row is written, and kept while in use."""

import io
import struct
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.utils import timezone
from PIL import Image

from synthesis.errors import AssetInUseError, SceneFieldError, UploadUnusableError
from synthesis.library import assets
from synthesis.models import Asset, AssetOrigin, AssetRole, Origin, Recipe
from synthesis.production import recipes
from synthesis.studio import scenes
from synthesis.tests.footage_files import footage

pytestmark = pytest.mark.django_db


def picture(name="cup.png", size=(90, 160)):
    body = io.BytesIO()
    Image.new("RGB", size, "teal").save(body, "PNG")
    return SimpleUploadedFile(name, body.getvalue())


PNG_OF_16000_PIXELS = (
    b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBBI", 13, b"IHDR", 16_000, 16_000, 8, 2, 0, 0, 0, 0)
    + struct.pack(">I4s", 0, b"IDAT") + bytes(4)
)  # fmt: skip


@pytest.fixture
def asset(workspace):
    return assets.store_upload(workspace=workspace, user=None, file=picture(), licence="Mine")


def test_an_upload_is_kept_under_a_name_of_ours(asset, workspace):
    assert asset.file.name == f"{workspace.pk}/{asset.pk}.png"
    assert (asset.width_px, asset.height_px, asset.duration_s) == (90, 160, None)
    assert (asset.title, asset.licence, asset.mime_type) == ("cup", "Mine", "image/png")
    with assets.local_path(asset=asset) as path:
        assert path.stat().st_size == asset.size_bytes


def test_a_file_is_what_its_bytes_say_whatever_its_name_is(workspace):
    asset = assets.store_upload(workspace=workspace, user=None, file=picture("holiday.mp4"))

    assert asset.file.name == f"{workspace.pk}/{asset.pk}.png"
    assert (asset.mime_type, asset.duration_s) == ("image/png", None)


def test_a_refusal_says_what_is_wrong_with_the_file(workspace):
    with pytest.raises(UploadUnusableError, match="16000 × 16000 pixels"):
        assets.store_upload(
            workspace=workspace, user=None, file=SimpleUploadedFile("cup.png", PNG_OF_16000_PIXELS)
        )


def test_an_upload_that_was_cut_off_is_refused_with_the_reason(workspace, tmp_path):
    path = footage(tmp_path / "film.mp4", "-c:v", "libx264", "-movflags", "+faststart")
    content = path.read_bytes()

    with pytest.raises(UploadUnusableError, match="incomplete: its end is missing"):
        assets.store_upload(
            workspace=workspace,
            user=None,
            file=SimpleUploadedFile("film.mp4", content[: len(content) * 2 // 3]),
        )


def test_a_large_upload_is_not_copied(workspace):
    content = picture().read()
    with TemporaryUploadedFile("cup.png", "image/png", len(content), None) as file:
        file.write(content)
        file.flush()

        asset = assets.store_upload(workspace=workspace, user=None, file=file)

    assert (asset.title, asset.size_bytes) == ("cup", len(content))


def test_an_uploaded_name_is_not_used_as_a_path(workspace):
    asset = assets.store_upload(workspace=workspace, user=None, file=picture("../../etc/passwd.png"))

    assert asset.file.name == f"{workspace.pk}/{asset.pk}.png"


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("list.m3u8", b"#EXTM3U\nhttp://127.0.0.1/secret"),
        SimpleUploadedFile("film.mp4", b"#EXTM3U\nhttp://127.0.0.1/secret"),
        SimpleUploadedFile("film.mp4", b""),
        SimpleUploadedFile("page.html", b"<script>alert(1)</script>"),
        SimpleUploadedFile("cup.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        SimpleUploadedFile("cup.png", PNG_OF_16000_PIXELS),
        # No browser plays Matroska, except WebM.
        SimpleUploadedFile("film.webm", b"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska" + bytes(64)),
    ],
)
def test_other_files_than_pictures_and_videos_are_refused(workspace, file):
    with pytest.raises(UploadUnusableError):
        assets.store_upload(workspace=workspace, user=None, file=file)
    assert not Asset.objects.exists()


def test_a_file_in_a_scene_cannot_be_deleted(asset, video):
    scene = video.scenes.first()
    scenes.edit(scene=scene, version=1, origin=Origin.UPLOADED, asset=asset)

    with pytest.raises(AssetInUseError):
        assets.delete(asset=asset)
    with assets.local_path(asset=asset) as path:
        assert path.exists()


def test_a_deleted_file_is_gone(asset, django_capture_on_commit_callbacks):
    with assets.local_path(asset=asset) as path:
        pass

    with django_capture_on_commit_callbacks(execute=True):
        assets.delete(asset=asset)

    assert not path.exists()


def test_only_expired_files_are_deleted(asset, workspace, tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"film")
    assets.keep(
        workspace=workspace,
        path=path,
        role=AssetRole.CLIP,
        origin=AssetOrigin.MOTION,
        expires_at=timezone.now() - timedelta(seconds=1),
    )

    assert assets.delete_expired() == 1
    assert list(Asset.objects.all()) == [asset]


def test_another_workspaces_file_cannot_be_shown(video, other_workspace):
    foreign = assets.store_upload(workspace=other_workspace, user=None, file=picture())
    scene = video.scenes.first()

    with pytest.raises(SceneFieldError, match="own library"):
        scenes.edit(scene=scene, version=1, origin=Origin.UPLOADED, asset=foreign)


def test_a_recipe_has_one_spelling():
    first = recipes.canonical({"b": 1, "a": {"d": "é", "c": [1, 2.5]}})

    assert first == '{"a":{"c":[1,2.5],"d":"é"},"b":1}'
    assert recipes.digest(first) == recipes.digest(
        recipes.canonical({"a": {"c": [1, 2.5], "d": "é"}, "b": 1})
    )


def test_two_recipes_are_compared_by_path():
    first = Recipe(canonical='{"content":{"scenes":[{"narration":"One"}],"mood":"calm"}}')
    second = Recipe(canonical='{"content":{"scenes":[{"narration":"Two"}],"mood":"calm"},"seed":1}')

    differences = recipes.compare(first=first, second=second)

    assert [(each.path, each.first, each.second) for each in differences] == [
        ("content.scenes.0.narration", "One", "Two"),
        ("seed", None, 1),
    ]

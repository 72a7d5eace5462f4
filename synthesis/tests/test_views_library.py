"""The library, and files over HTTP."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role
from synthesis.models import Asset, AssetRole, Origin
from synthesis.studio import scenes
from synthesis.tests.pages import MP4, browser_of, finish, store, text_of
from synthesis.tests.test_assets import PNG_OF_16000_PIXELS


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


@pytest.fixture(scope="session")
def png():
    """A real picture."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="image2pipe") as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 90, 160, "rgb24"
        frame = av.VideoFrame.from_ndarray(np.full((160, 90, 3), 120, dtype=np.uint8), format="rgb24")
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return buffer.getvalue()


def test_an_empty_library_says_what_will_be_there(member):
    assert "No files yet" in text_of(member.get("/library/"))


def test_a_picture_is_uploaded_and_shown(member, png):
    answer = member.post(
        "/library/upload/",
        {"file": SimpleUploadedFile("Portafilter.png", png), "licence": "My own"},
        follow=True,
    )

    asset = Asset.objects.get()
    page = text_of(answer)
    assert (asset.title, asset.mime_type, asset.width_px) == ("Portafilter", "image/png", 90)
    assert "“Portafilter” is in your library." in page
    assert "My own" in page


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("fake.mp4", b"not a film"),
        ("fake.png", b"<svg onload=x>"),
    ],
)
def test_other_files_than_pictures_and_films_are_refused(member, name, content):
    answer = member.post("/library/upload/", {"file": SimpleUploadedFile(name, content)})

    assert answer.status_code == 422
    page = text_of(answer)
    assert "data-open" in page
    assert 'id="id_file-error"' in page
    assert not Asset.objects.exists()


def test_an_upload_needs_a_file(member):
    answer = member.post("/library/upload/", {"title": "Nothing"})

    assert answer.status_code == 422
    assert "data-open" in text_of(answer)


def test_the_library_makes_as_many_queries_for_many_files_as_for_one(
    member, workspace, django_assert_max_num_queries
):
    for number in range(20):
        store(workspace, role=AssetRole.UPLOAD, title=f"File {number}")

    with django_assert_max_num_queries(12):
        member.get("/library/")


def test_the_library_shows_one_kind(member, workspace):
    store(workspace, role=AssetRole.UPLOAD, title="Mine")
    store(workspace, title="Finished")

    page = text_of(member.get("/library/?kind=upload"))

    assert "Mine" in page
    assert "Finished</a>" not in page


def test_a_file_is_deleted_once_it_is_unused(member, workspace, video):
    asset = store(workspace, role=AssetRole.UPLOAD)
    scene = scenes.add(video=video, origin=Origin.UPLOADED, asset=asset)
    refused = member.post(f"/assets/{asset.pk}/delete/")
    scenes.delete(scene=scene)

    member.post(f"/assets/{asset.pk}/delete/")

    assert refused.status_code == 409
    assert not Asset.objects.exists()


def test_a_finished_video_is_not_deleted_from_the_library(member, video):
    render = finish(video)

    assert member.post(f"/assets/{render.final_asset_id}/delete/").status_code == 409


# --- content -----------------------------------------------------------------------------------


@dataclass
class Fetched:
    """A response, read to its end."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def fetch(client, asset, query="", **headers):
    answer = client.get(f"/assets/{asset.pk}/content/{query}", **headers)
    content = answer.getvalue()
    answer.close()
    return Fetched(answer.status_code, answer.headers, content)


def test_a_file_is_answered_whole(member, workspace):
    asset = store(workspace)

    answer = fetch(member, asset)

    assert answer.content == MP4
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-99", 0, 99), ("bytes=100-", 100, len(MP4) - 1), ("bytes=-10", len(MP4) - 10, len(MP4) - 1),
     ("bytes=0-999999", 0, len(MP4) - 1)],
)  # fmt: skip
def test_a_player_gets_the_requested_range(member, workspace, asked, first, last):
    asset = store(workspace)

    answer = fetch(member, asset, HTTP_RANGE=asked)

    assert answer.status == 206
    assert answer.content == MP4[first : last + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(MP4)}"


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=9-3", "bytes=-0"])
def test_an_unsatisfiable_range_is_refused(member, workspace, asked):
    answer = fetch(member, store(workspace), HTTP_RANGE=asked)

    assert answer.status == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(MP4)}"


@pytest.mark.parametrize("asked", ["bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes=-"])
def test_an_invalid_range_gets_the_whole_file(member, workspace, asked):
    answer = fetch(member, store(workspace), HTTP_RANGE=asked)

    assert answer.status == 200


def test_a_download_has_a_name_to_keep(member, workspace):
    answer = fetch(member, store(workspace, title="Why espresso: sour?"), "?download=1")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="why-espresso-sour.mp4"'


def test_content_is_never_rendered_as_html(member, workspace):
    answer = fetch(member, store(workspace))

    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_another_workspaces_file_is_not_there(other_workspace, workspace):
    asset, stranger = store(workspace), browser_of(other_workspace)

    assert stranger.get(f"/assets/{asset.pk}/content/").status_code == 404
    assert stranger.post(f"/assets/{asset.pk}/delete/").status_code == 404
    assert "Better espresso" not in text_of(stranger.get("/library/"))


@pytest.mark.parametrize("asked", [{}, {"HTTP_RANGE": "bytes=0-3"}])
def test_a_file_missing_on_the_disk_is_reported(member, workspace, caplog, asked):
    asset = store(workspace)
    Path(asset.file.path).unlink()

    answer = member.get(f"/assets/{asset.pk}/content/", **asked)

    assert answer.status_code == 404
    assert "missing on the server" in answer.content.decode()
    assert [record.asset_id for record in caplog.records if hasattr(record, "asset_id")] == [asset.pk]


def test_a_viewer_neither_uploads_nor_deletes(workspace, png):
    viewer, asset = browser_of(workspace, Role.VIEWER), store(workspace)

    assert viewer.post("/library/upload/", {"file": SimpleUploadedFile("a.png", png)}).status_code == 403
    assert viewer.post(f"/assets/{asset.pk}/delete/").status_code == 403
    assert "Upload</a>" not in text_of(viewer.get("/library/"))


def test_a_picture_that_unfolds_into_too_much_is_refused_with_its_size(member):
    bomb = SimpleUploadedFile("cup.png", PNG_OF_16000_PIXELS)

    answer = member.post("/library/upload/", {"file": bomb})

    assert answer.status_code == 422
    assert "16000 × 16000 pixels" in text_of(answer)
    assert not Asset.objects.exists()

"""Start pictures: accepted in three forms, validated, stored once, and deleted with their videos."""

import base64
import functools
import io
import struct
import zlib

import openai
import pytest
from PIL import Image

from render_node.pictures import MOST_PIXELS, Pictures, read
from render_node.tests.conftest import LONG, SMALL, TOKEN, WAN, wait_for

pytestmark = pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")


def file_of(kind="PNG", size=(64, 96), colour=(200, 30, 30)):
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, kind)
    return content.getvalue()


def data_url(content, kind="png"):
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def flood():
    """A PNG of a few hundred bytes whose header claims an excessive number of pixels."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    side = int(MOST_PIXELS**0.5) + 100
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.slow
def test_the_openai_client_sends_a_picture_and_downloads_a_video(diffusion_node):
    with openai.OpenAI(api_key=TOKEN, base_url=diffusion_node.url, max_retries=0) as client:
        created = client.videos.create(
            model="wan2.2-ti2v-5b",
            prompt="It begins to snow",
            seconds="4",
            size="96x160",  # type: ignore[arg-type]  # theirs are not the only sizes
            input_reference=("start.png", io.BytesIO(file_of()), "image/png"),
            extra_body={"steps": 1, "fps": 4},
        )
        video = client.videos.poll(created.id, poll_interval_ms=50)
        content = client.videos.download_content(video.id).read()

    facts = video.model_dump()
    assert (video.status, facts["num_frames"], video.seconds) == ("completed", 17, "4.25")
    assert len(content) == facts["size_bytes"]


@pytest.mark.slow
def test_the_same_picture_in_another_form_is_the_same_request(diffusion_node):
    url = data_url(file_of())
    forms = [
        diffusion_node.submit(WAN, key="picture", input_reference=url),
        diffusion_node.submit(WAN, key="picture", input_reference={"image_url": url}),
        diffusion_node.call("POST", "/v1/videos", form(WAN, file_of()), key="picture", **FORM).json,
    ]

    assert len({video["id"] for video in forms}) == 1
    other = diffusion_node.call(
        "POST", "/v1/videos", {**WAN, "input_reference": data_url(file_of(colour=(0, 0, 0)))}, key="picture"
    )
    assert other.json["code"] == "idempotency_key_reused"


FORM = {"Content-Type": "multipart/form-data; boundary=b"}


def form(fields, content):
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = '--b\r\nContent-Disposition: form-data; name="input_reference"; filename="a.png"\r\n\r\n'
    return "".join(parts).encode() + head.encode() + content + b"\r\n--b--\r\n"


@pytest.mark.slow
def test_a_picture_stays_until_its_videos_are_over_and_survives_a_kill(own_node, models_dir):
    node = own_node(
        RENDER_NODE_MODELS="motion,wan2.2-ti2v-5b",
        RENDER_NODE_MODELS_DIR=str(models_dir),
        RENDER_NODE_WARM_UP="none",
    )
    blocker = node.submit(LONG)
    node.wait_until(blocker["id"], "in_progress")
    video = node.submit(WAN, input_reference=data_url(file_of()))
    folder = node.folder / "pictures"
    kept = {path.name for path in folder.iterdir()}
    node.kill()
    node.start()

    assert len(kept) == 1
    assert {path.name for path in folder.iterdir()} == kept
    node.call("POST", f"/v1/videos/{blocker['id']}/cancel")
    assert node.wait_until(video["id"], "completed", within_s=60)["recipe"]["engine"] == WAN["model"]
    node.kill()
    node.start()
    wait_for(functools.partial(_is_empty, folder))


def _is_empty(folder):
    return not list(folder.iterdir())


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("https://example.com/a.png", "not fetched"),
        ("http://169.254.169.254/latest", "not fetched"),
        ("sha256:" + "0" * 64, "not fetched"),
        ({"image_url": "https://example.com/a.png"}, "not fetched"),
        ({"file_id": "file-1"}, "file_id"),
        (["a"], "not fetched"),
        ("data:image/png;base64,???", "not base64"),
        ("data:image/png,abc", "not base64"),
        (data_url(b"GIF89a"), "not a complete"),
        (data_url(file_of("GIF")), "not a complete"),
        (data_url(b""), "not a complete"),
        (data_url(file_of(size=(640, 960))[:-60]), "not a complete"),
        (data_url(file_of("JPEG", size=(640, 960))[:900], "jpeg"), "not a complete"),
        (data_url(file_of("WEBP", size=(640, 960))[:60], "webp"), "not a complete"),
        (data_url(flood()), "million pixels"),
        (data_url(file_of(size=(8, 900))), "8x900"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)
def test_an_invalid_picture_is_refused_with_a_message(node, reference, says):
    answer = node.call("POST", "/v1/videos", {**SMALL, "input_reference": reference})

    assert (answer.status, answer.json["code"]) == (422, "picture_refused")
    assert answer.json["error"]["param"] == "input_reference"
    assert says in answer.json["detail"]


def test_a_picture_that_is_too_large_is_refused(node):
    large = file_of() + b"\0" * (20 * 1024 * 1024)
    refused = node.call("POST", "/v1/videos", form(SMALL, large), **FORM)
    huge = node.call("POST", "/v1/videos", form(SMALL, large + large), **FORM)

    assert (refused.status, refused.json["code"]) == (422, "picture_refused")
    assert (huge.status, huge.json["code"]) == (413, "request_too_large")


def test_a_model_without_pictures_refuses_one(node):
    answer = node.call("POST", "/v1/videos", {**SMALL, "input_reference": data_url(file_of())})

    assert answer.status == 422
    assert "does not support a start picture" in answer.json["detail"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (form(SMALL, b"x")[:-9], "truncated"),
        (form(SMALL, b"x").replace(b"input_reference", b"mask"), "only accepted file"),
        (b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", "no name"),
    ],
)
def test_an_invalid_form_is_refused(node, body, says):
    answer = node.call("POST", "/v1/videos", body, **FORM)

    assert answer.status == 422
    assert says in answer.json["detail"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_three_picture_formats_are_accepted_under_any_file_name(kind):
    assert read(data_url(file_of(kind), "whatever")).content == file_of(kind)


def test_a_picture_is_not_purged_while_a_request_is_stored(tmp_path):
    pictures, picture = Pictures(folder=tmp_path / "pictures"), read(file_of())
    with pictures.kept(picture):
        assert (tmp_path / "pictures" / picture.sha256).read_bytes() == picture.content

    assert pictures.purge(all_but=lambda: {picture.sha256}) == 0
    assert pictures.purge(all_but=set) == 1

"""Stills of drawn scenes, over HTTP."""

import io

import pytest
from PIL import Image

from render_node.contract import Layout, MotionSpec, StillRequest, Theme
from render_node.engines.motion import stills
from render_node.tests.conftest import NodeProcess


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    """A node of its own: its process for stills would count among the workers of the shared one."""
    process = NodeProcess(tmp_path_factory.mktemp("stills"))
    yield process
    process.stop()


def still(node, **more):
    spec = MotionSpec(theme=Theme.KITCHEN, layout=Layout.TYPE_POSTER, headline="Small steps win")
    body = {"motion": spec.model_dump(mode="json"), "width": 108, "height": 192, **more}
    return node.call("POST", "/v1/stills", body)


def test_a_still_is_a_jpeg_of_the_requested_size(node):
    answer = still(node)

    picture = Image.open(io.BytesIO(answer.body))
    assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")
    assert (picture.format, picture.size) == ("JPEG", (108, 192))


def test_the_same_still_is_drawn_the_same(tmp_path):
    spec = MotionSpec(theme=Theme.KITCHEN, layout=Layout.TYPE_POSTER, headline="Small steps win")
    request = StillRequest(motion=spec, width=108, height=192, seed=7)

    assert stills.draw(request, data_dir=tmp_path) == stills.draw(request, data_dir=tmp_path)


def test_another_text_is_another_still(node):
    other = MotionSpec(theme=Theme.KITCHEN, layout=Layout.TYPE_POSTER, headline="Big steps win")

    assert still(node).body != still(node, motion=other.model_dump(mode="json")).body


def test_an_odd_size_is_rounded_down(node):
    assert Image.open(io.BytesIO(still(node, width=109, height=193).body)).size == (108, 192)


def test_a_still_needs_the_token_and_known_fields(node):
    assert node.call("POST", "/v1/stills", {"motion": {}}, Authorization="Bearer wrong").status == 401
    assert still(node, colour="red").status == 422

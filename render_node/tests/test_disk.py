"""A full disk: no partial file, no partially accepted video, and the node survives."""

import pytest

from render_node.tests.conftest import LONG, SMALL

# Noise does not compress: some megabytes of file.
LARGE = {"prompt": "x", "size": "1080x1920", "num_frames": 15, "preset": "best"}


@pytest.mark.slow
def test_a_file_that_does_not_fit_fails_its_video_and_not_the_next_one(own_node):
    node = own_node(limit="ulimit -f 512")
    workers = node.workers()
    failed = node.wait_until(node.submit(LARGE)["id"], "failed", within_s=90)

    assert (failed["attempt"], failed["error"]["code"]) == (3, "disk_full")
    assert list((node.folder / "videos").iterdir()) == []
    assert node.wait_until(node.submit()["id"], "completed")
    assert node.workers() == workers


def test_a_node_with_too_little_free_space_accepts_nothing(own_node):
    node = own_node(RENDER_NODE_FREE_MB="0")
    kept = node.submit(key="kept")
    node.wait_until(kept["id"], "completed")
    node.kill()
    node._environment["RENDER_NODE_FREE_MB"] = "900000000"
    node.start_unready()

    refused = node.call("POST", "/v1/videos", SMALL)
    assert (refused.status, refused.json["code"]) == (507, "disk_full")
    assert int(refused.headers["retry-after"]) > 0
    readiness = node.call("GET", "/readyz")
    assert (readiness.status, readiness.json["status"]) == (503, "disk_full")
    assert node.submit(key="kept")["id"] == kept["id"]
    assert node.call("POST", "/v1/videos", LONG).status == 507

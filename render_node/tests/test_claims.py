"""Which worker renders what next, and the outcome of failed attempts."""

import time

import pytest

from render_node.claims import MOST_PASSED_OVER, Claims
from render_node.config import Config
from render_node.contract import CompleteRequest, Recipe, VideoRequest
from render_node.database import Database
from render_node.renders import Renders
from render_node.video_file import FileFacts

FACTS = FileFacts(sha256="0" * 64, size_bytes=1, width=96, height=160, fps=30, num_frames=6, duration_s=0.2)
RECIPE = Recipe(engine="motion", engine_version="1", seed=1, preset="standard")


class Books:
    """The database of a node without its processes."""

    def __init__(self, folder) -> None:
        self.config = Config(token="t", data_dir=folder)
        self.database = Database(self.config.database_path)
        self.renders = Renders(database=self.database, config=self.config, workers=1)
        self.claims = Claims(database=self.database, config=self.config)

    def submit(self, model="motion", **changes) -> str:
        asked = {"model": model, "prompt": "x", "size": "96x160", "num_frames": 6, "fps": 30} | changes
        wanted, whole = VideoRequest(**asked), CompleteRequest(**asked)
        return self.renders.submit(wanted, whole, key=None).id

    def complete(self, claim, took_s=4.0) -> bool:
        return self.claims.complete(
            claim, facts=FACTS, recipe=RECIPE, took_s=took_s, denoised_s=took_s / 2, device="cpu"
        )


@pytest.fixture
def books(tmp_path):
    books = Books(tmp_path)
    yield books
    books.database.close()


def taken(books, *, resident=()):
    return books.claims.claim("w", resident=resident).id


def test_a_loaded_model_goes_first_at_equal_priority(books):
    other, ready = books.submit("ltx-2"), books.submit("motion")

    assert taken(books, resident=("motion",)) == ready
    assert taken(books, resident=("motion",)) == other


def test_priority_outranks_loaded_models(books):
    books.submit("motion")
    urgent = books.submit("ltx-2", priority=9)

    assert taken(books, resident=("motion",)) == urgent


def test_a_video_is_passed_over_only_so_often(books):
    other = books.submit("ltx-2")
    for _ in range(MOST_PASSED_OVER + 1):
        books.submit("motion")
    order = [taken(books, resident=("motion",)) for _ in range(MOST_PASSED_OVER + 1)]

    assert order.index(other) == MOST_PASSED_OVER


def test_a_video_is_passed_over_only_so_long(books):
    other = books.submit("ltx-2")
    books.submit("motion")
    with books.database.transaction() as connection:
        connection.execute("UPDATE renders SET created_at = ? WHERE id = ?", (time.time() - 3600, other))

    assert taken(books, resident=("motion",)) == other


def test_out_of_memory_is_retried_once_and_then_explained(books):
    video = books.submit(size="704x1280", num_frames=121)
    first = books.claims.claim("w")
    books.claims.run_out_of_memory(first, device="cuda:0")
    second = books.claims.claim("w")
    books.claims.run_out_of_memory(second, device="cuda:0")

    assert (first.saving_memory, second.saving_memory, second.attempt) == (False, True, 2)
    error = books.renders.get(video).error
    assert error.code == "out_of_memory"
    assert "704x1280 with 121 frames" in error.message


def test_a_full_disk_uses_up_every_attempt_before_the_video_fails(books):
    video = books.submit()
    again = [
        books.claims.retry(books.claims.claim("w"), code="disk_full", message="No room.") for _ in range(3)
    ]

    assert again == [True, True, False]
    assert books.renders.get(video).error.code == "disk_full"


@pytest.mark.parametrize("end", ["run_out_of_memory", "retry", "stop"])
def test_a_cancel_comes_before_another_attempt(books, end):
    video = books.submit()
    claim = books.claims.claim("w")
    books.renders.cancel(video)
    arguments = {
        "run_out_of_memory": {"device": "cpu"},
        "retry": {"code": "disk_full", "message": "No room."},
        "stop": {},
    }
    getattr(books.claims, end)(claim, **arguments[end])

    assert books.renders.get(video).status == "cancelled"


def test_writes_with_a_lost_claim_change_nothing(books):
    video = books.submit()
    late = books.claims.claim("w1")
    books.claims.recover(worker="w1")
    books.claims.claim("w2")

    assert not books.complete(late)
    assert not books.claims.retry(late, code="disk_full", message="No room.")
    books.claims.fail(late, code="engine_error", message="No.")
    books.claims.run_out_of_memory(late, device="cpu")
    books.claims.stop(late)
    found = books.renders.get(video)
    assert (found.status, found.attempt) == ("in_progress", 2)


def test_eta_comes_from_similar_videos(books):
    books.submit()
    assert books.complete(books.claims.claim("w"), took_s=4.0)
    books.submit()
    last = books.submit()

    assert books.renders.get(last).eta_s == pytest.approx(8.0)


def test_eta_without_similar_videos_is_scaled_by_size(books):
    books.submit(num_frames=6)
    assert books.complete(books.claims.claim("w"), took_s=4.0)

    assert books.renders.get(books.submit(num_frames=12)).eta_s == pytest.approx(8.0)
    assert books.renders.get(books.submit("ltx-2")).eta_s is None

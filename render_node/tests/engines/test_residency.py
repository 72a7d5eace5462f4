"""Residency: as many models as fit, eviction of the least recently used, never during a clip."""

import json
import threading
from dataclasses import replace

import pytest

from render_node.engines.base import EngineError
from render_node.engines.loading import Placement, placement_for
from render_node.engines.residency import Residency
from render_node.tests.engines.conftest import Recorder, drawn, job

FIRST, SECOND, THIRD = "wan2.2-ti2v-5b", "wan2.2-t2v-a14b", "wan2.2-i2v-a14b"


@pytest.fixture
def room_for(machine, tmp_path):
    """A residency with a budget in bytes."""

    def make(budget_bytes):
        return Residency(machine=replace(machine, data_dir=tmp_path, budget_bytes=budget_bytes))

    return make


def size_of(engine_of, *names):
    return sum(engine_of(name).weight_bytes for name in names)


def test_the_least_recently_used_model_is_evicted(engine_of, room_for):
    residency = room_for(size_of(engine_of, FIRST, SECOND, THIRD) - 1)
    residency.engine(FIRST)
    residency.engine(SECOND)
    residency.engine(FIRST)

    residency.engine(THIRD)

    assert residency.resident == (FIRST, THIRD)


def test_models_that_fit_stay_loaded(engine_of, room_for):
    residency = room_for(size_of(engine_of, FIRST, SECOND))
    engine = residency.engine(FIRST)
    residency.engine("motion")
    residency.engine(SECOND)

    assert residency.engine(FIRST) is engine
    assert residency.resident == ("motion", SECOND, FIRST)


def test_a_model_in_the_middle_of_a_clip_is_waited_for(engine_of, room_for):
    residency = room_for(size_of(engine_of, FIRST))
    clip = residency.engine(FIRST).render(job(FIRST), control=Recorder())
    pictures = []
    thread = threading.Timer(1.0, lambda: pictures.extend(clip.pictures))
    thread.start()

    residency.engine(SECOND)

    assert len(pictures) == 9
    assert residency.resident == (SECOND,)
    thread.join()


def test_an_idle_model_leaves_before_a_busy_one(engine_of, room_for):
    residency = room_for(size_of(engine_of, FIRST, SECOND, THIRD) - 1)
    clip = residency.engine(FIRST).render(job(FIRST), control=Recorder())
    residency.engine(SECOND)

    residency.engine(THIRD)

    assert residency.resident == (FIRST, THIRD)
    assert len(list(clip.pictures)) == 9


def test_a_model_that_comes_back_draws_the_same(engine_of, room_for):
    residency = room_for(size_of(engine_of, FIRST))
    before = drawn(residency.engine(FIRST), job(FIRST))
    residency.engine(SECOND)

    assert (drawn(residency.engine(FIRST), job(FIRST)) == before).all()


def test_sizes_are_measured_and_remembered(engine_of, room_for, tmp_path):
    residency = room_for(size_of(engine_of, FIRST, SECOND))
    residency.engine(FIRST)
    sizes = json.loads((tmp_path / "sizes.json").read_text())
    assert sizes == {FIRST: size_of(engine_of, FIRST)}

    # A model that was measured above the size of its weights gets more room.
    (tmp_path / "sizes.json").write_text(json.dumps({SECOND: size_of(engine_of, SECOND) + 1}))
    residency.engine(SECOND)

    assert residency.resident == (SECOND,)


def test_a_damaged_size_file_is_rewritten(room_for, engine_of, tmp_path):
    (tmp_path / "sizes.json").write_text("{")

    room_for(size_of(engine_of, FIRST)).engine(FIRST)

    assert FIRST in json.loads((tmp_path / "sizes.json").read_text())


def test_a_model_larger_than_the_budget_is_loaded_alone(engine_of, room_for):
    residency = room_for(size_of(engine_of, FIRST) // 2)
    residency.engine(SECOND)

    assert len(drawn(residency.engine(FIRST), job(FIRST))) == 9
    assert residency.resident == (FIRST,)


def test_a_missing_folder_evicts_no_model(engine_of, room_for, tmp_path, machine):
    residency = Residency(
        machine=replace(
            machine, models_dir=tmp_path, data_dir=tmp_path, budget_bytes=size_of(engine_of, FIRST)
        )
    )
    residency.engine("motion")

    with pytest.raises(EngineError, match="there is no folder"):
        residency.engine(FIRST)
    assert residency.resident == ("motion",)


def test_release_gives_everything_back(engine_of, room_for):
    residency = room_for(size_of(engine_of, FIRST, SECOND))
    engine = residency.engine(FIRST)
    residency.engine("motion")

    residency.release()

    assert residency.resident == ()
    with pytest.raises(RuntimeError, match="not loaded"):
        drawn(engine, job(FIRST))


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (40, Placement.WHOLE),
        (39, Placement.TEXT_APART),
        (29, Placement.IN_TURNS),
        (19, Placement.IN_LAYERS),
    ],
)
def test_a_model_keeps_on_the_device_what_fits(budget, expected):
    sizes = {"transformer": 20, "text_encoder": 10, "vae": 10}

    assert placement_for(sizes, budget_bytes=budget) is expected

"""The assignment of devices to workers."""

import pytest

from render_node import devices
from render_node.devices import CPU


def assigned(wanted, *, needs_card=True, workers=2, **environ):
    return [
        device.visible
        for device in devices.assign(wanted, workers=workers, needs_card=needs_card, environ=environ)
    ]


def test_each_card_gets_a_worker_of_its_own():
    assert assigned("auto", CUDA_VISIBLE_DEVICES="0,3") == ["0", "3"]
    assert assigned("1, 2") == ["1", "2"]
    assert assigned("auto", CUDA_VISIBLE_DEVICES="GPU-1f,MIG-2e") == ["GPU-1f", "MIG-2e"]


@pytest.mark.parametrize("stated", ["", "-1", "none", "NoDevFiles"])
def test_without_a_card_the_processor_draws(stated):
    assert assigned("auto", CUDA_VISIBLE_DEVICES=stated) == ["", ""]
    assert assigned("cpu", CUDA_VISIBLE_DEVICES="0") == ["", ""]


def test_drawn_scenes_leave_the_cards_alone():
    assert assigned("auto", needs_card=False, CUDA_VISIBLE_DEVICES="0,1,2") == ["", ""]


def test_a_worker_sees_its_card_and_no_other():
    (second,) = devices.assign("1", workers=4, needs_card=True, environ={})

    assert second.name == "cuda:1"
    assert second.environment == {"CUDA_VISIBLE_DEVICES": "1", "RENDER_NODE_DEVICE": "cuda"}
    assert CPU.environment == {"CUDA_VISIBLE_DEVICES": "", "RENDER_NODE_DEVICE": "cpu"}


@pytest.mark.parametrize(
    ("wanted", "says"),
    [("gpu", "not auto, cpu or a card"), ("GPU-1,GPU-1", "named twice"), ("0,x", "'x' is not")],
)
def test_a_setting_that_names_no_card_is_refused(wanted, says):
    assert says in " ".join(devices.problems(wanted))


def test_auto_and_cpu_need_no_card():
    assert devices.problems("auto") == devices.problems("cpu") == devices.problems("GPU-1f") == []

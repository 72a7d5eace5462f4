"""The assignment of devices to workers."""

import pytest

from render_node import devices
from render_node.devices import CPU


def assigned(wanted, *, needs_gpu=True, workers=2, **environ):
    return [
        device.visible
        for device in devices.assign(wanted, workers=workers, needs_gpu=needs_gpu, environ=environ)
    ]


def test_each_gpu_gets_its_own_worker():
    assert assigned("auto", CUDA_VISIBLE_DEVICES="0,3") == ["0", "3"]
    assert assigned("1, 2") == ["1", "2"]
    assert assigned("auto", CUDA_VISIBLE_DEVICES="GPU-1f,MIG-2e") == ["GPU-1f", "MIG-2e"]


@pytest.mark.parametrize("stated", ["", "-1", "none", "NoDevFiles"])
def test_without_a_gpu_the_cpu_renders(stated):
    assert assigned("auto", CUDA_VISIBLE_DEVICES=stated) == ["", ""]
    assert assigned("cpu", CUDA_VISIBLE_DEVICES="0") == ["", ""]


def test_motion_graphics_use_no_gpu():
    assert assigned("auto", needs_gpu=False, CUDA_VISIBLE_DEVICES="0,1,2") == ["", ""]


def test_a_worker_sees_only_its_gpu():
    (second,) = devices.assign("1", workers=4, needs_gpu=True, environ={})

    assert second.name == "cuda:1"
    assert second.environment == {"CUDA_VISIBLE_DEVICES": "1", "RENDER_NODE_DEVICE": "cuda"}
    assert CPU.environment == {"CUDA_VISIBLE_DEVICES": "", "RENDER_NODE_DEVICE": "cpu"}


@pytest.mark.parametrize(
    ("wanted", "says"),
    [("gpu", "not auto, cpu or a GPU"), ("GPU-1,GPU-1", "listed twice"), ("0,x", "'x' is not")],
)
def test_an_invalid_device_setting_is_refused(wanted, says):
    assert says in " ".join(devices.problems(wanted))


def test_auto_and_cpu_are_valid_without_a_gpu():
    assert devices.problems("auto") == devices.problems("cpu") == devices.problems("GPU-1f") == []

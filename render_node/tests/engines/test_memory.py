"""Running out of memory for real: one sentence, everything given back, and the engine goes on."""

import errno
import os
import resource
import weakref
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.torch

from render_node import engines
from render_node.engines import memory
from render_node.engines.base import OutOfMemoryError
from render_node.engines.place import Place
from render_node.tests.engines.conftest import drawn, job

NAME = "wan2.2-ti2v-5b"
_UNMAPPED = RuntimeError("unable to mmap 9 bytes from file <a>: Cannot allocate memory (12)")


@contextmanager
def no_more_than(extra_bytes):
    """This process gets so much more address space, and then none."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + extra_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@pytest.mark.parametrize("saving_memory", [False, True])
def test_a_job_too_large_for_the_machine_is_refused_and_the_next_is_drawn(engine_of, saving_memory):
    engine = engine_of(NAME)
    before = drawn(engine, job(NAME))
    huge = job(NAME, size="704x1280", num_frames=241, saving_memory=saving_memory)

    with no_more_than(8 * 2**20), pytest.raises(OutOfMemoryError, match="241 frames of 704x1280"):
        drawn(engine, huge)

    assert not engine.is_busy
    assert np.array_equal(drawn(engine, job(NAME)), before)


@pytest.mark.parametrize("complaint", [MemoryError, _UNMAPPED])
def test_a_model_too_large_for_the_machine_is_refused(place, monkeypatch, complaint):
    """Where a real limit strikes is chance; this is what the library that reads weights says of it."""

    def no_room(*_args, **_options):
        raise complaint

    monkeypatch.setattr(safetensors.torch, "load_file", no_room)
    engine = engines.build("ltx-2.3", place=place)

    with pytest.raises(OutOfMemoryError, match=r"the weights of ltx-2\.3"):
        engine.load()


def _made_of_it():
    """What diffusers makes of it while it loads."""
    error = OSError("Unable to load weights")
    error.__context__ = MemoryError()
    return error


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."),
        RuntimeError("CUDA out of memory. Tried to allocate 9 GiB."),
        _UNMAPPED,
        OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)),
        RuntimeError("cuBLAS error: CUBLAS_STATUS_ALLOC_FAILED"),
        _made_of_it(),
    ],
)
def test_every_way_of_running_out_is_known(error):
    held: list[weakref.ref[Any]] = []

    with pytest.raises(OutOfMemoryError, match="too little memory for a test") as refusal:
        _fail_with(error, held=held)

    # Gone although the refusal, and with it the way it came, is still at hand.
    assert refusal.value is not None
    assert held[0]() is None


def _fail_with(error, *, held):
    def use_too_much():
        tensor = np.zeros(9)
        held.append(weakref.ref(tensor))
        raise error

    with memory.running_out("a test"):
        use_too_much()


def test_other_errors_pass():
    with pytest.raises(RuntimeError, match="mat1 and mat2"):
        _fail_with(RuntimeError("mat1 and mat2 shapes cannot be multiplied"), held=[])


def test_weights_leave_room_to_work_in():
    place = Place(models_dir=Path("models"), data_dir=Path("data"), device="cpu")

    total = memory.total_bytes("cpu")
    assert total * 0.7 < memory.budget_bytes(place) < total
    assert memory.budget_bytes(Place(place.models_dir, place.data_dir, budget_bytes=7)) == 7

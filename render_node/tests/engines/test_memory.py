"""Running out of memory: one message, all memory freed, and the engine continues."""

import errno
import os
import weakref
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.torch
import torch

from render_node import engines
from render_node.engines import memory
from render_node.engines.base import OutOfMemoryError
from render_node.engines.machine import Machine
from render_node.tests.engines.conftest import drawn, job

NAME = "wan2.2-ti2v-5b"
_UNMAPPED = RuntimeError("unable to mmap 9 bytes from file <a>: Cannot allocate memory (12)")


def ask_for_too_much(*_):
    """Raise PyTorch's out-of-memory error. With a real limit, the failing call would vary."""
    torch.empty(2**60, dtype=torch.uint8)


@pytest.mark.parametrize("saving_memory", [False, True])
@pytest.mark.parametrize("part", ["transformer", "vae.decoder"])
def test_a_job_too_large_for_the_machine_is_refused_and_the_next_is_drawn(own_engine, part, saving_memory):
    engine = own_engine(NAME)
    before = drawn(engine, job(NAME))
    large = job(NAME, num_frames=17, saving_memory=saving_memory)
    module = attrgetter(part)(engine._loaded.pipelines.from_text)
    hook = module.register_forward_pre_hook(ask_for_too_much)

    with pytest.raises(OutOfMemoryError, match="There is too little memory for"):
        drawn(engine, large)
    hook.remove()

    assert not engine.is_busy
    assert np.array_equal(drawn(engine, job(NAME)), before)


@pytest.mark.parametrize("complaint", [MemoryError, _UNMAPPED])
def test_a_model_too_large_for_the_machine_is_refused(machine, monkeypatch, complaint):
    """The error of the library that reads weights. With a real limit, the failing call would vary."""

    def no_room(*_args, **_options):
        raise complaint

    monkeypatch.setattr(safetensors.torch, "load_file", no_room)
    engine = engines.build("ltx-2.3", machine=machine)

    with pytest.raises(OutOfMemoryError, match=r"the weights of ltx-2\.3"):
        engine.load()


def _made_of_it():
    """The error that diffusers raises for it during loading."""
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
        RuntimeError("std::bad_alloc"),
        RuntimeError("could not create a primitive"),
        ImportError("libmkl_avx2.so.2: failed to map segment from shared object"),
        _made_of_it(),
    ],
)
def test_every_out_of_memory_error_is_recognized(error):
    held: list[weakref.ref[Any]] = []

    with pytest.raises(OutOfMemoryError, match="too little memory for a test") as refusal:
        _fail_with(error, held=held)

    # Freed, although the exception and its traceback are still referenced.
    assert refusal.value is not None
    assert held[0]() is None


def _fail_with(error, *, held):
    def use_too_much():
        tensor = np.zeros(9)
        held.append(weakref.ref(tensor))
        raise error

    with memory.guarded("a test"):
        use_too_much()


def test_other_errors_pass():
    with pytest.raises(RuntimeError, match="mat1 and mat2"):
        _fail_with(RuntimeError("mat1 and mat2 shapes cannot be multiplied"), held=[])


def test_weights_leave_room_to_work_in():
    machine = Machine(models_dir=Path("models"), data_dir=Path("data"), device="cpu")

    total = memory.total_bytes("cpu")
    assert total * 0.7 < memory.budget_bytes(machine) < total
    assert memory.budget_bytes(Machine(machine.models_dir, machine.data_dir, budget_bytes=7)) == 7

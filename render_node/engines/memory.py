"""The memory of a device: detection, budget for weights, and out-of-memory errors."""

import gc
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from render_node.engines.base import OutOfMemoryError
from render_node.engines.machine import Machine

GIB = 2**30
# Working memory for denoising and decoding: A14B at 720p took about 10 GB in published runs.
_WORKING_ROOM_BYTES = 12 * GIB
_WORKING_SHARE = 0.25
# Messages of PyTorch's allocators; CUDA's own error class is checked by type.
_SAYS_OUT_OF_MEMORY = (
    # The system's message (ENOMEM), which safetensors and PyTorch repeat when a file cannot be mapped.
    "Cannot allocate memory",
    "can't allocate memory",
    "not enough memory",
    "out of memory",
    "CUBLAS_STATUS_ALLOC_FAILED",
    # A size whose bytes overflow an integer.
    "Storage size calculation overflowed",
    # A thread whose stack cannot be allocated.
    "can't start new thread",
    # A library that is loaded late: an ImportError.
    "failed to map segment from shared object",
    # The messages of C++, and of oneDNN when its workspace does not fit.
    "bad_alloc",
    "could not create a primitive",
)


def device(wanted: str) -> str:
    """ "cpu" or "cuda". "auto" selects the GPU if there is one that PyTorch supports."""
    if wanted != "auto":
        return wanted
    if find_spec("torch") is None:
        return "cpu"
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def total_bytes(wanted: str) -> int:
    """The memory of the GPU, or of the machine, in bytes."""
    if device(wanted) == "cuda":
        import torch

        return int(torch.cuda.get_device_properties(0).total_memory)
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def budget_bytes(machine: Machine) -> int:
    """The bytes that weights may take, so that working memory remains."""
    if machine.budget_bytes is not None:
        return machine.budget_bytes
    total = total_bytes(machine.device)
    return total - min(_WORKING_ROOM_BYTES, int(total * _WORKING_SHARE))


@cache
def device_name(kind: str) -> str:
    """The name of the GPU or CPU."""
    if kind == "cuda":
        import torch

        return str(torch.cuda.get_device_name(0))
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else os.uname().machine


def free() -> None:
    """Free memory without references."""
    gc.collect()
    if "torch" in sys.modules:
        import torch

        if torch.cuda.is_available():
            torch.cuda.empty_cache()


@contextmanager
def guarded(doing: str) -> Iterator[None]:
    """Convert the many forms of out-of-memory errors into OutOfMemoryError, after freeing the memory.

    ``doing`` is part of the message.
    """
    try:
        yield
    except (MemoryError, RuntimeError, OSError, ImportError) as error:
        if not is_out_of_memory(error):
            raise
        # The frames of the traceback hold the large tensors.
        traceback.clear_frames(error.__traceback__)
        error.__traceback__ = None
        free()
        raise OutOfMemoryError(f"There is too little memory for {doing}.") from None


def is_out_of_memory(error: BaseException) -> bool:
    """Whether ``error``, or its cause, is an out-of-memory error of any library.

    torch.OutOfMemoryError is a RuntimeError; diffusers wraps errors during loading in an OSError.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError) or any(words in str(cause) for words in _SAYS_OUT_OF_MEMORY):
            return True
        cause = cause.__cause__ or cause.__context__
    return False

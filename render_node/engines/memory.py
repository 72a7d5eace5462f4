"""A device's memory: which device, how much of it weights may take, and what running out of it looks like."""

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
from render_node.engines.place import Place

GIB = 2**30
# Room to denoise and decode in, beside the weights: A14B at 720p took some 10 GB in published runs.
_WORKING_ROOM_BYTES = 12 * GIB
_WORKING_SHARE = 0.25
# What PyTorch's allocators say; CUDA's own error class is asked for by type.
_SAYS_OUT_OF_MEMORY = (
    # The system's own words (ENOMEM), which safetensors and PyTorch repeat when a file cannot be mapped.
    "Cannot allocate memory",
    "can't allocate memory",
    "not enough memory",
    "out of memory",
    "CUBLAS_STATUS_ALLOC_FAILED",
    # A size whose bytes do not even fit into a number.
    "Storage size calculation overflowed",
    # A thread is a stack before it is anything else.
    "can't start new thread",
    # A library that is loaded only now: an ImportError.
    "failed to map segment from shared object",
    # C++'s own, and oneDNN's when there is no room for what it works with.
    "bad_alloc",
    "could not create a primitive",
)


def device(wanted: str) -> str:
    """ "cpu" or "cuda". "auto" is a card where there is one and PyTorch to drive it."""
    if wanted != "auto":
        return wanted
    if find_spec("torch") is None:
        return "cpu"
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def total_bytes(wanted: str) -> int:
    """The memory of the card, or of the machine."""
    if device(wanted) == "cuda":
        import torch

        return int(torch.cuda.get_device_properties(0).total_memory)
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def budget_bytes(place: Place) -> int:
    """What weights may take, so that there is room to work in."""
    if place.budget_bytes is not None:
        return place.budget_bytes
    total = total_bytes(place.device)
    return total - min(_WORKING_ROOM_BYTES, int(total * _WORKING_SHARE))


@cache
def device_name(kind: str) -> str:
    """The card's name, or the processor's."""
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
    """Give back what nobody refers to any more."""
    gc.collect()
    if "torch" in sys.modules:
        import torch

        if torch.cuda.is_available():
            torch.cuda.empty_cache()


@contextmanager
def running_out(doing: str) -> Iterator[None]:
    """Turn the many ways of running out of memory into OutOfMemoryError, with everything given back.

    The sentence is ``doing`` and what to do about it.
    """
    try:
        yield
    except (MemoryError, RuntimeError, OSError, ImportError) as error:
        if not is_out_of_memory(error):
            raise
        # The frames of the traceback hold the very tensors that were too many.
        traceback.clear_frames(error.__traceback__)
        error.__traceback__ = None
        free()
        raise OutOfMemoryError(f"There is too little memory for {doing}.") from None


def is_out_of_memory(error: BaseException) -> bool:
    """Whether ``error``, or what it came from, is some library's way of saying so.

    torch.OutOfMemoryError is a RuntimeError; diffusers makes an OSError of what happens while it loads.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError) or any(words in str(cause) for words in _SAYS_OUT_OF_MEMORY):
            return True
        cause = cause.__cause__ or cause.__context__
    return False

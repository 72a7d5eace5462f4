"""Optimizations of denoising, each with its own switch, so that a benchmark can measure it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Speed:
    """The optimizations. With all off, the library runs unchanged.

    ``compiler`` is one of PyTorch's; "eager" only captures graphs, to find graph breaks. The last two
    change the picture: they are used only on request, and a recipe lists them.
    """

    attention: str = ""
    compiled: bool = False
    compiler: str = "inductor"
    channels_last: bool = False
    tf32: bool = False
    cached_prompts: bool = False
    step_cache_threshold: float = 0.0
    fp8_storage: bool = False


def suited_to(device: str, *, compiled: bool = True) -> Speed:
    """The optimizations that do not change the picture: all of them on a GPU, one on a CPU."""
    on_gpu = device == "cuda"
    return Speed(
        attention="auto" if on_gpu else "",
        compiled=on_gpu and compiled,
        channels_last=on_gpu,
        tf32=on_gpu,
        cached_prompts=True,
    )

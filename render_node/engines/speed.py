"""Optimizations of denoising, separately switchable so that a bench can measure each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Speed:
    """The optimizations. With all off, the library runs unchanged.

    ``compiler`` is one of PyTorch's; "eager" only captures graphs, which shows what breaks them. The last two
    change the picture: they are used only on request, and a recipe names them.
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
    """Every optimization that keeps the picture and helps here: all on a card, one on a processor."""
    on_card = device == "cuda"
    return Speed(
        attention="auto" if on_card else "",
        compiled=on_card and compiled,
        channels_last=on_card,
        tf32=on_card,
        cached_prompts=True,
    )

"""What makes denoising quicker, lever by lever, so that a bench can pull each of them alone."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Speed:
    """The levers. All off is the library as it comes.

    ``compiler`` is which of PyTorch's; "eager" only looks for graphs, which is how to find what breaks them.
    The last two change the picture: they are used only when somebody asks, and a recipe names them.
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
    """Every lever that leaves the picture as it is, where it helps: all on a card, one on a processor."""
    on_card = device == "cuda"
    return Speed(
        attention="auto" if on_card else "",
        compiled=on_card and compiled,
        channels_last=on_card,
        tf32=on_card,
        cached_prompts=True,
    )

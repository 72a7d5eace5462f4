"""What tells one family of diffusion models from another; the rest is ``diffusion.py``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from render_node.contract import CompleteRequest
from render_node.engines.base import Sound

# By the pipeline's names for them: prompt_embeds, and for some families prompt_attention_mask.
Embeddings = Mapping[str, torch.Tensor]


@dataclass(frozen=True)
class Pipelines:
    """One set of modules, ready for either kind of job; None for the kind that the checkpoint does not do."""

    from_text: Any
    from_picture: Any

    @property
    def all(self) -> tuple[Any, ...]:
        return tuple(pipe for pipe in (self.from_text, self.from_picture) if pipe is not None)


@dataclass(frozen=True)
class Denoised:
    """What comes out of denoising. ``video``: (1, channels, frames, height, width), as the family has it."""

    video: torch.Tensor
    audio: torch.Tensor | None = None


class Family(Protocol):
    """A family's own ways. ``attentions`` are the modules whose attention takes no mask, and ``vae_dtype`` is
    said where the VAE has another than the rest.
    """

    max_tokens: int
    negative_prompt: str
    attentions: tuple[str, ...]
    takes_step_cache: bool
    vae_dtype: torch.dtype | None

    def pipelines(self, loaded: Any) -> Pipelines:
        """Both pipelines around the modules of the loaded one, without its text encoder."""

    def count_tokens(self, reader: Any, text: str) -> int:
        """As the text encoder would be given them, but uncut."""

    def encode(self, reader: Any, text: str, *, device: str) -> Embeddings:
        """One text, read."""

    def arguments(self, request: CompleteRequest, *, has_picture: bool) -> dict[str, Any]:
        """What the pipeline is called with beside size, length, texts and the preset's arguments."""

    def pieces(self, pipe: Any, denoised: Denoised, *, tiled: bool) -> Iterator[NDArray[np.uint8]]:
        """Decode, piece by piece: uint8, (n, height, width, 3)."""

    def sound(self, pipe: Any, denoised: Denoised) -> Sound | None:
        """What is heard, where the family has it."""

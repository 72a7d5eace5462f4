"""The differences between families of diffusion models; ``diffusion.py`` has the common part."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from render_node.contract import CompleteRequest
from render_node.engines.base import Sound

# Under the pipeline's names: prompt_embeds, and for some families prompt_attention_mask.
Embeddings = Mapping[str, torch.Tensor]


@dataclass(frozen=True)
class Pipelines:
    """One set of modules as pipelines for both kinds of job; None for a kind that the checkpoint does not
    support.
    """

    from_text: Any
    from_picture: Any

    @property
    def all(self) -> tuple[Any, ...]:
        return tuple(pipe for pipe in (self.from_text, self.from_picture) if pipe is not None)


@dataclass(frozen=True)
class Denoised:
    """The output of denoising. ``video``: (1, channels, frames, height, width), as the family's latents."""

    video: torch.Tensor
    audio: torch.Tensor | None = None


class Family(Protocol):
    """The specifics of a family. ``attentions`` are the modules whose attention takes no mask; ``vae_dtype``
    is set if the VAE has another type than the rest.
    """

    max_tokens: int
    negative_prompt: str
    attentions: tuple[str, ...]
    takes_step_cache: bool
    vae_dtype: torch.dtype | None

    def pipelines(self, loaded: Any) -> Pipelines:
        """Make both pipelines from the modules of the loaded one, without its text encoder."""

    def count_tokens(self, reader: Any, text: str) -> int:
        """Count the tokens that the text encoder would get, without truncation."""

    def encode(self, reader: Any, text: str, *, device: str) -> Embeddings:
        """Encode one text."""

    def arguments(self, request: CompleteRequest, *, has_picture: bool) -> dict[str, Any]:
        """The pipeline's arguments besides size, length, texts and the preset's arguments."""

    def pieces(self, pipe: Any, denoised: Denoised, *, tiled: bool) -> Iterator[NDArray[np.uint8]]:
        """Decode, piece by piece: uint8, (n, height, width, 3)."""

    def sound(self, pipe: Any, denoised: Denoised) -> Sound | None:
        """The sound, if the family has it."""

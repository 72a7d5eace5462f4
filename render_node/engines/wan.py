"""Wan 2.2: 5B with one expert, A14B with two."""

from collections.abc import Iterator
from typing import Any

import diffusers
import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import unpatchify
from diffusers.pipelines.wan.pipeline_wan import prompt_clean
from diffusers.utils.torch_utils import get_module_execution_device
from numpy.typing import NDArray

from render_node.contract import CompleteRequest, Model
from render_node.engines.base import Sound
from render_node.engines.decoding import to_frames
from render_node.engines.diffusion import DiffusionEngine
from render_node.engines.family import Denoised, Embeddings, Pipelines
from render_node.engines.machine import Machine

_MODULES = ("tokenizer", "vae", "scheduler", "transformer", "transformer_2")


class Wan:
    """The family of Wan. Its VAE decodes piece by piece."""

    max_tokens = 512
    # The authors' negative prompt, in the translation that diffusers uses.
    negative_prompt = (
        "Bright tones, overexposed, static, blurred details, subtitles, style, works, paintings, images, "
        "static, overall gray, worst quality, low quality, JPEG compression residue, ugly, incomplete, extra "
        "fingers, poorly drawn hands, poorly drawn faces, deformed, disfigured, misshapen limbs, fused "
        "fingers, still picture, messy background, three legs, many people in the background, walking "
        "backwards"
    )
    attentions: tuple[str, ...] = ("attn1", "attn2")
    takes_step_cache = True
    # Half precision causes banding.
    vae_dtype: torch.dtype | None = torch.float32

    def pipelines(self, loaded: Any) -> Pipelines:
        parts = {name: getattr(loaded, name) for name in _MODULES} | {"text_encoder": None}
        parts |= {name: loaded.config.get(name) for name in ("boundary_ratio", "expand_timesteps")}
        # A14B has two variants: the one for start pictures has more channels, and requires a picture.
        needs_picture = loaded.transformer.config.in_channels != loaded.vae.config.z_dim
        takes_picture = needs_picture or parts["expand_timesteps"]
        return Pipelines(
            from_text=None if needs_picture else diffusers.WanPipeline(**parts),
            from_picture=diffusers.WanImageToVideoPipeline(**parts) if takes_picture else None,
        )

    def count_tokens(self, reader: Any, text: str) -> int:
        return len(reader.tokenizer(prompt_clean(text)).input_ids)

    def encode(self, reader: Any, text: str, *, device: str) -> Embeddings:
        embeddings, _ = reader.encode_prompt(
            prompt=text, do_classifier_free_guidance=False, max_sequence_length=self.max_tokens, device=device
        )
        return {"prompt_embeds": embeddings}

    def arguments(self, request: CompleteRequest, *, has_picture: bool) -> dict[str, Any]:
        return {}

    def pieces(self, pipe: Any, denoised: Denoised, *, tiled: bool) -> Iterator[NDArray[np.uint8]]:
        """As ``vae.decode``, which also decodes frame by frame, but then joins the frames.

        The cache between frames is passed in, so that a picture can be encoded in between.
        """
        vae = pipe.vae
        latents = _as_the_vae_has_them(vae, denoised.video)
        if tiled:
            yield to_frames(vae.decode(latents, return_dict=False)[0])
            return
        remembered: list[Any] = [None] * vae._cached_conv_counts["decoder"]
        latents = vae.post_quant_conv(latents)
        for index in range(latents.shape[2]):
            video = vae.decoder(
                latents[:, :, index : index + 1], feat_cache=remembered, feat_idx=[0], first_chunk=index == 0
            )
            if vae.config.patch_size is not None:
                video = unpatchify(video, patch_size=vae.config.patch_size)
            yield to_frames(video.clamp(-1, 1))

    def sound(self, pipe: Any, denoised: Denoised) -> Sound | None:
        return None


def _as_the_vae_has_them(vae: Any, latents: torch.Tensor) -> torch.Tensor:
    """Undo the normalization of Wan's latents, as the VAE requires."""
    latents = latents.to(get_module_execution_device(vae), vae.dtype)
    shape = (1, vae.config.z_dim, 1, 1, 1)
    mean = torch.tensor(vae.config.latents_mean).view(shape).to(latents.device, latents.dtype)
    # In the pipeline's order of operations, so that the result is identical to the last bit.
    inverse = 1.0 / torch.tensor(vae.config.latents_std).view(shape).to(latents.device, latents.dtype)
    return latents / inverse + mean


def build(model: Model, *, machine: Machine) -> DiffusionEngine:
    return DiffusionEngine(model, machine=machine, family=Wan())

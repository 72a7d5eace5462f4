"""LTX-2 and LTX-2.3: picture and sound from one transformer."""

from collections.abc import Iterator
from typing import Any

import diffusers
import numpy as np
import torch
from diffusers.pipelines.ltx2.utils import DEFAULT_IMAGE_CRF
from diffusers.utils.torch_utils import get_module_execution_device
from numpy.typing import NDArray

from render_node.contract import CompleteRequest, Model
from render_node.engines.base import Sound
from render_node.engines.decoding import to_frames
from render_node.engines.diffusion import DiffusionEngine
from render_node.engines.family import Denoised, Embeddings, Pipelines
from render_node.engines.machine import Machine

_MODULES = ("scheduler", "vae", "audio_vae", "tokenizer", "connectors", "transformer", "vocoder")
_PICTURES_A_PIECE = 8


class Ltx:
    """The family of LTX-2. Its VAE depends on later frames, so it decodes a clip as a whole."""

    max_tokens = 1024
    negative_prompt = "worst quality, inconsistent motion, blurry, jittery, distorted"
    # Attention to the prompt has a mask, which not every kernel accepts.
    attentions: tuple[str, ...] = ("attn1", "audio_attn1", "audio_to_video_attn", "video_to_audio_attn")
    takes_step_cache = False
    vae_dtype: torch.dtype | None = None

    def pipelines(self, loaded: Any) -> Pipelines:
        # Left padding, whichever side the tokenizer was saved with: the connectors get the side as an
        # argument.
        loaded.tokenizer.padding_side = "left"
        modules = {name: getattr(loaded, name) for name in _MODULES} | {"text_encoder": None}
        return Pipelines(
            from_text=diffusers.LTX2Pipeline(**modules),
            from_picture=diffusers.LTX2ImageToVideoPipeline(**modules),
        )

    def count_tokens(self, reader: Any, text: str) -> int:
        return len(reader.tokenizer(text.strip()).input_ids)

    def encode(self, reader: Any, text: str, *, device: str) -> Embeddings:
        embeddings, mask, _, _ = reader.encode_prompt(
            prompt=text, do_classifier_free_guidance=False, max_sequence_length=self.max_tokens, device=device
        )
        return {"prompt_embeds": embeddings, "prompt_attention_mask": mask}

    def arguments(self, request: CompleteRequest, *, has_picture: bool) -> dict[str, Any]:
        # Otherwise the pipeline reads the compression of pictures from the text encoder, which may be
        # unloaded.
        return {"frame_rate": float(request.fps)} | ({"image_crf": DEFAULT_IMAGE_CRF} if has_picture else {})

    def pieces(self, pipe: Any, denoised: Denoised, *, tiled: bool) -> Iterator[NDArray[np.uint8]]:
        vae = pipe.vae
        latents = denoised.video.to(get_module_execution_device(vae), vae.dtype)
        video = vae.decode(latents, None, return_dict=False)[0]
        for first in range(0, video.shape[2], _PICTURES_A_PIECE):
            yield to_frames(video[:, :, first : first + _PICTURES_A_PIECE])

    @torch.no_grad()
    def sound(self, pipe: Any, denoised: Denoised) -> Sound | None:
        if denoised.audio is None:
            return None
        spectrogram = pipe.audio_vae.decode(denoised.audio.to(pipe.audio_vae.dtype), return_dict=False)[0]
        samples = pipe.vocoder(spectrogram)[0].float().clamp(-1, 1).cpu().numpy()
        return Sound(samples=samples, rate_hz=int(pipe.vocoder.config.output_sampling_rate))


def build(model: Model, *, machine: Machine) -> DiffusionEngine:
    return DiffusionEngine(model, machine=machine, family=Ltx())

"""Checkpoints of the real sizes with random weights: speed does not depend on what a model has learned.

Used by ``render_node.bench`` only. Sizes are those of the published checkpoints' configuration files, except
for text encoders: as wide as the real ones and far thinner, because both sides of the bench encode one line,
and the full size would only add tens of gigabytes to write and read.
"""

import json
import string
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

_SHARD = "5GB"
_LORA_RANK = 32

_WAN_14B = {
    "patch_size": (1, 2, 2), "num_attention_heads": 40, "attention_head_dim": 128, "in_channels": 16,
    "out_channels": 16, "text_dim": 4096, "freq_dim": 256, "ffn_dim": 13824, "num_layers": 40,
    "cross_attn_norm": True, "qk_norm": "rms_norm_across_heads", "rope_max_seq_len": 1024,
}  # fmt: skip
_WAN_5B = _WAN_14B | {
    "num_attention_heads": 24, "in_channels": 48, "out_channels": 48, "ffn_dim": 14336, "num_layers": 30,
}  # fmt: skip
_WAN_VAE_14B = {
    "base_dim": 96, "z_dim": 16, "dim_mult": [1, 2, 4, 4], "num_res_blocks": 2,
    "temperal_downsample": [False, True, True],
}  # fmt: skip
_WAN_VAE_5B = {
    "base_dim": 160, "decoder_base_dim": 256, "z_dim": 48, "dim_mult": [1, 2, 4, 4], "num_res_blocks": 2,
    "temperal_downsample": [False, True, True], "is_residual": True, "in_channels": 12, "out_channels": 12,
    "patch_size": 2, "scale_factor_temporal": 4, "scale_factor_spatial": 16,
    "latents_mean": [0.0] * 48, "latents_std": [1.0] * 48,
}  # fmt: skip
_UMT5 = {"d_model": 4096, "d_kv": 64, "d_ff": 1024, "num_layers": 2, "num_heads": 16}
_LTX2 = {
    "in_channels": 128, "out_channels": 128, "num_attention_heads": 32, "attention_head_dim": 128,
    "cross_attention_dim": 4096, "audio_in_channels": 128, "audio_out_channels": 128,
    "audio_num_attention_heads": 32, "audio_attention_head_dim": 64, "audio_cross_attention_dim": 2048,
    "num_layers": 48, "caption_channels": 3840, "rope_type": "split",
}  # fmt: skip
_LTX2_CONNECTORS = {
    "caption_channels": 3840, "text_proj_in_factor": 49, "video_connector_num_attention_heads": 30,
    "audio_connector_num_attention_heads": 30, "rope_type": "split",
}  # fmt: skip
_LTX2_VAE = {
    "latent_channels": 128, "block_out_channels": (256, 512, 1024, 2048),
    "decoder_block_out_channels": (256, 512, 1024), "layers_per_block": (4, 6, 6, 2, 2),
    "decoder_layers_per_block": (5, 5, 5, 5), "decoder_causal": False,
    "spatial_compression_ratio": 32, "temporal_compression_ratio": 8,
}  # fmt: skip
_GEMMA = {
    "hidden_size": 3840, "intermediate_size": 256, "num_hidden_layers": 48, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 64, "sliding_window": 1024, "max_position_embeddings": 2048,
    "pad_token_id": 0, "eos_token_id": 1, "bos_token_id": 2,
}  # fmt: skip


def write(name: str, folder: Path, *, device: str) -> None:
    """Write a checkpoint for the model ``name`` into ``folder``, unless a complete one exists."""
    if (folder / "model_index.json").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    classes = _WRITERS[name](folder, device)
    index = {"_class_name": classes.pop("_class_name"), "_diffusers_version": "0.42.1"} | classes
    # Written last: a folder without it is not complete.
    (folder / "model_index.json").write_text(json.dumps(index, indent=2), encoding="utf-8")


def _wan_5b(folder: Path, device: str) -> dict[str, Any]:
    from diffusers import AutoencoderKLWan, WanTransformer3DModel

    _model(WanTransformer3DModel, _WAN_5B, folder / "transformer", device)
    _model(AutoencoderKLWan, _WAN_VAE_5B, folder / "vae", device)
    _lora(WanTransformer3DModel, _WAN_5B, folder / "loras" / "draft.safetensors")
    rest = _wan_rest(folder, device, shift=5.0)
    return rest | {"_class_name": "WanPipeline", "transformer_2": [None, None], "boundary_ratio": None,
                   "expand_timesteps": True}  # fmt: skip


def _wan_14b(folder: Path, device: str) -> dict[str, Any]:
    """Both experts have the same weights, stored once."""
    from diffusers import AutoencoderKLWan, WanTransformer3DModel

    _model(WanTransformer3DModel, _WAN_14B, folder / "transformer", device)
    (folder / "transformer_2").symlink_to("transformer", target_is_directory=True)
    _model(AutoencoderKLWan, _WAN_VAE_14B, folder / "vae", device)
    for file in ("draft.safetensors", "draft-low.safetensors"):
        _lora(WanTransformer3DModel, _WAN_14B, folder / "loras" / file)
    rest = _wan_rest(folder, device, shift=3.0)
    expert = ["diffusers", "WanTransformer3DModel"]
    return rest | {"_class_name": "WanPipeline", "transformer_2": expert, "boundary_ratio": 0.875}


def _wan_rest(folder: Path, device: str, *, shift: float) -> dict[str, Any]:
    from diffusers import UniPCMultistepScheduler
    from transformers import T5Tokenizer, UMT5Config, UMT5EncoderModel

    letters = [(letter, -2.0) for letter in string.printable if not letter.isspace()]
    words = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("\u2581", -1.0), *letters]
    tokenizer = T5Tokenizer(vocab=words, extra_ids=0, model_max_length=512)
    tokenizer.save_pretrained(folder / "tokenizer")
    encoder = UMT5EncoderModel(UMT5Config(vocab_size=len(tokenizer), dropout_rate=0.0, **_UMT5))
    encoder.to(torch.bfloat16).save_pretrained(folder / "text_encoder")
    scheduler = UniPCMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, num_train_timesteps=1000, flow_shift=shift
    )
    scheduler.save_pretrained(folder / "scheduler")
    return {
        "scheduler": ["diffusers", "UniPCMultistepScheduler"],
        "text_encoder": ["transformers", "UMT5EncoderModel"],
        "tokenizer": ["transformers", type(tokenizer).__name__],
        "transformer": ["diffusers", "WanTransformer3DModel"],
        "vae": ["diffusers", "AutoencoderKLWan"],
    }


def _ltx_2(folder: Path, device: str) -> dict[str, Any]:
    from diffusers import (
        AutoencoderKLLTX2Audio,
        AutoencoderKLLTX2Video,
        FlowMatchEulerDiscreteScheduler,
        LTX2VideoTransformer3DModel,
    )
    from diffusers.pipelines.ltx2 import LTX2TextConnectors
    from diffusers.pipelines.ltx2.vocoder import LTX2Vocoder

    _model(LTX2VideoTransformer3DModel, _LTX2, folder / "transformer", device)
    _model(AutoencoderKLLTX2Video, _LTX2_VAE, folder / "vae", device)
    _model(AutoencoderKLLTX2Audio, {}, folder / "audio_vae", device)
    _model(LTX2TextConnectors, _LTX2_CONNECTORS, folder / "connectors", device)
    _model(LTX2Vocoder, {}, folder / "vocoder", device)
    _lora(LTX2VideoTransformer3DModel, _LTX2, folder / "loras" / "draft.safetensors")
    tokenizer = _gemma(folder)
    FlowMatchEulerDiscreteScheduler(
        use_dynamic_shifting=True, base_shift=0.95, max_shift=2.05, base_image_seq_len=1024,
        max_image_seq_len=4096, shift_terminal=0.1,
    ).save_pretrained(folder / "scheduler")  # fmt: skip
    return {
        "_class_name": "LTX2Pipeline",
        "audio_vae": ["diffusers", "AutoencoderKLLTX2Audio"],
        "connectors": ["ltx2", "LTX2TextConnectors"],
        "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
        "text_encoder": ["transformers", "Gemma3ForConditionalGeneration"],
        "tokenizer": ["transformers", tokenizer],
        "transformer": ["diffusers", "LTX2VideoTransformer3DModel"],
        "vae": ["diffusers", "AutoencoderKLLTX2Video"],
        "vocoder": ["ltx2", "LTX2Vocoder"],
    }


def _gemma(folder: Path) -> str:
    """Write text encoder and tokenizer. Returns the tokenizer's class."""
    from transformers import Gemma3Config, Gemma3ForConditionalGeneration, GemmaTokenizer

    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    every = [*special, *(f"<0x{byte:02X}>" for byte in range(256)), "\u2581"]
    tokenizer = GemmaTokenizer(
        vocab={token: number for number, token in enumerate(every)}, merges=[], model_max_length=1024
    )
    tokenizer.save_pretrained(folder / "tokenizer")
    count = len(tokenizer)
    vision = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
              "image_size": 28, "patch_size": 14}  # fmt: skip
    config = Gemma3Config(
        text_config=_GEMMA | {"vocab_size": count + 8}, vision_config=vision, mm_tokens_per_image=4,
        image_token_index=count, boi_token_index=count + 1, eoi_token_index=count + 2,
    )  # fmt: skip
    Gemma3ForConditionalGeneration(config).to(torch.bfloat16).save_pretrained(folder / "text_encoder")
    return type(tokenizer).__name__


def _model(kind: Any, settings: Mapping[str, Any], folder: Path, device: str) -> None:
    """A model of ``kind`` with small random weights: created where that is fast, stored in bfloat16."""
    with torch.device("meta"):
        model = kind(**settings)
    for name, parameter in list(model.named_parameters()):
        owner, leaf = _owner(model, name)
        weights = torch.empty(parameter.shape, dtype=torch.bfloat16, device=device)
        is_scale = (leaf == "weight" and parameter.ndim == 1) or leaf == "gamma"
        _ = weights.fill_(1.0) if is_scale else weights.normal_(0, 0.02)
        setattr(owner, leaf, torch.nn.Parameter(weights, requires_grad=False))
    for name, buffer in list(model.named_buffers()):
        owner, leaf = _owner(model, name)
        if leaf not in owner._non_persistent_buffers_set:
            fill = torch.zeros if leaf.endswith("mean") else torch.ones
            owner.register_buffer(leaf, fill(buffer.shape, device=device))
    model.save_pretrained(folder, max_shard_size=_SHARD)


def _lora(kind: Any, settings: Mapping[str, Any], place: Path) -> None:
    """A LoRA for every attention, so that the fast preset runs as with the distilled one."""
    from safetensors.torch import save_file

    with torch.device("meta"):
        model = kind(**settings)
    tensors = {}
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Linear) and ".attn" in name and "blocks" in name:
            down, up = (_LORA_RANK, module.in_features), (module.out_features, _LORA_RANK)
            tensors[f"transformer.{name}.lora_A.weight"] = torch.randn(down, dtype=torch.bfloat16) * 0.01
            tensors[f"transformer.{name}.lora_B.weight"] = torch.randn(up, dtype=torch.bfloat16) * 0.01
    place.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, place)


def _owner(model: Any, name: str) -> tuple[Any, str]:
    path, _, leaf = name.rpartition(".")
    return model.get_submodule(path), leaf


_WRITERS: Mapping[str, Callable[[Path, str], dict[str, Any]]] = {
    "wan2.2-ti2v-5b": _wan_5b,
    "wan2.2-t2v-a14b": _wan_14b,
    "ltx-2": _ltx_2,
}
MODELS = tuple(_WRITERS)


if __name__ == "__main__":
    write(sys.argv[1], Path(sys.argv[2]), device="cuda" if torch.cuda.is_available() else "cpu")

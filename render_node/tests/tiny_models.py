"""Checkpoints of every family with few and random weights, saved as real ones are; built offline in seconds.

The strides, channels and special parts are the real ones, so that sizes, lengths and refusals are too.

    python -m render_node.tests.tiny_models <models folder> [model ids…]
"""

import json
import os
import string
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import diffusers
import torch
import transformers
from diffusers.pipelines.ltx2.connectors import LTX2TextConnectors
from diffusers.pipelines.ltx2.vocoder import LTX2Vocoder, LTX2VocoderWithBWE
from safetensors.torch import save_file

_TEXT = 32
_HEADS = 2
_LAYERS = 2


def _unigram_tokenizer() -> Any:
    letters = [(letter, -2.0) for letter in string.printable if not letter.isspace()]
    special = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("\u2581", -1.0)]
    return transformers.T5Tokenizer(vocab=[*special, *letters], extra_ids=0, model_max_length=512)


def _byte_tokenizer() -> Any:
    words = [
        "<pad>",
        "<eos>",
        "<bos>",
        "<unk>",
        "<mask>",
        *(f"<0x{byte:02X}>" for byte in range(256)),
        "\u2581",
    ]
    vocabulary = {word: index for index, word in enumerate(words)}
    return transformers.GemmaTokenizer(vocab=vocabulary, merges=[], model_max_length=1024)


def _umt5(words: int) -> Any:
    config = transformers.UMT5Config(
        vocab_size=words, d_model=_TEXT, d_kv=8, d_ff=64, num_layers=_LAYERS, num_heads=4, dropout_rate=0.0
    )
    return transformers.UMT5EncoderModel(config).eval()


def _gemma(words: int) -> Any:
    text = {
        "vocab_size": words + 8,
        "hidden_size": _TEXT,
        "intermediate_size": 64,
        "num_hidden_layers": _LAYERS,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 8,
        "sliding_window": 64,
        "max_position_embeddings": 2048,
        "pad_token_id": 0,
        "eos_token_id": 1,
        "bos_token_id": 2,
    }
    vision = {
        "hidden_size": 16,
        "intermediate_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "image_size": 28,
        "patch_size": 14,
    }
    config = transformers.Gemma3Config(
        text_config=text,
        vision_config=vision,
        mm_tokens_per_image=4,
        image_token_index=words,
        boi_token_index=words + 1,
        eoi_token_index=words + 2,
    )
    return transformers.Gemma3ForConditionalGeneration(config).eval()


def _wan_transformer(channels_in: int, channels_out: int) -> Any:
    return diffusers.WanTransformer3DModel(
        patch_size=(1, 2, 2),
        num_attention_heads=_HEADS,
        attention_head_dim=24,
        in_channels=channels_in,
        out_channels=channels_out,
        text_dim=_TEXT,
        freq_dim=64,
        ffn_dim=96,
        num_layers=_LAYERS,
    )


_WAN_VAE = {
    "base_dim": 4,
    "dim_mult": [1, 1, 1, 1],
    "num_res_blocks": 1,
    "temperal_downsample": [False, True, True],
}


def _wan_vae_8px() -> Any:
    return diffusers.AutoencoderKLWan(z_dim=16, **_WAN_VAE)


def _wan_vae_16px() -> Any:
    return diffusers.AutoencoderKLWan(
        z_dim=48,
        decoder_base_dim=4,
        is_residual=True,
        in_channels=12,
        out_channels=12,
        patch_size=2,
        latents_mean=[0.0] * 48,
        latents_std=[1.0] * 48,
        scale_factor_temporal=4,
        scale_factor_spatial=16,
        **_WAN_VAE,
    )


def _unipc(shift: float) -> Any:
    return diffusers.UniPCMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, num_train_timesteps=1000, flow_shift=shift
    )


def _wan_texts() -> dict[str, Any]:
    tokenizer = _unigram_tokenizer()
    return {"tokenizer": tokenizer, "text_encoder": _umt5(len(tokenizer))}


def _wan_ti2v_5b() -> Any:
    return diffusers.WanPipeline(
        **_wan_texts(),
        vae=_wan_vae_16px(),
        scheduler=_unipc(5.0),
        transformer=_wan_transformer(48, 48),
        expand_timesteps=True,
    )


def _wan_t2v_a14b() -> Any:
    return diffusers.WanPipeline(
        **_wan_texts(),
        vae=_wan_vae_8px(),
        scheduler=_unipc(3.0),
        transformer=_wan_transformer(16, 16),
        transformer_2=_wan_transformer(16, 16),
        boundary_ratio=0.875,
    )


def _wan_i2v_a14b() -> Any:
    return diffusers.WanImageToVideoPipeline(
        **_wan_texts(),
        vae=_wan_vae_8px(),
        scheduler=_unipc(5.0),
        image_encoder=None,
        image_processor=None,
        transformer=_wan_transformer(36, 16),
        transformer_2=_wan_transformer(36, 16),
        boundary_ratio=0.9,
    )


def _ltx_vae() -> Any:
    return diffusers.AutoencoderKLLTX2Video(
        latent_channels=8,
        block_out_channels=(8, 16, 32, 64),
        # Each doubles the one before, because the upsampler halves the channels.
        decoder_block_out_channels=(8, 16, 32),
        layers_per_block=(1, 1, 1, 1, 1),
        decoder_layers_per_block=(1, 1, 1, 1),
        decoder_causal=False,
        spatial_compression_ratio=32,
        temporal_compression_ratio=8,
    )


def _ltx_transformer(*, is_23: bool) -> Any:
    return diffusers.LTX2VideoTransformer3DModel(
        in_channels=8,
        out_channels=8,
        num_attention_heads=_HEADS,
        attention_head_dim=16,
        cross_attention_dim=32,
        audio_in_channels=8,
        audio_out_channels=8,
        audio_num_attention_heads=_HEADS,
        audio_attention_head_dim=8,
        audio_cross_attention_dim=16,
        num_layers=_LAYERS,
        caption_channels=_TEXT,
        rope_type="split",
        rope_double_precision=False,
        gated_attn=is_23,
        cross_attn_mod=is_23,
        audio_gated_attn=is_23,
        audio_cross_attn_mod=is_23,
        use_prompt_embeddings=not is_23,
        perturbed_attn=is_23,
    )


def _ltx_connectors(*, is_23: bool) -> Any:
    return LTX2TextConnectors(
        caption_channels=_TEXT,
        text_proj_in_factor=_LAYERS + 1,
        video_connector_num_attention_heads=2,
        video_connector_attention_head_dim=16,
        video_connector_num_layers=1,
        video_connector_num_learnable_registers=8,
        audio_connector_num_attention_heads=2,
        audio_connector_attention_head_dim=8 if is_23 else 16,
        audio_connector_num_layers=1,
        audio_connector_num_learnable_registers=8,
        connector_rope_base_seq_len=64,
        rope_double_precision=False,
        rope_type="split",
        video_gated_attn=is_23,
        audio_gated_attn=is_23,
        per_modality_projections=is_23,
        video_hidden_dim=32,
        audio_hidden_dim=16,
        proj_bias=is_23,
    )


_MEL_BINS = 16
_VOCODER = {
    "in_channels": 2 * _MEL_BINS,
    "hidden_channels": 32,
    "resnet_kernel_sizes": [3],
    "resnet_dilations": [[1, 3, 5]],
}


def _vocoder_24khz() -> Any:
    # 100 rows of the spectrogram per second become 24,000 samples.
    return LTX2Vocoder(upsample_kernel_sizes=[16, 15, 8, 4, 4], upsample_factors=[6, 5, 2, 2, 2], **_VOCODER)


def _vocoder_48khz() -> Any:
    return LTX2VocoderWithBWE(
        upsample_kernel_sizes=[11, 4, 4, 4, 4],
        upsample_factors=[5, 4, 2, 2, 2],
        bwe_in_channels=2 * _MEL_BINS,
        bwe_hidden_channels=32,
        bwe_upsample_kernel_sizes=[12, 11, 4, 4],
        bwe_upsample_factors=[6, 5, 4, 2],
        bwe_resnet_kernel_sizes=[3],
        bwe_resnet_dilations=[[1, 3, 5]],
        num_mel_channels=_MEL_BINS,
        **_VOCODER,
    )


def _ltx(*, is_23: bool) -> Any:
    tokenizer = _byte_tokenizer()
    return diffusers.LTX2Pipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(
            use_dynamic_shifting=True,
            base_shift=0.95,
            max_shift=2.05,
            base_image_seq_len=1024,
            max_image_seq_len=4096,
            shift_terminal=0.1,
        ),
        vae=_ltx_vae(),
        # base_channels must be latent_channels * mel_bins / 4, or its parts do not fit together.
        audio_vae=diffusers.AutoencoderKLLTX2Audio(
            base_channels=8,
            ch_mult=(1, 1, 1),
            num_res_blocks=1,
            latent_channels=2,
            resolution=32,
            mel_bins=_MEL_BINS,
        ),
        text_encoder=_gemma(len(tokenizer)),
        tokenizer=tokenizer,
        connectors=_ltx_connectors(is_23=is_23),
        transformer=_ltx_transformer(is_23=is_23),
        vocoder=_vocoder_48khz() if is_23 else _vocoder_24khz(),
    )


_PIPELINES: dict[str, Callable[[], Any]] = {
    "wan2.2-ti2v-5b": _wan_ti2v_5b,
    "wan2.2-t2v-a14b": _wan_t2v_a14b,
    "wan2.2-i2v-a14b": _wan_i2v_a14b,
    "ltx-2": lambda: _ltx(is_23=False),
    "ltx-2.3": lambda: _ltx(is_23=True),
}
IDS = tuple(_PIPELINES)


def build(model_id: str, models_dir: Path) -> Path:
    """Save the checkpoint as ``<models_dir>/<model_id>``; the weights are the same each time."""
    folder = models_dir / model_id
    with torch.random.fork_rng():
        torch.manual_seed(0)
        _PIPELINES[model_id]().save_pretrained(folder)
    origin = {"repo_id": f"tiny/{model_id}", "revision": "0" * 40, "licence": "none"}
    (folder / "ettametta.json").write_text(json.dumps(origin), encoding="utf-8")
    return folder


def add_loras(folder: Path) -> None:
    """Put the draft preset's LoRAs next to a checkpoint; strong ones, so that their effect is visible."""
    names = ["draft", "draft-low"] if (folder / "transformer_2").exists() else ["draft"]
    config = json.loads((folder / "transformer" / "config.json").read_text(encoding="utf-8"))
    width = config["num_attention_heads"] * config["attention_head_dim"]
    blocks = "transformer_blocks" if "LTX2" in config["_class_name"] else "blocks"
    (folder / "loras").mkdir()
    for seed, name in enumerate(names):
        random = torch.Generator().manual_seed(seed)
        weights = {
            f"transformer.{blocks}.{layer}.attn1.{part}.lora_{side}.weight": torch.randn(
                (4, width) if side == "A" else (width, 4), generator=random
            )
            for layer in range(_LAYERS)
            for part in ("to_q", "to_k", "to_v")
            for side in "AB"
        }
        save_file(weights, folder / "loras" / f"{name}.safetensors", metadata={"format": "pt"})


def main(arguments: list[str]) -> None:
    models_dir, *names = arguments
    for name in names or IDS:
        sys.stdout.write(f"{build(name, Path(models_dir))}\n")


if __name__ == "__main__":
    main(sys.argv[1:])

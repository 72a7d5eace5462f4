"""The source, size and licence of each model's weights. Data for ``pull``."""

from dataclasses import dataclass

_APACHE = "Apache-2.0"
_LTX = "LTX-2 Community License (not open source; terms apply above a yearly revenue)"


@dataclass(frozen=True)
class Lora:
    """A LoRA that reduces the number of steps, and its local file name."""

    repo_id: str
    filename: str
    local_name: str
    licence: str = _APACHE


@dataclass(frozen=True)
class Source:
    """One model on the hub. Only files that match ``patterns`` are downloaded: some repositories contain
    the model three times.
    """

    repo_id: str
    licence: str
    licence_url: str
    patterns: tuple[str, ...]
    loras: tuple[Lora, ...] = ()
    note: str = ""


_WAN_FILES = (
    "model_index.json",
    "scheduler/*",
    "text_encoder/*",
    "tokenizer/*",
    "transformer/*",
    "transformer_2/*",
    "vae/*",
)
_LTX_FILES = (
    "model_index.json",
    "audio_vae/*",
    "connectors/*",
    "scheduler/*",
    "text_encoder/*.json",
    # transformers reads these; the folder also contains a second copy under another name.
    "text_encoder/model*.safetensors",
    "tokenizer/*",
    "transformer/*",
    "vae/*",
    "vocoder/*",
)


def _wan(name: str, *, loras: tuple[Lora, ...]) -> Source:
    repo_id = f"Wan-AI/{name}"
    return Source(
        repo_id=repo_id,
        licence=_APACHE,
        licence_url=f"https://huggingface.co/{repo_id}",
        patterns=_WAN_FILES,
        loras=loras,
    )


def _lightning(folder: str) -> tuple[Lora, ...]:
    """The four-step LoRAs of A14B: one for each of its two experts."""
    repo_id = "lightx2v/Wan2.2-Lightning"
    return (
        Lora(repo_id, f"{folder}/high_noise_model.safetensors", "draft.safetensors"),
        Lora(repo_id, f"{folder}/low_noise_model.safetensors", "draft-low.safetensors"),
    )


SOURCES = {
    "wan2.2-ti2v-5b": _wan(
        "Wan2.2-TI2V-5B-Diffusers",
        loras=(
            Lora(
                "Kijai/WanVideo_comfy",
                "FastWan/Wan2_2_5B_FastWanFullAttn_lora_rank_128_bf16.safetensors",
                "draft.safetensors",
            ),
        ),
    ),
    "wan2.2-t2v-a14b": _wan(
        "Wan2.2-T2V-A14B-Diffusers",
        loras=_lightning("Wan2.2-T2V-A14B-4steps-lora-rank64-Seko-V1.1"),
    ),
    "wan2.2-i2v-a14b": _wan(
        "Wan2.2-I2V-A14B-Diffusers",
        loras=_lightning("Wan2.2-I2V-A14B-4steps-lora-rank64-Seko-V1"),
    ),
    "ltx-2": Source(
        repo_id="Lightricks/LTX-2",
        licence=_LTX,
        licence_url="https://huggingface.co/Lightricks/LTX-2/blob/main/LICENSE",
        patterns=_LTX_FILES,
        loras=(
            Lora(
                "Lightricks/LTX-2",
                "ltx-2-19b-distilled-lora-384.safetensors",
                "draft.safetensors",
                licence=_LTX,
            ),
        ),
    ),
    "ltx-2.3": Source(
        repo_id="dg845/LTX-2.3-Diffusers",
        licence=_LTX,
        licence_url="https://huggingface.co/Lightricks/LTX-2.3/blob/main/LICENSE",
        patterns=_LTX_FILES,
        loras=(
            Lora(
                "Lightricks/LTX-2.3",
                "ltx-2.3-22b-distilled-lora-384-1.1.safetensors",
                "draft.safetensors",
                licence=_LTX,
            ),
        ),
        note="Lightricks' weights in the diffusers format, converted by one of the authors of diffusers.",
    ),
}

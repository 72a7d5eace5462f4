"""A diffusers pipeline as its documentation uses it: the baseline of ``render_node.bench``.

Runs as a separate process, ``python -m render_node.stock <folder>``: prints its environment, then reads one
JSON request per line of stdin and writes one JSON line to stdout. It imports none of the node's engines.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import torch


def load(folder: Path, *, device: str) -> Any:
    """Load as the model cards say: bfloat16 on a GPU, with Wan's VAE in float32; float32 on a CPU."""
    import diffusers

    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    index = json.loads((folder / "model_index.json").read_text(encoding="utf-8"))
    parts = {}
    if index["vae"][1] == "AutoencoderKLWan":
        parts["vae"] = diffusers.AutoencoderKLWan.from_pretrained(
            folder, subfolder="vae", dtype=torch.float32, local_files_only=True
        )
    pipe = diffusers.DiffusionPipeline.from_pretrained(folder, dtype=dtype, local_files_only=True, **parts)
    pipe.set_progress_bar_config(disable=True)
    try:
        return pipe.to(device)
    except torch.OutOfMemoryError:
        pipe.enable_model_cpu_offload()
        return pipe


def draw(pipe: Any, wanted: dict[str, Any]) -> dict[str, float]:
    """Render one video. Returns the seconds of its frames, and its file."""
    from diffusers.utils.export_utils import encode_video

    generator = torch.Generator("cpu").manual_seed(wanted["seed"])
    started_at = time.perf_counter()
    # NumPy frames are on the host, so the GPU has finished its work.
    frames = pipe(generator=generator, output_type="np", **wanted["call"]).frames[0]
    drawn_at = time.perf_counter()
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        encode_video(frames, fps=wanted["fps"], output_path=file.name)
    return {"drawn_s": drawn_at - started_at, "file_s": time.perf_counter() - drawn_at}


def main() -> None:
    answers = sys.stdout
    # Output of the libraries must not mix with the responses.
    sys.stdout = sys.stderr
    device = "cuda" if torch.cuda.is_available() else "cpu"
    pipe = load(Path(sys.argv[1]), device=device)
    ready = {"gpu": torch.cuda.get_device_name() if device == "cuda" else ""}
    answers.write(json.dumps(ready) + "\n")
    answers.flush()
    for line in sys.stdin:
        answers.write(json.dumps(draw(pipe, json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()

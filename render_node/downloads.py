"""``python -m render_node pull``: download a checkpoint, after confirmation of its size and licence.

The only module that accesses a model hub; no other part of the node downloads anything. Needs
huggingface_hub, which is in ``render_node/requirements-models.txt``. An interrupted download can be
resumed.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from render_node.engines import checkpoints
from render_node.engines.base import EngineError
from render_node.engines.sources import SOURCES, Source

# Space that stays free, so that a download does not fill the disk.
_SPARE_BYTES = 2_000_000_000


class PullError(Exception):
    """The download failed or is incomplete. The message is the reason."""


@dataclass(frozen=True)
class Plan:
    """The files of a pull. Sizes are bytes; files that exist already are not downloaded again."""

    engine: str
    source: Source
    folder: Path
    revision: str
    total_bytes: int
    missing_bytes: int


def _hub() -> Any:
    # The library reads these at import. They normally forbid network access, which a download needs.
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        os.environ.pop(name, None)
    try:
        import huggingface_hub
    except ImportError as error:
        raise PullError(
            "pull needs huggingface_hub: pip install --no-deps -r render_node/requirements-models.txt."
        ) from error
    return huggingface_hub


def plan(engine: str, *, models_dir: Path, with_loras: bool) -> Plan:
    """List the files on the hub. Raises PullError."""
    hub, source = _hub(), SOURCES[engine]
    folder = models_dir / engine
    try:
        revision = hub.HfApi().model_info(source.repo_id).sha
        files = hub.snapshot_download(
            source.repo_id,
            revision=revision,
            local_dir=folder,
            allow_patterns=list(source.patterns),
            dry_run=True,
        )
        if with_loras:
            files += [
                hub.hf_hub_download(lora.repo_id, lora.filename, local_dir=folder / "loras", dry_run=True)
                for lora in source.loras
                if not (folder / "loras" / lora.local_name).exists()
            ]
    except Exception as error:
        raise _refused(error, source) from error
    if not files:
        raise PullError(f"{source.repo_id} has none of the files that {engine} needs.")
    return Plan(
        engine=engine,
        source=source,
        folder=folder,
        revision=revision,
        total_bytes=sum(file.file_size or 0 for file in files),
        missing_bytes=sum(file.file_size or 0 for file in files if file.will_download),
    )


def fetch(wanted: Plan, *, with_loras: bool) -> None:
    """Download the files of the plan. Raises PullError; complete files are kept."""
    hub, source = _hub(), wanted.source
    try:
        hub.snapshot_download(
            source.repo_id,
            revision=wanted.revision,
            local_dir=wanted.folder,
            allow_patterns=list(source.patterns),
        )
        for lora in source.loras if with_loras else ():
            _fetch_lora(hub, lora, folder=wanted.folder / "loras")
    except Exception as error:
        raise _refused(error, source) from error
    about = {"repo_id": source.repo_id, "revision": wanted.revision, "licence": source.licence}
    (wanted.folder / "ettametta.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def _fetch_lora(hub: Any, lora: Any, *, folder: Path) -> None:
    place = folder / lora.local_name
    if not place.exists():
        Path(hub.hf_hub_download(lora.repo_id, lora.filename, local_dir=folder)).replace(place)


def _refused(error: Exception, source: Source) -> PullError:
    """Reduce the dozens of errors of the hub's client to four that an operator can act on."""
    status = getattr(getattr(error, "response", None), "status_code", None)
    if isinstance(error, PullError):
        return error
    if status in {401, 403}:
        return PullError(
            f"{source.repo_id} is available only to accounts that accepted its terms. Accept them at "
            f"{source.licence_url}, and set HF_TOKEN to a token of that account."
        )
    if status == 404:
        return PullError(f"The hub has no {source.repo_id} in this revision.")
    if isinstance(error, OSError) and error.errno is not None:
        return PullError(f"The files cannot be written: {error.strerror}.")
    reason = str(error).partition("\n")[0] or type(error).__name__
    return PullError(
        f"The hub cannot be reached, or the connection was lost: {reason} Run the command again to resume."
    )


def _describe(wanted: Plan) -> str:
    source = wanted.source
    lines = [
        f"{wanted.engine}: {source.repo_id}, revision {wanted.revision[:12]}",
        f"  licence   {source.licence}",
        f"            {source.licence_url}",
        f"  size      {_gb(wanted.total_bytes)}, of which {_gb(wanted.missing_bytes)} to download",
        f"  into      {wanted.folder}",
    ]
    lines += [f"  with      {lora.repo_id}/{lora.filename} ({lora.licence})" for lora in source.loras]
    return "\n".join([*lines, *([f"  note      {source.note}"] if source.note else [])]) + "\n"


def _gb(size_bytes: int) -> str:
    return f"{size_bytes / 1e9:.1f} GB"


def _check_room(wanted: Plan) -> None:
    wanted.folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(wanted.folder).free
    if free < wanted.missing_bytes + _SPARE_BYTES:
        raise PullError(
            f"The download needs {_gb(wanted.missing_bytes)}; {wanted.folder} has {_gb(free)} free."
        )


def _agreed(yes: bool) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        raise PullError("Nothing was downloaded. Use --yes to accept the licence and the size.")
    return input("Accept the licence and download? [y/N] ").strip().lower() in {"y", "yes"}


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m render_node pull", description=__doc__)
    parser.add_argument("engine", metavar="model", choices=sorted(SOURCES))
    parser.add_argument(
        "--to", type=Path, help="the models folder; default: RENDER_NODE_MODELS_DIR or var/models"
    )
    parser.add_argument("--yes", action="store_true", help="accept the licence and the size without a prompt")
    parser.add_argument(
        "--without-loras", action="store_true", help="skip the LoRAs of the distilled draft preset"
    )
    return parser.parse_args(list(words))


def main(words: Sequence[str], *, models_dir: Path) -> int:
    """Show size and licence, prompt, download, and verify. Returns 0 if the checkpoint is complete."""
    asked = _arguments(words)
    try:
        folder = (asked.to or models_dir).resolve()
        wanted = plan(asked.engine, models_dir=folder, with_loras=not asked.without_loras)
        sys.stdout.write(_describe(wanted))
        sys.stdout.flush()
        _check_room(wanted)
        if not _agreed(asked.yes):
            return 1
        fetch(wanted, with_loras=not asked.without_loras)
        checkpoints.check(wanted.engine, folder=wanted.folder)
    except (PullError, EngineError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(
        f"{asked.engine} is installed. Restart the node with this RENDER_NODE_MODELS_DIR to use it.\n"
    )
    return 0

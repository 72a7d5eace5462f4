"""One hash for all weights of a checkpoint, computed in the background and cached per file."""

import hashlib
import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path

from render_node.engines.checkpoints import WeightFile

_CACHE = "weights.json"


class WeightsHash:
    """The SHA-256 of a checkpoint's files. Reading 60 GB takes a minute, so it starts early and is cached.

    The hash of each file is cached by path, size and modification time.
    """

    def __init__(self, files: Sequence[WeightFile], *, folder: Path, data_dir: Path) -> None:
        self._paths = sorted(file.path for file in files)
        self._folder = folder
        self._cache = data_dir / _CACHE
        # "" also if a file can no longer be read.
        self.sha256 = ""
        self._thread = threading.Thread(target=self._compute, name="weights-hash", daemon=True)
        self._thread.start()

    def is_known(self, *, within_s: float) -> bool:
        """Wait up to ``within_s`` seconds. Returns whether the computation has ended."""
        self._thread.join(within_s)
        return not self._thread.is_alive()

    def _compute(self) -> None:
        known = _read(self._cache)
        found: dict[str, str] = {}
        whole = hashlib.sha256()
        try:
            for path in self._paths:
                status = path.stat()
                key = f"{path}:{status.st_size}:{status.st_mtime_ns}"
                found[key] = known.get(key) or _sha256(path)
                whole.update(f"{path.relative_to(self._folder)} {found[key]}\n".encode())
        except OSError:
            return
        self.sha256 = whole.hexdigest()
        if found.keys() - known.keys():
            _write(self._cache, _read(self._cache) | found)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path) -> dict[str, str]:
    try:
        hashes = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in hashes.items()} if isinstance(hashes, dict) else {}


def _write(path: Path, hashes: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Other workers write it too, so the file is replaced atomically.
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps(hashes, indent=1), encoding="utf-8")
    unfinished.replace(path)

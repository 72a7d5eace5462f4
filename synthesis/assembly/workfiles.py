"""Intermediate files of a render: named by a digest of their inputs, and written whole or not at all.

A file that an earlier run finished is reused. An interrupted run leaves no file that could be mistaken for a
finished one.
"""

import hashlib
import json
import os
import re
import uuid
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


def fingerprint(*parts: object) -> str:
    """A short digest of these values."""
    text = json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:20]


def content_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    facts = path.stat()
    return _digest(path, facts.st_size, facts.st_mtime_ns)


@lru_cache(maxsize=1024)
def _digest(path: Path, size_bytes: int, changed_at_ns: int) -> str:
    # A clip is hashed for its own scene and for the beginning of the next.
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def path_for(*, workdir: Path, kind: str, key: str, parts: tuple[object, ...], suffix: str) -> Path:
    """The path of the file of this ``kind`` made from ``parts``. ``key`` only makes the name readable."""
    readable = UNSAFE.sub("-", key)[:48]
    return workdir / f"{kind}-{readable}-{fingerprint(kind, *parts)}{suffix}"


def make(path: Path, write: Callable[[Path], None]) -> Path:
    """Return ``path``; call ``write`` to make the file if it does not exist yet.

    Two concurrent calls write the same bytes under two names; the last rename wins, and no reader sees a
    partial file.
    """
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    # The suffix stays last, because programs detect a file's kind by it.
    draft = path.with_name(f".{path.stem}.{uuid.uuid4().hex}{path.suffix}")
    try:
        write(draft)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path

"""Imports of videos' numbers from CSV files. Their data is private to the workspace, and never mixed.

``columns`` and ``cells`` define the format, ``encodings`` and ``records`` read any file in bounded memory,
``running`` stores it part by part, and ``removing`` takes back what only one import supplied.
"""

from discovery.imports.columns import HEADS
from discovery.imports.running import advance, resume_stalled
from discovery.imports.starting import (
    ADVANCE_IMPORT,
    MOST_BYTES,
    MOST_KEPT,
    MOST_ROWS,
    listed,
    remove,
    skipped,
    start,
    sweep_files,
    videos,
)

__all__ = [
    "ADVANCE_IMPORT",
    "HEADS",
    "MOST_BYTES",
    "MOST_KEPT",
    "MOST_ROWS",
    "advance",
    "listed",
    "remove",
    "resume_stalled",
    "skipped",
    "start",
    "sweep_files",
    "videos",
]

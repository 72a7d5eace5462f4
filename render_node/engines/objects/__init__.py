"""The collection of pictured objects: vector drawings by name, such as ``money-bag``.

The drawings are read from the pack when they are asked for. ``packing`` makes the pack; LICENSE.txt names its
source, version and licence.
"""

import zipfile
from functools import cache
from pathlib import Path

PACK = Path(__file__).with_name("pack.zip")
_SUFFIX = ".svg"


def names() -> frozenset[str]:
    """The names of all objects."""
    return _names()


def svg(name: str) -> str:
    """The drawing as an SVG document with a ``viewBox`` and without a size.

    Raises KeyError for a name that is not in the collection.
    """
    return _pack().read(name + _SUFFIX).decode()


@cache
def _names() -> frozenset[str]:
    return frozenset(entry.removesuffix(_SUFFIX) for entry in _pack().namelist())


@cache
def _pack() -> zipfile.ZipFile:
    # It stays open. Threads may read from it at the same time.
    return zipfile.ZipFile(PACK)

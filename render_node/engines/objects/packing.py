"""Make the pack of objects from an icon set: ``python -m render_node.engines.objects.packing ICONS_JSON``.

ICONS_JSON is ``icons.json`` of the npm package ``@iconify-json/fluent-emoji``. Skin tones, and the objects in
``excluded.toml``, are left out. The same input gives the same bytes.
"""

import argparse
import json
import re
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from render_node.engines import objects

EXCLUDED = Path(__file__).with_name("excluded.toml")

_TONE = re.compile(r"-(?:light|medium-light|medium|medium-dark|dark)$")
_SIDE = 32
# ZIP files store the time of each entry. A fixed time makes the pack reproducible.
_TIME = (1980, 1, 1, 0, 0, 0)


def pack(*, icons: dict[str, Any], to: Path) -> int:
    """Write the usable icons of an Iconify collection to a ZIP file, one SVG document each.

    Returns their number.

    Raises ValueError if an excluded name is not in the collection.
    """
    drawings: dict[str, dict[str, Any]] = icons["icons"]
    left_out = excluded()
    if unknown := left_out - drawings.keys():
        raise ValueError(f"not in the collection: {', '.join(sorted(unknown))}")
    kept = [name for name in sorted(drawings) if name not in left_out and not _is_tone(name, drawings)]
    with zipfile.ZipFile(to, "w") as archive:
        for name in kept:
            entry = zipfile.ZipInfo(f"{name}.svg", date_time=_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, document(drawings[name], collection=icons), compresslevel=9)
    return len(kept)


def excluded() -> frozenset[str]:
    """The names that are left out, for whatever reason."""
    groups: dict[str, list[str]] = tomllib.loads(EXCLUDED.read_text(encoding="utf-8"))
    return frozenset(name for group in groups.values() for name in group)


def document(icon: dict[str, Any], *, collection: dict[str, Any]) -> str:
    """The icon as an SVG document. The collection has the defaults of the icon's box."""
    box = " ".join(str(value) for value in _box(icon, collection))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{icon["body"]}</svg>'


def _box(icon: dict[str, Any], collection: dict[str, Any]) -> Iterator[float]:
    for side, default in (("left", 0), ("top", 0), ("width", _SIDE), ("height", _SIDE)):
        yield icon.get(side, collection.get(side, default))


def _is_tone(name: str, drawings: dict[str, Any]) -> bool:
    # "vertical-traffic-light" also ends like a tone, but there is no "vertical-traffic".
    return _TONE.search(name) is not None and _TONE.sub("", name) in drawings


def main() -> None:
    """Write the pack beside this file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("icons", type=Path, metavar="ICONS_JSON")
    icons = json.loads(parser.parse_args().icons.read_text(encoding="utf-8"))
    number = pack(icons=icons, to=objects.PACK)
    print(f"{number} objects, {objects.PACK.stat().st_size / 1e6:.1f} MB")  # noqa: T201 (a program's output)


if __name__ == "__main__":
    main()

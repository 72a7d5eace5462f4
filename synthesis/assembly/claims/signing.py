"""Signs a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import c2pa

from synthesis.assembly.claims import rules

# An ingredient that the task "keeping" wrote.
ARCHIVE = "application/c2pa"


def carry_out(
    *,
    source: str,
    destination: str,
    mime_type: str,
    manifest: dict[str, Any],
    originals: list[dict[str, str]],
    chain: str,
    algorithm: str,
    time_stamps: str,
    signature_of: Callable[[bytes], bytes],
) -> dict[str, Any]:
    """Write ``source`` with its credentials to ``destination``.

    ``originals`` are the files whose credentials become ingredients: path, MIME type, title and id.
    Returns ``refused``, the ids of those whose credentials can't be kept, or ``failed`` with the reason.
    """
    context = c2pa.Context.from_dict(rules.settings())
    kind = c2pa.C2paSigningAlg[algorithm.upper()]
    try:
        with (
            c2pa.Signer.from_callback(signature_of, kind, chain, time_stamps or None) as signer,
            c2pa.Builder(manifest, context=context) as builder,
        ):
            refused = [original["id"] for original in originals if not _is_added(builder, original)]
            with Path(source).open("rb") as before, Path(destination).open("w+b") as after:
                builder.sign(signer, mime_type, before, after)
            return {"refused": refused}
    except c2pa.C2paError as error:
        return {"failed": str(error)[:500]}


def _is_added(builder: c2pa.Builder, original: dict[str, str]) -> bool:
    try:
        with Path(original["path"]).open("rb") as file:
            if original["mime_type"] == ARCHIVE:
                builder.add_ingredient_from_archive(file)
            else:
                builder.add_ingredient(_described(original), original["mime_type"], file)
    except c2pa.C2paError:
        return False
    builder.add_action({"action": "c2pa.placed", "parameters": {"ingredientIds": [original["id"]]}})
    return True


def _described(original: dict[str, str]) -> dict[str, str]:
    return {"title": original["title"], "relationship": "componentOf", "instance_id": original["id"]}

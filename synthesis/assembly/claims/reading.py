"""Reads and verifies the credentials of a file."""

import json
from pathlib import Path
from typing import Any

import c2pa

from synthesis.assembly.claims import rules


def carry_out(*, path: str, mime_type: str, listed: list[str], own: str) -> dict[str, Any]:
    """Return ``store``, the library's description of the file's manifests; or ``none`` or ``unreadable``."""
    anchors = "".join(Path(each).read_text(encoding="utf-8") for each in listed)
    context = c2pa.Context.from_dict(rules.settings(listed=anchors, own=own))
    try:
        with Path(path).open("rb") as file, c2pa.Reader(mime_type, file, context=context) as reader:
            return {"store": json.loads(reader.json())}
    except c2pa.C2paError.ManifestNotFound:
        return {"none": ""}
    except c2pa.C2paError.NotSupported:
        return {"none": ""}
    except c2pa.C2paError as error:
        text = str(error)
        # Credentials that are kept elsewhere: the file has only their address.
        return {"elsewhere": ""} if text.startswith("Remote") else {"unreadable": text[:500]}

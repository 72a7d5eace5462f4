"""Keeps the credentials of a file that will be converted, which removes them."""

import base64
import io
from pathlib import Path
from typing import Any

import c2pa

from synthesis.assembly.claims import rules


def carry_out(*, path: str, mime_type: str, title: str, id: str) -> dict[str, Any]:
    """Return ``archive``, an ingredient with the file's credentials, in base64; or ``failed``."""
    context = c2pa.Context.from_dict(rules.settings())
    described = {"title": title, "relationship": "componentOf", "instance_id": id}
    held = io.BytesIO()
    try:
        with Path(path).open("rb") as file, c2pa.Builder({"assertions": []}, context=context) as builder:
            builder.add_ingredient(described, mime_type, file)
            builder.write_ingredient_archive(id, held)
    except c2pa.C2paError as error:
        return {"failed": str(error)[:500]}
    return {"archive": base64.b64encode(held.getvalue()).decode()}

"""JSON documents of Shopify, whose numbers with decimal places stay text."""

import json
from typing import Any

from foundation import foreign_texts


def parsed(content: bytes, *, most_bytes: int) -> dict[str, Any]:
    """Return the object in a document. Raises ValueError for anything else, and for a longer document."""
    if len(content) > most_bytes:
        raise ValueError("too long")
    try:
        document = json.loads(foreign_texts.storable_json(content), parse_float=str)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(document, dict):
        raise ValueError("not an object")
    return document

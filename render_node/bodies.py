"""A request body, as JSON or as the form that the openai client sends, to plain values."""

import json
import re
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP

from render_node import errors

LONGEST_BYTES = 256 * 1024
_KEY = re.compile(r"([^\[\]]+)|\[([^\[\]]*)\]")


def parse(body: bytes, *, content_type: str) -> object:
    """Raises RefusalError for a body that is neither."""
    kind = content_type.split(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return _form(body, content_type=content_type)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise errors.RefusalError("The body is neither JSON nor a form.") from None


def _form(body: bytes, *, content_type: str) -> dict[str, object]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    values: dict[str, object] = {}
    for part in message.iter_parts() if message.is_multipart() else []:
        name = part.get_param("name", header="content-disposition")
        if not isinstance(name, str) or part.get_filename():
            raise errors.RefusalError("Files are not taken here.", param=str(name or ""))
        _put(values, _path(name), _text(part, name))
    return values


def _text(part: Message, name: str) -> str:
    payload = part.get_payload(decode=True)
    try:
        return payload.decode() if isinstance(payload, bytes) else ""
    except UnicodeDecodeError:
        raise errors.RefusalError(f"{name} is not UTF-8 text.", param=name) from None


def _path(name: str) -> list[str]:
    return [plain or bracketed for plain, bracketed in _KEY.findall(name)]


def _put(values: dict[str, object], path: list[str], text: str) -> None:
    """File ``motion[items][]=x`` under values["motion"]["items"], a list."""
    *parents, last = path or [""]
    if last == "" and parents:
        *parents, last = parents
        holder = _descend(values, parents)
        held = holder.setdefault(last, [])
        if isinstance(held, list):
            held.append(text)
        return
    _descend(values, parents)[last] = text


def _descend(values: dict[str, object], path: list[str]) -> dict[str, object]:
    for key in path:
        inner = values.setdefault(key, {})
        if not isinstance(inner, dict):
            raise errors.RefusalError(f"{key} is given twice, in two shapes.", param=key)
        values = inner
    return values

"""Parse a request body, as JSON or as the form that the openai client sends, into plain values."""

import json
import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP

from render_node import errors

LONGEST_BYTES = 256 * 1024
# A picture of the largest size in base64, plus the text fields.
LONGEST_WITH_PICTURE_BYTES = 28 * 1024 * 1024
_FILE = "input_reference"
_KEY = re.compile(r"([^\[\]]+)|\[([^\[\]]*)\]")


def parse(body: bytes, *, content_type: str) -> object:
    """Parse a body into JSON values and the bytes of a file. Raises RefusalError for any other body."""
    kind = content_type.split(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return _form(body, content_type=content_type)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise errors.RefusalError("The body is neither JSON nor form data.") from None


def _form(body: bytes, *, content_type: str) -> dict[str, object]:
    values: dict[str, object] = {}
    for head, content in _parts(body, boundary=_boundary(content_type)):
        name = head.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            raise errors.RefusalError("A part of the form has no name.")
        if head.get_filename() is None:
            _put(values, _path(name), _text(content, name))
        elif name == _FILE:
            values[name] = content
        else:
            raise errors.RefusalError(f"The only accepted file is {_FILE}.", param=name)
    return values


def _boundary(content_type: str) -> bytes:
    head = Message()
    head["Content-Type"] = content_type
    boundary = head.get_boundary()
    if not boundary:
        raise errors.RefusalError("The Content-Type header has no boundary.")
    return boundary.encode("ascii", "replace")


def _parts(body: bytes, *, boundary: bytes) -> Iterator[tuple[Message, bytes]]:
    """Head and content of each part. Contents stay unchanged; the standard parsers are for e-mail."""
    _preamble, *pieces = (b"\r\n" + body).split(b"\r\n--" + boundary)
    for piece in pieces:
        if piece.startswith(b"--"):
            return
        head, _, content = piece.partition(b"\r\n\r\n")
        yield BytesParser(policy=HTTP).parsebytes(head.strip() + b"\r\n\r\n", headersonly=True), content
    raise errors.RefusalError("The form data is truncated.")


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise errors.RefusalError(f"{name} is not UTF-8 text.", param=name) from None


def _path(name: str) -> list[str]:
    return [plain or bracketed for plain, bracketed in _KEY.findall(name)]


def _put(values: dict[str, object], path: list[str], text: str) -> None:
    """Add ``motion[items][]=x`` to the list values["motion"]["items"]."""
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
            raise errors.RefusalError(f"{key} is given twice, with different types.", param=key)
        values = inner
    return values

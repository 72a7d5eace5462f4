"""A response of OpenAI's Responses API, as far as it is read. OpenAI's own client validates nothing."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from foundation import foreign_texts

_MOST_TOKENS = 2**31 - 1


def _document(value: object) -> object:
    return value if isinstance(value, dict) else {}


def _documents(value: object) -> list[Any]:
    """The documents in a list. Anything else, in it or in place of it, has no meaning to us."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _output(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("no list of items")
    return _documents(value)


def _cause(value: object) -> object:
    """An error as a document: an answer with an error of another form failed as well."""
    return (value if isinstance(value, dict) else {"code": value}) if value else None


def _count(value: object) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_TOKENS
    return int(value) if is_count and isinstance(value, int) else None


_Word = Annotated[str, BeforeValidator(foreign_texts.line)]
_Count = Annotated[int | None, BeforeValidator(_count)]


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Part(_Read):
    type: _Word = ""
    text: Annotated[str, BeforeValidator(foreign_texts.lines)] = ""


class _Item(_Read):
    type: _Word = ""
    content: Annotated[list[_Part], BeforeValidator(_documents)] = []


class _Failure(_Read):
    code: _Word = ""


class _Details(_Read):
    reason: _Word = ""


class _Usage(_Read):
    input_tokens: _Count = None
    output_tokens: _Count = None


class Answer(_Read):
    """One response. ``model`` and ``status`` are empty if they are missing; missing tokens are None."""

    model: _Word = ""
    status: _Word = ""
    output: Annotated[list[_Item], BeforeValidator(_output)]
    error: Annotated[_Failure | None, BeforeValidator(_cause)] = None
    incomplete_details: Annotated[_Details, BeforeValidator(_document)] = _Details()
    usage: Annotated[_Usage, BeforeValidator(_document)] = _Usage()

    @property
    def text(self) -> str:
        """The text of all its messages."""
        return "".join(part.text for part in self._parts() if part.type == "output_text")

    @property
    def is_refused(self) -> bool:
        """True if the model declined."""
        return any(part.type == "refusal" for part in self._parts())

    @property
    def stopped_as(self) -> str:
        """Why it is incomplete; empty for a complete answer."""
        return "" if self.status in ("", "completed") else self.incomplete_details.reason or self.status

    def _parts(self) -> list[_Part]:
        return [part for item in self.output if item.type == "message" for part in item.content]


def read(document: bytes) -> Answer:
    """Read the body of a response. Raises ValueError for anything else than a response."""
    return Answer.model_validate_json(foreign_texts.storable_json(document))

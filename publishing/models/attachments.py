"""Lines that an app above adds to a post, such as links to the products of a shop."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Placement(StrEnum):
    """Where a post shows its lines."""

    TEXT = "text"
    # The first comment, on platforms that have one.
    COMMENT = "comment"
    # In neither. Its links are there to be copied.
    NONE = "none"


class Choice(BaseModel):
    """One line that a person wants. ``key`` is the other app's id of it.

    ``with_code`` asks for a code of the post's own, for buyers to enter.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    with_code: bool = False


class Attachment(BaseModel):
    """One line as it is sent: ``text`` contains the URL, and the code if it has one.

    ``label`` says what it is about, for pages.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    label: str
    url: str
    text: str
    code: str = ""


class Attachments(BaseModel):
    """The lines of one post, in the order in which they are sent."""

    model_config = ConfigDict(frozen=True)

    placement: Placement = Placement.TEXT
    lines: tuple[Attachment, ...] = ()

    @property
    def choices(self) -> list[Choice]:
        """What was chosen to get these lines."""
        return [Choice(key=each.key, with_code=bool(each.code)) for each in self.lines]

    def in_text(self, text: str) -> str:
        """The text with the lines that belong there. One whose URL it contains already isn't added again."""
        return self._below(text) if self.placement is Placement.TEXT else text

    def in_comment(self, comment: str) -> str:
        """The first comment with the lines that belong there."""
        return self._below(comment) if self.placement is Placement.COMMENT else comment

    def _below(self, text: str) -> str:
        lines = "\n".join(each.text for each in self.lines if each.url not in text)
        return "\n\n".join(part for part in (text.rstrip() if lines else text, lines) if part)

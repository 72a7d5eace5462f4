"""Why a row or a file is not imported."""


class RowRefusedError(Exception):
    """A row is skipped. ``reason`` ends a sentence; ``content`` is the cell that is meant."""

    def __init__(self, reason: str, content: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.content = content


class FileRefusedError(Exception):
    """The file can't be imported at all. The message is for people."""

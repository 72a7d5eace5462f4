"""Writing systems that put no spaces between words."""

from synthesis.assembly.captions import writing_systems


def is_unspaced(text: str) -> bool:
    """True if a part of the text is in a script without spaces between words."""
    return writing_systems.is_rarely_spaced(text) or any(map(writing_systems.is_unspaced, text))

"""What captions need to know of scripts: where sentences end, and which are written without spaces."""

import re

ENDINGS = tuple(".!?…。؟।\uff01\uff1f")
BREAKS = tuple(",;:،、؛\uff0c")

# Chinese and Japanese: Han, kana, and the punctuation and wide forms that go with them. Korean has spaces.
UNSPACED = re.compile("[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")


def is_unspaced(text: str) -> bool:
    """Whether the text holds characters that stand without spaces between words."""
    return UNSPACED.search(text) is not None

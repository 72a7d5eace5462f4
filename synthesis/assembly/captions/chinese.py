"""Words of Chinese texts, so that captions neither break nor highlight parts of them.

Narration has the times of single characters. The words come from jieba, which runs in its own process.
"""

import json
import sys
import tempfile
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from synthesis.assembly import processes
from synthesis.assembly.fonts import scripts
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import Word

CHILD = Path(__file__).with_name("chinese_child.py")
TIMEOUT_S = 60
LIMITS = processes.Limits(memory_bytes=2 * 1024**3, file_bytes=64 * 1024**2)

# Particles that lean on the word before them.
PARTICLES = frozenset("的了着們们吗嗎呢吧啊呀嘛么麼")
# Together, a word and its particles are not longer than half a line.
LONGEST = 5


def is_chinese(language: str) -> bool:
    return scripts.of_language(language) == "Hans"


def split(texts: Sequence[str], *, should_stop: ShouldStop) -> list[list[str]]:
    """The words of each text. Raises StoppedError and the upstream errors."""
    with tempfile.TemporaryDirectory(prefix="ettametta-captions-") as folder:
        words_file = Path(folder) / "words.json"
        processes.run(
            [sys.executable, "-I", str(CHILD)],
            system="jieba",
            timeout_s=TIMEOUT_S,
            should_stop=should_stop,
            limits=LIMITS,
            stdin=json.dumps({"texts": list(texts), "words": str(words_file)}).encode(),
        )
        return [list(map(str, words)) for words in json.loads(words_file.read_text(encoding="utf-8"))]


def text_of(spoken: Sequence[Word]) -> str:
    """The text of which ``joined`` needs the words."""
    return "".join(word.text for word in spoken)


def joined(spoken: Sequence[Word], *, words: Sequence[str]) -> tuple[Word, ...]:
    """Join spoken characters to words, with the particles that follow them."""
    ends = set(accumulate(len(word) for word in words))
    found: list[Word] = []
    position = 0
    for part in spoken:
        if found and (position not in ends or _leans(part.text, found[-1].text)):
            found[-1] = Word(text=found[-1].text + part.text, starts_s=found[-1].starts_s, ends_s=part.ends_s)
        else:
            found.append(part)
        position += len(part.text)
    return tuple(found)


def _leans(text: str, before: str) -> bool:
    letters = "".join(character for character in text if character.isalnum())
    is_particle = letters in PARTICLES and len(before) < LONGEST
    # A number and its counter, such as 2024年.
    is_counter = before[-1:].isdecimal() and len(letters) == 1 and not letters.isascii()
    return before[-1:].isalnum() and text[:1].isalnum() and (is_particle or is_counter)

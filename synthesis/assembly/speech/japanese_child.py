"""The child process that splits Japanese into words: its dictionary takes more memory than the parent
process.

Run by path and isolated; it imports no other module of this project. It reads a JSON request on standard
input and writes ``[[surface, part of speech], …]`` to the file that the request names.
"""

import json
import sys
from pathlib import Path

from janome.tokenizer import Tokenizer


def main() -> int:
    """Split one text."""
    request = json.load(sys.stdin)
    found = Tokenizer(mmap=True).tokenize(request["text"])
    words = [[token.surface, token.part_of_speech] for token in found]
    Path(request["words"]).write_text(json.dumps(words), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

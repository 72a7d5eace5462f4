"""The child process that splits Chinese into words: its dictionary takes 75 MB.

Run by path and isolated; it imports no other module of this project. It reads a JSON request on standard
input and writes the words of each text to the file that the request names.
"""

import json
import sys
from pathlib import Path

import jieba


def main() -> int:
    """Split the texts of one video."""
    request = json.load(sys.stdin)
    target = Path(request["words"])
    jieba.setLogLevel("ERROR")
    # Its cache would lie in the folder for temporary files, where other users could replace it.
    jieba.dt.tmp_dir = str(target.parent)
    words = [list(jieba.cut(text)) for text in request["texts"]]
    target.write_text(json.dumps(words), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

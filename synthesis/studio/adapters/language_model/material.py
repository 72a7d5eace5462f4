"""Facts as input to a language model: data between markers, whatever they contain."""

import json

from synthesis.studio.adapters.assignment import Assignment

OPENING, CLOSING = "<facts>", "</facts>"


def material(*, assignment: Assignment) -> str:
    """The facts as JSON between markers that no fact can imitate."""
    document = json.dumps(dict(assignment.facts), ensure_ascii=False, default=str)
    # JSON escapes keep the meaning, and make it impossible to forge the closing marker.
    document = document.replace("<", "\\u003c").replace(">", "\\u003e")
    return f"Write the script about these facts.\n{OPENING}\n{document}\n{CLOSING}"

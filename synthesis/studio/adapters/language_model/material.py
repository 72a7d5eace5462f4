"""Facts as a language model gets them: data between marks, whatever they say."""

import json

from synthesis.studio.adapters.assignment import Assignment

OPENING, CLOSING = "<facts>", "</facts>"


def material(*, assignment: Assignment) -> str:
    """The facts as JSON between marks that nothing inside can imitate."""
    document = json.dumps(dict(assignment.facts), ensure_ascii=False, default=str)
    # As escapes these mean the same in JSON, and the closing mark cannot be forged.
    document = document.replace("<", "\\u003c").replace(">", "\\u003e")
    return f"Write the script about these facts.\n{OPENING}\n{document}\n{CLOSING}"

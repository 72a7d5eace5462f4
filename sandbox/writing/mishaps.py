"""What language models do wrong with a requested document: fences, small talk, another language or length."""

import json
from collections.abc import Callable
from typing import Any

Change = Callable[[str], str]

_SPANISH = (
    "El café está amargo, y no es por culpa de los granos que has comprado.",
    "Muele un poco más grueso y prueba otra vez, sin cambiar nada más.",
    "Si el agua pasa muy despacio, el sabor es más fuerte de lo que debe ser.",
    "Con este cambio la taza es más dulce, y no cuesta nada.",
)
_TIMES_TOO_LONG = 3
_MUCH_LATER = {"start_s": 3600.0, "end_s": 3605.0}


def apply(document: Any, *, kind: str) -> None:
    """Change the text that the model wrote, wherever the vendor's response has it."""
    change = CHANGES[kind]
    for holder, name in _places(document):
        if isinstance(holder.get(name), str):
            holder[name] = change(holder[name])


def _places(document: Any) -> list[tuple[dict[str, Any], str]]:
    """Where Gemini, OpenAI's responses and OpenAI's chat completions have the text."""
    if not isinstance(document, dict):
        return []
    found = [(part, "text") for each in document.get("candidates", []) for part in each["content"]["parts"]]
    found += [(part, "text") for each in document.get("output", []) for part in each["content"]]
    found += [(each["message"], "content") for each in document.get("choices", [])]
    return found


def _fenced(text: str) -> str:
    return f"```json\n{text}\n```"


def _chatty(text: str) -> str:
    return f"Sure! Here is the script {{as requested}}:\n\n{text}\n\nTell me if you want another version."


def _halved(text: str) -> str:
    return text[: len(text) // 2]


def _prose(text: str) -> str:
    return (
        "This is an engaging video. It opens strongly {see above}, keeps a good pace, and ends with a clear "
        "call to action. Overall, I would rate it 8 out of 10."
    )


def _beyond_end(text: str) -> str:
    """Move every second finding to an hour after the start."""
    return _with_findings(text, lambda finding, place: finding | (_MUCH_LATER if place % 2 else {}))


def _with_findings(text: str, change: Callable[[dict[str, Any], int], dict[str, Any]]) -> str:
    try:
        document = json.loads(text)
        document["findings"] = [change(each, place) for place, each in enumerate(document["findings"])]
    except (ValueError, KeyError, TypeError):
        return text
    return json.dumps(document, ensure_ascii=False)


def _other_language(text: str) -> str:
    """The narration of a script, or the statements of findings, in Spanish."""
    spoken = _spoken(lambda _, place: _SPANISH[place % len(_SPANISH)])(text)
    return _with_findings(
        spoken, lambda finding, place: finding | {"statement": _SPANISH[place % len(_SPANISH)]}
    )


def _spoken(change: Callable[[str, int], str]) -> Change:
    """A change of each scene's narration. A text that is not a script stays as it is."""

    def apply_to(text: str) -> str:
        try:
            script = json.loads(text)
            scenes = script["scenes"]
        except (ValueError, KeyError, TypeError):
            return text
        for place, scene in enumerate(scenes):
            scene["narration"] = change(scene["narration"], place)
        return json.dumps(script, ensure_ascii=False)

    return apply_to


CHANGES: dict[str, Change] = {
    "fenced": _fenced,
    "chatty": _chatty,
    "half_text": _halved,
    "other_language": _other_language,
    "prose": _prose,
    "beyond_end": _beyond_end,
    "too_long": _spoken(lambda narration, _: " ".join([narration] * _TIMES_TOO_LONG)),
}

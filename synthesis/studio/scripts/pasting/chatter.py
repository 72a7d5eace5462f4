"""What an assistant says around a script that it wrote: "Sure! Here's a script", "Let me know if …"."""

import re

_AGREES = (
    r"(?:sure|certainly|of course|absolutely|got it|no problem|claro|nat\u00fcrlich|bien s\u00fbr)"
    r"(?: thing)?[!,.\s]+"
)
_PRESENTS = r"here(?:['\u2019]s| is| are)|below is|hier ist|aqu\u00ed tienes|voici|ecco|aqui est\u00e1"
_SCRIPT = r"(?:script|skript|guion|gui\u00f3n|roteiro|copione)s?"
# Without "Sure!", only a script that is described is one: creators say "Here's the script for success:" too.
_DESCRIBED = (
    rf"(?:\d{{1,3}}[- ]?(?:seconds?|sec|s|minutes?|min)\b[^\n]{{0,40}}|"
    rf"(?:video|tiktok|reels?|shorts?|youtube|voice-?over)\s){_SCRIPT}"
)
_FIRST = re.compile(
    rf"{_AGREES}(?:{_PRESENTS})\b[^\n]{{0,90}}\b(?:{_SCRIPT}|video|reel|short|tiktok)\b[^\n]{{0,90}}[:!.]\**|"
    rf"(?:{_PRESENTS})\b[^\n]{{0,60}}\b{_DESCRIBED}\b[^\n]{{0,90}}:\**",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"(?:(?:let me know if you(?:['\u2019]d| would)? (?:like|want)|would you like|do you want|want) me to|"
    r"let me know if you(?:['\u2019]d| would)? (?:like|want) (?:any|it|this)|feel free to|"
    r"if you(?:['\u2019]d| would)? (?:like|want),? i can(?: also)?|i can also)\b[^\n]{0,200}",
    re.IGNORECASE,
)
_ABOUT_SCRIPT = re.compile(
    rf"\b(?:{_SCRIPT}|tone|adjust(?:ed|ments)?|tweak(?:ed|s)?|shorten|shortened|rewrite|revise|tailor|changes)\b",
    re.IGNORECASE,
)


def without(text: str) -> str:
    """The text without such a first and last paragraph. A text of one paragraph stays."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    if len(paragraphs) > 1 and _FIRST.fullmatch(paragraphs[0].strip()):
        paragraphs = paragraphs[1:]
    last = paragraphs[-1].strip()
    if len(paragraphs) > 1 and _LAST.fullmatch(last) and _ABOUT_SCRIPT.search(last):
        paragraphs = paragraphs[:-1]
    return "\n\n".join(paragraphs)

"""A model's sentence as plain text: without markup, invisible characters, addresses or secrets.

The texts of a video's author reach the model, so its sentences may contain what that author wants readers to
visit, call or believe. They are shown as plain text that leads nowhere.
"""

import re
import unicodedata
from functools import partial

LINK, ADDRESS, HANDLE, NUMBER, REMOVED = "[link]", "[address]", "[handle]", "[number]", "[removed]"

_JOINERS = "\u200c\u200d"
# Letters up to here join without help; later scripts, such as Arabic and Devanagari, need the joiners.
_LAST_WITHOUT_JOINERS = 0x02FF
_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>")
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]]*)\]\s*\(([^()]*)\)")
# Without those that are words, as in a sentence that begins right after a full stop.
_TOP_LEVEL = (
    "com|net|org|info|biz|io|ai|app|dev|xyz|top|site|online|shop|store|club|live|link|click|win|icu|vip|test|"
    "example|invalid|onion|gov|edu|co|tv|cc|ly|gg|gl|uk|eu|de|ch|fr|es|nl|pl|se|dk|fi|pt|br|mx|ar|ru|ua|cn|"
    "jp|kr|tr|ir|ae|sa|au|nz|ca|za|xn--[a-z0-9-]+|рф|укр|бел|中国|公司|网络|한국|भारत"
)
# The first part of a name: a search that began at each part would take quadratic time.
_BEGINS = r"(?<![\w-])(?<![\w-]\.)"
_DOT = r"(?:\.|\[\.\]|\(\.\)|\[dot\]|\(dot\))"
_NAMES = (LINK, ADDRESS, HANDLE, NUMBER, REMOVED)
_RULES = (
    (re.compile(r"\b[a-z][a-z0-9+.-]{1,15}://\S*", re.IGNORECASE), LINK),
    (re.compile(r"\b(?:javascript|vbscript|data|mailto|tel|sms|file|blob):\S+", re.IGNORECASE), LINK),
    (re.compile(r"(?<![\w.+-])[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+"), ADDRESS),
    (
        re.compile(
            rf"{_BEGINS}(?:[\w-]+{_DOT})+(?:{_TOP_LEVEL})\b(?::\d+)?(?:[/?#]\S*)?",
            re.IGNORECASE,
        ),
        LINK,
    ),
    (re.compile(rf"{_BEGINS}(?:[\w-]+\.)+[a-z]{{2,}}/\S*", re.IGNORECASE), LINK),
    (re.compile(r"\bwww(?:\.[\w-]+)+(?:[:/?#]\S*)?", re.IGNORECASE), LINK),
    (re.compile(r"\b[\w-]+ dot (?:com|net|org|io|info|app|xyz|shop|example)\b", re.IGNORECASE), LINK),
    (re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b(?::\d+)?(?:/\S*)?"), LINK),
    (re.compile(r"(?<![\w@])@[\w.]{2,}"), HANDLE),
    (re.compile(r"(?<![\w.])(?:\+|00)\d(?:[\s().-]{0,2}\d){6,14}(?!\w)"), NUMBER),
    (re.compile(r"(?<![\w.])\(?\d{2,5}\)?(?:[\s.-]\d{2,5}){2,4}(?!\w)"), NUMBER),
    # Keys and tokens: long runs with both letters and digits.
    (re.compile(r"(?<![\w+/=-])(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[A-Za-z0-9_+/=-]{24,}"), REMOVED),
)
# A date has eight digits.
_FEWEST_DIGITS = 9


def plain(text: str) -> str:
    """Return the text on one line, with every address, number to call and key replaced by its name.

    What is left still has to be escaped on output.
    """
    text = visible(text)
    folded = unicodedata.normalize("NFKC", text)
    # Full-width letters form working addresses, but full-width punctuation is normal in Japanese.
    text = folded if _neutralised(folded) != folded else unicodedata.normalize("NFC", text)
    text = _TAG.sub(" ", _MARKDOWN_LINK.sub(r"\1 \2", text))
    return " ".join(_neutralised(text).split())


def has_words(text: str) -> bool:
    """True if a plain text has letters or digits besides the names of what was replaced."""
    for name in _NAMES:
        text = text.replace(name, "")
    return any(map(str.isalnum, text))


def visible(text: str) -> str:
    """Return the text without invisible, directional and private characters and lone surrogates."""
    kept = []
    for place, character in enumerate(text):
        if character in _JOINERS:
            if place and ord(text[place - 1]) > _LAST_WITHOUT_JOINERS:
                kept.append(character)
        elif character.isspace():
            kept.append("\n" if character == "\n" else " ")
        elif unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn"):
            kept.append(character)
    return "".join(kept)


def _neutralised(text: str) -> str:
    for pattern, name in _RULES:
        text = pattern.sub(partial(_replacement, name), text)
    return text


def _replacement(name: str, match: re.Match[str]) -> str:
    is_count = name == NUMBER and sum(map(str.isdigit, match[0])) < _FEWEST_DIGITS
    return match[0] if is_count else name

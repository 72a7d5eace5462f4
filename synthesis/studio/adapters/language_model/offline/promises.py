"""What a title promises: a question, a reason, a number of things, a way to do something."""

import re
from dataclasses import dataclass
from enum import StrEnum

from synthesis.studio.adapters.language_model.offline import vocabulary


class Form(StrEnum):
    """The form of a promise."""

    LIST = "list"
    HOW_TO = "how_to"
    REASON = "reason"
    QUESTION = "question"
    STATEMENT = "statement"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A title, taken apart.

    ``text`` is the title without decoration. ``count`` is the promised number of things, and ``rest`` the
    title without count and question word. ``limits`` are promised numbers, such as "10 seconds".
    """

    text: str
    form: Form
    rest: str
    count: int | None = None
    limits: tuple[str, ...] = ()

    @property
    def is_inverted(self) -> bool:
        """True for "why do cats purr", False for "why cats purr"."""
        return self.form == Form.QUESTION or _first_word(self.rest) in _AUXILIARIES

    @property
    def as_question(self) -> str:
        """The title as a question, if it is one."""
        return f"{self.text.rstrip('?.! ')}?"

    @property
    def noun(self) -> str:
        """What the list counts: "mistake" for "5 mistakes new runners make"."""
        words = re.findall(r"[a-z]+", self.rest.lower())
        found = next((word for word in words if word in _COUNTED), "things")
        return found.removesuffix("s")


NUMBER_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_COUNTED = vocabulary.words_of("counted")
_AUXILIARIES = vocabulary.words_of("auxiliaries")
_ARTICLES = frozenset(["the", "a", "an"])
_ASKING = frozenset(["what", "when", "where", "who", "which", "whose", "whom"])
_PRONOUNS = vocabulary.words_of("pronouns")
_IMPERATIVES = vocabulary.words_of("imperatives")
_DECORATION = re.compile(r"#\w+|\[.*?\]|\s[|–—]\s.*$|<[^>]*>|[^\w\s$%€£'’.,:;?!/&+()-]")
_COUNT = re.compile(
    r"^(?:the\s|my\s|top\s)*(\d{1,2}|" + "|".join(NUMBER_WORDS[2:]) + r")\s+(.+)$", re.IGNORECASE
)
_HOW_TO = re.compile(r"^how (?:to|do i|do you|can i|can you|you can|i)\s+(.+)$", re.IGNORECASE)
_REASON = re.compile(r"^(?:(?:this|here) is (?:the reason )?)?why\s+(.+)$", re.IGNORECASE)


def of_title(title: str) -> Promise:
    """What the title promises."""
    text = clean(title)
    return _counted(text) or _asked(text) or _told(text)


def clean(text: str) -> str:
    """A title without emoji, hashtags, square brackets, markup, braces, and the part after a bar or dash."""
    return " ".join(_DECORATION.sub(" ", text).split()).strip(" -–:,;|.")


def in_words(number: int) -> str:
    """The number as a word, up to twelve."""
    return NUMBER_WORDS[number] if number < len(NUMBER_WORDS) else str(number)


def _counted(text: str) -> Promise | None:
    match = _COUNT.match(text)
    limits = vocabulary.limits(text)
    if match is None or (limits and text.startswith(limits[0])):
        return None
    number = match[1].lower()
    count = int(number) if number.isdigit() else NUMBER_WORDS.index(number)
    if count < 2:
        return None
    # "10 seconds to calm down": the number belongs to the unit.
    return _promise(text, Form.LIST, match[2], count=count)


def _asked(text: str) -> Promise | None:
    for form, pattern in ((Form.HOW_TO, _HOW_TO), (Form.REASON, _REASON)):
        match = pattern.match(text)
        if match is not None:
            return _promise(text, form, match[1])
    first = _first_word(text)
    if text.endswith("?") or first in _ASKING | _AUXILIARIES | {"how"}:
        return _promise(text, Form.QUESTION, text)
    return None


def _told(text: str) -> Promise:
    words = text.split()
    if words and words[0].lower() in _IMPERATIVES and len(words) > 1:
        return _promise(text, Form.HOW_TO, text)
    return _promise(text, Form.STATEMENT if _is_sentence(words) else Form.TOPIC, text)


def _is_sentence(words: list[str]) -> bool:
    """True if a title is longer than a name, or begins with a pronoun."""
    return len(words) > 5 or (bool(words) and words[0].lower() in _PRONOUNS)


def _promise(text: str, form: Form, rest: str, *, count: int | None = None) -> Promise:
    return Promise(
        text=text,
        form=form,
        rest=rest.strip(" ?.!"),
        count=count,
        limits=tuple(vocabulary.limits(rest)),
    )


def _first_word(text: str) -> str:
    return text.split(" ", 1)[0].lower()

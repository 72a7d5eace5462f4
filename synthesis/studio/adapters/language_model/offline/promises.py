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
        """What the list counts: "mistake" for "5 mistakes new runners make"; "number" if that is unknown."""
        words = re.findall(r"[a-z'’-]+", self.rest.lower())
        found = next((word for word in words if word in _COUNTED), "") or _first_plural(words)
        return _singular(found) if found else UNKNOWN_NOUN

    @property
    def is_advice(self) -> bool:
        """False if the title promises things that are no advice: "5 signs …", "coffee facts"."""
        if self.form == Form.LIST:
            return self.noun in _ADVICE
        is_named = self.form in (Form.TOPIC, Form.STATEMENT)
        return not (is_named and _FINDINGS & set(self.text.lower().split()))

    @property
    def is_personal(self) -> bool:
        """True if the title tells what a person has done: "How I quit", "My first month"."""
        is_told = self.form in (Form.TOPIC, Form.STATEMENT)
        return is_told and bool(_PERSONAL & set(re.findall(r"[a-z]+", self.text.lower())))

    @property
    def sides(self) -> tuple[str, str] | None:
        """The two sides of a comparison: "Tea vs coffee: which …"."""
        found = _VERSUS.match(self.text)
        return (found["one"].strip(), found["other"].strip()) if found is not None else None


NUMBER_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
UNKNOWN_NOUN = "number"
_COUNTED = vocabulary.words_of("counted")
_ADVICE = vocabulary.words_of("advice")
_FINDINGS = vocabulary.words_of("findings")
_DEGREES = vocabulary.words_of("degrees")
_SUBJECTS = vocabulary.words_of("subjects")
_NO_PLURALS = vocabulary.words_of("no_plurals")
_IRREGULAR = {"people": "person", "women": "woman", "men": "man", "children": "child", "mice": "mouse"}
_PERSONAL = frozenset(["i", "we", "my", "our", "me"])
_AUXILIARIES = vocabulary.words_of("auxiliaries")
_ARTICLES = frozenset(["the", "a", "an"])
_ASKING = frozenset(["what", "when", "where", "who", "which", "whose", "whom"])
_PRONOUNS = vocabulary.words_of("pronouns")
_IMPERATIVES = vocabulary.words_of("imperatives")
_DECORATION = re.compile(r"#\w+|\[.*?\]|\s[|–—]\s.*$|<[^>]*>|[^\w\s$%€£'’.,:;?!/&+()-]")
_SMALL_I = re.compile(r"(?<![\w.])i(?=['’\s]|$)")
_COUNT = re.compile(
    r"^(?:the\s|my\s|top\s)*(\d{1,2}|" + "|".join(NUMBER_WORDS[2:]) + r")\s+(.+)$", re.IGNORECASE
)
_HOW_TO = re.compile(r"^how (?:to|do i|do you|can i|can you|you can|i can)\s+(.+)$", re.IGNORECASE)
_VERSUS = re.compile(
    r"^(?P<one>[^:?,.]{1,40}?)\s(?:vs\.?|versus)\s(?P<other>[^:?,.]{1,40}?)(?:\s?[:?,.].*)?$", re.IGNORECASE
)
_REASON = re.compile(r"^(?:(?:this|here) is (?:the reason )?)?why\s+(.+)$", re.IGNORECASE)


def of_title(title: str) -> Promise:
    """What the title promises."""
    text = clean(title)
    return _counted(text) or _asked(text) or _told(text)


def clean(text: str) -> str:
    """A title without emoji, hashtags, square brackets, markup, braces, and the part after a bar or dash."""
    tidy = " ".join(_DECORATION.sub(" ", text).split()).strip(" -–:,;|.")
    return _SMALL_I.sub("I", tidy)


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
    return _promise(text, Form.QUESTION, text) if text.endswith("?") or _is_question(text) else None


def _is_question(text: str) -> bool:
    """True for "What happens if …", False for "What I eat in a day" and "How engines work"."""
    first, *others = text.lower().split() or [""]
    following = others[0] if others else ""
    if first == "how":
        return following in _AUXILIARIES | _DEGREES
    return first in _AUXILIARIES or (first in _ASKING and following not in _SUBJECTS)


def _told(text: str) -> Promise:
    words = text.split()
    if words and words[0].lower() in _IMPERATIVES and len(words) > 1:
        return _promise(text, Form.HOW_TO, text)
    return _promise(text, Form.STATEMENT if _is_sentence(words) else Form.TOPIC, text)


def _is_sentence(words: list[str]) -> bool:
    """True if a title is longer than a name, begins with a pronoun, or has an auxiliary verb."""
    lower = [word.lower() for word in words]
    begins = bool(lower) and lower[0] in _PRONOUNS | _ASKING | {"how"}
    return len(lower) > 5 or begins or bool(_AUXILIARIES & set(lower[1:]))


def _first_plural(words: list[str]) -> str:
    """The first noun in the plural: "castles" of "castles in Scotland"."""
    return next((word for word in words if _is_plural(word)), "")


def _is_plural(word: str) -> bool:
    if word in _IRREGULAR:
        return True
    ends = word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "’s"))
    return ends and len(word) > 3 and word not in _NO_PLURALS | _AUXILIARIES | _PRONOUNS


def _singular(plural: str) -> str:
    if plural in _IRREGULAR:
        return _IRREGULAR[plural]
    if plural.endswith("ies") and len(plural) > 5 and plural not in ("movies", "cookies", "zombies"):
        return f"{plural[:-3]}y"
    is_long = plural.endswith(("sses", "shes", "ches", "xes")) and plural not in ("aches", "headaches")
    return plural[:-2] if is_long else plural.removesuffix("s")


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

"""Headlines of pasted scenes: a whole thought in the scene's own words."""

import re
import unicodedata

from synthesis.assembly import sentences
from synthesis.assembly.sentences import abbreviations
from synthesis.studio.headlines import clause_words, clauses, parts, thoughts, unspaced
from synthesis.studio.headlines.thoughts import LONGEST, capitalised

__all__ = ["LONGEST", "capitalised", "headline_of", "is_whole_thought", "without_number"]

_NUMBERING = re.compile(
    r"^\W{0,2}(?:(?P<label>\d{1,2}\.\s(?:ad\u0131m|l\u00e9p\u00e9s|krok)(?=\s?:)|(?:step|tip|rule|reason|number|no\.|"
    r"fact|lesson|mistake|part|schritt|tipp|regel|grund|nummer|\u00e9tape|astuce|r\u00e8gle|raison|"
    r"n\u00famero|paso|consejo|regla|raz\u00f3n|passo|consiglio|motivo|dica|stap|krok|ad\u0131m|steg|tips|"
    r"\u0448\u0430\u0433|\u0441\u043e\u0432\u0435\u0442)\s?#?(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten))"
    r"\s?(?:[:.)]|[\u2013\u2014-](?=\s))\s*|\(?\d{1,2}[.):]\)?\s+|[\u2460-\u2473]\s*)(?=\S)",
    re.IGNORECASE,
)
# Signs, not pictures: degrees, arrows, letterlike signs such as "\u2103", and units in one square.
_DRAWN = re.compile(r"[\u00b0\u00a9\u00ae\u2100-\u214f\u2190-\u2193\u3200-\u33ff]")
# Signs that only change the look of the emoji before them.
_JOINERS = dict.fromkeys((0xFE0F, 0x20E3))
_ORDER = clause_words.listed(
    "first second third firstly secondly lastly finally last next here there about today"
)
_FULL_STOPS = ".\u3002\uff0e\u0964\u0589\u104b\u17d4\u1362\u06d4"
_ENDINGS = _FULL_STOPS + ",;:\u060c\u3001\uff0c\u2026 "
# In dialogues, a dash begins what somebody says.
_DASH = re.compile(r"^[\u2013\u2014-]\s+")
_ABBREVIATED = re.compile(r"(?:(?:^|[\s(])(?:[^\W\d_]\.\s?){2,}|\betc\.)$")


def headline_of(*, text: str, language: str = "") -> str:
    """The headline on the screen while the text is spoken: a sentence, a clause or a phrase of it.

    At most ``LONGEST`` letters wide. Empty only for a text without words, such as a number alone.
    """
    said = [_tidy(sentence.text, language) for sentence in sentences.split(text, language=language)]
    said = [sentence for sentence in said if any(character.isalpha() for character in sentence)]
    is_unspaced = bool(said) and all(map(unspaced.applies, said[:2]))
    found = unspaced.headline_of(said) if is_unspaced else clauses.headline_of(said, language=language)
    return found.strip()


def without_symbols(text: str) -> str:
    """A text without emoji and other pictures, which fonts for text do not have."""
    kept = (
        sign
        for sign in text
        if _DRAWN.match(sign) or unicodedata.category(sign) not in ("So", "Sk", "Cs", "Co")
    )
    return " ".join("".join(kept).translate(_JOINERS).split())


def is_whole_thought(headline: str, *, language: str = "") -> bool:
    """Whether a headline is a whole thought. False for a figure, title or small word alone or cut off at the
    end, and for a clause that waits for another ("If you …,").
    """
    return thoughts.is_whole(headline, language=language)


def without_number(text: str) -> tuple[str, str]:
    """A text without the number of a list at its beginning, and the label it had: "Step 1", or nothing."""
    found = _NUMBERING.match(text)
    # The number may be the point: "Number one: 4%".
    if found is None or not any(character.isalpha() for character in text[found.end() :]):
        return text, ""
    return text[found.end() :], (found["label"] or "").strip()


def _tidy(sentence: str, language: str) -> str:
    """A sentence as a headline: without list number and full stop, with its question or exclamation mark."""
    plain = _DASH.sub("", without_symbols(sentence))
    bare, _ = without_number(plain)
    text = " ".join((bare if bare == plain else capitalised(bare)).split())
    if text.startswith(("...", "\u2026")):
        lead = text[: len(text) - len(text.lstrip(".\u2026"))]
        return lead + _tidy(text[len(lead) :], language)
    *_, last = text.split() or [""]
    known = abbreviations.of(language)
    if _ABBREVIATED.search(text) or last.rstrip(".").lower() in known.sometimes | known.often:
        return text
    # A semicolon is the question mark of Greek.
    is_asked = text.endswith(";") and parts.primary(language) == "el"
    return text if is_asked else text.rstrip(_ENDINGS)


def is_counted_thing(text: str, *, language: str) -> bool:
    """Whether a text can be the label of a figure: no preposition begins it and no small word ends it."""
    words = thoughts.words_of(text)
    small = clause_words.of(language).dangling | thoughts.PRONOUNS
    is_plain = "=" not in text and not any(map(thoughts.is_figure, words))
    return bool(words) and is_plain and words[0] not in small and words[-1] not in small


def is_telling(word: str, *, language: str) -> bool:
    """Whether a word carries meaning: no small word, no frequent verb, no short form such as "that's"."""
    bare = word.replace("\u2019", "'").lower()
    known = clause_words.of(language)
    small = known.dangling | clause_words.LEADING | known.subordinators | known.coordinators | known.verbs
    return bare not in small | _ORDER and not bare.endswith(("'s", "'re", "'ve", "n't"))

"""Parts of a whole: "7 of 10 people", "one in three", "jeder Dritte", "80% of all emails"."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import re
from dataclasses import dataclass
from itertools import pairwise

from synthesis.choices import Layout
from synthesis.studio import headlines, objects
from synthesis.studio.looks import amounts, fractions, shortening, spacing
from synthesis.studio.looks.cues import Cue
from synthesis.studio.looks.readings.base import Fields, Reader, Reading, all_pictured
from synthesis.studio.looks.subjects import Subject
from synthesis.studio.scripts.pasting import points

_NUMBER = r"(?<![\d.,$€£:/-])\d{1,4}(?![\d:/%-]|[.,]\d)"
_ENGLISH = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
}  # fmt: skip
_WORDS = _ENGLISH | {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
    "ocho": 8, "nueve": 9, "diez": 10, "ein": 1, "eine": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4,
    "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "due": 2, "tre": 3, "quattro": 4,
    "cinque": 5, "sei": 6, "sette": 7, "otto": 8, "nove": 9, "dieci": 10, "um": 1, "uma": 1, "dois": 2,
    "três": 3, "quatro": 4, "sete": 7, "oito": 8, "dez": 10,
}  # fmt: skip
_WORD = r"\b(?:" + "|".join(_WORDS) + r")\b"
_COUNTED_FIRST = re.compile(r"^\s\w+(?=\s(?:sur|su|von|de cada|em cada|of|out of)\s)", re.IGNORECASE)
_ANY = re.compile(rf"{_NUMBER}|{_WORD}", re.IGNORECASE)
# Between the two numbers: the word for "of", and perhaps one more, as in "7 out of every 10".
_LONGEST_GAP, _LONGEST_FIGURE, _LONGEST_OF = 16, 24, 14
_SMALLEST_WHOLE, _LARGEST_WHOLE = 2, 1000
# So many words after the figure name what is counted.
_BESIDE = 3
# Words of a statement that is shown whole, because the negation is at its end.
_LONGEST_NOUN, _MOST_SAID, _MOST_NEGATED = 6, 8, 9
_PERSON = "person-standing"
# What a share is of stands before it or in it.
_NOUN_FIRST = frozenset({"ja", "ko", "tr"})
_WHOLE_FIRST = frozenset({"ja", "zh", "ko", "hi", "tr"})
_MARK = re.compile(r"[,.:](?!\d)|[;!?\u2026\u3001\uff0c\u3002\u060c]")
# What a share is of, where that stands before it, and the ending of a number: "大人の4割", "%80'i".
_OF = re.compile(
    r"(?:(?:^|(?<=[\s\u3001\u3002]))[\u3041-\u30ff\u4e00-\u9fff]{1,8}の|(?<!\S)[\uac00-\ud7a3]{1,6}의 |"
    r"(?<!\S)[^\W\d_]{2,14}[ıiuü]n )$"
)
_ENDING = re.compile(
    r"['\u2019](?:[sy]?[iıuü]|[ıiuü]n[iıuü]n)(?=\s)|的人|的[\u4e00-\u9fff]{1,3}?(?=[在都没不也会就多])"
)
_PARTICLE = re.compile(r"^(?:が|は|も|の|を|に|[은는이가도을를의](?=\s))\s*")
# "Day 2 of 30" and "part 1 of 3" are places in a row.
_PLACE = re.compile(
    r"(?:#|№|\bno\.|\b(?:day|days|step|part|tip|week|round|level|number|chapter|episode|lesson|page|tag|schritt|teil|"
    r"tipp|woche|folge|nummer|kapitel|seite|jour|étape|partie|astuce|semaine|numéro|día|paso|parte|consejo|semana|"
    r"número|giorno|passo|consiglio|settimana|numero|dia|dica|stap|deel|dag|week|dzień|krok|część|rada|день|шаг|часть|"
    r"совет|неделя|крок|частина|den|část|deň|časť|steg|del|trin|vaihe|päivä|nap|lépés|rész|zi|pas|partea|gün|adım|"
    r"bölüm|ngày|bước|phần|hari|langkah|bagian))\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A share: as it is written, the part, the whole, and what is said after it and before it."""

    figure: str
    part: float
    whole: float
    rest: str
    before: str = ""
    is_of_people: bool = False


def _share(subject: Subject) -> Reading | None:
    for text in (subject.scene.figure, subject.scene.headline, subject.text):
        found = _in_words(subject, text) or _out_of(subject, text) or _percent(subject, text)
        if found is not None and len(found.figure) <= _LONGEST_FIGURE:
            return _reading(subject, found)
    return None


def _in_words(subject: Subject, text: str) -> _Found | None:
    found = fractions.find(text, language=subject.language)
    if found is None or _is_time(subject, text[found.end :]):
        return None
    start = _whole_start(text, found.start)
    end = _end(text, found.end)
    return _Found(
        figure=text[start:end],
        part=found.part,
        whole=found.whole,
        rest=_PARTICLE.sub("", text[end:]),
        before=text[:start],
        is_of_people=found.is_of_people,
    )


def _whole_start(text: str, start: int) -> int:
    """Where the noun begins that a share belongs to, if it stands before it: "大人の4割"."""
    noun = _OF.search(text[:start])
    return noun.start() if noun is not None else start


def _end(text: str, end: int) -> int:
    """The end of a share with its ending."""
    ending = _ENDING.match(text, end)
    return ending.end() if ending is not None else end


def _out_of(subject: Subject, text: str) -> _Found | None:
    numbers = list(_ANY.finditer(text))
    for one, other in pairwise(numbers):
        if not _is_joined(subject, text[one.end() : other.start()]):
            continue
        if _PLACE.search(text[: one.start()]) or _is_time(subject, text[other.end() :]):
            continue
        part, whole = sorted((_value(one[0]), _value(other[0])))
        is_in_order = _value(one[0]) <= _value(other[0])
        # "10人中7人" names the whole first; elsewhere that is no share.
        is_reversed = not is_in_order and subject.language[:2] in _WHOLE_FIRST
        if (is_in_order or is_reversed) and 0 < part < whole <= _LARGEST_WHOLE and whole > _SMALLEST_WHOLE:
            end = other.end()
            # "10人中7人": the counter belongs to the second number, too.
            end += text[one.end() : one.end() + 1] == text[end : end + 1] != " "
            return _Found(text[one.start() : end], part, whole, text[end:], text[: one.start()])
    return None


def _is_joined(subject: Subject, between: str) -> bool:
    """True for the word for "of" and at most one more: "7 out of every 10"."""
    # "une personne sur cinq"
    between = _COUNTED_FIRST.sub("", between)
    joined = subject.words.find("out_of", between)
    if joined is None or len(between) > _LONGEST_GAP or _MARK.search(between):
        return False
    return not between[: joined.start()].strip() and len(between[joined.end() :].split()) <= 1


def _value(written: str) -> float:
    return float(_WORDS.get(fractions.plain_letters(written), 0) or written)


def _is_time(subject: Subject, rest: str) -> bool:
    """True if the next word is a unit of time: "5 in 10 minutes" is no share."""
    following = rest.split()[:1]
    return any(
        subject.words.find(kind, word) for word in following for kind in ("seconds", "minutes", "hours")
    )


def _percent(subject: Subject, text: str) -> _Found | None:
    """A percentage that the text says of something."""
    found = [amount for amount in amounts.find(text) if amount.unit == "%"]
    several = [amount for amount in amounts.find(subject.text) if amount.unit == "%"]
    if len(found) != 1 or len(several) > 1 or not 0 < found[0].value <= 100:
        return None
    amount = found[0]
    if points.ends_range(text[: amount.start]):
        return None
    start, end = _whole_start(text, amount.start), _end(text, amount.end)
    if end > amount.end or (start < amount.start and _PARTICLE.match(text[end:])):
        figure, rest = text[start:end], _PARTICLE.sub("", text[end:])
        return _Found(figure, amount.value, 100.0, rest, text[:start])
    rest = text[end:].lstrip()
    said = subject.words.find("share_of", rest[:_LONGEST_OF])
    if said is None or said.start() > 0:
        return None
    # "60% dorosłych śpi źle": the noun itself shows that it is a share.
    is_noun = subject.words.find("people", said[0]) is not None
    rest = rest if is_noun else rest[said.end() :]
    return _Found(amount.text, amount.value, 100.0, rest, text[: amount.start])


def _reading(subject: Subject, found: _Found) -> Reading:
    head = subject.scene.headline
    is_said_there = not head or found.figure in head
    headline = _after(subject, found) if is_said_there else subject.head

    def fields(cue: Cue) -> Fields:
        return {
            "figure": found.figure,
            "headline": headline if any(letter.isalnum() for letter in headline) else "",
            "items": [
                {"label": found.figure, "amount": found.part, "cue_s": cue(found.figure)},
                {"label": found.figure, "amount": found.whole},
            ],
            "objects": _counted(subject, found, cue),
            "reaction_s": cue(found.figure),
        }

    return Reading(Layout.SHARE, 8.3, f"it names a share: {found.figure}", fields)


def _after(subject: Subject, found: _Found) -> str:
    """What is said of the share, in a few words: behind it, or before it as in "Burn-out touche 1 sur 5"."""
    name = shortening.subject_of(_MARK.split(found.before)[-1].strip(), language=subject.language)
    if name and len(name.split()) <= shortening.MOST_WORDS:
        return headlines.capitalised(name)
    rest = _MARK.split(found.rest.strip())[0]
    short = headlines.capitalised(shortening.shortened(rest, language=subject.language))
    is_cut = not rest.casefold().endswith(short.casefold())
    if is_cut and len(rest.split()) <= _MOST_SAID:
        # "of the food ends up" needs its end.
        return headlines.capitalised(rest)
    if shortening.is_negated(rest, subject.language) and not shortening.is_negated(short, subject.language):
        # "63 % der Deutschen frühstücken … nicht": without its end it would say the opposite.
        return headlines.capitalised(rest) if len(rest.split()) <= _MOST_NEGATED else ""
    if " " in short or " " not in rest:
        return short
    kept = " ".join(rest.split()[: shortening.MOST_WORDS])
    return kept[:1].upper() + kept[1:]


def _counted(subject: Subject, found: _Found, cue: Cue) -> list[Fields]:
    """What is counted, as a picture: people, or what the figure or the word behind it names."""
    if subject.scene.object_names:
        return all_pictured(subject, cue, 1)
    beside = " ".join(found.rest.split()[:_BESIDE])
    if found.is_of_people or subject.words.find("people", f"{found.figure} {beside}") is not None:
        return [{"name": _PERSON}]
    texts = [objects.Text(narration=text) for text in (found.figure, _first(subject, found.rest))]
    named = [each for each in objects.choose(scenes=texts, language=subject.language, seed=0) if each]
    return [{"name": named[0][0].name}] if named else []


def _first(subject: Subject, rest: str) -> str:
    """The words behind a share up to the first telling one: in "two of three lose heat", no heat."""
    if subject.language[:2] in _NOUN_FIRST:
        return ""
    if spacing.is_unspaced(rest):
        return rest[:_LONGEST_NOUN] if rest.startswith("的") else ""
    words = rest.split()[:_BESIDE]
    telling = (place for place, word in enumerate(words) if _is_noun(subject, word))
    end = next(telling, len(words)) + (2 if subject.language.startswith("vi") else 1)
    return " ".join(words[:end])


def _is_noun(subject: Subject, word: str) -> bool:
    """Whether a word behind a share may be what it is of: not "all"."""
    is_small = subject.words.find("share_of", word) is not None
    return headlines.is_telling(word, language=subject.language) and not is_small


READERS: tuple[Reader, ...] = (_share,)

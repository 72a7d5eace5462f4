"""Arabic headlines: a sentence up to the phrase that only adds to it, or the figure that is its point."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import re
from collections.abc import Iterator

from synthesis.studio.headlines.clause_words import listed
from synthesis.studio.looks.shortening.eastern.scored import LAST, Scored, headline

_WHOLE, _CLAUSE, _START, _FIGURE, _CONTRAST = 10.0, 8.2, 6.4, 6.4, 9.6
_PER_WORD, _LATER_CLAUSE, _LOST_FIGURE, _LOST_NEGATION, _ASKING, _HANGING = (
    0.15,
    0.5,
    1.2,
    6.0,
    2.0,
    3.0,
)
_QUESTION, _BARE, _FULL, _LONGEST_OF_ALL = 2.4, 1.8, 4, 52
_MOST_WORDS, _LONGEST, _FEWEST, _MOST_WORDS_OF_TITLE = 5, 44, 3, 7
# What a headline of more words loses.
_TOO_LONG = {6: 1.4, 7: 3.6, 8: 4.8}
_SIGNS = " .،,!؛:…"
_COMMA = re.compile(r"[،؛,;:]\s*")
_LEAD = re.compile(
    # "القاعدة الأولى: …" announces what follows.
    r"(?:القاعدة|السر|النصيحة|الحقيقة|الخطوة|الحل|الحيلة)[^:]{0,12}:\s+|"
    r"(?:(?:السر|الحل|السبب|الطريقة) (?:هو|هي)|أولاً|أولًا|ثانيًا|ثانياً|ثالثًا|ثالثاً|أخيرًا|أخيراً|وأخيرًا|"
    r"ثم|بعد ذلك|لكن|ولكن|الآن|في الحقيقة|في الواقع|اليوم|هل (?:تعلم|تعرف) أن|"
    r"هل (?:تعلم|تعرف)(?=\s(?:لماذا|كيف|ما|أين)\s)|تذكر أن|"
    r"في اليوم \S+|في البداية|في النهاية|بعد (?:سنة|شهر|أسبوع|عام)|"
    r"كل (?:صباح|يوم|ليلة)|في (?:الصباح|المساء|الليل))[،,]?\s+(?=\S+\s\S)"
)
# They begin a phrase that only adds to what stands before.
_ADDING = listed(
    "في على عن قبل بعد خلال عند عندما لمدة حتى مع بعيدًا بعيداً كل فور لأن لأنه لأنها "
    "كي لكي كما مثلما مثل إذا حيث بدون دون "
    "ثم أثناء منذ داخل قرب تحت فوق بين بدلًا بدلاً لكن بسبب حين مباشرة طوال عبر ضمن"
)
_OPEN = listed(
    "إلا بين أكثر أقل أفضل أهم أكبر أسوأ كل بعض معظم جميع غير لا لم لن "
    "ليس ليست هو هي هذا هذه ذلك من إلى على في عن مع أن إن "
    "التي الذي الذين ما أو ثم حوالي نحو أي كان كانت يكون تكون مرة بعيدًا قبل بعد أول آخر"
)
# Verbs that wait for a preposition.
_WAITING = re.compile(
    r"^[ويت]?(?:[يتنأ]?(?:حتاج|عتمد|ؤدي|ؤثر|ساعد|بحث|منع|حصل|حافظ|تخلص|عاني|ركز|قضي|تكون|نتمي|كفي|ستغني|حول|قلل|زيد))\S*$|^(?:احصل|حافظ|تخلص|ابتعد|اعتمد|ركز|ابحث)$"
)
_NEGATION = re.compile(
    r"(?<!\S)(?:و|ف)?(?:لا|لم|لن|ليس|ليست|بدون|دون|ممنوع|تجنب|توقف|إياك|غير)(?!\S)|(?<!\S)(?:ال)?(?:خطأ|أخطاء)"
)
_ONLY = re.compile(r"(?<!\S)(?:إلا|سوى|قبل أن)(?!\S)")
_NOT_BUT = re.compile(
    r"(?P<topic>(?:\S+\s){1,3})(?:ليس|ليست|لا يكمن|لا تكمن)\s[^،]+،\s(?:بل|ولكن|إنما|لكن)\s(?P<but>.+)"
)
_PREPOSITIONS = listed("في على من عن إلى مع")
_NUMBERS = listed(
    "نصف ربع ثلث ثلاث ثلاثة أربع أربعة خمس خمسة ست ستة سبع سبعة ثماني ثمانية "
    "تسع تسعة عشر عشرة عشرون عشرين ثلاثون ثلاثين أربعون أربعين "
    "خمسون خمسين ستون ستين سبعون سبعين ثمانون ثمانين تسعون تسعين مئة مائة مئتي ألف ألفي ألفا آلاف مليون"
)
_QUANTIFIERS = re.compile(r"(?:أكثر من|أقل من|ما يقارب|ما يصل إلى|حوالي|نحو|فقط|كل|لا يقل عن)$")
_COUNTED = re.compile(r"\d|(?<!\S)و?(?:" + "|".join(_NUMBERS) + r")(?!\S)|دقيقتين|ساعتين|يومين|مرتين")
_RATES = re.compile(
    r"(?:في (?:السنة|الشهر|اليوم|الأسبوع|الساعة)|سنويًا|سنوياً|شهريًا|شهرياً|يوميًا|يومياً|بالمئة|بالمائة|كل \S+)"
)
_AS_YOU_THINK = re.compile(r"\s(?:كما|مما) (?:تظن|تعتقد|نظن|نعتقد|يظن الناس|يعتقد الناس|تتوقع|تتصور)$")
_CALLING = re.compile(r"احفظ|تابع|شارك|أخبرني|اكتب|التعليقات|لايك|اشترك|جرّب|جرب هذ")
_AND = re.compile(r"و(?:\S{3,}|لا|لم|لن|ما)$")
_NOUN_FIRST = re.compile(r"^(?:ال\S+|معظم|كل|أغلب|كثير|بعض|هذا|هذه)$")


def shortened(texts: list[str], *, otherwise: str = "") -> str:
    """The best headline of several sentences, or the title where none is good. The title may be empty."""
    title = otherwise.strip(_SIGNS)
    is_fit = len(title.split()) <= _MOST_WORDS_OF_TITLE and len(title) <= _LONGEST
    return headline(texts, phrases=_of_sentence, otherwise=title if is_fit else "")


def _of_sentence(text: str) -> Iterator[Scored]:
    source = _AS_YOU_THINK.sub("", _without_leads(text.strip(_SIGNS)))
    called = _ASKING * bool(_CALLING.search(text))
    for each, is_contrast in _phrases(source):
        lost = _LOST_FIGURE * (bool(_COUNTED.search(source)) and not _COUNTED.search(each.text))
        is_lost = bool(_NEGATION.search(source)) and not _NEGATION.search(each.text) and not is_contrast
        is_lost |= bool(_ONLY.search(source)) and not _ONLY.search(each.text)
        yield Scored(each.text, each.worth - lost - _LOST_NEGATION * is_lost - called)


def _without_leads(text: str) -> str:
    while found := _LEAD.match(text):
        text = text[found.end() :]
    return text


def _phrases(text: str) -> Iterator[tuple[Scored, bool]]:
    """The phrases of a sentence, and whether each says what is so instead of what is denied."""
    yield from ((each, False) for each in _valued(text, _WHOLE))
    if len(text.split()) > max(_TOO_LONG) and len(text) <= _LONGEST_OF_ALL:
        yield Scored(text, LAST), False
    contrast = _NOT_BUT.fullmatch(text)
    if contrast is not None:
        topic, but = contrast["topic"].strip(), contrast["but"]
        joint = " " if but.split()[0] in _PREPOSITIONS else ": "
        yield from ((each, True) for each in _valued(f"{topic}{joint}{but}", _CONTRAST))
    clauses = [part for part in _COMMA.split(text) if part.strip()]
    for place, clause in enumerate(clauses):
        less = _LATER_CLAUSE * place + _HANGING * _is_led(clause, place, len(clauses))
        if place and _is_led(clauses[place - 1], place - 1, len(clauses)):
            # "إذا لم تعرف، فقل ذلك"
            clause = re.sub(r"^ف(?=\S{2,}\s)", "", clause)
        plain = re.sub(r"^(?:ثم|بل|لكن|ولكن|و(?=\S{4})|ف(?=لا\s))\s?", "", clause) if place else clause
        # What a clause denies is its own matter.
        is_other = len(clauses) > 1 and contrast is None
        if len(clauses) > 1:
            yield from ((each, is_other) for each in _valued(plain, _CLAUSE - less))
        yield from _starts(plain, less)
        yield from ((each, False) for each in _figures(plain, less))


def _is_led(clause: str, place: int, count: int) -> bool:
    """Whether a clause waits for the next one: "إذا كنت …"."""
    first = clause.split()[0]
    return place + 1 < count and first in (
        "إذا",
        "إن",
        "عندما",
        "لو",
        "كلما",
        "حين",
        "لأن",
        "بعد",
        "قبل",
        "في",
    )


def _starts(clause: str, less: float) -> Iterator[tuple[Scored, bool]]:
    """The beginnings of a clause that end before a phrase which only adds something."""
    words = clause.rstrip("؟?").split()
    mark = "؟" if clause.endswith(("؟", "?")) else ""
    for place in range(_FEWEST, len(words)):
        before, word = words[place - 1], words[place]
        is_and = bool(_AND.match(word)) and place > _FEWEST and word[1:] not in _NUMBERS
        if not (word in _ADDING or is_and) or _is_open(words[:place], word):
            continue
        if _NOUN_FIRST.match(words[0]) and place < _FEWEST + 1:
            continue
        if not _WAITING.match(before):
            base = _START + _QUESTION * bool(mark) - less
            yield from ((each, is_and) for each in _valued(" ".join(words[:place]) + mark, base))


def _is_open(words: list[str], following: str) -> bool:
    """Whether words wait for the next one: a preposition, a comparison, or a number without its noun."""
    last = words[-1]
    is_number = last in _NUMBERS or last.isdigit()
    return (
        last in _OPEN
        or is_number
        or (len(words) > 1 and words[-2] in ("بين", "لا", "لم", "لن") and following == "و")
    )


def _figures(clause: str, less: float) -> Iterator[Scored]:
    """A figure with what it counts, how often, and "more than" before it."""
    words = clause.rstrip("؟?").split()
    place = next((number for number, word in enumerate(words) if word in _NUMBERS or word[:1].isdigit()), -1)
    if (
        place < 0
        or place + 1 >= len(words)
        or (place and words[place - 1] in ("بين", "من") and not _limited(words, place))
    ):
        return
    start, end = place, place + 2
    while start and _limited(words, start):
        start -= 1 if words[start - 1] != "من" else 2
    if words[end : end + 1] == ["من"] and end + 1 < len(words):
        end += 2
    rate = _RATES.match(" ".join(words[end:]))
    end += len(rate[0].split()) if rate else 0
    # "عمقه ثلاثون سنتيمترًا" needs its noun.
    is_owned = start > 1 and words[start - 1].endswith(("ه", "ها"))
    if is_owned and words[max(0, start - 3)] not in _PREPOSITIONS:
        start -= 2
    # "ادخر عشرة بالمئة": the verb before it says what to do.
    start = 0 if start == 1 else max(start, 0)
    text = re.sub(r"^و(?=\S{4})", "", " ".join(words[start:end]))
    yield from _valued(text, _FIGURE - _BARE * (end - start < _FULL) - less)


def _limited(words: list[str], place: int) -> bool:
    return bool(_QUANTIFIERS.search(" ".join(words[max(0, place - 2) : place])))


def _valued(text: str, base: float) -> Iterator[Scored]:
    bare = text.strip(_SIGNS)
    words = bare.split()
    if not 2 <= len(words) <= max(_TOO_LONG) or len(bare) > _LONGEST or words[-1] in _OPEN:
        return
    yield Scored(bare, base - _TOO_LONG.get(len(words), 0.0) + _PER_WORD * min(len(words), _MOST_WORDS))

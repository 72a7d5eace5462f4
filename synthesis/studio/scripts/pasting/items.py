"""Finds the items that a scene can show: steps, a list, or the two sides of a comparison."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import re
from collections.abc import Sequence
from itertools import pairwise

from synthesis.assembly import sentences
from synthesis.content import LISTS
from synthesis.studio import headlines

ITEM_LENGTH, MOST_ITEMS = LISTS["items"].max_length, LISTS["items"].max_items
_FEWEST_LISTED = 3
_LONGEST_LISTED = 48

_FIRST = (
    r"first of all|first(?:ly)?|step one|erstens|zuerst|als erstes|premièrement|d'abord|tout d'abord|"
    r"primero|en primer lugar|primo|per prima cosa|primeiro|em primeiro lugar|ten eerste|eerst|po pierwsze|"
    r"najpierw|önce|ilk olarak|birincisi|först|først|ensin|во-первых|сначала|أولا|أولاً|पहला|पहले|まず|"
    r"第一に|"
    r"首先|第一(?![天日周週步个個点點名条條年月章课課招站种種位])|첫째|먼저|pertama|đầu tiên"
)
_FURTHER = (
    r"second(?:ly)?|third(?:ly)?|fourth(?:ly)?|fifth(?:ly)?|sixth(?:ly)?|next|then|after that|finally|"
    r"last(?:ly)?|zweitens|drittens|viertens|dann|danach|zum schluss|zuletzt|schließlich|deuxièmement|"
    r"troisièmement|ensuite|puis|enfin|segundo|tercero|cuarto|luego|después|por último|finalmente|secondo|"
    r"terzo|poi|infine|terceiro|depois|em seguida|por fim|ten tweede|ten derde|dan|daarna|tot slot|po "
    r"drugie|po trzecie|potem|następnie|na koniec|sonra|ardından|son olarak|ikincisi|üçüncüsü|sedan|til "
    r"slut|till sist|sitten|lopuksi|во-вторых|в-третьих|затем|потом|наконец|ثانيا|ثانياً|ثالثا|ثالثاً|ثم|"
    r"أخيرا|दूसरा|तीसरा|फिर|आखिर में|次に|それから|最後に|第二に|第三に|其次|然后|最后|第二|第三|둘째|"
    r"셋째|다음으로|마지막으로|kedua|ketiga|"
    r"kemudian|terakhir|thứ hai|thứ ba|cuối cùng"
)
_BEFORE_STEP = r"(?:\s*[,:\u3001\uff0c\uff1a\u060c]\s*|\s+|(?<=[\u3040-\u30ff\u4e00-\u9fff]))(?=\S)"
_FIRST_STEP = re.compile(rf"(?:{_FIRST}){_BEFORE_STEP}", re.IGNORECASE)
_FURTHER_STEP = re.compile(rf"(?:and\s+|und\s+|et\s+|y\s+|e\s+)?(?:{_FURTHER}){_BEFORE_STEP}", re.IGNORECASE)
_INNER_STEP = re.compile(
    r"[,;]\s+(?=(?:and\s+)?(?:second|third|fourth|fifth|then|finally)\b(?!\s+\d))", re.IGNORECASE
)
_NUMBER_OF_LIST = re.compile(r"\(?(\d{1,2})(?:[.)]+\s+|\uff0e\s*|\u3001)")
_LABELLED_STEP = re.compile(
    r"(?:(?:step|schritt|étape|paso|passo|passaggio|stap|krok|adım|steg|шаг|крок|langkah|bước|चरण|"
    r"الخطوة|خطوة|ステップ|手順|步骤|步驟|第|단계)\s?(\d{1,2}|one|two|three|four|five|six)(?:\b|步|(?=[:\uff1a]))|"
    r"(\d{1,2})\s?단계)\s?[:.)\uff1a\u2013\u2014-]?\s*",
    re.IGNORECASE,
)
_LABELLED_TIP = re.compile(
    r"(?:tip|rule|reason|fact|lesson|mistake|habit|sign|way|trick|hack|number|tipp|regel|grund|astuce|règle|"
    r"consejo|razón|dica|consiglio)?\s?(?:#|no\.\s?)?(\d{1,2}|one|two|three|four|five|six)\b\s?[:.)\u2013\u2014-]\s*",
    re.IGNORECASE,
)
_NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six")
_LISTED = re.compile(r"^(?P<lead>[^:\uff1a]{3,80})[:\uff1a]\s*(?P<items>[^:\uff1a.!?\u3002]+)[.!\u3002]?$")
# The comma in "$17,000" divides nothing.
_COMMA = r"\s*(?:(?<!\d),|,(?!\d)|[;\u3001\uff0c\u060c])\s*"
# What joins the last two items, by language.
_JOINING = {
    "en": "and|or",
    "de": "und|oder",
    "fr": "et|ou",
    "es": "y|e|o|u",
    "it": "e|ed|o",
    "pt": "e|ou",
    "nl": "en|of",
    "pl": "i|oraz|lub",
    "sv": "och|eller",
    "da": "og|eller",
    "nb": "og|eller",
    "ru": "и|или",
    "uk": "і|й|та|або",
    "tr": "ve|veya",
    "id": "dan|atau",
    "ar": "و|أو",
    "hi": "और|या",
}
_ABBREVIATED = re.compile(r"(?:\b[^\W\d_]\.\s?){2,}$|\betc\.$")
_VERSUS = re.compile(
    r"^(?:[^:]{1,40}:\s)?(?P<one>[^,;:.!?]{1,40}?)\s+(?:vs\.?|versus|"
    r"v\.)\s+(?P<other>[^,;:!?\u2013\u2014]{1,40}?)(?:[.!?]|\s?[:,\u2013\u2014].*)?$",
    re.IGNORECASE,
)
_MOST_WORDS_OF_SIDE = 5
# Labels of two sides, in pairs.
_SIDES = (
    (
        r"myth|mythos|mythe|mito|mit|миф|efsane|迷信|誤解|误区|誤區",
        r"fact|truth|reality|fakt|wahrheit|réalité|vérité|realidad|verdad|realtà|verità|realidade|verdade|"
        r"feit|факт|gerçek|真実|事実|事实|事實",
    ),
    (
        r"before|vorher|früher|avant|antes|prima|voorheen|vroeger|раньше|önce|昔|以前",
        r"after|now|today|nachher|heute|jetzt|après|maintenant|aujourd'hui|después|ahora|hoy|dopo|oggi|"
        r"depois|agora|nu|теперь|şimdi|今|现在|現在",
    ),
    (r"then", r"now|today"),
    (
        r"wrong|bad|don'?t|falsch|faux|mal|sbagliato|errado|fout|неправильно|yanlış|错误|錯誤",
        r"right|good|do|better|richtig|juste|vrai|bien|giusto|certo|goed|правильно|doğru|正确|正確",
    ),
    (
        r"problem|problème|problema|probleem|проблема|sorun|問題|问题",
        r"solution|lösung|solución|soluzione|solução|oplossing|решение|çözüm|解決|解决",
    ),
    (
        r"pros?|advantages?|upsides?|vorteile?|avantages?|ventajas|vantaggi|prós|vantagens|voordelen|zalety|"
        r"plusy|плюсы|плюси|fördelar|fordele|fordeler|artıları|メリット|优点|優點|장점|المزايا|फायदे|"
        r"kelebihan|ưu điểm",
        r"cons?|disadvantages?|downsides?|nachteile?|inconvénients?|contras|desventajas|contro|svantaggi|"
        r"desvantagens|nadelen|wady|minusy|минусы|мінуси|nackdelar|ulemper|eksileri|デメリット|缺点|缺點|단점|"
        r"العيوب|नुकसान|kekurangan|nhược điểm",
    ),
    (r"old|alt|ancien|viejo", r"new|neu|nouveau|nuevo"),
)


def steps(text: str, *, language: str) -> tuple[str, ...]:
    """The steps of a text such as "First … Second …", "Step 1: … Step 2: …" or "1. … 2. …"; else nothing."""
    said = [
        part
        for sentence in sentences.split(text, language=language)
        for part in _INNER_STEP.split(sentence.text)
    ]
    numbered = _numbered(said, _LABELLED_STEP) or _numbered(said, _NUMBER_OF_LIST)
    return shown(numbered or _ordinal(said), language=language)


def tips(text: str, *, language: str) -> tuple[str, ...]:
    """The things that a text counts, such as "Tip 1: … Tip 2: …" or "#1. … #2. …"; else nothing."""
    said = [sentence.text for sentence in sentences.split(text, language=language)]
    return shown(_numbered(said, _LABELLED_TIP), language=language)


def _numbered(said: Sequence[str], number: re.Pattern[str]) -> list[str]:
    """Parts that begin with consecutive numbers."""
    found = [(match, part) for part in said if (match := number.match(part)) is not None]
    numbers = [_number(next(filter(None, match.groups())).lower()) for match, _ in found]
    is_counted = len(numbers) > 1 and all(after == before + 1 for before, after in pairwise(numbers))
    return [part[match.end() :] for match, part in found] if is_counted else []


def _number(written: str) -> int:
    return int(written) if written.isdigit() else _NUMBER_WORDS.index(written)


def _ordinal(said: Sequence[str]) -> list[str]:
    """Parts that begin with words such as "First", "Second" and "Then"."""
    first = next((place for place, part in enumerate(said) if _FIRST_STEP.match(part)), None)
    if first is None:
        return []
    found = [said[first][_end_of(_FIRST_STEP, said[first]) :]]
    for part in said[first + 1 :]:
        end = _end_of(_FURTHER_STEP, part)
        if end:
            found.append(part[end:])
    return found if len(found) > 1 else []


def _end_of(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found is not None else 0


def shown(items: Sequence[str], *, language: str) -> tuple[str, ...]:
    """Items as they are shown: as many as a scene holds, each as its headline. Nothing if one is empty."""
    texts = [_item(item, language) for item in items]
    return tuple(texts) if 1 < len(texts) <= MOST_ITEMS and all(texts) else ()


def _item(item: str, language: str) -> str:
    bare = headlines.without_number(headlines.without_symbols(item))[0].strip()
    bare = bare if _ABBREVIATED.search(bare) else bare.rstrip(".,;\u3002\u3001\uff0c\u0964 ")
    found = sentences.split(item, language=language)
    is_short = len(bare) <= headlines.LONGEST and len(found) == 1
    text = bare if is_short else headlines.headline_of(text=item, language=language)
    return (text[:1].upper() + text[1:])[:ITEM_LENGTH]


def listed(text: str, *, language: str) -> tuple[str, tuple[str, ...]]:
    """What a sentence lists, and its items: "You need three things: salt, sugar and water."; else nothing."""
    for sentence in sentences.split(text, language=language):
        found = _LISTED.match(sentence.text)
        items = _between_commas(found["items"], language) if found is not None else []
        is_short = all(0 < len(item) <= _LONGEST_LISTED for item in items)
        if found is not None and is_short and _FEWEST_LISTED <= len(items) <= MOST_ITEMS:
            return found["lead"], tuple(item[:1].upper() + item[1:] for item in items)
    return "", ()


def _between_commas(text: str, language: str) -> list[str]:
    if ";" in text:
        # A comma inside an item: "in June, cherries; in October, grapes".
        return [part.strip() for part in text.split(";")]
    joining = _JOINING.get(language.lower().split("-")[0] or "en")
    last = rf"(?:(?:{joining})\s+)?|\s+(?:{joining})\s+" if joining else ""
    return [part.strip() for part in re.split(f"{_COMMA}{last}", text)]


def sides(text: str, *, language: str) -> tuple[str, ...]:
    """The two sides of a comparison: "A vs. B", "Myth: … Fact: …"; else nothing."""
    said = [sentence.text for sentence in sentences.split(text, language=language)]
    compared = [sentence for sentence in said if _VERSUS.match(sentence)]
    both = _versus(compared[0]) if len(compared) == 1 else ()
    if both:
        return both
    return next((both for one, other in _SIDES if (both := _labelled(said, one, other, language))), ())


def _versus(sentence: str) -> tuple[str, ...]:
    found = _VERSUS.match(sentence)
    sides_of_it = [side.strip() for side in (found.groups() if found is not None else ())]
    is_short = all(len(side.split()) <= _MOST_WORDS_OF_SIDE for side in sides_of_it)
    is_two = len({side.casefold() for side in sides_of_it}) == 2
    return tuple(map(headlines.capitalised, sides_of_it)) if is_short and is_two else ()


def _labelled(said: Sequence[str], one: str, other: str, language: str) -> tuple[str, ...]:
    found = []
    for label in (one, other):
        pattern = re.compile(rf"(?:the\s)?(?:{label})\s?[:\uff1a]\s*(?=\S)", re.IGNORECASE)
        part = next((sentence for sentence in said if pattern.match(sentence)), "")
        if not part:
            return ()
        end = _end_of(pattern, part)
        headline = headlines.headline_of(text=part[end:], language=language)
        labelled = f"{part[:end].strip()} {headline}"
        found.append(labelled if len(labelled) <= ITEM_LENGTH else headline)
    return tuple(found)

"""Finds the point that a scene can show large: a quotation or a figure."""

import re
from dataclasses import dataclass

from synthesis.content import TEXTS
from synthesis.studio import headlines

FIGURE_LENGTH = TEXTS["figure"].max_length
_LABEL_LENGTH = 60

_QUOTATION = re.compile(
    r"\u201c([^\u201c\u201d]{8,400})\u201d|\"([^\"]{8,400})\"|\u201e([^\u201e\u201c]{8,400})\u201c|"
    r"\u00ab\s?([^\u00ab\u00bb]{8,400}?)\s?\u00bb|\u300c([^\u300c\u300d]{5,300})\u300d|"
    r"\u300e([^\u300e\u300f]{5,300})\u300f"
)
_FEWEST_QUOTED_WORDS = 3
_QUOTED_SHARE = 0.45
_CAPITALISED = r"[A-Z\u00c0-\u00de\u0400-\u042f][\w.'\u2019-]*"
_PARTICLE = r"von|van|der|den|del|dei|della|dos|du|de|da|di|la|le|al|el|bin|ibn"
_NAME = rf"{_CAPITALISED}(?:\s(?:(?:{_PARTICLE})\s){{0,2}}{_CAPITALISED}){{0,3}}"
_SAYS = (
    r"said|says|wrote|writes|asked|put it|told \w+|explained|warned|added|sagte|sagt|schrieb|a dit|disait|"
    r"dit|écrivait|dijo|dice|escribió|disse|dizia|diceva|zei|zegt|powiedział|powiedziała|dedi|sagde|сказал|"
    r"сказала|писал"
)
_SPEAKER = (
    re.compile(rf"(?P<name>{_NAME})\s(?:once |famously |also |einmal |una vez |una volta )?(?:{_SAYS})\b"),
    re.compile(rf"\b(?:{_SAYS})\s(?P<name>{_NAME})"),
    re.compile(rf"(?:[\u2014\u2013]|\s-)\s?(?P<name>{_NAME}|{_CAPITALISED}\s(?:proverb|saying))\s*[.]?\s*$"),
)
_NOT_NAMES = frozenset({"He", "She", "They", "It", "We", "You", "I", "Someone", "Everyone", "People"})
_SAID_PLAINLY = re.compile(
    rf"^(?P<name>{_NAME})\s(?:once |famously |einmal |una vez )?(?:{_SAYS})\s?:\s*(?P<said>[^\s].+)$",
    re.DOTALL,
)
_DIGITS = r"\d(?:[\d.,\u00a0\u202f]*\d)?(?:\s\d{3})*"
_SCALE = (
    r"k|m|bn|b|million|billion|trillion|thousand|millionen|milliarden|mio\.|mrd\.|mil millones|millones|"
    r"millions|milliards|milioni|miliardi|milhões|bilhões|mil|miljoen|miljard|mln|mld|milionów|miliardów|"
    r"milyon|milyar|miljoner|миллион\w*|миллиард\w*|тысяч\w*|млн|млрд|مليون|مليار|ألف|लाख|करोड़|हज़ार|万|億|"
    r"亿|兆|千|만|억"
)
_UNIT = (
    r"%|percent|per cent|prozent|pour cent|por ciento|per cento|por cento|procent|процент\w*|"
    r"x(?![\w-])|\u00d7|times|mal(?!\w)|fois|veces|volte|vezes|keer|kg|g|km|cm|mm|m|mph|km/h|\u00b0c|"
    r"\u00b0f|\u00b0|litres?|liters?|tons?|tonnes?|tonnen|(?:light[- ])?(?:seconds?|minutes?|hours?|days?|"
    r"weeks?|months?|years?)|sekunden?|minuten?|stunden?|tagen?|wochen?|jahren?|secondes?|minutes?|heures?|"
    r"jours?|semaines?|ans?|segundos?|minutos?|horas?|días?|semanas?|años?|secondi|minuti|ore|giorni|"
    r"settimane|anni|dias?|anos?|秒|分|時間|日|年間|小时|分钟|天|달러|€|£|\$|¥|₽|₹|zł|kr\b|tl\b|euros?|dollars?|"
    r"pounds?|yen"
)
# Units of languages that write no space behind them.
_WIDE_UNIT = (
    r"パーセント|\uff05|倍|배|秒|分钟|分鐘|分(?!目)|時間|小时|小時|日(?!目)|年間|天|달러|円|元|원|人(?!目)|℃"
)
_WIDE_SCALE = r"[\u4ebf\u5104\u4e07\u842c\u5146]|억\s?|만\s?"
# Not the minutes of a time of day, nor the end of a range or of an address.
_NO_FIGURE = r"(?<![A-Za-z0-9_.,:/#\u70b9\u9ede\u6642\u65f6])(?<!\d[\u2013-])"
_RANGE = rf"(?:{_DIGITS}\s?[\u2013-]\s?)?"
_FIGURE = re.compile(
    rf"{_NO_FIGURE}(?:{_DIGITS}(?:{_WIDE_SCALE}){_DIGITS}[\u4e07\u842c]?(?:[\u5343\u767e]?(?:円|元|块|원))?|"
    rf"[$\u20ac\u00a3\u00a5\u20b9]\s?{_RANGE}{_DIGITS}(?:\s?(?:{_SCALE})(?!\w))?|"
    rf"{_RANGE}{_DIGITS}\s?(?:(?:{_SCALE})(?![a-z\u00df-\u024f]|\.[a-z])(?:\s?(?:(?:{_UNIT})(?!\w)|{_WIDE_UNIT}))?|"
    rf"(?:{_UNIT})(?!\w)|{_WIDE_UNIT})|"
    r"\d{1,3}(?:[.,\u00a0\u202f]\d{3})+(?![\d.,]*\d))",
    re.IGNORECASE,
)
# "14 hours a day" begins with the day in Japanese: "1日に14時間".
_RATE = re.compile(r"1(?:日|週間|か月|年|時間|分|人|杯)(?:に|で|あたり|当たり)?\D{0,4}\d")
# "18 g of coffee and 36 g of water": none of them is the point.
_PAIRED = re.compile(
    rf"[^,;:.!?]{{0,40}}\s(?:and|plus|und|et|y|e|en|och|og|i|и|ve)\s(?={_FIGURE.pattern})", re.IGNORECASE
)
# "between 30 and 60", "over 80 and below 20 %": one end of a range is not the point.
_IN_RANGE = re.compile(
    r"\d\s?%?\s?(?:and|to|or|und|oder|bis|y|a|o|et|à|ou|e|i|do|и|или|до|-|\u2013)\s?(?:[^\W\d_]+\s)?$"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is written, and what it counts."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation and who said it, if known."""

    text: str
    by: str


def quotation(text: str, *, language: str) -> Quotation | None:
    """A quotation that is most of the text, or that somebody is named for."""
    quoted = max((next(filter(None, match)) for match in _QUOTATION.findall(text)), key=len, default="")
    rest = text.replace(quoted, " ") if quoted else text
    by = _speaker_in(rest)
    is_long = len(quoted.split()) >= _FEWEST_QUOTED_WORDS or not quoted.isascii()
    if quoted and is_long and (by or len(quoted) >= _QUOTED_SHARE * len(text)):
        return Quotation(_verbatim(quoted, language), by)
    plain = _SAID_PLAINLY.match(text) if not quoted else None
    if plain is None or plain["name"] in _NOT_NAMES:
        return None
    return Quotation(_verbatim(plain["said"], language), plain["name"])


def _speaker_in(text: str) -> str:
    found = (match["name"].strip(" .") for pattern in _SPEAKER for match in [pattern.search(text)] if match)
    return next((name for name in found if name not in _NOT_NAMES), "")


def _verbatim(quoted: str, language: str) -> str:
    tidy = " ".join(quoted.split()).rstrip(".,;\u3002\u0964 ")
    return tidy if len(tidy) <= headlines.LONGEST else headlines.headline_of(text=quoted, language=language)


def figure(*texts: str, language: str) -> Figure | None:
    """The first figure in the texts: an amount, a share, a multiple, a large number or a measure."""
    for text in texts:
        found = next((each for each in _FIGURE.finditer(text) if not _RATE.match(text, each.start())), None)
        if found is not None and (_PAIRED.match(text, found.end()) or ends_range(text[: found.start()])):
            return None
        if found is not None and len(found[0]) <= FIGURE_LENGTH:
            return Figure(" ".join(found[0].split()), _label_after(text[found.end() :], language))
    return None


def ends_range(before: str) -> bool:
    """Whether a number behind this text is the end of a range: "between 5 and"."""
    return _IN_RANGE.search(before) is not None


def _label_after(rest: str, language: str) -> str:
    """What a figure counts: the words behind it up to the next sign, unless they only say where or when."""
    clause = re.split(r"[,;:.!?\u2013\u2014\u3002\uff01\uff1f\u3001\uff0c\u0964\u061f]", rest, maxsplit=1)[
        0
    ].strip()
    # "rounds and killed": only the first thing is counted.
    clause = re.split(r"\s(?:and|und|et|y|e)\s", clause, maxsplit=1)[0]
    words = clause.split()
    if not words or not rest.startswith((" ", "\u00a0")):
        return ""
    is_counted = words[0].lower() in ("of", "von", "der", "des", "de", "di", "dos", "van")
    label = clause if len(clause) <= _LABEL_LENGTH else ""
    while words and not label:
        words.pop()
        candidate = " ".join(words)
        label = candidate if len(candidate) <= _LABEL_LENGTH else ""
    probe = label if not is_counted else label.partition(" ")[2]
    begins_well = headlines.is_counted_thing(probe, language=language)
    return label if begins_well else ""

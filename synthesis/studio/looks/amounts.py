"""Amounts in a text: prices, shares and numbers, each with the words around it."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import re
from dataclasses import dataclass
from functools import cache

_CURRENCY = (
    r"[$€£¥₹₩₽]|\b(?:USD|EUR|GBP|zł|kr|TL|CHF)\b|(?<=[\d\s千천万萬만億亿억兆조])(?:euros?|dollars?|pounds?|yen|円|元|块|塊|원|ر\.س)|"
    r"(?<=\s)(?:cents?|pence|centimes|céntimos|centavos|centesimi|reais|real|pesos?|roubles?|rubel|rubles?|рубл\w+|lira|"
    r"rupees?|rupiah|đồng|रुपये|रुपए|रुपया|ريالا?|ريالات|درهما?|دراهم|جنيها?|جنيهات|دينارا?|دنانير)(?!\w)"
)
_CENTS = re.compile(r"cent|céntim|pence", re.IGNORECASE)
_PERCENT = (
    r"[%\uff05\u066a]|(?:percent|prozent|procent|persen|por ciento|pour cent|per cento|por cento|phần trăm|"
    r"процент\w*|بالمئة|بالمائة|في المئة|في المائة|प्रतिशत)(?!\w)|パーセント|퍼센트"
)
_NUMBER = r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_SCALES = {
    "k": 1e3, "tsd": 1e3, "thousand": 1e3, "mil": 1e3, "тыс": 1e3, "m": 1e6, "million": 1e6, "millions": 1e6,
    "millionen": 1e6, "millones": 1e6, "milioni": 1e6, "milhões": 1e6, "mln": 1e6, "mio": 1e6, "млн": 1e6,
    "b": 1e9, "bn": 1e9, "billion": 1e9, "milliarden": 1e9, "mrd": 1e9, "млрд": 1e9,
    "ribu": 1e3, "juta": 1e6, "nghìn": 1e3, "ngàn": 1e3, "triệu": 1e6, "tỷ": 1e9,
    "लाख": 1e5, "करोड़": 1e7,
}  # fmt: skip
# Signs that multiply, and that another sign or letter may follow.
_WIDE_SCALES = {
    "千": 1e3, "천": 1e3, "万": 1e4, "萬": 1e4, "만": 1e4, "億": 1e8, "亿": 1e8, "억": 1e8,
    "兆": 1e12, "조": 1e12,
}  # fmt: skip
_SCALE = "|".join(sorted((re.escape(scale) for scale in _SCALES), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?P<before>R\$|Rp|[$€£¥₹₩₽%]|yüzde)?\s?(?P<number>{_NUMBER})\s?(?P<scale>(?:{_SCALE})(?![^\W\d_])|"
    rf"[{''.join(_WIDE_SCALES)}])?"
    rf"\s?(?P<after>{_PERCENT}|{_CURRENCY})?",
    re.IGNORECASE,
)
_POINT = re.compile(r"(?<![\d.,])\d+\.\d{1,2}(?![\d.,])|(?<![\d.,])\d+\.\d{4,}")
_YEAR = re.compile(
    r"(?<![\d.,$€£/-])(1[0-9]\d{2}|20\d{2})(?![\d%/-]|[.,]\d|\s?(?:%|km|kg|m\b|g\b|[円元원€$£]|euros?|dollars?))"
)
_ENDS = r"\s*[,;:!?\u3001\u060c](?!\d)\s*|\s*[\u3002\uff0c\uff01\uff1f\u0964]\s*|\s*\.(?=\s|$)\s*|\n+"
# What joins two clauses or the last two of several things, by language.
_JOINING = {
    "en": "and|or|but", "de": "und|oder|aber", "fr": "et|ou|mais", "es": "y|e|o|pero", "it": "e|ed|o|ma",
    "pt": "e|ou|mas", "nl": "en|of|maar", "pl": "i|oraz|lub|a", "sv": "och|eller", "da": "og|eller",
    "no": "og|eller", "fi": "ja|tai", "cs": "a|nebo", "sk": "a|alebo", "hu": "és|vagy", "ro": "și|sau",
    "ru": "и|или|а|но", "uk": "і|й|та|або", "bg": "и|или", "el": "και|ή", "tr": "ve|veya", "id": "dan|atau",
    "vi": "và|hoặc", "hi": "और|या", "he": "או", "ar": "أو",
}  # fmt: skip
_LINKS = re.compile(
    r"^(?:for|on|in|of|the|a|an|my|your|is|was|were|are|costs?|takes?|at|to|für|im|in|der|die|das|ist|war|kostet|"
    r"pour|le|la|les|est|coûte|por|para|el|los|las|es|cuesta|per|il|lo|è|costa|o|os|as|é|custa|[-–—:=])\s+",
    re.IGNORECASE,
)
_TRAILS = re.compile(
    r"\s+(?:for|on|in|of|the|a|an|is|was|are|costs?|takes?|took|loses|lost|стоит|стоят|kosztuje|custam|cuestan|coûtent|costano|kosten|at|to|im|ist|war|kostet|est|coûte|en|es|cuesta|è|costa|"
    r"custa|em|nel|a|à|by|about|around|just|only|that)$",
    re.IGNORECASE,
)
# Turkish "ise" marks what a clause is about.
_TOPIC = re.compile(r"\s(?:ise|da|de)$")
# How often an amount is paid belongs to the amount, and never is what it is of.
_RATE = re.compile(
    r"(?:(?<!\w)(?:(?:a|per|every|each|an|pro|im|je|jede[nsr]?|al|por|cada|par|ao|à la|à|na|za|w|в|за|на|om|"
    r"elke)\s(?:month|week|day|year|hour|night|monat|woche|tag|jahr|stunde|mes|semana|día|dia|año|ano|hora|mois|"
    r"semaine|jour|an|heure|mese|settimana|giorno|anno|ora|mês|месяц|неделю|день|год|час|miesiąc|tydzień|dzień|"
    r"rok|maand|dag|jaar|uur|månad|måned)|monthly|yearly|weekly|daily|miesięcznie|rocznie|monatlich|jährlich|täglich|mensuelle?s?|"
    r"mensuales?|mensili?|mensal|aylık|ayda|haftalık|yıllık|günlük|ежемесячно|sebulan|setahun|شهريا|شهرياً|سنويا|"
    r"महीने|महीना|हर महीने|một tháng|mỗi tháng|प्रति माह)(?!\w)|毎月|每月|每年|月々|매달|매월)",
    re.IGNORECASE,
)
# Particles behind a Japanese or Korean noun.
_PARTICLE = re.compile(
    r"\s?(?:なら|だと)?\s?(?:です|でした|だ|입니다|이에요|예요)$|(?<=[\u3040-\u30ff\u4e00-\u9fff])[はがをもでにの]$|(?<=[\uac00-\ud7a3])[은는이가을를]$"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as it is written, its value, and its unit: ``%``, a currency sign, or nothing."""

    text: str
    value: float
    unit: str
    start: int
    end: int


def find(text: str, *, context: str = "") -> list[Amount]:
    """All amounts of a text, without years. ``context`` is the text that it is a part of."""
    years = {match.start() for match in _YEAR.finditer(text)}
    found = []
    # Next to 6.25, the point of 3.125 is a decimal point, too.
    has_point = _POINT.search(context or text) is not None
    for match in _AMOUNT.finditer(text):
        unit = _unit(match)
        if match.start("number") in years and not unit and not match["scale"]:
            continue
        written = match[0].strip()
        value = _value(match["number"], has_point=has_point) * _scale(match["scale"] or "")
        value = value / 100 if _CENTS.match(unit) else value
        start = match.start() + (len(match[0]) - len(match[0].lstrip()))
        found.append(Amount(text=written, value=value, unit=unit, start=start, end=start + len(written)))
    return _joined(found, text)


def _scale(written: str) -> float:
    return _WIDE_SCALES.get(written) or _SCALES.get(written.lower(), 1.0)


def _joined(found: list[Amount], text: str) -> list[Amount]:
    """The amounts, of which those that are written as one number are one: "1万5千円"."""
    joined: list[Amount] = []
    for amount in found:
        last = joined[-1] if joined else None
        is_part = last is not None and last.text[-1:] in _WIDE_SCALES and amount.value < last.value
        if last is not None and is_part and text[last.end : amount.start] in ("", " "):
            joined[-1] = Amount(
                text=text[last.start : amount.end],
                value=last.value + amount.value,
                unit=amount.unit,
                start=last.start,
                end=amount.end,
            )
        else:
            joined.append(amount)
    return joined


def years(text: str) -> list[tuple[str, int]]:
    """All years of a text, with their positions. "1050 rupees" is none."""
    priced = {amount.start for amount in find(text) if amount.unit}
    return [(match[0], match.start()) for match in _YEAR.finditer(text) if match.start() not in priced]


def parts(text: str, *, language: str) -> list[str]:
    """The text cut between clauses and between listed things."""
    return [part.strip() for part in _parting(language).split(text) if part and part.strip()]


def joining(language: str) -> str:
    """A pattern for the words that join the last two things of a language; empty where there are none."""
    return _JOINING.get(language.split("-")[0], "")


@cache
def _parting(language: str) -> re.Pattern[str]:
    words = joining(language)
    return re.compile(rf"{_ENDS}|\s+(?:{words})\s+" if words else _ENDS, re.IGNORECASE)


def label_of(part: str, *amounts: str) -> str:
    """What a part says beside its amounts: "46 dollars for streaming" is about "streaming"."""
    rest = part
    for amount in amounts:
        rest = rest.replace(amount, " ", 1)
    tidy = _TOPIC.sub("", " ".join(_RATE.sub(" ", rest).split())).strip(" -–—:=.,/")
    for _ in range(3):
        tidy = _TRAILS.sub("", _LINKS.sub("", tidy)).strip()
    # "スプレーは800円です": behind the amount and behind its noun.
    return _PARTICLE.sub("", _PARTICLE.sub("", tidy).rstrip())


def rate_at(rest: str) -> str:
    """How often an amount is paid, if the text behind it begins so: " im Monat"."""
    found = _RATE.match(rest, len(rest) - len(rest.lstrip()))
    return rest[: found.end()] if found is not None else ""


def _unit(match: re.Match[str]) -> str:
    after = (match["after"] or "").strip().lower()
    if re.match(_PERCENT, after) or (match["before"] or "").lower() in ("%", "yüzde"):
        return "%"
    return match["before"] or after


def _value(number: str, *, has_point: bool) -> float:
    """A number written with either decimal sign. ``has_point``: a point of the text is certainly one."""
    plain = re.sub(r"[\u00a0\u202f ]", "", number)
    signs = [sign for sign in plain if sign in ".,"]
    if not signs:
        return float(plain)
    last = signs[-1]
    if signs == ["."] and has_point:
        return float(plain)
    is_grouped = len(set(signs)) == 1 and all(len(part) == 3 for part in plain.split(last)[1:])
    if is_grouped and (len(signs) > 1 or not plain.startswith("0")):
        return float(plain.replace(last, ""))
    whole, _, decimals = plain.rpartition(last)
    return float(f"{re.sub('[.,]', '', whole)}.{decimals}")

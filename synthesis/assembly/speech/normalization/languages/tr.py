"""Turkish."""

# ruff: noqa: RUF001 - the dotless i is a Turkish letter.

import re
from re import Match

from synthesis.assembly.speech.normalization import numerals, romans
from synthesis.assembly.speech.normalization.figures import START
from synthesis.assembly.speech.normalization.language import Day, Language, Numeral, Rule, Time, Words, words

MONTHS = words("Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık")
RANKED = "Dünya|Yüzyıl|Bölüm|Sezon|Gün|Sınıf|Kat|Cilt|Louis|Murad|Selim|Mehmed|Abdülhamid|Elizabeth"
FRACTIONS = {(1, 2): "yarım", (1, 4): "çeyrek"}
# The locative of a denominator: "üçte bir", "dörtte üç".
LOCATIVES = {1: "de", 2: "de", 3: "te", 4: "te", 5: "te", 6: "da", 7: "de", 8: "de", 9: "da"}
TENS = {10: "da", 20: "de", 30: "da", 40: "ta", 50: "de", 60: "ta", 70: "te", 80: "de", 90: "da", 100: "de"}


def _cardinal(number: int) -> str:
    return numerals.cardinal(number, language=LANGUAGE)


def _date(day: Day) -> str:
    spoken = f"{_cardinal(day.day)} {MONTHS[day.month - 1]}"
    return spoken if day.year is None else f"{spoken} {_cardinal(day.year)}"


def _clock(time: Time) -> str:
    hour = _cardinal(time.hour)
    if not time.minute:
        return hour
    return f"{hour} {'sıfır ' if time.minute < 10 else ''}{_cardinal(time.minute)}"


def _fraction(above: int, below: int) -> str:
    if (above, below) in FRACTIONS:
        return FRACTIONS[(above, below)]
    suffix = LOCATIVES.get(below % 10) or TENS.get(below) or "de"
    return f"{_cardinal(below)}{suffix} {_cardinal(above)}"


def _rank(match: Match[str], language: Language) -> str:
    return numerals.ordinal(int(match["number"]), language=language)


def _roman(numeral: Numeral) -> str | None:
    if numeral.mark == "." and set(numeral.roman) <= set("IVX"):
        return numerals.ordinal(numeral.value, language=LANGUAGE)
    if not numeral.mark and romans.is_name(numeral):
        return _cardinal(numeral.value)
    return None


def _own_rules(language: Language) -> tuple[Rule, ...]:
    months = "|".join(MONTHS)
    word = rf"(?:[a-zçğıöşü]|(?:{RANKED})(?!{months}))"
    time = r"(?<=[Ss]aat )(?P<hour>[01]?\d|2[0-4])\.(?P<minute>[0-5]\d)(?!\d|[.,]\d)"
    return (
        Rule(re.compile(time), lambda match, _: _clock(Time(int(match["hour"]), int(match["minute"])))),
        Rule(re.compile(rf"{START}(?P<number>\d{{1,3}})\.(?= {word})"), _rank),
    )


LANGUAGE = Language(
    code="tr",
    words=Words(
        point="virgül",
        other_point="nokta",
        minus="eksi",
        to="ila",
        number="numara",
        plus="artı",
        equals="eşittir",
        less="küçüktür",
        more="büyüktür",
        times="çarpı",
        by="çarpı",
        fold="kat",
        about="yaklaşık",
        and_="ve",
        at="et",
        dot="nokta",
        slash="eğik çizgi",
        dash="tire",
        underscore="alt çizgi",
        hashtag="hashtag",
        ratio="bölü",
        out_of="bölü",
        plus_minus="artı eksi",
        at_most="küçük eşittir",
        at_least="büyük eşittir",
        unequal="eşit değildir",
        divided="bölü",
        squared="kare",
        cubed="küp",
        power="üssü",
        around_the_clock="yedi gün yirmi dört saat",
    ),
    duration_units=("sa", "dk", "sn"),
    units={
        "%": "yüzde {}",
        "°C": "santigrat derece",
        "°F": "fahrenhayt derece",
        "°": "derece",
        "km/s": "kilometre saat",
        "km/h": "kilometre saat",
        "km/sa": "kilometre saat",
        "m/s": "metre saniye",
        "km²": "kilometrekare",
        "m²": "metrekare",
        "m³": "metreküp",
        "km": "kilometre",
        "m": "metre",
        "cm": "santimetre",
        "mm": "milimetre",
        "kg": "kilogram",
        "g": "gram",
        "gr": "gram",
        "mg": "miligram",
        "t": "ton",
        "l": "litre",
        "lt": "litre",
        "ml": "mililitre",
        "KB": "kilobayt",
        "MB": "megabayt",
        "GB": "gigabayt",
        "TB": "terabayt",
        "px": "piksel",
        "Hz": "hertz",
        "MHz": "megahertz",
        "GHz": "gigahertz",
        "W": "vat",
        "kW": "kilovat",
        "kWh": "kilovatsaat",
        "kcal": "kilokalori",
        "sn": "saniye",
        "dk": "dakika",
        "sa": "saat",
    },
    currencies={
        "TRY": ("lira", "kuruş"),
        "EUR": ("euro", "sent"),
        "USD": ("dolar", "sent"),
        "GBP": ("sterlin", "peni"),
        "JPY": ("yen", ""),
        "CNY": ("yuan", ""),
        "BTC": ("bitcoin", ""),
    },
    symbols={"TL": "TRY"},
    magnitudes={10**3: "=bin|bin", 10**6: "milyon", 10**9: "milyar", 10**12: "trilyon"},
    magnitude_signs={
        **dict.fromkeys(("k", "K", "B", "bin"), 10**3),
        **dict.fromkeys(("M", "Mn", "mn", "milyon"), 10**6),
        **dict.fromkeys(("Mr", "Mlr", "mlr", "milyar"), 10**9),
        **dict.fromkeys(("Tr", "trilyon"), 10**12),
    },
    months=MONTHS,
    month_names={month.lower(): number for number, month in enumerate(MONTHS, start=1)},
    date=_date,
    clock=_clock,
    fraction=_fraction,
    mixed="tam",
    half="buçuk",
    number_signs=("#", "№", "No:", "No.", "no:"),
    abbreviations={
        "Dr.": "doktor",
        "Prof.": "profesör",
        "Doç.": "doçent",
        "Sn.": "sayın",
        "Av.": "avukat",
        "örn.": "örneğin",
        "Örn.": "Örneğin",
        "Mah.": "mahallesi",
        "Cad.": "caddesi",
        "Sok.": "sokak",
        "M. Ö.": "milattan önce",
        "M. S.": "milattan sonra",
        "yy.": "yüzyıl",
        "tel.": "telefon",
        "maks.": "maksimum",
        "min.": "minimum",
    },
    closing_abbreviations={"vb.": "ve benzeri", "vs.": "vesaire", "vd.": "ve diğerleri"},
    roman=_roman,
    own_rules=_own_rules,
)
LANGUAGES = {"": LANGUAGE}

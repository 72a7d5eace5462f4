"""Dutch."""

import re

from synthesis.assembly.speech.normalization import numerals, romans
from synthesis.assembly.speech.normalization.language import Day, Language, Numeral, Rule, Time, Words, words

MONTHS = words("januari februari maart april mei juni juli augustus september oktober november december")
SHORT_MONTHS = {"jan": 1, "feb": 2, "mrt": 3, "apr": 4, "aug": 8, "sep": 9, "okt": 10, "nov": 11, "dec": 12}
PARTS = words("deel hoofdstuk akte boek type fase klasse")
FRACTIONS = {2: "half", 4: "kwart"}
FIRST_PAIRED, FIRST_UNPAIRED = 1100, 2000


def _cardinal(number: int) -> str:
    return numerals.cardinal(number, language=LANGUAGE)


def _year(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not FIRST_PAIRED <= number < FIRST_UNPAIRED:
        return _cardinal(number)
    return f"{_cardinal(hundreds)}honderd{_cardinal(rest) if rest else ''}"


def _date(day: Day) -> str:
    spoken = (
        f"{'eerste' if day.day == 1 and day.before == 'de' else _cardinal(day.day)} {MONTHS[day.month - 1]}"
    )
    return spoken if day.year is None else f"{spoken} {_year(day.year)}"


def _clock(time: Time) -> str:
    hour = f"{_cardinal(time.hour)} uur"
    return f"{hour} {_cardinal(time.minute)}" if time.minute else hour


def _fraction(above: int, below: int) -> str:
    part = FRACTIONS.get(below) or numerals.ordinal(below, language=LANGUAGE)
    return f"{_cardinal(above)} {part}"


def _roman(numeral: Numeral) -> str | None:
    if numeral.mark == "e":
        is_rank = set(numeral.roman) <= set("IVX")
        return numerals.ordinal(numeral.value, language=LANGUAGE) if is_rank else None
    if numeral.mark not in {"", "."}:
        return None
    if numeral.before.lower() in PARTS:
        return _cardinal(numeral.value) + numeral.mark
    if romans.is_name(numeral) and set(numeral.roman) <= set("IVX"):
        return f"de {numerals.ordinal(numeral.value, language=LANGUAGE)}{numeral.mark}"
    return None


def _own_rules(language: Language) -> tuple[Rule, ...]:
    return (Rule(re.compile(r"(?<!\w)t/m(?!\w)"), lambda _, __: "tot en met"),)


LANGUAGE = Language(
    code="nl",
    words=Words(
        point="komma",
        other_point="punt",
        minus="min",
        to="tot",
        number="nummer",
        plus="plus",
        equals="is",
        less="is kleiner dan",
        more="is groter dan",
        times="keer",
        by="bij",
        fold="keer",
        about="ongeveer",
        and_="en",
        at="apenstaartje",
        dot="punt",
        slash="slash",
        dash="streepje",
        underscore="laag streepje",
        hashtag="hashtag",
        ratio="op",
        out_of="van de",
        plus_minus="plus of min",
        at_most="is hoogstens",
        at_least="is minstens",
        unequal="is niet gelijk aan",
        divided="gedeeld door",
        per="per",
        squared="kwadraat",
        cubed="tot de derde",
        power="tot de macht",
        around_the_clock="vierentwintig zeven",
    ),
    year=_year,
    ordinal_marks=dict.fromkeys(("e", "ste", "de", "ᵉ"), ""),
    units={
        "%": "procent",
        "°C": "graad Celsius|graden Celsius",
        "°F": "graad Fahrenheit|graden Fahrenheit",
        "°": "graad|graden",
        "km/u": "kilometer per uur",
        "km/h": "kilometer per uur",
        "m/s": "meter per seconde",
        "km²": "vierkante kilometer",
        "m²": "vierkante meter",
        "m³": "kubieke meter",
        "km": "kilometer",
        "m": "meter",
        "cm": "centimeter",
        "mm": "millimeter",
        "kg": "kilo",
        "g": "gram",
        "mg": "milligram",
        "t": "ton",
        "l": "liter",
        "ml": "milliliter",
        "KB": "kilobyte",
        "MB": "megabyte",
        "GB": "gigabyte",
        "TB": "terabyte",
        "fps": "beeld per seconde|beelden per seconde",
        "px": "pixel|pixels",
        "Hz": "hertz",
        "MHz": "megahertz",
        "GHz": "gigahertz",
        "W": "watt",
        "kW": "kilowatt",
        "kWh": "kilowattuur",
        "pk": "pk",
        "kcal": "kilocalorie|kilocalorieën",
        "s": "seconde|seconden",
        "sec.": "seconde|seconden",
        "min": "minuut|minuten",
        "min.": "minuut|minuten",
        "h": "uur",
    },
    currencies={
        "EUR": ("euro", "cent"),
        "USD": ("dollar", "cent"),
        "GBP": ("pond", "pence"),
        "CHF": ("Zwitserse frank", ""),
        "JPY": ("yen", ""),
        "CNY": ("yuan", ""),
        "INR": ("roepie", ""),
        "BTC": ("bitcoin", ""),
    },
    is_minor_named=False,
    magnitudes={10**3: "=duizend|duizend", 10**6: "miljoen", 10**9: "miljard", 10**12: "biljoen"},
    magnitude_signs={
        **dict.fromkeys(("k", "K", "duizend"), 10**3),
        **dict.fromkeys(("M", "mln.", "mln", "miljoen"), 10**6),
        **dict.fromkeys(("B", "mld.", "mld", "mrd", "miljard"), 10**9),
        **dict.fromkeys(("biljoen",), 10**12),
    },
    months=MONTHS,
    month_names={month: number for number, month in enumerate(MONTHS, start=1)} | SHORT_MONTHS,
    date=_date,
    clock=_clock,
    clock_suffix=r"[ \u00a0]?(?:uur|u)(?!\w)",
    fraction=_fraction,
    mixed="en",
    half="en een half",
    number_signs=("#", "№", "nr.", "Nr.", "No.", "no."),
    abbreviations={
        "dhr.": "de heer",
        "Dhr.": "De heer",
        "mevr.": "mevrouw",
        "Mevr.": "Mevrouw",
        "mw.": "mevrouw",
        "dr.": "doctor",
        "Dr.": "Doctor",
        "prof.": "professor",
        "Prof.": "Professor",
        "bijv.": "bijvoorbeeld",
        "bv.": "bijvoorbeeld",
        "d.w.z.": "dat wil zeggen",
        "o.a.": "onder andere",
        "m.b.t.": "met betrekking tot",
        "i.p.v.": "in plaats van",
        "t.o.v.": "ten opzichte van",
        "ca.": "circa",
        "blz.": "bladzijde",
        "incl.": "inclusief",
        "excl.": "exclusief",
        "max.": "maximaal",
        "vs.": "versus",
        "vs": "versus",
        "St.": "Sint",
    },
    closing_abbreviations={
        "enz.": "enzovoort",
        "etc.": "et cetera",
        "v. Chr.": "voor Christus",
        "n. Chr.": "na Christus",
        "a.u.b.": "alstublieft",
    },
    roman=_roman,
    own_rules=_own_rules,
)
LANGUAGES = {"": LANGUAGE}

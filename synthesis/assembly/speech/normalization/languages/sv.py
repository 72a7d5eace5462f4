"""Swedish."""

import re
from re import Match

from synthesis.assembly.speech.normalization import numerals, romans
from synthesis.assembly.speech.normalization.language import Day, Language, Numeral, Rule, Time, Words, words

MONTHS = words("januari februari mars april maj juni juli augusti september oktober november december")
SHORT_MONTHS = {"jan": 1, "feb": 2, "apr": 4, "aug": 8, "sept": 9, "okt": 10, "nov": 11, "dec": 12}
PARTS = words("kapitel del akt bok typ fas klass")
FRACTIONS = {2: ("halv", "halva"), 3: ("tredjedel", "tredjedelar"), 4: ("fjärdedel", "fjärdedelar")}


def _cardinal(number: int, gender: str = "") -> str:
    return numerals.cardinal(number, language=LANGUAGE, gender=gender)


def _year(number: int) -> str:
    return _cardinal(number, "year")


def _date(day: Day) -> str:
    spoken = f"{numerals.ordinal(day.day, language=LANGUAGE)} {MONTHS[day.month - 1]}"
    return spoken if day.year is None else f"{spoken} {_year(day.year)}"


def _clock(time: Time) -> str:
    if not time.minute:
        return _cardinal(time.hour)
    return f"{_cardinal(time.hour)} {'noll ' if time.minute < 10 else ''}{_cardinal(time.minute)}"


def _after_klockan(match: Match[str], language: Language) -> str:
    word = "Klockan" if match["word"][0] == "K" else "klockan"
    return f"{word} {_clock(Time(int(match['hour']), int(match['minute'] or 0)))}"


def _fraction(above: int, below: int) -> str:
    rank = numerals.ordinal(below, language=LANGUAGE)
    one, more = FRACTIONS.get(below) or (f"{rank}del", f"{rank}delar")
    return f"{_cardinal(above, 'c')} {one if above == 1 else more}"


def _decade(match: Match[str], language: Language) -> str:
    return f"{_year(int(match['year']))}tal{match['ending']}"


def _roman(numeral: Numeral) -> str | None:
    if numeral.mark not in {"", "."} or not set(numeral.roman) <= set("IVX"):
        return None
    if numeral.before.lower() in PARTS:
        return _cardinal(numeral.value) + numeral.mark
    if romans.is_name(numeral):
        return f"den {numerals.ordinal(numeral.value, language=LANGUAGE)}{numeral.mark}"
    return None


def _own_rules(language: Language) -> tuple[Rule, ...]:
    word = r"(?<!\w)(?P<word>[Kk]l\.?|[Kk]lockan) "
    clock = word + r"(?P<hour>[01]?\d|2[0-4])(?:[.:](?P<minute>[0-5]\d))?(?![\w:]|[.,]\d)"
    return (
        Rule(re.compile(r"(?<![\w.,])(?P<year>\d{2}|\d{3}0)-tal(?P<ending>et|ets|en|s)?(?!\w)"), _decade),
        Rule(re.compile(clock), _after_klockan),
    )


LANGUAGE = Language(
    code="sv",
    words=Words(
        point="komma",
        other_point="punkt",
        minus="minus",
        to="till",
        number="nummer",
        plus="plus",
        equals="är lika med",
        less="är mindre än",
        more="är större än",
        times="gånger",
        by="gånger",
        fold="gånger",
        about="cirka",
        and_="och",
        at="snabel-a",
        dot="punkt",
        slash="snedstreck",
        dash="bindestreck",
        underscore="understreck",
        hashtag="hashtag",
        ratio="till",
        out_of="av",
        plus_minus="plus minus",
        at_most="är högst",
        at_least="är minst",
        unequal="är inte lika med",
        divided="delat med",
        per="per",
        squared="i kvadrat",
        cubed="i kubik",
        power="upphöjt till",
        around_the_clock="dygnet runt",
    ),
    cardinals={
        "": "spellout-numbering",
        "c": "spellout-cardinal-reale",
        "n": "spellout-cardinal-neuter",
        "year": "spellout-numbering-year",
    },
    ordinals={"": "spellout-ordinal-feminine"},
    ordinal_marks=dict.fromkeys((":a", ":e"), ""),
    year=_year,
    group_marks=" .",
    gender="c",
    units={
        "%": "procent",
        "°C": "grad Celsius|grader Celsius",
        "°F": "grad Fahrenheit|grader Fahrenheit",
        "°": "grad|grader",
        "km/h": "kilometer i timmen",
        "m/s": "meter per sekund",
        "km²": "kvadratkilometer",
        "m²": "kvadratmeter",
        "kvm": "kvadratmeter",
        "m³": "kubikmeter",
        "mil": "mil",
        "km": "kilometer",
        "m": "meter",
        "cm": "centimeter",
        "mm": "millimeter",
        "kg": "n:kilo",
        "g": "n:gram",
        "mg": "n:milligram",
        "l": "liter",
        "dl": "deciliter",
        "ml": "milliliter",
        "KB": "kilobyte",
        "MB": "megabyte",
        "GB": "gigabyte",
        "TB": "terabyte",
        "fps": "bild per sekund|bilder per sekund",
        "px": "pixel|pixlar",
        "Hz": "hertz",
        "MHz": "megahertz",
        "GHz": "gigahertz",
        "W": "watt",
        "kW": "kilowatt",
        "kWh": "kilowattimme|kilowattimmar",
        "kcal": "kilokalori|kilokalorier",
        "s": "sekund|sekunder",
        "min": "minut|minuter",
        "tim": "timme|timmar",
        "h": "timme|timmar",
    },
    currencies={
        "SEK": ("krona|kronor", "n:öre"),
        "EUR": ("euro", "cent"),
        "USD": ("dollar", "cent"),
        "GBP": ("n:pund", "pence"),
        "NOK": ("norsk krona|norska kronor", "n:öre"),
        "DKK": ("dansk krona|danska kronor", "n:öre"),
        "JPY": ("yen", ""),
        "CNY": ("yuan", ""),
        "BTC": ("bitcoin", ""),
    },
    symbols={"kr": "SEK", "kronor": "SEK"},
    money_joiner="och",
    magnitudes={
        10**3: "n:=tusen|tusen",
        10**6: "miljon|miljoner",
        10**9: "miljard|miljarder",
        10**12: "biljon|biljoner",
    },
    magnitude_signs={
        **dict.fromkeys(("k", "K", "tusen"), 10**3),
        **dict.fromkeys(("M", "mn", "mnkr", "milj.", "miljon", "miljoner"), 10**6),
        **dict.fromkeys(("md", "mdr", "miljard", "miljarder"), 10**9),
        **dict.fromkeys(("biljon", "biljoner"), 10**12),
    },
    months=MONTHS,
    month_names={month: number for number, month in enumerate(MONTHS, start=1)} | SHORT_MONTHS,
    date=_date,
    clock=_clock,
    fraction=_fraction,
    mixed="och",
    half="och en halv",
    number_signs=("#", "№", "nr", "Nr", "nr."),
    abbreviations={
        "t.ex.": "till exempel",
        "bl. a.": "bland annat",
        "d. v. s.": "det vill säga",
        "dvs.": "det vill säga",
        "s. k.": "så kallad",
        "p. g. a.": "på grund av",
        "ca": "cirka",
        "ca.": "cirka",
        "kl.": "klockan",
        "jfr": "jämför",
        "inkl.": "inklusive",
        "dr": "doktor",
        "Dr.": "Doktor",
        "prof.": "professor",
        "max.": "maximalt",
        "vs.": "mot",
        "tel.": "telefon",
        "f.d.": "före detta",
    },
    closing_abbreviations={
        "osv.": "och så vidare",
        "o. s. v.": "och så vidare",
        "m. m.": "med mera",
        "etc.": "et cetera",
        "f. Kr.": "före Kristus",
        "e. Kr.": "efter Kristus",
    },
    roman=_roman,
    own_rules=_own_rules,
)
LANGUAGES = {"": LANGUAGE}

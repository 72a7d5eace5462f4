"""Italian."""

import re
from re import Match

from synthesis.assembly.speech.normalization import numerals, romans
from synthesis.assembly.speech.normalization.language import Day, Language, Numeral, Rule, Time, Words, words

MONTHS = words(
    """
    gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
    """
)
FUNCTION_WORDS = words("di su e o a al in con per che è sono più meno dei")
MASCULINE = words("problema sistema programma tema clima pianeta cinema")
QUEENS = words("Elisabetta Isabella Caterina Cristina Vittoria Maria Anna Cleopatra")
PARTS = words("capitolo volume tomo tipo fase classe atto")
FRACTIONS = {2: "mezzo", 4: "quarto"}


def _cardinal(number: int, gender: str = "") -> str:
    return numerals.cardinal(number, language=LANGUAGE, gender=gender)


def _date(day: Day) -> str:
    spoken = f"{'primo' if day.day == 1 else _cardinal(day.day)} {MONTHS[day.month - 1]}"
    return spoken if day.year is None else f"{spoken} {_cardinal(day.year)}"


def _clock(time: Time) -> str:
    hour = _cardinal(time.hour, "f" if time.hour == 1 else "")
    return f"{hour} e {_cardinal(time.minute)}" if time.minute else hour


def _hours(match: Match[str], language: Language) -> str:
    return _clock(Time(int(match["hour"]), int(match["minute"])))


def _fraction(above: int, below: int) -> str:
    part = FRACTIONS.get(below) or numerals.ordinal(below, language=LANGUAGE, form="m")
    return f"{_cardinal(above, 'm')} {part if above == 1 else part[:-1] + 'i'}"


def _gender(word: str, number: int) -> str:
    lower = word.lower()
    if number != 1 or lower in FUNCTION_WORDS:
        return ""
    return "f" if lower.endswith(("a", "ione")) and lower not in MASCULINE else "m"


def _roman(numeral: Numeral) -> str | None:
    if numeral.mark not in {"", "."}:
        return None
    if numeral.before.lower() in PARTS:
        return _cardinal(numeral.value) + numeral.mark
    is_name = romans.is_name(numeral)
    if not is_name and numeral.after != "secolo" and numeral.before != "secolo":
        return None
    form = "f" if numeral.before in QUEENS else "m"
    return numerals.ordinal(numeral.value, language=LANGUAGE, form=form) + numeral.mark


def _rank(match: Match[str], language: Language) -> str:
    return numerals.ordinal(int(match["rank"]), language=language, form="m")


def _own_rules(language: Language) -> tuple[Rule, ...]:
    # A full stop separates hours and minutes only after a word for it; elsewhere it is a decimal mark.
    lead = r"(?:(?<=alle )|(?<=dalle )|(?<=ore )|(?<=Ore )|(?<=Alle ))"
    return (
        Rule(re.compile(lead + r"(?P<hour>[01]?\d|2[0-4])\.(?P<minute>[0-5]\d)(?![\w.]\d|\w)"), _hours),
        Rule(re.compile(r"(?<![\w.,])(?P<rank>[1-9]|1[0-2])°(?= [^\W\d_]{4,})"), _rank),
    )


LANGUAGE = Language(
    code="it",
    words=Words(
        point="virgola",
        other_point="punto",
        minus="meno",
        to="a",
        number="numero",
        plus="più",
        equals="uguale a",
        less="è minore di",
        more="è maggiore di",
        times="per",
        by="per",
        fold="volte",
        about="circa",
        and_="e",
        at="chiocciola",
        dot="punto",
        slash="barra",
        dash="trattino",
        underscore="trattino basso",
        hashtag="hashtag",
        ratio="a",
        out_of="su",
        plus_minus="più o meno",
        at_most="è al massimo",
        at_least="è almeno",
        unequal="è diverso da",
        divided="diviso",
        per="al",
        squared="al quadrato",
        cubed="al cubo",
        power="alla",
        around_the_clock="ventiquattr'ore su ventiquattro",
    ),
    cardinals={
        "": "spellout-numbering",
        "m": "spellout-cardinal-masculine",
        "f": "spellout-cardinal-feminine",
    },
    ordinals={
        "": "spellout-ordinal-masculine",
        "m": "spellout-ordinal-masculine",
        "f": "spellout-ordinal-feminine",
    },
    ordinal_marks={"º": "m", "ª": "f", "esimo": "m", "esima": "f"},
    gender_before=_gender,
    gender="m",
    units={
        "%": "per cento",
        "°C": "grado Celsius|gradi Celsius",
        "°F": "grado Fahrenheit|gradi Fahrenheit",
        "°": "grado|gradi",
        "km/h": "chilometro all'ora|chilometri all'ora",
        "m/s": "metro al secondo|metri al secondo",
        "km²": "chilometro quadrato|chilometri quadrati",
        "m²": "metro quadrato|metri quadrati",
        "mq": "metro quadrato|metri quadrati",
        "m³": "metro cubo|metri cubi",
        "km": "chilometro|chilometri",
        "m": "metro|metri",
        "cm": "centimetro|centimetri",
        "mm": "millimetro|millimetri",
        "kg": "chilogrammo|chilogrammi",
        "g": "grammo|grammi",
        "mg": "milligrammo|milligrammi",
        "t": "f:tonnellata|tonnellate",
        "l": "litro|litri",
        "ml": "millilitro|millilitri",
        "KB": "kilobyte",
        "MB": "megabyte",
        "GB": "gigabyte",
        "TB": "terabyte",
        "fps": "fotogramma al secondo|fotogrammi al secondo",
        "px": "pixel",
        "Hz": "hertz",
        "MHz": "megahertz",
        "GHz": "gigahertz",
        "W": "watt",
        "kW": "chilowatt",
        "kWh": "chilowattora",
        "kcal": "f:chilocaloria|chilocalorie",
        "s": "secondo|secondi",
        "min": "minuto|minuti",
        "h": "f:=un'ora|ore",
    },
    currencies={
        "EUR": ("euro", "centesimo|centesimi"),
        "USD": ("dollaro|dollari", "centesimo|centesimi"),
        "GBP": ("f:sterlina|sterline", "penny"),
        "CHF": ("franco svizzero|franchi svizzeri", "centesimo|centesimi"),
        "JPY": ("yen", ""),
        "CNY": ("yuan", ""),
        "INR": ("f:rupia|rupie", ""),
        "BTC": ("bitcoin", ""),
    },
    money_joiner="e",
    magnitudes={
        10**3: "=mille|mila",
        10**6: "milione|milioni",
        10**9: "miliardo|miliardi",
        10**12: "bilione|bilioni",
    },
    magnitude_signs={
        **dict.fromkeys(("k", "K", "mila"), 10**3),
        **dict.fromkeys(("M", "mln", "milione", "milioni"), 10**6),
        **dict.fromkeys(("B", "mld", "miliardo", "miliardi"), 10**9),
        **dict.fromkeys(("bilione", "bilioni"), 10**12),
    },
    after_magnitude=lambda noun: f"di {noun}",
    months=MONTHS,
    month_names={month: number for number, month in enumerate(MONTHS, start=1)},
    date=_date,
    clock=_clock,
    fraction=_fraction,
    mixed="e",
    half="e mezzo",
    half_before=lambda noun: "mezza" if noun.endswith(("a", "e")) else "mezzo",
    half_after=lambda noun: "e mezza" if noun.endswith(("a", "e")) else "e mezzo",
    number_signs=("#", "№", "n.", "N.", "nº", "Nº", "n°", "N°", "nr."),
    abbreviations={
        "Sig.": "signor",
        "sig.": "signor",
        "Sig.ra": "signora",
        "sig.ra": "signora",
        "Sig.na": "signorina",
        "Dott.": "dottor",
        "dott.": "dottor",
        "Dott.ssa": "dottoressa",
        "Dr.": "dottor",
        "Prof.": "professor",
        "prof.": "professor",
        "Ing.": "ingegner",
        "Avv.": "avvocato",
        "ad es.": "ad esempio",
        "es.": "esempio",
        "p. es.": "per esempio",
        "ca.": "circa",
        "pag.": "pagina",
        "tel.": "telefono",
        "vs": "contro",
        "vs.": "contro",
        "S.": "San",
        "max.": "massimo",
        "min.": "minimo",
    },
    closing_abbreviations={
        "ecc.": "eccetera",
        "etc.": "eccetera",
        "a. C.": "avanti Cristo",
        "d. C.": "dopo Cristo",
    },
    roman=_roman,
    own_rules=_own_rules,
)
LANGUAGES = {"": LANGUAGE}

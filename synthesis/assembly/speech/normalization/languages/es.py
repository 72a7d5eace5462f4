"""Spanish, European and Latin American."""

import re
from dataclasses import replace
from re import Match

from synthesis.assembly.speech.normalization import abbreviations, numerals, romans
from synthesis.assembly.speech.normalization.language import Day, Language, Numeral, Rule, Time, Words, words

MONTHS = words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre")
FEMININE = words("a as ción ciones sión siones dad dades mujeres veces noches partes")
# Masculine nouns in -a, and words that don't count: "21 de mayo".
MASCULINE = words(
    """
    día días problema problemas sistema sistemas programa programas idioma idiomas planeta planetas mapa mapas
    tema temas clima climas
    """
)
FUNCTION_WORDS = words("de del y o a al en con por para que es son más menos")
QUEENS = words("Isabel Juana Cristina Victoria María Catalina Ana Leonor Cleopatra")
PARTS = words("capítulo parte tomo siglo volumen acto tipo fase clase sección título")
LAST_RANK = 10
FRACTIONS = {2: "medio", 3: "tercio", 4: "cuarto"}
LAST_ORDINAL_FRACTION = 10


def _cardinal(number: int, gender: str = "") -> str:
    return numerals.cardinal(number, language=LANGUAGE, gender=gender)


def _date(day: Day) -> str:
    spoken = f"{_cardinal(day.day)} de {MONTHS[day.month - 1]}"
    return spoken if day.year is None else f"{spoken} de {_cardinal(day.year)}"


def _american_date(day: Day) -> str:
    spoken = _date(day)
    return f"primero{spoken.removeprefix('uno')}" if day.day == 1 else spoken


def _clock(time: Time) -> str:
    hour = _cardinal(time.hour, "f")
    if not time.minute:
        return hour if time.before in {"de", "a", "desde", "hasta"} else f"{hour} en punto"
    return f"{hour} {'cero ' if time.minute < 10 else ''}{_cardinal(time.minute)}"


def _fraction(above: int, below: int) -> str:
    if below <= LAST_ORDINAL_FRACTION:
        part = FRACTIONS.get(below) or numerals.ordinal(below, language=LANGUAGE, form="m")
    else:
        part = f"{_cardinal(below)}avo".replace(" ", "")
    return f"{_cardinal(above, 'm')} {part}{'' if above == 1 else 's'}"


def _gender(word: str, number: int) -> str:
    lower = word.lower()
    if lower in FUNCTION_WORDS:
        return ""
    return "f" if lower.endswith(FEMININE) and lower not in MASCULINE else "m"


def _roman(numeral: Numeral) -> str | None:
    if (
        numeral.mark not in {"", "."}
        or not numeral.before
        or (numeral.roman == "I" and numeral.before.islower())
    ):
        return None
    stop = numeral.mark
    if numeral.before.lower() in PARTS:
        return _cardinal(numeral.value) + stop
    is_name = romans.is_name(numeral)
    if not is_name:
        return None
    if numeral.value > LAST_RANK:
        return _cardinal(numeral.value) + stop
    form = "f" if numeral.before in QUEENS else "m"
    return numerals.ordinal(numeral.value, language=LANGUAGE, form=form) + stop


def _half_day(match: Match[str], language: Language) -> str | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if not 1 <= hour <= 12:
        return None
    spoken = _clock(Time(hour, minute)) if minute else _cardinal(hour, "f")
    afternoon = "de la tarde" if hour == 12 or hour < 8 else "de la noche"
    half = afternoon if match["half"].lower() == "p" else "de la mañana"
    return f"{spoken} {half}{'.' if abbreviations.keeps_stop(match, language) else ''}"


def _rank(match: Match[str], language: Language) -> str:
    return numerals.ordinal(int(match["rank"]), language=language, form="m")


def _own_rules(language: Language) -> tuple[Rule, ...]:
    half = r"(?P<half>[aApP])\.?[ \u00a0]?[mM](?:\.|(?!\w))"
    hour = r"(?<![\d:.,])(?P<hour>\d{1,2})(?::(?P<minute>[0-5]\d))?"
    return (
        Rule(re.compile(rf"{hour}[ \u00a0]?{half}"), _half_day),
        Rule(re.compile(r"(?<![\w.,])(?P<rank>[1-9]|1[0-2])°(?= [^\W\d_]{4,})"), _rank),
    )


LANGUAGE = Language(
    code="es",
    words=Words(
        point="coma",
        other_point="punto",
        minus="menos",
        to="a",
        number="número",
        plus="más",
        equals="igual a",
        less="es menor que",
        more="es mayor que",
        times="por",
        by="por",
        fold="veces",
        about="unos",
        and_="y",
        at="arroba",
        dot="punto",
        slash="barra",
        dash="guion",
        underscore="guion bajo",
        hashtag="hashtag",
        ratio="a",
        out_of="de",
        plus_minus="más menos",
        at_most="es como máximo",
        at_least="es como mínimo",
        unequal="es distinto de",
        divided="entre",
        per="por",
        squared="al cuadrado",
        cubed="al cubo",
        power="elevado a",
        around_the_clock="veinticuatro siete",
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
        "short": "spellout-ordinal-masculine-adjective",
    },
    ordinal_marks={
        **dict.fromkeys((".º", "º", "ro", "do", "to", "vo", "mo", "no"), "m"),
        **dict.fromkeys((".ª", "ª", "ra", "da", "ta", "va", "ma", "na"), "f"),
        **dict.fromkeys((".er", "er"), "short"),
    },
    gender_before=_gender,
    gender="m",
    units={
        "%": "por ciento",
        "°C": "grado Celsius|grados Celsius",
        "ºC": "grado Celsius|grados Celsius",
        "°F": "grado Fahrenheit|grados Fahrenheit",
        "°": "grado|grados",
        "km/h": "kilómetro por hora|kilómetros por hora",
        "m/s": "metro por segundo|metros por segundo",
        "km²": "kilómetro cuadrado|kilómetros cuadrados",
        "m²": "metro cuadrado|metros cuadrados",
        "m³": "metro cúbico|metros cúbicos",
        "km": "kilómetro|kilómetros",
        "m": "metro|metros",
        "cm": "centímetro|centímetros",
        "mm": "milímetro|milímetros",
        "kg": "kilogramo|kilogramos",
        "g": "gramo|gramos",
        "mg": "miligramo|miligramos",
        "t": "f:tonelada|toneladas",
        "l": "litro|litros",
        "ml": "mililitro|mililitros",
        "KB": "kilobyte|kilobytes",
        "MB": "megabyte|megabytes",
        "GB": "gigabyte|gigabytes",
        "TB": "terabyte|terabytes",
        "fps": "cuadro por segundo|cuadros por segundo",
        "px": "píxel|píxeles",
        "Hz": "hercio|hercios",
        "MHz": "megahercio|megahercios",
        "GHz": "gigahercio|gigahercios",
        "W": "vatio|vatios",
        "kW": "kilovatio|kilovatios",
        "kWh": "kilovatio hora|kilovatios hora",
        "kcal": "f:kilocaloría|kilocalorías",
        "s": "segundo|segundos",
        "min": "minuto|minutos",
        "h": "f:hora|horas",
    },
    currencies={
        "EUR": ("euro|euros", "céntimo|céntimos"),
        "USD": ("dólar|dólares", "centavo|centavos"),
        "GBP": ("f:libra|libras", "penique|peniques"),
        "JPY": ("yen|yenes", ""),
        "CNY": ("yuan|yuanes", ""),
        "MXN": ("peso|pesos", "centavo|centavos"),
        "INR": ("f:rupia|rupias", ""),
        "BTC": ("bitcoin|bitcoins", ""),
    },
    money_joiner="con",
    magnitudes={
        10**3: "=mil|mil",
        10**6: "millón|millones",
        10**9: "mil millones",
        10**12: "billón|billones",
    },
    magnitude_signs={
        **dict.fromkeys(("k", "K", "mil"), 10**3),
        **dict.fromkeys(("M", "MM", "mill.", "millón", "millones"), 10**6),
        **dict.fromkeys(("B", "mil millones"), 10**9),
        **dict.fromkeys(("billón", "billones"), 10**12),
    },
    after_magnitude=lambda noun: f"de {noun}",
    months=MONTHS,
    month_names={month: number for number, month in enumerate(MONTHS, start=1)} | {"setiembre": 9},
    date=_date,
    clock=_clock,
    clock_suffix=r"[ \u00a0]?(?:h|hs|hrs)(?!\w)",
    fraction=_fraction,
    mixed="y",
    half="y medio",
    half_before=lambda noun: "media" if _gender(noun, 1) == "f" else "medio",
    half_after=lambda noun: "y media" if _gender(noun, 1) == "f" else "y medio",
    number_signs=("#", "№", "n.º", "N.º", "nº", "Nº", "n°", "N°", "núm.", "Núm.", "No."),
    abbreviations={
        "Sr.": "señor",
        "Sra.": "señora",
        "Srta.": "señorita",
        "Sres.": "señores",
        "Dr.": "doctor",
        "Dra.": "doctora",
        "Prof.": "profesor",
        "Ing.": "ingeniero",
        "Lic.": "licenciado",
        "Ud.": "usted",
        "Uds.": "ustedes",
        "p. ej.": "por ejemplo",
        "pág.": "página",
        "aprox.": "aproximadamente",
        "tel.": "teléfono",
        "Av.": "avenida",
        "Avda.": "avenida",
        "vs.": "contra",
        "vs": "contra",
        "máx.": "máximo",
        "mín.": "mínimo",
        "D.": "don",
        "Dña.": "doña",
        "Sta.": "santa",
        "Sto.": "santo",
    },
    closing_abbreviations={
        "etc.": "etcétera",
        "EE. UU.": "Estados Unidos",
        "EE UU": "Estados Unidos",
        "a. C.": "antes de Cristo",
        "d. C.": "después de Cristo",
        "S. A.": "sociedad anónima",
    },
    roman=_roman,
    own_rules=_own_rules,
)
# Mexico and Central America write 1,234.50 and say "primero de mayo".
MEXICAN = replace(
    LANGUAGE,
    decimal_mark=".",
    group_marks=",",
    date=_american_date,
    words=replace(LANGUAGE.words, point="punto"),
)
LANGUAGES = {
    "": LANGUAGE,
    **dict.fromkeys(("mx", "us", "419", "gt", "hn", "sv", "ni", "pa", "do", "pr"), MEXICAN),
}

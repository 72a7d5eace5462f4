"""Portuguese, Brazilian and European."""

import re
from dataclasses import replace
from re import Match

from synthesis.assembly.speech.normalization import numerals, romans
from synthesis.assembly.speech.normalization.language import Day, Language, Numeral, Rule, Time, Words, words

MONTHS = words("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro")
FEMININE = words("a as ã ãs ção ções são sões dade dades mulheres vezes noites partes")
MASCULINE = words(
    """
    dia dias problema problemas sistema sistemas programa programas tema temas planeta planetas mapa mapas
    clima da a
    """
)
QUEENS = words("Isabel Maria Elizabeth Vitória Catarina Ana Leonor Cleópatra")
PARTS = words("capítulo parte tomo século volume ato tipo fase classe título")
LAST_RANK = 10
EUROPEAN_NUMBERS = {"dezesseis": "dezasseis", "dezessete": "dezassete", "dezenove": "dezanove"}
FRACTIONS = {2: "meio", 3: "terço", 4: "quarto"}


def _cardinal(number: int, gender: str = "") -> str:
    return numerals.cardinal(number, language=LANGUAGE, gender=gender)


def _date(day: Day) -> str:
    spoken = f"{'primeiro' if day.day == 1 else _cardinal(day.day)} de {MONTHS[day.month - 1]}"
    return spoken if day.year is None else f"{spoken} de {_cardinal(day.year)}"


def _clock(time: Time) -> str:
    hour = _cardinal(time.hour, "f")
    if time.minute:
        return f"{hour} e {_cardinal(time.minute)}"
    return f"{hour} hora" if time.hour == 1 else f"{hour} horas"


def _hours(match: Match[str], language: Language) -> str | None:
    time = Time(int(match["hour"]), int(match["minute"] or 0))
    return language.clock(time) if language.clock else None


def _fraction(above: int, below: int) -> str:
    if below <= LAST_RANK:
        part = FRACTIONS.get(below) or numerals.ordinal(below, language=LANGUAGE, form="m")
        return f"{_cardinal(above)} {part}{'' if above == 1 else 's'}"
    return f"{_cardinal(above)} {_cardinal(below)} avos"


def _gender(word: str, number: int) -> str:
    lower = word.lower()
    return "f" if lower.endswith(FEMININE) and lower not in MASCULINE else ""


def _roman(numeral: Numeral) -> str | None:
    if numeral.mark not in {"", "."} or (len(numeral.roman) == 1 and numeral.roman not in "IVX"):
        return None
    if numeral.before.lower() in PARTS:
        return _cardinal(numeral.value) + numeral.mark
    if not romans.is_name(numeral):
        return None
    if numeral.value > LAST_RANK:
        return _cardinal(numeral.value) + numeral.mark
    form = "f" if numeral.before in QUEENS else "m"
    return numerals.ordinal(numeral.value, language=LANGUAGE, form=form) + numeral.mark


def _rank(match: Match[str], language: Language) -> str:
    return numerals.ordinal(int(match["rank"]), language=language, form="m")


def _own_rules(language: Language) -> tuple[Rule, ...]:
    hours = r"(?<![\w:.,])(?P<hour>[01]?\d|2[0-4])h(?P<minute>[0-5]\d)?(?:min)?(?!\w)"
    return (
        Rule(re.compile(hours), _hours),
        Rule(re.compile(r"(?<![\w.,])(?P<rank>[1-9]|1[0-2])°(?= [^\W\d_]{4,})"), _rank),
    )


LANGUAGE = Language(
    code="pt",
    words=Words(
        point="vírgula",
        other_point="ponto",
        minus="menos",
        to="a",
        number="número",
        plus="mais",
        equals="é igual a",
        less="é menor que",
        more="é maior que",
        times="vezes",
        by="por",
        fold="vezes",
        about="cerca de",
        and_="e",
        at="arroba",
        dot="ponto",
        slash="barra",
        dash="hífen",
        underscore="sublinhado",
        hashtag="hashtag",
        ratio="a",
        out_of="de",
        plus_minus="mais ou menos",
        at_most="é no máximo",
        at_least="é no mínimo",
        unequal="é diferente de",
        divided="dividido por",
        per="por",
        squared="ao quadrado",
        cubed="ao cubo",
        power="elevado a",
        around_the_clock="vinte e quatro horas por dia",
    ),
    cardinals={"": "spellout-numbering", "f": "spellout-cardinal-feminine"},
    ordinals={
        "": "spellout-ordinal-masculine",
        "m": "spellout-ordinal-masculine",
        "f": "spellout-ordinal-feminine",
    },
    ordinal_marks={**dict.fromkeys((".º", "º", "o"), "m"), **dict.fromkeys((".ª", "ª", "a"), "f")},
    gender_before=_gender,
    units={
        "%": "por cento",
        "°C": "grau Celsius|graus Celsius",
        "ºC": "grau Celsius|graus Celsius",
        "°F": "grau Fahrenheit|graus Fahrenheit",
        "°": "grau|graus",
        "km/h": "quilômetro por hora|quilômetros por hora",
        "m/s": "metro por segundo|metros por segundo",
        "km²": "quilômetro quadrado|quilômetros quadrados",
        "m²": "metro quadrado|metros quadrados",
        "m³": "metro cúbico|metros cúbicos",
        "km": "quilômetro|quilômetros",
        "m": "metro|metros",
        "cm": "centímetro|centímetros",
        "mm": "milímetro|milímetros",
        "kg": "quilograma|quilogramas",
        "g": "grama|gramas",
        "mg": "miligrama|miligramas",
        "t": "f:tonelada|toneladas",
        "L": "litro|litros",
        "l": "litro|litros",
        "ml": "mililitro|mililitros",
        "KB": "quilobyte|quilobytes",
        "MB": "megabyte|megabytes",
        "GB": "gigabyte|gigabytes",
        "TB": "terabyte|terabytes",
        "fps": "quadro por segundo|quadros por segundo",
        "px": "pixel|pixels",
        "Hz": "hertz",
        "MHz": "megahertz",
        "GHz": "gigahertz",
        "W": "watt|watts",
        "kW": "quilowatt|quilowatts",
        "kWh": "quilowatt-hora|quilowatts-hora",
        "kcal": "f:quilocaloria|quilocalorias",
        "s": "segundo|segundos",
        "min": "minuto|minutos",
        "h": "f:hora|horas",
    },
    currencies={
        "BRL": ("real|reais", "centavo|centavos"),
        "EUR": ("euro|euros", "cêntimo|cêntimos"),
        "USD": ("dólar|dólares", "centavo|centavos"),
        "GBP": ("f:libra|libras", "pêni|pence"),
        "JPY": ("iene|ienes", ""),
        "CNY": ("yuan|yuans", ""),
        "INR": ("f:rupia|rupias", ""),
        "BTC": ("bitcoin|bitcoins", ""),
    },
    money_joiner="e",
    magnitudes={
        10**3: "=mil|mil",
        10**6: "milhão|milhões",
        10**9: "bilhão|bilhões",
        10**12: "trilhão|trilhões",
    },
    magnitude_signs={
        **dict.fromkeys(("k", "K", "mil"), 10**3),
        **dict.fromkeys(("M", "mi", "milhão", "milhões"), 10**6),
        **dict.fromkeys(("B", "bi", "bilhão", "bilhões"), 10**9),
        **dict.fromkeys(("tri", "trilhão", "trilhões"), 10**12),
    },
    after_magnitude=lambda noun: f"de {noun}",
    months=MONTHS,
    month_names={month: number for number, month in enumerate(MONTHS, start=1)},
    date=_date,
    clock=_clock,
    fraction=_fraction,
    mixed="e",
    half="e meio",
    half_before=lambda noun: "meia" if _gender(noun, 1) else "meio",
    half_after=lambda noun: "e meia" if _gender(noun, 1) else "e meio",
    number_signs=("#", "№", "n.º", "N.º", "nº", "Nº", "n°", "N°", "n.", "No."),
    abbreviations={
        "Sr.": "senhor",
        "Sra.": "senhora",
        "Srta.": "senhorita",
        "Dr.": "doutor",
        "Dra.": "doutora",
        "Prof.": "professor",
        "Profa.": "professora",
        "Eng.": "engenheiro",
        "p. ex.": "por exemplo",
        "ex.:": "exemplo:",
        "pág.": "página",
        "aprox.": "aproximadamente",
        "tel.": "telefone",
        "Av.": "avenida",
        "D.": "dom",
        "vs.": "contra",
        "vs": "contra",
        "máx.": "máximo",
        "mín.": "mínimo",
    },
    closing_abbreviations={
        "etc.": "et cetera",
        "a. C.": "antes de Cristo",
        "d. C.": "depois de Cristo",
        "Ltda.": "limitada",
    },
    roman=_roman,
    own_rules=_own_rules,
)


def _european(words: str) -> str:
    for brazilian, european in EUROPEAN_NUMBERS.items():
        words = words.replace(brazilian, european)
    return words


def _european_roman(numeral: Numeral) -> str | None:
    words = _roman(numeral)
    return words and _european(words)


EUROPEAN = replace(
    LANGUAGE,
    respelled=_european,
    units={unit: noun.replace("quilômetro", "quilómetro") for unit, noun in LANGUAGE.units.items()},
    magnitudes=dict(LANGUAGE.magnitudes) | {10**9: "mil milhões", 10**12: "bilião|biliões"},
    magnitude_signs=dict(LANGUAGE.magnitude_signs) | {"mil milhões": 10**9},
    date=lambda day: _european(_date(day)),
    clock=lambda time: _european(_clock(time)),
    fraction=lambda above, below: _european(_fraction(above, below)),
    roman=_european_roman,
)
LANGUAGES = {"": LANGUAGE, "pt": EUROPEAN, "ao": EUROPEAN, "mz": EUROPEAN}

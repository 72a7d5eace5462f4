"""French."""

import re
from re import Match

from synthesis.assembly.speech.normalization import figures, numerals, romans
from synthesis.assembly.speech.normalization.language import Day, Language, Numeral, Rule, Time, Words, words

MONTHS = words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
SHORT_MONTHS = {"janv": 1, "févr": 2, "avr": 4, "juill": 7, "sept": 9, "oct": 10, "nov": 11, "déc": 12}
FEMININE_ENDINGS = words("tion sion té ée ette esse ance ence ure ine onne ille")
FEMININE = words(
    """
    heure minute seconde personne fois semaine femme tonne page livre place équipe étoile chose partie image
    étape part main nuit vie ville mère
    """
)
PARTS = words("chapitre tome partie acte volume type phase article titre livre")
AROUND_THE_CLOCK = ("vingt-quatre heures sur vingt-quatre", "sept jours sur sept")
FRACTIONS = {2: "demi", 3: "tiers", 4: "quart"}


def _cardinal(number: int, gender: str = "") -> str:
    return numerals.cardinal(number, language=LANGUAGE, gender=gender)


def _date(day: Day) -> str:
    spoken = f"{'premier' if day.day == 1 else _cardinal(day.day)} {MONTHS[day.month - 1]}"
    return spoken if day.year is None else f"{spoken} {_cardinal(day.year)}"


def _clock(time: Time) -> str:
    hour = f"{_cardinal(time.hour, 'f')} heure{'s' if time.hour > 1 else ''}"
    return f"{hour} {_cardinal(time.minute, 'f')}" if time.minute else hour


def _hours(match: Match[str], language: Language) -> str:
    return _clock(Time(int(match["hour"]), int(match["minute"] or 0)))


def _fraction(above: int, below: int) -> str:
    part = FRACTIONS.get(below) or numerals.ordinal(below, language=LANGUAGE, form="m")
    return f"{_cardinal(above)} {part}{'' if above == 1 or part.endswith('s') else 's'}"


def _phone_group(digits: str) -> str:
    zeros = len(digits) - len(digits.lstrip("0"))
    rest = digits[zeros:]
    spoken = ["zéro"] * zeros
    spoken += [_cardinal(int(rest))] if 0 < len(rest) <= 3 else [_cardinal(int(digit)) for digit in rest]
    return " ".join(spoken)


def _gender(word: str, number: int) -> str:
    lower = word.lower()
    return (
        "f"
        if lower.rstrip("s") in FEMININE or lower in FEMININE or lower.rstrip("s").endswith(FEMININE_ENDINGS)
        else ""
    )


def _roman(numeral: Numeral) -> str | None:
    if numeral.mark not in {"", "."} and not set(numeral.roman) <= set("IVX"):
        return None  # "Le", "Ce" and "De" are words.
    if numeral.mark in {"er", "re"}:
        return ("première" if numeral.mark == "re" else "premier") if numeral.value == 1 else None
    if numeral.mark in {"e", "ème"}:
        return numerals.ordinal(numeral.value, language=LANGUAGE, form="m")
    is_name = romans.is_name(numeral)
    if is_name or numeral.before.lower() in PARTS:
        return _cardinal(numeral.value) + numeral.mark
    return None


def _large(match: Match[str], language: Language) -> str:
    """ "1,5 M d'euros"."""
    magnitude = 10**6 if match["sign"] == "M" else 10**9
    amount = figures.parse(match["number"], language=language)
    return figures.counted(amount, language.magnitudes[magnitude], language=language)


def _own_rules(language: Language) -> tuple[Rule, ...]:
    minute = r"(?:[ \u00a0]?(?P<minute>[0-5]\d)(?!\d))?"
    large = r"(?P<number>\d+(?:,\d+)?)[ \u00a0\u202f]?(?P<sign>M|Md|Mds)(?= d['’])"
    return (
        Rule(re.compile(rf"(?<![\w.,]){large}"), _large),
        Rule(re.compile(r"(?<!\w)24 ?h(?:eures)?/24(?!\w)"), lambda _, __: AROUND_THE_CLOCK[0]),
        Rule(re.compile(r"(?<!\w)7 ?j(?:ours)?/7(?!\w)"), lambda _, __: AROUND_THE_CLOCK[1]),
        Rule(re.compile(rf"(?<![\w:.,])(?P<hour>[01]?\d|2[0-4])[ \u00a0]?h{minute}(?!\w)"), _hours),
    )


LANGUAGE = Language(
    code="fr",
    words=Words(
        point="virgule",
        other_point="point",
        minus="moins",
        to="à",
        number="numéro",
        plus="plus",
        equals="égale",
        less="est inférieur à",
        more="est supérieur à",
        times="fois",
        by="par",
        fold="fois",
        about="environ",
        and_="et",
        at="arobase",
        dot="point",
        slash="slash",
        dash="tiret",
        underscore="tiret bas",
        hashtag="hashtag",
        ratio="contre",
        out_of="sur",
        plus_minus="plus ou moins",
        at_most="est inférieur ou égal à",
        at_least="est supérieur ou égal à",
        unequal="est différent de",
        divided="divisé par",
        per="par",
        squared="au carré",
        cubed="au cube",
        power="puissance",
        around_the_clock=", ".join(AROUND_THE_CLOCK),
    ),
    cardinals={
        "": "spellout-cardinal-masculine",
        "f": "spellout-cardinal-feminine",
    },
    ordinals={
        "": "spellout-ordinal-masculine",
        "m": "spellout-ordinal-masculine",
        "f": "spellout-ordinal-feminine",
    },
    ordinal_marks={
        **dict.fromkeys(("er", "e", "es", "ème", "èmes", "eme", "ième", "nd"), "m"),
        **dict.fromkeys(("re", "ère", "nde"), "f"),
    },
    gender_before=_gender,
    group_marks=". ",
    units={
        "%": "pour cent",
        "°C": "degré Celsius|degrés Celsius",
        "°F": "degré Fahrenheit|degrés Fahrenheit",
        "°": "degré|degrés",
        "km/h": "kilomètre heure|kilomètres heure",
        "m/s": "mètre par seconde|mètres par seconde",
        "km²": "kilomètre carré|kilomètres carrés",
        "m²": "mètre carré|mètres carrés",
        "m³": "mètre cube|mètres cubes",
        "km": "kilomètre|kilomètres",
        "m": "mètre|mètres",
        "cm": "centimètre|centimètres",
        "mm": "millimètre|millimètres",
        "kg": "kilogramme|kilogrammes",
        "g": "gramme|grammes",
        "mg": "milligramme|milligrammes",
        "t": "f:tonne|tonnes",
        "L": "litre|litres",
        "l": "litre|litres",
        "ml": "millilitre|millilitres",
        "ko": "kilo-octet|kilo-octets",
        "Mo": "mégaoctet|mégaoctets",
        "Go": "gigaoctet|gigaoctets",
        "To": "téraoctet|téraoctets",
        "GB": "gigaoctet|gigaoctets",
        "fps": "f:image par seconde|images par seconde",
        "px": "pixel|pixels",
        "Hz": "hertz",
        "MHz": "mégahertz",
        "GHz": "gigahertz",
        "W": "watt|watts",
        "kW": "kilowatt|kilowatts",
        "kWh": "kilowattheure|kilowattheures",
        "kcal": "f:kilocalorie|kilocalories",
        "s": "f:seconde|secondes",
        "min": "f:minute|minutes",
    },
    currencies={
        "EUR": ("euro|euros", "centime|centimes"),
        "USD": ("dollar|dollars", "cent|cents"),
        "GBP": ("f:livre|livres", "penny|pence"),
        "CHF": ("franc suisse|francs suisses", "centime|centimes"),
        "JPY": ("yen|yens", ""),
        "CNY": ("yuan|yuans", ""),
        "INR": ("f:roupie|roupies", ""),
        "BTC": ("bitcoin|bitcoins", ""),
    },
    is_minor_named=False,
    magnitudes={
        10**3: "=mille|mille",
        10**6: "million|millions",
        10**9: "milliard|milliards",
        10**12: "billion|billions",
    },
    magnitude_signs={
        **dict.fromkeys(("k", "K", "mille"), 10**3),
        **dict.fromkeys(("M", "million", "millions"), 10**6),
        **dict.fromkeys(("Md", "Mds", "Mrd", "B", "milliard", "milliards"), 10**9),
        **dict.fromkeys(("billion", "billions"), 10**12),
    },
    after_magnitude=lambda noun: f"d'{noun}" if noun.startswith("euro") else f"de {noun}",
    months=MONTHS,
    month_names={month: number for number, month in enumerate(MONTHS, start=1)} | SHORT_MONTHS,
    date=_date,
    clock=_clock,
    phone_group=_phone_group,
    fraction=_fraction,
    mixed="et",
    half="et demi",
    half_before=lambda noun: "une demie" if _gender(noun, 1) == "f" else "un demi",
    half_after=lambda noun: "et demie" if _gender(noun, 1) == "f" else "et demi",
    number_signs=("#", "№", "n°", "N°", "nº", "Nº"),
    abbreviations={
        "M.": "Monsieur",
        "MM.": "Messieurs",
        "Mme": "Madame",
        "Mme.": "Madame",
        "Mmes": "Mesdames",
        "Mlle": "Mademoiselle",
        "Dr": "Docteur",
        "Dr.": "Docteur",
        "Pr": "Professeur",
        "St": "Saint",
        "Ste": "Sainte",
        "p.": "page",
        "chap.": "chapitre",
        "vol.": "volume",
        "c. à s.": "cuillères à soupe",
        "c. à c.": "cuillères à café",
        "p. ex.": "par exemple",
        "c.-à-d.": "c'est-à-dire",
        "env.": "environ",
        "vs": "contre",
        "vs.": "contre",
        "tél.": "téléphone",
        "av.": "avenue",
        "bd": "boulevard",
        "max.": "maximum",
        "min.": "minimum",
    },
    closing_abbreviations={
        "etc.": "et cetera",
        "av. J.-C.": "avant Jésus-Christ",
        "apr. J.-C.": "après Jésus-Christ",
        "s.v.p.": "s'il vous plaît",
    },
    roman=_roman,
    own_rules=_own_rules,
)
LANGUAGES = {"": LANGUAGE}

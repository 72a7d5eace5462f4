"""German."""

import re
from re import Match

from synthesis.assembly.speech.normalization import abbreviations, figures, numerals, romans
from synthesis.assembly.speech.normalization.figures import START
from synthesis.assembly.speech.normalization.language import Day, Language, Numeral, Rule, Time, Words, words

MONTHS = words("Januar Februar März April Mai Juni Juli August September Oktober November Dezember")
FEMININE = words("e ung heit keit schaft ion tät ik")
# The ending of a rank follows from the word before it.
WEAK_N = words(
    """
    am im vom zum beim dem den des einem einen eines seinem seinen ihrem ihren meinem meinen jedem jeden
    diesem diesen ab bis seit zur
    """
)
WEAK = words("der die das diese dieser dieses jede jeder jedes eine seine ihre")
STRONG = words("ein kein mein sein ihr unser")
NEUTER_NOUNS = words("Jahrhundert Jahrtausend Mal Kapitel Buch Jahr Quartal Semester Spiel")
FEMININE_NOUNS = words("Klasse Runde Etage Liga Staffel Folge Woche Auflage Stufe")
MASCULINE_NOUNS = words("Platz Tag Stock Teil Weltkrieg Geburtstag Bezirk Akt Versuch")
PARTS = words("Teil Kapitel Band Akt Buch Phase Typ Klasse Stufe")
SENTENCE_STARTERS = words(
    """
    Aber Alle Als Also Am An Auch Auf Aus Bei Beim Bis Da Dabei Dadurch Damit Danach Dann Darum Das Denn Der
    Des Deshalb Die Dies Diese Dieser Dieses Doch Dort Du Durch Ein Eine Einer Er Erst Es Etwas Für Ganz Gegen
    Heute Hier Ich Ihr Ihre Im Immer In Ist Ja Jede Jeder Jedes Jetzt Kein Keine Man Manche Mehr Mein Mit
    Morgen Nach Nein Nicht Nichts Noch Nun Nur Ob Oder Ohne Sein Seine Seit Sie So Sogar Trotzdem Um Und Unser
    Unter Viele Vom Von Vor Wann Warum Was Weil Wenn Wer Wie Wir Wo Zu Zum Zur Zwei
    """
)
FRACTIONS = {3: "Drittel", 7: "Siebtel", 8: "Achtel"}


def _cardinal(number: int, gender: str = "") -> str:
    return numerals.cardinal(number, language=LANGUAGE, gender=gender)


def _ordinal(number: int, form: str = "") -> str:
    return numerals.ordinal(number, language=LANGUAGE, form=form)


def _year(number: int) -> str:
    return numerals.cardinal(number, language=LANGUAGE, gender="year")


def _date(day: Day) -> str:
    form = "n" if day.before in WEAK_N else "" if day.before in WEAK else "r"
    spoken = f"{_ordinal(day.day, form)} {MONTHS[day.month - 1]}"
    return spoken if day.year is None else f"{spoken} {_year(day.year)}"


def _clock(time: Time) -> str:
    hour = _cardinal(time.hour, "m")
    return f"{hour} Uhr {_cardinal(time.minute)}" if time.minute else f"{hour} Uhr"


def _fraction(above: int, below: int) -> str:
    if (above, below) == (1, 2):
        return "ein halb"
    stem = _cardinal(below).capitalize()
    part = FRACTIONS.get(below) or ("Halbe" if below == 2 else f"{stem}{'tel' if below < 20 else 'stel'}")
    return f"{_cardinal(above, 'n')} {part}"


def _gender(word: str, number: int) -> str:
    if number % 100 != 1 or not word[0].isupper():
        return ""
    return "f" if word.endswith(FEMININE) else "m"


def _form(before: str, after: str) -> str | None:
    if before in WEAK_N:
        return "n"
    if before in WEAK:
        return ""
    nouns = {"s": NEUTER_NOUNS, "": FEMININE_NOUNS, "r": MASCULINE_NOUNS}
    found = next((form for form, words in nouns.items() if after in words), None)
    return "r" if found is None and before in STRONG else found


def _rank(match: Match[str], language: Language) -> str | None:
    before = (match["before"] or "").strip()
    form = _form(before.lower(), match["noun"])
    return None if form is None else f"{match['before'] or ''}{_ordinal(int(match['number']), form)}"


def _roman(numeral: Numeral) -> str | None:
    if numeral.mark not in {"", "."} or not set(numeral.roman) <= set("IVX"):
        return None
    if numeral.before in PARTS:
        return _cardinal(numeral.value) + numeral.mark
    if romans.is_name(numeral) and numeral.before.lower() not in WEAK_N:
        return f"der {_ordinal(numeral.value)}{'.' if numeral.mark and numeral.after[:1].isupper() else ''}"
    form = _form(numeral.before.lower(), numeral.after)
    return _ordinal(numeral.value, form) if numeral.mark and form is not None else None


def _decade(match: Match[str], language: Language) -> str:
    return f"{_year(int(match['year']))}{match['ending']}"


def _day(match: Match[str], language: Language) -> str | None:
    day, month = int(match["day"]), int(match["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    stop = "." if abbreviations.keeps_stop(match, language) else ""
    return _date(Day(None, month, day, "am")) + stop


def _height(match: Match[str], language: Language) -> str:
    meters = figures.counted(figures.Figure(match["meters"]), "Meter", language=language)
    return f"{meters} {numerals.cardinal(int(match['rest']), language=language)}"


def _own_rules(language: Language) -> tuple[Rule, ...]:
    months = "|".join(MONTHS)
    lead = "|".join(f"(?<={word} )" for word in ("am", "Am", "vom", "Vom", "zum", "dem", "den", "bis", "ab"))
    word = r"(?P<before>(?<!\w)[^\W\d_]{2,9} )?"
    return (
        Rule(re.compile(rf"{word}{START}(?P<number>\d{{1,3}})\.(?= (?!{months})(?P<noun>[^\W\d_]+))"), _rank),
        Rule(re.compile(r"(?<![\w.,])(?P<year>\d{2}|\d{3}0)(?P<ending>ern?)(?!\w)"), _decade),
        Rule(re.compile(rf"(?:{lead})(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?!\d)"), _day),
        Rule(re.compile(r"(?<![\w.,])(?P<day>1[3-9]|2\d|3[01])\.(?P<month>0?[1-9]|1[0-2])\.(?!\d)"), _day),
        Rule(re.compile(r"(?<![\w.,])(?P<meters>[12]),(?P<rest>\d\d) ?m(?!\w)"), _height),
        Rule(re.compile(r"§ ?(?=\d)"), lambda _, __: "Paragraf "),
        Rule(re.compile(r"(?<!\w)Art\. ?(?=\d)"), lambda _, __: "Artikel "),
        Rule(re.compile(r"(?<!\w)S\. ?(?=\d)"), lambda _, __: "Seite "),
        Rule(re.compile(r"(?<!\w)Bd\. ?(?=\d)"), lambda _, __: "Band "),
    )


LANGUAGE = Language(
    code="de",
    words=Words(
        point="Komma",
        other_point="Punkt",
        minus="minus",
        to="bis",
        number="Nummer",
        plus="plus",
        equals="ist gleich",
        less="ist kleiner als",
        more="ist größer als",
        times="mal",
        by="mal",
        fold="{}mal",
        about="etwa",
        and_="und",
        at="at",
        dot="Punkt",
        slash="Schrägstrich",
        dash="Bindestrich",
        underscore="Unterstrich",
        hashtag="Hashtag",
        ratio="zu",
        out_of="von",
        plus_minus="plus minus",
        at_most="ist höchstens",
        at_least="ist mindestens",
        unequal="ist ungleich",
        divided="geteilt durch",
        per="pro",
        squared="Quadrat",
        cubed="hoch drei",
        power="hoch",
        around_the_clock="rund um die Uhr",
    ),
    cardinals={
        "": "spellout-numbering",
        "m": "spellout-cardinal-masculine",
        "n": "spellout-cardinal-neuter",
        "f": "spellout-cardinal-feminine",
        "year": "spellout-numbering-year",
    },
    ordinals={
        "": "spellout-ordinal",
        "n": "spellout-ordinal-n",
        "r": "spellout-ordinal-r",
        "s": "spellout-ordinal-s",
    },
    year=_year,
    are_decimals_grouped=False,
    gender_before=_gender,
    group_marks=". '’",
    gender="m",
    units={
        "%": "n:Prozent",
        "°C": "Grad Celsius",
        "°F": "Grad Fahrenheit",
        "°": "Grad",
        "km/h": "Kilometer pro Stunde",
        "m/s": "Meter pro Sekunde",
        "km²": "Quadratkilometer",
        "m²": "Quadratmeter",
        "qm": "Quadratmeter",
        "m³": "Kubikmeter",
        "km": "Kilometer",
        "m": "Meter",
        "cm": "Zentimeter",
        "mm": "Millimeter",
        "kg": "n:Kilogramm",
        "g": "n:Gramm",
        "mg": "n:Milligramm",
        "t": "f:Tonne|Tonnen",
        "l": "Liter",
        "ml": "Milliliter",
        "KB": "n:Kilobyte",
        "MB": "n:Megabyte",
        "GB": "n:Gigabyte",
        "TB": "n:Terabyte",
        "fps": "n:Bild pro Sekunde|Bilder pro Sekunde",
        "px": "n:Pixel",
        "Hz": "n:Hertz",
        "kHz": "n:Kilohertz",
        "MHz": "n:Megahertz",
        "GHz": "n:Gigahertz",
        "W": "n:Watt",
        "kW": "n:Kilowatt",
        "kWh": "f:Kilowattstunde|Kilowattstunden",
        "PS": "f:Pferdestärke|PS",
        "kcal": "f:Kilokalorie|Kilokalorien",
        "s": "f:Sekunde|Sekunden",
        "Sek.": "f:Sekunde|Sekunden",
        "min": "f:Minute|Minuten",
        "Min.": "f:Minute|Minuten",
        "h": "f:Stunde|Stunden",
        "Std.": "f:Stunde|Stunden",
    },
    currencies={
        "EUR": ("Euro", "Cent"),
        "USD": ("Dollar", "Cent"),
        "GBP": ("n:Pfund", "Pence"),
        "CHF": ("Franken", "Rappen"),
        "JPY": ("Yen", ""),
        "CNY": ("Yuan", ""),
        "INR": ("f:Rupie|Rupien", ""),
        "BTC": ("Bitcoin", ""),
    },
    symbols={"Euro": "EUR", "Fr.": "CHF", "Dollar": "USD"},
    is_minor_named=False,
    magnitudes={
        10**3: "=tausend|tausend",
        10**6: "f:Million|Millionen",
        10**9: "f:Milliarde|Milliarden",
        10**12: "f:Billion|Billionen",
    },
    magnitude_signs={
        **dict.fromkeys(("k", "K", "Tsd.", "tausend"), 10**3),
        **dict.fromkeys(("M", "Mio.", "Mio", "Million", "Millionen"), 10**6),
        **dict.fromkeys(("B", "Mrd.", "Mrd", "Milliarde", "Milliarden"), 10**9),
        **dict.fromkeys(("Bio.", "Billion", "Billionen"), 10**12),
    },
    months=MONTHS,
    month_names={
        **{month.lower(): number for number, month in enumerate(MONTHS, start=1)},
        "jan": 1,
        "feb": 2,
        "apr": 4,
        "aug": 8,
        "sept": 9,
        "sep": 9,
        "okt": 10,
        "nov": 11,
        "dez": 12,
        "jänner": 1,
    },
    date=_date,
    clock=_clock,
    clock_suffix=r"[ \u00a0]?Uhr(?!\w)",
    fraction=_fraction,
    mixed="und",
    half="einhalb",
    number_signs=("#", "№", "Nr.", "No."),
    abbreviations={
        "z. B.": "zum Beispiel",
        "d. h.": "das heißt",
        "u. a.": "unter anderem",
        "z. T.": "zum Teil",
        "u. U.": "unter Umständen",
        "i. d. R.": "in der Regel",
        "s. o.": "siehe oben",
        "v. a.": "vor allem",
        "ca.": "circa",
        "bzw.": "beziehungsweise",
        "Dr.": "Doktor",
        "Prof.": "Professor",
        "Hr.": "Herr",
        "Fr.": "Frau",
        "St.": "Sankt",
        "inkl.": "inklusive",
        "evtl.": "eventuell",
        "ggf.": "gegebenenfalls",
        "vgl.": "vergleiche",
        "sog.": "sogenannte",
        "max.": "maximal",
        "min.": "minimal",
        "vs.": "versus",
        "vs": "versus",
        "Tel.": "Telefon",
        "Nr.": "Nummer",
    },
    closing_abbreviations={
        "usw.": "und so weiter",
        "etc.": "et cetera",
        "u. Ä.": "und Ähnliches",
        "v. Chr.": "vor Christus",
        "n. Chr.": "nach Christus",
        "Jh.": "Jahrhundert",
        "Str.": "Straße",
    },
    sentence_starters=SENTENCE_STARTERS,
    are_nouns_capitalised=True,
    roman=_roman,
    own_rules=_own_rules,
)
LANGUAGES = {"": LANGUAGE}

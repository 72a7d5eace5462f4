"""English, American and British."""

import re
from dataclasses import replace
from re import Match

from synthesis.assembly.speech.normalization import abbreviations, figures, numerals
from synthesis.assembly.speech.normalization.figures import START, Figure
from synthesis.assembly.speech.normalization.language import Day, Language, Numeral, Rule, Time, Words, words
from synthesis.assembly.speech.normalization.languages.english_words import (
    ABBREVIATIONS,
    CLOSING_ABBREVIATIONS,
    CURRENCIES,
    MONTHS,
    REGNAL_NAMES,
    SENTENCE_STARTERS,
    UNITS,
)

WORDS = Words(
    point="point",
    other_point="point",
    minus="minus",
    to="to",
    number="number",
    plus="plus",
    equals="equals",
    less="is less than",
    more="is greater than",
    times="times",
    by="by",
    fold="times",
    about="about",
    and_="and",
    at="at",
    dot="dot",
    slash="slash",
    dash="dash",
    underscore="underscore",
    hashtag="hashtag",
    ratio="to",
    out_of="out of",
    plus_minus="plus or minus",
    at_most="is at most",
    at_least="is at least",
    unequal="is not equal to",
    divided="divided by",
    per="per",
    squared="squared",
    cubed="cubed",
    power="to the power of",
    around_the_clock="twenty-four seven",
)
MAGNITUDES = {10**3: "thousand", 10**6: "million", 10**9: "billion", 10**12: "trillion"}
MAGNITUDE_SIGNS = {
    **{name.capitalize(): magnitude for magnitude, name in MAGNITUDES.items()},
    **dict.fromkeys(("k", "K", "thousand"), 10**3),
    **dict.fromkeys(("m", "M", "mn", "mm", "MM", "mil", "million"), 10**6),
    **dict.fromkeys(("b", "B", "bn", "Bn", "billion"), 10**9),
    **dict.fromkeys(("t", "T", "tn", "trillion"), 10**12),
}
DENOMINATORS = {2: "half", 4: "quarter"}
# Words before a numeral that is a part's number, even "I".
PARTS = words("War Part Chapter Act Volume Book Phase Title Type Class Section Bowl")
DAYS = {
    "Mon": "Monday",
    "Tue": "Tuesday",
    "Tues": "Tuesday",
    "Wed": "Wednesday",
    "Thu": "Thursday",
    "Thurs": "Thursday",
    "Fri": "Friday",
}
SHORT_PERIODS = {"yr": "year", "mo": "month", "wk": "week", "hr": "hour"}
RANKED = words("century centuries Olympics Olympiad Olympic Dynasty Congress")
# Words before four digits that are a year.
YEAR_CUES = words("in since by until till before after circa during year from of mid early late")
SCREENS = words(
    "video videos resolution screen screens display displays TV TVs monitor monitors footage HDR UHD"
)
PLACES = words(
    "flat apartment apt room unit gate seat row platform plan type option section step page exit bus"
)
NOON = 12


def _year(number: int) -> str:
    century, rest = divmod(number, 100)
    if number % 1000 < 10:
        return numerals.cardinal(number, language=LANGUAGE)
    if not rest:
        return f"{numerals.cardinal(century, language=LANGUAGE)} hundred"
    last = numerals.cardinal(rest, language=LANGUAGE)
    return f"{numerals.cardinal(century, language=LANGUAGE)} {'oh ' if rest < 10 else ''}{last}"


def _british_year(number: int) -> str:
    return numerals.cardinal(number, language=BRITISH) if number % 1000 < 10 else _year(number)


def _date(day: Day) -> str:
    rank = numerals.ordinal(day.day, language=LANGUAGE)
    if day.before == "the":
        spoken = f"{rank} of {MONTHS[day.month - 1]}"
    else:
        spoken = f"{MONTHS[day.month - 1]} {rank}"
    return spoken if day.year is None else f"{spoken}, {_year(day.year)}"


def _british_date(day: Day) -> str:
    article = "" if day.before == "the" else "the "
    spoken = f"{article}{numerals.ordinal(day.day, language=LANGUAGE)} of {MONTHS[day.month - 1]}"
    return spoken if day.year is None else f"{spoken}, {_british_year(day.year)}"


def _clock(time: Time) -> str:
    hour, minute = time.hour, time.minute
    spoken = numerals.cardinal(hour, language=LANGUAGE)
    if not hour and not minute:
        return "midnight"
    if minute:
        return f"{spoken} {'oh ' if minute < 10 else ''}{numerals.cardinal(minute, language=LANGUAGE)}"
    return f"{spoken} o'clock" if 0 < hour <= NOON else f"{spoken} hundred"


def _half_day(match: Match[str], language: Language) -> str | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if not 1 <= hour <= NOON:
        return None
    spoken = _clock(Time(hour, minute)) if minute else numerals.cardinal(hour, language=language)
    stop = "." if match["stop"] and abbreviations.ends_sentence(match) else ""
    return f"{spoken} {match['half'].upper()}-M{stop}"


def _decade(match: Match[str], language: Language) -> str:
    century, tens = int(match["century"]), int(match["tens"])
    if not tens and century % 10 == 0:
        return f"{_plural(numerals.cardinal(century * 100, language=language))}"
    decade = _plural(numerals.cardinal(tens, language=language)) if tens else "hundreds"
    return f"{numerals.cardinal(century, language=language)} {decade}"


def _short_decade(match: Match[str], language: Language) -> str:
    return _plural(numerals.cardinal(int(match["tens"]), language=language))


def _short_year(match: Match[str], language: Language) -> str:
    return numerals.whole(match["year"], language=language)


def _fraction(above: int, below: int) -> str:
    number = numerals.cardinal(above, language=LANGUAGE)
    if below not in DENOMINATORS and (below > 20 and below % 10):
        return f"{number} over {numerals.cardinal(below, language=LANGUAGE)}"
    part = DENOMINATORS.get(below) or numerals.ordinal(below, language=LANGUAGE).removeprefix("one ")
    if above != 1:
        part = "halves" if part == "half" else f"{part}s"
    return f"{number} {part}"


def _plural(word: str) -> str:
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _roman(numeral: Numeral) -> str | None:
    before, length = numeral.before, len(numeral.roman)
    if numeral.mark:
        return None if numeral.mark != "." else _roman_words(numeral, suffix=".")
    if numeral.after in RANKED and length > 1:
        return numerals.ordinal(numeral.value, language=LANGUAGE)
    if before in REGNAL_NAMES and (length > 1 or numeral.roman != "I" or numeral.after in {"", "of"}):
        return f"the {numerals.ordinal(numeral.value, language=LANGUAGE)}"
    if before in PARTS:
        return numerals.cardinal(numeral.value, language=LANGUAGE)
    is_plain = set(numeral.roman) <= set("IVX")
    if (before[:1].isupper() and length > 1 and is_plain) or (is_plain and length > 2):
        return numerals.cardinal(numeral.value, language=LANGUAGE)
    return numerals.cardinal(numeral.value, language=LANGUAGE) if length > 4 else None


def _roman_words(numeral: Numeral, *, suffix: str) -> str | None:
    spoken = _roman(numeral._replace(mark="", after=""))
    return spoken and spoken + suffix


def _screen(match: Match[str], language: Language) -> str:
    return f"{numerals.whole(match['number'], language=language)} {match['letter']}"


def _place(match: Match[str], language: Language) -> str | None:
    """The number of a flat, gate or seat."""
    return _screen(match, language) if figures.word_before(match) in PLACES else None


def _picture_size(match: Match[str], language: Language) -> str:
    return f"{_side(match['width'])} by {_side(match['height'])}"


def _side(digits: str) -> str:
    # "1920" is "nineteen twenty" and "720" is "seven twenty".
    hundreds, rest = divmod(int(digits), 100)
    if not rest or not hundreds:
        return numerals.cardinal(int(digits), language=LANGUAGE)
    parts = [numerals.cardinal(hundreds, language=LANGUAGE), numerals.cardinal(rest, language=LANGUAGE)]
    return (" oh " if rest < 10 else " ").join(parts)


def _lines(match: Match[str], language: Language) -> str:
    return f"{_side(match['lines'])} P"


def _height(match: Match[str], language: Language) -> str:
    feet = numerals.whole(match["feet"], language=language)
    return f"{feet} foot {numerals.whole(match['inches'], language=language)}"


def _feet_and_inches(match: Match[str], language: Language) -> str:
    feet = figures.counted(Figure(match["feet"]), UNITS["ft"], language=language)
    inches = figures.counted(Figure(match["inches"]), "inch|inches", language=language)
    stop = "." if abbreviations.keeps_stop(match, language) else ""
    return f"{feet} {inches}{stop}"


def _ordinal_fraction(match: Match[str], language: Language) -> str | None:
    return _fraction(int(match["above"]), int(match["below"])) if int(match["below"]) > 1 else None


def _saint_or_street(match: Match[str], language: Language) -> str:
    if abbreviations.ends_sentence(match, starters=SENTENCE_STARTERS):
        return "Street."
    return "Saint" if abbreviations.ends_sentence(match) else "Street"


def _each(match: Match[str], language: Language) -> str:
    return f" per {SHORT_PERIODS.get(match['each'], match['each'])}"


def _minutes(match: Match[str], language: Language) -> str:
    """Minutes and seconds, or shares: "25:30", "60:40"."""
    first = numerals.whole(match["first"], language=language)
    last = int(match["last"])
    return f"{first} {'oh ' if 0 < last < 10 else ''}{numerals.cardinal(last, language=language)}"


def _lumber(match: Match[str], language: Language) -> str:
    first, last = (numerals.whole(match[side], language=language) for side in ("first", "last"))
    return f"{first} by {_plural(last)}"


def _about_year(match: Match[str], language: Language) -> str:
    return f"circa {_year(int(match['year']))}"


def _days(match: Match[str], language: Language) -> str:
    first = DAYS[match["first"]]
    return f"{first} to {DAYS[match['last']]}" if match["last"] else first


def _own_rules(language: Language) -> tuple[Rule, ...]:
    return (*_calendar_rules(), *_size_rules(), *_word_rules())


def _calendar_rules() -> tuple[Rule, ...]:
    hour = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?"
    half = r"(?P<half>[aApP])(?:\.[mM](?P<stop>\.)?|[mM](?P<short>))"
    days = "|".join(DAYS)
    return (
        Rule(re.compile(rf"(?<![\d:.,]){hour}[ \u00a0]?{half}(?!\w)"), _half_day),
        Rule(re.compile(r"(?<![\w.,])(?P<century>1[1-9]|20)(?P<tens>\d0)['’]?s(?!\w)"), _decade),
        Rule(re.compile(r"(?<![\w.,])['’\u2018]?(?P<tens>[2-9]0)['’]?s(?!\w)"), _short_decade),
        Rule(re.compile(r"(?<![\w.,])['’\u2018](?P<year>\d\d)(?![\w'’])"), _short_year),
        Rule(
            re.compile(r"(?<![\d:.,])(?P<first>2[4-9]|[3-9]\d):(?P<last>[0-5]\d)(?![:\d]|[.,]\d)"), _minutes
        ),
        Rule(re.compile(r"(?<!\w)c\. ?(?P<year>\d{4})(?![\w,])"), _about_year),
        Rule(re.compile(r"(?<![\w/.])9/11(?![\w/])"), lambda _, __: "nine eleven"),
        Rule(re.compile(rf"(?<!\w)(?P<first>{days})\.?(?: ?[-–] ?(?P<last>{days}))?(?!\w)"), _days),
        Rule(re.compile(r"/(?P<each>day|week|month|year|hour|night|person|yr|mo|wk|hr)(?!\w)"), _each),
    )


def _size_rules() -> tuple[Rule, ...]:
    picture = r"(?P<width>\d{3,4}) ?[x×] ?(?P<height>\d{3,4})(?![\w.,]\d|\w| ?=)"
    height = r"(?P<feet>[1-9])['\u2032](?P<inches>\d{1,2})(?:[\"\u2033\u201d]|'')"
    length = r"(?P<feet>\d{1,2}) ?ft\.? (?P<inches>\d{1,2}) ?in(?:\.|(?!\w))"
    fraction = r"(?P<above>\d{1,3})/(?P<below>\d{1,3})(?:ths?|nds?|rds?|s)(?!\w)"
    # "4K" and "a 10K" are names; "10K followers" is an amount.
    counted = rf" (?!(?:{'|'.join(SCREENS)})\b)(?:[a-z]{{2,}}s|people)\b"
    name = rf"(?P<number>[2458]|10)(?P<letter>K)(?!\w)(?!{counted})"
    return (
        Rule(re.compile(rf"(?<![\w.,$€£¥]){name}"), _screen),
        Rule(re.compile(r"(?<![\w.,])(?P<first>\d{1,2})x(?P<last>\d{1,2})s(?!\w)"), _lumber),
        Rule(re.compile(rf"{START}(?P<number>\d{{1,2}})(?P<letter>[DG])(?!\w)"), _screen),
        Rule(re.compile(rf"(?<![\w.,]){picture}"), _picture_size),
        Rule(re.compile(r"(?<![\w.,])(?P<lines>\d{3,4})p(?!\w)"), _lines),
        Rule(re.compile(rf"(?<![\w.,]){height}"), _height),
        Rule(re.compile(rf"(?<![\w.,]){length}"), _feet_and_inches),
        Rule(re.compile(rf"(?<![\w.,]){fraction}"), _ordinal_fraction),
    )


def _word_rules() -> tuple[Rule, ...]:
    return (
        Rule(re.compile(r"(?<!\w)St\."), _saint_or_street),
        Rule(re.compile(r"(?:(?<=[Cc]all )|(?<=[Dd]ial ))911(?![\w]|[.,-]\d)"), lambda _, __: "nine one one"),
        Rule(re.compile(r"(?<= )(?P<number>\d{1,3})(?P<letter>[A-Z])(?!\w)(?<!\d[DGK])"), _place),
        Rule(re.compile(r"(?<!\w)p\. ?(?=\d)"), lambda _, __: "page "),
        Rule(re.compile(r"§ ?(?=\d)"), lambda _, __: "section "),
        Rule(re.compile(r"(?<!\w)WWII(?!\w)"), lambda _, __: "World War two"),
        Rule(re.compile(r"(?<!\w)WWI(?!\w)"), lambda _, __: "World War one"),
        Rule(re.compile(r"(?<!\w)w/o(?!\w)"), lambda _, __: "without"),
        Rule(re.compile(r"(?<!\w)w/ ?(?=\w)"), lambda _, __: "with "),
    )


LANGUAGE = Language(
    code="en",
    words=WORDS,
    year=_year,
    are_decimals_grouped=False,
    decimal_mark=".",
    group_marks=",'\u00a0\u202f",
    count_after=re.compile(
        r"[ \u00a0](?!(?:was|is|has|does|this|its|as|us|plus|vs|versus|less)\b)"
        r"(?:more )?(?:[a-z]{2,}s|people|men|women|children)\b"
    ),
    year_cue=re.compile(rf"\b(?:(?i:{'|'.join(YEAR_CUES)})|{'|'.join(MONTHS)}),?[ -]$"),
    ordinal_marks={"st": "", "nd": "", "rd": "", "th": ""},
    units=UNITS,
    currencies=CURRENCIES,
    symbols={"¥": "JPY", "Fr.": "CHF"},
    money_joiner="and",
    magnitudes=MAGNITUDES,
    magnitude_signs=MAGNITUDE_SIGNS,
    attributive=re.compile(r"\b[Aa]n? $"),
    months=MONTHS,
    month_names={
        **{month.lower(): number for number, month in enumerate(MONTHS, start=1)},
        **{month[:3].lower(): number for number, month in enumerate(MONTHS, start=1)},
        "sept": 9,
    },
    date_order="mdy",
    date_separators=("/", "-", "."),
    date=_date,
    day_lead=r"(?:(?<=[Oo]n )|(?<=[Bb]y )|(?<=[Uu]ntil )|(?<=[Ss]ince )|(?<=[Bb]efore )|(?<=[Aa]fter ))",
    clock=_clock,
    fraction=_fraction,
    mixed="and",
    half="and a half",
    number_signs=("#", "№", "No.", "Nos.", "Nr.", "Nº", "N°"),
    abbreviations=ABBREVIATIONS,
    closing_abbreviations=CLOSING_ABBREVIATIONS,
    sentence_starters=SENTENCE_STARTERS,
    roman=_roman,
    own_rules=_own_rules,
)


def _british_phone(digits: str) -> str:
    # Zero is "oh", and a pair is "double".
    spoken, position = [], 0
    while position < len(digits):
        digit = digits[position]
        run = 2 if digits[position : position + 2] == digit * 2 else 1
        name = "oh" if int(digit) == 0 else numerals.cardinal(int(digit), language=LANGUAGE)
        spoken.append(f"double {name}" if run == 2 else name)
        position += run
    return " ".join(spoken)


BRITISH = replace(
    LANGUAGE,
    cardinals={"": "spellout-cardinal-verbose"},
    ordinals={"": "spellout-ordinal-verbose"},
    respelled=lambda spelled: spelled.replace(",", ""),
    year=_british_year,
    date_order="dmy",
    date=_british_date,
    phone_group=_british_phone,
)

LANGUAGES = {"": LANGUAGE, **dict.fromkeys(("gb", "au", "nz", "ie", "in", "za", "sg", "ng", "ke"), BRITISH)}

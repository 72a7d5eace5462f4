"""Russian."""

# ruff: noqa: RUF001 - Cyrillic letters look like Latin ones.

import re
from re import Match

from synthesis.assembly.speech.normalization import abbreviations, numerals
from synthesis.assembly.speech.normalization.language import Day, Language, Numeral, Rule, Time, Words, words

MONTHS = words("января февраля марта апреля мая июня июля августа сентября октября ноября декабря")
# The parts of a decimal fraction, by their number of digits.
DECIMAL_PARTS = {1: ("десятая", "десятых"), 2: ("сотая", "сотых"), 3: ("тысячная", "тысячных")}
# The case of a rank follows from the noun after it.
YEAR_FORMS = {"год": "", "года": "gen", "году": "loc", "годом": "abl", "г.": "gen", "год.": ""}
CENTURY_FORMS = {"век": "", "века": "gen", "веке": "loc", "веком": "abl", "веков": "pl-gen", "в.": "gen"}
NAME_ENDINGS = {"ом": "abl", "ем": "abl", "а": "gen", "я": "gen", "е": "loc", "у": "dat", "ю": "dat"}
# Shorter words are prepositions: "1 на 10".
SHORTEST_NOUN = 2
LOCATIVE = words("в во о об при")
QUEENS = words("Екатерина Елизавета Анна Мария Виктория Изабелла Клеопатра")
PARTS = words("глава часть том акт тип класс")
FRACTIONS = {2: ("вторая", "вторых"), 3: ("треть", "трети"), 4: ("четверть", "четверти")}


def _cardinal(number: int, gender: str = "") -> str:
    return numerals.cardinal(number, language=LANGUAGE, gender=gender)


def _ordinal(number: int, form: str = "") -> str:
    return numerals.ordinal(number, language=LANGUAGE, form=form)


def _respelled(spelled: str) -> str:
    # "Тысяча", not "одна тысяча", is what people say.
    return spelled.removeprefix("одна ") if spelled.startswith("одна тысяча") else spelled


def _is_one(number: int) -> bool:
    return number % 10 == 1 and number % 100 != 11


def _decimal(whole: str, decimals: str) -> str:
    before = numerals.whole(whole, language=LANGUAGE, gender="f")
    if len(decimals) not in DECIMAL_PARTS:
        return f"{before} запятая {numerals.one_by_one(decimals, language=LANGUAGE)}"
    one, more = DECIMAL_PARTS[len(decimals)]
    number = int(decimals)
    integer = "целая" if _is_one(int(whole[-2:])) else "целых"
    return f"{before} {integer} {_cardinal(number, 'f')} {one if _is_one(number) else more}"


def _date(day: Day) -> str:
    spoken = f"{_ordinal(day.day, 'gen')} {MONTHS[day.month - 1]}"
    return spoken if day.year is None else f"{spoken} {_ordinal(day.year, 'gen')} года"


def _clock(time: Time) -> str:
    minutes = f"{'ноль ' if time.minute < 10 else ''}{_cardinal(time.minute)}"
    return f"{_cardinal(time.hour)} {minutes}"


def _fraction(above: int, below: int) -> str:
    if (above, below) == (1, 2):
        return "одна вторая"
    one, more = FRACTIONS.get(below) or (_ordinal(below, "f"), _ordinal(below, "pl-gen"))
    return f"{_cardinal(above, 'f')} {one if _is_one(above) else more}"


def _gender(word: str, number: int) -> str:
    lower = word.lower()
    if len(lower) <= SHORTEST_NOUN:
        return ""
    if _is_one(number):
        return "f" if lower.endswith(("а", "я")) else "n" if lower.endswith(("о", "е")) else "m"
    if number % 10 == 2 and number % 100 != 12:
        return "f" if lower.endswith(("ы", "и")) else "m"
    return ""


def _year_of(match: Match[str], language: Language) -> str:
    word = match["word"]
    before = match.string[max(0, match.start() - 5) : match.start()].split()
    form = YEAR_FORMS[word]
    if word == "г.":
        form = "loc" if before and before[-1].lower() in LOCATIVE else "gen"
        word = "году" if form == "loc" else "года"
    stop = "." if abbreviations.keeps_stop(match, language) else ""
    return f"{_ordinal(int(match['year']), form)} {word}{stop}"


def _rank(match: Match[str], language: Language) -> str:
    # Round numbers are decades or ages, which are plural; others are places.
    rank = int(match["rank"])
    return _ordinal(rank, "pl" if rank >= 10 and rank % 10 == 0 else "n")


def _years(match: Match[str], language: Language) -> str:
    return f"{_ordinal(int(match['first']), 'gen')} по {_ordinal(int(match['last']))}"


def _roman(numeral: Numeral) -> str | None:
    if numeral.mark not in {"", "."} or not set(numeral.roman) <= set("IVX"):
        return None
    after = f"{numeral.after}." if numeral.after == "в" else numeral.after
    if after in CENTURY_FORMS:
        return _ordinal(numeral.value, CENTURY_FORMS[after])
    if numeral.before.lower() in PARTS:
        return _cardinal(numeral.value) + numeral.mark
    if not numeral.before[:1].isupper() or not numeral.before[:1].isalpha() or numeral.before.isascii():
        return None
    return _ordinal(numeral.value, _form(numeral.before)) + numeral.mark


def _form(name: str) -> str:
    # "Петра" is a genitive, but "Екатерина" is a queen.
    if name in QUEENS:
        return "f"
    return next((form for ending, form in NAME_ENDINGS.items() if name.endswith(ending)), "")


def _own_rules(language: Language) -> tuple[Rule, ...]:
    year = r"(?<![\w.,-])(?P<year>1\d{3}|20\d\d) (?P<word>год|года|году|годом|г\.)(?!\w)"
    return (
        Rule(re.compile(r"(?<![\w.,])(?P<rank>\d{1,4})-е(?!\w)"), _rank),
        Rule(re.compile(r"(?<=[сС] )(?P<first>1\d{3}|20\d\d) по (?P<last>1\d{3}|20\d\d)(?![\w-])"), _years),
        Rule(re.compile(year), _year_of),
    )


LANGUAGE = Language(
    code="ru",
    words=Words(
        point="запятая",
        other_point="точка",
        minus="минус",
        to="–",
        number="номер",
        plus="плюс",
        equals="равно",
        less="меньше чем",
        more="больше чем",
        times="умножить на",
        by="на",
        fold="икс",
        about="около",
        and_="и",
        at="собака",
        dot="точка",
        slash="слэш",
        dash="дефис",
        underscore="подчёркивание",
        hashtag="хэштег",
        ratio="к",
        out_of="из",
        plus_minus="плюс-минус",
        at_most="не больше",
        at_least="не меньше",
        unequal="не равно",
        divided="разделить на",
        per="в",
        squared="в квадрате",
        cubed="в кубе",
        power="в степени",
        around_the_clock="круглосуточно",
    ),
    cardinals={
        "": "spellout-numbering",
        "m": "spellout-cardinal-masculine",
        "f": "spellout-cardinal-feminine",
        "n": "spellout-cardinal-neuter",
    },
    ordinals={
        "": "spellout-ordinal-masculine",
        "f": "spellout-ordinal-feminine",
        "n": "spellout-ordinal-neuter",
        "pl": "spellout-ordinal-plural",
        "gen": "spellout-ordinal-masculine-genitive",
        "dat": "spellout-ordinal-masculine-dative",
        "loc": "spellout-ordinal-masculine-locative",
        "abl": "spellout-ordinal-masculine-ablative",
        "f-gen": "spellout-ordinal-feminine-genitive",
        "f-acc": "spellout-ordinal-feminine-accusative",
        "pl-gen": "spellout-ordinal-plural-genitive",
    },
    ordinal_marks={
        **dict.fromkeys(("-й", "-ый", "-ий"), ""),
        **dict.fromkeys(("-я", "-ая"), "f"),
        "-ое": "n",
        "-ые": "pl",
        **dict.fromkeys(("-го", "-ого"), "gen"),
        **dict.fromkeys(("-му", "-ому"), "dat"),
        **dict.fromkeys(("-м", "-ом"), "loc"),
        "-ой": "f-gen",
        **dict.fromkeys(("-ю", "-ую"), "f-acc"),
        **dict.fromkeys(("-х", "-ых"), "pl-gen"),
    },
    own_decimal=_decimal,
    respelled=_respelled,
    gender_before=_gender,
    group_marks=" .",
    categories=("one", "few", "many", "other"),
    gender="m",
    duration_units=("ч", "мин", "с"),
    units={
        "%": "процент|процента|процентов|процента",
        "°C": "градус Цельсия|градуса Цельсия|градусов Цельсия|градуса Цельсия",
        "°F": "градус Фаренгейта|градуса Фаренгейта|градусов Фаренгейта|градуса Фаренгейта",
        "°": "градус|градуса|градусов|градуса",
        "км/ч": "километр в час|километра в час|километров в час|километра в час",
        "km/h": "километр в час|километра в час|километров в час|километра в час",
        "м/с": "метр в секунду|метра в секунду|метров в секунду|метра в секунду",
        "км²": "квадратный километр|квадратных километра|квадратных километров|квадратного километра",
        "km²": "квадратный километр|квадратных километра|квадратных километров|квадратного километра",
        "м²": "квадратный метр|квадратных метра|квадратных метров|квадратного метра",
        "m²": "квадратный метр|квадратных метра|квадратных метров|квадратного метра",
        "кв. м": "квадратный метр|квадратных метра|квадратных метров|квадратного метра",
        "м³": "кубический метр|кубических метра|кубических метров|кубического метра",
        "км": "километр|километра|километров|километра",
        "km": "километр|километра|километров|километра",
        "м": "метр|метра|метров|метра",
        "m": "метр|метра|метров|метра",
        "см": "сантиметр|сантиметра|сантиметров|сантиметра",
        "cm": "сантиметр|сантиметра|сантиметров|сантиметра",
        "мм": "миллиметр|миллиметра|миллиметров|миллиметра",
        "mm": "миллиметр|миллиметра|миллиметров|миллиметра",
        "кг": "килограмм|килограмма|килограммов|килограмма",
        "kg": "килограмм|килограмма|килограммов|килограмма",
        "г": "грамм|грамма|граммов|грамма",
        "g": "грамм|грамма|граммов|грамма",
        "мг": "миллиграмм|миллиграмма|миллиграммов|миллиграмма",
        "т": "f:тонна|тонны|тонн|тонны",
        "л": "литр|литра|литров|литра",
        "l": "литр|литра|литров|литра",
        "мл": "миллилитр|миллилитра|миллилитров|миллилитра",
        "КБ": "килобайт|килобайта|килобайт|килобайта",
        "МБ": "мегабайт|мегабайта|мегабайт|мегабайта",
        "MB": "мегабайт|мегабайта|мегабайт|мегабайта",
        "ГБ": "гигабайт|гигабайта|гигабайт|гигабайта",
        "GB": "гигабайт|гигабайта|гигабайт|гигабайта",
        "ТБ": "терабайт|терабайта|терабайт|терабайта",
        "кВт": "киловатт|киловатта|киловатт|киловатта",
        "ккал": "f:килокалория|килокалории|килокалорий|килокалории",
        "с": "f:секунда|секунды|секунд|секунды",
        "сек": "f:секунда|секунды|секунд|секунды",
        "мин": "f:минута|минуты|минут|минуты",
        "ч": "час|часа|часов|часа",
        "h": "час|часа|часов|часа",
    },
    currencies={
        "RUB": ("рубль|рубля|рублей|рубля", "f:копейка|копейки|копеек|копейки"),
        "USD": ("доллар|доллара|долларов|доллара", "цент|цента|центов|цента"),
        "EUR": ("евро", "цент|цента|центов|цента"),
        "GBP": ("фунт|фунта|фунтов|фунта", "пенс|пенса|пенсов|пенса"),
        "JPY": ("f:иена|иены|иен|иены", ""),
        "CNY": ("юань|юаня|юаней|юаня", ""),
        "INR": ("f:рупия|рупии|рупий|рупии", ""),
        "BTC": ("биткоин|биткоина|биткоинов|биткоина", ""),
    },
    symbols={"руб.": "RUB", "руб": "RUB", "рублей": "RUB", "долларов": "USD"},
    magnitudes={
        10**3: "f:тысяча|тысячи|тысяч|тысячи",
        10**6: "миллион|миллиона|миллионов|миллиона",
        10**9: "миллиард|миллиарда|миллиардов|миллиарда",
        10**12: "триллион|триллиона|триллионов|триллиона",
    },
    magnitude_signs={
        **dict.fromkeys(("k", "K", "тыс.", "тыс", "тысяч", "тысячи"), 10**3),
        **dict.fromkeys(("M", "млн.", "млн", "миллион", "миллиона", "миллионов"), 10**6),
        **dict.fromkeys(("млрд.", "млрд", "миллиард", "миллиарда", "миллиардов"), 10**9),
        **dict.fromkeys(("трлн", "триллион", "триллиона", "триллионов"), 10**12),
    },
    magnitude_category="many",
    months=MONTHS,
    month_names={month: number for number, month in enumerate(MONTHS, start=1)},
    date=_date,
    day_mark="(?:-?го)?",
    date_suffix=r"(?: (?:года|г\.)(?!\w))?",
    clock=_clock,
    fraction=_fraction,
    mixed="и",
    half="с половиной",
    number_signs=("#", "№"),
    abbreviations={
        "т. е.": "то есть",
        "т. к.": "так как",
        "напр.": "например",
        "см.": "смотри",
        "ул.": "улица",
        "им.": "имени",
        "проф.": "профессор",
        "стр.": "страница",
        "тел.": "телефон",
        "г-н": "господин",
        "г-жа": "госпожа",
        "макс.": "максимум",
        "мин.": "минимум",
        "ок.": "около",
    },
    closing_abbreviations={
        "и т. д.": "и так далее",
        "и т. п.": "и тому подобное",
        "и др.": "и другие",
        "до н. э.": "до нашей эры",
        "н. э.": "нашей эры",
    },
    roman=_roman,
    own_rules=_own_rules,
)
LANGUAGES = {"": LANGUAGE}

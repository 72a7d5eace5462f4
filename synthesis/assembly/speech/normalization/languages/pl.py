"""Polish."""

import re
from re import Match

from synthesis.assembly.speech.normalization import abbreviations, numerals, romans
from synthesis.assembly.speech.normalization.figures import START
from synthesis.assembly.speech.normalization.language import Day, Language, Numeral, Rule, Time, Words, words

MONTHS = words(
    """
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    """
)
# Ranks in the masculine nominative; the library has none.
RANKS = {
    number: rank
    for numbers, ranks in (
        (
            range(20),
            "zerowy pierwszy drugi trzeci czwarty piąty szósty siódmy ósmy dziewiąty dziesiąty jedenasty "
            "dwunasty trzynasty czternasty piętnasty szesnasty siedemnasty osiemnasty dziewiętnasty",
        ),
        (
            range(20, 100, 10),
            "dwudziesty trzydziesty czterdziesty pięćdziesiąty sześćdziesiąty siedemdziesiąty osiemdziesiąty "
            "dziewięćdziesiąty",
        ),
        (
            range(100, 1000, 100),
            "setny dwusetny trzechsetny czterechsetny pięćsetny sześćsetny siedemsetny osiemsetny "
            "dziewięćsetny",
        ),
        (range(1000, 4000, 1000), "tysięczny dwutysięczny trzytysięczny"),
    )
    for number, rank in zip(numbers, ranks.split(), strict=True)
}
# Endings of a rank: after a hard stem ("piąty") and after k, g ("drugi").
ENDINGS = {"": ("y", "i"), "f": ("a", "a"), "n": ("e", "ie"), "gen": ("ego", "iego"), "loc": ("ym", "im")}
ENDINGS |= {"f-loc": ("ej", "iej"), "pl": ("e", "ie"), "pl-gen": ("ych", "ich")}
FEMININE = words(
    """
    minuty godziny sekundy osoby kobiety rzeczy strony książki części noce dziewczyny tony próby zasady drogi
    metody szklanki łyżki porady osób
    """
)
# Shorter words are prepositions: "1 na 10".
SHORTEST_NOUN = 2
AT_HOUR = words("o po przed od do około")
PARTS = words("rozdział część tom akt typ faza klasa")


def _cardinal(number: int, gender: str = "") -> str:
    return numerals.cardinal(number, language=LANGUAGE, gender=gender)


def _ordinal(number: int, form: str = "") -> str:
    # Only the last two digits are a rank; before them stands the plain number.
    rest = number % 100
    if number in RANKS:
        ranks = [number]
    elif not rest:
        ranks = [number % 1000] if number % 1000 else []
    else:
        ranks = [rest] if rest in RANKS else [rest - rest % 10, rest % 10]
    head = number - sum(ranks)
    words = [_cardinal(head)] if head else []
    return " ".join(words + [_inflected(RANKS[rank], form) for rank in ranks])


def _inflected(rank: str, form: str) -> str:
    if (rank, form) == ("trzeci", "f"):
        return "trzecia"
    hard, soft = ENDINGS.get(form, ENDINGS[""])
    return rank[:-1] + (soft if rank.endswith("i") else hard)


def _date(day: Day) -> str:
    spoken = f"{_ordinal(day.day, 'gen')} {MONTHS[day.month - 1]}"
    return spoken if day.year is None else f"{spoken} {_ordinal(day.year, 'gen')} roku"


def _clock(time: Time) -> str:
    hour = _ordinal(time.hour, "f-loc" if time.before in AT_HOUR else "f")
    if not time.minute:
        return hour
    return f"{hour} {'zero ' if time.minute < 10 else ''}{_cardinal(time.minute)}"


def _fraction(above: int, below: int) -> str:
    if (above, below) == (1, 2):
        return "pół"
    are_few = above % 10 in {2, 3, 4} and above % 100 not in {12, 13, 14}
    form = "f" if above == 1 else "pl" if are_few else "pl-gen"
    return f"{_cardinal(above, 'f')} {_ordinal(below, form)}"


def _gender(word: str, number: int) -> str:
    lower = word.lower()
    if number == 1 and len(lower) > SHORTEST_NOUN:
        return "f" if lower.endswith("a") else "n" if lower.endswith(("o", "e", "ę")) else ""
    return "f" if lower in FEMININE else ""


def _year_of(match: Match[str], language: Language) -> str | None:
    number, word = int(match["year"]), match["word"]
    before = match.string[max(0, match.start() - 5) : match.start()].split()
    is_locative = bool(before) and before[-1].lower() in {"w", "po", "o"} and word != "rok"
    form = "" if word == "rok" else "loc" if is_locative else "gen"
    stop = "." if abbreviations.keeps_stop(match, language) else ""
    return f"{_ordinal(number, form)} {'rok' if word == 'rok' else 'roku'}{stop}"


def _rank(match: Match[str], language: Language) -> str:
    noun = match["noun"]
    form = "f" if noun.endswith("a") else "n" if noun.endswith(("o", "e")) else ""
    return _ordinal(int(match["number"]), form)


def _roman(numeral: Numeral) -> str | None:
    if numeral.mark not in {"", "."} or not set(numeral.roman) <= set("IVX"):
        return None
    forms = {"wiek": "", "wieku": "gen", "wieków": "gen", "wiekiem": "loc"}
    if numeral.after in forms:
        is_locative = numeral.before.lower() in {"w", "po", "o"}
        return _ordinal(numeral.value, "loc" if is_locative else forms[numeral.after])
    if numeral.before.lower() in PARTS:
        return _ordinal(numeral.value, "f" if numeral.before.lower().endswith("ść") else "") + numeral.mark
    if numeral.after == "wojna" or numeral.after == "wojny":
        return _ordinal(numeral.value, "f" if numeral.after == "wojna" else "f-loc")
    if romans.is_name(numeral):
        return _ordinal(numeral.value, "f" if numeral.before.endswith("a") else "") + numeral.mark
    return None


def _own_rules(language: Language) -> tuple[Rule, ...]:
    return (
        Rule(re.compile(r"(?<![\w.,-])(?P<year>1\d{3}|20\d\d) (?P<word>roku|rok|r\.)(?!\w)"), _year_of),
        Rule(
            re.compile(r"(?<=[Ll]atach )(?P<decade>\d0)\."),
            lambda match, _: _ordinal(int(match["decade"]), "pl-gen"),
        ),
        Rule(
            re.compile(r"(?<=[Ll]ata )(?P<decade>\d0)\."),
            lambda match, _: _ordinal(int(match["decade"]), "pl"),
        ),
        Rule(re.compile(rf"{START}(?P<number>\d{{1,3}})\.(?= (?P<noun>[a-ząćęłńóśźż]{{3,}}))"), _rank),
    )


LANGUAGE = Language(
    code="pl",
    words=Words(
        point="przecinek",
        other_point="kropka",
        minus="minus",
        to="–",
        number="numer",
        plus="plus",
        equals="równa się",
        less="jest mniejsze niż",
        more="jest większe niż",
        times="razy",
        by="na",
        fold="razy",
        about="około",
        and_="i",
        at="małpa",
        dot="kropka",
        slash="ukośnik",
        dash="myślnik",
        underscore="podkreślnik",
        hashtag="hasztag",
        ratio="do",
        out_of="na",
        plus_minus="plus minus",
        at_most="to najwyżej",
        at_least="to co najmniej",
        unequal="nie równa się",
        divided="podzielone przez",
        per="na",
        squared="do kwadratu",
        cubed="do sześcianu",
        around_the_clock="całą dobę",
    ),
    cardinals={
        "": "spellout-numbering",
        "m": "spellout-cardinal-masculine",
        "f": "spellout-cardinal-feminine",
        "n": "spellout-cardinal-neuter",
    },
    own_ordinal=_ordinal,
    gender_before=_gender,
    group_marks=" .",
    categories=("one", "few", "many", "other"),
    gender="m",
    units={
        "%": "procent",
        "°C": "stopień Celsjusza|stopnie Celsjusza|stopni Celsjusza|stopnia Celsjusza",
        "°F": "stopień Fahrenheita|stopnie Fahrenheita|stopni Fahrenheita|stopnia Fahrenheita",
        "°": "stopień|stopnie|stopni|stopnia",
        "km/h": "kilometr na godzinę|kilometry na godzinę|kilometrów na godzinę|kilometra na godzinę",
        "m/s": "metr na sekundę|metry na sekundę|metrów na sekundę|metra na sekundę",
        "km²": "kilometr kwadratowy|kilometry kwadratowe|kilometrów kwadratowych|kilometra kwadratowego",
        "m²": "metr kwadratowy|metry kwadratowe|metrów kwadratowych|metra kwadratowego",
        "m³": "metr sześcienny|metry sześcienne|metrów sześciennych|metra sześciennego",
        "km": "kilometr|kilometry|kilometrów|kilometra",
        "m": "metr|metry|metrów|metra",
        "cm": "centymetr|centymetry|centymetrów|centymetra",
        "mm": "milimetr|milimetry|milimetrów|milimetra",
        "kg": "kilogram|kilogramy|kilogramów|kilograma",
        "g": "gram|gramy|gramów|grama",
        "mg": "miligram|miligramy|miligramów|miligrama",
        "t": "f:tona|tony|ton|tony",
        "l": "litr|litry|litrów|litra",
        "ml": "mililitr|mililitry|mililitrów|mililitra",
        "KB": "kilobajt|kilobajty|kilobajtów|kilobajta",
        "MB": "megabajt|megabajty|megabajtów|megabajta",
        "GB": "gigabajt|gigabajty|gigabajtów|gigabajta",
        "TB": "terabajt|terabajty|terabajtów|terabajta",
        "px": "piksel|piksele|pikseli|piksela",
        "Hz": "herc|herce|herców|herca",
        "MHz": "megaherc|megaherce|megaherców|megaherca",
        "GHz": "gigaherc|gigaherce|gigaherców|gigaherca",
        "W": "wat|waty|watów|wata",
        "kW": "kilowat|kilowaty|kilowatów|kilowata",
        "kcal": "f:kilokaloria|kilokalorie|kilokalorii|kilokalorii",
        "s": "f:sekunda|sekundy|sekund|sekundy",
        "min": "f:minuta|minuty|minut|minuty",
        "h": "f:godzina|godziny|godzin|godziny",
        "godz.": "f:godzina|godziny|godzin|godziny",
    },
    currencies={
        "PLN": ("złoty|złote|złotych|złotego", "grosz|grosze|groszy|grosza"),
        "EUR": ("n:euro", "cent|centy|centów|centa"),
        "USD": ("dolar|dolary|dolarów|dolara", "cent|centy|centów|centa"),
        "GBP": ("funt|funty|funtów|funta", "pens|pensy|pensów|pensa"),
        "CHF": ("frank|franki|franków|franka", ""),
        "JPY": ("jen|jeny|jenów|jena", ""),
        "CNY": ("juan|juany|juanów|juana", ""),
        "BTC": ("bitcoin|bitcoiny|bitcoinów|bitcoina", ""),
    },
    symbols={"zł": "PLN", "złotych": "PLN"},
    magnitudes={
        10**3: "=tysiąc|tysiące|tysięcy|tysiąca",
        10**6: "milion|miliony|milionów|miliona",
        10**9: "miliard|miliardy|miliardów|miliarda",
        10**12: "bilion|biliony|bilionów|biliona",
    },
    magnitude_signs={
        **dict.fromkeys(("k", "K", "tys.", "tys", "tysięcy", "tysiące"), 10**3),
        **dict.fromkeys(("M", "mln", "milion", "miliony", "milionów", "miliona"), 10**6),
        **dict.fromkeys(("mld", "miliard", "miliardy", "miliardów", "miliarda"), 10**9),
        **dict.fromkeys(("bln", "bilion", "biliony", "bilionów"), 10**12),
    },
    magnitude_category="many",
    months=MONTHS,
    month_names={month: number for number, month in enumerate(MONTHS, start=1)},
    date=_date,
    date_suffix=r"(?: (?:roku|r\.)(?!\w))?",
    clock=_clock,
    fraction=_fraction,
    mixed="i",
    half="i pół",
    number_signs=("#", "№", "nr", "Nr", "nr."),
    abbreviations={
        "np.": "na przykład",
        "m. in.": "między innymi",
        "tzn.": "to znaczy",
        "tj.": "to jest",
        "tzw.": "tak zwany",
        "dr": "doktor",
        "Dr": "Doktor",
        "prof.": "profesor",
        "mgr": "magister",
        "inż.": "inżynier",
        "ok.": "około",
        "ul.": "ulica",
        "św.": "święty",
        "pt.": "pod tytułem",
        "wg": "według",
        "godz.": "godzina",
        "str.": "strona",
        "tel.": "telefon",
        "vs.": "kontra",
        "vs": "kontra",
        "maks.": "maksymalnie",
        "min.": "minimum",
    },
    closing_abbreviations={
        "itd.": "i tak dalej",
        "itp.": "i tym podobne",
        "etc.": "et cetera",
        "p. n. e.": "przed naszą erą",
        "n. e.": "naszej ery",
    },
    roman=_roman,
    own_rules=_own_rules,
)
LANGUAGES = {"": LANGUAGE}

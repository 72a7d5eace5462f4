"""Hindi."""

from synthesis.assembly.speech.normalization import numerals
from synthesis.assembly.speech.normalization.language import Day, Language, Time, Words, words

MONTHS = words("जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर")
FRACTIONS = {(1, 2): "आधा", (1, 3): "एक तिहाई", (2, 3): "दो तिहाई", (1, 4): "एक चौथाई", (3, 4): "तीन चौथाई"}


def _cardinal(number: int) -> str:
    return numerals.cardinal(number, language=LANGUAGE)


def _date(day: Day) -> str:
    spoken = f"{_cardinal(day.day)} {MONTHS[day.month - 1]}"
    return spoken if day.year is None else f"{spoken} {_year(day.year)}"


def _year(number: int) -> str:
    # Years until 1999 are counted in hundreds.
    hundreds, rest = divmod(number, 100)
    if not 11 <= hundreds <= 19:
        return _cardinal(number)
    return f"{_cardinal(hundreds)} सौ {_cardinal(rest)}" if rest else f"{_cardinal(hundreds)} सौ"


def _clock(time: Time) -> str:
    hour = _cardinal(time.hour)
    return f"{hour} बजकर {_cardinal(time.minute)} मिनट" if time.minute else f"{hour} बजे"


def _fraction(above: int, below: int) -> str:
    return FRACTIONS.get((above, below)) or f"{_cardinal(above)} बटा {_cardinal(below)}"


LANGUAGE = Language(
    code="hi",
    words=Words(
        point="दशमलव",
        other_point="पॉइंट",
        minus="माइनस",
        to="से",
        number="नंबर",
        plus="प्लस",
        equals="बराबर",
        less="से छोटा है",
        more="से बड़ा है",
        times="गुणा",
        by="गुणा",
        fold="गुना",
        about="लगभग",
        and_="और",
        at="ऐट",
        dot="डॉट",
        slash="स्लैश",
        dash="डैश",
        underscore="अंडरस्कोर",
        hashtag="हैशटैग",
        ratio="अनुपात",
        out_of="में से",
        plus_minus="प्लस माइनस",
        divided="भाग",
        around_the_clock="चौबीसों घंटे",
    ),
    cardinals={"": "spellout-cardinal"},
    ordinals={"": "spellout-ordinal-masculine", "f": "spellout-ordinal-feminine"},
    ordinal_marks={
        **dict.fromkeys(("वां", "वाँ", "वें", "ला", "रा", "था", "ठा"), ""),
        "वीं": "f",
        "री": "f",
        "ली": "f",
    },
    year=_year,
    are_decimals_grouped=False,
    decimal_mark=".",
    group_marks=",",
    groups=r"\d{2,3}",
    units={
        "%": "प्रतिशत",
        "°C": "डिग्री सेल्सियस",
        "°": "डिग्री",
        "km/h": "किलोमीटर प्रति घंटा",
        "किमी/घंटा": "किलोमीटर प्रति घंटा",
        "m²": "वर्ग मीटर",
        "km": "किलोमीटर",
        "किमी": "किलोमीटर",
        "m": "मीटर",
        "cm": "सेंटीमीटर",
        "सेमी": "सेंटीमीटर",
        "mm": "मिलीमीटर",
        "kg": "किलोग्राम",
        "किग्रा": "किलोग्राम",
        "g": "ग्राम",
        "L": "लीटर",
        "l": "लीटर",
        "ml": "मिलीलीटर",
        "MB": "मेगाबाइट",
        "GB": "गीगाबाइट",
        "TB": "टेराबाइट",
        "Hz": "हर्ट्ज़",
        "W": "वॉट",
        "h": "घंटा|घंटे",
        "min": "मिनट",
        "s": "सेकंड",
    },
    currencies={
        "INR": ("रुपया|रुपये", "पैसा|पैसे"),
        "USD": ("डॉलर", "सेंट"),
        "EUR": ("यूरो", "सेंट"),
        "GBP": ("पाउंड", "पेंस"),
        "JPY": ("येन", ""),
        "CNY": ("युआन", ""),
    },
    symbols={"रु.": "INR", "रु": "INR", "Rs.": "INR", "Rs": "INR"},
    magnitudes={
        10**3: "हज़ार",
        10**5: "लाख",
        10**6: "मिलियन",
        10**7: "करोड़",
        10**9: "बिलियन",
        10**12: "ट्रिलियन",
    },
    magnitude_signs={
        **dict.fromkeys(("k", "K", "हज़ार", "हजार"), 10**3),
        "लाख": 10**5,
        **dict.fromkeys(("M", "मिलियन"), 10**6),
        **dict.fromkeys(("Cr", "करोड़", "करोड़"), 10**7),
        **dict.fromkeys(("B", "बिलियन"), 10**9),
    },
    months=MONTHS,
    month_names={month: number for number, month in enumerate(MONTHS, start=1)} | {"फरवरी": 2, "सितम्बर": 9},
    date=_date,
    clock=_clock,
    clock_suffix=" बजे(?![\\w])",
    fraction=_fraction,
    mixed="और",
    number_signs=("#", "№", "नं."),
    abbreviations={
        "डॉ.": "डॉक्टर",
        "प्रो.": "प्रोफ़ेसर",
        "कु.": "कुमारी",
        "पं.": "पंडित",
        "vs": "बनाम",
        "ई.पू.": "ईसा पूर्व",
    },
)
LANGUAGES = {"": LANGUAGE}

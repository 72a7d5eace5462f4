"""Modern Standard Arabic."""

import re

from synthesis.assembly.speech.normalization.language import Day, Language, Time, Words, words

MONTHS = words("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر")
# The library writes hundreds apart ("خمسة مائة") and misses duals, so numbers are made here.
UNITS = (
    "صفر",
    "واحد",
    "اثنان",
    "ثلاثة",
    "أربعة",
    "خمسة",
    "ستة",
    "سبعة",
    "ثمانية",
    "تسعة",
    "عشرة",
    "أحد عشر",
    "اثنا عشر",
    "ثلاثة عشر",
    "أربعة عشر",
    "خمسة عشر",
    "ستة عشر",
    "سبعة عشر",
    "ثمانية عشر",
    "تسعة عشر",
)
TENS = ("", "", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون")
HUNDREDS = (
    "",
    "مئة",
    "مئتان",
    "ثلاثمئة",
    "أربعمئة",
    "خمسمئة",
    "ستمئة",
    "سبعمئة",
    "ثمانمئة",
    "تسعمئة",
)
# Singular, dual, plural after 3 to 10, and after higher numbers.
SCALES = (
    (10**12, ("تريليون", "تريليونان", "تريليونات", "تريليون")),
    (10**9, ("مليار", "ملياران", "مليارات", "مليار")),
    (10**6, ("مليون", "مليونان", "ملايين", "مليون")),
    (10**3, ("ألف", "ألفان", "آلاف", "ألف")),
)
HOURS = (
    "الثانية عشرة",
    "الواحدة",
    "الثانية",
    "الثالثة",
    "الرابعة",
    "الخامسة",
    "السادسة",
    "السابعة",
    "الثامنة",
    "التاسعة",
    "العاشرة",
    "الحادية عشرة",
)
FEMININE = {3: "ثلاث", 4: "أربع", 5: "خمس", 6: "ست", 7: "سبع", 8: "ثماني", 9: "تسع", 10: "عشر"}
FRACTIONS = {
    2: ("نصف", "نصفان"),
    3: ("ثلث", "ثلثان", "أثلاث"),
    4: ("ربع", "ربعان", "أرباع"),
    5: ("خمس", "خمسان", "أخماس"),
    8: ("ثمن", "ثمنان", "أثمان"),
    10: ("عشر", "عشران", "أعشار"),
}


def _cardinal(number: int, gender: str = "") -> str:
    parts = []
    for size, forms in SCALES:
        count, number = divmod(number, size)
        if count:
            parts.append(_scaled(count, forms))
    if number or not parts:
        parts.append(_below_thousand(number))
    return " و".join(parts)


def _scaled(count: int, forms: tuple[str, str, str, str]) -> str:
    one, two, few, many = forms
    if count <= 2:
        return one if count == 1 else two
    return f"{_below_thousand(count)} {few if 3 <= count % 100 <= 10 else many}"


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    parts = [HUNDREDS[hundreds]] if hundreds else []
    if rest >= 20:
        tens, units = divmod(rest, 10)
        parts += [UNITS[units], TENS[tens]] if units else [TENS[tens]]
    elif rest or not hundreds:
        parts.append(UNITS[rest])
    return " و".join(parts)


def _year(number: int) -> str:
    # A year follows "في عام", which takes the oblique case.
    return re.sub(r"(?:ان|ون)(?= |$)", "ين", _cardinal(number))


def _date(day: Day) -> str:
    spoken = f"{_cardinal(day.day)} {MONTHS[day.month - 1]}"
    return spoken if day.year is None else f"{spoken} {_year(day.year)}"


def _clock(time: Time) -> str:
    hour = HOURS[time.hour % 12]
    evening = " مساءً" if 12 < time.hour < 24 else ""
    minutes = {0: "", 15: " والربع", 30: " والنصف"}.get(time.minute)
    if minutes is None:
        count = FEMININE.get(time.minute, _cardinal(time.minute))
        minutes = f" و{count} {'دقائق' if time.minute in FEMININE else 'دقيقة'}"
    return f"{hour}{minutes}{evening}"


def _fraction(above: int, below: int) -> str:
    forms = FRACTIONS.get(below)
    if forms is None:
        return f"{_cardinal(above)} على {_cardinal(below)}"
    if above <= 2:
        return forms[above - 1]
    return f"{_cardinal(above)} {forms[-1]}"


LANGUAGE = Language(
    code="ar",
    words=Words(
        point="فاصلة",
        other_point="نقطة",
        minus="ناقص",
        to="إلى",
        number="رقم",
        plus="زائد",
        equals="يساوي",
        less="أصغر من",
        more="أكبر من",
        times="في",
        by="في",
        fold="أضعاف",
        about="حوالي",
        and_="و",
        at="آت",
        dot="نقطة",
        slash="شرطة مائلة",
        dash="شرطة",
        underscore="شرطة سفلية",
        hashtag="هاشتاغ",
        ratio="إلى",
        out_of="من",
        plus_minus="زائد أو ناقص",
        divided="على",
        around_the_clock="على مدار الساعة",
    ),
    own_cardinal=_cardinal,
    own_ordinal=_cardinal,
    year=_year,
    count_after=re.compile(""),
    year_cue=re.compile(r"(?:عام|العام|سنة|منذ|في) $"),
    decimal_mark=".",
    group_marks=",٬",
    categories=("zero", "one", "two", "few", "many", "other"),
    units={
        "%": "بالمئة",
        "٪": "بالمئة",
        "°C": "درجة مئوية|=درجة مئوية واحدة|=درجتان مئويتان|درجات مئوية|درجة مئوية|درجة مئوية",
        "°": "درجة|=درجة واحدة|=درجتان|درجات|درجة|درجة",
        "km/h": "كيلومتر في الساعة",
        "كم/س": "كيلومتر في الساعة",
        "m²": "متر مربع|=متر مربع واحد|=متران مربعان|أمتار مربعة|مترًا مربعًا|متر مربع",
        "م²": "متر مربع|=متر مربع واحد|=متران مربعان|أمتار مربعة|مترًا مربعًا|متر مربع",
        "km": "كيلومتر|=كيلومتر واحد|=كيلومتران|كيلومترات|كيلومترًا|كيلومتر",
        "كم": "كيلومتر|=كيلومتر واحد|=كيلومتران|كيلومترات|كيلومترًا|كيلومتر",
        "m": "متر|=متر واحد|=متران|أمتار|مترًا|متر",
        "م": "متر|=متر واحد|=متران|أمتار|مترًا|متر",
        "cm": "سنتيمتر|=سنتيمتر واحد|=سنتيمتران|سنتيمترات|سنتيمترًا|سنتيمتر",
        "سم": "سنتيمتر|=سنتيمتر واحد|=سنتيمتران|سنتيمترات|سنتيمترًا|سنتيمتر",
        "kg": "كيلوغرام|=كيلوغرام واحد|=كيلوغرامان|كيلوغرامات|كيلوغرامًا|كيلوغرام",
        "كغ": "كيلوغرام|=كيلوغرام واحد|=كيلوغرامان|كيلوغرامات|كيلوغرامًا|كيلوغرام",
        "كجم": "كيلوغرام|=كيلوغرام واحد|=كيلوغرامان|كيلوغرامات|كيلوغرامًا|كيلوغرام",
        "g": "غرام|=غرام واحد|=غرامان|غرامات|غرامًا|غرام",
        "GB": "غيغابايت",
        "MB": "ميغابايت",
    },
    currencies={
        "USD": ("دولار|=دولار واحد|=دولاران|دولارات|دولارًا|دولار", "سنت|=سنت واحد|=سنتان|سنتات|سنتًا|سنت"),
        "EUR": ("يورو", "سنت|=سنت واحد|=سنتان|سنتات|سنتًا|سنت"),
        "GBP": ("جنيه إسترليني", "بنس"),
        "SAR": ("ريال|=ريال واحد|=ريالان|ريالات|ريالًا|ريال", "هللة"),
        "AED": ("درهم|=درهم واحد|=درهمان|دراهم|درهمًا|درهم", "فلس"),
        "EGP": ("جنيه|=جنيه واحد|=جنيهان|جنيهات|جنيهًا|جنيه", "قرش"),
        "JPY": ("ين", ""),
        "CNY": ("يوان", ""),
    },
    money_joiner="و",
    magnitudes={
        10**3: "ألف|=ألف|=ألفان|آلاف|ألف|ألف",
        10**6: "مليون|=مليون|=مليونان|ملايين|مليون|مليون",
        10**9: "مليار|=مليار|=ملياران|مليارات|مليار|مليار",
        10**12: "تريليون|=تريليون|=تريليونان|تريليونات|تريليون|تريليون",
    },
    magnitude_signs={
        **dict.fromkeys(("k", "K", "ألف", "آلاف"), 10**3),
        **dict.fromkeys(("M", "مليون", "ملايين"), 10**6),
        **dict.fromkeys(("B", "مليار", "مليارات"), 10**9),
    },
    months=MONTHS,
    month_names={month: number for number, month in enumerate(MONTHS, start=1)},
    date=_date,
    clock=_clock,
    fraction=_fraction,
    mixed="و",
    half="ونصف",
    number_signs=("#", "№"),
    abbreviations={"د.": "دكتور", "أ.د.": "الأستاذ الدكتور", "م.": "مهندس"},
    closing_abbreviations={"إلخ.": "إلى آخره", "ق. م.": "قبل الميلاد", "هـ.": "هجرية"},
)
LANGUAGES = {"": LANGUAGE}

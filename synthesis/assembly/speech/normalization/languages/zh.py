"""Mandarin Chinese, in simplified characters."""

# ruff: noqa: RUF001 - full-width signs look like ASCII.

import re
from re import Match

from synthesis.assembly.speech.normalization import figures, numerals
from synthesis.assembly.speech.normalization.language import Day, Language, Rule, Time, Words

# "Two" of things is 两, not 二.
MEASURES = frozenset("个個位本次天年周岁只张条件杯瓶块辆台部名家种类层座场份包双对把朵颗粒页章节句分小")
MEASURES |= frozenset("千万亿倍点")
ONE_IN_NUMBERS = "幺"


def _cardinal(number: int, gender: str = "") -> str:
    return numerals.cardinal(number, language=LANGUAGE, gender=gender)


def _digits(number: int) -> str:
    return "".join(_cardinal(int(digit)) for digit in str(number))


def _date(day: Day) -> str:
    spoken = f"{_cardinal(day.month)}月{_cardinal(day.day)}日"
    return spoken if day.year is None else f"{_digits(day.year)}年{spoken}"


def _clock(time: Time) -> str:
    hour = f"{_cardinal(time.hour, 'measure')}点"
    if not time.minute:
        return hour
    return f"{hour}{'零' if time.minute < 10 else ''}{_cardinal(time.minute)}分"


def _fraction(above: int, below: int) -> str:
    return f"{_cardinal(below)}分之{_cardinal(above)}"


def _phone_group(digits: str) -> str:
    return "".join(ONE_IN_NUMBERS if int(digit) == 1 else _cardinal(int(digit)) for digit in digits)


def _gender(word: str, number: int) -> str:
    return "measure" if word[0] in MEASURES else ""


def _year(match: Match[str], language: Language) -> str:
    return _digits(int(match["year"]))


def _each(match: Match[str], language: Language) -> str:
    """ "100公里/小时"."""
    amount = figures.parse(match["number"], language=language)
    number = figures.say(amount, language=language, gender=_gender(match["unit"], 0))
    return f"每{match['each']}{number}{match['unit']}"


def _own_rules(language: Language) -> tuple[Rule, ...]:
    amount = r"(?P<number>\d+(?:\.\d+)?)(?P<unit>公里|千米|米|元|公斤|克|次|个|度|页)"
    return (
        Rule(re.compile(r"(?<![\d.-])1[3-9]\d{9}(?![\d.-])"), lambda match, _: _phone_group(match[0])),
        Rule(re.compile(rf"(?<![\d.,]){amount}/(?P<each>小时|分钟|秒|天|周|月|年|人|次)"), _each),
        Rule(re.compile(r"(?<![\d.])100[%％]"), lambda _, __: "百分之百"),
        Rule(
            re.compile(r"(?<=第)(?P<rank>\d{1,6})(?![\d.])"), lambda match, _: _cardinal(int(match["rank"]))
        ),
        Rule(
            re.compile(r"(?<![\d.,])(?P<year>[12]\d{3})(?=(?:[-–—~至到][12]\d{3})?年(?![前后来多]))"), _year
        ),
    )


LANGUAGE = Language(
    code="zh",
    words=Words(
        point="点",
        other_point="点",
        minus="负",
        to="到",
        number="第",
        plus="加",
        equals="等于",
        less="小于",
        more="大于",
        times="乘以",
        by="乘",
        fold="{}倍",
        about="约",
        and_="和",
        at="艾特",
        dot="点",
        slash="斜杠",
        dash="杠",
        underscore="下划线",
        hashtag="话题",
        ratio="比",
        out_of="{1}分之{0}",
        plus_minus="正负",
        at_most="小于等于",
        at_least="大于等于",
        unequal="不等于",
        divided="除以",
        around_the_clock="全天候",
    ),
    is_spaced=False,
    pause="、",
    cardinals={"": "spellout-cardinal", "measure": "spellout-cardinal-alternate2"},
    ordinals={"": "spellout-ordinal"},
    gender_before=_gender,
    are_decimals_grouped=False,
    decimal_mark=".",
    group_marks=",",
    categories=("other",),
    gender="measure",
    units={
        "%": ":百分之{}",
        "％": ":百分之{}",
        "°C": "摄氏度",
        "℃": "摄氏度",
        "°F": "华氏度",
        "°": "度",
        "km/h": "每小时{}公里",
        "km²": "平方公里",
        "㎢": "平方公里",
        "m²": "平方米",
        "㎡": "平方米",
        "km": "公里",
        "m": "米",
        "cm": "厘米",
        "mm": "毫米",
        "kg": "公斤",
        "g": "克",
        "mg": "毫克",
        "L": "升",
        "ml": "毫升",
        "KB": "K B",
        "MB": "兆字节",
        "GB": "G B",
        "Hz": "赫兹",
        "W": "瓦",
        "kW": "千瓦",
        "h": "小时",
        "min": "分钟",
        "s": "秒",
    },
    currencies={
        "CNY": ("元", ""),
        "USD": ("美元", "美分"),
        "EUR": ("欧元", "欧分"),
        "GBP": ("英镑", "便士"),
        "JPY": ("日元", ""),
        "KRW": ("韩元", ""),
        "BTC": ("比特币", ""),
    },
    symbols={"¥": "CNY", "￥": "CNY", "RMB": "CNY"},
    magnitudes={10**3: "千", 10**4: "万", 10**6: "百万", 10**8: "亿", 10**9: "十亿", 10**12: "万亿"},
    magnitude_signs={
        **dict.fromkeys(("k", "K", "千"), 10**3),
        **dict.fromkeys(("w", "W", "万"), 10**4),
        "M": 10**6,
        "亿": 10**8,
        "B": 10**9,
    },
    are_magnitudes_expanded=True,
    months=tuple(f"{number}月" for number in range(1, 13)),
    date_separators=("/",),
    date_order="mdy",
    date=_date,
    day_lead="",
    clock=_clock,
    phone_group=_phone_group,
    fraction=_fraction,
    mixed="又",
    number_signs=("#", "№", "No."),
    own_rules=_own_rules,
)
LANGUAGES = {"": LANGUAGE}

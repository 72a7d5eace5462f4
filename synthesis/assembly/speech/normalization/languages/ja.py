"""Japanese. Numbers become Kanji, which the voice's dictionary reads with their counters."""

# ruff: noqa: RUF001 - full-width signs and Kanji look like ASCII.

from synthesis.assembly.speech.normalization import numerals
from synthesis.assembly.speech.normalization.language import Day, Language, Time, Words


def _cardinal(number: int) -> str:
    return numerals.cardinal(number, language=LANGUAGE)


def _date(day: Day) -> str:
    spoken = f"{_cardinal(day.month)}月{_cardinal(day.day)}日"
    return spoken if day.year is None else f"{_cardinal(day.year)}年{spoken}"


def _clock(time: Time) -> str:
    return (
        f"{_cardinal(time.hour)}時{_cardinal(time.minute)}分" if time.minute else f"{_cardinal(time.hour)}時"
    )


def _fraction(above: int, below: int) -> str:
    return f"{_cardinal(below)}分の{_cardinal(above)}"


def _phone_group(digits: str) -> str:
    return "".join("ゼロ" if int(digit) == 0 else _cardinal(int(digit)) for digit in digits)


LANGUAGE = Language(
    code="ja",
    words=Words(
        point="点",
        other_point="点",
        minus="マイナス",
        to="から",
        number="ナンバー",
        plus="プラス",
        equals="イコール",
        less="小なり",
        more="大なり",
        times="かける",
        by="かける",
        fold="{}倍",
        about="約",
        and_="アンド",
        at="アット",
        dot="ドット",
        slash="スラッシュ",
        dash="ハイフン",
        underscore="アンダーバー",
        hashtag="ハッシュタグ",
        ratio="対",
        out_of="{1}分の{0}",
        plus_minus="プラスマイナス",
        divided="割る",
        around_the_clock="二十四時間年中無休",
    ),
    is_spaced=False,
    pause="、",
    cardinals={"": "spellout-cardinal"},
    ordinals={"": "spellout-ordinal"},
    respelled=lambda spelled: spelled.replace("〇", "零"),
    are_decimals_grouped=False,
    decimal_mark=".",
    group_marks=",、",
    categories=("other",),
    units={
        "%": "パーセント",
        "％": "パーセント",
        "°C": "度",
        "℃": "度",
        "°F": "華氏{}度",
        "°": "度",
        "km/h": "時速{}キロメートル",
        "km²": "平方キロメートル",
        "㎢": "平方キロメートル",
        "m²": "平方メートル",
        "㎡": "平方メートル",
        "km": "キロメートル",
        "㎞": "キロメートル",
        "m": "メートル",
        "cm": "センチメートル",
        "㎝": "センチメートル",
        "mm": "ミリメートル",
        "kg": "キログラム",
        "㎏": "キログラム",
        "g": "グラム",
        "mg": "ミリグラム",
        "L": "リットル",
        "l": "リットル",
        "ml": "ミリリットル",
        "KB": "キロバイト",
        "MB": "メガバイト",
        "GB": "ギガバイト",
        "TB": "テラバイト",
        "fps": "フレーム毎秒",
        "px": "ピクセル",
        "Hz": "ヘルツ",
        "GHz": "ギガヘルツ",
        "W": "ワット",
        "kW": "キロワット",
        "kcal": "キロカロリー",
        "h": "時間",
        "min": "分",
        "s": "秒",
    },
    currencies={
        "JPY": ("円", ""),
        "USD": ("ドル", "セント"),
        "EUR": ("ユーロ", "セント"),
        "GBP": ("ポンド", "ペンス"),
        "CNY": ("元", ""),
        "KRW": ("ウォン", ""),
        "BTC": ("ビットコイン", ""),
    },
    magnitudes={10**3: "千", 10**4: "万", 10**6: "百万", 10**8: "億", 10**9: "十億", 10**12: "兆"},
    magnitude_signs={
        **dict.fromkeys(("k", "K", "千"), 10**3),
        "万": 10**4,
        "M": 10**6,
        "億": 10**8,
        "B": 10**9,
        "兆": 10**12,
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
    mixed="と",
    number_signs=("#", "№", "No."),
)
LANGUAGES = {"": LANGUAGE}

"""Korean."""

import re
from re import Match

from synthesis.assembly.speech.normalization import numerals
from synthesis.assembly.speech.normalization.language import Day, Language, Rule, Time, Words, words

# Things counted in native numbers; "개월" and "번지" are not among them.
COUNTERS = words("시간 시 개 명 살 번 마리 잔 권 대 달 가지 곳 사람 군데 장 병 송이 벌 채 그루 켤레 배")
NOT_COUNTERS = words("개월 개국 개년 번지 대한 시즌 장관 배럴 달러 장군 시대 대회 병원")
LARGEST_NATIVE = 99
MONTHS = {6: "유", 10: "시"}


def _cardinal(number: int, gender: str = "") -> str:
    return numerals.cardinal(number, language=LANGUAGE, gender=gender)


def _month(number: int) -> str:
    return f"{MONTHS.get(number) or _cardinal(number)}월"


def _date(day: Day) -> str:
    spoken = f"{_month(day.month)} {_cardinal(day.day)}일"
    return spoken if day.year is None else f"{_cardinal(day.year)}년 {spoken}"


def _clock(time: Time) -> str:
    hour = f"{_cardinal(time.hour, 'native' if 0 < time.hour <= 12 else '')} 시"
    return f"{hour} {_cardinal(time.minute)} 분" if time.minute else hour


def _fraction(above: int, below: int) -> str:
    return f"{_cardinal(below)}분의 {_cardinal(above)}"


def _phone_group(digits: str) -> str:
    return "".join("공" if int(digit) == 0 else _cardinal(int(digit)) for digit in digits)


def _gender(word: str, number: int) -> str:
    if not 0 < number <= LARGEST_NATIVE or word.startswith(NOT_COUNTERS):
        return ""
    return "native" if word.startswith(COUNTERS) else ""


def _written_month(match: Match[str], language: Language) -> str:
    return MONTHS[int(match["month"])]


def _own_rules(language: Language) -> tuple[Rule, ...]:
    return (
        Rule(re.compile(r"(?<![\d.,])(?P<month>6|10)(?=월)"), _written_month),
        Rule(re.compile(r"(?<![\d.,])1(?= ?번째)"), lambda _, __: "첫"),
    )


LANGUAGE = Language(
    code="ko",
    words=Words(
        point=" 점 ",
        other_point=" 점 ",
        minus="마이너스 ",
        to="에서 ",
        number="{}번",
        plus="더하기",
        equals="는",
        less="",
        more="",
        times="곱하기",
        by="곱하기",
        fold="{}배",
        about="약 ",
        and_="앤드",
        at="골뱅이",
        dot="닷",
        slash="슬래시",
        dash="하이픈",
        underscore="언더바",
        hashtag="해시태그 ",
        ratio=" 대 ",
        out_of="{1}점 만점에 {0}점",
        divided="나누기",
        around_the_clock="하루 종일",
    ),
    is_spaced=False,
    cardinals={"": "spellout-cardinal-sinokorean", "native": "spellout-cardinal-native-attributive"},
    ordinals={"": "spellout-ordinal-native-count"},
    gender_before=_gender,
    are_decimals_grouped=False,
    decimal_mark=".",
    group_marks=",",
    categories=("other",),
    units={
        "%": "{} 퍼센트",
        "°C": "{}도",
        "℃": "{}도",
        "°": "{}도",
        "km/h": "시속 {} 킬로미터",
        "km²": "{} 제곱킬로미터",
        "㎢": "{} 제곱킬로미터",
        "m²": "{} 제곱미터",
        "㎡": "{} 제곱미터",
        "km": "{} 킬로미터",
        "m": "{} 미터",
        "cm": "{} 센티미터",
        "mm": "{} 밀리미터",
        "kg": "{} 킬로그램",
        "g": "{} 그램",
        "mg": "{} 밀리그램",
        "L": "{} 리터",
        "ml": "{} 밀리리터",
        "KB": "{} 킬로바이트",
        "MB": "{} 메가바이트",
        "GB": "{} 기가바이트",
        "TB": "{} 테라바이트",
        "fps": "{} 프레임",
        "px": "{} 픽셀",
        "Hz": "{} 헤르츠",
        "W": "{} 와트",
        "kcal": "{} 킬로칼로리",
        "h": "native:{} 시간",
        "min": "{} 분",
        "s": "{} 초",
    },
    currencies={
        "KRW": ("{} 원", ""),
        "USD": ("{} 달러", "{} 센트"),
        "EUR": ("{} 유로", "{} 센트"),
        "GBP": ("{} 파운드", "{} 펜스"),
        "JPY": ("{} 엔", ""),
        "CNY": ("{} 위안", ""),
        "BTC": ("{} 비트코인", ""),
    },
    money_joiner=" ",
    magnitudes={
        10**3: "{}천",
        10**4: "{}만",
        10**6: "{}백만",
        10**8: "{}억",
        10**9: "{}십억",
        10**12: "{}조",
    },
    magnitude_signs={
        **dict.fromkeys(("k", "K", "천"), 10**3),
        "만": 10**4,
        "M": 10**6,
        "억": 10**8,
        "B": 10**9,
        "조": 10**12,
    },
    are_magnitudes_expanded=True,
    after_magnitude=lambda noun: f" {noun}",
    months=tuple(f"{number}월" for number in range(1, 13)),
    date_separators=(".", "/"),
    date_order="mdy",
    date=_date,
    day_lead="",
    clock=_clock,
    phone_group=_phone_group,
    fraction=_fraction,
    mixed="와 ",
    number_signs=("#", "№", "No."),
    own_rules=_own_rules,
)
LANGUAGES = {"": LANGUAGE}

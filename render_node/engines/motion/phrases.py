"""Phrases of Japanese, Chinese and Thai, which are written without spaces, by the models of BudouX."""

import re
from functools import cache

import budoux

_HANT = ("zh-hant", "zh-tw", "zh-hk", "zh-mo", "yue")
_LOADERS = {
    "ja": budoux.load_default_japanese_parser,
    "zh": budoux.load_default_simplified_chinese_parser,
    "hant": budoux.load_default_traditional_chinese_parser,
    "th": budoux.load_default_thai_parser,
}
# Chinese particles and counters that belong to the word before them.
_LEANING = frozenset("的了着們们吗嗎呢吧啊呀嘛么麼个個岁歲年月日号號元块塊天次点點里裡上下")
_NUMBERS = frozenset("一二两兩三四五六七八九十百千万萬半几幾每")
_WORDS = frozenset(
    {
        "什么", "甚麼", "什麼", "怎么", "怎麼", "为什", "為什", "多少", "没有", "沒有", "可以",
        "不能", "不要", "不是", "时候", "時候", "知道", "因为", "因為", "所以", "但是", "自己",
        "我们", "我們", "你们", "他们", "这个", "這個", "那个", "现在", "現在", "已经", "已經",
        "地铁", "地鐵",
    }
)  # fmt: skip
_SHORTEST = 2
# Adverbs that belong to the Chinese verb behind them.
_FORWARD = frozenset("也都就才却還还")
# Endings of Japanese verbs and adjectives, which no line begins with.
_ENDING = re.compile(
    r"(?:て(?!い?ねい)|た(?![めくと])|ない|なく|ます|ませ|まし|です|でし|くださ|いる$|います|いません)"
)
# A polite prefix belongs to the word behind it: "フォローして|お待ちください".
_PREFIX = re.compile(r"(?<=[てをにではがも])[おご]$")
_SIGNS = "\u3001\u3002\uff0c\uff01\uff1f\uff1a\uff1b\u2026"
_CLAUSE = re.compile(rf"[^{_SIGNS}]+[{_SIGNS}]*|[{_SIGNS}]+")


def ends(text: str, *, language: str) -> frozenset[int] | None:
    """The places in a text at which a phrase ends, as letters before them; nothing for other scripts."""
    kind = _kind(text, language)
    if not kind:
        return None
    found: list[str] = []
    for clause in _CLAUSE.findall(text):
        several = _parser(kind).parse(clause)
        if kind == "ja":
            found += _whole_endings(several)
        else:
            found += several if kind == "th" else _together(_forward(several))
    places: set[int] = set()
    place = 0
    for phrase in found[:-1]:
        place += len(phrase)
        places.add(place)
    return frozenset(places)


def _whole_endings(found: list[str]) -> list[str]:
    """Japanese phrases with their endings and polite prefixes, which the model sometimes cuts off."""
    joined: list[str] = []
    for phrase in found:
        prefix = _PREFIX.search(joined[-1]) if joined else None
        if prefix:
            joined[-1], phrase = joined[-1][: prefix.start()], prefix[0] + phrase
        if joined and _ENDING.match(phrase) and _is_kana(joined[-1][-1]):
            joined[-1] += phrase
        else:
            joined.append(phrase)
    return joined


def _is_kana(letter: str) -> bool:
    return "\u3041" <= letter <= "\u309f"


def _forward(found: list[str]) -> list[str]:
    """Chinese phrases, each adverb with the verb behind it: "人|也能", not "人也|能"."""
    moved: list[str] = []
    carried = ""
    for number, phrase in enumerate(found):
        text, carried = carried + phrase, ""
        if number + 1 < len(found) and len(text) > 1 and text[-1] in _FORWARD:
            text, carried = text[:-1], text[-1]
        if moved and len(text) == 1 and moved[-1].endswith("的"):
            moved[-1] += text
        else:
            moved.append(text)
    return moved


def _together(found: list[str]) -> list[str]:
    """Chinese phrases with the single letters between them, which the model often cuts off.

    Particles and counters join the word before them, other single letters the one behind them.
    """
    joined: list[str] = []
    for phrase in found:
        is_open = bool(joined) and _is_single(joined[-1])
        if joined and (is_open or _leans(joined[-1][-1], phrase)):
            joined[-1] += phrase
        else:
            joined.append(phrase)
    if len(joined) > 1 and _is_single(joined[-1]):
        last = joined.pop()
        joined[-1] += last
    return joined


def _is_single(phrase: str) -> bool:
    """Whether a phrase is one letter, or several that were cut off one by one."""
    return sum(map(str.isalnum, phrase)) < _SHORTEST


def _leans(last: str, phrase: str) -> bool:
    """Whether a Chinese phrase belongs to the letter before it."""
    return phrase[0] in _LEANING or last.isdigit() or last in _NUMBERS or last + phrase[0] in _WORDS


def _kind(text: str, language: str) -> str:
    """The model for a text; empty for other scripts."""
    if any("\u3041" <= letter <= "\u30ff" for letter in text):
        return "ja"
    if any("\u0e01" <= letter <= "\u0e5b" for letter in text):
        return "th"
    if not any("\u3400" <= letter <= "\u9fff" for letter in text):
        return ""
    tag = language.lower()
    return "ja" if tag.startswith("ja") else "hant" if tag.startswith(_HANT) else "zh"


@cache
def _parser(kind: str) -> budoux.Parser:
    return _LOADERS[kind]()

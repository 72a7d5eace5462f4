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
        found += _together(several) if kind in ("zh", "hant") else several
    places: set[int] = set()
    place = 0
    for phrase in found[:-1]:
        place += len(phrase)
        places.add(place)
    return frozenset(places)


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

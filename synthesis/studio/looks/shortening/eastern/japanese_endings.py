"""Polite endings of Japanese sentences as the plain ones of headlines: "水を飲みましょう" is "水を飲む"."""

import re
from collections.abc import Callable

_A_ROW = dict(zip("いきぎしちにびみり", "わかがさたなばまら", strict=True))
_U_ROW = dict(zip("いきぎしちにびみり", "うくぐすつぬぶむる", strict=True))
_PAST = dict(
    zip(
        "いきぎしちにびみり",
        ("った", "いた", "いだ", "した", "った", "んだ", "んだ", "んだ", "った"),
        strict=True,
    )
)
_E_ROW = "えけげせぜてでねべめれ"
# Verbs of one step whose stem does not end in "e".
_ONE_STEP = re.compile(
    r"(?:起き|生き|でき|出来|過ぎ|すぎ|落ち|満ち|じ|浴び|伸び|延び|帯び|借り|足り|降り|懲り|飽き|尽き|用い|試み|"
    r"[見観着寝出煮似居得経診]|(?<=[てで])い|(?<=て)み)$"
)
_KANJI = "\u3005\u4e00-\u9fff"
# "掃除し" is of "掃除する", and "消し" of "消す".
_DONE = re.compile(
    rf"(?:[{_KANJI}]{{2}}|[\u30a1-\u30fc]|[a-zA-Z]|に|を|と|く|っ[きか]り|ゃんと|[損得要対適反達属接発課察熟罰])し$"
)
_NOT_DONE = re.compile(r"(?:見直|見逃|見渡|手放|裏返|目指|追越|聞流|味噌漉|生出)し$")
_SHORTEST = 3
_COME = re.compile(r"(?:来|て[きこ])$")
# The consonant that "って" and "んで" hide.
_ENDING_IN_U = "買使言会洗習払拾違合思失歌笑吸願迷扱伺追誘添救整雇補狙奪疑祝舞縫揃従争養味もらしまつか"
_ENDING_IN_TSU = "持待立打勝育保経建断放"
_ENDING_IN_BU = "遊選運呼飛並学喜結叫及浮忍"
_KEPT = re.compile(r"(?:教えて|(?:保存|フォロー|コメント|シェア|登録|チェック|投稿|いいね)して|てみて)$")
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"(?P<rest>.*ない)でください[ねよ]?$", "kept"),
        (r"(?P<rest>.*(?:て|で))(?:おき(?:ましょう|ます)|おいて(?:ください|下さい))[ねよ]?$", "joined"),
        (r"(?P<rest>.*(?:て|で))(?:ください|下さい)[ねよ]?$", "joined"),
        (r"(?P<rest>.*(?:では|じゃ|には|は|が|も|く|て))ありません$", "no"),
        (r"(?P<rest>.+)ませんでした$", "not_past"),
        (r"(?P<rest>.+)ません$", "not"),
        (r"(?P<rest>.+)ました$", "past"),
        (r"(?P<rest>.+)(?:ましょう|ます)[よね]?$", "plain"),
        (r"(?P<rest>.+)でした$", "was"),
        (r"(?P<rest>.+?)(?:な?(?:の|ん))?(?:です|でしょう)[よね]?$", "kept"),
        (r"(?P<rest>.+[るたいうくすつむ])(?:のだ|んだ)$", "kept"),
    )
)


def plain(clause: str) -> str:
    """A clause with a plain ending. Questions, and clauses without a polite ending, stay as they are."""
    for pattern, kind in _RULES:
        found = pattern.fullmatch(clause)
        if found is not None:
            return _FORMS[kind](found["rest"])
    return clause


def _dictionary(stem: str) -> str:
    """The plain form of a verb from its polite stem: "飲み" is "飲む"."""
    last = stem[-1]
    if _COME.search(stem):
        return stem[:-1] + ("来る" if last == "来" else "くる")
    if last == "し":
        return stem[:-1] + ("する" if _is_done(stem) else "す")
    if last in _E_ROW or _ONE_STEP.search(stem) or last not in _U_ROW:
        return f"{stem}る"
    return stem[:-1] + _U_ROW[last]


def _is_done(stem: str) -> bool:
    return (bool(_DONE.search(stem)) and not _NOT_DONE.search(stem)) or stem == "し"


def _denied(stem: str) -> str:
    """The plain form that says no: "下がり" is "下がらない", and "必要あり" is "必要ない"."""
    last = stem[-1]
    if stem.endswith("あり"):
        return f"{stem.removesuffix('あり')}ない"
    if _COME.search(stem):
        return stem[:-1] + ("来ない" if last == "来" else "こない")
    if last in _E_ROW or _ONE_STEP.search(stem) or last not in _A_ROW or (last == "し" and _is_done(stem)):
        return f"{stem}ない"
    return stem[:-1] + _A_ROW[last] + "ない"


def _past(stem: str) -> str:
    if stem.endswith("行き"):
        return f"{stem[:-1]}った"
    last = stem[-1]
    if last in _E_ROW or _ONE_STEP.search(stem) or last not in _PAST or _COME.search(stem):
        return f"{stem}た"
    return stem[:-1] + _PAST[last]


def _joined(form: str) -> str:
    """The plain form of a verb that joins another one: "増やして" is "増やす"."""
    if _KEPT.search(form) or len(form) < _SHORTEST:
        return form
    stem, last = form[:-2], form[-2]
    if last == "ん":
        return stem + ("ぶ" if stem[-1:] in _ENDING_IN_BU else "む")
    if last == "っ":
        return stem + _hidden(stem)
    if last == "い" and not _ONE_STEP.search(form[:-1]):
        return stem + ("ぐ" if form.endswith("で") else "く")
    return _dictionary(form[:-1])


def _hidden(stem: str) -> str:
    last = stem[-1:]
    if last == "行":
        return "く"
    if last in _ENDING_IN_TSU:
        return "つ"
    return "う" if last in _ENDING_IN_U else "る"


_FORMS: dict[str, Callable[[str], str]] = {
    "kept": lambda rest: rest,
    "joined": _joined,
    "no": lambda rest: f"{rest}ない",
    "not_past": lambda rest: f"{_denied(rest)[:-1]}かった",
    "not": _denied,
    "past": _past,
    "plain": _dictionary,
    "was": lambda rest: f"{rest}だった",
}

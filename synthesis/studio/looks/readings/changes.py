"""Changes: an amount that was another one before, such as "Früher 80 € im Monat, jetzt 12 €"."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import re
from dataclasses import dataclass

from synthesis.assembly import sentences
from synthesis.choices import Layout
from synthesis.studio import headlines
from synthesis.studio.looks import amounts
from synthesis.studio.looks.amounts import Amount
from synthesis.studio.looks.cues import Cue
from synthesis.studio.looks.readings import money
from synthesis.studio.looks.readings.base import Fields, Reader, Reading, pictured
from synthesis.studio.looks.subjects import Subject
from synthesis.studio.objects import Chosen

# What a number counts: a word behind it, or a sign in scripts without spaces.
_COUNTED = re.compile(
    r"\s(?P<word>[^\s\d.,;:!?\u0964\u060c\u061f]{2,12})(?=[\s.,;:!?\u0964\u060c\u061f]|$)|"
    r"(?P<sign>(?:秒|分钟|分鐘|分|時間|小时|小時|日|天|週間|周|か月|个月|月|年|人|回|次|個|个|度|歳|岁|倍|台|本|枚|"
    r"公斤|公里|초|분|시간|일|주|개월|년|명|번|개|배|도)|(?:kg|km|cm|g|m)(?!\w))"
)
# How often an amount is paid, where the language says it first. The figure may keep it: "月8000円".
_WIDE_RATE = re.compile(r"(?<![今来先毎每])(?:毎月|每月|每年|一个月|月々?)$")
_RATE_BEFORE = re.compile(r"(?<!\w)(?:한 달에|매달|월|ayda|yılda|aylık)\s$")
# What divides two clauses. A comma between digits is part of a number.
_BREAK = re.compile(r"[.!?;:,\u3001\u3002\uff0c\uff1b\u060c\u061b\u0964\u2013\u2014](?!\d)|\s-\s")
_COLON = re.compile(r"\s?[:\uff1a]")
# Verbs that say that something was so before are no labels.
_NOUNLESS = {"used to": "before", "solía": "antes"} | dict.fromkeys(
    ("كنت", "كنا", "كان", "كانت", "كانوا"), "سابقا"
)
# Objects that stand for a price or for how often it is paid, and say nothing of what changes.
_OF_PRICES = frozenset({"calendar", "label", "alarm-clock", "mantelpiece-clock", *money.NAMES})


@dataclass(frozen=True, slots=True)
class _Time:
    """An amount, as it is written and with its clause, and when it was so."""

    amount: Amount
    figure: str
    said: str
    detail: str


def _change(subject: Subject) -> Reading | None:
    found = _times(subject)
    if found is None:
        return None

    def fields(cue: Cue) -> Fields:
        shown = _shown(subject, found)
        made = [
            {
                "headline": time.figure,
                "detail": time.detail,
                "object": pictured(thing, cue) | {"count": 1} if thing else None,
                "cue_s": cue(time.amount.text),
            }
            for time, thing in zip(found, shown, strict=True)
        ]
        head = subject.head if subject.has_own_headline else subject.name
        return {"sides": made, "headline": head, "reaction_s": made[1]["cue_s"]}

    return Reading(Layout.BEFORE_AFTER, 9.6, "an amount was another one before", fields)


def _times(subject: Subject) -> tuple[_Time, _Time] | None:
    """The amount before and the one after, in this order; else nothing."""
    text = subject.scene.narration
    pair = _pair(text)
    if pair is None:
        return None
    one, other = pair
    found = _BREAK.search(text, one.end, other.start)
    middle = found.end() if found is not None else one.end
    first, second = text[:middle], text[middle : _end_of_sentence(subject, other)]
    for before, after, is_first in ((first, second, True), (second, first, False)):
        labels = _label(subject, before, "earlier"), _label(subject, after, "later")
        if all(labels):
            was, is_now = (one, other) if is_first else (other, one)
            return _time(subject, was, before, labels[0]), _time(subject, is_now, after, labels[1])
    return None


def _time(subject: Subject, amount: Amount, said: str, label: str) -> _Time:
    return _Time(amount, _figure(subject, amount), said, _detail(subject, label, amount))


def _pair(text: str) -> tuple[Amount, Amount] | None:
    """The only two amounts of a text that are of the same kind, with different values."""
    found = amounts.find(text)
    with_unit = [amount for amount in found if amount.unit]
    # "I used to pay 80 dollars, now 12".
    is_short = len(with_unit) == 1 and len(found) == 2 and with_unit[0] is found[0]
    several = found if is_short or not with_unit else with_unit
    if len(several) != 2 or several[0].value == several[1].value:
        return None
    one, other = several
    return (one, other) if not other.unit or money.is_same(one.unit, other.unit) else None


def _label(subject: Subject, said: str, kind: str) -> str:
    """The word for a time, the label in front of a colon, or a year before now; empty if there is none."""
    found = subject.words.find(kind, said)
    if found is None:
        labelled = subject.words.find("before" if kind == "earlier" else "after", said)
        found = labelled if labelled is not None and _COLON.match(said, labelled.end()) else None
    years = amounts.years(said) if found is None and kind == "earlier" else []
    if len(years) == 1:
        return years[0][0]
    return found[0] if found is not None else ""


def _figure(subject: Subject, amount: Amount) -> str:
    """The amount with what it counts, if that is a word: "5 miles"."""
    text = subject.scene.narration
    wide = _WIDE_RATE.search(text[: amount.start])
    counted = _COUNTED.match(text, amount.end) if not amount.unit else None
    if counted is not None and counted["sign"]:
        return f"{amount.text}{counted['sign']}"
    word = counted["word"] if counted is not None else ""
    if word and headlines.is_telling(word, language=subject.language):
        return f"{amount.text} {word}"
    return f"{wide[0]}{amount.text}" if wide is not None else amount.text


def _detail(subject: Subject, time: str, amount: Amount) -> str:
    """When it was so, and how often the amount is paid: "Früher · im Monat"."""
    text = subject.scene.narration
    before = _RATE_BEFORE.search(text[: amount.start])
    rate = before[0] if before is not None else amounts.rate_at(text[amount.end :])
    label = headlines.capitalised(_NOUNLESS.get(time.casefold(), time))
    return f"{label} · {rate.strip()}" if rate.strip() else label


def _end_of_sentence(subject: Subject, amount: Amount) -> int:
    text, end = subject.scene.narration, 0
    for sentence in sentences.split(text, language=subject.language):
        end = text.find(sentence.text, end) + len(sentence.text)
        if end >= amount.end:
            break
    return max(end, amount.end)


def _shown(subject: Subject, times: tuple[_Time, _Time]) -> tuple[Chosen | None, Chosen | None]:
    """An object for each side: its own, the larger and the smaller money, or the thing that changes."""
    if subject.scene.object_names:
        picked = subject.things or (None,)
        return picked[0], picked[-1]
    named = [thing for thing in subject.things if thing.name not in _OF_PRICES]
    own = [next((thing for thing in named if _is_only_in(thing, times, side)), None) for side in range(2)]
    if own[0] and own[1]:
        return own[0], own[1]
    before, after = (time.amount for time in times)
    if before.unit and before.unit != "%":
        much, little = money.much_and_little(before.unit)
        names = (much, little) if before.value > after.value else (little, much)
        return _of_money(names[0]), _of_money(names[1])
    thing = next(iter(named), None)
    return thing, thing


def _is_only_in(thing: Chosen, times: tuple[_Time, _Time], side: int) -> bool:
    own, other = times[side].said.casefold(), times[1 - side].said.casefold()
    word = thing.word.casefold()
    return bool(word) and word in own and word not in other


def _of_money(name: str) -> Chosen:
    return Chosen(name=name, count=1, is_struck=False, word="", reason="price", score=0.0)


READERS: tuple[Reader, ...] = (_change,)

"""Times: something that is held for a while, and times of day."""

import re

from synthesis.assembly import sentences
from synthesis.choices import Layout
from synthesis.studio import headlines
from synthesis.studio.headlines import parts
from synthesis.studio.looks import amounts, shortening
from synthesis.studio.looks.cues import Cue
from synthesis.studio.looks.readings import figures
from synthesis.studio.looks.readings.base import Fields, Reader, Reading, all_pictured, pictured
from synthesis.studio.looks.subjects import Subject

_LONGEST_CARD, _MOST_CARDS = 40, 2
_LONGEST_COUNTDOWN_S = 600
_CLOCK = re.compile(r"\b([01]?\d|2[0-3])[:.]([0-5]\d)\b(?:\s?(?:a\.?m\.?|p\.?m\.?|Uhr|h)\b)?", re.IGNORECASE)
_HOUR = re.compile(r"\b(1[0-2]|[1-9])\s?(a\.?m\.?|p\.?m\.?)(?!\w)", re.IGNORECASE)
_LONE_NUMBER = re.compile(r"(?<![\d.,$€£:/-])(\d{1,3})(?![\d.,:/-]|\s?[%°])")
_CLAUSE_START = re.compile(r"[.!?;:\u3002]\s*|,\s")
_CLAUSE_END = re.compile(r"[.!?,;:\u0964\u3002]")
_LEAD = re.compile(r"([^:]{4,40}):\s")
_AT = re.compile(r"^(?:at|um|a las?|à|alle|às|om|в|o|kl)\s+", re.IGNORECASE)
_PARTICLE_VERB = re.compile(r"^\s*\w+ (?:in|out|down|up|on|off|back)(?= for\s*$|\s*$)", re.IGNORECASE)
_UHR = re.compile(r"^[\s.]*(?:Uhr|h)?\s*")
_VERB_SECOND = frozenset({"de", "nl", "sv", "da", "no", "nb"})
_PRONOUNS = frozenset({"it", "that", "this", "them", "him", "her"})
_EDGES = " ,.:;-\u2013\u2014"


def _countdown(subject: Subject) -> Reading | None:
    table, text = subject.words, subject.text
    if table.find("hold", text) is None:
        return None
    for kind, factor in (("seconds", 1), ("minutes", 60)):
        unit = table.find(kind, text)
        before = text[max(0, unit.start() - 16) : unit.start()] if unit else ""
        number = _last_number(before)
        if unit is not None and number and number * factor <= _LONGEST_COUNTDOWN_S:
            return _countdown_of(subject, number=number, seconds=float(number * factor), unit=unit[0])
    return None


def _last_number(text: str) -> int | None:
    digits = _LONE_NUMBER.findall(text)
    if digits and re.search(r"\d\s*-?\s*$", text):
        return int(digits[-1])
    word = next((each for each in reversed(text.casefold().split()[-1:])), "")
    return figures.WORD_NUMBERS.get(word)


def _countdown_of(subject: Subject, *, number: int, seconds: float, unit: str) -> Reading:
    before = subject.text[: subject.text.casefold().find(unit.casefold())]
    clause = re.sub(r"\S+\s*$", "", _CLAUSE_START.split(before)[-1])
    head = _held(subject, clause, unit)

    def fields(cue: Cue) -> Fields:
        return {
            "headline": head,
            "figure": str(number),
            "figure_label": unit,
            "seconds_to_hold": seconds,
            "objects": all_pictured(subject, cue, 1),
            "reaction_s": cue(unit),
        }

    return Reading(Layout.COUNTDOWN, 7.6, f"something is held for {number} {unit}", fields)


def _held(subject: Subject, clause: str, unit: str) -> str:
    """What is held: "Stir slowly", or where the clause names nothing, another sentence or the topic."""
    found = _PARTICLE_VERB.search(clause)
    short = found[0] if found else shortening.trimmed(clause, language=subject.language)
    words = [word.casefold() for word in short.split()]
    if len(words) > 1 and words[-1] not in _PRONOUNS:
        return headlines.capitalised(short)
    others = [
        each
        for each in sentences.split(subject.text, language=subject.language)
        if clause.strip() not in each.text
    ]
    for sentence in others[:1]:
        return shortening.shortened(sentence.text, language=subject.language)
    head = subject.head
    if not any(map(str.isdigit, head)) and clause.strip() not in head:
        return head
    return _done(subject, unit) or (short if shortening.is_telling(short, language=subject.language) else "")


def _done(subject: Subject, unit: str) -> str:
    """What is done for a while, where the verb is the last word: "4 मिनट तक उबालें" is "उबालें"."""
    if subject.language.split("-")[0] not in parts.VERB_LAST:
        return ""
    rest = _CLAUSE_END.split(subject.text.partition(unit)[2])[0].split()
    return rest[-1] if rest else ""


def _notification(subject: Subject) -> Reading | None:
    text = subject.text
    found = _CLOCK.search(text) or _HOUR.search(text)
    if found is None or subject.words.find("remind", text) is None:
        return None
    is_asked = text[found.end() :].lstrip(" .").startswith("?")
    if is_asked or (not subject.scene.items and _is_verb_first(subject, found[0])):
        return None
    hour, rest = found.groups()
    time = f"{int(hour)}:{rest}" if rest.isdigit() else f"{hour}:00"

    def fields(cue: Cue) -> Fields:
        cards = _cards(subject, found[0])
        shown = [pictured(thing, cue) for thing in subject.things]
        items = [
            {"label": card, "cue_s": cue(card), "object": shown[place] if place < len(shown) else None}
            for place, card in enumerate(cards)
        ]
        return {
            "figure": time,
            "items": items,
            "headline": subject.scene.kicker or subject.topic,
            "reaction_s": cue(found[0]),
            "objects": shown[:2],
        }

    return Reading(Layout.NOTIFICATION, 7.7, f"it is about a time: {time}", fields)


def _is_verb_first(subject: Subject, time: str) -> bool:
    """Whether the sentence without its time begins with its verb: "Um 23:30 Uhr öffnete sich …"."""
    before, _, after = subject.text.partition(time)
    is_second = subject.language.split("-")[0] in _VERB_SECOND
    return is_second and len(before.split()) < 2 and _UHR.sub("", after)[:1].islower()


def _cards(subject: Subject, time: str) -> list[str]:
    """What the cards say: the scene's items, or the clauses without the time."""
    listed = [item for item in subject.scene.items if len(item) <= _LONGEST_CARD]
    lead = _LEAD.match(subject.text.replace(time, ""))
    joined = ", ".join(listed)
    if lead and len(listed) > _MOST_CARDS and len(joined) <= _LONGEST_CARD:
        # A lead and its list, such as bath, book and bed, are two cards.
        is_german = subject.language.startswith("de")
        first = _AT.sub("", lead[1]).strip(_EDGES)
        return [headlines.capitalised(first), headlines.capitalised(joined if is_german else joined.lower())]
    # With the preposition before it.
    said = re.sub(rf"(?:(?<!\w)\w{{1,3}}\s)?{re.escape(time)}\.?(?:\s?Uhr)?\s?", "", subject.text)
    clauses = [part for part in amounts.parts(said, language=subject.language) if len(part.split()) > 1]
    several = [shortening.shortened(part, language=subject.language) for part in listed or clauses]
    return [card for card in several if card][:_MOST_CARDS] or [subject.head]


READERS: tuple[Reader, ...] = (_countdown, _notification)

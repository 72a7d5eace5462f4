"""Two sides: one against another, before and after, and claims that are refuted."""

import re

from synthesis.assembly import sentences
from synthesis.choices import Layout, Structure
from synthesis.studio import headlines
from synthesis.studio.looks import shortening
from synthesis.studio.looks.cues import Cue
from synthesis.studio.looks.readings import pairs
from synthesis.studio.looks.readings.base import Fields, Reader, Reading, all_pictured, pictured
from synthesis.studio.looks.subjects import Subject
from synthesis.studio.objects import Chosen
from synthesis.studio.scripts.pasting import items

_LONGEST_SIDE, _MOST_WORDS = 22, 3
_MARK = re.compile(r"[:?,\uff1a\uff1f\uff0c\u060c]")
_LEAD = re.compile(r"^.*[,\u060c\uff0c\u3001]\s?")
# Two labelled statements, as in: High heat: rubbery. Low heat: creamy.
_PAIR = re.compile(r"([^:.!?]{2,24}):\s([^:.!?]{2,40})[.!?]\s([^:.!?]{2,24}):\s([^:.!?]{2,40})[.!?]?")
_QUOTED = re.compile(
    '[\u201c"\u201e\u00ab]\\s?([^\u201c\u201d"\u201e\u00ab\u00bb]{2,40}?)\\s?[\u201d"\u201c\u00bb]'
)
_LABELLED = re.compile(r"^\s*([^:\uff1a]{1,24})\s*[:\uff1a]\s*(.+)$")


def _sides(subject: Subject) -> tuple[str, str] | None:
    scene = subject.scene
    found = items.sides(scene.narration, language=subject.language)
    if not found and scene.structure == Structure.COMPARE:
        found = scene.items
    if not found and len(scene.items) == 2 and subject.words.find("versus", scene.headline) is not None:
        found = scene.items
    if not found:
        # Two days, or two figures, are no bad and good side.
        is_table = pairs.find(scene.narration, language=subject.language) is not None
        pair = None if is_table else _PAIR.fullmatch(scene.narration.strip())
        found = (f"{pair[1]}: {pair[2]}", f"{pair[3]}: {pair[4]}") if pair else ()
    return (found[0], found[1]) if len(found) == 2 else _asked(subject) or corrected(subject)


def corrected(subject: Subject) -> tuple[str, str] | None:
    """Something that is not said, and what is said: "Instead of “Stop”, say “I see you”"."""
    said = _QUOTED.findall(subject.text)
    if len(said) != 2:
        return None
    place = subject.text.find(said[0])
    word = subject.words.find("instead", subject.text)
    # "Don't say “I have 20 years”, say “I'm 20 years old”."
    is_denied = shortening.is_negated(subject.text[:place], subject.language)
    if word is None and not (is_denied and subject.words.find("say", subject.text)):
        return None
    is_first = word is None or word.start() < place
    return (said[0], said[1]) if is_first else (said[1], said[0])


def _asked(subject: Subject) -> tuple[str, str] | None:
    """The two sides of a question at the beginning: "Cat or dog: which sleeps more?"."""
    between = subject.words.find("versus", subject.scene.narration)
    if between is None:
        return None
    # "Who wins, rice or pasta?": the question stands before the sides.
    one = _LEAD.sub("", subject.scene.narration[: between.start()].strip())
    end = _MARK.search(subject.scene.narration, between.end())
    other = subject.scene.narration[between.end() : end.start()].strip() if end else ""
    sides = (one, other)
    is_short = all(0 < len(side.split()) <= _MOST_WORDS and len(side) <= _LONGEST_SIDE for side in sides)
    return sides if is_short else None


def _split(sides: tuple[str, str], number: int) -> tuple[str, str]:
    """A side as label and detail: "Before: rubbery" is "rubbery", with the detail "Before"."""
    matches = [_LABELLED.match(side) for side in sides]
    labelled = matches[number]
    if labelled is None:
        return sides[number], ""
    label, rest = (part.strip() for part in labelled.groups())
    is_short = all(match is None or len(match[2].strip()) <= _LONGEST_SIDE for match in matches)
    return (rest, label) if is_short else (label, headlines.capitalised(rest))


def _side(subject: Subject, sides: tuple[str, str], number: int, cue: Cue) -> Fields:
    head, detail = _split(sides, number)
    head = head if len(head) <= _LONGEST_SIDE else shortening.shortened(head, language=subject.language)
    thing = _thing_of(subject, sides, number)
    return {
        "headline": headlines.capitalised(head)[:40],
        "detail": detail[:60],
        "object": pictured(thing, cue) if thing else None,
        "cue_s": cue(head),
    }


def _thing_of(subject: Subject, sides: tuple[str, str], number: int) -> Chosen | None:
    """The object whose word is in the side, or the one at its place that is in neither."""
    own, other = (side.casefold() for side in (sides[number], sides[1 - number]))
    named = [thing for thing in subject.things if thing.word and thing.word in own]
    if named:
        return named[0]
    rest = [thing for thing in subject.things if not (thing.word and thing.word in other)]
    return next(iter(rest[number : number + 1] or rest[:1]), None)


def _versus(subject: Subject) -> Reading | None:
    sides = _sides(subject)
    if sides is None or _is_change(subject, sides):
        return None

    def fields(cue: Cue) -> Fields:
        made = [_side(subject, sides, number, cue) for number in range(2)]
        if made[0]["object"] and made[1]["object"] and made[0]["object"]["name"] == made[1]["object"]["name"]:
            # Two different things do not look the same.
            made = [side | {"object": None} for side in made]
        return {"sides": made, "versus": subject.words.vs, "headline": subject.head}

    return Reading(Layout.VERSUS, 9.0, "it puts two things against each other", fields)


def _is_change(subject: Subject, sides: tuple[str, str]) -> bool:
    """True if the sides are the same thing at two times, or done badly and well."""
    if _PAIR.fullmatch(subject.scene.narration.strip()) or sides == corrected(subject):
        return True
    table = subject.words
    first, second = (side.split(":")[0].split("\uff1a")[0] for side in sides)
    return table.find("before", first) is not None and table.find("after", second) is not None


def _before_after(subject: Subject) -> Reading | None:
    sides = _sides(subject)
    if sides is None or not _is_change(subject, sides):
        return None

    def fields(cue: Cue) -> Fields:
        made = [_side(subject, sides, number, cue) for number in range(2)]
        if made[1]["object"] is None and subject.things:
            made[1]["object"] = pictured(subject.things[0], cue)
        # One of the sides is no headline of both.
        head = subject.head if subject.has_own_headline else subject.name
        return {"sides": made, "headline": head, "reaction_s": made[1]["cue_s"]}

    return Reading(Layout.BEFORE_AFTER, 9.2, "it compares before and after", fields)


def _myth(subject: Subject) -> Reading | None:
    table, text = subject.words, subject.text
    found = table.find("myth", text)
    if found is None or not subject.things or subject.is_last:
        return None
    refuted = table.find("refuted", text)

    def fields(cue: Cue) -> Fields:
        word = refuted[0] if refuted else found[0]
        return {
            "headline": _claim(subject),
            "stamp": table.stamp,
            "objects": all_pictured(subject, cue, 1),
            "reaction_s": max(0.8, cue(word) or 1.2),
        }

    return Reading(Layout.MYTH, 8.4, "it refutes a claim", fields)


def _claim(subject: Subject) -> str:
    """What is refuted, without the word that the stamp says: "Myth: crunches burn fat"."""
    for text in (subject.scene.headline, subject.scene.narration):
        labelled = _LABELLED.match(text)
        if labelled and "{" not in text and subject.words.find("myth", labelled[1]) is not None:
            claim = sentences.split(labelled[2], language=subject.language)[0].text
            bare = claim.strip(" .!\u3002\u0964")
            if shortening.is_short(bare, language=subject.language):
                return headlines.capitalised(bare)
            return shortening.shortened(claim, language=subject.language, otherwise=subject.title)
    return subject.head


READERS: tuple[Reader, ...] = (_versus, _before_after, _myth)

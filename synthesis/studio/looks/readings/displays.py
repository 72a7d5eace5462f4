"""Layouts that show an object or words, where the text says nothing more special."""

import re
from dataclasses import replace

from synthesis.choices import Layout, Structure
from synthesis.studio.looks import amounts, shortening
from synthesis.studio.looks.amounts import Amount
from synthesis.studio.looks.cues import Cue
from synthesis.studio.looks.readings.base import Fields, Reader, Reading, all_pictured, pictured
from synthesis.studio.looks.subjects import Subject

_LONGEST_BADGE, _LONGEST_LINE = 22, 36
_DEAREST_PRODUCT = 10_000
_SCORE = re.compile(r"\b(\d(?:[.,]\d)?)\s?(?:/\s?10|out of 10|von 10|sur 10|de 10|su 10)\b", re.IGNORECASE)
_MOST_PILED = 5
_MOST_ASKED = 7


def _outro(subject: Subject) -> Reading | None:
    if not subject.is_last:
        return None
    scene = subject.scene

    def fields(cue: Cue) -> Fields:
        ask = shortening.shortened(
            scene.body or scene.headline or scene.narration,
            language=subject.language,
            narration="" if scene.body else scene.narration,
            most=_MOST_ASKED,
        )
        named = {thing.name: thing for thing in subject.things}
        # What an earlier scene struck out is only remembered.
        remembered = {thing.name: replace(thing, is_struck=False) for thing in subject.earlier}
        pile = named | {name: thing for name, thing in remembered.items() if name not in named}
        own = subject.head if scene.body and subject.head.casefold() != ask.casefold() else ""
        return {
            # The card shows the request, and the line above it what it is about.
            "headline": ask,
            "kicker": scene.kicker or (own if len(own) <= _LONGEST_LINE else ""),
            "objects": [pictured(thing, cue) | {"count": 1} for thing in list(pile.values())[:_MOST_PILED]],
            "reaction_s": cue(ask),
        }

    return Reading(Layout.OUTRO, 9.5, "it closes the video", fields)


def _badge(subject: Subject) -> Fields:
    """The promise of the hook: its kicker, or its figure."""
    scene = subject.scene
    text = scene.kicker if len(scene.kicker) <= _LONGEST_BADGE else ""
    if not text and scene.figure:
        labelled = f"{scene.figure} {scene.figure_label}".strip()
        # In German, a label without a noun is the end of a clause.
        is_named = not subject.language.startswith("de") or scene.figure_label != scene.figure_label.lower()
        text = labelled if is_named and len(labelled) <= _LONGEST_BADGE else scene.figure
    return {"badge": text[:_LONGEST_BADGE] if text.casefold() not in subject.head.casefold() else ""}


def _hook_hero(subject: Subject) -> Reading | None:
    if not subject.things:
        return None

    def fields(cue: Cue) -> Fields:
        return {"objects": all_pictured(subject, cue), **_badge(subject)}

    return Reading(Layout.HOOK_HERO, 6.8 if subject.is_first else 5.4, _named(subject), fields)


def _pedestal(subject: Subject) -> Reading | None:
    if not subject.things:
        return None

    def fields(cue: Cue) -> Fields:
        return {"objects": all_pictured(subject, cue, 1), **_badge(subject)}

    is_fitting = subject.theme == "studio"
    return Reading(
        Layout.PEDESTAL, (6.9 if subject.is_first else 5.9) if is_fitting else 5.3, _named(subject), fields
    )


def _named(subject: Subject) -> str:
    thing = subject.things[0]
    if thing.reason == "topic":
        return "it is about the topic of the video"
    return f"it speaks of “{thing.word}”" if thing.word else "you chose its object"


def _type_sandwich(subject: Subject) -> Reading | None:
    words = subject.head.split()
    if len(words) != 2 or not subject.things or any(not 2 <= len(word) <= 9 for word in words):
        return None

    def fields(cue: Cue) -> Fields:
        return {"objects": all_pictured(subject, cue, 1), **_badge(subject)}

    is_fitting = subject.theme == "gym"
    return Reading(
        Layout.TYPE_SANDWICH, 6.9 if is_fitting else 5.5, "two strong words are its headline", fields
    )


def _product_card(subject: Subject) -> Reading | None:
    if not subject.things:
        return None
    prices = [each for each in amounts.find(subject.text) if each.unit and each.unit != "%"]
    score = _SCORE.search(subject.text)
    if (
        len(prices) != 1
        or not _is_priced(subject, prices[0])
        or subject.theme not in {"studio", "kitchen", "bubble", "ledger"}
    ):
        return None

    def fields(cue: Cue) -> Fields:
        rows = [item for item in subject.scene.items[:2] if len(item) <= 24]
        return {
            "figure": prices[0].text,
            "figure_label": subject.scene.figure_label or (subject.things[0].word or "").capitalize(),
            "badge": score[1] if score else "",
            "items": [{"label": row, "cue_s": cue(row)} for row in rows],
            "objects": all_pictured(subject, cue, 1),
            "reaction_s": cue(prices[0].text),
        }

    return Reading(Layout.PRODUCT_CARD, 6.4, f"it gives a price: {prices[0].text}", fields)


def _is_priced(subject: Subject, price: Amount) -> bool:
    """Whether the price is that of the object: a small one, in the clause that names it."""
    word = subject.things[0].word or ""
    clauses = amounts.parts(subject.text, language=subject.language)
    is_near = any(price.text in clause and word.casefold() in clause.casefold() for clause in clauses)
    return price.value < _DEAREST_PRODUCT and (is_near or bool(subject.scene.figure_label))


def _type_poster(subject: Subject) -> Reading | None:
    is_title = subject.scene.structure == Structure.TITLE or subject.is_first

    def fields(cue: Cue) -> Fields:
        return {"kicker": subject.scene.kicker}

    return Reading(
        Layout.TYPE_POSTER,
        4.4 if is_title else 4.0,
        "its words speak for themselves" if subject.things else "nothing in it can be pictured",
        fields,
    )


READERS: tuple[Reader, ...] = (_outro, _hook_hero, _pedestal, _type_sandwich, _product_card, _type_poster)

"""Several figures: receipts of prices, and charts."""

import re
from dataclasses import replace

from synthesis.choices import Layout
from synthesis.studio import headlines
from synthesis.studio.headlines import clause_words, parts
from synthesis.studio.looks import amounts, shortening, spacing
from synthesis.studio.looks.amounts import Amount
from synthesis.studio.looks.cues import Cue
from synthesis.studio.looks.readings import money
from synthesis.studio.looks.readings.base import Fields, Reader, Reading, all_pictured
from synthesis.studio.looks.readings.tables import found_in
from synthesis.studio.looks.shortening import grammar, reversals
from synthesis.studio.looks.subjects import Subject

_LONGEST_LABEL, _LONGEST_PHRASE = 18, 24
_FEWEST_BARS, _MOST_BARS = 3, 5
_MOST_ROWS = 4
# "5 years", "10 reps": a number with what it counts.
_SPAN = re.compile(r"(?<![\d.,$€£])(\d{1,4}\s[^\W\d_]{1,12})")
_CONDITION = re.compile(r"(?:if|si|wenn|se|als|jeśli|если|eğer)\s", re.IGNORECASE)
_I_DID = re.compile(r"(?<=\w)\s(?:I|you|we|they|ich|du|wir|yo|io|eu)\s.*$")
_SHE = frozenset(
    {"it", "he", "she", "they", "elle", "il", "ils", "elles", "es", "er", "sie", "lei", "lui", "ella", "él"}
)
_HEAD_LAST = frozenset({"en", "de", "nl", "sv", "da", "no", "nb", "hi", "ko", "ja", "zh", "tr", "fi", "hu"})


def _labelled(subject: Subject) -> list[tuple[str, Amount]]:
    """Parts of the scene with one amount each, and what the amount is of."""
    scene = subject.scene
    if named := _named(subject):
        return named
    said = (
        list(scene.items)
        if len(scene.items) > 1
        else amounts.parts(scene.narration, language=subject.language)
    )
    found: list[tuple[str, Amount]] = []
    timed = 0
    year_before: list[tuple[str, int]] = []
    for part in _with_labels(said):
        here, spans = amounts.find(part, context=scene.narration), _SPAN.findall(part)
        # "In 2022, 5 % of …": the year stands in the part before.
        years = amounts.years(part) or year_before
        year_before = years if not here else []
        units = [amount for amount in here if amount.unit]
        amount = units[0] if len(units) == 1 else (here[0] if len(here) == 1 else None)
        if amount is None:
            continue
        is_timed = len(years) == 1 or (len(spans) == 1 and len(here) == 2)
        timed += is_timed
        label = (years[0][0] if years else spans[0]) if is_timed else _label(part, amount, subject.language)
        if label:
            found.append((headlines.capitalised(label), amount))
    if timed >= _FEWEST_BARS:
        return [bar for bar in found if bar[0][:1].isdigit()]
    return _in_one_currency(found)


def _named(subject: Subject) -> list[tuple[str, Amount]]:
    """Prices with their names: "Hostel: 12 €. Bus: 3 €."; nothing if another thing is among them."""
    found = found_in(subject)
    if found is None:
        return []
    several = [(pair, amounts.find(pair.value, context=subject.scene.narration)) for pair in found.pairs]
    priced = [
        (headlines.capitalised(pair.label), here[0])
        for pair, here in several
        if len(here) == 1 and _is_price(here[0]) and len(pair.label) <= _LONGEST_PHRASE
    ]
    return priced if len(priced) == len(found.pairs) else []


def _with_labels(said: list[str]) -> list[str]:
    """The parts, each bare amount joined to the part before it: "El huevo, 2,60"."""
    joined: list[str] = []
    for part in said:
        here = amounts.find(part)
        label = amounts.label_of(part, here[0].text) if len(here) == 1 else part
        # "Au restaurant, elle coûte 4,50 euros"
        is_bare = bool(here) and (not label or label.casefold() in _SHE)
        if is_bare and joined and not amounts.find(joined[-1]):
            joined[-1] = f"{joined[-1]} {here[0].text}"
        else:
            joined.append(part)
    return joined


def _in_one_currency(found: list[tuple[str, Amount]]) -> list[tuple[str, Amount]]:
    """Behind a price, numbers without a unit are prices, too: "Rent took 1,200 dollars, food 430"."""
    if not found or not _is_price(found[0][1]):
        return found
    unit = found[0][1].unit
    return [(label, amount if amount.unit else replace(amount, unit=unit)) for label, amount in found]


def _label(part: str, amount: Amount, language: str) -> str:
    """What the amount is of, short enough for a row."""
    before = part[: amount.start].strip()
    is_verb_last = language.split("-")[0] in parts.VERB_LAST
    label = amounts.label_of(before if is_verb_last and before else part, amount.text)
    # "Month one I earned" is about the month.
    label = _without_verb(_I_DID.sub("", label), language)
    if len(label) <= _LONGEST_LABEL:
        return label
    small = clause_words.of(language).dangling
    if len(label) <= _LONGEST_PHRASE and any(word in small for word in label.casefold().split()):
        # "Sandwich on the ground": without its small words it says nothing.
        return label
    kept = [word for word in label.split() if headlines.is_telling(word, language=language)]
    # The noun is the last word in some languages, the first one in others.
    is_last = language.split("-")[0] in _HEAD_LAST
    while len(" ".join(kept)) > _LONGEST_LABEL:
        kept.pop(0 if is_last else -1)
    return " ".join(kept)


def _without_verb(label: str, language: str) -> str:
    """The label up to its verb, and a phrase of place behind it: "Beim Bäcker kostet der Laib"."""
    verbs = grammar.of(language).measuring
    words = label.split()
    end = next((place for place, word in enumerate(words) if place and word.casefold() in verbs), len(words))
    known = clause_words.of(language)
    after = words[end + 1 :]
    is_place = (
        bool(after)
        and after[0].casefold() in (known.dangling | known.opening) - grammar.of(language).beginners
    )
    return " ".join(words[:end] + (after if is_place else []))


def _receipt(subject: Subject) -> Reading | None:
    rows = [(label, amount) for label, amount in _labelled(subject) if _is_price(amount)]
    # Prices of several years are a development, and a label with a gap in it is half a sentence.
    is_list = not any(
        label[0].isdigit() or (spacing.is_unspaced(label) and " " in label) for label, _ in rows
    )
    if len(rows) < 2 or not is_list or _CONDITION.match(subject.text):
        return None
    total = _total(subject, [amount for _, amount in rows])
    shown = [row for row in rows if total is None or row[1].text != total.text][:_MOST_ROWS]
    is_told = any(shortening.is_vague(label, language=subject.language) for label, _ in shown)
    if len(shown) < 2 or is_told:
        return None
    # "Instead of a taxi for $60": the row that is meant is another one.
    meant = [row for row in shown if not reversals.INSTEAD.match(row[0])] or shown
    dearest = max(meant, key=lambda row: row[1].value)

    def fields(cue: Cue) -> Fields:
        made = [
            {
                "label": label,
                "value": amount.text,
                "amount": amount.value,
                "cue_s": cue(amount.text),
                "is_marked": (label, amount) == dearest,
            }
            for label, amount in shown
        ]
        return {
            "items": made,
            "figure": total.text if total else "",
            "headline": subject.topic if subject.topic not in [label for label, _ in shown] else subject.name,
            "accent_words": [],
            "kicker": subject.scene.kicker,
            "objects": _priced(subject, cue, dearest[1].unit)[:2],
            "reaction_s": cue(total.text) if total else None,
        }

    return Reading(Layout.RECEIPT, 9.4, f"it names {len(shown)} prices", fields)


def _priced(subject: Subject, cue: Cue, unit: str) -> list[Fields]:
    """Money in the currency of the prices, and the objects of the scene."""
    named = [thing for thing in all_pictured(subject, cue) if not thing["name"].startswith("person-")]
    name = money.of_unit(unit)
    others = [thing for thing in named if thing["name"] != name]
    return [*others[:1], {"name": name}, *others[1:]]


def _is_price(amount: Amount) -> bool:
    return bool(amount.unit) and amount.unit != "%"


def _total(subject: Subject, prices: list[Amount]) -> Amount | None:
    """A price in the text that is the sum of the others. A sum is never computed for the screen."""
    for amount in (
        *amounts.find(subject.scene.headline),
        *amounts.find(subject.scene.figure),
        *amounts.find(subject.scene.narration),
    ):
        others = [price.value for price in prices if price.text != amount.text]
        if _is_price(amount) and len(others) > 1 and abs(sum(others) - amount.value) < 0.01:
            return amount
    return None


def _chart(subject: Subject) -> Reading | None:
    bars = _labelled(subject)
    units = {amount.unit for _, amount in bars}
    if (
        not _FEWEST_BARS <= len(bars) <= _MOST_BARS
        or len(units) != 1
        or len({label for label, _ in bars}) != len(bars)
    ):
        return None
    if any(amount.value < 0 for _, amount in bars) or max(amount.value for _, amount in bars) <= 0:
        return None
    is_plain = units == {""} and not all(label.isdigit() for label, _ in bars)
    if is_plain:
        return None

    def fields(cue: Cue) -> Fields:
        top = max(bars, key=lambda bar: bar[1].value)
        made = [
            {
                "label": label,
                "value": amount.text,
                "amount": amount.value,
                "cue_s": cue(amount.text),
                "is_marked": (label, amount) == top,
            }
            for label, amount in bars
        ]
        unit = bars[0][1].unit
        shown = _priced(subject, cue, unit) if units - {"", "%"} else all_pictured(subject, cue)
        return {"headline": subject.topic, "items": made, "kicker": subject.scene.kicker, "objects": shown}

    return Reading(Layout.CHART, 8.9, f"it gives {len(bars)} figures to compare", fields)


READERS: tuple[Reader, ...] = (_receipt, _chart)

"""Which scene of a video shows its title: one alone, so that no headline is read twice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from synthesis.choices import Layout
from synthesis.studio.looks import cues
from synthesis.studio.looks.readings.base import Reading
from synthesis.studio.looks.subjects import Subject

# Their rows and figures say everything else: the title says what they are about.
_LISTS = frozenset(
    {
        Layout.RECEIPT,
        Layout.CHART,
        Layout.TIMELINE,
        Layout.CHECKLIST,
        Layout.PODIUM,
        Layout.CALLOUTS,
        Layout.BEFORE_AFTER,
        Layout.NOTIFICATION,
        Layout.NUMBER,
        Layout.SHARE,
        Layout.COUNTDOWN,
    }
)


def headline_of(subject: Subject, reading: Reading) -> str:
    """The headline that a scene shows with a reading."""
    return str(reading.fields(cues.unknown).get("headline", subject.head))


def places(
    subjects: Sequence[Subject], chosen: Sequence[Reading], *, drawn: str, kept: Mapping[str, str]
) -> tuple[int, list[int]]:
    """The place of the scene that shows the title, -1 for none, and those of the others that would repeat it.

    The first scene comes first, then those that have no phrase of their own, then lists. ``drawn`` is the id
    of the scene that showed it in the last render, and ``kept`` are the scenes that were drawn then: none of
    them begins to show it now.
    """
    titled = [
        place
        for place, (subject, reading) in enumerate(zip(subjects, chosen, strict=True))
        if subject.repeats_title(headline_of(subject, reading))
    ]
    ids = [subject.scene.id for subject in subjects]
    if drawn in ids:
        owner = ids.index(drawn)
    else:
        free = [place for place in titled if ids[place] not in kept]
        needy = [place for place in free if place == 0 or _has_no_other(subjects[place], chosen[place])]
        lists = [place for place in free if chosen[place].layout in _LISTS]
        owner = next(iter([*needy, *lists, *free]), -1)
    return owner, [place for place in titled if place != owner]


def _has_no_other(subject: Subject, reading: Reading) -> bool:
    """Whether a scene repeats the title though another one shows it."""
    return reading.layout not in _LISTS and subject.repeats_title(replace(subject, is_titled=False).head)

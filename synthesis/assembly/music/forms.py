"""The form of a bed: how many bars a length holds, what each bar is, and when the final chord begins."""

from dataclasses import dataclass

BEATS = 4
# The phrases between introduction and end: verse, lift, verse or break, lift.
_PHRASES = "abcb"
_PHRASE_BARS = 4
_RING_S = (2.0, 4.5)
_TEMPO = (0.84, 1.16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: its section (``i`` introduction, ``a`` verse, ``b`` lift, ``c`` break), its place in a phrase,
    and how many phrases came before.

    The last bar before the final chord is ``is_last``.
    """

    section: str
    place: int
    phrase: int
    is_last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The bars of a bed, the length of each, and the seconds that the final chord rings."""

    bars: tuple[Bar, ...]
    bar_s: float
    ring_s: float


def form_of(*, duration_s: float, beats_per_minute: float) -> Form:
    """The form of a bed of exactly this length: the tempo gives way a little, and so does the final chord.

    A bed that is too short for a bar is its final chord.
    """
    bar_s = BEATS * 60 / beats_per_minute
    wanted_ring_s = min(max(bar_s, _RING_S[0]), _RING_S[1] - 1)
    count = max(0, round((duration_s - wanted_ring_s) / bar_s))
    if not count:
        return Form(bars=(), bar_s=bar_s, ring_s=duration_s)
    spare_s = duration_s - wanted_ring_s - count * bar_s
    ring_s = min(max(wanted_ring_s + spare_s / 2, _RING_S[0]), _RING_S[1])
    stretch = min(max((duration_s - ring_s) / (count * bar_s), _TEMPO[0]), _TEMPO[1])
    bar_s *= stretch
    return Form(bars=_bars(count), bar_s=bar_s, ring_s=duration_s - count * bar_s)


def _bars(count: int) -> tuple[Bar, ...]:
    """An introduction that leads into whole phrases, the last of which is a lift."""
    phrases, introduction = divmod(count, _PHRASE_BARS)
    bars = [Bar(section="i", place=_PHRASE_BARS - introduction + n, phrase=0) for n in range(introduction)]
    for phrase, section in enumerate(_sections(phrases)):
        bars += [Bar(section=section, place=place, phrase=phrase) for place in range(_PHRASE_BARS)]
    last = bars[-1]
    bars[-1] = Bar(section=last.section, place=last.place, phrase=last.phrase, is_last=True)
    return tuple(bars)


def _sections(phrases: int) -> str:
    sections = (_PHRASES * phrases)[:phrases]
    # A verse or a break does not end a piece.
    return sections if not sections or sections[-1] == "b" else f"{sections[:-1]}b"

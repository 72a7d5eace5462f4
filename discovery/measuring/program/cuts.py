"""Finds where one shot ends and the next begins, in the tiny copies of all frames.

Three searches make candidates: a sudden change (a cut, or the fastest moment of a quick transition), a
passage through black, and two different pictures that both stand still around a change of up to a second
(dissolves and wipes). A flash and a picture that is only recoloured are no cuts. docs/measuring.md gives the
accuracy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# uint8, (n, 3, side, side), and one number per frame.
Frames = NDArray[np.uint8]
Numbers = NDArray[np.float64]

# Mean differences of all values, of 255. In dark material less is enough: below BRIGHT, in proportion.
SUDDEN, GRADUAL = 8.0, 16.0
BRIGHT, LEAST_SCALE = 70.0, 0.3
# A sudden change is so many times what is usual in its surroundings.
SURROUNDINGS_S, STANDS_OUT = 0.3, 3.2
# After a flash, the picture from before it returns within this time.
FLASH_S, RETURNS = 0.34, 0.45
# Lengths of gradual changes; the pictures at both ends move less than a part of the change during SIDE_S.
LAGS_S, SIDE_S, STANDS_STILL = (0.5, 1.0), 0.25, 2.5
# Through black: darker than DARK and than a share of the pictures around it.
REACH_S, DARK, DARK_SHARE, OTHER_PICTURE = 1.2, 30.0, 0.3, 12.0
# Edges that agree more than this are the same picture in other colours.
SAME_EDGES = 0.6
# Candidates of one change are closer than this.
ONE_SUDDEN_S, ONE_CHANGE_S = 0.34, 0.7
_CHUNK = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    place: int
    strength: float
    is_sudden: bool = False
    is_black: bool = False

    @property
    def rank(self) -> tuple[int, float]:
        return (0 if self.is_black else 1 if self.is_sudden else 2, -self.strength)


def find(frames: Frames, *, rate: float) -> list[int]:
    """The places of the first frames of new shots, in order. ``rate`` is in frames per second."""
    if len(frames) < 3:
        return []
    brightness: Numbers = frames[:, 0].mean(axis=(1, 2))
    candidates = [
        *_sudden(frames, brightness, rate),
        *_through_black(frames, brightness, rate),
        *_gradual(frames, brightness, rate),
    ]
    chosen: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda each: each.rank):
        if not any(_are_one(candidate, other, rate) for other in chosen):
            chosen.append(candidate)
    around = round(SIDE_S * rate)
    return sorted(each.place for each in chosen if not _is_recoloured(frames, each.place, around))


def changes(frames: Frames, *, lag: int = 1) -> Numbers:
    """How much each frame differs from the one ``lag`` before it: 0 to 255; 0 for the first ones."""
    found = np.zeros(len(frames))
    for start in range(lag, len(frames), _CHUNK):
        end = min(len(frames), start + _CHUNK)
        found[start:end] = _differences(frames[start:end], frames[start - lag : end - lag])
    return found


def _differences(some: Frames, others: Frames) -> Numbers:
    found: Numbers = np.abs(some.astype(np.int16) - others.astype(np.int16)).mean(axis=(1, 2, 3))
    return found


def _difference(one: Frames, other: Frames) -> float:
    return float(_differences(one[None], other[None])[0])


def _scale(brightness: Numbers, place: int, other: int) -> float:
    return float(np.clip(max(brightness[place], brightness[other]) / BRIGHT, LEAST_SCALE, 1))


def _are_one(candidate: _Candidate, other: _Candidate, rate: float) -> bool:
    gap_s = ONE_SUDDEN_S if candidate.is_sudden and not other.is_black else ONE_CHANGE_S
    return abs(candidate.place - other.place) <= gap_s * rate


def _sudden(frames: Frames, brightness: Numbers, rate: float) -> Iterator[_Candidate]:
    changed = changes(frames)
    usual = _usual(changes=changed, reach=max(2, round(SURROUNDINGS_S * rate)))
    flash = max(1, round(FLASH_S * rate))
    for place in np.flatnonzero((changed >= SUDDEN * LEAST_SCALE) & (changed >= STANDS_OUT * usual)).tolist():
        scale = _scale(brightness, place - 1, place)
        if changed[place] < SUDDEN * scale:
            continue
        before, after = frames[max(0, place - flash) : place], frames[place : place + flash]
        # Every frame shortly before with every frame shortly after.
        apart = np.abs(before[:, None].astype(np.int16) - after[None].astype(np.int16)).mean(axis=(2, 3, 4))
        if apart.min() >= RETURNS * changed[place]:
            yield _Candidate(place=place, strength=changed[place] / scale, is_sudden=True)


def _usual(*, changes: Numbers, reach: int) -> Numbers:
    """The usual change around each place: between the median, and the mean without the largest."""
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(changes, reach, mode="edge"), 2 * reach + 1)
    ordered = np.sort(windows, axis=1)
    usual: Numbers = ordered[:, reach] / 2 + ordered[:, :-1].mean(axis=1) / 2
    return usual


def _through_black(frames: Frames, brightness: Numbers, rate: float) -> Iterator[_Candidate]:
    reach = round(REACH_S * rate)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(brightness, reach), reach + 1)
    before, after = windows[: len(frames)].max(axis=1), windows[reach:].max(axis=1)
    is_dark = (brightness < DARK) & (brightness <= DARK_SHARE * np.minimum(before, after))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_dark.astype(np.int8), [0]])))
    for start, end in edges.reshape(-1, 2).tolist():
        lit_before = _nearest_lit(brightness[:start][::-1], before[start])
        lit_after = _nearest_lit(brightness[end:], after[end - 1])
        old = frames[max(0, start - 1 - lit_before)]
        new = frames[min(len(frames) - 1, end + lit_after)]
        if _difference(old, new) >= OTHER_PICTURE:
            darkest = np.flatnonzero(brightness[start:end] <= brightness[start:end].min() + 1)
            yield _Candidate(place=start + int(darkest.mean()), strength=255.0, is_black=True)


def _nearest_lit(brightness: Numbers, level: float) -> int:
    """How far the nearest frame is that has nearly this brightness again."""
    lit = np.flatnonzero(brightness >= 0.8 * level)
    return int(lit[0]) if lit.size else 0


def _gradual(frames: Frames, brightness: Numbers, rate: float) -> Iterator[_Candidate]:
    side = max(2, round(SIDE_S * rate))
    for lag_s in LAGS_S:
        half = max(2, round(lag_s * rate / 2))
        if len(frames) <= 2 * half + 2:
            continue
        # Entry k is the difference of the frames ``half`` before and after place ``k + half``.
        apart = changes(frames, lag=2 * half)[2 * half :]
        for entry in _peaks(apart, half):
            place = entry + half
            scale = _scale(brightness, place - half, place + half)
            if apart[entry] < GRADUAL * scale:
                continue
            moved = _moved(frames, place, half, side)
            if apart[entry] >= STANDS_STILL * moved * lag_s / (2 * SIDE_S):
                at = _middle(frames[place - half : place + half + 1]) + place - half
                yield _Candidate(place=at, strength=apart[entry] / scale / 3)


def _peaks(apart: Numbers, reach: int) -> Sequence[int]:
    """The entries that are the highest within ``reach``, above the least level."""
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(apart, reach), 2 * reach + 1)
    found: list[int] = np.flatnonzero(
        (apart >= GRADUAL * LEAST_SCALE) & (apart >= windows.max(axis=1))
    ).tolist()
    return found


def _moved(frames: Frames, place: int, half: int, side: int) -> float:
    """How much the pictures at both ends of a change move by themselves."""
    start, end = place - half, place + half
    return max(
        _difference(frames[max(0, start - side)], frames[start]),
        _difference(frames[end], frames[min(len(frames) - 1, end + side)]),
    )


def _middle(frames: Frames) -> int:
    """The first frame that is closer to the last one than to the first."""
    to_first = _differences(frames, np.broadcast_to(frames[0], frames.shape))
    to_last = _differences(frames, np.broadcast_to(frames[-1], frames.shape))
    return int(np.argmax(to_first >= to_last))


def _is_recoloured(frames: Frames, place: int, around: int) -> bool:
    """True if the edges stay where they are: a filter or a wipe of colour goes over the picture."""
    old = _edges(frames[max(0, place - around)])
    new = _edges(frames[min(len(frames) - 1, place + around)])
    size = float(np.sqrt((old * old).sum() * (new * new).sum()))
    return size > 0 and float((old * new).sum()) / size > SAME_EDGES


def _edges(frame: Frames) -> Numbers:
    luma = frame[0].astype(np.float64)
    return np.concatenate([np.diff(luma, axis=0).ravel(), np.diff(luma, axis=1).ravel()])

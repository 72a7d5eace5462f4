"""The speech rate, by the words of captions and their times."""

from collections.abc import Iterator, Sequence

from discovery.measuring.values import Basis, Speech, Word

METHOD = "caption-words"
STEP_S = 1.0
# Words with a shorter pause between them are one passage of speech.
PAUSE_S = 0.5


def measure(captions: Sequence[Word], *, duration_s: float) -> Speech | None:
    """The words per second. None without words. Words after the end of the video do not count."""
    words = sorted(_single(captions, duration_s=duration_s))
    if not words or duration_s <= 0:
        return None
    counts = [0.0] * max(1, -int(-duration_s // STEP_S))
    for starts_s, ends_s in words:
        middle_s = (starts_s + ends_s) / 2
        counts[min(len(counts) - 1, int(middle_s / STEP_S))] += 1 / STEP_S
    speaking_s = _speaking_s(words)
    return Speech(
        basis=Basis(method=METHOD, n=len(words), unit="words", covers_s=round(duration_s, 3)),
        per_s=round(len(words) / duration_s, 3),
        while_speaking_per_s=round(len(words) / speaking_s, 3) if speaking_s > 0 else 0.0,
        step_s=STEP_S,
        curve_per_s=tuple(round(count, 3) for count in counts),
    )


def _single(captions: Sequence[Word], *, duration_s: float) -> Iterator[tuple[float, float]]:
    """The time of each word. An entry of several words is divided evenly."""
    for entry in captions:
        count = len(entry.text.split())
        length_s = max(0.0, entry.ends_s - entry.starts_s)
        for place in range(count):
            starts_s = entry.starts_s + length_s * place / count
            if starts_s < duration_s:
                yield starts_s, min(duration_s, starts_s + length_s / count)


def _speaking_s(words: Sequence[tuple[float, float]]) -> float:
    total_s, (passage_starts_s, passage_ends_s) = 0.0, words[0]
    for starts_s, ends_s in words[1:]:
        if starts_s - passage_ends_s > PAUSE_S:
            total_s += passage_ends_s - passage_starts_s
            passage_starts_s = starts_s
        passage_ends_s = max(passage_ends_s, ends_s)
    return total_s + passage_ends_s - passage_starts_s

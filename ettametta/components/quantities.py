"""Formats of numbers, durations and ages on pages."""

import math
from datetime import timedelta

from django.utils.formats import number_format

from billing import money as charges
from foundation import money as amounts

_STEPS = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K"))
_UNKNOWN = "–"
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400


def duration(seconds: object) -> str:
    """Format seconds, or a timedelta, as a clock: 0:42, 12:05, 1:02:03."""
    value = seconds.total_seconds() if isinstance(seconds, timedelta) else _number(seconds)
    if value is None:
        return _UNKNOWN
    whole = max(0, round(value))
    hours, rest = divmod(whole, _HOUR_S)
    minutes, left = divmod(rest, _MINUTE_S)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def spell_duration(seconds: object) -> str:
    """Format seconds in words with one or two units: 42 s, 5 min, 1 h 20 min, 3 d."""
    value = seconds.total_seconds() if isinstance(seconds, timedelta) else _number(seconds)
    if value is None:
        return _UNKNOWN
    whole = max(0, round(value))
    if whole < 90:
        return f"{whole} s"
    if whole < _HOUR_S:
        return f"{round(whole / _MINUTE_S)} min"
    if whole < 2 * _DAY_S:
        hours, minutes = divmod(round(whole / _MINUTE_S), 60)
        return f"{hours} h {minutes} min" if minutes and hours < 10 else f"{hours} h"
    return f"{round(whole / _DAY_S)} d"


def spell_range(low: object, high: object) -> str:
    """Format a range of durations: 5–10 s, 1–2 min; "about 2 min" if both ends look equal."""
    first, last = spell_duration(low), spell_duration(high)
    if first == last:
        return f"about {first}"
    numbers = [value for value in (_number(low), _number(high)) if value is not None]
    if len(numbers) == 2 and numbers[0] < 90 <= numbers[1] < _HOUR_S:
        # One unit is easier to read: "1–2 min" instead of "68 s – 2 min".
        first = f"{max(1, round(numbers[0] / _MINUTE_S))} min"
    amount, _, unit = first.partition(" ")
    return f"{amount}–{last}" if last.partition(" ")[2] == unit else f"{first} – {last}"


def compact_number(value: object) -> str:
    """Format a count compactly: 940, 12.4K, 3.1M. Put the exact number in a title."""
    number = _number(value)
    if number is None:
        return _UNKNOWN
    for size, letter in _STEPS:
        # 999 950 and more would round to "1000.0K".
        if abs(number) >= size * 0.99995:
            scaled = number / size
            return (
                f"{scaled:.0f}{letter}"
                if abs(scaled) >= 99.95
                else f"{scaled:.1f}".rstrip("0").rstrip(".") + letter
            )
    return number_format(round(number), use_l10n=True, force_grouping=True)


def multiple(value: object) -> str:
    """Format a ratio: 8.4×, 0.6×, 0.62×, 120×, <0.01×."""
    number = _number(value)
    if number is None:
        return _UNKNOWN
    if 0 < number < 0.005:
        return "<0.01×"
    if abs(number) < 0.95:
        return f"{number:.2f}".rstrip("0").rstrip(".") + "×"
    return f"{number:.0f}×" if abs(number) >= 99.5 else f"{number:.1f}×"


def percent(share: object) -> str:
    """Format a share from 0 to 1 as 42%, or 0.4% if it is small."""
    number = _number(share)
    if number is None:
        return _UNKNOWN
    return f"{number * 100:.1f}%" if 0 < abs(number) < 0.0995 else f"{number * 100:.0f}%"


def money(cents: object, currency: str = "USD") -> str:
    """Format minor units: $29.00, or $0.042 for less than a cent."""
    number = _number(cents)
    if number is None:
        return _UNKNOWN
    amount = number / 100
    digits = f"{amount:,.3f}" if 0 < abs(number) < 1 else f"{amount:,.2f}"
    return {"USD": f"${digits}", "EUR": f"€{digits}"}.get(currency, f"{digits} {currency}")


def file_size(size_bytes: object) -> str:
    """Format bytes as 812 KB, 4.2 MB, 1.5 GB, in powers of 1000 as the platforms do."""
    number = _number(size_bytes)
    if number is None:
        return _UNKNOWN
    for size, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "KB")):
        if number >= size * 0.9995:
            scaled = number / size
            return f"{scaled:.0f} {unit}" if scaled >= 99.95 else f"{scaled:.1f} {unit}"
    return f"{number:.0f} B"


def initials(name: object) -> str:
    """Return up to two initials of a name or an address."""
    words = str(name).partition("@")[0].replace(".", " ").replace("_", " ").split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words))


def share_of(part: object, whole: object) -> int:
    """Return ``part`` of ``whole`` in whole percent, 0 to 100; 0 if ``whole`` is 0."""
    above, below = _number(part), _number(whole)
    if not above or not below or below <= 0:
        return 0
    return max(0, min(100, round(100 * above / below)))


def _number(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]  # any template value; what is not a number is refused below
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def in_currency(amount_minor: int | None, currency: str) -> str:
    """Format an amount in a currency's smallest unit, by ISO 4217: $29."""
    return _UNKNOWN if amount_minor is None else amounts.in_words(amount_minor, currency)


def charge(amount_minor: int | None, currency: str) -> str:
    """Format an amount of billing, in the smallest unit of its payment system: $29."""
    return _UNKNOWN if amount_minor is None else charges.in_words(amount_minor, currency)

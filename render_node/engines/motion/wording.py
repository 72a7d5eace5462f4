"""Texts that say the same, so that no scene shows one twice."""

# A text that is at least so much of another, by letters, repeats it.
_REPEATED = 0.6


def plain(text: str) -> str:
    """The words of a text in small letters, without signs, between spaces."""
    letters = "".join(each if each.isalnum() or each == "'" else " " for each in text.casefold())
    return f" {' '.join(letters.split())} "


def repeats(one: str, other: str) -> bool:
    """True if a text says little more than another."""
    shorter, longer = sorted((plain(one), plain(other)), key=len)
    return bool(shorter.strip()) and shorter in longer and len(shorter) >= _REPEATED * len(longer)

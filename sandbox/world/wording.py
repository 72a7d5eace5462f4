"""Titles and descriptions, made of a niche's own sentences."""

from collections.abc import Sequence
from random import Random

from sandbox.world.niches import Niche

_CLOSINGS = (
    "New video every week. Tell me in the comments what to try next.",
    "Questions? I read every comment in the first hour.",
    "Save this for later and send it to someone who needs it.",
    "Filmed at home, with no sponsor.",
    "Everything I mention I paid for myself.",
)


def title(niche: Niche, language: str, random: Random, *, is_short: bool, is_odd: bool) -> str:
    """A title of the niche, in the channel's language where the niche has one."""
    if is_odd:
        return niche.titles["odd"][0]
    form = "short" if is_short else "long"
    templates = niche.titles.get(f"{language}_{form}") or niche.titles[form]
    text = fill(random.choice(templates), niche, random)
    return text[0].upper() + text[1:]


def fill(template: str, niche: Niche, random: Random) -> str:
    """The template with each {name} replaced by one of the niche's words of that name."""
    return template.format_map(_Fills(niche, random))


def description(
    niche: Niche, channel_name: str, tags: Sequence[str], random: Random, *, is_short: bool
) -> str:
    """A lesson or three, a closing line, and hashtags."""
    lessons = random.sample(niche.lessons, k=1 if is_short else 3)
    body = "\n".join(f"{lesson.headline}. {lesson.text}" for lesson in lessons)
    hashtags = " ".join("#" + tag.replace(" ", "").replace("-", "") for tag in tags[:3])
    shorts = " #shorts" if is_short else ""
    return f"{body}\n\n{random.choice(_CLOSINGS)}\n– {channel_name}\n\n{hashtags}{shorts}"


class _Fills(dict[str, str]):
    """Looks a name up in the niche's words; the same name twice gives the same word."""

    def __init__(self, niche: Niche, random: Random) -> None:
        super().__init__()
        self._niche = niche
        self._random = random

    def __missing__(self, name: str) -> str:
        self[name] = self._random.choice(self._niche.fills[name])
        return self[name]

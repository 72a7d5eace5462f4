"""Titles and descriptions, made from a niche's own sentences."""

from collections.abc import Sequence
from random import Random

from sandbox.world import chance
from sandbox.world.channels import Channel
from sandbox.world.niches import Niche

_CLOSINGS = (
    "New video every week. Tell me in the comments what to try next.",
    "Questions? I read every comment in the first hour.",
    "Save this for later and send it to someone who needs it.",
    "Filmed at home, with no sponsor.",
    "Everything I mention I paid for myself.",
)


def title(channel: Channel, slot: int, random: Random, *, is_short: bool) -> str:
    """Return a title of the niche, in the channel's language if the niche has one."""
    niche = channel.niche
    if channel.odd_every is not None and slot % channel.odd_every == channel.odd_every // 2:
        return niche.titles["odd"][0]
    form = "short" if is_short else "long"
    templates = niche.titles.get(f"{channel.language}_{form}") or niche.titles[form]
    # Each channel uses the templates in its own order, so that none occurs twice in a row.
    place = channel.index * 5 + slot * 7
    text = fill(templates[place % len(templates)], niche, random) + _tail(channel, slot, random)
    return text[0].upper() + text[1:]


def _tail(channel: Channel, slot: int, random: Random) -> str:
    """Return a title's suffix: mostly nothing, or a series, a wink, their name."""
    if random.random() < 0.5:
        return ""
    tails = [f" | {channel.name}", f" (ep. {slot + 12})", " #shorts", " 👀", f" | day {slot + 1}"]
    if channel.language == "en":
        tails += [" (honest answer)", " – part 2", ", explained", " (with proof)", " – I was wrong", " 😅"]
    return random.choice(tails)


def fill(template: str, niche: Niche, random: Random) -> str:
    """The template with each {name} replaced by one of the niche's words of that name."""
    return template.format_map(_Fills(niche, random))


def description(
    niche: Niche, channel_name: str, tags: Sequence[str], video_id: str, *, is_short: bool
) -> str:
    """Return one to three lessons, a closing line, and hashtags."""
    random = chance.generator("description", video_id)
    lessons = random.sample(niche.lessons, k=1 if is_short else 3)
    body = "\n".join(f"{lesson.headline}. {lesson.text}" for lesson in lessons)
    hashtags = " ".join("#" + tag.replace(" ", "").replace("-", "") for tag in tags[:3])
    shorts = " #shorts" if is_short else ""
    return f"{body}\n\n{random.choice(_CLOSINGS)}\n– {channel_name}\n\n{hashtags}{shorts}"


class _Fills(dict[str, str]):
    """Looks up a name in the niche's words. The same name always gives the same word."""

    def __init__(self, niche: Niche, random: Random) -> None:
        super().__init__()
        self._niche = niche
        self._random = random

    def __missing__(self, name: str) -> str:
        self[name] = self._random.choice(self._niche.fills[name])
        return self[name]

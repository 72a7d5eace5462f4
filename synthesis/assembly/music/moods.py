"""The moods of background music."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """A mood, and what its music sounds like."""

    title: str
    description: str


MOODS = {
    "calm": Mood(title="Calm", description="Piano, guitar and soft strings, slow"),
    "bright": Mood(title="Bright", description="Guitars, claps and bells, cheerful"),
    "focused": Mood(title="Focused", description="Mallets and a steady pulse"),
    "warm": Mood(title="Warm", description="Electric piano and brushed drums, laid back"),
    "driving": Mood(title="Driving", description="Strings and drums, with momentum"),
}

"""The cards of this machine, detected without loading their drivers or libraries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_DRIVER_FILES = Path("/dev")
_CARD_FILE = re.compile(r"nvidia\d+")
# WSL exposes cards under another name and does not number them.
_UNCOUNTED = Path("/dev/dxg")
_CARD_NAME = re.compile(r"\d+|(GPU|MIG)-[0-9A-Za-z/-]+")
_NO_CARDS = {"", "-1", "none", "void", "nodevfiles"}


@dataclass(frozen=True)
class Device:
    """The device of one worker process."""

    name: str
    visible: str

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a worker, in which it sees this card and no other."""
        kind = "cuda" if self.visible else "cpu"
        return {"CUDA_VISIBLE_DEVICES": self.visible, "RENDER_NODE_DEVICE": kind}


CPU = Device(name="cpu", visible="")


def assign(wanted: str, *, workers: int, needs_card: bool, environ: Mapping[str, str]) -> tuple[Device, ...]:
    """Assign one device to each worker process: each card once, or the processor ``workers`` times.

    ``wanted`` is auto, cpu, or a comma-separated list of cards. Auto means the processor if no model needs a
    card.
    """
    cards = [] if wanted == "cpu" else _named(wanted)
    if wanted == "auto" and needs_card:
        cards = _visible(environ)
    return tuple(Device(name=f"cuda:{card}", visible=card) for card in cards) or (CPU,) * workers


def problems(wanted: str) -> list[str]:
    """The errors of the setting, in sentences."""
    if wanted in {"auto", "cpu"}:
        return []
    cards = _named(wanted)
    found = [f"{card!r} is not auto, cpu or a card." for card in cards if not _CARD_NAME.fullmatch(card)]
    if len(set(cards)) < len(cards):
        found.append("a card is named twice.")
    present = _count()
    if present is not None:
        found += [
            f"there is no card {card}; this machine shows {present}."
            for card in cards
            if card.isdigit() and int(card) >= present
        ]
    return found


def _named(wanted: str) -> list[str]:
    return [] if wanted == "auto" else [card.strip() for card in wanted.split(",") if card.strip()]


def _visible(environ: Mapping[str, str]) -> list[str]:
    stated = environ.get("CUDA_VISIBLE_DEVICES")
    if stated is None:
        return [str(number) for number in range(_count() or 0)]
    cards = [card.strip() for card in stated.split(",")]
    return [] if cards[0].lower() in _NO_CARDS else cards


def _count() -> int | None:
    """The number of cards with a driver file; None if unknown."""
    if _UNCOUNTED.exists():
        return None
    return sum(_CARD_FILE.fullmatch(path.name) is not None for path in _DRIVER_FILES.iterdir())

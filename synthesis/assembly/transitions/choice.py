"""The choice of a transition by theme, layouts and footage."""

import zlib

from synthesis.assembly.storyboard import Transition

_FIGURES = frozenset({"chart", "countdown", "number", "share"})
_LISTS = frozenset({"checklist", "list", "steps", "receipt", "podium", "callouts", "path"})
_BY_THEME: dict[str, tuple[Transition, ...]] = {
    "kitchen": (Transition.WIPE,),
    "voyage": (Transition.WIPE,),
    "riso": (Transition.SLIP,),
    "gym": (Transition.SLAM,),
    "notebook": (Transition.FLIP,),
    "archive": (Transition.FLIP,),
    "studio": (Transition.WIPE, Transition.FILL),
    "ledger": (Transition.WIPE, Transition.FILL),
    "bubble": (Transition.FILL, Transition.WIPE),
    "pixel": (Transition.WIPE, Transition.SLAM),
    "felt": (Transition.WIPE,),
    "groove": (Transition.WIPE, Transition.FILL),
}


# An object flies over these. The others move the whole picture, and take its objects with it.
CARRYING = frozenset({Transition.WIPE, Transition.FILL})


def seed_of(*, seed: int, key: str) -> int:
    """What varies the transition into a scene: the scene, not its place, so that it keeps its transition."""
    return zlib.crc32(f"{seed}:{key}".encode(errors="surrogatepass"))


def carries(*, theme: str, incoming: str, seed: int) -> bool:
    """Whether an object can be carried into a scene. The layout of the scene before it does not matter: it
    may change without the incoming scene being drawn again.
    """
    kind = choose(theme=theme, outgoing="", incoming=incoming, is_between_footage=False, seed=seed)
    return kind in CARRYING


def choose(*, theme: str, outgoing: str, incoming: str, is_between_footage: bool, seed: int) -> Transition:
    """The transition between two scenes, from the layouts of both. The same for the same arguments."""
    if is_between_footage:
        return Transition.WIPE
    if outgoing == "myth":
        return Transition.TEAR
    if outgoing in _FIGURES:
        return Transition.SLAM if theme == "gym" else Transition.FILL
    if outgoing in _LISTS and incoming in _LISTS:
        return Transition.WHIP
    if incoming == "number":
        return Transition.SLAM
    kinds = _BY_THEME.get(theme, (Transition.WIPE,))
    return kinds[seed % len(kinds)]

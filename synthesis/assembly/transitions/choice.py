"""The choice of a transition by theme, layouts and footage."""

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

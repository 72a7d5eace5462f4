"""Objects on the stage: the hero of a scene, and its helpers, with their movement."""

from render_node.contract import MotionObject
from render_node.engines.motion import objects, printed, tracks
from render_node.engines.motion.stage import Stage
from render_node.engines.motion.tracks import Track


def hero(
    stage: Stage,
    thing: MotionObject,
    *,
    x: float,
    y: float,
    side: float,
    turn: float = 0.0,
    start_s: float = 0.0,
    finish: objects.Finish | None = None,
) -> None:
    """The main object: it arrives first, and reacts when its word is spoken."""
    at_s = stage.cue(thing.cue_s if thing.cue_s is not None else stage.spec.reaction_s, default_s=1.1)
    if finish is None and printed.is_printed(stage):
        printed.hero(stage, thing, x=x, y=y, side=side, at_s=at_s, start_s=start_s)
        return
    track = tracks.together(
        stage.arrives(thing, tracks.pop(start_s)),
        tracks.hop(at_s, height=30),
        tracks.nod(at_s),
    )
    stage.object(thing, x=x, y=y, side=side, turn=turn, track=stage.paced(track), finish=finish)


def helper(
    stage: Stage,
    thing: MotionObject,
    *,
    x: float,
    y: float,
    side: float,
    number: int,
    turn: float = 0.0,
    finish: objects.Finish | None = None,
) -> None:
    """A smaller object: it arrives after the hero."""
    start_s = 0.12 + 0.08 * number
    moves: list[Track] = [
        stage.arrives(thing, tracks.pop(start_s, rise=60)),
    ]
    if thing.cue_s is not None:
        moves.append(tracks.hop(stage.cue(thing.cue_s, default_s=1.4), height=44))
    stage.object(
        thing, x=x, y=y, side=side, turn=turn, track=stage.paced(tracks.together(*moves)), finish=finish
    )


def singles(thing: MotionObject) -> list[MotionObject]:
    """The object once for each time that it is counted."""
    return [thing.model_copy(update={"count": 1}) for _ in range(thing.count)]

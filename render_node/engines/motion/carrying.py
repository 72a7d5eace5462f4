"""Objects that transitions carry: how they are seen at the end of one scene, and at their place in the next.

Both are stored with the clip, so that a transition needs no other file, and a scene no other scene.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from render_node.contract import LANDS_S, Attachment, LeavingObject, ShownObject
from render_node.engines.base import YuvPicture
from render_node.engines.motion import compositor, tracks
from render_node.engines.motion.actors import Actor
from render_node.engines.motion.compositor import Op
from render_node.engines.motion.stage import Stage

# The least part of an object that is seen: of one that leaves, which may have been torn or drained; and of
# one that lands, because what covers its place would jump over it.
_SEEN, _SEEN_AT_ONCE = 0.6, 0.9
_SAME, _SOLID = 3, 250
# Objects are small files, made in every scene: the fastest level.
_LEVEL = 1
# All of whatever is not transparent.
_ANY = [0, *[255] * 255]
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class _Cutout:
    """An object in the planes of the video. ``box`` has even sides."""

    box: Box
    luma: Image.Image
    alpha: Image.Image
    blue: Image.Image
    red: Image.Image


def awaits(stage: Stage) -> bool:
    """True if the scene has one place at which its carried object can land, in front of everything else."""
    found = stage.shown.get(stage.spec.carried, [])
    if not stage.awaits or len(found) != 1 or stage.duration_s <= LANDS_S:
        return False
    ops = found[0][0].ops(LANDS_S)
    return bool(ops) and _is_seen(_cut_out(ops[0]), _frame(stage, at_s=LANDS_S), least=_SEEN_AT_ONCE)


def hide(stage: Stage) -> None:
    """Keep the carried object out of sight until it lands."""
    actor, _ = stage.shown[stage.spec.carried][0]
    actor.track = tracks.landing(LANDS_S, actor.track)


def attachment(stage: Stage, *, last_s: float) -> bytes:
    """The objects of a scene whose last frame is at ``last_s``, as a file carries them."""
    leaving = _leaving(stage, last_s=last_s) if stage.spec.exits else []
    landing = _landing(stage) if stage.spec.carried else None
    document = Attachment(
        width=stage.width,
        height=stage.height,
        leaving=tuple(shown for shown, _ in leaving),
        landing=landing[0] if landing else None,
    )
    header = document.model_dump_json().encode()
    files = b"".join(data for _, data in leaving) + (landing[1] if landing else b"")
    return len(header).to_bytes(4, "big") + header + files


def _landing(stage: Stage) -> tuple[ShownObject, bytes]:
    actor, turn = stage.shown[stage.spec.carried][0]
    cutout = _cut_out(actor.ops(LANDS_S)[0])
    picture = _stacked(cutout)
    return ShownObject(
        **_place(cutout.box),
        name=stage.spec.carried,
        turn=turn + actor.track(LANDS_S).turn,
        picture_bytes=len(picture),
    ), picture


def _leaving(stage: Stage, *, last_s: float) -> list[tuple[LeavingObject, bytes]]:
    singles = {name: found[0] for name, found in stage.shown.items() if len(found) == 1}
    if not singles:
        return []
    whole = _frame(stage, at_s=last_s)
    found = []
    for name, (actor, turn) in singles.items():
        ops = actor.ops(last_s)
        cutout = _cut_out(ops[0]) if ops else None
        if cutout is None or not _is_seen(cutout, whole, least=_SEEN):
            continue
        picture, ground = _stacked(cutout), _ground(stage, actor, cutout.box, last_s=last_s)
        shown = LeavingObject(
            **_place(cutout.box),
            name=name,
            turn=turn + actor.track(last_s).turn,
            picture_bytes=len(picture),
            ground_bytes=len(ground),
        )
        found.append((shown, picture + ground))
    return found


def _place(box: Box) -> dict[str, int]:
    left, top, right, bottom = box
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def _cut_out(op: Op) -> _Cutout:
    """The object without its empty margin, beginning at even pixels as the colours do."""
    sprite = op.sprite
    odd = op.x % 2, op.y % 2
    size = sprite.width + 2 * odd[0], sprite.height + 2 * odd[1]
    luma, alpha = Image.new("L", size, 16), Image.new("L", size)
    blue, red = (Image.new("L", (size[0] // 2, size[1] // 2), 128) for _ in range(2))
    # What is transparent is black, like the shadows that it may lie on.
    seen, half_seen = (each.point(_ANY) for each in (sprite.alpha, sprite.half_alpha))
    luma.paste(sprite.luma, odd, seen)
    alpha.paste(sprite.alpha, odd)
    blue.paste(sprite.blue, (0, 0), half_seen)
    red.paste(sprite.red, (0, 0), half_seen)
    left, top, right, bottom = _even(alpha.getbbox() or (0, 0, 2, 2))
    x, y = op.x - odd[0], op.y - odd[1]
    half = (left // 2, top // 2, right // 2, bottom // 2)
    inner = (left, top, right, bottom)
    return _Cutout(
        (x + left, y + top, x + right, y + bottom),
        luma.crop(inner),
        alpha.crop(inner),
        blue.crop(half),
        red.crop(half),
    )


def _even(box: Box) -> Box:
    left, top, right, bottom = box
    return left - left % 2, top - top % 2, right + right % 2, bottom + bottom % 2


def _frame(stage: Stage, *, at_s: float) -> YuvPicture:
    (picture,) = compositor.frames(stage.layers, width=stage.width, height=stage.height, times=[at_s])
    return picture


def _inside(stage_size: tuple[int, int], box: Box) -> Box:
    left, top, right, bottom = box
    return max(0, left), max(0, top), min(stage_size[0], right), min(stage_size[1], bottom)


def _is_seen(cutout: _Cutout, whole: YuvPicture, *, least: float) -> bool:
    """True if the frame shows this part of the object, as it is."""
    height, width = whole.y.shape
    left, top, right, bottom = _inside((width, height), cutout.box)
    if left >= right or top >= bottom:
        return False
    from_left, from_top = left - cutout.box[0], top - cutout.box[1]
    part = np.s_[from_top : from_top + bottom - top, from_left : from_left + right - left]
    solid = np.asarray(cutout.alpha)[part] >= _SOLID
    own = np.asarray(cutout.luma, np.int16)[part]
    seen = np.abs(whole.y[top:bottom, left:right] - own) <= _SAME
    return bool(solid.any()) and float(seen[solid].mean()) >= least


def _ground(stage: Stage, actor: Actor, box: Box, *, last_s: float) -> bytes:
    """The part of the last frame behind the object."""
    track, actor.track = actor.track, tracks.landing(last_s + 1, tracks.still)
    try:
        bare = _frame(stage, at_s=last_s)
    finally:
        actor.track = track
    left, top, right, bottom = _inside((stage.width, stage.height), box)
    half = np.s_[top // 2 : bottom // 2, left // 2 : right // 2]
    colours = np.concatenate([bare.u[half], bare.v[half]], axis=1)
    return _png([bare.y[top:bottom, left:right], colours])


def _stacked(cutout: _Cutout) -> bytes:
    colours = np.concatenate([np.asarray(cutout.blue), np.asarray(cutout.red)], axis=1)
    return _png([np.asarray(cutout.luma), np.asarray(cutout.alpha), colours])


def _png(planes: Sequence[np.ndarray]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.concatenate(planes)).save(file, "PNG", compress_level=_LEVEL)
    return file.getvalue()

"""Flights: a carried object leaves its place in one scene, and lands exactly where the next one shows it."""

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from render_node import contract
from render_node.contract import Attachment, LeavingObject, ShownObject
from synthesis.assembly import composition, transitions
from synthesis.assembly.storyboard import FPS, HEIGHT_PX, WIDTH_PX, Opening, Scene, Transition
from synthesis.assembly.transitions import attachments, flights
from synthesis.tests.test_composition import clip, never

GREEN, BLUE = (20, 200, 40), (20, 40, 220)
FROM, TO = (100, 300, 200), (600, 900, 400)


def disc(side, colour=GREEN):
    picture = Image.new("RGBA", (side, side))
    ImageDraw.Draw(picture).ellipse((0, 0, side - 1, side - 1), fill=(*colour, 255))
    return transitions.Sheet.of(picture)


def png(*planes):
    file = io.BytesIO()
    Image.fromarray(np.concatenate(planes)).save(file, "PNG")
    return file.getvalue()


def stacked(sheet, *, is_opaque=False):
    """A sheet as a node stores it."""
    luma, blue, red, alpha, _ = (np.asarray(plane) for plane in sheet.planes())
    return png(*([luma] if is_opaque else [luma, alpha]), np.concatenate([blue, red], axis=1))


def box_of(leaving=None, landing=None, *, name="egg", turn=0.0):
    """An attachment with a disc that leaves and one that lands; each is (x, y, side)."""
    files: list[bytes] = []
    fields: dict[str, Any] = {}
    for role, place in (("leaving", leaving), ("landing", landing)):
        if place is None:
            continue
        x, y, side = place
        files.append(stacked(disc(side)))
        shown = {"name": name, "x": x, "y": y, "width": side, "height": side, "turn": turn}
        shown["picture_bytes"] = len(files[-1])
        if role == "leaving":
            ground = transitions.Sheet.of(Image.new("RGB", (side, side), BLUE))
            files.append(stacked(ground, is_opaque=True))
            fields[role] = (LeavingObject(**shown, ground_bytes=len(files[-1])),)
        else:
            fields[role] = ShownObject(**shown)
    header = Attachment(width=WIDTH_PX, height=HEIGHT_PX, **fields).model_dump_json().encode()
    return len(header).to_bytes(4, "big") + header + b"".join(files)


def attach(path, data, *, box=contract.ATTACHMENT):
    with path.open("ab") as file:
        file.write(struct.pack(">I4s", 24 + len(data), b"uuid") + box.bytes + data)
    return path


@pytest.fixture
def clips(tmp_path):
    """A clip that a disc leaves, and one in which it lands."""
    before, own = (tmp_path / f"{name}.mp4" for name in ("before", "own"))
    for path, data in ((before, box_of(leaving=FROM)), (own, box_of(landing=TO))):
        path.write_bytes(struct.pack(">I4s8x", 16, b"ftyp"))
        attach(path, data)
    return before, own


def opening(kind=Transition.WIPE, carried="egg"):
    return Opening(kind=kind, outgoing_frame=0, theme="kitchen", carried=carried)


def flight(clips, kind=Transition.WIPE, carried="egg"):
    before, own = clips
    return transitions.flight_of(opening=opening(kind, carried), clip=own, previous_clip=before)


def outgoing():
    """The frame that the disc leaves."""
    picture = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), BLUE)
    picture.paste(GREEN, FROM[:2], disc(FROM[2]).alpha)
    return transitions.Sheet.of(picture)


def drawn(clips, kind=Transition.WIPE):
    return list(transitions.draw(opening=opening(kind), outgoing=outgoing(), flight=flight(clips, kind)))


def green(frame):
    """Where the disc is seen, to two pixels: left, top, right, bottom; None if it is not."""
    own = transitions.Sheet.of(Image.new("RGB", (4, 4), GREEN))
    pairs = ((frame.blue, own.blue), (frame.red, own.red))
    near = [abs(np.asarray(plane, np.int16) - np.asarray(each, np.int16)[0, 0]) < 8 for plane, each in pairs]
    box = Image.fromarray(near[0] & near[1] & (np.asarray(frame.half_alpha) > 250)).getbbox()
    return box and tuple(2 * side for side in box)


def middle(box):
    left, top, right, bottom = box
    return np.array([(left + right) / 2, (top + bottom) / 2])


def test_the_node_and_assembly_agree_on_the_box():
    assert attachments.ATTACHMENT == contract.ATTACHMENT
    assert flights.FRAMES / FPS == contract.LANDS_S


def test_the_object_leaves_its_place_and_lands_in_the_next_scene(clips):
    boxes = [green(frame) for frame in drawn(clips)]

    assert len(boxes) == flights.FRAMES
    assert boxes[-1] == pytest.approx((TO[0], TO[1], TO[0] + TO[2], TO[1] + TO[2]), abs=4)
    first, last = middle(boxes[0]), middle(boxes[-1])
    assert np.abs(first - (FROM[0] + FROM[2] / 2, FROM[1] + FROM[2] / 2)).max() < 60
    along = [float(np.dot(middle(box) - first, last - first)) for box in boxes]
    assert along == sorted(along)


def test_the_object_is_seen_once_at_any_time(clips):
    for frame in drawn(clips):
        left, top, right, bottom = green(frame)

        assert max(right - left, bottom - top) <= TO[2]
        assert abs((right - left) - (bottom - top)) <= 6


def test_the_path_bends_upwards(clips):
    boxes = [green(frame) for frame in drawn(clips)]
    start, end = middle(boxes[0]), middle(boxes[-1])

    for box in boxes[2:-2]:
        x, y = middle(box)
        assert y < start[1] + (end[1] - start[1]) * (x - start[0]) / (end[0] - start[0])


@pytest.mark.parametrize("sides", [(FROM[2], TO[2]), (TO[2], FROM[2]), (300, 300)])
def test_the_picture_is_never_enlarged(tmp_path, sides, monkeypatch):
    sizes = []
    changed = flights._changed

    def noted(sheet, *, scale, **rest):
        sizes.append(scale)
        return changed(sheet, scale=scale, **rest)

    monkeypatch.setattr(flights, "_changed", noted)
    placed = [attachments.Placed(sheet=disc(side), x_px=100, y_px=400, turn=0) for side in sides]
    ground = transitions.Sheet.of(Image.new("RGB", (sides[0], sides[0]), BLUE))
    leaving = attachments.Leaving(sheet=placed[0].sheet, x_px=100, y_px=400, turn=0, ground=ground)

    list(flights.fly(iter(()), leaving=leaving, landing=placed[1]))

    assert max(sizes) <= 1.0


@pytest.mark.parametrize("kind", [Transition.WIPE, Transition.FILL])
def test_an_object_flies_over_what_takes_the_picture_away(clips, kind):
    frames = drawn(clips, kind)

    assert len(frames) == flights.FRAMES
    assert all(green(frame) for frame in frames)


@pytest.mark.parametrize("kind", sorted({*transitions.FRAMES} - {Transition.WIPE, Transition.FILL}))
def test_an_object_leaves_with_a_picture_that_is_taken_away_whole(clips, kind):
    found = flight(clips, kind)

    assert (found.leaving, found.landing.x_px) == (None, TO[0])


def test_the_last_frame_shows_the_object_as_it_has_landed(clips):
    landed = disc(TO[2])
    x, y, side = TO

    last = drawn(clips)[-1]

    shown = np.asarray(last.luma)[y : y + side, x : x + side]
    is_solid = np.asarray(landed.alpha) == 255
    assert (shown == np.asarray(landed.luma))[is_solid].all()


def test_an_object_that_was_not_seen_rises_into_its_place_behind_what_covers_it(clips):
    before, _ = clips
    before.write_bytes(b"")
    plain = list(transitions.draw(opening=opening(carried=""), outgoing=outgoing()))

    frames = drawn(clips)

    for frame, bare in zip(frames, plain, strict=True):
        is_covered = np.asarray(bare.alpha) == 255
        assert (np.asarray(frame.luma) == np.asarray(bare.luma))[is_covered].all()
    assert green(frames[0])[1] < FROM[1] + FROM[2]
    assert green(frames[-1]) == pytest.approx((TO[0], TO[1], TO[0] + TO[2], TO[1] + TO[2]), abs=4)


def test_the_object_turns_on_its_way():
    bar = Image.new("RGBA", (200, 60), (*GREEN, 255))
    sheet, ground = transitions.Sheet.of(bar), transitions.Sheet.of(bar.convert("RGB"))
    leaving = attachments.Leaving(sheet=sheet, x_px=300, y_px=300, turn=-40.0, ground=ground)
    landing = attachments.Placed(sheet=sheet, x_px=300, y_px=300, turn=0.0)

    boxes = [green(frame) for frame in flights.fly(iter(()), leaving=leaving, landing=landing)]

    heights = [bottom - top for _, top, _, bottom in boxes]
    # Before the middle of the way it is turned from how it left, and after that from how it lands.
    assert heights[-1] == pytest.approx(60, abs=4)
    assert heights[0] == pytest.approx(65, abs=8)
    assert 100 < max(heights) < 140


@pytest.mark.parametrize("name", ["salt", ""])
def test_only_the_planned_object_is_carried(clips, name):
    assert flight(clips, carried=name) is None


def test_a_clip_of_an_earlier_release_carries_nothing(clips):
    before, own = clips
    own.write_bytes(own.read_bytes()[:16])

    assert flight((before, own)) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x00\x00\x02{}",
        b"\x00\x00\xff\xff" + b"{" * 40,
        box_of(landing=TO)[:-400],
        box_of(landing=TO)[:-40] + b"\0" * 40,
        box_of(landing=(601, 900, 400)),
    ],
)
def test_a_damaged_box_carries_nothing(tmp_path, data):
    own = tmp_path / "own.mp4"
    own.write_bytes(struct.pack(">I4s8x", 16, b"ftyp"))
    attach(own, data)

    assert flight((own, own)) is None


@pytest.mark.parametrize("length", [8, 15, 23, 32_000_001, 0xFFFFFFFF])
def test_a_box_with_a_false_length_carries_nothing(tmp_path, length):
    own = tmp_path / "own.mp4"
    own.write_bytes(struct.pack(">I4s", length, b"uuid") + contract.ATTACHMENT.bytes + box_of(landing=TO))

    assert flight((own, own)) is None


@pytest.mark.parametrize("turn", ["NaN", "Infinity", "1e999"])
def test_an_object_without_a_turn_that_is_a_number_carries_nothing(tmp_path, turn):
    own = tmp_path / "own.mp4"
    data = box_of(landing=TO, turn=7.25)
    length = int.from_bytes(data[:4], "big")
    header = data[4 : 4 + length].replace(b"7.25", turn.encode())
    own.write_bytes(struct.pack(">I4s8x", 16, b"ftyp"))
    attach(own, len(header).to_bytes(4, "big") + header + data[4 + length :])

    assert flight((own, own)) is None


def test_a_picture_with_a_damaged_profile_carries_nothing(tmp_path):
    own = tmp_path / "own.mp4"
    own.write_bytes(struct.pack(">I4s8x", 16, b"ftyp"))
    picture = stacked(disc(TO[2]))
    empty = struct.pack(">I4sI", 0, b"iCCP", zlib.crc32(b"iCCP"))
    damaged = picture[:-12] + empty + picture[-12:]
    x, y, side = TO
    landing = ShownObject(name="egg", x=x, y=y, width=side, height=side, turn=0, picture_bytes=len(damaged))
    header = Attachment(width=WIDTH_PX, height=HEIGHT_PX, landing=landing).model_dump_json().encode()
    attach(own, len(header).to_bytes(4, "big") + header + damaged)

    assert flight((own, own)) is None


def test_a_film_of_a_thousand_boxes_carries_nothing(tmp_path):
    own = tmp_path / "own.mp4"
    own.write_bytes(struct.pack(">I4s", 8, b"free") * 1000)
    attach(own, box_of(landing=TO))

    assert flight((own, own)) is None


def test_a_file_that_is_no_film_carries_nothing(tmp_path):
    own = tmp_path / "own.png"
    own.write_bytes(png(np.zeros((8, 8), np.uint8)))

    assert flight((own, own)) is None


def encoded(clips, folder, *, carried="egg"):
    before, own = clips
    scenes = [Scene(key="before"), Scene(key="own", carried=carried)]
    (_, shot) = composition.plan(scenes=scenes, theme="kitchen").shots
    return composition.encode_segment(
        shot=shot,
        clip=own,
        previous_clip=before,
        captions=None,
        workdir=folder,
        should_stop=never,
        encoding=("-c:v", "libx264", "-preset", "ultrafast", "-qp", "4"),
    )


def test_a_segment_depends_on_the_object_of_the_clip_before(tmp_path):
    before, other, own = (
        clip(tmp_path / f"{name}.mp4", colour=colour, frames=60)
        for name, colour in (("before", "blue"), ("other", "blue"), ("own", "red"))
    )
    attach(before, box_of(leaving=FROM))
    attach(other, box_of(leaving=(300, 300, 200)))
    attach(own, box_of(landing=TO))
    same = tmp_path / "same.mp4"
    same.write_bytes(before.read_bytes() + struct.pack(">I4s", 8, b"free"))

    found = [encoded((each, own), tmp_path / "work") for each in (before, same, other)]

    assert found[0] == found[1] != found[2]
    assert encoded((before, own), tmp_path / "work", carried="") not in found

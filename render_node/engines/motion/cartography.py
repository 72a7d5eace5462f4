"""The map of a scene: land of paper in shallow water."""

from PIL import Image, ImageChops

from render_node.engines.motion import badges, colours, geography, planes, rasters, svg, tracks
from render_node.engines.motion.geography import Box, View
from render_node.engines.motion.stage import CENTRE, Stage

_FOOT = 1290.0
_SHALLOW, _COAST, _MOTTLE = 24.0, 4.2, 0.045
# Where land fades in below the headline.
_FADE_TOP = 64.0
_CARD_WIDTH, _CARD_FOOT, _BORDER, _ROOM = 960.0, 1168.0, 12.0, 44.0
_SEA_CONTRAST = 1.3
_LEGIBLE = 2.0


def add(stage: Stage, view: View, *, top: float) -> None:
    """Add the map below ``top``: down to the planes at the foot if the ground has them, or on a card."""
    left = -stage.x(0) / stage.unit
    arrives = tracks.still if stage.is_first else tracks.slide(0.0, y=80)
    if has_planes(stage):
        box = Box(left, top - 10, left + stage.width / stage.unit, _FOOT)
        stage.put(_open(stage, view, box=box), x=box.middle[0], y=box.middle[1], track=arrives)
        _planes(stage, box)
    else:
        box = Box(
            CENTRE - _CARD_WIDTH / 2 - _ROOM,
            top + 16 - _ROOM,
            CENTRE + _CARD_WIDTH / 2 + _ROOM,
            _CARD_FOOT + _ROOM,
        )
        stage.put(_card(stage, view, box=box), x=box.middle[0], y=box.middle[1], track=arrives)


def has_planes(stage: Stage) -> bool:
    """True if the ground is a landscape of planes."""
    return "sea" in stage.ground.ink.extra


def _planes(stage: Stage, box: Box) -> None:
    palette, bottom = planes.palette(stage.ground), (stage.height - stage.y(0)) / stage.unit
    for edge, colour, foot in (
        (planes.SHORE, palette.sea, planes.DEPTH.y + 60),
        (planes.DEPTH, palette.deep, bottom),
    ):
        picture = planes.plane(
            edge, colour=colour, left=box.left, right=box.right, bottom=foot, unit=stage.unit
        )
        stage.put(picture, x=box.middle[0], y=(edge.top + foot) / 2)


def _open(stage: Stage, view: View, *, box: Box) -> Image.Image:
    """Land on the ground itself, which fades in below the headline."""
    picture = _land(stage, view, box=box)
    picture.putalpha(ImageChops.multiply(picture.getchannel("A"), _fade(picture, stage, box=box)))
    return picture


def _card(stage: Stage, view: View, *, box: Box) -> Image.Image:
    """Land and water on a card with a border."""
    width, height = box.right - box.left - 2 * _ROOM, box.bottom - box.top - 2 * _ROOM
    radius = min(40.0, stage.theme.card_radius)
    outer = _sheet(box, width, height, inset=0.0, radius=radius, colour=land_colour(stage))
    inner = _sheet(
        box, width, height, inset=_BORDER, radius=max(0.0, radius - _BORDER), colour=water_colour(stage)
    )
    water = _drawn(stage, inner, box)
    land = _land(stage, view, box=box)
    land.putalpha(ImageChops.multiply(land.getchannel("A"), water.getchannel("A")))
    card = Image.alpha_composite(Image.alpha_composite(_drawn(stage, outer, box), water), land)
    return badges.lifted(stage, card, blur=14, dy=12, opacity=0.28)


def _sheet(box: Box, width: float, height: float, *, inset: float, radius: float, colour: str) -> str:
    return svg.rectangle(
        x=box.left + _ROOM + inset,
        y=box.top + _ROOM + inset,
        width=width - 2 * inset,
        height=height - 2 * inset,
        fill=colour,
        radius=radius,
    )


def _land(stage: Stage, view: View, *, box: Box) -> Image.Image:
    outline = geography.coastline(view, box=box)
    land = _drawn(stage, svg.path(outline, fill="#ffffff"), box)
    shape = land.getchannel("A")
    # A blurred rim needs no detail.
    small = shape.resize((max(1, shape.width // 3), max(1, shape.height // 3)), Image.Resampling.BOX)
    shallow = rasters.grown(small, _SHALLOW * stage.unit / 3).resize(shape.size, Image.Resampling.BILINEAR)
    water = rasters.filled(shallow, _shallow_colour(stage))
    # Drawing the outline again as a line would take twice as long as the land itself.
    coast = rasters.filled(rasters.thickened(shape, _COAST / 2 * stage.unit), _coast_colour(stage))
    paper = planes.finished(
        shape, colour=land_colour(stage), unit=stage.unit, lift=0.4, up=-0.7, depth=_MOTTLE
    )
    return Image.alpha_composite(Image.alpha_composite(water, coast), paper)


def _drawn(stage: Stage, body: str, box: Box) -> Image.Image:
    return stage.drawing(body, x=box.left, y=box.top, width=box.right - box.left, height=box.bottom - box.top)


def _fade(picture: Image.Image, stage: Stage, *, box: Box) -> Image.Image:
    """The opacity of each row."""
    column = Image.new("L", (1, picture.height))
    for row in range(picture.height):
        column.putpixel((0, row), round(255 * min(1.0, row / stage.unit / _FADE_TOP)))
    return column.resize(picture.size, Image.Resampling.NEAREST)


def land_colour(stage: Stage) -> str:
    """The colour of land: the ground's own, or its cards'."""
    return _colour(stage, "land", stage.ground.card)


def water_colour(stage: Stage) -> str:
    """The colour of the sea: the ground's base, or a tint on a card."""
    if has_planes(stage):
        return stage.ground.base
    land = land_colour(stage)
    tints = [
        colours.mixed(tint, land, share)
        for share in (0.45, 0.15)
        for tint in (stage.ground.base, stage.ground.strong)
    ]
    return next(
        (each for each in tints if colours.contrast(each, land) >= _SEA_CONTRAST), colours.lighter(land, -0.3)
    )


def _shallow_colour(stage: Stage) -> str:
    return _colour(stage, "shallow", colours.mixed(water_colour(stage), land_colour(stage), 0.35))


def _coast_colour(stage: Stage) -> str:
    return _colour(stage, "coast", colours.mixed(land_colour(stage), stage.ground.card_ink, 0.42))


def _colour(stage: Stage, name: str, default: str) -> str:
    return stage.ground.ink.extra.get(name, default)


def legible(*choices: str, on: tuple[str, ...], least: float = _LEGIBLE) -> str:
    """The first of the colours that stands out from all of ``on``, or the one that does most."""
    scored = [(min(colours.contrast(each, other) for other in on), each) for each in choices]
    return next((each for score, each in scored if score >= least), max(scored)[1])

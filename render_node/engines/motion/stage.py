"""One scene while it is built: its frame, timing, theme, and the layers so far.

Layouts use the coordinates of a frame of 1080 x 1920. Other frames show it as large as it fits, centred.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from render_node.contract import MotionObject, MotionSpec
from render_node.engines.motion import idling, lettering, lettering_styles, objects, shaping, svg, tracks
from render_node.engines.motion.accenting import flags
from render_node.engines.motion.actors import Actor
from render_node.engines.motion.compositor import Layer
from render_node.engines.motion.lettering import Block, Lettering
from render_node.engines.motion.lettering_styles import Glyphs, Ink, LetterStyle
from render_node.engines.motion.themes.base import Ground, Look
from render_node.engines.motion.tracks import Track

WIDTH, HEIGHT = 1080, 1920
# Type and objects stay within; the platforms' buttons and the captions are outside.
LEFT, RIGHT, TOP, BOTTOM = 72, 960, 200, 1150
CENTRE = 516
EXIT_S = 0.24
_SHORT_HEADLINE = 34
# How far below its place type begins in the first scene.
_SETTLES = 12.0
# Phases that are apart however many there are; the side from which things move as far as their theme does.
_APART, _WHOLE, _LEAST = 0.618, 300.0, 0.45


@dataclass
class Stage:
    """The scene in progress. ``duration_s`` is its length; ``rng`` is its own.

    With ``is_mirrored``, places are mirrored around the centre, for scripts from right to left. Pictures and
    letters are not.
    """

    spec: MotionSpec
    theme: Look
    ground: Ground
    width: int
    height: int
    duration_s: float
    rng: np.random.Generator
    layers: list[Layer] = field(default_factory=list)
    held: int = 0
    # The layers of the objects that it shows, by name, with how far each is turned.
    shown: dict[str, list[tuple[Actor, float]]] = field(default_factory=dict)
    # Whether the layout lets a carried object begin at its place.
    awaits: bool = False
    is_mirrored: bool = False

    @property
    def unit(self) -> float:
        """Pixels of the frame per pixel of a frame of 1080 x 1920."""
        return min(self.width / WIDTH, self.height / HEIGHT)

    @property
    def is_first(self) -> bool:
        """True if the scene opens the video: it is complete from its first frame."""
        return self.spec.scene_index == 0

    def x(self, x: float) -> float:
        """A horizontal position in pixels of the frame."""
        x = 2 * CENTRE - x if self.is_mirrored else x
        return (self.width - WIDTH * self.unit) / 2 + x * self.unit

    def y(self, y: float) -> float:
        """A vertical position in pixels of the frame."""
        return (self.height - HEIGHT * self.unit) / 2 + y * self.unit

    @property
    def edges(self) -> tuple[float, float]:
        """The horizontal positions of the frame's sides, the smaller one first."""
        beside = (self.width / self.unit - WIDTH) / 2
        left, right = -beside, WIDTH + beside
        return (2 * CENTRE - right, 2 * CENTRE - left) if self.is_mirrored else (left, right)

    # --- timing ---------------------------------------------------------------------------------------

    def enters(self, track: Track) -> Track:
        """How something arrives: as given, or at once in the first scene."""
        return tracks.settle() if self.is_first else track

    def arrives(self, thing: MotionObject, track: Track) -> Track:
        """How an object arrives: as given, or not at all if a transition carries it to its place."""
        if thing.name != self.spec.carried:
            return self.enters(track)
        self.awaits = True
        return tracks.still

    def stands(self, track: Track) -> Track:
        """How type arrives: as given, or at its full size in the first scene, so that it is read at once."""
        return tracks.settle(scale=1.0, y=_SETTLES) if self.is_first else track

    def cue(self, at_s: float | None, *, default_s: float) -> float:
        """When something reacts: at its word, or at a default, and early enough to be seen."""
        latest = max(0.4, self.duration_s - 0.6)
        return min(at_s if at_s is not None else default_s, latest)

    def exit(self, *, x: float = 0.0, y: float = 0.0) -> Track:
        """How type leaves at the end of the scene, so that no transition shows two texts."""
        if not self.spec.exits:
            return tracks.still
        return tracks.leave(max(0.6, self.duration_s - EXIT_S), x=x, y=y, length_s=EXIT_S - 0.04)

    def paced(self, track: Track) -> Track:
        """The movement at the theme's pace: smooth, or in steps."""
        if self.theme.snap_px:
            track = tracks.snapped(track, cell=self.theme.snap_px)
        return tracks.stepped(track, per_s=self.theme.steps_per_s) if self.theme.steps_per_s else track

    def holds(self, *, side: float = _WHOLE, stands: bool = False) -> Track:
        """How a thing of this size moves while the scene holds, in a phase of its own."""
        return self.theme.holds(self._rest(share=min(1.0, max(_LEAST, side / _WHOLE)), stands=stands))

    def breathes(self) -> Track:
        """How a card with text moves while the scene holds: hardly, and all its parts together."""
        return self.theme.breathes(self._rest())

    def _rest(self, *, share: float = 1.0, stands: bool = False) -> idling.Rest:
        self.held += 1
        return idling.Rest(self.held * _APART % 1, share=share, stands=stands, step=1 / self.unit)

    # --- pictures -------------------------------------------------------------------------------------

    def add(self, layer: Layer) -> None:
        self.layers.append(layer)

    def drawing(self, body: str, *, x: float, y: float, width: float, height: float) -> Image.Image:
        """Part of a drawing in RGBA, at the size at which it is shown."""
        return svg.draw(body, x=x, y=y, width=width, height=height, scale=self.unit)

    def put(
        self,
        picture: Image.Image,
        *,
        x: float,
        y: float,
        track: Track = tracks.still,
        name: str = "",
        turn: float = 0.0,
    ) -> None:
        """Add a picture with its centre at (x, y): of the object ``name``, turned clockwise, if it is one."""
        actor = Actor(picture, x=self.x(x), y=self.y(y), unit=self.unit, track=track)
        self.add(actor)
        if name:
            self.shown.setdefault(name, []).append((actor, turn))

    def put_drawing(
        self,
        body: str,
        *,
        x: float,
        y: float,
        width: float,
        height: float,
        track: Track = tracks.still,
    ) -> None:
        """Add the part of a drawing in the box, in its place."""
        picture = self.drawing(body, x=x, y=y, width=width, height=height)
        self.put(picture, x=x + width / 2, y=y + height / 2, track=track)

    # --- objects --------------------------------------------------------------------------------------

    @property
    def things(self) -> list[MotionObject]:
        """The objects of the scene that the collection has."""
        return [each for each in self.spec.objects if objects.exists(each.name)]

    def object(
        self,
        thing: MotionObject,
        *,
        x: float,
        y: float,
        side: float,
        track: Track = tracks.still,
        turn: float = 0.0,
        finish: objects.Finish | None = None,
        holds: Track | None = None,
    ) -> None:
        """Add an object with its centre at (x, y). ``turn`` is in degrees clockwise.

        ``holds`` is how it moves while the scene holds, if that is not its theme's manner.
        """
        finish = finish or self.ground.finish or self.theme.finish
        # Pixels stay upright: the object is turned before it is divided into cells.
        is_upright = finish.treatment is objects.Treatment.PIXEL
        picture = objects.picture(
            thing.name,
            side_px=max(8, round(side * self.unit)),
            unit=self.unit,
            finish=finish,
            is_struck=thing.is_struck,
            turn=turn if is_upright else 0.0,
        )
        if turn and not is_upright:
            picture = picture.rotate(-turn, Image.Resampling.BICUBIC)
        moves = tracks.together(track, holds or self.holds(side=side))
        self.put(picture, x=x, y=y, track=moves, name=thing.name, turn=turn)

    # --- type -----------------------------------------------------------------------------------------

    def set(
        self,
        text: str,
        *,
        style: LetterStyle,
        width: float,
        height: float,
        largest: float,
        smallest: float = 40.0,
        align: str = "start",
        most_lines: int = 0,
    ) -> Lettering:
        """Break a text into lines as large as the box allows. 0 lines is no limit."""
        return lettering.fit(
            text,
            font=style.face,
            width=width,
            height=height,
            largest_px=largest,
            smallest_px=smallest,
            leading=style.leading,
            align=align,
            tracking=style.tracking,
            upper=style.is_upper,
            language=self.spec.language,
            most_lines=most_lines,
        )

    def lines(
        self,
        text: Lettering,
        *,
        style: LetterStyle,
        x: float = 0.0,
        y: float = 0.0,
        accents: Sequence[bool] = (),
    ) -> list[list[Glyphs]]:
        """The outlines of a set text, by line. Its box has its corner at (x, y)."""
        found: list[list[Glyphs]] = [[] for _ in range(text.lines)]
        for number, placed in enumerate(text.words):
            found[placed.line].append(
                Glyphs(
                    outline=shaping.outline(placed.word.pieces, text.size_px, style.tracking),
                    x=placed.x + x,
                    baseline=placed.baseline + y,
                    width=placed.width,
                    is_accent=bool(accents) and accents[number],
                )
            )
        return found

    def text(
        self,
        text: str,
        *,
        style: LetterStyle,
        ink: Ink,
        x: float,
        y: float,
        width: float,
        height: float,
        largest: float,
        smallest: float = 40.0,
        align: str = "start",
        accents: Sequence[str] = (),
        start_s: float = 0.1,
        each_s: float = 0.08,
        track: Track | None = None,
        turn: float = 0.0,
        most_lines: int = 0,
    ) -> Block:
        """Add a text whose box has its corner at (x, y); each line arrives on its own."""
        found = self.set(
            text,
            style=style,
            width=width,
            height=height,
            largest=largest,
            smallest=smallest,
            align="left" if self.is_mirrored and align == "start" else align,
            most_lines=most_lines,
        )
        marked = flags(found, accents)
        for number, words in enumerate(self.lines(found, style=style, accents=marked)):
            if words:
                arrival = track or self._arrival(start_s + number * each_s)
                self._line(words, found, number, style=style, ink=ink, x=x, y=y, turn=turn, track=arrival)
        left = x + min((placed.x for placed in found.words), default=0.0)
        return Block(left, y, left + found.width, y + found.height, found.size_px)

    def _arrival(self, start_s: float) -> Track:
        comes = self.theme.arrives(start_s) if self.theme.arrives else tracks.slide(start_s, y=46)
        arrives = self.stands(tracks.slam(start_s) if self.theme.slams else comes)
        moves = tracks.together(arrives, self.exit(x=-self.theme.exit_px))
        return self.paced(moves) if self.theme.snap_px else moves

    def _line(
        self,
        words: list[Glyphs],
        found: Lettering,
        number: int,
        *,
        style: LetterStyle,
        ink: Ink,
        x: float,
        y: float,
        turn: float,
        track: Track,
    ) -> None:
        left, right = min(word.x for word in words), max(word.x + word.width for word in words)
        step = found.height / max(1, found.lines)
        top = number * step
        picture = lettering_styles.drawn(
            words,
            style=style,
            size=found.size_px,
            ink=ink,
            x=left,
            y=top,
            width=right - left,
            height=step,
            scale=self.unit,
        )
        if turn:
            picture = picture.rotate(-turn, Image.Resampling.BICUBIC, expand=True)
        self.put(picture, x=x + (left + right) / 2, y=y + top + step / 2, track=track)

    def headline(
        self,
        *,
        y: float = TOP + 10,
        x: float = LEFT,
        width: float = RIGHT - LEFT,
        height: float = 400.0,
        largest: float = 176.0,
        align: str = "",
        text: str = "",
        ink: Ink | None = None,
    ) -> Block:
        """Add the headline in the theme's type, with its accent words, in two lines if it is short."""
        said = text or self.spec.headline
        return self.text(
            said,
            style=self.theme.headline,
            ink=ink or self.ground.ink,
            x=x,
            y=y,
            width=width,
            height=height,
            largest=largest,
            smallest=56,
            align=align or self.theme.align,
            accents=self.spec.accent_words,
            most_lines=2 if len(said) <= _SHORT_HEADLINE else 3,
        )

    def label(
        self,
        text: str,
        *,
        x: float,
        y: float,
        width: float,
        size: float = 52.0,
        colour: str = "",
        align: str = "start",
        start_s: float = 0.2,
        style: LetterStyle | None = None,
        height: float | None = None,
        track: Track | None = None,
    ) -> Block:
        """Add a small text in the theme's second typeface."""
        ink = Ink(fill=colour or self.ground.label, accent=self.ground.ink.accent)
        return self.text(
            text,
            style=style or self.theme.label,
            ink=ink,
            x=x,
            y=y,
            width=width,
            height=height or size * 1.35,
            largest=size,
            smallest=min(size, 34),
            align=align,
            start_s=start_s,
            track=track,
        )

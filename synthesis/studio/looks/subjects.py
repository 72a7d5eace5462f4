"""A scene as it is read: its texts, its place, and the objects that its words name."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from synthesis.content import SceneContent
from synthesis.studio import headlines
from synthesis.studio.looks import shortening, words
from synthesis.studio.looks.words import Words
from synthesis.studio.objects import Chosen
from synthesis.studio.scripts.pasting import layouts

# What stands before a colon, without figures.
_LEAD = re.compile(r"[^:\uff1a\d.!?]+(?=[:\uff1a]\s)")
# "Step one: …" leads to one thing of several.
_NUMBERED = re.compile(r"\w+ (?:one|two|three|four|five|six)$", re.IGNORECASE)


@dataclass(frozen=True)
class Subject:
    """A scene of a video. ``place`` counts from 0; ``things`` are its objects, the main one first.

    ``is_titled`` is false where another scene shows the title of the video.
    """

    scene: SceneContent
    place: int
    count: int
    language: str
    title: str
    theme: str
    things: tuple[Chosen, ...] = ()
    earlier: tuple[Chosen, ...] = field(default=())
    is_titled: bool = True

    @property
    def is_first(self) -> bool:
        return self.place == 0

    @property
    def is_last(self) -> bool:
        return self.place == self.count - 1 and self.count > 2

    @property
    def text(self) -> str:
        """What is said, or else what is written."""
        return self.scene.narration or self.scene.headline

    @cached_property
    def words(self) -> Words:
        return words.of(self.language)

    @cached_property
    def head(self) -> str:
        """The headline, in about five words: the title only if no phrase of the scene can stand alone."""
        text, narration = self.scene.headline or self.scene.narration, self.scene.narration
        short = shortening.shortened(text, language=self.language, narration=narration, otherwise=self.title)
        if self.is_titled or not self.repeats_title(short):
            return short
        return shortening.own(text, language=self.language, narration=narration) or short

    @cached_property
    def has_own_headline(self) -> bool:
        """True if the headline says something in other words than the narration."""
        headline, narration = (_folded(text) for text in (self.scene.headline, self.scene.narration))
        return bool(headline) and headline not in narration

    @cached_property
    def topic(self) -> str:
        """What a scene is about whose picture says everything else, in at most five words.

        The headline in its own words, what leads to the rest ("Three things fix it: …"), or the title.
        """
        if self.has_own_headline:
            return self.head
        lead = _LEAD.match(self.text)
        is_topic = (
            lead is not None
            and not _NUMBERED.match(lead[0])
            and not shortening.is_lead(lead[0], self.text[len(lead[0]) :], language=self.language)
        )
        if lead and is_topic and 2 <= len(lead[0].split()) <= shortening.MOST_WORDS:
            return headlines.capitalised(lead[0])
        return self.name

    @property
    def name(self) -> str:
        """The title of the video, in about five words. Empty where another scene shows it."""
        return shortening.shortened(self.title, language=self.language) if self.is_titled else ""

    def repeats_title(self, headline: str) -> bool:
        """Whether a headline is the title of the video, or what stands for it."""
        titles = (self.title, shortening.shortened(self.title, language=self.language))
        return bool(_folded(headline)) and _folded(headline) in map(_folded, titles)

    def accents(self, headline: str) -> list[str]:
        """The accent word of a headline: the scene's, or the figure or longest word that carries meaning."""
        said = {_folded(word) for word in headline.split()}
        own = [word for word in self.scene.accent_words if set(map(_folded, word.split())) <= said]
        return (own or list(layouts.accents_of(headline, language=self.language)))[:1]


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())

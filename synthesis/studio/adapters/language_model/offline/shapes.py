"""Script structures: opening, turn, payoff and ending."""

from dataclasses import dataclass

# {topic} follows a preposition, so that any number and article is grammatical.


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The first scene: narration, and text on the screen."""

    says: str
    headline: str
    accent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A script structure. ``counts`` numbers the tips aloud; ``titles`` are title patterns."""

    name: str
    openings: tuple[Opening, ...]
    turns: tuple[str, ...]
    payoffs: tuple[str, ...]
    titles: tuple[str, ...]
    counts: bool = False
    needs_score: bool = False


QUESTION = Shape(
    name="question",
    openings=(
        Opening(
            says="What would you change first about {topic}? Probably not the thing that matters.",
            headline="What would you change first?",
            accent="first",
        ),
        Opening(
            says="Still not happy with {topic}? Check this before you change everything.",
            headline="Check this first",
            accent="first",
        ),
        Opening(
            says="What makes the difference with {topic}? Less than you think.",
            headline="What makes the difference?",
            accent="difference",
        ),
    ),
    turns=("Start here.", "Begin with this.", "Here is where to look."),
    payoffs=(
        "Pick one of these, try it once, and judge for yourself.",
        "That is the answer. Not more effort, just the right end of it.",
        "Look there first, and the rest gets easier to see.",
    ),
    titles=(
        "What to change first about {topic}",
        "Not happy with {topic}? Look here",
        "The difference with {topic}",
    ),
)

CONTRARIAN = Shape(
    name="contrarian",
    openings=(
        Opening(
            says="Most advice about {topic} starts at the wrong end.",
            headline="Start at the other end",
            accent="other end",
        ),
        Opening(
            says="With {topic}, less hurry helps more than more gear.",
            headline="Less gear, less hurry",
            accent="less hurry",
        ),
        Opening(
            says="Forget the big secret about {topic}. The small things do the work.",
            headline="There is no big secret",
            accent="no",
        ),
    ),
    turns=("Try it the other way round.", "Do this instead.", "Here is the plain version."),
    payoffs=(
        "Boring, cheap, and it still works on a bad day. That is the point.",
        "It looks like nothing. That is why so many skip it.",
        "No trick in it. That is what makes it last.",
    ),
    titles=("{Topic}, from the other end", "{Topic}: less hurry, more result", "No big secret about {topic}"),
)

LIST = Shape(
    name="list",
    openings=(
        Opening(
            says="{Count} small things that help with {topic}. The last one is easy to miss.",
            headline="{Count} small things",
            accent="small",
        ),
        Opening(
            says="If I could tell a friend only {count} things about {topic}, it would be these.",
            headline="{Count} things for a friend",
            accent="friend",
        ),
        Opening(
            says="Save this one. {Count} habits around {topic} that cost you almost nothing.",
            headline="{Count} quiet habits",
            accent="quiet",
        ),
    ),
    turns=("",),
    payoffs=(
        "Do not take all of them. Take the one you have been putting off.",
        "Start with whichever made you nod.",
        "Together they take less time than looking for another video.",
    ),
    titles=(
        "{Count} small things about {topic}",
        "{Topic}: {count} habits worth keeping",
        "{Count} things for a friend who asks about {topic}",
    ),
    counts=True,
)

STORY = Shape(
    name="story",
    openings=(
        Opening(
            says="Picture this. Weeks of work on {topic}, and nothing moves.",
            headline="Weeks, and nothing moves",
            accent="nothing",
        ),
        Opening(
            says="Everybody who cares about {topic} knows this evening. You try, and it goes wrong again.",
            headline="It went wrong again",
            accent="again",
        ),
        Opening(
            says="There is a day when something clicks about {topic}. It starts with one small change.",
            headline="The day it clicks",
            accent="clicks",
        ),
    ),
    turns=("Then you change one thing.", "So you go back to the start.", "This time you do it differently."),
    payoffs=(
        "Nobody sees the change. You notice it the next morning.",
        "And then, without any drama, it works.",
        "That was all. The rest was doing it again.",
    ),
    titles=(
        "The day it clicks: {topic}",
        "One change that helps with {topic}",
        "When nothing moves with {topic}",
    ),
)

NUMBER = Shape(
    name="number",
    openings=(
        Opening(
            says="One video about {topic} is running at {score} times its channel's usual. Why that one?",
            headline="Why this one?",
            accent="this",
        ),
        Opening(
            says="{Score} times the usual views, for a video about {topic}. People want an answer, so here.",
            headline="People want an answer",
            accent="answer",
        ),
    ),
    turns=("Here is what people look for.", "This is what they came for.", "The useful part is short."),
    payoffs=(
        "Views come and go. This part stays useful.",
        "That is the part worth keeping from the noise.",
        "You do not need the trend. You need this.",
    ),
    titles=(
        "Why everybody watches {topic} now",
        "{Topic}, without the noise",
        "What people want to know about {topic}",
    ),
    needs_score=True,
)

ALL = (QUESTION, CONTRARIAN, LIST, STORY, NUMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The last scene, with one small call to action."""

    says: str
    headline: str
    accent: str


ENDINGS = (
    Ending(says="Which one do you try first? Tell me below.", headline="Which one first?", accent="first"),
    Ending(says="Save this for the next time you need it.", headline="Save it for later", accent="Save"),
    Ending(
        says="Send this to the friend you thought of just now.",
        headline="You thought of someone",
        accent="someone",
    ),
    Ending(says="Follow along. The next one is just as short.", headline="More like this", accent="More"),
    Ending(says="Did I leave one out? Write it below.", headline="What is missing?", accent="missing"),
)

NUMBERS_AS_WORDS = {2: "two", 3: "three", 4: "four", 5: "five"}
ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth")

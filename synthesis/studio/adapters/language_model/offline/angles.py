"""What a user's angle means for a script: whom it is for, under which condition, or what else to say."""

import re
from dataclasses import dataclass

from synthesis.studio.adapters.language_model.offline import vocabulary
from synthesis.studio.adapters.language_model.offline.library import Topic
from synthesis.studio.adapters.language_model.offline.promises import clean

_PEOPLE = re.compile(
    r"^(?:made )?for (?:all )?(?:people|those|anyone|everyone|viewers) (?:who|that) (.+)$", re.IGNORECASE
)
_AUDIENCE = re.compile(r"^(?:made |just )?for ((?:[\w'’-]+ ){0,3}[\w'’-]+)$", re.IGNORECASE)
_CONDITION = re.compile(r"^((?:without|with only|using only|in under|on|under|in) .{2,60})$", re.IGNORECASE)
_WITHOUT = re.compile(r"^without\s+", re.IGNORECASE)
# The verb after "anyone who" is singular: "anyone who hates cooking".
_THIRD_PERSON = re.compile(r"^(\w+?)(?<!s)s\b")
# What a description of viewers says about the advice that suits them.
_SUITS = {
    "lazy": "hate hates hating lazy effort tired dread can't bother bothered",
    "beginner": "beginner beginners new first never start starting starters absolute",
    "cheap": "budget cheap student students broke poor money save frugal",
    "quick": "busy parent parents time minutes quick hurry rush morning mornings office",
    "careful": "older seniors pain injury injured back careful nervous afraid scared fear anxious",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Angle:
    """An angle, taken apart. At most one of ``viewers``, ``condition`` and ``direction`` is set.

    ``viewers`` describes the viewers in the second person ("you hate cooking") or as a noun ("busy parents").
    """

    text: str = ""
    viewers: str = ""
    condition: str = ""
    direction: str = ""
    suits: tuple[str, ...] = ()

    @property
    def is_clause(self) -> bool:
        """True if ``viewers`` is a clause about "you"."""
        return self.viewers.startswith("you ")

    @property
    def audience(self) -> str:
        """Whom the video is for, to follow a text; empty if the angle names no viewers."""
        if not self.viewers:
            return ""
        return f"people who {self.viewers.removeprefix('you ')}" if self.is_clause else self.viewers

    def is_known(self, *, topic: Topic) -> bool:
        """True if the library can keep the angle: it names viewers, or the topic knows all its words."""
        said = self.condition or self.direction
        return not said or vocabulary.content_stems(said) <= topic.vocabulary

    def is_contradicted(self, *, topic: Topic) -> bool:
        """True if the advice about the topic needs what the angle rules out: "without a fridge"."""
        missing = vocabulary.content_stems(_WITHOUT.sub("", self.condition)) - vocabulary.FRAME
        if self.is_known(topic=topic) and vocabulary.promises_in(self.condition) <= topic.vocabulary:
            return False
        told = vocabulary.stems_of(" ".join(f"{tip.headline} {tip.text}" for tip in topic.tips))
        return _WITHOUT.match(self.condition) is not None and bool(missing & told)


def of_text(text: str) -> Angle:
    """The meaning of the user's angle."""
    tidy = clean(text)
    if not tidy:
        return Angle()
    people, audience = _PEOPLE.match(tidy), _AUDIENCE.match(tidy)
    if people is not None:
        return Angle(text=tidy, viewers=f"you {_second_person(tidy, people[1])}", suits=_suits(tidy))
    if audience is not None:
        return Angle(text=tidy, viewers=audience[1], suits=_suits(tidy))
    if _CONDITION.match(tidy) is not None:
        return Angle(text=tidy, condition=tidy[:1].lower() + tidy[1:], suits=_suits(tidy))
    return Angle(text=tidy, direction=tidy, suits=_suits(tidy))


def _second_person(angle: str, clause: str) -> str:
    """ "hates their job" of "anyone who hates their job" as "hate your job"."""
    is_singular = re.match(r"^(?:made )?for (?:any|every)one", angle, re.IGNORECASE) is not None
    told = _THIRD_PERSON.sub(r"\1", clause) if is_singular else clause
    return re.sub(r"\b(?:their|his|her)\b", "your", re.sub(r"^(?:is|are)\b", "are", told))


def _suits(text: str) -> tuple[str, ...]:
    words = set(re.findall(r"[\w']+", text.lower().replace("’", "'")))
    return tuple(name for name, known in _SUITS.items() if words & set(known.split()))

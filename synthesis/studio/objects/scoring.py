"""What a scene shows: its mentions, each with the object that fits best, scored."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from synthesis.studio.objects import grammar, groups, index, lexicon, tokens
from synthesis.studio.objects.lexicon import STRENGTHS, Meaning, Reason
from synthesis.studio.objects.mentions import Field, Mention

# Items name parts and details of what the narration is about.
WEIGHTS = {Field.HEADLINE: 1.5, Field.ITEMS: 0.9, Field.NARRATION: 1.0, Field.VISUAL: 1.1}
_TOPIC_BONUS = 1.3
LEAST = 5.0
# A longer term is more certain than a short one.
_PER_WORD = 0.1
_REPEATED = 0.5
# Of words that say as much, the first one is the subject.
_PER_PLACE = 0.008
_LAST_PLACE = 12
# The first noun of "night bus" is less of a picture than the second one.
_MODIFIER = 0.6
# "In the morning, drink water": a time is less of a picture than what happens then.
_TIME = 0.55
_MOST_REPEATED = 3


@dataclass(frozen=True)
class Candidate:
    """A word of a scene with the objects that it may picture, the best one first."""

    mention: Mention
    meanings: tuple[Meaning, ...]
    score: float

    @property
    def reason(self) -> Reason:
        """Why the word pictures its objects."""
        return self.meanings[0].reason


@dataclass(frozen=True)
class Context:
    """Stems of the words around a scene: of the scene itself, and of the whole video with its topic."""

    scene: frozenset[str]
    video: frozenset[str]
    topic: frozenset[str]


def candidates(*, mentions: Iterable[Mention], context: Context) -> list[Candidate]:
    """The candidates of a scene, best first. Mentions of the same word are one candidate."""
    found: dict[str, list[Candidate]] = {}
    read = [(mention, _meanings(mention, context)) for mention in mentions]
    for mention, meanings in read:
        if meanings and not _describes(mention, meanings, read):
            score = _score(mention, meanings, context.topic)
            found.setdefault(mention.term, []).append(Candidate(mention, meanings, score))
    merged = [_merged(same) for same in found.values()]
    return sorted(merged, key=lambda candidate: -candidate.score)


def _describes(
    mention: Mention, meanings: tuple[Meaning, ...], read: Sequence[tuple[Mention, tuple[Meaning, ...]]]
) -> bool:
    """Whether an animal only describes a plant or a dish, whose name it is in: "snake plant"."""
    if meanings[0].object not in groups.animals():
        return False
    dishes = groups.foods() - groups.meals() if meanings[0].object not in groups.pets() else frozenset()
    heads = groups.plants() | dishes
    behind = _next_noun(mention, read)
    while behind is not None:
        if any(of.object in heads for one, several in read if one is behind for of in several[:1]):
            return True
        behind = _next_noun(behind, read)
    return False


def _next_noun(mention: Mention, read: Sequence[tuple[Mention, tuple[Meaning, ...]]]) -> Mention | None:
    """The noun directly behind a modifier, or before it where the main noun comes first."""
    language = grammar.of(mention.tag)
    for other, _ in read:
        if other.field is not mention.field or other is mention:
            continue
        one, two = (other, mention) if language.head == "first" else (mention, other)
        is_next = one.order + one.word.count(" ") + 1 == two.order
        if is_next and language.is_spaced and (language.head == "first" or mention.is_modifier):
            return other
    return None


def _merged(same: list[Candidate]) -> Candidate:
    best = max(same, key=lambda candidate: candidate.score)
    extra = _REPEATED * min(len(same) - 1, _MOST_REPEATED)
    return Candidate(best.mention, best.meanings, best.score + extra)


def _score(mention: Mention, meanings: tuple[Meaning, ...], topic: frozenset[str]) -> float:
    meaning = meanings[0]
    score = STRENGTHS[meaning.reason] * WEIGHTS[mention.field]
    if _is_of_topic(mention, meanings, topic):
        score *= _TOPIC_BONUS
    if mention.is_modifier:
        score *= _MODIFIER
    if meaning.object in groups.times() and mention.term not in groups.sights():
        score *= _TIME
    score += _PER_WORD * mention.term.count(" ")
    return score * (1 - _PER_PLACE * min(mention.order, _LAST_PLACE))


def _is_of_topic(mention: Mention, meanings: tuple[Meaning, ...], topic: frozenset[str]) -> bool:
    """Whether the word is in the topic, or one of its objects has another word of it."""
    own = tokens.stem_of_key(mention.term, tag=mention.tag)
    if own in topic and meanings[0].reason is not Reason.KEYWORD:
        return True
    return any((topic - {own}) & _stems(of.object, mention.tag) for of in meanings)


def _meanings(mention: Mention, context: Context) -> tuple[Meaning, ...]:
    lines = lexicon.of(mention.tag).senses.get(mention.term)
    if lines is None:
        return mention.meanings
    name = _sense(lines, mention, context)
    if not name:
        return ()
    return tuple(Meaning(one, Reason.SENSE, is_name=_is_named(mention, one)) for one in name.split("|"))


def _sense(lines: Sequence[str], mention: Mention, context: Context) -> str:
    """The objects of the first sense that the scene supports, else the video, else the usual one."""
    own = {mention.term, tokens.stem_of_key(mention.term, tag=mention.tag)}
    for around in (context.scene - own, context.video - own):
        for line in lines:
            name, _, near = line.partition(":")
            if near and around & _near(near, mention.tag):
                return name
    return next((line for line in lines if ":" not in line), "")


def _is_named(mention: Mention, name: str) -> bool:
    head = index.entries(mention.tag)[name][0].split(" ")[-1]
    return tokens.stem_of_key(mention.term, tag=mention.tag) == tokens.stem(head.lower(), tag=mention.tag)


@cache
def _near(words: str, tag: str) -> frozenset[str]:
    return frozenset(tokens.stem(word, tag=tag) for word in words.split())


@cache
def _stems(name: str, tag: str) -> frozenset[str]:
    """The stems of the object's name and keywords, without vague words."""
    return frozenset(_keyword_stems(index.entries(tag).get(name, []), tag))


def _keyword_stems(terms: Iterable[str], tag: str) -> Iterator[str]:
    for term in terms:
        key = tokens.key_of(term, tag=tag)
        if key not in grammar.vague(tag):
            yield tokens.stem_of_key(key, tag=tag)


def allowed(meanings: Iterable[Meaning], *, uses: Mapping[str, int], is_about_food: bool) -> list[Meaning]:
    """The meanings whose objects the video may still show."""
    banned = frozenset() if is_about_food else groups.food_only()
    return [
        meaning for meaning in meanings if meaning.object not in banned and uses.get(meaning.object, 0) < 2
    ]

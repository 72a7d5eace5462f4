"""Which scene of a video shows which objects, so that they vary."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from synthesis.studio.objects import groups, scoring
from synthesis.studio.objects.lexicon import Meaning, Reason
from synthesis.studio.objects.mentions import Mention
from synthesis.studio.objects.scoring import Candidate

MOST_KINDS = 3
MOST_COPIES = 6
# Another object must be about as certain as the main one.
_LEAST_SHARE = 0.5
# The main object of the previous scene is less welcome.
_AGAIN = 0.75
_OF_TOPIC = frozenset({Reason.SENSE, Reason.THING, Reason.NAME})


@dataclass(frozen=True)
class Chosen:
    """An object for a scene. ``word`` is the word of the text that it pictures, in lower case.

    ``word`` is empty for the object of the video's topic in a scene whose words picture nothing. ``count`` is
    from 1 to 6.
    """

    name: str
    count: int
    is_struck: bool
    word: str
    reason: str
    score: float


@dataclass
class _Video:
    """What the scenes show so far."""

    seed: int
    is_about_food: bool
    uses: Counter[str] = field(default_factory=Counter)


def assign(
    *,
    candidates: Sequence[Sequence[Candidate]],
    topic: Sequence[Candidate] = (),
    seed: int,
    is_about_food: bool,
) -> tuple[tuple[Chosen, ...], ...]:
    """The objects of each scene, the main one first. An object is in two scenes at most.

    The main objects of all scenes are chosen before the others, so that these leave enough for them. Where
    a scene has none, the best candidate of the ``topic`` may stand in.
    """
    video = _Video(seed=seed, is_about_food=is_about_food)
    scenes: list[list[Chosen]] = []
    for of_scene in candidates:
        previous = scenes[-1][0].name if scenes and scenes[-1] else ""
        scenes.append([])
        ranked = sorted(of_scene, key=lambda candidate: -_rank(candidate, previous))
        _add(scenes[-1], ranked, video, most=1)
    for shown, of_scene in zip(scenes, candidates, strict=True):
        if shown:
            _add(shown, of_scene, video, most=MOST_KINDS)
    _fill(scenes, topic, video)
    return tuple(tuple(shown) for shown in scenes)


def _fill(scenes: list[list[Chosen]], topic: Sequence[Candidate], video: _Video) -> None:
    """Show the object of the topic in scenes without one, but not next to a scene that has it."""
    candidate = _of_topic(topic, video)
    if candidate is None:
        return
    for place, shown in enumerate(scenes):
        near = {one.name for other in scenes[max(0, place - 1) : place + 2] for one in other}
        meaning = None if shown else _meaning(candidate, video, taken=[], others=set())
        if meaning and meaning.object not in near:
            whole = _object(candidate, meaning, video.seed)
            shown.append(replace(whole, count=1, is_struck=False, word="", reason="topic"))
            video.uses[meaning.object] += 1


def _of_topic(topic: Sequence[Candidate], video: _Video) -> Candidate | None:
    """The candidate that says best what the video is about, with one meaning: what other scenes show too.

    Rather the thing itself than what stands for it.
    """
    known = [
        replace(candidate, meanings=(max(candidate.meanings, key=lambda each: video.uses[each.object]),))
        for candidate in topic
        if candidate.reason in _OF_TOPIC
    ]
    order = sorted(known, key=lambda one: (-video.uses[one.meanings[0].object], not one.meanings[0].is_name))
    return order[0] if order else None


def _add(shown: list[Chosen], candidates: Sequence[Candidate], video: _Video, *, most: int) -> None:
    """Add objects for the candidates in order until the scene has so many."""
    words = {one.word for one in shown}
    for candidate in candidates:
        if len(shown) == most:
            return
        if candidate.mention.word in words or not _fits(candidate, shown):
            continue
        others = {other.meanings[0].object for other in candidates if other is not candidate}
        if meaning := _meaning(candidate, video, taken=[one.name for one in shown], others=others):
            shown.append(_object(candidate, meaning, video.seed))
            video.uses[meaning.object] += 1


def _rank(candidate: Candidate, previous: str) -> float:
    is_again = all(meaning.object == previous for meaning in candidate.meanings)
    return candidate.score * (_AGAIN if is_again else 1)


def _fits(candidate: Candidate, chosen: list[Chosen]) -> bool:
    if candidate.score < scoring.LEAST:
        return False
    if not chosen:
        return candidate.reason is not Reason.FACE
    # What stands in for an idea is no company for a thing.
    is_idea = candidate.reason is Reason.IDEA
    return not is_idea and candidate.score >= _LEAST_SHARE * chosen[0].score


def _meaning(candidate: Candidate, video: _Video, *, taken: list[str], others: set[str]) -> Meaning | None:
    """The least used of the objects that the word may picture.

    One that another word pictures too is better, and the seed decides between equals.
    """
    alike = {groups.alike().get(name) for name in taken} - {None}
    options = [
        meaning
        for meaning in scoring.allowed(candidate.meanings, uses=video.uses, is_about_food=video.is_about_food)
        if meaning.object not in taken
        and groups.alike().get(meaning.object) not in alike
        and (taken or meaning.object not in groups.faces())
    ]
    if not options:
        return None
    turn = _draw(video.seed, candidate.mention.term) % len(options)
    order = options[turn:] + options[:turn]
    return min(order, key=lambda meaning: (video.uses[meaning.object], meaning.object not in others))


def _object(candidate: Candidate, meaning: Meaning, seed: int) -> Chosen:
    mention = candidate.mention
    return Chosen(
        name=meaning.object,
        count=_count(mention, meaning, seed),
        is_struck=mention.is_struck,
        word=mention.word,
        reason=str(meaning.reason),
        score=round(candidate.score, 1),
    )


def _count(mention: Mention, meaning: Meaning, seed: int) -> int:
    # Hours are no clocks.
    if not meaning.is_name or meaning.reason is Reason.IDEA:
        return 1
    if mention.number:
        return min(mention.number, MOST_COPIES)
    return 2 + _draw(seed, mention.term) % 2 if mention.is_plural else 1


def _draw(seed: int, text: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}:{text}".encode()).digest()[:4])

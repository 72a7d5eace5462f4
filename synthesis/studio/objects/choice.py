"""The choice of objects: up to three for each scene of a video, varied over the video."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from synthesis.studio.objects import assignment, grammar, groups, index, mentions, scoring, tokens, unspaced
from synthesis.studio.objects import lexicon as lexicons
from synthesis.studio.objects.assignment import Chosen
from synthesis.studio.objects.mentions import Field, Mention
from synthesis.studio.objects.scoring import Context


@dataclass(frozen=True)
class Text:
    """The texts of a scene. ``visual_prompt`` is in the language of the video or in English."""

    headline: str = ""
    narration: str = ""
    visual_prompt: str = ""
    items: tuple[str, ...] = ()


def choose(
    *, scenes: Sequence[Text], language: str, seed: int = 0, topic: str = ""
) -> tuple[tuple[Chosen, ...], ...]:
    """The objects of each scene, the main one first.

    A scene whose words picture nothing has that of the ``topic``, or none.
    An object is in two scenes at most. The same arguments give the same objects.
    """
    tag = index.tag_of(language)
    named = _places(scenes, topic, tag)
    found = [list(_mentions(scene, tag, named)) for scene in scenes]
    about = _stems_of(topic, tag)
    stems = [frozenset().union(*(_stems_of(text, of) for text, of in _texts(scene, tag))) for scene in scenes]
    everything = about.union(*stems)
    contexts = [Context(scene=words, video=everything, topic=about) for words in stems]
    candidates = [
        scoring.candidates(mentions=of_scene, context=context)
        for of_scene, context in zip(found, contexts, strict=True)
    ]
    of_topic = mentions.of_text(topic, field=Field.HEADLINE, tag=tag, places=named) if tag else []
    return assignment.assign(
        candidates=candidates,
        topic=scoring.candidates(
            mentions=of_topic, context=Context(scene=about, video=everything, topic=frozenset())
        ),
        seed=seed,
        is_about_food=_is_about_food([*found, of_topic]),
    )


def _places(scenes: Sequence[Text], topic: str, tag: str) -> frozenset[str]:
    """Words that one text of the video shows to be names of places, so that the others mean these too."""
    if not tag:
        return frozenset()
    texts = [topic, *(text for scene in scenes for text in (scene.headline, scene.narration, *scene.items))]
    return frozenset().union(*(mentions.places_in(text, tag=tag) for text in texts))


def _mentions(scene: Text, tag: str, named: frozenset[str]) -> Iterator[Mention]:
    if tag:
        yield from mentions.of_text(scene.headline, field=Field.HEADLINE, tag=tag, places=named)
        for item in scene.items:
            yield from mentions.of_text(item, field=Field.ITEMS, tag=tag, places=named)
        yield from mentions.of_text(scene.narration, field=Field.NARRATION, tag=tag, places=named)
    if prompt_tag := _prompt_tag(scene.visual_prompt, tag):
        yield from mentions.of_text(scene.visual_prompt, field=Field.VISUAL, tag=prompt_tag)


def _texts(scene: Text, tag: str) -> list[tuple[str, str]]:
    own = "\n".join((scene.headline, *scene.items, scene.narration))
    return [(own, tag), (scene.visual_prompt, _prompt_tag(scene.visual_prompt, tag))]


def _prompt_tag(prompt: str, tag: str) -> str:
    """The language of a visual prompt: that of the video, or English."""
    if tag == index.DEFAULT or not prompt.isascii():
        return tag
    words = {token.text for token in tokens.of_text(prompt, tag=index.DEFAULT)}
    own = len(words & grammar.vague(tag)) if tag else 0
    return index.DEFAULT if len(words & grammar.vague(index.DEFAULT)) >= own else tag


def _stems_of(text: str, tag: str) -> frozenset[str]:
    if not tag:
        return frozenset()
    if not grammar.of(tag).is_spaced:
        return frozenset(part.term for part in unspaced.parts(text, words=lexicons.of(tag)))
    words = [token.text for token in tokens.of_text(text, tag=tag)]
    vague = grammar.vague(tag)
    return frozenset(tokens.stem(word, tag=tag) for word in words if word not in vague)


def _is_about_food(found: list[list[Mention]]) -> bool:
    everything = [mention for of_scene in found for mention in of_scene]
    shown = {meaning.object for mention in everything for meaning in mention.meanings[:1]}
    return not shown.isdisjoint(groups.foods())

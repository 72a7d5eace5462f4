"""Searches for the picture of a scene, from its description, its headline, its narration and the title."""

from collections.abc import Iterable, Sequence
from itertools import chain

from synthesis.content import Document
from synthesis.library import stock
from synthesis.models import Scene, Video
from synthesis.studio.stock import locales, words

MOST = 4
_MOST_WORDS = 3
# English words for something that is done, which are less often things.
_DOING = ("ing", "ed")


class Query(Document):
    """One to three words, and the locale they are in; empty if the provider has none for the language."""

    words: str
    locale: str = ""


def of_scene(*, scene: Scene, video: Video) -> list[Query]:
    """The searches for a scene, from its own picture to the topic of the video. Empty without any words."""
    own = video.language
    described = words.language_of(scene.visual_prompt, language=own)
    prompt = words.runs(scene.visual_prompt, language=described)
    headline = words.runs(scene.headline, language=own)
    narration = words.runs(scene.narration, language=own)
    title = words.runs(video.title, language=own)
    found = [
        *((text, described) for text in _from_description(prompt)),
        *((text, own) for text in _from_speech(headline, narration)),
        (_longest([headline, narration, title]), own),
        (_joined(title), own),
    ]
    return _distinct(Query(words=text, locale=locales.of(language)) for text, language in found if text)[
        :MOST
    ]


def suggested(*, scene: Scene, video: Video) -> str:
    """The first search for a scene, for a search field; empty without any words."""
    found = of_scene(scene=scene, video=video)
    return found[0].words if found else ""


def of_words(*, text: str, language: str) -> Query:
    """The search for words that a person typed."""
    plain = " ".join(text.split())[: stock.QUERY_LENGTH]
    return Query(words=plain, locale=locales.of(words.language_of(plain, language=language)))


def _from_description(runs: Sequence[Sequence[str]]) -> list[str]:
    """What is described first, with the next thing if it is only one word; then the next thing alone."""
    if not runs:
        return []
    first, following = runs[0], runs[1] if len(runs) > 1 else []
    subject = [*first, *following] if len(first) == 1 else first
    return [" ".join(subject[:_MOST_WORDS]), " ".join(following)]


def _from_speech(headline: Sequence[Sequence[str]], narration: Sequence[Sequence[str]]) -> list[str]:
    """The words that stand in both, else the first thing of each."""
    said = list(chain.from_iterable(narration))
    shared = [word for word in chain.from_iterable(headline) if word in said]
    if shared:
        return [" ".join(dict.fromkeys(shared[:2]))]
    return [" ".join(group[0][:2]) for group in (headline, narration) if group]


def _longest(texts: Iterable[Sequence[Sequence[str]]]) -> str:
    """The longest word of the first text that has any: in most languages, the least general noun."""
    first = next((list(chain.from_iterable(runs)) for runs in texts if runs), [])
    return max(first, key=lambda word: (not word.endswith(_DOING), len(word)), default="")


def _joined(runs: Sequence[Sequence[str]]) -> str:
    return " ".join(list(chain.from_iterable(runs))[:2])


def _distinct(queries: Iterable[Query]) -> list[Query]:
    return list({query.words: query for query in reversed(list(queries))}.values())[::-1]

"""The words of a text that name things, without a grammar of its language."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from synthesis.assembly.fonts import scripts
from synthesis.studio.headlines import clause_words

# Signs around a word. Marks belong to it: vowels of Hindi are marks.
_EDGES = "'\u2019-_*&+=<>~^`%$\u20ac\u00a3"
_NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\{[^{}]*\}")
_GAP = re.compile(
    r"[.,;:!?()\[\]\"\u2026\u2013\u2014\u201c-\u201f\u00ab\u00bb\u3000-\u303f\uff00-\uff0f|/\n]"
)
_JAPANESE = re.compile(r"[\u30a1-\u30fc]{2,}|[\u3005\u4e00-\u9fff]{2,6}")
# Only if there is no longer word.
_HAN_ONLY = re.compile(r"[\u4e00-\u9fff]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
# Chinese words that join others, and so are places to cut.
_CHINESE_SMALL = re.compile(
    r"为什么|什么|怎么|如何|因为|所以|但是|如果|可以|不要|不会|没有|就是|这个|那个|一个|我们|你们|他们|她们|"
    r"自己|每天|已经|还是|"
    r"的|了|是|在|和|与|把|被|让|给|你|我|他|她|它|们|这|那|就|都|也|很|太|更|最|不|要|会|能|到|从|对|向|吗|呢|吧|着|过|上|下|里|"
    r"一|个|年|次|种|来|去|用|有|做|想|说|只|比|还|又|并|而|但|或"
)
_KOREAN_ENDING = re.compile(r"(?:에서|으로|에게|까지|부터|처럼|보다|은|는|이|가|을|를|에|의|로|와|과|도|만)$")
# Verbs and adjectives in Korean end like this.
_KOREAN_PREDICATE = re.compile(r"(?:다|요|세요|까|죠|고|면|서|지만|하는|있는|없는|된|한)$")
_NUMERIC = re.compile(r"\d")
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]")
_SHORTEST = 3
# A language without a list of small words: shorter words are left out.
_SHORTEST_UNLISTED = 4
_MOST_IN_RUN = 3
# "Family" and "fly" are things.
_SHORTEST_ADVERB = 6

_SMALL_WORDS = Path(__file__).with_name("small_words.toml")
# Nouns have a capital letter in the middle of a sentence.
_CAPITAL_NOUNS = frozenset({"de"})


def runs(text: str, *, language: str) -> list[list[str]]:
    """The words that name things, in order, as groups that stand together in the text.

    At most three words each. Numbers, hashtags, addresses, and words with a capital letter inside, which are
    mostly brands, are left out.
    """
    clean = _NOT_WORDS.sub(" . ", unicodedata.normalize("NFC", text))
    if _HAN.search(clean):
        return _unspaced(clean)
    groups: list[list[str]] = [[]]
    for part in _GAP.split(clean):
        groups.append([])
        tokens = part.split()
        for place, token in enumerate(tokens):
            word = _noun(token, language) if place else _first(tokens, language)
            if not word or len(groups[-1]) == _MOST_IN_RUN:
                groups.append([])
            if word:
                groups[-1].append(word)
    return [group for group in groups if group]


def language_of(text: str, *, language: str) -> str:
    """The language of a description: that of the video, unless it is clearly English."""
    if scripts.primary_of(language) == "en":
        return language
    words = _GAP.sub(" ", text).lower().split()
    own, english = clause_words.of(language).dangling, clause_words.of("en").dangling
    is_english = sum(word in english for word in words) > sum(word in own for word in words)
    return "en" if is_english else language


def _first(tokens: list[str], language: str) -> str:
    """The first word of a part, which has a capital letter whatever it is."""
    primary = scripts.primary_of(language)
    is_subject = len(tokens) == 1 or tokens[1].lower() in clause_words.of(language).verbs
    if primary in _CAPITAL_NOUNS and not is_subject:
        return ""
    return _noun(tokens[0], language)


def _noun(token: str, language: str) -> str:
    """The word in the form to search for; empty if it names nothing."""
    word = token.strip(_EDGES).replace("\u2019", "'")
    primary = scripts.primary_of(language)
    if token[:1] in "#@" or _NUMERIC.search(word) or _INNER_CAPITAL.search(word):
        return ""
    if primary == "ko":
        return _korean(word)
    bare = word.lower()
    # French and Italian articles: "l'eau".
    bare = bare.partition("'")[2] if bare[1:2] == "'" and primary in {"fr", "it", "ca"} else bare
    small = _small(primary)
    if bare in small or len(bare) < (_SHORTEST if small else _SHORTEST_UNLISTED):
        return ""
    if primary in _CAPITAL_NOUNS and not word[:1].isupper():
        return ""
    if primary == "en" and bare.endswith("ly") and len(bare) > _SHORTEST_ADVERB:
        return ""
    return bare.removesuffix("'s")


def _korean(word: str) -> str:
    if _KOREAN_PREDICATE.search(word) or word in _small("ko"):
        return ""
    stem = _KOREAN_ENDING.sub("", word) if len(word) > 2 else word
    return stem if len(stem) > 1 else ""


def _unspaced(text: str) -> list[list[str]]:
    """Words of Chinese and Japanese: groups of characters of one kind, without those that only join."""
    if re.search(r"[\u3040-\u30ff]", text):
        return [[word] for word in _JAPANESE.findall(text) or _HAN_ONLY.findall(text)]
    parts = [part for found in _CHINESE.findall(text) for part in _CHINESE_SMALL.split(found)]
    return [[part[:4]] for part in parts if len(part) > 1]


@cache
def _small(primary: str) -> frozenset[str]:
    """The words of a language that name nothing; empty for a language without a list."""
    known = clause_words.of(primary)
    of_clauses = known.opening | known.subordinators | known.coordinators | known.verbs
    if not (of_clauses or primary == "en"):
        return frozenset()
    return of_clauses | known.dangling | clause_words.listed(_small_words().get(primary, ""))


@cache
def _small_words() -> dict[str, str]:
    return tomllib.loads(_SMALL_WORDS.read_text(encoding="utf-8"))

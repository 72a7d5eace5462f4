"""Operators' rules as rules of preflight."""

import unicodedata
from collections.abc import Callable

from publishing import hashtags
from publishing.models import Condition, PolicyRule
from publishing.platforms import Level, Post, Rule

OWNER = "policy"
_FIELDS = {
    Condition.TITLE_AT_MOST: "title",
    Condition.TITLE_AT_LEAST: "title",
    Condition.REQUIRED_HASHTAG: "hashtags",
    Condition.LASTS_AT_MOST: "",
}


def rules_for(*, platform: str) -> list[Rule[Post]]:
    """Return the active rules that operators made for a platform."""
    return [_rule(row) for row in PolicyRule.objects.all().for_platform(platform)]


def _rule(row: PolicyRule) -> Rule[Post]:
    return Rule(
        code=row.pk,
        level=Level(row.severity),
        field=_FIELDS.get(Condition(row.condition), "post_text"),
        source_url=row.source_url,
        checked_on=row.checked_on,
        version=row.version,
        fine=f"Rule of this installation met: {row.get_condition_display().lower()}.",
        broken=row.text,
        breaks=_breaks(row),
        fix=row.fix,
    )


def _breaks(row: PolicyRule) -> Callable[[Post], bool]:
    limit = row.limit or 0
    conditions: dict[str, Callable[[Post], bool]] = {
        Condition.FORBIDDEN_WORDS: lambda post: has_word(f"{post.title}\n{post.text}", row.words),
        Condition.REQUIRED_HASHTAG: lambda post: not _has_hashtag(post, row.words),
        Condition.TITLE_AT_MOST: lambda post: len(post.title) > limit,
        Condition.TITLE_AT_LEAST: lambda post: len(post.title.strip()) < limit,
        Condition.TEXT_AT_MOST: lambda post: len(post.text) > limit,
        Condition.TEXT_AT_LEAST: lambda post: len(post.text.strip()) < limit,
        Condition.LASTS_AT_MOST: lambda post: bool(post.file and (post.file.duration_s or 0) > limit),
    }
    return conditions[row.condition]


def _has_hashtag(post: Post, wanted: list[str]) -> bool:
    tags = {_plain(tag) for tag in hashtags.found_in(f"{post.title}\n{post.text}")}
    return any(_plain(each.lstrip("#")) in tags for each in wanted)


def has_word(text: str, words: list[str]) -> bool:
    """True if one of the words or phrases stands in the text, without regard to case and invisible letters.

    A word counts only as a whole, except in scripts that are written without spaces.
    """
    plain = _plain(text)
    return any(_stands_in(plain, _plain(word)) for word in words)


def _stands_in(text: str, word: str) -> bool:
    start = text.find(word) if word else -1
    while start >= 0:
        end = start + len(word)
        if _is_edge(text[start - 1 : start], word[0]) and _is_edge(text[end : end + 1], word[-1]):
            return True
        start = text.find(word, start + 1)
    return False


def _is_edge(neighbour: str, letter: str) -> bool:
    is_joined = _is_of_a_word(neighbour) and _is_of_a_word(letter)
    return not is_joined or not (_has_spaces(neighbour) and _has_spaces(letter))


def _is_of_a_word(letter: str) -> bool:
    """True for letters, digits, and the marks that belong to letters in many writing systems."""
    return letter.isalnum() or (letter != "" and unicodedata.category(letter).startswith("M"))


def _has_spaces(letter: str) -> bool:
    """False for letters of scripts that are written without spaces between words."""
    name = unicodedata.name(letter, "")
    return not name.startswith(("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"))


def _plain(text: str) -> str:
    kept = "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    return " ".join(kept.casefold().split())

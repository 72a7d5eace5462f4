"""Headlines of texts without spaces between words: Chinese, Japanese, and Thai."""

# Full-width signs look like others.
# ruff: noqa: RUF001

import re

from synthesis.studio.headlines import unspaced

# Two lines of seven full-width letters; a whole sentence may have three lines of six.
_MOST_WIDE, _MOST_OF_SENTENCE = 14, 17
_FEWEST = 4
# In letters. A longer headline would be too small to read.
_LONGEST_WHOLE = 44
_CLAUSE = re.compile(r"(?<=[、，。！？!?…：；])")
_SIGNS = "、，。…：；,;: "
_QUESTION = "？?"
_ENDING = "」』）"
# A Japanese phrase begins after the particle of its topic, subject or object.
_PHRASE = re.compile(r"(?<=[はがをにでも])(?=[\u4e00-\u9fff\u30a1-\u30fa])")
# They only say when, who believes something, or what a clause is about.
_LEADS = re.compile(
    r".*(?:的(?:第一)?(?:天|年|时候)|以后|之后|以前|之前|以为.*|觉得.*|认为.*|ながら|のは|とは|には|では|だけで)|\d+年.{0,3}|"
    r"(?:为什么|如果|虽然|因为|即使|当).*|.{0,6}(?:规则|秘诀|秘密|真相|規則|秘訣|ルール|コツ)"
)
_MISTAKE = re.compile(
    r"(失敗|間違い|誤解|勘違い|落とし穴|错误|误区|陷阱|錯誤|誤區)(?:は|就是|是)?[、，：]?(?=.{4})"
)
_TURNS = re.compile(r"^(?:其实|其實|実は)|就是|原来|原來|[？?]$")
_JOINING = re.compile(r"^(?:但是|但|却|卻|而且|所以|然后|でも|しかし|だから)(?=..)")
# Somebody knows or says what stands before.
_SAID = re.compile(
    r"(?:を知っていますか|をご存じですか|を知ってる)[？?]?$|と(?:言われて|いわれて)い(?:ます|る)$"
)
_CHINESE_PHRASE = re.compile(r"(?=只要|只需|只有)")
_IT_IS = re.compile(r"是.+的$")
_KANA = re.compile(r"[\u3040-\u30ff]")


def shortened(text: str) -> str:
    """The text if it is short, or one of its clauses or phrases: a whole one, and if possible the point."""
    bare = _bare(text)
    if _length(bare) <= _MOST_WIDE:
        return bare
    mistake = _MISTAKE.search(text)
    if mistake and 0 < _length(_bare(text[mistake.end() :])) <= _MOST_OF_SENTENCE:
        # "よくある失敗は、…" would be an advice without its topic.
        return f"{mistake[1]}：{_bare(text[mistake.end() :])}"
    clauses = [clause for clause in map(_clause, _CLAUSE.split(text)) if clause]
    found = [(_worth(clause, place), clause) for place, clause in enumerate(clauses) if _is_fit(clause)]
    best = max(found, default=(0.0, ""))
    if best[0] > 0:
        return best[1]
    longer = [clause for clause in (bare, *clauses) if _is_fit(clause, _MOST_OF_SENTENCE)]
    longer.sort(key=lambda clause: _LEADS.fullmatch(clause) is not None)
    pieces = longer or [piece for clause in clauses for piece in _pieces(clause)]
    return next(iter(pieces), "") or best[1] or _start(bare)


def _start(bare: str) -> str:
    """All of it if it is not long, because a cut may split a word; else what stands before a space."""
    if len(bare) <= _LONGEST_WHOLE:
        return bare
    start = bare[: _MOST_WIDE * 2]
    return start.rsplit(" ", 1)[0] if " " in start else start


def _bare(text: str) -> str:
    return text.strip(_SIGNS)


def _clause(part: str) -> str:
    """A clause without a conjunction in front, and without who says or knows it."""
    return _SAID.sub("", _JOINING.sub("", _bare(part)))


def _length(text: str) -> float:
    return sum(0.5 if letter.isascii() else 1.0 for letter in text)


def _is_fit(clause: str, most: float = _MOST_WIDE) -> bool:
    return _FEWEST <= _length(clause) <= most and (
        unspaced.is_whole(clause) or not unspaced.applies(clause) or bool(_IT_IS.search(clause))
    )


def _worth(clause: str, place: int) -> float:
    """A main clause is worth more than one that leads to it, and a turn more than what it corrects."""
    worth = 2.0 + _length(clause) / 100 - place / 10
    worth -= 4 * bool(_LEADS.fullmatch(clause.rstrip(_QUESTION)))
    # Japanese says its point at the end.
    worth += 0.4 * place * bool(_KANA.search(clause))
    return worth + bool(_TURNS.search(clause))


def _pieces(clause: str) -> list[str]:
    """The ends of a clause that begin with a phrase, the longest first."""
    phrase = _PHRASE if _KANA.search(clause) else _CHINESE_PHRASE
    found = [clause[match.start() :] for match in phrase.finditer(clause)]
    return [piece for piece in found if _is_fit(piece) and piece[0] not in _ENDING]

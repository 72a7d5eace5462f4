"""Headlines in Chinese and Japanese, which have no spaces between words."""

# Full-width signs look like others.
# ruff: noqa: RUF001

import re

LONGEST = 22
# A clause that is a little longer is better than a piece of it.
_LONGEST_CLAUSE = 28
_SHORTEST = 4
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_CLAUSE_END = re.compile(r"(?<=[\u3001\uff0c\uff1b\uff1a,;:\u2014])")
_SIGNS = "\u3001\uff0c\uff1b\uff1a,;:\u2014\u2026\u3002. \u3000"
_OPENING = re.compile(r"[\u300c\u300e\uff08\u3010\u201c]")
# Endings that wait for something: particles and conjunctions in Japanese, function words in Chinese.
_JAPANESE_OPEN = re.compile(
    r"(?:[はがをにとのもへ]|では|でも|には|ので|のに|けど|けれど|ながら|なら|たら|れば|って|という|から|まで|より|(?<![み見])て|で|約|およそ|そして|しかし|また|ため|"
    r"ために|場合|とき|時)$"
)
_CHINESE_OPEN = re.compile(
    r"(?:的人|的|和|与|與|跟|及|或|在|把|被|从|從|对|對|向|为|為|比|是|就|都|也|而|但|但是|因为|因為|所以|如果|约|約|大约|每|这|那|一个|時候|时候|时|時|的话|的話|"
    r"之后|之後|之前|以后|以後)$"
)
_CHINESE_SUBORDINATE = re.compile(
    r"(?:如果|因为|因為|虽然|雖然|当|當|为了|為了|尽管|儘管|即使|只要|除了|无论|無論|既然|由于|由於|随着|隨著)"
)
_JAPANESE_SUBORDINATE = re.compile(r"(?:もし|なぜなら|たとえ)")
_PREDICATE = re.compile(r"(?:す|る|た|だ|い|う|く|む|ぶ|つ|ぬ|ん|か|よ|ね|\uff01|\uff1f|[!?])$")
# Clauses that only say who knows or thinks the other one, or when.
_NO_POINT = re.compile(
    r".*(?:知りません|知らない|ご存じ.*|知っていますか|考えたこと.*|思いませんか|不知道|没有想过|没想到|知道吗|发现|认为|说)[?？]?|\d+年.{0,3}|"
    r".{0,2}你.{0,5}想过"
)
_TOPIC = re.compile(r"[^、，]{2,14}は、")
_QUOTED = re.compile(r"[\u300c\u300e]([^\u300c-\u300f]{8,}[?\uff1f])[\u300d\u300f]")
_SAID_ENDING = re.compile(r"(?:こと|の)を?$|と$")
# After a particle, a new phrase begins with a word in Chinese characters, katakana or digits.
_PHRASE = re.compile(r"(?<=[はがをにでともへ])(?=[\u4e00-\u9fff\u30a1-\u30fa\d])")
_UNBREAKABLE = re.compile(r"[\d.,%A-Za-z\u30a1-\u30fc]{2}")


def applies(text: str) -> bool:
    """Whether most letters of a text belong to Chinese or Japanese."""
    wide = len(_WIDE.findall(text))
    return wide > 0 and not _HANGUL.search(text) and 2 * wide >= sum(letter.isalpha() for letter in text)


def is_whole(text: str) -> bool:
    """Whether a text is a whole thought: it begins no unfinished clause and ends with no particle."""
    bare = text.rstrip("!?\uff01\uff1f" + _SIGNS)
    if not bare or text[-1] in "\u3001\uff0c\uff1b\uff1a":
        return False
    if text[-1] in "?\uff1f":
        return True
    clauses = [part for part in _CLAUSE_END.split(text) if part]
    is_japanese = bool(_KANA.search(text))
    subordinate = _JAPANESE_SUBORDINATE if is_japanese else _CHINESE_SUBORDINATE
    if subordinate.match(clauses[0]) and len(clauses) == 1:
        return False
    return not (_JAPANESE_OPEN if is_japanese else _CHINESE_OPEN).search(bare)


def headline_of(said: list[str]) -> str:
    """A headline from sentences without their full stops. Empty only without sentences."""
    first, others = said[:1], said[1:]
    for choose, among, longest in (
        (_sentence, first, LONGEST),
        (_quotation, first, LONGEST),
        (_clause, first, LONGEST),
        (_sentence, others, LONGEST),
        (_clause, others, LONGEST),
        (_clause, said, _LONGEST_CLAUSE),
        (_phrase, said, LONGEST),
    ):
        found = next(filter(None, (choose(sentence, longest) for sentence in among)), "")
        if found:
            return found
    short = [sentence for sentence in said if _length(sentence) <= LONGEST]
    return next(iter(short), "") or (said[0][: _cut_before(said[0], LONGEST)] if said else "")


def _sentence(sentence: str, longest: int) -> str:
    # Behind its topic, a Japanese sentence is no longer whole.
    longest = _LONGEST_CLAUSE if _TOPIC.match(sentence) else longest
    is_point = not _NO_POINT.fullmatch(sentence)
    return sentence if _SHORTEST <= _length(sentence) <= longest and is_point and is_whole(sentence) else ""


def _quotation(sentence: str, longest: int) -> str:
    """A question in quotation marks at the beginning of a sentence."""
    found = _QUOTED.match(sentence)
    return found[1].rstrip(_SIGNS) if found is not None and _length(found[1]) <= longest else ""


def _clause(sentence: str, longest: int) -> str:
    """A Japanese sentence says its point at the end, a Chinese one in its first main clause."""
    clauses = [clause for clause in _CLAUSE_END.split(sentence) if clause]
    if len(clauses) > 1 and _NO_POINT.fullmatch(clauses[-1].strip(_SIGNS)):
        clauses = [*clauses[:-2], _SAID_ENDING.sub("", clauses[-2].strip(_SIGNS))]
    ends = range(len(clauses), 0, -1) if not _KANA.search(sentence) else [len(clauses)]
    spans = [(start, end) for start in range(len(clauses)) for end in ends if start < end]
    for start, end in spans:
        found = "".join(clauses[start:end]).strip(_SIGNS)
        if _NO_POINT.fullmatch(found):
            continue
        if _SHORTEST <= _length(found) <= longest and is_whole(found) and _is_balanced(found):
            return found
    return ""


def _phrase(sentence: str, longest: int) -> str:
    """The longest end of a Japanese sentence that begins after a particle."""
    if not _KANA.search(sentence) or not _PREDICATE.search(sentence):
        return ""
    for start in (match.start() for match in _PHRASE.finditer(sentence)):
        found = sentence[start:].strip(_SIGNS)
        if _length(found) <= longest and is_whole(found) and _is_balanced(found):
            return found if len(found) >= _SHORTEST else ""
    return ""


def _length(text: str) -> float:
    """The length in full-width characters."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def _is_balanced(text: str) -> bool:
    return len(_OPENING.findall(text)) == len(re.findall(r"[\u300d\u300f\uff09\u3011\u201d]", text))


def _cut_before(text: str, end: int) -> int:
    """The last place up to ``end`` that splits no number, no foreign word, and leaves no open end."""
    last = min(end, len(text))
    for place in range(last, _SHORTEST, -1):
        is_split = place < len(text) and _UNBREAKABLE.match(text[place - 1 : place + 1])
        if not is_split and is_whole(text[:place]) and _is_balanced(text[:place]):
            return place
    return last

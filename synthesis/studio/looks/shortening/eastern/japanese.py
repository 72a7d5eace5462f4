"""Japanese headlines: the point at the end of the sentence, with its topic or object, in plain form."""

# Full-width signs look like others.
# ruff: noqa: RUF001, RUF002

import re
from collections.abc import Iterator

from synthesis.studio.looks.shortening.eastern import japanese_endings
from synthesis.studio.looks.shortening.eastern.scored import LAST, Scored, headline, width

# Two lines of seven letters, or three of six.
_SHORT, _LONGEST, _FEWEST, _LONGEST_TOPIC = 14.0, 19.0, 4.0, 13
_WHOLE, _CONTRAST, _MAIN, _TOPIC, _ENDING, _FIGURE = 10.0, 9.5, 8.0, 7.6, 6.6, 6.9
_LONG, _PER_LETTER, _LOST_FIGURE, _POOR, _TRIMMED, _ASKING = 2.6, 0.06, 1.6, 4.0, 0.9, 2.0
_CONDITIONAL, _OBJECT = 2.4, 2.5
_LONGEST_QUESTION, _LONGEST_OF_ALL, _FLIPPED = 20.0, 24.0, 6.0
_SIGNS = "、，。…：；,;: 　！!"
_NUMBER = "0-9０-９一二三四五六七八九十百千万半"
_LEAD = re.compile(
    r"(?:まず(?:は)?|次に|つぎに|最後に|最後は|そして|そこで|つまり|実は|じつは|しかも|さらに|ちなみに|それから|すると|"
    r"なので|だから|でも|しかし|特に|もちろん|ここで|その後|あとは|また|ただし|逆に|例えば|たとえば|"
    r"これ(?:だけ)?で|今日は|今回は|そんな時は|そんなときは|えっ|ねえ|[^、はがを]{1,6}(?:たら|てから|後は?|ら)、?まず|"
    # "一つ目のルール" and a colon announce what follows.
    r"[^、：]{0,6}(?:ルール|コツ|秘密|ポイント|方法|正解|答え)：|"
    r"(?:朝|夜|昼|毎日|毎朝|毎晩|毎週|今日|今|最近|朝一番|週末|平日)、|"
    r"(?:[一二三四五1-5]|[１-５])(?:つ|番)目(?:は|の(?:コツ|方法|ポイント|理由|習慣|ステップ)は|の(?=間違い|失敗|NG|誤解|落とし穴)))、?"
)
# Somebody knows or says what stands before.
_SAID = re.compile(
    r"(?:の)?(?:を(?:知っていますか|ご存じですか|ご存知ですか|知ってる)[？?]?|(?:こと)?(?:を)?、?ご存[じ知]でしたか[？?]?|"
    r"と(?:言われて|いわれて|されて|考えられて)い(?:ます|る)|ことが?(?:わか|分か)って(?:い(?:ます|る))|と(?:思い|言い)ます|かもしれません)$"
)
_POINTING = re.compile(r"(?:これ|それ|あれ|ここ|そこ|私|僕|俺|あなた|みんな|皆さん|本当|実)$")
_TOPIC_END = re.compile(
    r"(?<![にでとれらもかごて])は(?!ん)(?=[、\u4e00-\u9fff\u30a1-\u30faぁ-ん0-9０-９「])、?"
)
_NOT_BUT = re.compile(r"(?:では|じゃ)なくて?、?")
# "電気代が高い家には、共通点があります" names the thing.
_THERE_IS = re.compile(
    r"(?P<of>.+?)には、?(?P<what>[^、はがを]*(?:共通点|理由|コツ|秘密|方法|特徴|違い|意味|順番|ルール|落とし穴|裏技))がある"
)
# Behind these, the rest holds only under a condition.
_CONDITION = re.compile(
    r"(?:(?:する|う|く|す|つ|ぬ|む|る|い|だ)と|ば|たら|だら|なら|だけで|ても|でも|ので|ほど|くらい|より|ながら|まま|ずに|ないで|のは|ことは)、?$"
)
_BOUND = re.compile(r"(?:ほど|だけで|より|ても|では|には|なら|ば|と|たら)$")
# A phrase begins after a particle, or behind a clause of time or condition.
_PHRASE = re.compile(
    r"(?<=[はがをにでもへとば])(?=[\u4e00-\u9fff\u30a1-\u30fa0-9０-９「])|(?<=から)(?=[\u4e00-\u9fff\u30a1-\u30fa0-9０-９「])|"
    r"(?<=まで)(?=[\u4e00-\u9fff\u30a1-\u30fa0-9０-９「])|(?<=たら)(?=.)|(?<=まず)(?=.)|(?<=[にでをは])(?=およそ|約|ほぼ|たった|すぐ)"
)
# "AではなくB", and one end of a range: "4月下旬から5月に".
_CUT_BEFORE = re.compile(r"ではなく$|[0-9０-９][^はがを]{0,4}から$")
_OF = re.compile(r"(?<=の)(?=[\u4e00-\u9fff\u30a1-\u30fa])")
# A verb that describes a noun: what stands before belongs to it.
_DESCRIBING = re.compile(
    r"[^はがをにでへ、]{0,7}?(?:る|う|く|す|む|つ|ぶ|ぐ|た|だ|ない)(?=[\u4e00-\u9fff\u30a1-\u30fa]|こと|もの|とき|ため|ほうが|の[はがを])"
)
_ARGUMENT = re.compile(r"(?<!^)[をがにでへと](?=.)|から(?=.)|まで(?=.)|より(?=.)|だけ(?=.)|は(?=.)")
_NAME = re.compile(r"[\u4e00-\u9fff\u30a1-\u30fcA-Za-z%％0-9」]$|(?:もの|こと|コツ|から|とき|つ目|すすめ)$")
_DIGITS = re.compile(
    rf"(?:約|およそ|たった|最大|ほぼ)?[{_NUMBER}][{_NUMBER}.,]*(?:[％%]|[\u4e00-\u9fff\u30a1-\u30fc]{{1,4}})"
)
_AMOUNT = re.compile(r"[0-9０-９]")
_ENDS_OPEN = re.compile(r"(?:[をがはへ]|ので|けど|とは|には)$")
_BECAUSE = re.compile(r"(?<=[るうくすつぬむぶいただ])から$")
_FAULT = re.compile(r"いけない|ダメ|だめ|NG|間違い|失敗|逆効果|危険|禁止|(?:やめ|避け|控え)(?:る|よう|た|て)")
_PLEASE = re.compile(r"(?:ください|下さい)(?:ね)?$")
_CALLING = re.compile(
    r"保存|フォロー|コメント|シェア|チャンネル登録|いいね|教えて|試してみて|使ってみて|ぜひ|見てね"
)


def shortened(texts: list[str], *, otherwise: str = "") -> str:
    """The best headline of several sentences, or the title where none is good. The title may be empty."""
    title = otherwise.strip(_SIGNS)
    return headline(texts, phrases=_of_sentence, otherwise=title if width(title) <= _LONGEST else "")


def _of_sentence(text: str) -> Iterator[Scored]:
    bare = _without_leads(text.strip(_SIGNS))
    if bare.endswith(("？", "?")) and not _SAID.search(bare):
        yield from _of_question(bare)
        return
    said = _SAID.sub("", bare)
    called = _ASKING * bool(_CALLING.search(text))
    # "コメントで教えてください" stays a request.
    source = _PLEASE.sub("", said) if called else _BECAUSE.sub("", japanese_endings.plain(said))
    for each in _of_statement(source):
        is_lost = bool(_AMOUNT.search(source)) and not _AMOUNT.search(each.text)
        # What is wrong does not become an advice.
        is_flipped = bool(_FAULT.search(source)) and not _FAULT.search(each.text)
        yield Scored(each.text, each.worth - called - _LOST_FIGURE * is_lost - _FLIPPED * is_flipped)


def _without_leads(text: str) -> str:
    while (found := _LEAD.match(text)) and len(text) - found.end() >= _FEWEST:
        text = text[found.end() :]
    return text


def _of_question(text: str) -> Iterator[Scored]:
    """A question keeps its words, because a part asks something else; its last clause may stand alone."""
    yield from _valued(text, _WHOLE)
    *_, last = (part for part in text.split("、") if part)
    if last != text:
        yield from _valued(last, _MAIN - _POOR * (not _ARGUMENT.search(last)))
    if "、" in text and width(text) <= _LONGEST_QUESTION:
        yield Scored(text, _MAIN - _LONG)


def _of_statement(text: str) -> Iterator[Scored]:
    there = _THERE_IS.fullmatch(text)
    if there is not None:
        yield from _valued(f"{there['of']}の{there['what']}", _WHOLE + 0.5)
    topic, comment = _topic(text)
    parts = _clauses(comment)
    whole = "、".join([topic + parts[0], *parts[1:]])
    if len(parts) == 2 and _BOUND.search(parts[0]):
        whole = topic + "".join(parts)
    yield from _valued(whole, _WHOLE)
    if _LONGEST < width(whole) <= _LONGEST_OF_ALL:
        yield Scored(whole, LAST)
    contrast = _NOT_BUT.split(comment, maxsplit=1)
    if len(contrast) > 1 and contrast[1] and topic:
        yield from _valued(topic + contrast[1], _CONTRAST)
    if len(parts) > 1:
        yield from _valued(parts[-1], _MAIN)
        conditional = _CONDITIONAL * bool(_CONDITION.search(parts[-2]))
        yield from _valued(topic + parts[-1], _MAIN + 0.6 - conditional)
    yield from _endings(topic, parts[-1] if len(parts) > 1 else comment, is_whole=len(parts) == 1)


def _endings(topic: str, comment: str, *, is_whole: bool) -> Iterator[Scored]:
    """The ends of a comment that begin with a phrase, alone and behind the topic."""
    places = [0, *(found.start() for found in _PHRASE.finditer(comment))]
    for place in places:
        rest, before = comment[place:], comment[:place]
        if place and (_is_cut(rest) or _CUT_BEFORE.search(before)):
            continue
        # Behind its object, a verb says little.
        is_bare = before.endswith("を")
        yield from _valued(rest, _ENDING - _OBJECT * is_bare)
        yield from _figure(topic, rest)
        if (
            topic
            and is_whole
            and not is_bare
            and not _CONDITION.search(before)
            and (not place or _is_named(rest))
        ):
            yield from _valued(topic + rest, _TOPIC)
            yield from (Scored(each.text, each.worth - _TRIMMED) for each in _of_noun(topic, rest))
    for found in _OF.finditer(comment):
        rest = comment[found.start() :]
        if re.match(r"[^はがをにで]{1,8}[をはが]", rest) and not _is_cut(rest):
            yield from _valued(rest, _ENDING - _TRIMMED)


def _of_noun(topic: str, rest: str) -> Iterator[Scored]:
    for found in _OF.finditer(topic):
        yield from _valued(topic[found.start() :] + rest, _TOPIC)


def _figure(topic: str, rest: str) -> Iterator[Scored]:
    """The topic with its figure: "待機電力は電気代の6％"."""
    found = _DIGITS.match(rest) or _DIGITS.search(rest)
    if found is None or not topic or not _AMOUNT.search(found[0]):
        return
    before = rest[: found.start()]
    if before and not before.endswith("の"):
        return
    tail = rest[found.end() :]
    unit = "以内" if tail.startswith("以内") else "後" if tail.startswith("後") else ""
    if re.search(r"(?:を占め|になる|である|かかる|にする)|^(?:後|以内|前)", tail) or not tail:
        yield from _valued(topic + before + found[0] + unit, _FIGURE)


def _is_cut(rest: str) -> bool:
    """Whether a text begins with a verb that describes a noun, so that its object is lost."""
    return _DESCRIBING.match(rest) is not None or rest.startswith(("言われ", "思い", "考え", "なる", "なり"))


def _topic(text: str) -> tuple[str, str]:
    """The topic of a sentence with its particle, and what is said of it; no topic for "それは"."""
    found = _TOPIC_END.search(text)
    if found is None or found.start() > _LONGEST_TOPIC or "、" in text[: found.start()]:
        return "", text
    topic = text[: found.start()]
    if _POINTING.search(topic):
        return "", text[found.end() :]
    return f"{topic}は", text[found.end() :]


def _clauses(text: str) -> list[str]:
    """The clauses of a text. The things of a list stay together."""
    pieces = [piece for piece in text.split("、") if piece]
    joined: list[str] = []
    for piece in pieces:
        if joined and _is_thing(joined[-1].split("、")[-1]):
            joined[-1] += f"、{piece}"
        else:
            joined.append(piece)
    return joined or [text]


def _is_thing(piece: str) -> bool:
    return (
        len(piece) <= 7
        and bool(re.search(r"[\u4e00-\u9fff\u30a1-\u30fcぎうがき]$", piece))
        and not re.search(r"[はをにで日朝夜晩昼年月時後前]$|い$", piece)
    )


def _valued(text: str, base: float) -> Iterator[Scored]:
    """The text as a candidate if it fits; less if it is long, or names nothing."""
    bare = text.strip(_SIGNS)
    size = width(bare)
    if not _FEWEST <= size <= _LONGEST or _ENDS_OPEN.search(bare):
        return
    worth = base - _LONG * (size > _SHORT) - _POOR * (not _is_named(bare)) + _PER_LETTER * min(size, _SHORT)
    yield Scored(bare, worth)


def _is_named(text: str) -> bool:
    """Whether a text names something beside its verb."""
    return bool(_ARGUMENT.search(text) or _NAME.search(text)) or text.endswith(("？", "?"))

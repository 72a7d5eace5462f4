"""Chinese headlines: the main clause with what it is about, without the words that join it to another."""

# Full-width signs look like others.
# ruff: noqa: RUF001, RUF002, RUF003

import re
from collections.abc import Iterator

from synthesis.studio.looks.shortening.eastern.scored import LAST, Scored, headline, width

_SHORT, _LONGEST, _FEWEST = 14.0, 17.0, 4.0
_WHOLE, _CLAUSE, _JOINED, _PIECE = 10.0, 8.0, 10.2, 6.6
_LONG, _PER_LETTER, _LATER_CLAUSE, _WAITING, _LOST_FIGURE = 2.6, 0.05, 0.1, 4.0, 0.9
_ASKING, _POOR, _ANNOUNCING, _LOST_NEGATION, _LED, _COUNTED = 2.0, 1.0, 3.0, 6.0, 2.0, 1.2
_TELLING, _IF, _PARTIAL, _LONGEST_OF_ALL = 6.0, 0.8, 0.8, 22.0
# Signs whose traditional form differs.
_FORMS = dict(
    zip(
        "时后间从对说个点钟岁为这们现发觉认边会还却则结证动错误区阱无没样毕顾实当来显关转订评赞与买卖块随应虽论应该总终题简单诀页级关于两万吗条规骤",
        "時後間從對說個點鐘歲為這們現發覺認邊會還卻則結證動錯誤區阱無沒樣畢顧實當來顯關轉訂評讚與買賣塊隨應雖論應該總終題簡單訣頁級關於兩萬嗎條規驟",
        strict=True,
    )
)


def _pattern(text: str) -> re.Pattern[str]:
    """A pattern for simplified and traditional letters."""
    found, is_class = "", False
    for letter in text:
        is_class = (is_class or letter == "[") and letter != "]"
        other = _FORMS.get(letter, "")
        found += (
            letter
            if not other or other == letter
            else f"{letter}{other}"
            if is_class
            else f"[{letter}{other}]"
        )
    return re.compile(found)


_SIGNS = "、，。…：；,;: 　！!"
_COMMA = _pattern(r"[，,；;：:]|——")
_LEAD = _pattern(
    r"(?:首先|其次|然后|接着|最后|另外|还有|所以|但是|不过|而且|但|而|记住|注意|没错|当然|总之|因此|于是|那么|"
    r"第[一二三四五六](?:步|点|个)?(?:是)?)[，,：:]?(?=..)|(?:今天|现在|很多人|大家)[，,]|你知道吗[？?，]|"
    # "第一条规则：…" announces what follows.
    r"[^，：]{0,5}(?:规则|秘诀|技巧|真相|步骤|方法)[：:]"
)
# What joins a main clause to the one before it.
_JOINING = _pattern(
    r"(?:你(?:就)?会发现|其实|那么|那(?![里个些种边天])|就|都|也|却|才|则|还是|便|反而|说明|证明|意味着|代表着|结果)(?=...)"
)
# Clauses that only say when, under which condition, or who believes something.
_WAITS = _pattern(
    r".*(?:的?(?:时候|时)|以后|之后|以前|之前|后|(?<!提)前|(?:分钟|小时|天|周|个?月|年)内|当天|起床|睡前|为止|第[一二三]天|的话|来说|来讲|看来|一来|多年)$|"
    r"(?:如果|要是|只要|只有|虽然|因为|由于|即使|就算|除非|不管|无论|为了|为什么|当|每当|等到|自从|随着|既然|想要?|对于|关于).*|"
    r"(?:每天|每周)?(?:每天|今天|明天|昨天|早上|早晨|上午|中午|下午|晚上|夜里|周末|平时|夏天|冬天|春天|秋天|凌晨|第[一二三四五六]天|[上下]一?步|"
    r"\d+年|今年|去年)[早中晚点半钟两二三四五六七八九十一\d左右的]{0,4}|.{0,6}(?:以为|觉得|认为).*|来[\u4e00-\u9fff]{2,3}|(?:你知道吗|原因很简单|答案是|结果呢|问题来了|"
    r"很简单|方法很简单|真相是|(?:[\u4e00-\u9fff]{0,3}的)?(?:原因|答案|秘诀|方法|第一步|结果)(?:是|很简单)?)[？?]?"
)
# A clause that is only what the next one is about: "每一笔超过两百块的消费，都…", "月薪五千的人，也…".
_ABOUT = _pattern(r".*的[\u4e00-\u9fff]{1,4}$|[^，]{1,5}$")
# A figure without what it is of.
_PART = _pattern(r"每|(?:大概|大约|只要|差不多|也就|不到)[\d一二两三四五六七八九十]")
_WHEN = _pattern(r"^(?:早上|上午|中午|下午|傍晚|晚上)(?=[去来坐到先])")
_EVERY = _pattern(r"^(?:每一?[\u4e00-\u9fff]|所有的?|任何)(?=..)")
_BOUND = _pattern(r"(?:都|也|却|才|就|反而|还)")
# Reasons and warnings: the clause before them says the point.
_TRAILING = _pattern(r"(?:比如|例如|像|不然|否则|因为|由于|这样|毕竟|免得|以免|所以|那里|它|他|她|这|那)")
_CONDITION = _pattern(r"^(?:如果|要是|只要|想)|的话$")
_TURN = _pattern(r"(?:其实|其實|原来|原來)")
_RESULT = _pattern(r"[^，]{0,5}(?:会|迟早|容易|可能)(?!员|议)")
_ENOUGH = _pattern(r"(?<=..)就(?:可以|够|行|好)了$")
_NOT_BUT = _pattern(
    r"(?P<topic>[^，]{0,9}?)(?:并)?不(?:是|在于?)(?P<no>[^，]+)，而?(?P<so>是|在于?)(?P<but>.+)"
)
_QUESTION = _pattern(r"[？?]$")
# Where a long clause may be cut.
_PHRASE = _pattern(r"(?=只要|只需|只有|就是因为|是因为|要从|可以|一定要|千万|最好|不要|别(?!人))")
_IS_WHAT = _pattern(r"(?<=是)(?=[\u4e00-\u9fff0-9]{4,})")
# Also what is wrong: without it, a mistake becomes an advice.
_NEGATION = _pattern(r"错误|误区|大忌|陷阱|不(?![同断仅])|没|别(?!人|的|墅)|无法|无需|勿|禁止|从未")
_DIGITS = _pattern(
    r"\d|(?<!第)[一二两三四五六七八九十百千万]+(?:分钟|小时|秒|块|元|度|天|克|次|岁|年|个月|厘米|公里|倍|斤|杯|勺|点)|百分之"
)
_OPEN_END = _pattern(r"(?:的|和|与|跟|在|把|被|从|对|向|比|是|就|都|也|而|但|每|这|那|及|或|先|再)$")
_IT_IS = _pattern(r"是.+的$")
_CALLING = _pattern(r"评论区|点赞|关注|收藏|转发|告诉我|留言|订阅")
_SHARE = _pattern(r"百分之([一二三四五六七八九十百]+)(?:(到|至)([一二三四五六七八九十百]+))?")
_UNIT = _pattern(
    r"(?<![百千万几第零])([一二三四五六七八九]?十[一二三四五六七八九]?)(?=分钟|秒|小时|度|天|克|块|元|岁|年|厘米|公里|斤|个月)"
)
_ONES = {sign: value for value, sign in enumerate("一二三四五六七八九", start=1)}


def shortened(texts: list[str], *, otherwise: str = "") -> str:
    """The best headline of several sentences, or the title where none is good. The title may be empty."""
    title = otherwise.strip(_SIGNS)
    return headline(texts, phrases=_of_sentence, otherwise=title if width(title) <= _LONGEST else "")


def _of_sentence(text: str) -> Iterator[Scored]:
    text = text.strip(_SIGNS)
    source = _without_leads(text)
    is_denied, called = bool(_NEGATION.search(source)), bool(_CALLING.search(text))
    for each in _phrases(source):
        lost = _LOST_FIGURE * (bool(_DIGITS.search(source)) and not _DIGITS.search(each.text))
        is_lost = is_denied and not _NEGATION.search(each.text) and each.text in source and "，" not in source
        yield Scored(each.text, each.worth - lost - _LOST_NEGATION * is_lost - _ASKING * called)


def _without_leads(text: str) -> str:
    while (found := _LEAD.match(text)) and len(text) - found.end() >= _FEWEST:
        text = text[found.end() :]
    return text


def _phrases(text: str) -> Iterator[Scored]:
    parts = [part.strip(_SIGNS) for part in _COMMA.split(text)]
    parts = [_ENOUGH.sub("", part) for part in parts if part]
    if not parts:
        return
    if not _QUESTION.search(text) or len(parts) == 1:
        yield from _whole(text, parts)
    contrast = _NOT_BUT.fullmatch(text)
    if contrast is not None and contrast["topic"]:
        yield from _valued(f"{contrast['topic']}{contrast['so']}{contrast['but']}", _WHOLE)
    for place, part in enumerate(parts):
        yield from _clause(parts, place, part)
    if len(parts) == 1 and width(text) > _SHORT:
        for cut in (*_PHRASE.finditer(text), *_IS_WHAT.finditer(text)):
            yield from _valued(text[cut.start() :], _PIECE)


def _whole(text: str, parts: list[str]) -> Iterator[Scored]:
    """All clauses, without the words that join them, or without the time in front."""
    is_led = len(parts) > 1 and bool(_WAITS.fullmatch(parts[0]))
    is_pair = len(parts) == 2 and not is_led
    # Each clause has a figure, or the second is the result: neither is the point alone.
    is_one = is_pair and (all(map(_DIGITS.search, parts)) or _is_cause(*parts))
    led = _LED - _IF * bool(_CONDITION.search(parts[0]))
    worth = _WHOLE - 0.4 * (len(parts) - 1) - led * is_led + _COUNTED * is_one
    # "你知道吗？" only leads to the next sentence.
    worth -= _WAITING * (len(parts) == 1 and bool(_WAITS.fullmatch(text)))
    rest = list(map(_plain, parts[1:]))
    yield from _valued("，".join([parts[0], *rest]), worth)
    if _LONGEST < width(text) <= _LONGEST_OF_ALL:
        yield Scored(text, LAST)
    when = _WHEN.match(parts[0])
    if rest and when is not None:
        yield from _valued("，".join([parts[0][when.end() :], *rest]), _WHOLE - _PARTIAL)


def _clause(parts: list[str], place: int, part: str) -> Iterator[Scored]:
    """A clause alone, and behind the clause that says what it is about."""
    plain = _plain(part) if place else part
    worth = _CLAUSE - _LATER_CLAUSE * place + bool(_TURN.match(part)) * (place > 0)
    following = parts[place + 1] if place + 1 < len(parts) else ""
    is_about = bool(following and _BOUND.match(following) and _ABOUT.fullmatch(part))
    is_waiting = (bool(following) or len(parts) == 1) and (bool(_WAITS.fullmatch(part)) or is_about)
    # "边充电边打游戏，温度会超过四十度": the result is the point.
    is_cause = _is_cause(part, following)
    worth -= _WAITING * is_waiting + 1.0 * (is_cause and not is_waiting)
    worth -= _ANNOUNCING * (place > 0 and bool(_TRAILING.match(part)))
    worth -= _PARTIAL * (place > 0 and bool(_PART.match(part)))
    yield from _valued(plain, worth)
    if _TURN.match(part) and place:
        yield from _valued(part, worth + 0.3)
    if place and _ABOUT.fullmatch(parts[place - 1]) and _BOUND.match(part):
        yield from _valued(_EVERY.sub("", parts[place - 1]) + part, _JOINED)


def _is_cause(part: str, following: str) -> bool:
    """Whether a clause says what leads to the next one: "一上来就跑十公里，膝盖迟早会受伤"."""
    return bool(following) and (part.startswith(("边", "一边")) or bool(_RESULT.match(following)))


def _plain(part: str) -> str:
    """A main clause without the words that join it to the one before."""
    found = _JOINING.match(part)
    while found and width(part[found.end() :]) >= _FEWEST and not _NEGATION.match(part[found.end() - 1 :]):
        part = part[found.end() :]
        found = _JOINING.match(part)
    return part


def _valued(text: str, base: float) -> Iterator[Scored]:
    """The text as a candidate if it fits, with digits if it is long; less if it is long."""
    bare = text.strip(_SIGNS)
    if width(bare.replace("，", "")) > _SHORT:
        bare = _with_digits(bare)
    size = width(bare.replace("，", ""))
    is_open = bool(_OPEN_END.search(bare)) and not _IT_IS.search(bare)
    if not _FEWEST <= size <= _LONGEST or is_open:
        return
    worth = base - _LONG * (size > _SHORT) - _POOR * (size < _TELLING) + _PER_LETTER * min(size, _SHORT)
    yield Scored(bare, worth)


def _with_digits(text: str) -> str:
    """Shares and round measures in digits: "百分之二十到八十" is "20%到80%"."""
    shares = _SHARE.sub(lambda found: _share(found), text)
    return _UNIT.sub(lambda found: str(_value(found[1])), shares)


def _share(found: re.Match[str]) -> str:
    first = f"{_value(found[1])}%"
    return f"{first}{found[2]}{_value(found[3])}%" if found[2] else first


def _value(written: str) -> int:
    """The value of a number up to one hundred."""
    if written in ("百", "一百"):
        return 100
    tens, ten, ones = written.partition("十")
    if not ten:
        return _ONES.get(written, 0)
    return 10 * _ONES.get(tens, 1) + _ONES.get(ones, 0)

"""Korean headlines: the end of a sentence with its topic or object, and no copula behind a noun."""

import re
from itertools import pairwise

from synthesis.studio.looks.shortening.eastern import verb_final

_CASE = re.compile(
    r"[\uac00-\ud7a30-9%](?:을|를|에|에서|에는|에도|으로|로|까지|부터|마다|보다|에게|한테|께|만|도|이나|처럼|대신|동안|라도|밖에)$|(?:이|가|은|는)$"
)
# Adverbs and words that describe a noun, though they end like a noun with its particle.
_ADVERB = re.compile(
    r"^(?:같이|많이|높이|깊이|깨끗이|바로|절대|꼭|더|가장|딱|다시|먼저|너무|정말|아주|매우|자주|항상|계속|갑자기|빨리|천천히|그냥|이미|아직|"
    r"거의|약|단|최소|최대|오직|새로|서로|따로|별로|함께|모두|다|잘|못|안|한|두|세|네|그대로|제대로|실제로|의외로|스스로|매일|매주)$"
)
_DESCRIBING = re.compile(
    r"(?:하는|되는|있는|없는|같은|좋은|많은|작은|높은|낮은|남은|남는|먹은|먹는|쓰는|사는|오는|가는|보는|자는|나는|지는|리는|르는|치는|내는|뀌는|키는|주는|받은|받는|"
    r"입은|싶은|않은|않는|깊은|넓은|얇은|굵은|걷는|듣는|찍는|넣은|넣는|마시는|씻은|씻는|앉는|젖은|익은|맞는|맡는|던|우는|타는|두는|만드는|드는|기는|는다는|"
    r"된|한|할|될|친|진|린|운|른|온|간|본|산|쓴|찬|큰|긴|준|난|인|일|의|적인|짜리|싼|쁜|든|춘|킨|낸|뜬)$"
)
_JOINED = re.compile(
    r"(?:[어아해여]야|으면|하면|되면|려면|라면|다면|이면|면|니까|아서|어서|해서|워서|려서|지만|는데|은데|자마자|다가|도록|(?<![다라자냐])고|말고|더니|느라|으며|하며|거나|든지|때|후|뒤|전에|위해|위해서|대신|아도|어도|해도|여도|아니라)$"
)
_NO_CLAUSE = re.compile(
    r"(?:화면|라면|냉면|표면|수면|가면|국면|측면|정면|장면|지면|평면|창고|광고|최고|사고|중고|참고|경고|신고|재고|원고|냉장고|그리고|않고|있고|위대)$"
)
_AUXILIARY = re.compile(
    r"^(?:마세요|마라|마십시오|말아요|말아야|말자|보세요|봐요|봅시다|합니다|해요|하세요|돼요|됩니다|된다|있어요|있습니다|있다|없어요|없습니다|않습니다|않아요|않는다|않다|"
    r"있기|있는|있던|않기|싶은|계신가요|좋아요|좋습니다|주세요|줍니다|둡니다|두세요|놓으세요|수|게|것|거예요|것입니다|겁니다|줄|적|싶다면|버립니다|갑니다|옵니다|듭니다|납니다|납니다|큽니다|생깁니다)$"
)
_OF_VERB = re.compile(r"(?:을|를|에|에서|로|으로|이|가)$")
_HELPED = re.compile(r"(?:어|아|해|여|지|야|게|수|고|것|적|워|려|놔|쳐|줄|도록|와|내|켜|춰|겨|는|은)$")
_BOUND = re.compile(
    r"^(?:아니라|수|게|것|것이|것입니다|거예요|줄|적|때|때문|때문이에요|때문입니다|만큼|뿐|뿐입니다|중|정도|이상|이하|이내|안|안에|뒤|후|전)$"
)
_NUMBER = re.compile(
    r"^(?:\d[\d.,]*|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|몇|첫|만|천|백|약|최대|최소|단|딱)$"
)
_COUNTED = re.compile(
    r"\d|(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열) "
    r"(?:번|시간|분|개|잔|컵|달|가지|스푼|숟갈|칸|명)|절반|만 원|천 원|사흘|이틀"
)
_COPULA = re.compile(r"(?<=[\uac00-\ud7a3])(?:이에요|예요|입니다|이죠|이랍니다)(?=$|,)")
# "얼리는 게 좋아요" is "얼리기".
_BETTER = re.compile(
    r"(?<=[\uac00-\ud7a3])는 (?:게|것이|편이) (?:더 )?(?:좋아요|좋습니다|좋다|낫습니다|나아요)$"
)
# "카메라 때문이 아니라 역광 때문": the cause alone.
_NOT_THIS = re.compile(r"(?:\S+ 때문이|\S+[이가]) 아니라 (?=\S)")
_NOT_COPULA = re.compile(
    r"(?:[보줄먹쓰높끓붙섞들속모죽녹덮놓뽑직울]입니다|아니에요|아닙니다|거예요|거에요|계세요|세요)$"
)
_TOPIC = re.compile(r"[\uac00-\ud7a30-9](?:은|는|에는|에서는|이란|이라면)$|^(?:건|게)$")
_MOST_OF_TOPIC, _LETTERS_OF_WORD, _MANY = 3, 4, 6


def shortened(texts: list[str], *, otherwise: str = "") -> str:
    """The best headline of several sentences, or the title where none is good. The title may be empty."""
    return verb_final.shortened(texts, rules=RULES, otherwise=otherwise)


def _begins(words: list[str], place: int) -> bool:
    before, word = words[place - 1], words[place]
    if _BOUND.match(word) or _NUMBER.match(before) or _AUXILIARY.match(word):
        return False
    # "젖을 먹던 습관": what is done describes a noun.
    is_cut = bool(_DESCRIBING.search(word)) and bool(_OF_VERB.search(before))
    return not is_cut and (
        _is_case(before)
        or bool(_JOINED.search(before) and not _NO_CLAUSE.search(before))
        or before.endswith(",")
    )


def _is_case(word: str) -> bool:
    is_other = bool(_ADVERB.match(word)) or bool(_DESCRIBING.search(word))
    return bool(_CASE.search(word)) and not is_other and len(word) > 1


def _trims(words: list[str], place: int) -> bool:
    return words[place - 1].endswith("의") and not _BOUND.match(words[place])


def _is_named(words: list[str]) -> bool:
    """Whether a noun with its particle, or a figure, stands before the verb; or a noun ends the words."""
    telling = [
        word
        for before, word in pairwise(["", *words])
        if not (_AUXILIARY.match(word) and (not before or _HELPED.search(before))) and not _ADVERB.match(word)
    ]
    if _COPULA.search(words[-1]) and not _NOT_COPULA.search(words[-1]):
        return len(telling) > 1
    return len(telling) > 1 and any(
        _is_case(word) or word[:1].isdigit() or RULES.conditions.search(word) for word in telling[:-1]
    )


def _topic(words: list[str]) -> int:
    for place, word in enumerate(words[:_MOST_OF_TOPIC]):
        if _TOPIC.search(word) and not _DESCRIBING.search(word) and not _ADVERB.match(word):
            return place + 1
    return 0


def _size(words: list[str]) -> int:
    """The words, or one fewer if they are short."""
    return max(min(len(words), -(-len(" ".join(words)) // _LETTERS_OF_WORD)), len(words) - 1)


def _split(text: str) -> list[str]:
    clauses: list[list[str]] = [[]]
    words = text.split()
    for place, word in enumerate(words):
        clauses[-1].append(word)
        is_joined = bool(_JOINED.search(word)) and not _NO_CLAUSE.search(word) and len(word) > 1
        is_bound = place + 1 < len(words) and bool(
            _AUXILIARY.match(words[place + 1]) or _BOUND.match(words[place + 1])
        )
        # "의자가 아니라 모니터예요" is one thought.
        if (word.endswith(",") or is_joined) and not is_bound and not word.endswith("아니라"):
            clauses.append([])
    return [" ".join(clause).strip(",") for clause in clauses if clause]


def _plain(text: str) -> str:
    named = text if _NOT_COPULA.search(text) else _COPULA.sub("", text)
    if len(named.split()) > _MANY:
        named = _NOT_THIS.sub("", named)
    return _BETTER.sub("기", named)


RULES = verb_final.Rules(
    begins=_begins,
    trims=_trims,
    is_named=_is_named,
    topic=_topic,
    size=_size,
    split=_split,
    plain=_plain,
    leads=re.compile(
        r"(?:먼저|우선|다음으로|그다음|그 다음|마지막으로|그리고|하지만|"
        r"그런데|그래서|사실|특히|또한|게다가|이제|이번 주말에|오늘은|오늘|여러분|혹시|"
        r"(?:첫|두|세|네) 번째(?:는|로)?(?!.*(?:두|세|네) 번째))(?:,|\s)\s*|"
        # "첫 번째 규칙: …" announces what follows.
        r"[^:]{0,8}(?:규칙|비밀|비결|팁|진실|핵심|단계|방법):\s*"
    ),
    faults=re.compile(r"실수|잘못|오해|착각|함정|금물"),
    conditions=re.compile(r"(?:면|니까|아도|어도|해도|야|지만|아니라|전에|않고)$"),
    calls=re.compile(r"저장|구독|좋아요를|댓글|팔로우|공유|알려 주세요|알려주세요"),
    counted=_COUNTED,
    carries=re.compile(r"[\uac00-\ud7a3](?:을|를|이|가|은|는)(?=\s)|[^요다]$"),
    stands=re.compile(r"(?:어|아|해|여)야$"),
)

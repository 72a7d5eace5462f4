"""Hindi headlines: the end of a sentence with its object, without a copula or a possessive in it."""

import re

from synthesis.studio.headlines.clause_words import listed
from synthesis.studio.looks.shortening.eastern import verb_final

_ENDS_PHRASE = listed(
    "में से को पर ने तक बाद बार साथ लिए सामने ऊपर नीचे अंदर बाहर बजाय बिना दौरान पास डालकर तो कि ही भी है हैं कर"
)
_OF = listed("का के की")
# They count as parts of the words before them.
_WITH = listed("वाला वाले वाली")
_SMALL = listed("का के की में से को पर ने तक ही भी तो है हैं था थी थे और या न वाला वाले वाली")
_VERBS = re.compile(
    r"^(?:कर(?:ें|ो|ना|नी|ने|ते|ता|ती|िए|िये|के|कर)?|कीजिए|करिए|किया|रख(?:ें|ो|ना|िए|ते|ता|ती|ा|ी)?|हो(?:ता|ती|ते|ना|गा|गी|ंगे)?|हुआ|हुई|हुए|दे(?:ं|ना|ता|ती|ते)?|दें|"
    r"दीजिए|दिया|ले(?:ं|ना|ते|ता|ती)?|लें|लो|लीजिए|लिया|डाल(?:ें|ो|ना|िए|ते|ता|ती)?|जा(?:ए|एँ|एगा|एगी|ता|ती|ते|ना|ओ|इए)?|गया|गई|गए|सक(?:ते|ता|ती)|चाहिए|रहा|रही|रहे|"
    r"पड़(?:ता|ती|ते|ेगा)|लग(?:ता|ती|ते)|चाहते|पाते|छोड़(?:ें|िए|ो)|है|हैं|था|थी|थे|होगा|बन(?:ता|ती|ते)|मत|नहीं|न|कभी|ही|भी|तो)$"
)
_COPULA = re.compile(
    r"(?<!ता)(?<!ती)(?<!ते)(?<!रहा)(?<!रही)(?<!रहे)(?<!गया)(?<!गई)(?<!गए)(?<!ुआ)(?<!ुई)(?<!ुए)(?<!िया)(?<!ली)(?<!दी)(?<!की)(?<!नहीं)\s(?:है|हैं)(?=$|,)"
)
_POSSESSIVE = re.compile(
    r"(?<!\S)(?:अपनी|अपने|अपना|आपका|आपके|आपकी|इसका|इसके|इसकी|हमारा|हमारे|हमारी|"
    r"क्या आप भी|क्या आप|क्या|आज ही|ज़रूर|बिल्कुल|एकदम)\s(?=\S+\s\S)"
)
_INFINITIVE = re.compile(r"(?<!अप)(?<!खा)(?<!दा)(?<!पुरा)(?<!कित)(?<!इत)ना$")
_IT_IS = re.compile(
    r"^(?:सबसे (?:बड़ी|बड़ा|आम|पहली) )?(?P<what>गलती|ग़लती|वजह|कारण|राज़|तरीका|तरीक़ा) (?:यह |ये )?है,? (?:कि )?"
)
_COMPOUND = listed("वजह जगह कारण तरह ओर मदद बजाय")
_INSTEAD = listed("जगह बजाय तरह")
_QUANTIFIERS = listed("सिर्फ सिर्फ़ केवल लगभग करीब क़रीब कम-से-कम बस")
_NUMBERS = listed(
    "एक दो तीन चार पाँच पांच छह सात आठ नौ दस बीस पच्चीस तीस "
    "चालीस पचास साठ सत्तर अस्सी नब्बे सौ हज़ार हजार लाख करोड़ आधा आधी आधे डेढ़ ढाई"
)

_TIMES = listed("घंटा घंटे मिनट दिन पहले बाद बजे सेकंड हफ़्ते हफ्ते महीने साल")
_FROM = listed("से")
_UNITS = listed("प्रतिशत फीसदी फ़ीसदी % रुपये रुपए चम्मच कप ग्राम")


def shortened(texts: list[str], *, otherwise: str = "") -> str:
    """The best headline of several sentences, or the title where none is good. The title may be empty."""
    return verb_final.shortened(texts, rules=RULES, otherwise=otherwise)


def _bare(word: str) -> str:
    return word.strip(",?।!")


def _begins(words: list[str], place: int) -> bool:
    before, word = _bare(words[place - 1]), _bare(words[place])
    if (
        word in _SMALL
        or word in _ENDS_PHRASE
        or _VERBS.match(word)
        or before in _NUMBERS
        or before[:1].isdigit()
    ):
        return False
    # "गर्म पानी से सिर धोना बंद करें": what is done there belongs to its verb.
    is_infinitive = any(
        _INFINITIVE.search(_bare(each)) for each in words[place : min(place + 3, len(words) - 1)]
    )
    if before in _OF or is_infinitive:
        return False
    if before in _INSTEAD:
        return place > 1 and _bare(words[place - 2]) in _OF
    if before == "पहले":
        return place > 1 and _bare(words[place - 2]) in _TIMES | _FROM
    # "A नहीं, B" stays together.
    is_contrast = words[place - 1] == "नहीं,"
    is_comma = words[place - 1].endswith(",") and not is_contrast
    return before in _ENDS_PHRASE or is_comma or word in _QUANTIFIERS


def _trims(words: list[str], place: int) -> bool:
    """Whether only a genitive stands before a place; "की वजह से" is a postposition."""
    if _bare(words[place]) in _COMPOUND:
        return False
    is_postposition = _bare(words[place]) in _ENDS_PHRASE
    return (
        _bare(words[place - 1]) in _OF | _WITH
        and not is_postposition
        and not _VERBS.match(_bare(words[place]))
    )


def _is_named(words: list[str]) -> bool:
    """Whether the words hold more than a verb with its noun: "मालिश करें" waits for an object."""
    bare = [_bare(word) for word in words]
    is_light = bool(_VERBS.match(bare[-1]))
    telling = [word for word in bare if word not in _SMALL and not _VERBS.match(word)]
    if not is_light and all(word in _TIMES | _NUMBERS or word[:1].isdigit() for word in telling[:-1]):
        # "एक घंटा पहले पहुँचें" only says when.
        telling = [word for word in telling if word not in _TIMES | _NUMBERS] if len(telling) > 2 else telling
    return len(telling) > (1 if is_light else 0) + (not is_light)


def _topic(words: list[str]) -> int:
    """A figure in front with its unit is what a sentence is about: "बीस प्रतिशत बचत खाते में डालें"."""
    is_figure = len(words) > 2 and (words[0] in _NUMBERS or words[0][:1].isdigit()) and words[1] in _UNITS
    return 2 if is_figure else 0


def _size(words: list[str]) -> int:
    """The words that count: no small ones, and several verbs at the end as one; at least all but two."""
    end = len(words)
    while end > 1 and _VERBS.match(_bare(words[end - 1])) and _VERBS.match(_bare(words[end - 2])):
        end -= 1
    return max(sum(_bare(word) not in _SMALL for word in words[:end]), len(words) - 2)


def _split(text: str) -> list[str]:
    """The clauses between commas, and before and behind "तो" and "क्योंकि"."""
    several = re.split(r",\s|(?<=\S)\sतो\s(?=\S+\s\S)|\s(?=क्योंकि\s|लेकिन\s|ताकि\s)", text)
    if re.search(r"नहीं,\s", text):
        return [text]
    return [part for part in several if part.strip()]


def _plain(text: str) -> str:
    named = _IT_IS.sub(r"\g<what>: ", _POSSESSIVE.sub("", text))
    return _COPULA.sub("", named)


RULES = verb_final.Rules(
    begins=_begins,
    trims=_trims,
    is_named=_is_named,
    topic=_topic,
    size=_size,
    split=_split,
    plain=_plain,
    leads=re.compile(
        r"(?:सबसे पहले|(?:हर दिन|हर रोज़|रोज़ाना|रोज़|रोज)(?=.*[^?]$)|"
        r"(?:हर महीने|हर हफ़्ते|हर साल)(?=(?:\s\S+){6})|"
        r"फिर|इसके बाद|उसके बाद|आखिर में|अंत में|अब बताइए,?|अब|बाकी|लेकिन|और|पर|असल में|दरअसल|याद रखिए,?|दोस्तों,?|"
        # "पहला नियम: …" announces what follows.
        r"[^:।]{0,14}(?:नियम|राज़|राज|टिप|सच|तरीका|तरीक़ा|कदम|जवाब|ट्रिक):|"
        r"(?:पहला|दूसरा|तीसरा|चौथा)(?:\sस्टेप)?[,:])\s+"
    ),
    faults=re.compile(r"गलती|ग़लती|भूल(?!ें)|नुकसान|दुश्मन"),
    conditions=re.compile(r"(?:तो|अगर|बिना)$"),
    calls=re.compile(r"सेव|फॉलो|फ़ॉलो|सब्सक्राइब|लाइक|कमेंट|शेयर|बताइए|बताएँ"),
    carries=re.compile(r""),
    stands=re.compile(r"(?!)"),
    counted=re.compile(r"\d|(?<!\S)(?:" + "|".join(_NUMBERS - {"एक", "दो"}) + r")(?!\S)"),
)

"""Clauses that say what somebody knows or wonders: "Few know that honey never spoils"."""

import re
from collections.abc import Iterator

from synthesis.studio.headlines import thoughts

# By language: the verbs before "that", the word for "that", and the question words that begin a clause.
_TABLES = {
    "en": (
        r"hope|hopes|hoped|wish|wishes|promise|promises|promised|forget|forgets|forgot|know|knows|knew|think|thinks|thought|believe|believes|believed|wondered|realize|realise|realized|"
        r"realised|discovered|discovers|found|finds|show|shows|showed|says|say|said|tell|tells|told|"
        r"explain|explains|explained|prove|proves|proved|remember|means|mean|imagine|guess|notice|noticed|"
        r"learned|claim|claims|suggests|fact|sign|chance|truth is|idea",
        r"that",
        r"why|how",
    ),
    "de": (r"weiß|wissen|wusstest", r"(?!)", r"warum|wieso|weshalb|wie"),
    "nl": (r"weten|weet|betekent|betekenen|zegt|zeggen|blijkt|denkt|denken", r"(?!)", r"waarom|hoe"),
    "fr": (
        r"savent|sait|sais|saviez-vous|savez-vous|pas|découvert|dit|disent|montré|montre|croient|pensent|"
        r"signifie|prouve",
        r"que|qu'(?=\w)",
        r"pourquoi|comment",
    ),
    "es": (
        r"sabe|saben|sabes|sabías|sabían|descubri\w+|dice|dicen|dijo|demostr\w+|demuestra|cree|creen|"
        r"piensa|piensan|recuerda|imagina|significa",
        r"que",
        r"por qué|cómo",
    ),
    "it": (
        r"sa|sanno|sapevi|sapevate|scoperto|dice|dicono|crede|credono|pensa|pensano|significa|ricorda|"
        r"dimostra",
        r"che",
        r"perché(?=[^?]*\?)",
    ),
    "pt": (
        r"sabe|sabem|sabia|sabiam|descobri\w+|diz|dizem|mostr\w+|acham|acha|acreditam|significa|lembre",
        r"que",
        r"por que",
    ),
    "pl": (
        r"wie|wiedzą|wiesz|wiedziałeś|odkry\w+|mówi\w*|twierdz\w+|myśl\w+|pokazuj\w+",
        r"że",
        r"dlaczego|czemu",
    ),
    "ru": (r"зна\w+|дума\w+|счита\w+|выясни\w+|обнаружи\w+|говор\w+|доказа\w+", r"что", r"почему|зачем"),
    "uk": (r"зна\w+|дума\w+|вважа\w+|з'ясува\w+|виявил\w+|каж\w+", r"що", r"чому|навіщо"),
    "ar": (r"يعرف\w*|يعلم\w*|تعلم|تعرف|اكتشف\w*|يقول\w*|يعتقد\w*", r"أن", r"لماذا|كيف"),
    "hi": (r"[^\s]+", r"कि", r"(?!)"),
    "id": (r"tahu|tahukah|percaya|mengatakan|menemukan|berpikir", r"bahwa", r"kenapa|mengapa|bagaimana"),
    "vi": (r"[^\s]+", r"rằng", r"tại sao|vì sao"),
    "sv": (r"vet|visste|tror|säger|visar|upptäckte|inte", r"att", r"varför|hur"),
    "da": (r"ved|vidste|tror|siger|viser|opdagede|ikke", r"at", r"hvorfor|hvordan"),
    "nb": (r"vet|visste|tror|sier|viser|oppdaget|ikke", r"at", r"hvorfor|hvordan"),
    "el": (r"ξέρ\w+|λένε|λέει|πιστεύ\w+|ανακάλυψ\w+|δείχν\w+", r"ότι|πως", r"γιατί(?=[^?;]*[?;])|πώς"),
}
# "The test shows it is old."
_WITHOUT_THAT = re.compile(
    r"\b(?:shows?|showed|says?|said|thinks?|thought|believes?|claims?|claimed|knew|means|proves?|proved|realized)\s"
    r"(?=(?:the|an?|my|your|his|her|its|our|their|he|she|it|they|we|you|i)(?:'\w+)?\s)",
    re.IGNORECASE,
)
_BETWEEN = r"(?:\s(?:is|was|you|us|me|him|her|them|everyone|people|nicht|niet|not|exactly|about|te))*"


def of(sentence: str, *, language: str) -> Iterator[str]:
    """The clauses behind "that", "why" or "how", without the question mark of the whole sentence."""
    primary = language.lower().split("-")[0] or "en"
    table = _TABLES.get({"no": "nb"}.get(primary, primary))
    if table is None:
        return
    verbs, that, asking = table
    said = re.search(rf"(?<!\w)(?:{verbs}){_BETWEEN},?\s(?:{that})\s?(?=\S)", sentence, re.IGNORECASE)
    if said is not None:
        yield _bare(sentence[said.end() :])
    plain = _WITHOUT_THAT.search(sentence) if primary == "en" else None
    if plain is not None and thoughts.is_said(sentence[plain.end() :], language=language):
        yield _bare(sentence[plain.end() :])
    asked = re.search(rf"(?<=\w)(?:,\s|\s)(?=(?:{asking})\s)", sentence, re.IGNORECASE)
    if asked is not None:
        yield _bare(sentence[asked.end() :])


def is_waiting(words: list[str], *, language: str) -> bool:
    """Whether a clause ends with a verb of saying or knowing, so that the next clause says what."""
    primary = language.lower().split("-")[0] or "en"
    table = _TABLES.get({"no": "nb"}.get(primary, primary))
    if table is None or primary in ("hi", "vi"):
        return False
    waiting = _WAITING.get(primary, "(?!)")
    return re.fullmatch(rf"{table[0]}|{waiting}", words[-1], re.IGNORECASE) is not None


_WAITING = {
    "en": r"wonder|wondering|asked|ask|agree|remembers|saying|thinking|knowing",
    "de": r"daran|darin|dafür|davon|dazu|darauf|darum|gefragt|fragst|dachte|denken|glauben|sagen|heißt",
    "nl": r"afgevraagd|denken|zeggen",
    "es": r"preguntado|pregunta",
    "fr": r"demandé|demandez",
    "it": r"chiesto|chiedi",
    "pt": r"perguntou|pergunta",
    "pl": r"zastanawiałeś",
    "ru": r"задумывались|задумывался",
}


def _bare(clause: str) -> str:
    return clause.rstrip("?\uff1f;\u061f ")

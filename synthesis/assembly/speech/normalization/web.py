"""Addresses and names of the web: URLs, e-mail, "@name", "#hashtag", file names."""

import re
from re import Match

from synthesis.assembly.speech.normalization import figures, numerals
from synthesis.assembly.speech.normalization.language import Language, Rule

# Endings that are also English words (.it, .me, .in) count only after a scheme or "www.".
DOMAINS = (
    "com|org|net|edu|gov|info|biz|io|ai|app|dev|co|tv|fm|gg|ly|shop|store|online|site|xyz|blog|news|live|tech"
    "|cloud|design|studio|de|fr|es|pt|br|nl|pl|tr|se|ru|uk|us|ca|au|jp|cn|kr|eu|ch|mx|ar|cl|ua|cz"
)
FILES = "html?|pdf|py|txt|png|jpe?g|gif|svg|mp[34]|zip|exe|json|csv|docx?|xlsx?|pptx?|srt|wav|css|md"
LABEL = r"[a-zA-Z0-9](?:[\w-]{0,62})"
HOST = rf"{LABEL}(?:\.{LABEL}){{1,5}}"
PATH = r"(?::\d{1,5})?(?:/[\w./~%+@:-]*[\w~/%+])?/?"
TAIL = r"(?:[?#][^\s<>\"'”»]*[^\s<>\"'”».,;:!?)\]])?"
URL = rf"(?:https?://(?:www\.)?|www\.)(?P<address>[\w.-]{{1,200}}\w{PATH}){TAIL}"
# A single letter before the ending is rather an abbreviation ("p.es.").
NAME = rf"(?:[a-zA-Z0-9][\w-]{{1,62}}\.(?:{DOMAINS})|[a-zA-Z]\.(?:com|co|org))"
BARE_HOST = rf"(?:{LABEL}\.){{0,3}}{NAME}(?![\w-]|\.\w)"
BARE = rf"(?<![\w@./:-])(?P<address>{BARE_HOST}{PATH}){TAIL}"
EMAIL = rf"(?<![\w.+@-])(?P<address>\w[\w.+-]{{0,62}}@{HOST})(?![\w@])"
PIECE = re.compile(r"[^\W\d_]+|\d+|[\W_]")
HUMP = re.compile(r"(?<=[a-zß-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
COUNTRY_LENGTH, YEAR_LENGTH = 2, 4


def rules(language: Language) -> tuple[Rule, ...]:
    """The rules for addresses. Scheme, "www." and query are not said."""
    return (
        Rule(re.compile(EMAIL), _address),
        Rule(re.compile(URL), _address),
        Rule(re.compile(BARE), _address),
        Rule(re.compile(rf"(?<![\w./])(?P<stem>[\w-]{{1,80}})\.(?P<kind>{FILES})(?!\w)"), _file),
        Rule(re.compile(r"(?<![\w@./#])@(?P<name>\w[\w.-]{0,60}\w|\w)"), _mention),
        Rule(re.compile(r"(?<![\w&#/])#(?P<name>(?u:(?!\d+(?!\w))\w{1,100}))"), _hashtag),
    )


def readable_rules() -> tuple[Rule, ...]:
    """The rules for languages without words for the signs: the address is shortened, the voice reads it."""
    return (
        Rule(re.compile(EMAIL), lambda match, _: match["address"]),
        Rule(re.compile(URL), lambda match, _: match["address"].rstrip("/")),
    )


def _address(match: Match[str], language: Language) -> str:
    address = match["address"].rstrip("/")
    host, _, path = address.partition("/")
    *labels, ending = host.split(".")
    spoken = _said(".".join(labels), language)
    if len(ending) == COUNTRY_LENGTH and ending.isalpha() and ending != "co":
        spoken = " ".join([spoken, language.words.dot.strip(), figures.letters(ending.upper())])
    else:
        spoken = _said(host, language)
    return f"{spoken} {_said(f'/{path}', language)}" if path else spoken


def _file(match: Match[str], language: Language) -> str:
    stem, kind = _said(match["stem"], language), match["kind"].upper()
    spelled = figures.letters(kind) if len(kind) == COUNTRY_LENGTH else kind
    return f"{stem} {language.words.dot.strip()} {spelled}"


def _mention(match: Match[str], language: Language) -> str:
    return f"{language.words.at} {_said(match['name'], language)}"


def _hashtag(match: Match[str], language: Language) -> str:
    name = HUMP.sub(" ", match["name"])
    return figures.joined(language.words.hashtag, _said(name, language), language=language)


def _said(text: str, language: Language) -> str:
    words = language.words
    signs = {".": words.dot, "/": words.slash, "-": words.dash, "_": words.underscore, "@": words.at}
    signs |= {"+": words.plus, "%": "", ":": "", "~": ""}
    said = []
    for piece in PIECE.findall(text):
        if piece.isdecimal():
            said.append(_digits(piece, language))
        else:
            said.append(signs.get(piece, piece).strip())
    return " ".join(word for word in said if word)


def _digits(digits: str, language: Language) -> str:
    # "100" is a number in a name, "90210" a row of digits.
    if len(digits) < YEAR_LENGTH:
        return numerals.whole(digits, language=language)
    if len(digits) == YEAR_LENGTH:
        return (
            numerals.year(int(digits), language=language)
            if int(digits[0])
            else numerals.one_by_one(digits, language=language)
        )
    return numerals.one_by_one(digits, language=language)
